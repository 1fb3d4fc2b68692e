/* Orders of limits in the database. */
#ifndef VARDE_LIMIT_STORE_H
#define VARDE_LIMIT_STORE_H

#include "limit/limit_order.h"

/* Inside a writing transaction. */
struct rows *limit_order_ask(struct tx *tx, const struct limit_act *act);
struct rows *limit_rows_ask(struct tx *tx, const struct limit_act *act);
struct rows *limit_habits_ask(struct tx *tx, const struct limit_act *act);
/* Out of what was asked. found_r false: there is no such order. False: a limit or level of it
 * cannot be read. */
bool limit_order_of_rows(struct arena *arena, const struct limit_act *act, bool *found_r,
                         struct limit_order *order_r, struct error *error);
void limit_order_send(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment,
                      const struct limit_order *order);

/* The newest orders of an enrolment, newest first; not more than LIMIT_ORDERS_MOST. */
#define LIMIT_ORDERS_MOST 100
bool limit_orders_read(struct db *db, struct arena *arena, const struct uuid *patient,
                       const struct uuid *enrolment, struct limit_order **orders_r, size_t *count_r,
                       struct error *error);

#endif
