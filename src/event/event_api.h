/* GET /api/events: server-sent events, with replay by Last-Event-ID or ?after=. */
#ifndef VARDE_EVENT_API_H
#define VARDE_EVENT_API_H

#include "router.h"

enum handled event_stream(struct call *call);
/* Gives the answer the newest event's id. Called before what is answered is read: who then listens
 * after that id misses nothing. */
void event_mark(struct call *call);

#endif
