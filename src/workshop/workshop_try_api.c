/* POST /api/enrolments/{id}/limits/try: what a set of limits would have given on the days that
 * were. What is in force is judged anew beside it, so that the two may be compared. */
#include "app.h"
#include "base/caltime.h"
#include "json_common.h"
#include "limit/limit_api.h"
#include "limit/limit_body.h"
#include "take.h"
#include "triage/reasons_api.h"
#include "workshop/history.h"
#include "workshop/workshop_api.h"

enum { TRY_USUAL = 90 };

struct trying {
    const struct permit_enrolment *enrolment;
    struct history_question question;
    struct limit_order order;
    bool looser;
    struct error finding; /* when `looser`: what and where */
    struct history history;
    struct history_judged in_force, tried;
};

/* ---- what is asked ---- */

static bool read_span(struct call *call, struct trying *trying, struct error *error)
{
    int64_t from, to, today = caltime_oslo_day(call->request->now);
    if (!take_day(call->json, "/from", false, &from, error) ||
        !take_day(call->json, "/to", false, &to, error))
        return false;
    if (to == TAKE_NO_DAY)
        to = today;
    if (from == TAKE_NO_DAY)
        from = to - (TRY_USUAL - 1);
    if (to > today || to < 0)
        return error_at(error, ERROR_INVALID, "/to", "must be a day up to today");
    if (from > to || from <= to - HISTORY_DAYS_MOST)
        return error_at(error, ERROR_INVALID, "/from", "must be at most %d days up to the last one",
                        HISTORY_DAYS_MOST);
    trying->question.from = (int32_t)from;
    trying->question.to = (int32_t)to;
    trying->question.today = (int32_t)today;
    return true;
}

/* What no set may be is refused; what needs only a written reason to be ordered is told. */
static bool check_set(struct call *call, struct trying *trying, struct error *error)
{
    if (limit_order_may_hold(trying->question.programme, &trying->order, &call->request->arena,
                             &trying->looser, error))
        return true;
    trying->finding = *error;
    if (trying->looser)
        error_clear(error);
    return trying->looser;
}

static bool read_asked(struct call *call, struct trying *trying, struct error *error)
{
    trying->question.patient = call->grant.patient;
    trying->question.enrolment = call->owned;
    trying->question.programmes = call->app->programmes;
    return take_enrolment(call, &trying->enrolment, &trying->question.programme, error) &&
           read_span(call, trying, error) &&
           limit_body_read(call->json, &call->request->arena, &trying->order, error) &&
           check_set(call, trying, error);
}

/* ---- judging ---- */

static void hold(struct history_rules *rules, const struct levels *levels)
{
    rules->habits = levels->habits;
    rules->habit_count = levels->habit_count;
    rules->news2 = levels->news2;
}

static bool judge(struct call *call, struct trying *trying, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct limit *limits = arena_array(arena, struct limit, PROGRAMME_LIMITS);
    struct levels *levels = arena_new(arena, struct levels);
    size_t count, own;
    struct history_rules in_force = {.limits = limits}, tried = {.limits = trying->order.limits};
    if (!programme_limits(trying->question.programme, trying->enrolment->limits, limits, &count,
                          &own, error) ||
        !levels_read(trying->enrolment->levels, levels, error))
        return false;
    in_force.limit_count = own;
    hold(&in_force, levels);
    hold(&tried, &trying->order.levels);
    tried.limit_count = trying->order.limit_count;
    return history_judge(arena, &trying->history, &in_force, &trying->in_force, error) &&
           history_judge(arena, &trying->history, &tried, &trying->tried, error);
}

static bool read_history(struct call *call, struct trying *trying, struct error *error)
{
    if (!db_begin_read(call->db, error))
        return false;
    bool ok =
        history_read(call->db, &call->request->arena, &trying->question, &trying->history, error);
    db_end_read(call->db);
    return ok && (!trying->history.cut || error_at(error, ERROR_INVALID, "/from", HISTORY_CUT));
}

/* ---- the answer ---- */

static void put_counts(struct json_out *out, const struct history_days *days)
{
    json_key(out, "days");
    json_object_open(out);
    json_put_int(out, "green", days->green);
    json_put_int(out, "yellow", days->yellow);
    json_put_int(out, "red", days->red);
    json_put_int(out, "missing", days->missing);
    json_put_int(out, "total", days->total);
    json_object_close(out);
}

static void put_limits(struct json_out *out, struct call *call, const struct history_judged *judged)
{
    json_key(out, "limits");
    json_array_open(out);
    for (size_t i = 0; i < judged->limit_count; i++) {
        const struct history_limit *one = &judged->limits[i];
        json_object_open(out);
        limit_put(out, &one->limit);
        workshop_put_name(out, call, one->limit.parameter);
        json_put_text(out, "source", one->individual ? "individual" : "programme");
        json_put_int(out, "alarmDays", one->alarm_days);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_rules(struct json_out *out, struct call *call, const struct history_judged *judged)
{
    json_key(out, "other");
    json_array_open(out);
    for (size_t i = 0; i < judged->rule_count; i++) {
        const struct history_rule *one = &judged->rules[i];
        const struct parameter_info *info = parameter_info(one->parameter);
        json_object_open(out);
        json_put_text(out, "rule", rule_word(one->rule));
        json_put_str(out, "parameter", info ? str_of(info->word) : STR_NONE);
        if (info)
            workshop_put_name(out, call, one->parameter);
        else
            json_put_null(out, "name");
        json_put_int(out, "alarmDays", one->alarm_days);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_judged(struct json_out *out, struct call *call, const char *key,
                       const struct history_judged *judged)
{
    json_key(out, key);
    json_object_open(out);
    put_counts(out, &judged->days);
    put_limits(out, call, judged);
    put_rules(out, call, judged);
    json_object_close(out);
}

static void put_reasons(struct json_out *out, const struct teller *teller,
                        const struct history_day *day)
{
    struct reasons reasons = {.count = day->reason_count};
    if (day->reason_count)
        memcpy(reasons.list, day->reasons, day->reason_count * sizeof reasons.list[0]);
    json_key(out, "reasons");
    reasons_json(out, teller, &reasons);
}

static void put_days(struct json_out *out, struct call *call, const struct trying *trying)
{
    const struct teller teller = teller_of(call);
    json_key(out, "days");
    json_array_open(out);
    for (size_t i = 0; i < trying->tried.day_count; i++) {
        const struct history_day *day = &trying->tried.list[i];
        json_object_open(out);
        put_calendar_day(out, "day", day->day);
        json_put_text(out, "inForce", zone_word(trying->in_force.list[i].zone));
        json_put_text(out, "tried", zone_word(day->zone));
        json_put_bool(out, "missing", day->missing);
        put_reasons(out, &teller, day);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_findings(struct json_out *out, const struct trying *trying)
{
    json_key(out, "findings");
    json_array_open(out);
    if (trying->looser) {
        json_object_open(out);
        json_put_text(out, "place", trying->finding.place);
        json_put_text(out, "text", trying->finding.detail);
        json_object_close(out);
    }
    json_array_close(out);
}

enum handled workshop_try(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    struct trying *trying = arena_new(&call->request->arena, struct trying);
    *trying = (struct trying){.enrolment = NULL};
    if (!read_asked(call, trying, &error) || !read_history(call, trying, &error) ||
        !judge(call, trying, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 65536);
    json_object_open(&out);
    put_calendar_day(&out, "from", trying->question.from);
    put_calendar_day(&out, "to", trying->question.to);
    put_judged(&out, call, "inForce", &trying->in_force);
    put_judged(&out, call, "tried", &trying->tried);
    put_days(&out, call, trying);
    put_findings(&out, trying);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
