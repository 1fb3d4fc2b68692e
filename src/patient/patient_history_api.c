#include "patient/patient_history_api.h"

#include "app.h"
#include "base/caltime.h"
#include "base/decimal.h"
#include "json_common.h"
#include "patient/patient_api.h"
#include "programme/programme_values.h"
#include "response/form_response_words.h"
#include "triage/reasons_api.h"

#include <stdio.h>

enum { REPORTS = 10, CONTACTS = 10 };

/* Ids of reports grow with time. */
static const struct sql LATEST_REPORTS = {
    "SELECT id, source, received_at FROM report WHERE patient_id = ?1 ORDER BY id DESC LIMIT ?2",
};
/* Each parameter is one short range; only the newest version of an Observation counts. */
static const struct sql OBSERVATIONS = {
    "SELECT o.report_id, o.key, o.parameter, o.value, o.unit, o.marks, o.effective, o.status"
    " FROM observation o WHERE o.patient_id = ?1"
    " AND o.parameter IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)"
    " AND o.effective >= ?2 AND o.received_at >= ?3"
    " AND NOT EXISTS (SELECT 1 FROM observation n WHERE n.key = o.key"
    " AND n.patient_id = o.patient_id AND n.version > o.version)"
    " ORDER BY o.effective, o.parameter",
};
static const struct sql RESPONSES = {
    "SELECT r.report_id, r.key, r.programme, r.programme_version, r.form, r.authored, r.document,"
    " r.score, r.status FROM response r WHERE r.patient_id = ?1 AND r.authored >= ?2"
    " AND r.received_at >= ?3 AND NOT EXISTS (SELECT 1 FROM response n WHERE n.key = r.key"
    " AND n.patient_id = r.patient_id AND n.version > r.version)"
    " ORDER BY r.authored, r.key LIMIT 100",
};
static const struct sql OUTCOMES = {
    "SELECT enrolment_id, zone, reasons FROM outcome WHERE patient_id = ?1 AND report_id = ?2"
    " ORDER BY number",
};
static const struct sql ACKNOWLEDGED = {
    "SELECT k.at, a.name, k.zone, k.outcomes, k.note, k.closed, k.service_id FROM acknowledgement k"
    " JOIN account a ON a.id = k.account_id WHERE k.patient_id = ?1 ORDER BY k.id DESC LIMIT ?2",
};
static const struct sql POINTS = {
    "SELECT o.effective, o.value, o.marks FROM observation o"
    " WHERE o.patient_id = ?1 AND o.parameter = ?2 AND o.effective >= ?3"
    " AND o.status <> 'entered-in-error'"
    " AND NOT EXISTS (SELECT 1 FROM observation n WHERE n.key = o.key"
    " AND n.patient_id = o.patient_id AND n.version > o.version)"
    " ORDER BY o.effective LIMIT 20000",
};

void patient_put_marks(struct json_out *out, int64_t marks)
{
    static const char *const words[] = {"implausible", "unconfirmed", "skewed",
                                        "future",      "device",      "absent"};
    json_key(out, "marks");
    json_array_open(out);
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++)
        if (marks & 1 << i)
            json_text(out, words[i]);
    json_array_close(out);
}

static void put_observation(struct json_out *out, struct call *call, const struct rows *rows,
                            size_t row)
{
    enum parameter parameter = (enum parameter)row_int(rows, row, 2);
    const struct parameter_info *info = parameter_info(parameter);
    struct uuid key = row_uuid(rows, row, 1);
    char id[OWNED_TEXT], value[32];
    owned_text(&call->grant.patient, &key, id);
    value_text(parameter, row_int(rows, row, 3), value);
    json_object_open(out);
    json_put_text(out, "id", id);
    json_put_text(out, "parameter", info->word);
    json_put_text(
        out, "name",
        text_of(call->language, arena_printf(&call->request->arena, "parameter.%s", info->word)));
    json_key(out, "value");
    json_raw(out, row_is_null(rows, row, 3) ? STR("null") : str_of(value));
    json_put_text(out, "unit", info->ucum);
    put_time(out, "measured", row_int(rows, row, 6));
    json_put_str(out, "status", row_str(rows, row, 7));
    patient_put_marks(out, row_int(rows, row, 5));
    json_object_close(out);
}

static bool sees_enrolment(const struct call *call, const struct uuid *id)
{
    for (size_t i = 0; i < call->grant.count; i++)
        if (uuid_equal(&call->grant.enrolments[i].id, id))
            return true;
    return false;
}

static bool put_outcome(struct json_out *out, struct call *call, const struct uuid *report,
                        struct error *error)
{
    struct reasons all = {0}, one;
    enum zone zone = ZONE_NONE;
    struct rows *rows;
    if (!db_run(call->db, &call->request->arena, &OUTCOMES,
                ARGS(v_uuid(&call->grant.patient), v_uuid(report)), &rows, error))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid enrolment = row_uuid(rows, i, 0);
        if (!sees_enrolment(call, &enrolment))
            continue;
        zone = zone_worse(zone, (enum zone)row_int(rows, i, 1));
        reasons_parse(row_str(rows, i, 2), &one);
        reasons_merge(&all, one.list, one.count, ZONE_GREEN);
    }
    json_put_text(out, "zone", zone_word(zone));
    json_key(out, "reasons");
    struct teller teller = teller_of(call);
    reasons_json(out, &teller, &all);
    return true;
}

static bool sees_programme(const struct call *call, struct str programme)
{
    for (size_t i = 0; i < call->grant.count; i++)
        if (str_is(programme, call->grant.enrolments[i].programme))
            return true;
    return call->grant.ground == GROUND_SELF;
}

static bool put_response(struct json_out *out, struct call *call, const struct rows *rows,
                         size_t row, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct uuid key = row_uuid(rows, row, 1);
    char id[OWNED_TEXT], score[DECIMAL_TEXT];
    const struct programme *programme = programmes_get(
        call->app->programmes, call->db, row_str(rows, row, 2).at, row_int(rows, row, 3), error);
    const struct programme_form *form =
        programme ? programme_form_get(programme, row_str(rows, row, 4)) : NULL;
    if (!form)
        return programme == NULL ? false
                                 : error_log(error, ERROR_INTERNAL, "a response's form is gone");
    owned_text(&call->grant.patient, &key, id);
    decimal_text(row_int(rows, row, 7), 0, score);
    json_object_open(out);
    json_put_text(out, "id", id);
    json_put_text(out, "programme", programme->id);
    json_put_str(out, "title",
                 form_text(&form->questionnaire.title, str_of(language_tag(call->language))));
    put_time(out, "answered", row_int(rows, row, 5));
    json_put_str(out, "status", row_str(rows, row, 8));
    json_key(out, "score");
    json_raw(out, row_is_null(rows, row, 7) ? STR("null") : str_of(score));
    json_key(out, "answers");
    form_response_words(out, arena, form, call->language, row_str(rows, row, 6));
    json_object_close(out);
    return true;
}

static bool put_responses(struct json_out *out, struct call *call, const struct uuid *report,
                          const struct rows *rows, struct error *error)
{
    json_key(out, "responses");
    json_array_open(out);
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct uuid of = row_uuid(rows, row, 0);
        if (uuid_equal(&of, report) && sees_programme(call, row_str(rows, row, 2)) &&
            !put_response(out, call, rows, row, error))
            return false;
    }
    json_array_close(out);
    return true;
}

/* What the latest reports hold. */
struct contents {
    struct rows *reports, *observations, *responses;
    bool readable[PARAMETER_COUNT];
};

static bool put_report(struct json_out *out, struct call *call, const struct contents *contents,
                       size_t row, struct error *error)
{
    const struct rows *reports = contents->reports, *observations = contents->observations;
    struct uuid id = row_uuid(reports, row, 0);
    char text[OWNED_TEXT];
    int64_t measured = 0;
    owned_text(&call->grant.patient, &id, text);
    json_object_open(out);
    json_put_text(out, "id", text);
    json_put_str(out, "source", row_str(reports, row, 1));
    put_time(out, "received", row_int(reports, row, 2));
    json_key(out, "observations");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(observations); i++) {
        struct uuid of = row_uuid(observations, i, 0);
        if (!uuid_equal(&of, &id) || !contents->readable[row_int(observations, i, 2)])
            continue;
        if (!measured)
            measured = row_int(observations, i, 6);
        put_observation(out, call, observations, i);
    }
    json_array_close(out);
    put_time(out, "measured", measured);
    bool ok = put_responses(out, call, &id, contents->responses, error) &&
              put_outcome(out, call, &id, error);
    json_object_close(out);
    return ok;
}

/* Observations are found by time: those received since the oldest of the reports, measured not more
 * than a month before. */
bool patient_put_reports(struct json_out *out, struct call *call, struct error *error)
{
    struct contents contents;
    struct arena *arena = &call->request->arena;
    const int64_t month = INT64_C(31) * 24 * 60 * 60 * 1000;
    if (!db_run(call->db, arena, &LATEST_REPORTS,
                ARGS(v_uuid(&call->grant.patient), v_int(REPORTS)), &contents.reports, error))
        return false;
    size_t count = rows_count(contents.reports);
    int64_t oldest = count ? row_int(contents.reports, count - 1, 2) : call->request->now;
    struct value args[] = {v_uuid(&call->grant.patient), v_int(oldest - month), v_int(oldest)};
    if (!db_run(call->db, arena, &OBSERVATIONS, args, 3, &contents.observations, error) ||
        !db_run(call->db, arena, &RESPONSES, args, 3, &contents.responses, error) ||
        !programme_values(call->app->programmes, call->db, arena, &call->grant, contents.readable,
                          error))
        return false;
    json_key(out, "reports");
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        if (!put_report(out, call, &contents, i, error))
            return false;
    json_array_close(out);
    return true;
}

static bool sees_service(const struct call *call, const struct uuid *service)
{
    for (size_t i = 0; i < call->grant.count; i++)
        if (uuid_equal(&call->grant.enrolments[i].service, service))
            return true;
    return false;
}

bool patient_put_contacts(struct json_out *out, struct call *call, struct error *error)
{
    struct rows *rows;
    if (!db_run(call->db, &call->request->arena, &ACKNOWLEDGED,
                ARGS(v_uuid(&call->grant.patient), v_int(CONTACTS)), &rows, error))
        return false;
    json_key(out, "contacts");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid service = row_uuid(rows, i, 6);
        if (!sees_service(call, &service))
            continue;
        json_object_open(out);
        put_time(out, "at", row_int(rows, i, 0));
        json_put_str(out, "by", row_str(rows, i, 1));
        json_put_text(out, "zone", zone_word((enum zone)row_int(rows, i, 2)));
        json_key(out, "outcomes");
        json_raw(out, row_str(rows, i, 3));
        json_put_str(out, "note", row_str(rows, i, 4));
        json_put_bool(out, "closed", row_int(rows, i, 5) != 0);
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

bool patient_put_points(struct json_out *out, struct call *call, enum parameter parameter,
                        int64_t from, struct error *error)
{
    struct rows *rows;
    char value[32];
    if (!db_run(call->db, &call->request->arena, &POINTS,
                ARGS(v_uuid(&call->grant.patient), v_int(parameter), v_int(from)), &rows, error))
        return false;
    json_key(out, "points");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        json_object_open(out);
        put_time(out, "at", row_int(rows, i, 0));
        value_text(parameter, row_int(rows, i, 1), value);
        json_key(out, "value");
        json_raw(out, row_is_null(rows, i, 1) ? STR("null") : str_of(value));
        patient_put_marks(out, row_int(rows, i, 2));
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}
