#include "patient/patient_api.h"

#include "app.h"
#include "base/caltime.h"
#include "base/decimal.h"
#include "contact/contact_api.h"
#include "event/event_api.h"
#include "json_common.h"
#include "limit/limit_api.h"
#include "note/note_api.h"
#include "patient/patient.h"
#include "patient/patient_advice_api.h"
#include "patient/patient_history_api.h"
#include "patient/patient_range_api.h"
#include "patient/patient_reports_api.h"
#include "programme/programme_values.h"
#include "triage/reasons.h"
#include "worklist/worklist_api.h"

#include <stdio.h>

static const struct sql PATIENT = {
    "SELECT p.given, p.family, p.birth_date, p.sex, m.id, m.name, p.phone,"
    " p.reminders FROM patient p"
    " JOIN organisation m ON m.id = p.municipality_id WHERE p.id = ?1",
};
static const struct sql ENROLMENT = {
    "SELECT e.state_since, s.name, m.name, g.name, d.name, e.paused_from FROM enrolment e"
    " JOIN organisation s ON s.id = e.service_id JOIN organisation m ON m.id = e.municipality_id"
    " LEFT JOIN organisation g ON g.id = e.gp_office_id"
    " LEFT JOIN organisation d ON d.id = e.department_id"
    " WHERE e.patient_id = ?1 AND e.id = ?2",
};
static const struct sql ZONE = {
    "SELECT max(o.zone), max(o.missing) FROM overview o WHERE o.patient_id = ?1 AND o.service_id = "
    "?2",
};

/* The limits in force of one enrolment; `only` PARAMETER_NONE: of all. */
static bool put_limits(struct json_out *out, struct call *call,
                       const struct permit_enrolment *enrolment, enum parameter only,
                       struct error *error)
{
    struct limit limits[PROGRAMME_LIMITS];
    size_t count, own;
    const struct programme *programme = programmes_get(
        call->app->programmes, call->db, enrolment->programme, enrolment->programme_version, error);
    if (!programme || !programme_limits(programme, enrolment->limits, limits, &count, &own, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (only != PARAMETER_NONE && limits[i].parameter != only)
            continue;
        json_object_open(out);
        limit_put(out, &limits[i]);
        json_put_text(out, "source", i < own ? "individual" : "programme");
        json_object_close(out);
    }
    return true;
}

static bool put_enrolment(struct json_out *out, struct call *call,
                          const struct permit_enrolment *enrolment, struct error *error)
{
    char id[OWNED_TEXT];
    struct rows *rows;
    const struct programme *programme = programmes_get(
        call->app->programmes, call->db, enrolment->programme, enrolment->programme_version, error);
    if (!programme ||
        !db_run(call->db, &call->request->arena, &ENROLMENT,
                ARGS(v_uuid(&call->grant.patient), v_uuid(&enrolment->id)), &rows, error))
        return false;
    owned_text(&call->grant.patient, &enrolment->id, id);
    json_object_open(out);
    json_put_text(out, "id", id);
    json_put_text(out, "programme", enrolment->programme);
    json_put_text(out, "programmeName", text_of(call->language, programme->name));
    json_put_text(out, "state", enrolment->state);
    put_time(out, "since", row_int(rows, 0, 0));
    json_put_str(out, "pausedFrom", row_str(rows, 0, 5));
    put_named(out, "service", &enrolment->service, row_str(rows, 0, 1));
    put_named(out, "municipality", &enrolment->municipality, row_str(rows, 0, 2));
    put_named(out, "gpOffice", &enrolment->gp_office, row_str(rows, 0, 3));
    put_named(out, "department", &enrolment->department, row_str(rows, 0, 4));
    json_key(out, "limits");
    json_array_open(out);
    bool ok = put_limits(out, call, enrolment, PARAMETER_NONE, error);
    json_array_close(out);
    json_object_close(out);
    return ok;
}

static bool put_enrolments(struct json_out *out, struct call *call, struct error *error)
{
    json_key(out, "enrolments");
    json_array_open(out);
    for (size_t i = 0; i < call->grant.count; i++)
        if (!put_enrolment(out, call, &call->grant.enrolments[i], error))
            return false;
    json_array_close(out);
    return true;
}

/* The worst over the services whose enrolments the asker sees. */
static bool put_zone(struct json_out *out, struct call *call, struct error *error)
{
    enum zone zone = ZONE_NONE;
    bool missing = false;
    struct rows *rows;
    for (size_t i = 0; i < call->grant.count; i++) {
        if (!db_run(call->db, &call->request->arena, &ZONE,
                    ARGS(v_uuid(&call->grant.patient), v_uuid(&call->grant.enrolments[i].service)),
                    &rows, error))
            return false;
        zone = zone_worse(zone, (enum zone)row_int(rows, 0, 0));
        missing = missing || row_int(rows, 0, 1);
    }
    json_put_text(out, "zone", zone_word(zone));
    json_put_bool(out, "missing", missing);
    return true;
}

static bool put_person(struct json_out *out, struct call *call, struct error *error)
{
    struct rows *rows;
    if (!db_run(call->db, &call->request->arena, &PATIENT, ARGS(v_uuid(&call->grant.patient)),
                &rows, error))
        return false;
    struct uuid municipality = row_uuid(rows, 0, 4);
    put_id(out, "id", &call->grant.patient);
    json_put_str(
        out, "name",
        patient_full_name(&call->request->arena, row_str(rows, 0, 0), row_str(rows, 0, 1)));
    json_put_str(out, "born", row_str(rows, 0, 2));
    json_put_str(out, "sex", row_str(rows, 0, 3));
    put_named(out, "municipality", &municipality, row_str(rows, 0, 5));
    json_put_str(out, "phone", row_str(rows, 0, 6));
    json_put_bool(out, "reminders", row_int(rows, 0, 7) != 0);
    return true;
}

/* item_r: the asker's row; NULL: none. */
static bool put_worklist(struct json_out *out, struct call *call, struct worklist_item **item_r,
                         struct error *error)
{
    struct worklist_asker asker = worklist_asker_of(call);
    size_t count = 0;
    *item_r = NULL;
    json_key(out, "worklist");
    if (permit_role(call->who.role, ACTION_WORKLIST_READ) &&
        !worklist_read_one(&asker, &call->grant.patient, item_r, &count, error))
        return false;
    if (count) {
        worklist_item_json(out, call, *item_r);
        return true;
    }
    *item_r = NULL;
    json_null(out);
    return true;
}

/* About what the row says, else about what was last reported. */
static bool put_advice(struct json_out *out, struct call *call, const struct worklist_item *item,
                       const struct reasons *last, struct error *error)
{
    bool by_row = item && item->overview.zone != ZONE_NONE;
    return patient_put_advice(out, call, by_row ? &item->overview.reasons : last,
                              by_row ? &item->overview.enrolment : NULL, error);
}

enum handled patient_overview(struct call *call)
{
    struct error error = {0};
    struct worklist_item *item;
    struct reasons *last = arena_new(&call->request->arena, struct reasons);
    struct json_out out;
    event_mark(call);
    json_out_init(&out, &call->request->arena, 16384);
    json_object_open(&out);
    if (!put_person(&out, call, &error) || !put_zone(&out, call, &error) ||
        !put_enrolments(&out, call, &error) || !put_worklist(&out, call, &item, &error) ||
        !patient_put_guidance(&out, call, &error) ||
        !patient_put_reports(&out, call, last, &error) ||
        !put_advice(&out, call, item, last, &error) || !contact_put_latest(&out, call, &error) ||
        !note_put_latest(&out, call, &error))
        return call_fail(call, &error);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* The first enrolment whose programme follows it, for its limits; NULL when none does. */
static const struct permit_enrolment *follower(struct call *call, enum parameter parameter)
{
    for (size_t i = 0; i < call->grant.count; i++) {
        const struct permit_enrolment *enrolment = &call->grant.enrolments[i];
        const struct programme *programme =
            programmes_get(call->app->programmes, call->db, enrolment->programme,
                           enrolment->programme_version, NULL);
        if (programme && programme->followed[parameter])
            return enrolment;
    }
    return NULL;
}

/* ?parameter=, and ?days= back from now. */
static bool read_series(struct call *call, enum parameter *parameter_r, int64_t *days_r,
                        struct error *error)
{
    struct str word = request_parameter(call->request, "parameter");
    struct str days = request_parameter(call->request, "days");
    *parameter_r = word.at ? parameter_of_word(word.at, word.len) : PARAMETER_NONE;
    *days_r = 90;
    if (*parameter_r == PARAMETER_NONE || *parameter_r == PARAMETER_BP)
        return error_at(error, ERROR_MALFORMED, "parameter",
                        "must be one of spo2, pulse, sbp, weight …");
    return !days.at || (str_int(days, days_r) && *days_r >= 1 && *days_r <= 3660) ||
           error_at(error, ERROR_MALFORMED, "days", "must be a whole number from 1 to 3660");
}

enum handled patient_series(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    bool readable[PARAMETER_COUNT];
    enum parameter parameter;
    int64_t days;
    if (!read_series(call, &parameter, &days, &error) ||
        !programme_values(call->app->programmes, call->db, &call->request->arena, &call->grant,
                          readable, &error))
        return call_fail(call, &error);
    if (!readable[parameter]) {
        error_set(&error, ERROR_NOT_FOUND, "None of the programmes that you see follows this.");
        return call_fail(call, &error);
    }
    const struct parameter_info *info = parameter_info(parameter);
    json_out_init(&out, &call->request->arena, 8192);
    json_object_open(&out);
    json_put_text(&out, "parameter", info->word);
    json_put_text(
        &out, "name",
        text_of(call->language, arena_printf(&call->request->arena, "parameter.%s", info->word)));
    json_put_text(&out, "unit", info->ucum);
    json_put_int(&out, "places", info->places);
    if (!patient_put_history(&out, call, parameter, call->request->now - days * DAY, &error))
        return call_fail(call, &error);
    json_key(&out, "limits");
    json_array_open(&out);
    const struct permit_enrolment *by = follower(call, parameter);
    if (by && !put_limits(&out, call, by, parameter, &error))
        return call_fail(call, &error);
    json_array_close(&out);
    if (!patient_put_range(&out, call, parameter, &error))
        return call_fail(call, &error);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
