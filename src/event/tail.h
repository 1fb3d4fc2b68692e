/* Brings to the bus what other processes wrote, and what they took away.
 *
 * A thread with a connection of its own listens for what they tell, and reads on in the event table
 * after the bus's last. It looks every second besides: what is told can be lost with a connection.
 */
#ifndef VARDE_EVENT_TAIL_H
#define VARDE_EVENT_TAIL_H

#include "auth/session.h"
#include "event/event.h"

struct tail;
/* url: where one can listen, not through a pooler in transaction mode. The bus has been started. */
struct tail *tail_start(const char *url, struct event_bus *bus, struct sessions *sessions,
                        struct error *error);
void tail_stop(struct tail *tail);

#endif
