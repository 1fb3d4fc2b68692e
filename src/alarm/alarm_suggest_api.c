/* "suggestions" of one enrolment. */
#include "alarm/alarm_json_api.h"
#include "alarm/alarm_suggest.h"
#include "app.h"
#include "base/caltime.h"
#include "json_common.h"
#include "limit/limit_api.h"
#include "triage/reasons.h"

static const char *words(struct call *call, const char *kind, const char *word)
{
    return text_of(call->language, arena_printf(&call->request->arena, "%s.%s", kind, word));
}

static struct str number_of(struct call *call, const struct limit *limit)
{
    char text[32];
    struct buf out;
    value_text(limit->parameter, limit->value, text);
    buf_init(&out, &call->request->arena, sizeof text);
    text_number(call->language, text, &out);
    return buf_slice(&out);
}

static struct str text_of_one(struct call *call, const struct alarm_suggestion *one)
{
    const struct parameter_info *info = parameter_info(one->now.parameter);
    struct buf out;
    const struct text_arg args[] = {
        {"parameter", str_of(words(call, "parameter", info->word))},
        {"unit", str_of(words(call, "unit", info->word))},
        {"operator", str_of(operator_sign(one->now.operator))},
        {"from", number_of(call, &one->was)},
        {"to", number_of(call, &one->now)},
    };
    const char *text = words(call, "alarm.suggest", alarm_suggestion_word(one->kind));
    buf_init(&out, &call->request->arena, 96);
    text_fill(&out, text, args, sizeof args / sizeof args[0]);
    return buf_slice(&out);
}

static void put_limit(struct json_out *out, const struct limit *limit)
{
    json_object_open(out);
    limit_put(out, limit);
    json_object_close(out);
}

static void put_days(struct json_out *out, const char *key, const struct history_days *days)
{
    json_key(out, key);
    json_object_open(out);
    json_put_int(out, "green", days->green);
    json_put_int(out, "yellow", days->yellow);
    json_put_int(out, "red", days->red);
    json_put_int(out, "missing", days->missing);
    json_put_int(out, "total", days->total);
    json_object_close(out);
}

static void put_set(struct json_out *out, const struct limit_order *order)
{
    json_key(out, "limits");
    json_array_open(out);
    for (size_t i = 0; i < order->limit_count; i++)
        put_limit(out, &order->limits[i]);
    json_array_close(out);
    json_key(out, "habits");
    json_array_open(out);
    for (size_t i = 0; i < order->levels.habit_count; i++) {
        const struct habit *habit = &order->levels.habits[i];
        json_object_open(out);
        json_put_text(out, "parameter", parameter_info(habit->parameter)->word);
        put_measured(out, "level", habit->parameter, habit->level);
        put_measured(out, "sigma", habit->parameter, habit->sigma);
        json_object_close(out);
    }
    json_array_close(out);
    json_key(out, "news2Scale");
    if (order->levels.news2 == NEWS2_SCALE_NONE)
        json_null(out);
    else
        json_int(out, order->levels.news2);
}

static void put_one(struct json_out *out, struct call *call, const struct alarm_suggestion *one)
{
    json_object_open(out);
    json_put_text(out, "kind", alarm_suggestion_word(one->kind));
    json_put_str(out, "text", text_of_one(call, one));
    put_set(out, &one->order);
    json_key(out, "effect");
    json_object_open(out);
    put_days(out, "before", &one->before);
    put_days(out, "after", &one->after);
    json_put_bool(out, "redKept", true);
    json_object_close(out);
    json_object_close(out);
}

static bool read_history(struct call *call, const struct permit_enrolment *enrolment,
                         const struct programme *programme, const struct alarm_period *period,
                         struct history *history_r, struct error *error)
{
    const struct history_question question = {
        .patient = call->grant.patient,
        .enrolment = enrolment->id,
        .programme = programme,
        .programmes = call->app->programmes,
        .from = (int32_t)period->from,
        .to = (int32_t)period->to,
        .today = (int32_t)caltime_oslo_day(call->request->now),
    };
    if (!db_begin_read(call->db, error))
        return false;
    bool ok = history_read(call->db, &call->request->arena, &question, history_r, error);
    db_end_read(call->db);
    return ok;
}

bool alarm_put_suggestions(struct json_out *out, struct call *call,
                           const struct permit_enrolment *enrolment,
                           const struct programme *programme, const struct alarm_period *period,
                           const struct alarm_own *own, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct alarm_suggestion *list = arena_array(arena, struct alarm_suggestion, ALARM_SUGGESTIONS);
    struct history history;
    size_t count = 0;
    const struct alarm_suggesting suggesting = {.programme = programme,
                                                .limits = enrolment->limits,
                                                .levels = enrolment->levels,
                                                .history = &history,
                                                .own = own};
    if (alarm_days_alarms(&own->total) &&
        (!read_history(call, enrolment, programme, period, &history, error) ||
         !alarm_suggest(arena, &suggesting, list, &count, error)))
        return false;
    json_key(out, "suggestions");
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        put_one(out, call, &list[i]);
    json_array_close(out);
    return true;
}
