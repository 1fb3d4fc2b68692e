/* Limits and their orders over HTTP. */
#ifndef VARDE_LIMIT_API_H
#define VARDE_LIMIT_API_H

#include "limit/limit_order.h"
#include "router.h"

enum handled limit_list(struct call *call);
enum handled limit_pending(struct call *call);
enum handled limit_enter(struct call *call);
enum handled limit_check(struct call *call);
enum handled limit_reject(struct call *call);

/* The members of one limit into the open object. */
void limit_put(struct json_out *out, const struct limit *limit);
/* Levels, with the names of what they are of. */
void limit_habits_put(struct json_out *out, struct call *call, const char *key,
                      const struct levels *levels);
/* The scale that was ordered, or null. */
void limit_scale_put(struct json_out *out, const struct levels *levels);
/* An order as the open value; in_force: the enrolment's limits_version. */
void limit_order_json(struct json_out *out, struct call *call, const struct limit_order *order,
                      int64_t in_force);

#endif
