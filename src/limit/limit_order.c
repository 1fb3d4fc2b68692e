#include "limit/limit_order.h"

#include "auth/permit.h"
#include "base/caltime.h"
#include "base/sha.h"
#include "clinical/level_set.h"
#include "clinical/limit_set.h"
#include "house.h"
#include "limit/limit_row.h"
#include "limit/limit_store.h"

#include <stdio.h>

static const struct sql ENROLLED = {
    "SELECT e.state, e.programme, e.programme_version, e.limits_version, e.service_id,"
    " e.municipality_id, e.gp_office_id, e.department_id,"
    " (SELECT max(o.version) FROM limit_order o WHERE o.patient_id = e.patient_id"
    " AND o.enrolment_id = e.id),"
    " (SELECT max(w.version) FROM limit_order w WHERE w.patient_id = e.patient_id"
    " AND w.enrolment_id = e.id AND w.checked_at IS NULL AND w.rejected_at IS NULL), e.levels"
    " FROM enrolment e WHERE e.patient_id = ?1 AND e.id = ?2 AND " PERMIT_OPEN,
};
/* The conditions hold whatever was asked before. */
static const struct sql CHECKED = {
    "UPDATE limit_order SET checked_by = ?4, checked_at = ?5 WHERE patient_id = ?1"
    " AND enrolment_id = ?2 AND version = ?3 AND entered_by <> ?4 AND checked_at IS NULL"
    " AND rejected_at IS NULL",
};
static const struct sql REJECTED = {
    "UPDATE limit_order SET rejected_by = ?4, rejected_at = ?5, rejected_reason = ?6"
    " WHERE patient_id = ?1 AND enrolment_id = ?2 AND version = ?3 AND checked_at IS NULL"
    " AND rejected_at IS NULL",
};
static const struct sql IN_FORCE = {
    "UPDATE enrolment SET limits_version = ?3, limits = ?4, levels = ?5"
    " WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql APPROVED = {
    "UPDATE patient_habit SET approved_on = ?5 WHERE patient_id = ?1 AND enrolment_id = ?2"
    " AND version = ?3 AND parameter = ?4 AND approved_on IS NULL",
};

/* ---- what an order is ---- */

const char *limit_order_state_word(enum limit_order_state state)
{
    static const char *const words[] = {
        [LIMIT_ORDER_PENDING] = "pending",     [LIMIT_ORDER_IN_FORCE] = "in_force",
        [LIMIT_ORDER_REPLACED] = "replaced",   [LIMIT_ORDER_REJECTED] = "rejected",
        [LIMIT_ORDER_WITHDRAWN] = "withdrawn",
    };
    return words[state];
}

enum limit_order_state limit_order_state(const struct limit_order *order, int64_t in_force)
{
    if (order->rejected_at)
        return uuid_equal(&order->rejected_by, &order->entered_by) ? LIMIT_ORDER_WITHDRAWN
                                                                   : LIMIT_ORDER_REJECTED;
    if (!order->checked_at)
        return LIMIT_ORDER_PENDING;
    return order->version == in_force ? LIMIT_ORDER_IN_FORCE : LIMIT_ORDER_REPLACED;
}

/* Texts with their length before them, so that no two orders are hashed as the same bytes. */
static void add_text(struct buf *out, struct str text)
{
    buf_printf(out, "%zu:", text.len);
    buf_str(out, text);
}

/* Without the day of approval, which comes with the check. */
static struct str unapproved(struct arena *arena, const struct levels *levels)
{
    struct levels bare = *levels;
    for (size_t i = 0; i < bare.habit_count; i++)
        bare.habits[i].approved_on = 0;
    return levels_print(arena, &bare);
}

void limit_order_content(struct arena *arena, const struct uuid *enrolment,
                         const struct limit_order *order, char content_r[LIMIT_CONTENT])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t hash[SHA_BYTES];
    struct buf text;
    buf_init(&text, arena, 512);
    buf_add(&text, enrolment->b, sizeof enrolment->b);
    buf_printf(&text, " %lld %lld %lld ", (long long)order->version, (long long)order->replaces,
               (long long)order->ordered_at);
    add_text(&text, order->ordered_by);
    add_text(&text, order->reason);
    add_text(&text, order->evidence);
    add_text(&text, order->floor_reason);
    buf_str(&text, limits_print(arena, order->limits, order->limit_count));
    buf_str(&text, unapproved(arena, &order->levels));
    sha256_one(buf_slice(&text), hash);
    for (size_t i = 0; i < sizeof hash; i++) {
        content_r[2 * i] = digits[hash[i] >> 4];
        content_r[2 * i + 1] = digits[hash[i] & 15];
    }
    content_r[2 * sizeof hash] = 0;
}

/* ---- may it hold? ---- */

static void tell_place(const struct limit_finding *finding, const char *member, size_t own,
                       char place_r[64])
{
    if (finding->at == own)
        snprintf(place_r, 64, "/limits");
    else
        snprintf(place_r, 64, "/limits/%zu%s%s", finding->at, member[0] ? "/" : "", member);
}

static bool tell_fault(const struct limit_finding *finding, size_t own, struct error *error)
{
    static const struct {
        const char *member, *words;
    } told[] = {
        [LIMIT_FAULT_NONE] = {"", ""},
        [LIMIT_FAULT_NOT_FOLLOWED] = {"parameter", "the programme does not follow it"},
        [LIMIT_FAULT_SHAPE] = {"", "a low limit has < or <=, a high one > or >=; a change is above "
                                   "0 on the high side and below on the low, over 1 to 14 days, "
                                   "without a condition; a limit of a value has no days"},
        [LIMIT_FAULT_BASIS] = {"basis", "habitual needs a level of the parameter (habits); only "
                                        "yellow is repeated, only red of pressure confirmed; a "
                                        "change is absolute"},
        [LIMIT_FAULT_BOUNDS] = {"value", "lies outside what can be measured"},
        [LIMIT_FAULT_TWICE] = {"", "stands at the place of one before it"},
        [LIMIT_FAULT_ORDER] = {"value", "out of order: red low, yellow low, yellow high, red high"},
        [LIMIT_FAULT_NO_RED] = {"", "nothing would be red where the programme has a red limit"},
        [LIMIT_FAULT_LOOSER] = {"value", "is looser than the programme's floor, or waits to be "
                                         "confirmed where that does not: it needs a written "
                                         "reason (floorReason)"},
    };
    const struct parameter_info *info = parameter_info(finding->parameter);
    bool sided = finding->fault >= LIMIT_FAULT_NO_RED;
    char place[64];
    tell_place(finding, told[finding->fault].member, own, place);
    return error_at(error, ERROR_INVALID, place, "%s%s: %s", info ? info->word : "parameter",
                    !sided                      ? ""
                    : finding->side == SIDE_LOW ? ", low side"
                                                : ", high side",
                    told[finding->fault].words);
}

static bool check_levels(const struct programme *programme, const struct levels *levels,
                         struct error *error)
{
    static const struct {
        const char *member, *words;
    } told[] = {
        [LEVEL_FAULT_NONE] = {"", ""},
        [LEVEL_FAULT_NOT_FOLLOWED] = {"/parameter", "the programme does not follow it"},
        [LEVEL_FAULT_NO_PRIOR] = {"/parameter", "no habitual level is looked at for it"},
        [LEVEL_FAULT_SIDES] = {"/parameter", "is looked at on other sides now"},
        [LEVEL_FAULT_LEVEL] = {"/level", "lies outside what can be measured"},
        [LEVEL_FAULT_SIGMA] = {"/sigma", "is below the least that is believed, or more than four "
                                         "times what is expected"},
        [LEVEL_FAULT_TWICE] = {"", "has the parameter of one before it"},
    };
    struct level_finding finding;
    char place[64];
    if (level_set_check(levels->habits, levels->habit_count, programme->followed, &finding))
        return true;
    snprintf(place, sizeof place, "/habits/%zu%s", finding.at, told[finding.fault].member);
    return error_at(error, ERROR_INVALID, place, "%s: %s",
                    parameter_info(levels->habits[finding.at].parameter)->word,
                    told[finding.fault].words);
}

bool limit_order_may_hold(const struct programme *programme, const struct limit_order *order,
                          struct arena *arena, bool *looser_r, struct error *error)
{
    struct limit *all = arena_array(arena, struct limit, PROGRAMME_LIMITS);
    struct limit_floor *floors = arena_array(arena, struct limit_floor, programme->floor_count);
    struct limit_finding finding;
    size_t all_count, own;
    *looser_r = false;
    if (order->limit_count > LIMIT_ORDER_MOST ||
        order->limit_count + programme->limit_count > PROGRAMME_LIMITS)
        return error_at(error, ERROR_INVALID, "/limits", "there are too many");
    if (!check_levels(programme, &order->levels, error) ||
        !programme_limits(programme, limits_print(arena, order->limits, order->limit_count), all,
                          &all_count, &own, error))
        return false;
    for (size_t i = 0; i < programme->floor_count; i++)
        floors[i] =
            (struct limit_floor){programme->floors[i].parameter, programme->floors[i].side,
                                 programme->floors[i].operator, programme->floors[i].value };
    struct limit_set set = {
        .own = order->limits,
        .own_count = order->limit_count,
        .all = all,
        .all_count = all_count,
        .standard = programme->limits,
        .standard_count = programme->limit_count,
        .floors = floors,
        .floor_count = programme->floor_count,
        .followed = programme->followed,
        .habits = order->levels.habits,
        .habit_count = order->levels.habit_count,
    };
    bool good = limit_set_check(&set, &finding);
    *looser_r = finding.fault == LIMIT_FAULT_LOOSER;
    return good || (*looser_r && order->floor_reason.len > 0) ||
           tell_fault(&finding, order->limit_count, error);
}

static const struct programme *programme_of(const struct limit_act *act, struct tx *tx,
                                            struct error *error)
{
    return programmes_get(act->programmes, tx->db, row_str(act->enrolled, 0, 1).at,
                          row_int(act->enrolled, 0, 2), error);
}

/* ---- the acts ---- */

void limit_act_ask(struct limit_act *act, struct tx *tx)
{
    act->enrolled =
        db_ask(tx->db, tx->arena, &ENROLLED, ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment)));
    if (act->kind == LIMIT_ENTER)
        return;
    act->stored = limit_order_ask(tx, act);
    act->limits = limit_rows_ask(tx, act);
    act->habits = limit_habits_ask(tx, act);
}

static void tell(struct limit_act *act, struct tx *tx)
{
    const struct permit_enrolment told = {
        .id = act->enrolment,
        .programme = row_str(act->enrolled, 0, 1).at,
        .service = row_uuid(act->enrolled, 0, 4),
        .municipality = row_uuid(act->enrolled, 0, 5),
        .gp_office = row_uuid(act->enrolled, 0, 6),
        .department = row_uuid(act->enrolled, 0, 7),
    };
    struct access_entry entry = act->by;
    static const char *const did[] = {"entered", "checked", "turned down"};
    char detail[64];
    snprintf(detail, sizeof detail, "limit order %lld %s", (long long)act->order.version,
             did[act->kind]);
    house_tell(tx, "limits", &act->patient, &told);
    entry.patient = act->patient;
    entry.detail = detail;
    house_access(tx, &entry);
}

static bool enter(struct limit_act *act, struct tx *tx, struct error *error)
{
    struct limit_order *order = &act->order;
    const struct programme *programme = programme_of(act, tx, error);
    bool looser;
    if (!programme || !limit_order_may_hold(programme, order, tx->arena, &looser, error))
        return false;
    if (row_int(act->enrolled, 0, 9))
        return error_set(error, ERROR_CONFLICT,
                         "Another order waits to be checked: check it or turn it down first.");
    if (!looser)
        order->floor_reason = STR_NONE;
    limits_sort(order->limits, order->limit_count);
    habits_sort(order->levels.habits, order->levels.habit_count);
    order->version = row_int(act->enrolled, 0, 8) + 1;
    order->replaces = act->in_force;
    order->entered_by = act->by.account;
    order->entered_at = tx->now;
    limit_order_send(tx, &act->patient, &act->enrolment, order);
    return true;
}

/* The order as it stands, if it still waits. */
static bool find_pending(struct limit_act *act, struct tx *tx, struct error *error)
{
    bool found;
    int64_t version = act->order.version;
    if (!limit_order_of_rows(tx->arena, act, &found, &act->order, error))
        return false;
    if (!found)
        return error_set(error, ERROR_NOT_FOUND, "There is no order %lld of this enrolment.",
                         (long long)version);
    enum limit_order_state state = limit_order_state(&act->order, act->in_force);
    return state == LIMIT_ORDER_PENDING ||
           error_set(error, ERROR_CONFLICT, "The order waits no longer: it is %s.",
                     limit_order_state_word(state));
}

static bool may_be_checked(const struct limit_act *act, struct tx *tx, struct error *error)
{
    const struct limit_order *order = &act->order;
    char content[LIMIT_CONTENT];
    if (uuid_equal(&order->entered_by, &act->by.account))
        return error_set(error, ERROR_FORBIDDEN,
                         "Who entered an order does not check it: a second person must.");
    if (order->replaces != act->in_force)
        return error_set(error, ERROR_CONFLICT,
                         "Other limits have come in force since it was entered: turn it down and "
                         "enter it again.");
    limit_order_content(tx->arena, &act->enrolment, order, content);
    return !act->content.at || str_is(act->content, content) ||
           error_at(error, ERROR_CONFLICT, "/content",
                    "the order is another than the one that was read: read it again");
}

/* A level that stands as it stood was approved when it came in force: what drifts from it is not
 * forgotten because something else was ordered. */
static int32_t approved_on(const struct levels *before, const struct habit *habit, int32_t today)
{
    for (size_t i = 0; i < before->habit_count; i++) {
        const struct habit *old = &before->habits[i];
        if (old->parameter == habit->parameter && old->level == habit->level &&
            old->sigma == habit->sigma && old->low == habit->low && old->high == habit->high)
            return old->approved_on;
    }
    return today;
}

static bool approve(struct limit_act *act, struct tx *tx, struct error *error)
{
    struct levels before, *levels = &act->order.levels;
    int32_t today = (int32_t)caltime_oslo_day(tx->now);
    if (!levels_read(row_str(act->enrolled, 0, 10), &before, error))
        return false;
    for (size_t i = 0; i < levels->habit_count; i++) {
        struct habit *habit = &levels->habits[i];
        habit->approved_on = approved_on(&before, habit, today);
        db_send(tx->db, &APPROVED,
                ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment), v_int(act->order.version),
                     v_int(habit->parameter), v_int(habit->approved_on)));
    }
    return true;
}

static bool check(struct limit_act *act, struct tx *tx, struct error *error)
{
    struct limit_order *order = &act->order;
    bool looser;
    if (!find_pending(act, tx, error) || !may_be_checked(act, tx, error))
        return false;
    const struct programme *programme = programme_of(act, tx, error);
    if (!programme)
        return false;
    if (!limit_order_may_hold(programme, order, tx->arena, &looser, error)) {
        /* What was entered was good: the rows have changed since, or the rules have. */
        error->code = ERROR_CONFLICT;
        return false;
    }
    if (!approve(act, tx, error))
        return false;
    db_send(tx->db, &CHECKED,
            ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment), v_int(order->version),
                 v_uuid(&act->by.account), v_int(tx->now)));
    db_send(tx->db, &IN_FORCE,
            ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment), v_int(order->version),
                 v_str(limits_print(tx->arena, order->limits, order->limit_count)),
                 v_str(levels_print(tx->arena, &order->levels))));
    order->checked_by = act->by.account;
    order->checked_at = tx->now;
    act->in_force = order->version;
    return true;
}

static bool reject(struct limit_act *act, struct tx *tx, struct error *error)
{
    struct limit_order *order = &act->order;
    if (!find_pending(act, tx, error))
        return false;
    db_send(tx->db, &REJECTED,
            ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment), v_int(order->version),
                 v_uuid(&act->by.account), v_int(tx->now), v_str(act->reason)));
    order->rejected_by = act->by.account;
    order->rejected_at = tx->now;
    order->rejected_reason = act->reason;
    return true;
}

bool limit_act_apply(struct limit_act *act, struct tx *tx, struct error *error)
{
    static bool (*const acts[])(struct limit_act *, struct tx *, struct error *) = {
        [LIMIT_ENTER] = enter, [LIMIT_CHECK] = check, [LIMIT_REJECT] = reject};
    if (!rows_count(act->enrolled))
        return error_set(error, ERROR_NOT_FOUND, "There is no such enrolment.");
    act->in_force = row_int(act->enrolled, 0, 3);
    if (!acts[act->kind](act, tx, error))
        return false;
    tell(act, tx);
    return true;
}
