/* What came together, and what the rules said of it. A report is the Provenance of all versions
 * that it brought; each version that is a correction, or came from another account, has a
 * Provenance of its own. An outcome is a ClinicalImpression, whose basis is what its report
 * brought.
 *
 * What a report brought has no index of its own: it is found by reading through all that is stored
 * of the patient, once for so many reports. */
#include "export/export_parts.h"

enum { REPORTS = 2000 };

static const struct sql REPORTS_OF = {
    "SELECT id, source, account_id, received_at FROM report WHERE patient_id = ?1 AND id > ?2"
    " ORDER BY id LIMIT ?3",
};
#define BROUGHT(type, table, also, join)                                                           \
    "SELECT DISTINCT " type ", t.report_id, t.key, t.version, t.account_id, t.received_at" also    \
    " FROM " table " t" join " WHERE t.patient_id = ?1 AND t.report_id > ?2 AND t.report_id <= ?3" \
    " ORDER BY t.report_id, t.key, t.version"
static const struct sql OBSERVATIONS = {
    BROUGHT("0", "observation", ", c.reason, c.account_id, c.at",
            " LEFT JOIN correction c ON c.patient_id = t.patient_id AND c.key = t.key"
            " AND c.version = t.version"),
};
static const struct sql RESPONSES = {BROUGHT("1", "response", "", "")};
static const struct sql OUTCOMES = {
    "SELECT report_id, enrolment_id, number, at, zone, unconfirmed, rule_version,"
    " programme_version, limits_version, inputs, reasons FROM outcome"
    " WHERE patient_id = ?1 AND report_id > ?2 AND report_id <= ?3"
    " ORDER BY report_id, enrolment_id, number",
};

enum { ID, SOURCE, ACCOUNT, RECEIVED };
enum { TYPE, OF_REPORT, KEY, VERSION, BY, AT, WHY, CORRECTED_BY, CORRECTED_AT };
enum {
    REPORT,
    ENROLMENT,
    NUMBER,
    JUDGED_AT,
    ZONE,
    UNCONFIRMED,
    RULES,
    PROGRAMME_VERSION,
    LIMITS,
    INPUTS,
    REASONS
};

/* Reports of one page, and all that belongs to them, in the order of the reports. */
struct brought {
    struct rows *reports, *list[2], *outcomes;
    size_t at[2]; /* how far each list is printed */
};

static const char *type_of(size_t list)
{
    return list ? "QuestionnaireResponse" : "Observation";
}

static const char *version_id(struct export *x, const struct rows *rows, size_t row,
                              int64_t version)
{
    return arena_printf(&x->entry, "%s/_history/%lld",
                        key_id(x, (const uint8_t *)row_str(rows, row, KEY).at), (long long)version);
}

static void put_version(struct export *x, const struct rows *rows, size_t row, size_t list)
{
    put_reference(&x->out, NULL, type_of(list),
                  version_id(x, rows, row, row_int(rows, row, VERSION)));
}

/* ---- the report ---- */

static size_t put_targets(struct export *x, const struct brought *brought,
                          const struct uuid *report)
{
    size_t count = 0;
    for (size_t list = 0; list < 2; list++)
        for (size_t i = brought->at[list]; i < rows_count(brought->list[list]); i++) {
            struct uuid of = row_uuid(brought->list[list], i, OF_REPORT);
            if (!uuid_equal(&of, report))
                break;
            put_version(x, brought->list[list], i, list);
            count++;
        }
    return count;
}

static void put_report(struct export *x, const struct brought *brought, size_t row)
{
    const struct rows *reports = brought->reports;
    struct uuid id = row_uuid(reports, row, ID), account = row_uuid(reports, row, ACCOUNT);
    struct json_out *out =
        entry_open(x, "Provenance", arena_printf(&x->entry, "report-%s", plain_id(x, &id)));
    json_key(out, "target");
    json_array_open(out);
    if (!put_targets(x, brought, &id))
        put_patient(x, NULL);
    json_array_close(out);
    put_instant(out, "recorded", row_int(reports, row, RECEIVED));
    put_concept(out, "activity", "report-source", row_str(reports, row, SOURCE), STR_NONE);
    put_agent(x, &account);
    entry_close(x);
}

/* ---- a version by itself ---- */

static void put_earlier(struct export *x, const struct rows *rows, size_t row, size_t list)
{
    struct json_out *out = &x->out;
    int64_t version = row_int(rows, row, VERSION);
    if (version < 2)
        return;
    json_key(out, "entity");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "role", "revision");
    put_reference(out, "what", type_of(list), version_id(x, rows, row, version - 1));
    json_object_close(out);
    json_array_close(out);
}

static void put_revision(struct export *x, const struct rows *rows, size_t row, size_t list)
{
    bool in_record = list == 0 && !row_is_null(rows, row, WHY);
    struct uuid by = row_uuid(rows, row, in_record ? CORRECTED_BY : BY), key;
    int64_t version = row_int(rows, row, VERSION);
    memcpy(key.b, row_str(rows, row, KEY).at, sizeof key.b);
    struct json_out *out =
        entry_open(x, "Provenance",
                   arena_printf(&x->entry, "%s-%s-%lld", list ? "answers" : "value",
                                plain_id(x, &key), (long long)version));
    json_key(out, "target");
    json_array_open(out);
    put_version(x, rows, row, list);
    json_array_close(out);
    put_instant(out, "recorded", row_int(rows, row, in_record ? CORRECTED_AT : AT));
    if (in_record) {
        json_key(out, "reason");
        json_array_open(out);
        put_concept(out, NULL, "", STR_NONE, row_str(rows, row, WHY));
        json_array_close(out);
    }
    put_concept(out, "activity", "version-act", version > 1 ? STR("corrected") : STR("received"),
                STR_NONE);
    put_agent(x, &by);
    put_earlier(x, rows, row, list);
    entry_close(x);
}

/* Those of reports before this one, of which there is no row, and with its account its own; NULL:
 * all that are left. */
static void put_revisions(struct export *x, struct brought *brought, const struct uuid *report,
                          const struct uuid *account)
{
    for (size_t list = 0; list < 2; list++) {
        const struct rows *rows = brought->list[list];
        for (; brought->at[list] < rows_count(rows) && !x->failed; brought->at[list]++) {
            size_t row = brought->at[list];
            struct uuid of = row_uuid(rows, row, OF_REPORT), by = row_uuid(rows, row, BY);
            int order = report ? uuid_compare(&of, report) : -1;
            if (order > 0 || (order == 0 && !account))
                break;
            if (row_int(rows, row, VERSION) > 1 || order < 0 || !uuid_equal(&by, account))
                put_revision(x, rows, row, list);
        }
    }
}

/* ---- outcomes ---- */

static void put_judged_by(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid enrolment = row_uuid(rows, row, ENROLMENT);
    int64_t limits = row_int(rows, row, LIMITS);
    json_key(out, "extension");
    json_array_open(out);
    extend_reference(out, "enrolment", "EpisodeOfCare", owned_id(x, &enrolment));
    extend_str(out, "zone", "valueCode", str_of(zone_word((enum zone)row_int(rows, row, ZONE))));
    extend_bool(out, "unconfirmed", row_int(rows, row, UNCONFIRMED) != 0);
    extend_int(out, "rule-version", row_int(rows, row, RULES));
    extend_int(out, "programme-version", row_int(rows, row, PROGRAMME_VERSION));
    if (limits)
        extend_reference(
            out, "limits", "ServiceRequest",
            arena_printf(&x->entry, "%s.%lld", owned_id(x, &enrolment), (long long)limits));
    extend_str(out, "outcome-inputs", "valueString", row_str(rows, row, INPUTS));
    extend_str(out, "outcome-reasons", "valueString", row_str(rows, row, REASONS));
    json_array_close(out);
}

/* What the report brought that the outcome speaks of. */
static void put_basis(struct export *x, const struct brought *brought, const struct uuid *report)
{
    struct json_out *out = &x->out;
    json_key(out, "supportingInfo");
    json_array_open(out);
    put_reference(out, NULL, "Provenance",
                  arena_printf(&x->entry, "report-%s", plain_id(x, report)));
    put_targets(x, brought, report);
    json_array_close(out);
}

static void put_outcome(struct export *x, const struct brought *brought, size_t row, bool known)
{
    const struct rows *rows = brought->outcomes;
    struct uuid report = row_uuid(rows, row, REPORT), enrolment = row_uuid(rows, row, ENROLMENT);
    struct json_out *out =
        entry_open(x, "ClinicalImpression",
                   arena_printf(&x->entry, "%s.%s.%lld", plain_id(x, &report),
                                plain_id(x, &enrolment), (long long)row_int(rows, row, NUMBER)));
    put_judged_by(x, rows, row);
    json_put_text(out, "status", "completed");
    put_concept(out, "code", "judgement", STR("rules"), STR_NONE);
    put_patient(x, "subject");
    put_instant(out, "effectiveDateTime", row_int(rows, row, JUDGED_AT));
    put_instant(out, "date", row_int(rows, row, JUDGED_AT));
    put_reasons(x, "finding", row_str(rows, row, REASONS), put_finding);
    if (known)
        put_basis(x, brought, &report);
    entry_close(x);
}

/* Those up to and of the report; NULL: all that are left. */
static size_t put_outcomes(struct export *x, const struct brought *brought, size_t next,
                           const struct uuid *report)
{
    const struct rows *rows = brought->outcomes;
    for (; next < rows_count(rows) && !x->failed; next++) {
        struct uuid of = row_uuid(rows, next, REPORT);
        int order = report ? uuid_compare(&of, report) : -1;
        if (order > 0)
            break;
        put_outcome(x, brought, next, order == 0);
    }
    return next;
}

/* ---- pages ---- */

static void put_page(struct export *x, struct brought *brought)
{
    size_t outcome = 0;
    for (size_t i = 0; i < rows_count(brought->reports) && !x->failed; i++) {
        struct uuid id = row_uuid(brought->reports, i, ID);
        struct uuid account = row_uuid(brought->reports, i, ACCOUNT);
        put_revisions(x, brought, &id, NULL);
        put_report(x, brought, i);
        outcome = put_outcomes(x, brought, outcome, &id);
        put_revisions(x, brought, &id, &account);
    }
    put_outcomes(x, brought, outcome, NULL);
    put_revisions(x, brought, NULL, NULL);
}

/* Of reports after `from`; until_r: where the page ends. */
static bool read_page(struct export *x, const struct uuid *from, struct uuid *until_r,
                      struct brought *brought_r, bool *last_r)
{
    const struct sql *const lists[] = {&OBSERVATIONS, &RESPONSES};
    struct value after = {.kind = VALUE_UUID, .bytes = {(const char *)from->b, sizeof from->b}};
    struct value patient = v_uuid(&x->order->patient);
    *brought_r = (struct brought){0};
    arena_reset(&x->page);
    if (!db_run(x->db, &x->page, &REPORTS_OF, ARGS(patient, after, v_int(REPORTS)),
                &brought_r->reports, x->error))
        return false;
    size_t count = rows_count(brought_r->reports);
    *last_r = count < REPORTS;
    memset(until_r->b, 0xff, sizeof until_r->b);
    if (!*last_r)
        *until_r = row_uuid(brought_r->reports, count - 1, ID);
    for (size_t i = 0; i < 2; i++)
        if (!db_run(x->db, &x->page, lists[i], ARGS(patient, after, v_uuid(until_r)),
                    &brought_r->list[i], x->error))
            return false;
    return db_run(x->db, &x->page, &OUTCOMES, ARGS(patient, after, v_uuid(until_r)),
                  &brought_r->outcomes, x->error);
}

void export_reports(struct export *x)
{
    struct uuid from = {{0}}, until;
    bool last = false;
    while (!last && !x->failed) {
        struct brought brought;
        if (!read_page(x, &from, &until, &brought, &last)) {
            export_fail(x);
            return;
        }
        put_page(x, &brought);
        from = until;
    }
}
