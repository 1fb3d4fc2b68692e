/* GET /api/alarm-load: how the days of those whom the asker's service follows went, and what
 * alarmed. */
#include "alarm/alarm_api.h"
#include "alarm/alarm_json_api.h"
#include "app.h"
#include "base/decimal.h"
#include "json_common.h"
#include "patient/patient.h"
#include "take.h"

enum { PATIENTS_USUAL = 50, PATIENTS_MOST = 200, CAUSES_TOLD = 100, RISE_DAYS = 14 };

static const struct sql NAME = {
    .text = "SELECT given, family FROM patient WHERE id = ?1",
    .gather = true,
};

struct answer {
    struct call *call;
    struct json_out out;
    struct alarm_asked asked;
    struct alarm_sum sum;
    const char **names; /* of its programmes */
};

static bool name_programmes(struct answer *answer, struct error *error)
{
    struct call *call = answer->call;
    answer->names = arena_array(&call->request->arena, const char *, answer->sum.programme_count);
    for (size_t i = 0; i < answer->sum.programme_count; i++) {
        const struct alarm_programme_sum *one = &answer->sum.programmes[i];
        const struct programme *programme =
            programmes_get(call->app->programmes, call->db, one->id, one->version, error);
        if (!programme)
            return false;
        answer->names[i] = programme_words(programme, call->language, programme->name);
    }
    return true;
}

static void put_programme(struct answer *answer, size_t at)
{
    json_put_text(&answer->out, "programme", answer->sum.programmes[at].id);
    json_put_text(&answer->out, "programmeName", answer->names[at]);
}

static void put_programmes(struct answer *answer)
{
    struct json_out *out = &answer->out;
    json_key(out, "programmes");
    json_array_open(out);
    for (size_t i = 0; i < answer->sum.programme_count; i++) {
        json_object_open(out);
        json_put_text(out, "programme", answer->sum.programmes[i].id);
        json_put_text(out, "name", answer->names[i]);
        json_put_int(out, "patients", answer->sum.programmes[i].patients);
        alarm_put_days(out, &answer->sum.programmes[i].days);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_causes(struct answer *answer)
{
    struct json_out *out = &answer->out;
    json_key(out, "limits");
    json_array_open(out);
    for (size_t i = 0; i < answer->sum.cause_count && i < CAUSES_TOLD; i++) {
        json_object_open(out);
        put_programme(answer, answer->sum.causes[i].programme);
        alarm_put_cause(out, answer->call, &answer->sum.causes[i],
                        alarm_days_alarms(&answer->sum.total));
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_worst(struct answer *answer, const struct alarm_enrolment_sum *one)
{
    struct json_out *out = &answer->out;
    json_key(out, "worst");
    if (!one->worst_days) {
        json_null(out);
        return;
    }
    json_object_open(out);
    alarm_put_cause_named(out, answer->call, &one->worst);
    json_put_int(out, "alarmDays", one->worst_days);
    json_object_close(out);
}

static void put_patient(struct answer *answer, const struct alarm_enrolment_sum *one,
                        const struct rows *name)
{
    char id[OWNED_TEXT];
    struct json_out *out = &answer->out;
    owned_text(&one->patient, &one->enrolment, id);
    json_object_open(out);
    put_named(
        out, "patient", &one->patient,
        patient_full_name(&answer->call->request->arena, row_str(name, 0, 0), row_str(name, 0, 1)));
    json_put_text(out, "enrolment", id);
    put_programme(answer, one->programme);
    alarm_put_days(out, &one->days);
    put_worst(answer, one);
    json_object_close(out);
    call_shows(answer->call, &one->patient);
}

/* Those without an alarm are not told of. */
static bool put_patients(struct answer *answer, int64_t limit, struct error *error)
{
    struct call *call = answer->call;
    struct rows **names = arena_array(&call->request->arena, struct rows *, (size_t)limit);
    size_t count = 0;
    while (count < answer->sum.enrolment_count && count < (size_t)limit &&
           alarm_days_alarms(&answer->sum.enrolments[count].days))
        count++;
    for (size_t i = 0; i < count; i++)
        names[i] = db_ask(call->db, &call->request->arena, &NAME,
                          ARGS(v_uuid(&answer->sum.enrolments[i].patient)));
    if (!db_settle(call->db, error))
        return false;
    json_key(&answer->out, "patients");
    json_array_open(&answer->out);
    for (size_t i = 0; i < count; i++)
        put_patient(answer, &answer->sum.enrolments[i], names[i]);
    json_array_close(&answer->out);
    return true;
}

/* ---- more than was to be expected ---- */

static void put_count(struct answer *answer, int64_t day, const struct outbreak *outbreak)
{
    struct json_out *out = &answer->out;
    char expected[DECIMAL_TEXT];
    json_object_open(out);
    put_calendar_day(out, "day", day);
    json_put_int(out, "count", alarm_rise_on(&answer->sum.rise, day));
    decimal_text(outbreak->expected / 100000 * 100000, 1, expected);
    json_key(out, "expected");
    json_raw(out, outbreak->known ? str_of(expected) : STR("null"));
    json_put_bool(out, "standsOut", outbreak->known && outbreak->stands_out);
    json_object_close(out);
}

/* The last days on which alarms began; since when without a break it was on more than expected. */
static void put_rise(struct answer *answer)
{
    struct json_out *out = &answer->out;
    const struct alarm_asked *asked = &answer->asked;
    const struct alarm_period *period = &asked->period;
    int64_t to = asked->rolled && asked->rolled_to < period->to ? asked->rolled_to : period->to;
    int64_t since = TAKE_NO_DAY;
    struct outbreak outbreak;
    json_key(out, "newAlarms");
    json_object_open(out);
    json_key(out, "days");
    json_array_open(out);
    for (int64_t day = to - RISE_DAYS + 1; day <= to; day++) {
        if (day <= period->from)
            continue;
        alarm_rise_judge(&answer->sum.rise, period->from, day, &outbreak);
        put_count(answer, day, &outbreak);
        if (!outbreak.stands_out)
            since = TAKE_NO_DAY;
        else if (since == TAKE_NO_DAY)
            since = day;
    }
    json_array_close(out);
    put_calendar_day(out, "since", since);
    json_object_close(out);
}

static bool put_all(struct answer *answer, int64_t limit, struct error *error)
{
    struct json_out *out = &answer->out;
    const struct who *who = &answer->call->who;
    json_object_open(out);
    put_named(out, "service", &who->organisation, str_of(who->organisation_name));
    alarm_put_asked(out, &answer->asked);
    json_key(out, "total");
    json_object_open(out);
    alarm_put_days(out, &answer->sum.total);
    json_object_close(out);
    put_rise(answer);
    put_programmes(answer);
    put_causes(answer);
    if (!put_patients(answer, limit, error))
        return false;
    json_object_close(out);
    return true;
}

enum handled alarm_service(struct call *call)
{
    struct error error = {0};
    struct answer answer = {.call = call};
    int64_t limit;
    struct str programme = request_parameter(call->request, "programme");
    if (!take_limit(call, PATIENTS_USUAL, PATIENTS_MOST, &limit, &error) ||
        !alarm_asked_read(call, &answer.asked, &error) ||
        !alarm_sum(call->db, &call->request->arena, &call->who, call->request->now,
                   &answer.asked.period, programme, &answer.sum, &error) ||
        !name_programmes(&answer, &error))
        return call_fail(call, &error);
    json_out_init(&answer.out, &call->request->arena, 32768);
    return put_all(&answer, limit, &error) ? call_json(call, 200, &answer.out)
                                           : call_fail(call, &error);
}
