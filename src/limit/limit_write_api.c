/* Entering an order, checking it, turning it down. */
#include "app.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "json_common.h"
#include "limit/limit_api.h"
#include "take.h"
#include "triage/reasons.h"

#include <stdio.h>

enum { NAME_MOST = 200, TEXT_MOST = 2000, ORDERED_DAYS_MOST = 366 };

/* ---- reading what came ---- */

static bool read_day(struct call *call, int64_t *at_r, struct error *error)
{
    int64_t today = caltime_oslo_day(call->request->now), ordered;
    if (!take_day(call->json, "/orderedOn", true, &ordered, error))
        return false;
    *at_r = ordered * DAY;
    return (ordered <= today && ordered >= today - ORDERED_DAYS_MOST) ||
           error_at(error, ERROR_INVALID, "/orderedOn",
                    "must be today or within the year before it");
}

struct choice {
    const char *word;
    int value;
};

static bool read_choice(struct json_object *limit, const char *name, const struct choice *choices,
                        int *value_r)
{
    struct str word = json_in_str(json_in_get(limit, name));
    for (; choices->word; choices++) {
        if (str_is(word, choices->word)) {
            *value_r = choices->value;
            return true;
        }
    }
    return false;
}

static bool read_parameter(struct json_object *limit, struct limit *to)
{
    struct str word = json_in_str(json_in_get(limit, "parameter"));
    to->parameter = word.at ? parameter_of_word(word.at, word.len) : PARAMETER_NONE;
    return to->parameter != PARAMETER_NONE;
}

static bool read_value(struct json_object *limit, struct limit *to)
{
    struct decimal number;
    return decimal_parse(json_in_number(json_in_get(limit, "value")), &number) &&
           number.places <= 6 && decimal_micro(&number, &to->value);
}

static bool read_days(struct json_object *limit, struct limit *to)
{
    struct json_object *days = json_in_get(limit, "days");
    int64_t number = 0;
    if (days && (!str_int(json_in_number(days), &number) || number < 1 || number > 366))
        return false;
    to->days = (int)number;
    return true;
}

static bool read_condition(struct json_object *limit, struct limit *to)
{
    struct json_object *condition = json_in_get(limit, "condition");
    struct str word = json_in_str(condition);
    to->condition = word.at ? condition_of_word(word.at, word.len) : 0;
    return !condition || to->condition;
}

static bool read_limit(struct json_object *limit, struct limit *to, const char **wrong_r)
{
    static const struct choice kinds[] = {{"value", LIMIT_VALUE}, {"change", LIMIT_GAIN}, {0}};
    static const struct choice sides[] = {{"low", SIDE_LOW}, {"high", SIDE_HIGH}, {0}};
    static const struct choice zones[] = {{"yellow", ZONE_YELLOW}, {"red", ZONE_RED}, {0}};
    static const struct choice operators[] = {{"<", OPERATOR_LT},
                                              {"<=", OPERATOR_LE},
                                              {"≤", OPERATOR_LE},
                                              {">", OPERATOR_GT},
                                              {">=", OPERATOR_GE},
                                              {"≥", OPERATOR_GE},
                                              {0}};
    int kind = 0, side = 0, zone = 0, operator= 0;
    *to = (struct limit){.basis = BASIS_ABSOLUTE};
    *wrong_r = !read_parameter(limit, to)                              ? "parameter"
               : !read_choice(limit, "kind", kinds, &kind)             ? "kind"
               : !read_choice(limit, "side", sides, &side)             ? "side"
               : !read_choice(limit, "zone", zones, &zone)             ? "zone"
               : !read_choice(limit, "operator", operators, &operator) ? "operator"
               : !read_value(limit, to)                                ? "value"
               : !read_days(limit, to)                                 ? "days"
               : !read_condition(limit, to)                            ? "condition"
                                                                       : NULL;
    to->kind = (enum limit_kind)kind;
    to->side = (enum limit_side)side;
    to->zone = (enum zone)zone;
    to->operator=(enum limit_operator) operator;
    return *wrong_r == NULL;
}

static bool read_limits(struct call *call, struct limit_order *order, struct error *error)
{
    struct json_object *list = json_in_get(call->json, "limits");
    size_t count = json_in_length(list);
    const char *wrong;
    if (!json_in_is_array(list) || count > LIMIT_ORDER_MOST)
        return error_at(error, ERROR_INVALID, "/limits",
                        "must be the whole set, of at most %d limits; empty: the programme's own",
                        LIMIT_ORDER_MOST);
    order->limits = arena_array(&call->request->arena, struct limit, count);
    order->limit_count = count;
    for (size_t i = 0; i < count; i++) {
        char place[64];
        if (read_limit(json_in_at(list, i), &order->limits[i], &wrong))
            continue;
        snprintf(place, sizeof place, "/limits/%zu/%s", i, wrong);
        return error_at(error, ERROR_INVALID, place, "is missing or none that is known here");
    }
    return true;
}

static bool read_order(struct call *call, struct limit_order *order, struct error *error)
{
    return take_line(call->json, "/orderedBy", NAME_MOST, true, &order->ordered_by, error) &&
           read_day(call, &order->ordered_at, error) &&
           take_lines(call->json, "/reason", TEXT_MOST, true, &order->reason, error) &&
           take_lines(call->json, "/evidence", TEXT_MOST, false, &order->evidence, error) &&
           take_lines(call->json, "/floorReason", TEXT_MOST, false, &order->floor_reason, error) &&
           read_limits(call, order, error);
}

/* ---- writing ---- */

static bool act_ask(struct write *write, struct tx *tx)
{
    limit_act_ask(write->data, tx);
    return true;
}

static bool act_apply(struct write *write, struct tx *tx, struct error *error)
{
    /* A command may run again: it starts from what was given. */
    struct limit_act *act = arena_new(tx->arena, struct limit_act);
    const struct who *who = &write->call->who;
    struct json_out out;
    *act = *(struct limit_act *)write->data;
    if (!limit_act_apply(act, tx, error))
        return false;
    if (act->kind == LIMIT_ENTER)
        act->order.entered_name = str_of(who->name);
    if (act->kind == LIMIT_CHECK)
        act->order.checked_name = str_of(who->name);
    if (act->kind == LIMIT_REJECT)
        act->order.rejected_name = str_of(who->name);
    json_out_init(&out, &write->call->request->arena, 4096);
    limit_order_json(&out, write->call, &act->order, act->in_force);
    call_json(write->call, act->kind == LIMIT_ENTER ? 201 : 200, &out);
    return true;
}

/* NULL when the asker does not see the enrolment. */
static struct limit_act *act_of(struct call *call, enum limit_act_kind kind)
{
    struct limit_act *act = arena_new(&call->request->arena, struct limit_act);
    *act = (struct limit_act){.kind = kind,
                              .patient = call->grant.patient,
                              .enrolment = call->owned,
                              .programmes = call->app->programmes};
    access_entry_of(&call->who, action_word(call->route->action), &act->by);
    return permit_enrolment_of(&call->grant, &call->owned) ? act : NULL;
}

static bool read_version(struct call *call, struct limit_act *act)
{
    return act && str_int(call->parameter[1], &act->order.version) && act->order.version > 0;
}

static enum handled refuse_unknown(struct call *call)
{
    struct error error = {0};
    permit_unknown(&error);
    return call_fail(call, &error);
}

enum handled limit_enter(struct call *call)
{
    struct error error = {0};
    struct limit_act *act = act_of(call, LIMIT_ENTER);
    if (!act)
        return refuse_unknown(call);
    if (!read_order(call, &act->order, &error))
        return call_fail(call, &error);
    return call_write(call, act_ask, act_apply, act);
}

enum handled limit_check(struct call *call)
{
    struct error error = {0};
    struct limit_act *act = act_of(call, LIMIT_CHECK);
    if (!read_version(call, act))
        return refuse_unknown(call);
    if (call->json &&
        !take_line(call->json, "/content", LIMIT_CONTENT, false, &act->content, &error))
        return call_fail(call, &error);
    return call_write(call, act_ask, act_apply, act);
}

enum handled limit_reject(struct call *call)
{
    struct error error = {0};
    struct limit_act *act = act_of(call, LIMIT_REJECT);
    if (!read_version(call, act))
        return refuse_unknown(call);
    if (!take_lines(call->json, "/reason", TEXT_MOST, true, &act->reason, &error))
        return call_fail(call, &error);
    return call_write(call, act_ask, act_apply, act);
}
