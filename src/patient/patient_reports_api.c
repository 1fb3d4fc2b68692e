#include "patient/patient_reports_api.h"

#include "app.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "json_common.h"
#include "patient/patient_api.h"
#include "patient/patient_history_api.h"
#include "patient/patient_usual.h"
#include "programme/programme_values.h"
#include "response/form_response_habit.h"
#include "response/form_response_scores.h"
#include "response/form_response_words.h"
#include "store/newest.h"
#include "take.h"
#include "triage/reasons_api.h"

enum { REPORTS = 10, PAGE_USUAL = 10, PAGE_MOST = 50 };

/* clang-format off */
/* Ids of reports grow with time. */
static const struct sql REPORTS_BEFORE = {
    "SELECT id, source, received_at FROM report WHERE patient_id = ?1 AND id < ?2"
    " ORDER BY id DESC LIMIT ?3",
};
#define OBSERVATION \
    "SELECT o.report_id, o.key, o.parameter, o.value, o.unit, o.marks, o.effective, o.status," \
    " o.version FROM observation o WHERE o.patient_id = ?1" \
    " AND o.parameter IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)"
_Static_assert(PARAMETER_COUNT == 22, "the statement names all but the panel");
#define RESPONSE \
    "SELECT r.report_id, r.key, r.programme, r.programme_version, r.form, r.authored, r.document," \
    " r.score, r.status FROM response r WHERE r.patient_id = ?1"
/* The latest: each parameter is one short range. */
static const struct sql OBSERVATIONS_SINCE = {
    OBSERVATION " AND o.effective >= ?2 AND o.received_at >= ?3" NEWEST_OBSERVATION
    " ORDER BY o.effective, o.parameter",
};
static const struct sql RESPONSES_SINCE = {
    RESPONSE " AND r.authored >= ?2 AND r.received_at >= ?3" NEWEST_RESPONSE
    " ORDER BY r.authored, r.key LIMIT 100",
};
/* Of a page: reads through what is stored of the patient. */
static const struct sql OBSERVATIONS_OF = {
    OBSERVATION " AND o.report_id BETWEEN ?2 AND ?3" NEWEST_OBSERVATION
    " ORDER BY o.effective, o.parameter LIMIT 5000",
};
static const struct sql RESPONSES_OF = {
    RESPONSE " AND r.report_id BETWEEN ?2 AND ?3" NEWEST_RESPONSE
    " ORDER BY r.authored, r.key LIMIT 500",
};
/* An older version, and the one that took its place. */
static const struct sql CORRECTIONS = {
    "SELECT o.version, o.value, o.status, c.reason, a.name, n.received_at FROM observation o"
    " JOIN observation n ON n.key = o.key AND n.patient_id = o.patient_id"
    " AND n.version = o.version + 1 AND n.parameter = o.parameter"
    " JOIN account a ON a.id = n.account_id"
    " LEFT JOIN correction c ON c.patient_id = n.patient_id AND c.key = n.key"
    " AND c.version = n.version"
    " WHERE o.key = ?1 AND o.patient_id = ?2 AND o.parameter = ?3 ORDER BY o.version DESC LIMIT 50",
};
static const struct sql OUTCOMES = {
    "SELECT enrolment_id, zone, reasons FROM outcome WHERE patient_id = ?1 AND report_id = ?2"
    " ORDER BY number",
};
/* clang-format on */

/* What is shown of some reports. */
struct contents {
    struct rows *reports, *observations, *responses;
    bool readable[PARAMETER_COUNT];
    bool whole; /* with what was corrected */
    /* Of the first report. */
    struct usual usual[PARAMETER_COUNT];
    struct reasons reasons;
};

/* ---- values ---- */

static void put_value(struct json_out *out, enum parameter parameter, const struct rows *rows,
                      size_t row, unsigned column)
{
    if (row_is_null(rows, row, column))
        json_put_null(out, "value");
    else
        put_measured(out, "value", parameter, row_int(rows, row, column));
}

static bool put_corrections(struct json_out *out, struct call *call, const struct uuid *key,
                            enum parameter parameter, int64_t version, struct error *error)
{
    struct rows *rows = NULL;
    if (version > 1 && !db_run(call->db, &call->request->arena, &CORRECTIONS,
                               ARGS(v_bytes(key->b, sizeof key->b), v_uuid(&call->grant.patient),
                                    v_int(parameter)),
                               &rows, error))
        return false;
    json_key(out, "corrections");
    json_array_open(out);
    for (size_t i = 0; rows && i < rows_count(rows); i++) {
        json_object_open(out);
        json_put_int(out, "version", row_int(rows, i, 0));
        put_value(out, parameter, rows, i, 1);
        json_put_str(out, "status", row_str(rows, i, 2));
        json_put_str(out, "reason", row_str(rows, i, 3));
        json_put_str(out, "by", row_str(rows, i, 4));
        put_time(out, "at", row_int(rows, i, 5));
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

static bool put_observation(struct json_out *out, struct call *call,
                            const struct contents *contents, size_t row, bool first,
                            struct error *error)
{
    const struct rows *rows = contents->observations;
    enum parameter parameter = (enum parameter)row_int(rows, row, 2);
    const struct parameter_info *info = parameter_info(parameter);
    struct uuid key = row_uuid(rows, row, 1);
    int64_t version = row_int(rows, row, 8);
    char id[OWNED_TEXT];
    bool ok = true;
    owned_text(&call->grant.patient, &key, id);
    json_object_open(out);
    json_put_text(out, "id", id);
    json_put_text(out, "parameter", info->word);
    json_put_text(
        out, "name",
        text_of(call->language, arena_printf(&call->request->arena, "parameter.%s", info->word)));
    put_value(out, parameter, rows, row, 3);
    json_put_text(out, "unit", info->ucum);
    put_time(out, "measured", row_int(rows, row, 6));
    json_put_str(out, "status", row_str(rows, row, 7));
    patient_put_marks(out, row_int(rows, row, 5));
    json_put_int(out, "version", version);
    patient_put_usual(out, parameter, first ? &contents->usual[parameter] : NULL);
    if (contents->whole)
        ok = put_corrections(out, call, &key, parameter, version, error);
    json_object_close(out);
    return ok;
}

static bool is_shown(const struct contents *contents, const struct uuid *report, size_t row)
{
    struct uuid of = row_uuid(contents->observations, row, 0);
    return uuid_equal(&of, report) && contents->readable[row_int(contents->observations, row, 2)];
}

static bool put_observations(struct json_out *out, struct call *call,
                             const struct contents *contents, const struct uuid *report, bool first,
                             struct error *error)
{
    int64_t measured = 0;
    json_key(out, "observations");
    json_array_open(out);
    for (size_t row = 0; row < rows_count(contents->observations); row++) {
        if (!is_shown(contents, report, row))
            continue;
        if (!measured)
            measured = row_int(contents->observations, row, 6);
        if (!put_observation(out, call, contents, row, first, error))
            return false;
    }
    json_array_close(out);
    put_time(out, "measured", measured);
    return true;
}

/* ---- what the rules said ---- */

static bool put_outcome(struct json_out *out, struct call *call, const struct uuid *report,
                        struct reasons *reasons_r, struct error *error)
{
    struct reasons one;
    enum zone zone = ZONE_NONE;
    struct rows *rows;
    if (!db_run(call->db, &call->request->arena, &OUTCOMES,
                ARGS(v_uuid(&call->grant.patient), v_uuid(report)), &rows, error))
        return false;
    reasons_r->count = 0;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid enrolment = row_uuid(rows, i, 0);
        if (!permit_enrolment_of(&call->grant, &enrolment))
            continue;
        zone = zone_worse(zone, (enum zone)row_int(rows, i, 1));
        reasons_parse(row_str(rows, i, 2), &one);
        reasons_merge(reasons_r, one.list, one.count, ZONE_GREEN);
    }
    json_put_text(out, "zone", zone_word(zone));
    json_key(out, "reasons");
    struct teller teller = teller_of(call);
    reasons_json(out, &teller, reasons_r);
    return true;
}

/* ---- answered forms ---- */

static bool sees_programme(const struct call *call, struct str programme)
{
    for (size_t i = 0; i < call->grant.count; i++)
        if (str_is(programme, call->grant.enrolments[i].programme))
            return true;
    return call->grant.ground == GROUND_SELF;
}

static bool read_habits(struct call *call, const struct programme *programme,
                        const struct programme_form *form, int64_t authored,
                        struct answer_habits **habits_r, struct error *error)
{
    int32_t day = (int32_t)caltime_oslo_day(authored);
    const struct habit_question question = {
        .patient = &call->grant.patient,
        .programme = programme->id,
        .form = str_of(form->id),
        .first = day - USUAL_SPAN,
        .before = day,
    };
    return answer_habits_read(call->db, &call->request->arena, call->app->programmes,
                              call->language, &question, habits_r, error);
}

static bool put_response(struct json_out *out, struct call *call, const struct rows *rows,
                         size_t row, bool usual, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct uuid key = row_uuid(rows, row, 1);
    char id[OWNED_TEXT], score[DECIMAL_TEXT];
    struct answer_habits *habits = NULL;
    const struct programme *programme = programmes_get(
        call->app->programmes, call->db, row_str(rows, row, 2).at, row_int(rows, row, 3), error);
    const struct programme_form *form =
        programme ? programme_form_get(programme, row_str(rows, row, 4)) : NULL;
    if (!form)
        return programme == NULL ? false
                                 : error_log(error, ERROR_INTERNAL, "a response's form is gone");
    if (usual && !read_habits(call, programme, form, row_int(rows, row, 5), &habits, error))
        return false;
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
    json_key(out, "instruments");
    form_response_scores(out, arena, programme, form, call->language, row_str(rows, row, 8),
                         row_str(rows, row, 6));
    json_key(out, "answers");
    form_response_words(out, arena, form, call->language, row_str(rows, row, 6), habits);
    json_object_close(out);
    return true;
}

static bool put_responses(struct json_out *out, struct call *call, const struct uuid *report,
                          const struct rows *rows, bool usual, struct error *error)
{
    json_key(out, "responses");
    json_array_open(out);
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct uuid of = row_uuid(rows, row, 0);
        if (uuid_equal(&of, report) && sees_programme(call, row_str(rows, row, 2)) &&
            !put_response(out, call, rows, row, usual, error))
            return false;
    }
    json_array_close(out);
    return true;
}

/* ---- reports ---- */

static bool put_report(struct json_out *out, struct call *call, struct contents *contents,
                       size_t row, struct error *error)
{
    const struct rows *reports = contents->reports;
    struct uuid id = row_uuid(reports, row, 0);
    struct reasons reasons;
    char text[OWNED_TEXT];
    bool first = row == 0 && !contents->whole;
    owned_text(&call->grant.patient, &id, text);
    json_object_open(out);
    json_put_text(out, "id", text);
    json_put_str(out, "source", row_str(reports, row, 1));
    put_time(out, "received", row_int(reports, row, 2));
    bool ok = put_observations(out, call, contents, &id, first, error) &&
              put_responses(out, call, &id, contents->responses, first, error) &&
              put_outcome(out, call, &id, &reasons, error);
    json_object_close(out);
    if (ok && first)
        contents->reasons = reasons;
    return ok;
}

static bool put_all(struct json_out *out, struct call *call, const char *key, size_t count,
                    struct contents *contents, struct error *error)
{
    json_key(out, key);
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        if (!put_report(out, call, contents, i, error))
            return false;
    json_array_close(out);
    return true;
}

/* Up to the day on which the last of the first report's values was measured. */
static bool read_usual(struct call *call, struct contents *contents, struct error *error)
{
    bool wanted[PARAMETER_COUNT] = {false};
    struct uuid report = row_uuid(contents->reports, 0, 0);
    int32_t day = 0;
    for (size_t row = 0; row < rows_count(contents->observations); row++) {
        if (!is_shown(contents, &report, row))
            continue;
        wanted[row_int(contents->observations, row, 2)] = true;
        day = (int32_t)caltime_oslo_day(row_int(contents->observations, row, 6));
    }
    return patient_usual(call->db, &call->request->arena, &call->grant.patient, day, wanted,
                         contents->usual, error);
}

static bool read_reports(struct call *call, const struct uuid *before, int64_t limit,
                         struct contents *contents, struct error *error)
{
    struct arena *arena = &call->request->arena;
    return db_run(call->db, arena, &REPORTS_BEFORE,
                  ARGS(v_uuid(&call->grant.patient), v_uuid(before), v_int(limit)),
                  &contents->reports, error) &&
           programme_values(call->app->programmes, call->db, arena, &call->grant,
                            contents->readable, error);
}

/* Values are found by time: those received since the oldest of the reports, measured not more than
 * a month before. */
bool patient_put_reports(struct json_out *out, struct call *call, struct reasons *last_r,
                         struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct contents *contents = arena_new(arena, struct contents);
    const struct uuid newest = page_last_id();
    if (!read_reports(call, &newest, REPORTS, contents, error))
        return false;
    size_t count = rows_count(contents->reports);
    int64_t oldest = count ? row_int(contents->reports, count - 1, 2) : call->request->now;
    struct value args[] = {v_uuid(&call->grant.patient), v_int(oldest - 31 * DAY), v_int(oldest)};
    if (!db_run(call->db, arena, &OBSERVATIONS_SINCE, args, 3, &contents->observations, error) ||
        !db_run(call->db, arena, &RESPONSES_SINCE, args, 3, &contents->responses, error) ||
        (count && !read_usual(call, contents, error)) ||
        !put_all(out, call, "reports", count, contents, error))
        return false;
    *last_r = contents->reasons;
    return true;
}

/* What came with these reports, from the newest to the oldest. */
static bool read_whole(struct call *call, size_t count, struct contents *contents,
                       struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct uuid newest = row_uuid(contents->reports, 0, 0);
    struct uuid oldest = row_uuid(contents->reports, count ? count - 1 : 0, 0);
    struct value args[] = {v_uuid(&call->grant.patient), v_uuid(&oldest), v_uuid(&newest)};
    return db_run(call->db, arena, &OBSERVATIONS_OF, args, 3, &contents->observations, error) &&
           db_run(call->db, arena, &RESPONSES_OF, args, 3, &contents->responses, error);
}

enum handled patient_reports(struct call *call)
{
    struct error error = {0};
    struct page page;
    struct contents *contents = arena_new(&call->request->arena, struct contents);
    struct json_out out;
    bool more;
    contents->whole = true;
    if (!take_page(call, PAGE_USUAL, PAGE_MOST, &page, &error) ||
        !read_reports(call, &page.id, page.limit + 1, contents, &error))
        return call_fail(call, &error);
    size_t count = page_shown(&page, rows_count(contents->reports), &more);
    json_out_init(&out, &call->request->arena, 4096 + count * 2048);
    json_object_open(&out);
    if (!read_whole(call, count, contents, &error) ||
        !put_all(&out, call, "items", count, contents, &error))
        return call_fail(call, &error);
    page_put_next(&out, more ? &(struct page){.at = row_int(contents->reports, count - 1, 2),
                                              .id = row_uuid(contents->reports, count - 1, 0)}
                             : NULL);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
