#include "limit/limit_store.h"

#include "limit/limit_row.h"
#include "store/writer.h"

#define ORDERS                                                                                     \
    "SELECT o.version, o.replaces_version, o.ordered_by, o.ordered_at, o.entered_by, a.name,"      \
    " o.entered_at, o.checked_by, c.name, o.checked_at, o.rejected_by, r.name, o.rejected_at,"     \
    " o.rejected_reason, o.reason, o.evidence, o.floor_reason, o.news2_scale FROM limit_order o"   \
    " LEFT JOIN account a ON a.id = o.entered_by LEFT JOIN account c ON c.id = o.checked_by"       \
    " LEFT JOIN account r ON r.id = o.rejected_by"                                                 \
    " WHERE o.patient_id = ?1 AND o.enrolment_id = ?2"
static const struct sql ONE = {ORDERS " AND o.version = ?3"};
static const struct sql NEWEST = {ORDERS " ORDER BY o.version DESC LIMIT ?3"};
static const struct sql LIMITS = {
    "SELECT l.version, " LIMIT_COLUMNS " FROM patient_limit l"
    " WHERE l.patient_id = ?1 AND l.enrolment_id = ?2 AND l.version BETWEEN ?3 AND ?4"
    " ORDER BY l.version DESC LIMIT ?5",
};
static const struct sql HABITS = {
    "SELECT h.version, " HABIT_COLUMNS " FROM patient_habit h"
    " WHERE h.patient_id = ?1 AND h.enrolment_id = ?2 AND h.version BETWEEN ?3 AND ?4"
    " ORDER BY h.version DESC, h.parameter LIMIT ?5",
};
static const struct sql INSERT = {
    "INSERT INTO limit_order (patient_id, enrolment_id, version, replaces_version, ordered_by,"
    " ordered_at, entered_by, entered_at, reason, evidence, floor_reason, news2_scale)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
};

static void order_of_row(const struct rows *rows, size_t row, struct limit_order *order_r)
{
    *order_r = (struct limit_order){
        .version = row_int(rows, row, 0),
        .replaces = row_int(rows, row, 1),
        .ordered_by = row_str(rows, row, 2),
        .ordered_at = row_int(rows, row, 3),
        .entered_by = row_uuid(rows, row, 4),
        .entered_name = row_str(rows, row, 5),
        .entered_at = row_int(rows, row, 6),
        .checked_by = row_uuid(rows, row, 7),
        .checked_name = row_str(rows, row, 8),
        .checked_at = row_int(rows, row, 9),
        .rejected_by = row_uuid(rows, row, 10),
        .rejected_name = row_str(rows, row, 11),
        .rejected_at = row_int(rows, row, 12),
        .rejected_reason = row_str(rows, row, 13),
        .reason = row_str(rows, row, 14),
        .evidence = row_str(rows, row, 15),
        .floor_reason = row_str(rows, row, 16),
        .levels.news2 = (enum news2_scale)row_int(rows, row, 17),
    };
}

/* Those of its version out of the rows, which are ordered by version. */
static bool take_limits(struct arena *arena, const struct rows *rows, struct limit_order *order,
                        struct error *error)
{
    size_t first = 0, end;
    while (first < rows_count(rows) && row_int(rows, first, 0) != order->version)
        first++;
    for (end = first; end < rows_count(rows) && row_int(rows, end, 0) == order->version;)
        end++;
    order->limit_count = end - first;
    order->limits = arena_array(arena, struct limit, order->limit_count);
    for (size_t i = 0; i < order->limit_count; i++)
        if (!limit_of_row(rows, first + i, 1, &order->limits[i]))
            return error_log(error, ERROR_INTERNAL, "an ordered limit cannot be read");
    limits_sort(order->limits, order->limit_count);
    return true;
}

static bool take_habits(const struct rows *rows, struct limit_order *order, struct error *error)
{
    struct levels *levels = &order->levels;
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (row_int(rows, i, 0) != order->version)
            continue;
        if (levels->habit_count == PARAMETER_COUNT ||
            !habit_of_row(rows, i, 1, &levels->habits[levels->habit_count++]))
            return error_log(error, ERROR_INTERNAL, "an ordered level cannot be read");
    }
    return true;
}

struct rows *limit_order_ask(struct tx *tx, const struct limit_act *act)
{
    return db_ask(tx->db, tx->arena, &ONE,
                  ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment), v_int(act->order.version)));
}

struct rows *limit_rows_ask(struct tx *tx, const struct limit_act *act)
{
    return db_ask(tx->db, tx->arena, &LIMITS,
                  ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment), v_int(act->order.version),
                       v_int(act->order.version), v_int(PROGRAMME_LIMITS)));
}

struct rows *limit_habits_ask(struct tx *tx, const struct limit_act *act)
{
    return db_ask(tx->db, tx->arena, &HABITS,
                  ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment), v_int(act->order.version),
                       v_int(act->order.version), v_int(PARAMETER_COUNT)));
}

bool limit_order_of_rows(struct arena *arena, const struct limit_act *act, bool *found_r,
                         struct limit_order *order_r, struct error *error)
{
    *found_r = rows_count(act->stored) > 0;
    if (!*found_r)
        return true;
    order_of_row(act->stored, 0, order_r);
    return take_limits(arena, act->limits, order_r, error) &&
           take_habits(act->habits, order_r, error);
}

void limit_order_send(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment,
                      const struct limit_order *order)
{
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(patient), v_uuid(enrolment), v_int(order->version), v_int(order->replaces),
                 v_str(order->ordered_by), v_int(order->ordered_at), v_uuid(&order->entered_by),
                 v_int(order->entered_at), v_str(order->reason), v_str(order->evidence),
                 v_str(order->floor_reason),
                 order->levels.news2 ? v_int(order->levels.news2) : v_null()));
    limits_send(tx, patient, enrolment, order->version, order->limits, order->limit_count);
    habits_send(tx, patient, enrolment, order->version, order->levels.habits,
                order->levels.habit_count);
}

bool limit_orders_read(struct db *db, struct arena *arena, const struct uuid *patient,
                       const struct uuid *enrolment, struct limit_order **orders_r, size_t *count_r,
                       struct error *error)
{
    struct rows *rows, *limits, *habits;
    if (!db_run(db, arena, &NEWEST,
                ARGS(v_uuid(patient), v_uuid(enrolment), v_int(LIMIT_ORDERS_MOST)), &rows, error))
        return false;
    size_t count = rows_count(rows);
    struct limit_order *orders = arena_array(arena, struct limit_order, count);
    for (size_t i = 0; i < count; i++)
        order_of_row(rows, i, &orders[i]);
    if (count &&
        (!db_run(db, arena, &LIMITS,
                 ARGS(v_uuid(patient), v_uuid(enrolment), v_int(orders[count - 1].version),
                      v_int(orders[0].version), v_int(LIMIT_ORDERS_MOST * PROGRAMME_LIMITS)),
                 &limits, error) ||
         !db_run(db, arena, &HABITS,
                 ARGS(v_uuid(patient), v_uuid(enrolment), v_int(orders[count - 1].version),
                      v_int(orders[0].version), v_int(LIMIT_ORDERS_MOST * PARAMETER_COUNT)),
                 &habits, error)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!take_limits(arena, limits, &orders[i], error) ||
            !take_habits(habits, &orders[i], error))
            return false;
    *orders_r = orders;
    *count_r = count;
    return true;
}
