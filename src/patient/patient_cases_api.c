/* GET /api/patients/{patient}/cases: what was opened, how it went, and what came of it. */
#include "app.h"
#include "clinical/zone.h"
#include "json_common.h"
#include "patient/patient_api.h"
#include "programme/programme.h"
#include "take.h"
#include "triage/reasons_api.h"

enum { PAGE_USUAL = 20, PAGE_MOST = 50, TRACE_MOST = 2000 };

/* clang-format off */
/* ?4 patient, ?5 where the page before ended, ?6 limit. Ids grow with time. A case that was closed
 * before acts were named by it is found by the moment. */
PERMIT_STATEMENTS(static const struct sql CASES,
    "SELECT c.id, c.enrolment_id, e.programme, e.programme_version, c.zone, c.unconfirmed,"
    " c.opened_at, c.since, c.closed_at, b.name, c.reasons, k.outcomes, k.note FROM triage_case c"
    " JOIN enrolment e ON e.patient_id = c.patient_id AND e.id = c.enrolment_id"
    " LEFT JOIN account b ON b.id = c.closed_by"
    " LEFT JOIN acknowledgement k ON k.patient_id = c.patient_id AND k.closed = 1"
    " AND c.closed_at IS NOT NULL AND (k.id = c.acknowledgement_id OR"
    " (c.acknowledgement_id IS NULL AND k.at = c.closed_at AND k.service_id = c.service_id"
    " AND NOT EXISTS (SELECT 1 FROM acknowledgement_undone u WHERE u.patient_id = k.patient_id"
    " AND u.acknowledgement_id = k.id)))"
    " WHERE c.patient_id = ?4 AND c.id < ?5 AND ",
    " ORDER BY c.id DESC LIMIT ?6");
static const struct sql TRACE = {
    "SELECT t.case_id, t.at, t.kind, a.name FROM triage_case_event t"
    " JOIN account a ON a.id = t.account_id WHERE t.patient_id = ?1"
    " AND t.case_id BETWEEN ?2 AND ?3 ORDER BY t.case_id, t.number LIMIT ?4",
};
/* clang-format on */

enum {
    ID,
    ENROLMENT,
    PROGRAMME,
    VERSION,
    ZONE,
    UNCONFIRMED,
    OPENED,
    SINCE,
    CLOSED,
    CLOSED_BY,
    REASONS,
    OUTCOMES,
    NOTE
};

static void put_trace(struct json_out *out, const struct uuid *id, const struct rows *trace)
{
    json_key(out, "trace");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(trace); i++) {
        struct uuid of = row_uuid(trace, i, 0);
        if (!uuid_equal(&of, id))
            continue;
        json_object_open(out);
        put_time(out, "at", row_int(trace, i, 1));
        json_put_str(out, "kind", row_str(trace, i, 2));
        json_put_str(out, "by", row_str(trace, i, 3));
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_reasons(struct json_out *out, struct call *call, struct str text)
{
    struct teller teller = teller_of(call);
    struct reasons reasons;
    reasons_parse(text, &reasons);
    json_key(out, "reasons");
    reasons_json(out, &teller, &reasons);
}

static void put_owned(struct json_out *out, const char *key, const struct call *call,
                      const struct rows *rows, size_t row, unsigned column)
{
    char text[OWNED_TEXT];
    struct uuid id = row_uuid(rows, row, column);
    owned_text(&call->grant.patient, &id, text);
    json_put_text(out, key, text);
}

static bool put_case(struct json_out *out, struct call *call, const struct rows *rows, size_t row,
                     const struct rows *trace, struct error *error)
{
    struct uuid id = row_uuid(rows, row, ID);
    struct str outcomes = row_str(rows, row, OUTCOMES);
    const struct programme *programme =
        programmes_get(call->app->programmes, call->db, row_str(rows, row, PROGRAMME).at,
                       row_int(rows, row, VERSION), error);
    if (!programme)
        return false;
    json_object_open(out);
    put_owned(out, "id", call, rows, row, ID);
    put_owned(out, "enrolment", call, rows, row, ENROLMENT);
    json_put_text(out, "programme", programme->id);
    json_put_text(out, "programmeName",
                  programme_words(programme, call->language, programme->name));
    json_put_text(out, "zone", zone_word((enum zone)row_int(rows, row, ZONE)));
    json_put_bool(out, "unconfirmed", row_int(rows, row, UNCONFIRMED) != 0);
    put_time(out, "opened", row_int(rows, row, OPENED));
    put_time(out, "since", row_int(rows, row, SINCE));
    put_time(out, "closed", row_int(rows, row, CLOSED));
    json_put_str(out, "closedBy", row_str(rows, row, CLOSED_BY));
    put_reasons(out, call, row_str(rows, row, REASONS));
    json_key(out, "outcomes");
    json_raw(out, outcomes.len ? outcomes : STR("[]"));
    json_put_str(out, "note", row_str(rows, row, NOTE));
    put_trace(out, &id, trace);
    json_object_close(out);
    return true;
}

static bool read_cases(struct call *call, const struct page *page, struct rows **rows_r,
                       struct error *error)
{
    static const struct sql nobody = {"SELECT 1 WHERE 1 = 0"};
    const struct sql *cases = &CASES[call->who.ground];
    struct arena *arena = &call->request->arena;
    if (!cases->text)
        return db_run(call->db, arena, &nobody, NO_ARGS, rows_r, error);
    return db_run(call->db, arena, cases,
                  ARGS(PERMIT_ARGS(&call->who, call->request->now), v_uuid(&call->grant.patient),
                       v_uuid(&page->id), v_int(page->limit + 1)),
                  rows_r, error);
}

static bool read_trace(struct call *call, const struct rows *cases, size_t count,
                       struct rows **rows_r, struct error *error)
{
    struct uuid newest = row_uuid(cases, 0, ID), oldest = row_uuid(cases, count - (count > 0), ID);
    return db_run(
        call->db, &call->request->arena, &TRACE,
        ARGS(v_uuid(&call->grant.patient), v_uuid(&oldest), v_uuid(&newest), v_int(TRACE_MOST)),
        rows_r, error);
}

enum handled patient_cases(struct call *call)
{
    struct error error = {0};
    struct page page;
    struct rows *cases, *trace;
    struct json_out out;
    bool more;
    if (!take_page(call, PAGE_USUAL, PAGE_MOST, &page, &error) ||
        !read_cases(call, &page, &cases, &error))
        return call_fail(call, &error);
    size_t count = page_shown(&page, rows_count(cases), &more);
    if (!read_trace(call, cases, count, &trace, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 256 + count * 1024);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++)
        if (!put_case(&out, call, cases, i, trace, &error))
            return call_fail(call, &error);
    json_array_close(&out);
    page_put_next(&out, more ? &(struct page){.at = row_int(cases, count - 1, OPENED),
                                              .id = row_uuid(cases, count - 1, ID)}
                             : NULL);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
