/* What an order sets, as the body of a request says it: to be ordered, or only tried. */
#ifndef VARDE_LIMIT_BODY_H
#define VARDE_LIMIT_BODY_H

#include "limit/limit_order.h"

struct json_object;

/* Reads these members of an order's body (limits, habits, news2Scale), and fills in nothing else of
 * the order; refused with the place ("/limits/2/value"). Whether the set may hold is
 * limit_order_may_hold's to say. */
bool limit_body_read(struct json_object *body, struct arena *arena, struct limit_order *order_r,
                     struct error *error);

#endif
