/* When a service is there: read by all who work with it, changed by who keeps it. */
#ifndef VARDE_SERVICE_OPENING_API_H
#define VARDE_SERVICE_OPENING_API_H

#include "router.h"

enum handled opening_show(struct call *call);
enum handled opening_change_week(struct call *call);
enum handled opening_change_day(struct call *call);
enum handled opening_remove_day(struct call *call);

#endif
