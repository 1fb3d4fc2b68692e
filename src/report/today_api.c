/* GET /api/me/today: what is due for a patient, all that is needed to report it, and what the last
 * report came to. */
#include "app.h"
#include "base/caltime.h"
#include "base/decimal.h"
#include "clinical/usual.h"
#include "event/event_api.h"
#include "json_common.h"
#include "message/message.h"
#include "patient/patient.h"
#include "report/report_api.h"
#include "report/report_told_api.h"
#include "report/today_due_api.h"
#include "service/service_api.h"
#include "store/newest.h"
#include "triage/reasons.h"

#include <stdio.h>

enum { LATEST = 15, LOOK_BACK_DAYS = 60 };

static const struct sql PERSON = {"SELECT given, family, language FROM patient WHERE id = ?1"};
/* Ids of reports grow with time. */
static const struct sql LAST_REPORT = {
    "SELECT id, received_at FROM report WHERE patient_id = ?1 AND source = 'app'"
    " ORDER BY id DESC LIMIT 1",
};
static const struct sql LATEST_VALUES = {
    "SELECT o.value, o.effective FROM observation o WHERE o.patient_id = ?1 AND o.parameter = ?2"
    " AND o.effective >= ?3 AND o.value IS NOT NULL AND o.marks IN (0, 4)"
    " AND o.status NOT IN ('entered-in-error', 'cancelled', 'registered')" NEWEST_OBSERVATION
    " ORDER BY o.effective DESC LIMIT 15",
};

struct today {
    struct call *call;
    struct db *db;
    struct arena *arena;
    int64_t day;
    bool reported;       /* ever */
    struct uuid last_id; /* of the last report by the patient's own application */
    int64_t last_at, last_day;
    struct today_due due;
    size_t count; /* enrolments in which the patient reports */
    struct todays_enrolment {
        const struct permit_enrolment *enrolment;
        const struct programme *programme;
        int every; /* days; 0: not every so many */
        bool due;
    } * enrolments;
};

bool report_today_find(struct call *call, struct uuid *patient_r, bool *found_r,
                       struct error *error)
{
    struct str named = request_parameter(call->request, "patient");
    if (!named.at) {
        *patient_r = call->who.patient;
        *found_r = !uuid_is_zero(patient_r);
        return *found_r || error_at(error, ERROR_MALFORMED, "patient",
                                    "must say whose day it is: this log-in is no patient's");
    }
    *found_r = uuid_parse(named, patient_r) && !uuid_is_zero(patient_r);
    return true;
}

/* ---- what is due ---- */

static bool is_reporting(const char *state)
{
    return strcmp(state, "trial") == 0 || strcmp(state, "active") == 0 ||
           strcmp(state, "paused") == 0 || strcmp(state, "closing") == 0;
}

static bool read_enrolments(struct today *today, struct error *error)
{
    const struct grant *grant = &today->call->grant;
    today->enrolments = arena_array(today->arena, struct todays_enrolment, grant->count);
    for (size_t i = 0; i < grant->count; i++) {
        struct todays_enrolment *one = &today->enrolments[today->count];
        if (!is_reporting(grant->enrolments[i].state))
            continue;
        one->enrolment = &grant->enrolments[i];
        one->programme =
            programmes_get(today->call->app->programmes, today->db, one->enrolment->programme,
                           one->enrolment->programme_version, error);
        if (!one->programme ||
            !today_due_enrolment(today->call, today->db, &today->due, &one->enrolment->id,
                                 &one->due, &one->every, error))
            return false;
        today->count++;
    }
    return true;
}

static bool read_last(struct today *today, struct error *error)
{
    struct rows *rows;
    if (!db_run(today->db, today->arena, &LAST_REPORT, ARGS(v_uuid(&today->call->grant.patient)),
                &rows, error))
        return false;
    today->reported = rows_count(rows) > 0;
    if (!today->reported)
        return true;
    today->last_id = row_uuid(rows, 0, 0);
    today->last_at = row_int(rows, 0, 1);
    today->last_day = caltime_oslo_day(today->last_at);
    return true;
}

static bool any_due(const struct today *today)
{
    for (size_t i = 0; i < today->count; i++)
        if (today->enrolments[i].due)
            return true;
    return false;
}

/* ---- measurements ---- */

static void put_number(struct json_out *out, const char *key, bool there, enum parameter parameter,
                       int64_t value)
{
    char text[32];
    value_text(parameter, value, text);
    json_key(out, key);
    json_raw(out, there ? str_of(text) : STR("null"));
}

static void put_range(struct json_out *out, const char *key, enum parameter parameter, bool has_low,
                      int64_t low, bool has_high, int64_t high)
{
    json_key(out, key);
    if (!has_low && !has_high) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_number(out, "low", has_low, parameter, low);
    put_number(out, "high", has_high, parameter, high);
    json_object_close(out);
}

static bool put_latest(struct json_out *out, struct today *today, enum parameter parameter,
                       struct error *error)
{
    struct rows *rows;
    int64_t values[LATEST], low = 0, high = 0;
    int64_t from = today->call->request->now - (int64_t)LOOK_BACK_DAYS * DAY;
    if (!db_run(today->db, today->arena, &LATEST_VALUES,
                ARGS(v_uuid(&today->call->grant.patient), v_int(parameter), v_int(from)), &rows,
                error))
        return false;
    size_t count = rows_count(rows) < LATEST ? rows_count(rows) : LATEST;
    for (size_t i = 0; i < count; i++)
        values[i] = row_int(rows, i, 0);
    bool usual = usual_range(parameter, values, count, &low, &high);
    put_range(out, "usual", parameter, usual, low, usual, high);
    json_key(out, "last");
    if (!count) {
        json_null(out);
        return true;
    }
    json_object_open(out);
    put_number(out, "value", true, parameter, values[0]);
    put_time(out, "measured", row_int(rows, 0, 1));
    json_object_close(out);
    return true;
}

static struct str words(struct today *today, const char *kind, enum parameter parameter)
{
    const char *key = arena_printf(today->arena, "%s.%s", kind, parameter_info(parameter)->word);
    return str_of(text_of(today->call->language, key));
}

/* A panel's values share one. */
static const char *ucum_of(enum parameter parameter)
{
    return parameter_info(parameter == PARAMETER_BP ? PARAMETER_SBP : parameter)->ucum;
}

/* One number that is to be typed. */
static bool put_value(struct json_out *out, struct today *today, enum parameter parameter,
                      struct error *error)
{
    const struct parameter_info *info = parameter_info(parameter);
    json_put_text(out, "parameter", info->word);
    json_put_str(out, "name", words(today, "measure", parameter));
    json_put_text(out, "unit", ucum_of(parameter));
    json_put_str(out, "unitName", words(today, "unit", parameter));
    json_put_int(out, "places", info->places);
    put_range(out, "hard", parameter, info->has_hard, info->hard_low, info->has_hard,
              info->hard_high);
    put_range(out, "confirm", parameter, info->has_confirm_low, info->confirm_low,
              info->has_confirm_high, info->confirm_high);
    return parameter == PARAMETER_BP || put_latest(out, today, parameter, error);
}

static bool put_parts(struct json_out *out, struct today *today, struct error *error)
{
    static const enum parameter parts[] = {PARAMETER_SBP, PARAMETER_DBP};
    json_key(out, "parts");
    json_array_open(out);
    for (size_t i = 0; i < 2; i++) {
        json_object_open(out);
        if (!put_value(out, today, parts[i], error))
            return false;
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

/* Does a limit of the enrolments depend on this condition of this parameter? */
static bool matters(const struct today *today, enum parameter parameter, uint32_t condition)
{
    for (size_t i = 0; i < today->count; i++) {
        const struct programme *programme = today->enrolments[i].programme;
        for (size_t k = 0; k < programme->limit_count; k++)
            if (programme->limits[k].parameter == parameter &&
                programme->limits[k].condition & condition)
                return true;
    }
    return false;
}

static void put_conditions(struct json_out *out, const char *key, uint32_t conditions)
{
    json_key(out, key);
    json_array_open(out);
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++)
        if (conditions & UINT32_C(1) << bit)
            json_text(out, condition_word(bit));
    json_array_close(out);
}

static bool put_measure(struct json_out *out, struct today *today,
                        const struct programme *programme, const struct programme_measure *measure,
                        struct error *error)
{
    bool oxygen = matters(today, measure->parameter, CONDITION_OXYGEN);
    json_object_open(out);
    json_put_bool(out, "required", measure->required);
    put_conditions(out, "conditions", measure->conditions);
    put_conditions(out, "asks", oxygen ? CONDITION_OXYGEN : 0);
    json_put_str(out, "instruction",
                 measure->instruction ? str_of(programme_words(programme, today->call->language,
                                                               measure->instruction))
                                      : STR_NONE);
    if (!put_value(out, today, measure->parameter, error) ||
        (measure->parameter == PARAMETER_BP && !put_parts(out, today, error)))
        return false;
    json_object_close(out);
    return true;
}

/* Each once, over the enrolments that are due, or over all when none is. */
static bool put_measures(struct json_out *out, struct today *today, struct error *error)
{
    bool due = any_due(today), told[PARAMETER_COUNT] = {false};
    json_key(out, "measurements");
    json_array_open(out);
    for (size_t i = 0; i < today->count; i++) {
        const struct todays_enrolment *one = &today->enrolments[i];
        for (size_t k = 0; k < one->programme->measure_count && (one->due || !due); k++) {
            const struct programme_measure *measure = &one->programme->measures[k];
            if (told[measure->parameter])
                continue;
            told[measure->parameter] = true;
            if (!put_measure(out, today, one->programme, measure, error))
                return false;
        }
    }
    json_array_close(out);
    return true;
}

/* ---- forms ---- */

static void put_form(struct json_out *out, struct today *today, const struct programme *programme,
                     const struct programme_form *form)
{
    struct str language = str_of(language_tag(today->call->language));
    json_object_open(out);
    json_put_text(out, "id", form->id);
    json_put_text(out, "programme", programme->id);
    json_put_int(out, "version", programme->version);
    json_put_str(out, "title", form_text(&form->questionnaire.title, language));
    json_key(out, "questionnaire");
    struct json_object *document = json_in_parse(form->document, NULL);
    questionnaire_localised(out, document, language);
    json_in_destroy(document);
    json_object_close(out);
}

static void put_forms(struct json_out *out, struct today *today)
{
    bool due = any_due(today);
    json_key(out, "forms");
    json_array_open(out);
    for (size_t i = 0; i < today->count; i++) {
        const struct todays_enrolment *one = &today->enrolments[i];
        for (size_t k = 0; k < one->programme->form_count && (one->due || !due); k++)
            if (one->programme->forms[k].daily)
                put_form(out, today, one->programme, &one->programme->forms[k]);
    }
    json_array_close(out);
}

/* ---- the rest ---- */

static bool put_patient(struct json_out *out, struct today *today, struct error *error)
{
    struct rows *rows;
    const struct uuid *patient = &today->call->grant.patient;
    if (!db_run(today->db, today->arena, &PERSON, ARGS(v_uuid(patient)), &rows, error))
        return false;
    struct str given = row_str(rows, 0, 0);
    json_key(out, "patient");
    json_object_open(out);
    put_id(out, "id", patient);
    json_put_str(out, "name", patient_full_name(today->arena, given, row_str(rows, 0, 1)));
    json_put_str(out, "given", given);
    json_put_str(out, "language", row_str(rows, 0, 2));
    json_object_close(out);
    return true;
}

static bool put_enrolments(struct json_out *out, struct today *today, struct error *error)
{
    json_key(out, "enrolments");
    json_array_open(out);
    for (size_t i = 0; i < today->count; i++) {
        const struct todays_enrolment *one = &today->enrolments[i];
        struct service service;
        char id[OWNED_TEXT];
        bool found;
        if (!service_read(today->db, today->arena, &one->enrolment->service, &service, &found,
                          error))
            return false;
        owned_text(&today->call->grant.patient, &one->enrolment->id, id);
        json_object_open(out);
        json_put_text(out, "id", id);
        json_put_text(out, "programme", one->programme->id);
        json_put_text(out, "programmeName",
                      programme_words(one->programme, today->call->language, one->programme->name));
        put_named(out, "service", &one->enrolment->service, service.name);
        json_put_text(out, "state", one->enrolment->state);
        json_put_bool(out, "due", one->due);
        json_put_int(out, "every", one->every);
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

static bool put_last_report(struct json_out *out, struct today *today, struct error *error)
{
    struct report_told told;
    bool found = false;
    json_key(out, "lastReport");
    if (today->reported &&
        !report_told_stored(today->call, today->db, &today->last_id, &told, &found, error))
        return false;
    if (!found) {
        json_null(out);
        return true;
    }
    json_object_open(out);
    if (!report_told_put(out, today->call, today->db, &told, error))
        return false;
    json_object_close(out);
    return true;
}

static bool put_service(struct json_out *out, struct today *today, struct error *error)
{
    struct call *call = today->call;
    struct service service;
    bool found = false;
    if (today->count &&
        !service_read(today->db, today->arena, &today->enrolments[0].enrolment->service, &service,
                      &found, error))
        return false;
    const struct service *followed_by = found ? &service : NULL;
    int64_t now = call->request->now;
    service_put_follow_up(out, today->arena, call->language, followed_by, now);
    service_put_contacts(out, call->language, followed_by, now, ZONE_NONE, false);
    return true;
}

static bool put_unread(struct json_out *out, struct today *today, struct error *error)
{
    int64_t unread = 0;
    if (today->call->who.ground == GROUND_SELF &&
        !message_patient_unread(today->db, today->arena, &today->call->grant.patient, &unread,
                                error))
        return false;
    json_put_int(out, "unread", unread);
    return true;
}

/* Who reads the day need not be one who reports: so next of kin, as the patient has it. */
static bool put_may_report(struct json_out *out, struct today *today, struct error *error)
{
    const struct call *call = today->call;
    struct grant grant;
    bool may;
    if (!permit_patient(today->db, today->arena, &call->who, ACTION_OBSERVATION_WRITE,
                        call->request->now, &call->grant.patient, &may, &grant, error))
        return false;
    json_put_bool(out, "mayReport", may && permit_role(call->who.role, ACTION_OBSERVATION_WRITE));
    return true;
}

enum handled report_today(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    struct today today = {.call = call,
                          .db = call->db,
                          .arena = &call->request->arena,
                          .day = caltime_oslo_day(call->request->now)};
    event_mark(call);
    if (!read_last(&today, &error) || !today_due_read(call, call->db, &today.due, &error) ||
        !read_enrolments(&today, &error))
        return call_fail(call, &error);
    json_out_init(&out, today.arena, 16384);
    json_object_open(&out);
    put_time(&out, "now", call->request->now);
    json_put_bool(&out, "reportedToday", today.reported && today.last_day == today.day);
    if (!today_due_put(&out, call, call->db, &today.due, &error) ||
        !put_patient(&out, &today, &error) || !put_enrolments(&out, &today, &error) ||
        !put_measures(&out, &today, &error) || !put_last_report(&out, &today, &error) ||
        !put_unread(&out, &today, &error) || !put_service(&out, &today, &error) ||
        !put_may_report(&out, &today, &error))
        return call_fail(call, &error);
    put_forms(&out, &today);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
