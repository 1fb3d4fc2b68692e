/* Views of the work list that somebody saved: a choice of filters with a name. One's own only. */
#ifndef VARDE_WORKLIST_VIEW_API_H
#define VARDE_WORKLIST_VIEW_API_H

#include "router.h"

enum handled view_list(struct call *call);
enum handled view_create(struct call *call);
enum handled view_remove(struct call *call);

#endif
