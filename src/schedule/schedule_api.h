#ifndef VARDE_SCHEDULE_API_H
#define VARDE_SCHEDULE_API_H

#include "router.h"

enum handled schedule_show(struct call *call);
enum handled schedule_change(struct call *call);
enum handled schedule_try(struct call *call);

/* "pause": the one that holds on this day, or null; into the open object. */
bool pause_put_now(struct json_out *out, struct call *call, struct db *db, int32_t day,
                   struct error *error);
enum handled pause_list(struct call *call);
enum handled pause_create(struct call *call);
enum handled pause_end(struct call *call);

#endif
