/* GET /api/enrolments/{enrolment}/alarm-load: one patient's days, and what alarmed. */
#include "alarm/alarm_api.h"
#include "alarm/alarm_json_api.h"
#include "json_common.h"
#include "patient/patient.h"
#include "take.h"

static const char *word_on(const struct alarm_month *month, uint32_t bit)
{
    return month->red & bit       ? "red"
           : month->yellow & bit  ? "yellow"
           : month->green & bit   ? "green"
           : month->missing & bit ? "missing"
                                  : NULL;
}

/* Those that count. */
static void put_list(struct json_out *out, const struct alarm_own *own,
                     const struct alarm_period *period)
{
    json_key(out, "days");
    json_array_open(out);
    for (size_t i = 0; i < own->month_count; i++) {
        const struct alarm_month *month = &own->months[i];
        uint32_t within = alarm_period_bits(period, month->month);
        for (unsigned day = 0; day < 31; day++) {
            const uint32_t bit = UINT32_C(1) << day;
            const char *word = word_on(month, bit & within);
            if (!word)
                continue;
            json_object_open(out);
            put_calendar_day(out, "day", alarm_month_day(month->month) + day);
            json_put_text(out, "zone", word);
            json_put_bool(out, "downgraded", (month->downgraded & bit) != 0);
            json_object_close(out);
        }
    }
    json_array_close(out);
}

static bool put_who(struct json_out *out, struct call *call,
                    const struct permit_enrolment *enrolment, const struct programme *programme,
                    struct error *error)
{
    struct str name;
    char id[OWNED_TEXT];
    if (!patient_name_read(call->db, &call->request->arena, &call->grant.patient, &name, error))
        return false;
    owned_text(&call->grant.patient, &enrolment->id, id);
    put_named(out, "patient", &call->grant.patient, name);
    json_put_text(out, "enrolment", id);
    json_put_text(out, "programme", enrolment->programme);
    json_put_text(out, "programmeName",
                  programme_words(programme, call->language, programme->name));
    return true;
}

static bool put_all(struct json_out *out, struct call *call, struct error *error)
{
    const struct permit_enrolment *enrolment;
    const struct programme *programme;
    struct alarm_asked asked;
    struct alarm_own own;
    if (!take_enrolment(call, &enrolment, &programme, error) ||
        !alarm_asked_read(call, &asked, error) ||
        !alarm_own(call->db, &call->request->arena, &call->grant.patient, &enrolment->id,
                   &asked.period, &own, error))
        return false;
    json_object_open(out);
    if (!put_who(out, call, enrolment, programme, error))
        return false;
    alarm_put_asked(out, &asked);
    json_key(out, "total");
    json_object_open(out);
    alarm_put_days(out, &own.total);
    json_object_close(out);
    json_key(out, "limits");
    json_array_open(out);
    for (size_t i = 0; i < own.cause_count; i++) {
        json_object_open(out);
        alarm_put_cause(out, call, &own.causes[i], alarm_days_alarms(&own.total));
        json_object_close(out);
    }
    json_array_close(out);
    put_list(out, &own, &asked.period);
    if (!alarm_put_suggestions(out, call, enrolment, programme, &asked.period, &own, error))
        return false;
    json_object_close(out);
    return true;
}

enum handled alarm_enrolment(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    json_out_init(&out, &call->request->arena, 16384);
    if (!put_all(&out, call, &error))
        return call_fail(call, &error);
    return call_json(call, 200, &out);
}
