/* All greens at once, and acts taken back, over HTTP. */
#ifndef VARDE_WORKLIST_GREENS_API_H
#define VARDE_WORKLIST_GREENS_API_H

#include "router.h"

enum handled worklist_greens(struct call *call);
enum handled worklist_greens_acknowledge(struct call *call);
enum handled act_undo(struct call *call);

#endif
