/* Going through the silent, over HTTP. */
#ifndef VARDE_DUE_SILENT_API_H
#define VARDE_DUE_SILENT_API_H

#include "router.h"

enum handled silent_list(struct call *call);
enum handled silent_count(struct call *call);
enum handled silent_review(struct call *call);
enum handled silent_undo(struct call *call);

#endif
