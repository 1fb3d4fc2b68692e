/* GET /api/events: server-sent events, with replay by Last-Event-ID. */
#ifndef VARDE_EVENT_API_H
#define VARDE_EVENT_API_H

#include "router.h"

enum handled event_stream(struct call *call);

#endif
