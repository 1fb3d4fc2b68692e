#include "alarm/alarm_json_api.h"

#include "base/caltime.h"
#include "json_common.h"
#include "take.h"
#include "triage/reasons.h"

/* ---- what was asked ---- */

static bool read_day(struct call *call, const char *name, int64_t *day_r, struct error *error)
{
    struct str text = request_parameter(call->request, name);
    return !text.at || day_parse(text, day_r) ||
           error_at(error, ERROR_MALFORMED, name, "must be a day, YYYY-MM-DD");
}

bool alarm_asked_read(struct call *call, struct alarm_asked *asked_r, struct error *error)
{
    struct alarm_period *period = &asked_r->period;
    if (!alarm_rolled_up_to(call->db, &call->request->arena, &asked_r->rolled, &asked_r->rolled_to,
                            error))
        return false;
    period->to = asked_r->rolled ? asked_r->rolled_to : caltime_oslo_day(call->request->now) - 1;
    if (!read_day(call, "to", &period->to, error))
        return false;
    period->from = period->to - ALARM_DAYS_USUAL + 1;
    if (!read_day(call, "from", &period->from, error))
        return false;
    if (period->from > period->to)
        return error_at(error, ERROR_MALFORMED, "from", "must not be after to");
    return period->to - period->from < ALARM_DAYS_MOST ||
           error_at(error, ERROR_MALFORMED, "from", "must be at most %d days before to",
                    ALARM_DAYS_MOST - 1);
}

/* What a Norwegian municipality came to, in percent of patient-days, and what is aimed at. */
static void put_yardstick(struct json_out *out)
{
    json_key(out, "yardstick");
    json_object_open(out);
    json_put_int(out, "green", 46);
    json_put_int(out, "yellow", 28);
    json_put_int(out, "red", 19);
    json_put_int(out, "missing", 7);
    json_put_int(out, "downgraded", 10);
    json_key(out, "aim");
    json_object_open(out);
    json_put_int(out, "yellow", 10);
    json_put_int(out, "red", 3);
    json_object_close(out);
    json_object_close(out);
}

void alarm_put_asked(struct json_out *out, const struct alarm_asked *asked)
{
    put_calendar_day(out, "from", asked->period.from);
    put_calendar_day(out, "to", asked->period.to);
    put_calendar_day(out, "rolledUpTo", asked->rolled ? asked->rolled_to : TAKE_NO_DAY);
    put_yardstick(out);
}

/* ---- figures ---- */

void alarm_put_days(struct json_out *out, const struct alarm_days *days)
{
    json_key(out, "days");
    json_object_open(out);
    json_put_int(out, "green", days->green);
    json_put_int(out, "yellow", days->yellow);
    json_put_int(out, "red", days->red);
    json_put_int(out, "missing", days->missing);
    json_put_int(out, "total", alarm_days_total(days));
    json_object_close(out);
    json_put_int(out, "alarms", alarm_days_alarms(days));
    json_put_int(out, "downgraded", days->downgraded);
}

/* ---- what alarmed ---- */

static const char *words(struct call *call, const char *kind, const char *word)
{
    return text_of(call->language, arena_printf(&call->request->arena, "%s.%s", kind, word));
}

static struct str condition_of(struct call *call, uint32_t condition)
{
    struct buf out;
    buf_init(&out, &call->request->arena, 32);
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++) {
        if (!(condition & UINT32_C(1) << bit))
            continue;
        buf_char(&out, ' ');
        buf_text(&out, words(call, "condition", condition_word(bit)));
    }
    return buf_slice(&out);
}

static struct str number_of(struct call *call, const struct alarm_cause *cause)
{
    char text[32];
    struct buf out;
    value_text(cause->parameter, cause->value, text);
    buf_init(&out, &call->request->arena, sizeof text);
    text_number(call->language, text, &out);
    return buf_slice(&out);
}

/* In words: a limit with its value, the patients' own limits, or what the rule is. */
static struct str text_of_cause(struct call *call, const struct alarm_cause *cause, bool valued)
{
    struct arena *arena = &call->request->arena;
    const struct parameter_info *info = parameter_info(cause->parameter);
    struct buf out;
    const struct text_arg args[] = {
        {"parameter", str_of(info ? words(call, "parameter", info->word) : "")},
        {"unit", str_of(info ? words(call, "unit", info->word) : "")},
        {"zone", str_of(words(call, "zone", zone_word(cause->zone)))},
        {"operator", str_of(operator_sign(cause->operator))},
        {"limit", number_of(call, cause)},
        {"days", str_of(arena_printf(arena, "%d", cause->span))},
        {"condition", condition_of(call, cause->condition)},
    };
    const char *text = NULL;
    if (!cause->limited || !info)
        text = words(call, "alarm.rule", rule_word(cause->rule));
    else if (!valued)
        text = text_of(call->language, cause->span ? "alarm.own.change" : "alarm.own.limit");
    else if (cause->span)
        text = text_plural(call->language, "alarm.change", cause->span);
    else
        text = text_of(call->language, "alarm.limit");
    buf_init(&out, arena, 64);
    text_fill(&out, text, args, sizeof args / sizeof args[0]);
    return buf_slice(&out);
}

void alarm_put_cause_named(struct json_out *out, struct call *call, const struct alarm_cause *cause)
{
    const struct parameter_info *info = parameter_info(cause->parameter);
    json_put_text(out, "rule", rule_word(cause->rule));
    json_put_text(out, "parameter", info ? info->word : NULL);
    json_put_str(out, "name",
                 info ? str_of(words(call, "parameter", info->word))
                      : text_of_cause(call, cause, false));
}

static void put_share(struct json_out *out, int64_t days, int64_t alarms)
{
    int64_t tenths = alarms ? (days * 2000 + alarms) / (2 * alarms) : 0;
    struct buf number;
    buf_init(&number, out->buf.arena, 16);
    buf_printf(&number, "%lld.%lld", (long long)tenths / 10, (long long)tenths % 10);
    json_key(out, "share");
    json_raw(out, buf_slice(&number));
}

void alarm_put_cause(struct json_out *out, struct call *call, const struct alarm_cause_sum *sum,
                     int64_t alarms)
{
    const struct alarm_cause *cause = &sum->cause;
    bool valued = cause->limited && !(cause->individual && cause->value == 0);
    char number[32];
    alarm_put_cause_named(out, call, cause);
    json_put_str(out, "text", text_of_cause(call, cause, valued));
    json_put_text(out, "zone", zone_word(cause->zone));
    json_put_text(out, "side",
                  !cause->limited                 ? NULL
                  : cause->operator<= OPERATOR_LE ? "low"
                                                  : "high");
    json_put_text(out, "operator", cause->limited ? operator_sign(cause->operator) : NULL);
    value_text(cause->parameter, cause->value, number);
    json_key(out, "value");
    json_raw(out, valued ? str_of(number) : STR("null"));
    json_put_bool(out, "individual", cause->individual);
    json_put_int(out, "alarmDays", sum->days);
    json_put_int(out, "patients", sum->patients);
    put_share(out, sum->days, alarms);
    json_put_int(out, "downgraded", sum->downgraded);
}
