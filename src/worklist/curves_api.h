/* The small curves beside the rows of the work list. */
#ifndef VARDE_WORKLIST_CURVES_API_H
#define VARDE_WORKLIST_CURVES_API_H

#include "router.h"

enum handled worklist_curves(struct call *call);

#endif
