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

/* An order as the open value; in_force: the enrolment's limits_version. */
void limit_order_json(struct json_out *out, struct call *call, const struct limit_order *order,
                      int64_t in_force);
/* The enrolment that the call is about; NULL when the asker does not see it. */
const struct permit_enrolment *limit_enrolment(const struct call *call);

#endif
