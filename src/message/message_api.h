/* Messages over HTTP. */
#ifndef VARDE_MESSAGE_API_H
#define VARDE_MESSAGE_API_H

#include "router.h"

enum handled message_threads(struct call *call);
enum handled message_begin(struct call *call);
enum handled message_thread(struct call *call);
enum handled message_answer(struct call *call);
enum handled message_seen(struct call *call);

#endif
