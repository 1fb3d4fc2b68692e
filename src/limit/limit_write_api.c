/* Entering an order, checking it, turning it down. */
#include "app.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "json_common.h"
#include "limit/limit_api.h"
#include "limit/limit_body.h"
#include "take.h"

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

static bool read_order(struct call *call, struct limit_order *order, struct error *error)
{
    return take_line(call->json, "/orderedBy", NAME_MOST, true, &order->ordered_by, error) &&
           read_day(call, &order->ordered_at, error) &&
           take_lines(call->json, "/reason", TEXT_MOST, true, &order->reason, error) &&
           take_lines(call->json, "/evidence", TEXT_MOST, false, &order->evidence, error) &&
           take_lines(call->json, "/floorReason", TEXT_MOST, false, &order->floor_reason, error) &&
           limit_body_read(call->json, &call->request->arena, order, error);
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
