/* A case is a Task for the service; what happened to it is a Provenance each. What was done with a
 * row of the work list is a ClinicalImpression by a person; one that was taken back is marked
 * entered-in-error, and a Provenance says by whom. */
#include "export/export_parts.h"

/* ---- cases ---- */

enum {
    ID,
    ENROLMENT,
    SERVICE,
    OPENED,
    SINCE,
    ZONE,
    UNCONFIRMED,
    REPORT,
    REASONS,
    CLOSED,
    CLOSED_BY,
    ACKNOWLEDGEMENT
};

static void put_reason(struct json_out *out, const struct export_reason *reason)
{
    json_object_open(out);
    put_concept(out, "type", "triage-rule", reason->rule, reason->parameter);
    json_put_str(out, "valueString", reason->words);
    json_object_close(out);
}

static const char *report_id(struct export *x, const struct uuid *report)
{
    return arena_printf(&x->entry, "report-%s", plain_id(x, report));
}

static void put_case_extensions(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid closed_by = row_uuid(rows, row, CLOSED_BY);
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "zone", "valueCode", str_of(zone_word((enum zone)row_int(rows, row, ZONE))));
    extend_bool(out, "unconfirmed", row_int(rows, row, UNCONFIRMED) != 0);
    extend_instant(out, "since", row_int(rows, row, SINCE));
    extend_actor(x, "closed-by", &closed_by);
    extend_str(out, "case-reasons", "valueString", row_str(rows, row, REASONS));
    json_array_close(out);
}

static void put_output(struct export *x, const struct uuid *acknowledgement)
{
    struct json_out *out = &x->out;
    if (uuid_is_zero(acknowledgement))
        return;
    json_key(out, "output");
    json_array_open(out);
    json_object_open(out);
    put_concept(out, "type", "judgement", STR("person"), STR_NONE);
    put_reference(out, "valueReference", "ClinicalImpression", owned_id(x, acknowledgement));
    json_object_close(out);
    json_array_close(out);
}

static size_t put_case(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ID), enrolment = row_uuid(rows, row, ENROLMENT);
    struct uuid service = row_uuid(rows, row, SERVICE), report = row_uuid(rows, row, REPORT);
    struct uuid acknowledgement = row_uuid(rows, row, ACKNOWLEDGEMENT);
    int64_t opened = row_int(rows, row, OPENED), closed = row_int(rows, row, CLOSED);
    struct json_out *out = entry_open(x, "Task", owned_id(x, &id));
    put_case_extensions(x, rows, row);
    json_key(out, "basedOn");
    json_array_open(out);
    put_reference(out, NULL, "EpisodeOfCare", owned_id(x, &enrolment));
    json_array_close(out);
    json_put_text(out, "status", closed ? "completed" : "requested");
    json_put_text(out, "intent", "order");
    put_concept(out, "code", "task", STR("case"), STR_NONE);
    put_reference(out, "focus", "Provenance", report_id(x, &report));
    put_patient(x, "for");
    put_period(out, "executionPeriod", opened, closed);
    put_instant(out, "authoredOn", opened);
    put_organisation(x, "owner", &service);
    put_reasons(x, "input", row_str(rows, row, REASONS), put_reason);
    put_output(x, &acknowledgement);
    entry_close(x);
    return 1;
}

enum { OF_CASE, NUMBER, AT, KIND, BY };

static size_t put_trace(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid of = row_uuid(rows, row, OF_CASE), by = row_uuid(rows, row, BY);
    struct json_out *out = entry_open(x, "Provenance",
                                      arena_printf(&x->entry, "case-%s-%lld", plain_id(x, &of),
                                                   (long long)row_int(rows, row, NUMBER)));
    json_key(out, "target");
    json_array_open(out);
    put_reference(out, NULL, "Task", owned_id(x, &of));
    json_array_close(out);
    put_instant(out, "recorded", row_int(rows, row, AT));
    put_concept(out, "activity", "case-event", row_str(rows, row, KIND), STR_NONE);
    put_agent(x, &by);
    entry_close(x);
    return 1;
}

void export_cases(struct export *x)
{
    static const struct export_pages cases = {
        .sql = {"SELECT id, enrolment_id, service_id, opened_at, since, zone, unconfirmed,"
                " report_id, reasons, closed_at, closed_by, acknowledgement_id FROM triage_case"
                " WHERE patient_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3"},
        .keys = "u",
        .put = put_case,
    };
    static const struct export_pages traces = {
        .sql = {"SELECT case_id, number, at, kind, account_id FROM triage_case_event"
                " WHERE patient_id = ?1 AND (case_id, number) > (?2, ?3)"
                " ORDER BY case_id, number LIMIT ?4"},
        .keys = "ui",
        .put = put_trace,
    };
    export_pages(x, &cases);
    export_pages(x, &traces);
}

/* ---- acts ---- */

enum {
    ACT_ID,
    ACT_SERVICE,
    ACT_AT,
    ACT_BY,
    ACT_ZONE,
    ACT_REASONS,
    ACT_SEEN,
    ACT_OUTCOMES,
    ACT_NOTE,
    ACT_CLOSED,
    ACT_BATCH,
    ACT_UNCONFIRMED,
    ACT_SINCE,
    ACT_ENROLMENT,
    ACT_LOOKS,
    ACT_REMARK,
    ACT_TAKEN_BY,
    ACT_TAKEN_AT,
    ACT_CONTACT_BEFORE,
    ACT_UNDONE_BY,
    ACT_UNDONE_AT
};

/* What the row said when it was acted on: an act that is taken back puts it there again. */
static void put_row_before(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid enrolment = row_uuid(rows, row, ACT_ENROLMENT);
    struct uuid taken_by = row_uuid(rows, row, ACT_TAKEN_BY);
    extend_str(out, "zone", "valueCode",
               str_of(zone_word((enum zone)row_int(rows, row, ACT_ZONE))));
    extend_bool(out, "unconfirmed", row_int(rows, row, ACT_UNCONFIRMED) != 0);
    extend_instant(out, "since", row_int(rows, row, ACT_SINCE));
    extend_str(out, "act-reasons", "valueString", row_str(rows, row, ACT_REASONS));
    extend_int(out, "row-version", row_int(rows, row, ACT_SEEN));
    extend_int(out, "row-looks", row_int(rows, row, ACT_LOOKS));
    extend_str(out, "patient-remark", "valueString", row_str(rows, row, ACT_REMARK));
    extend_actor(x, "taken-by", &taken_by);
    extend_instant(out, "taken-at", row_int(rows, row, ACT_TAKEN_AT));
    extend_instant(out, "contact-before", row_int(rows, row, ACT_CONTACT_BEFORE));
    if (!uuid_is_zero(&enrolment))
        extend_reference(out, "enrolment", "EpisodeOfCare", owned_id(x, &enrolment));
}

static void put_act_extensions(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid service = row_uuid(rows, row, ACT_SERVICE);
    struct uuid batch = row_uuid(rows, row, ACT_BATCH);
    json_key(out, "extension");
    json_array_open(out);
    extend_organisation(x, "for-organisation", &service);
    extend_bool(out, "act-closed", row_int(rows, row, ACT_CLOSED) != 0);
    extend_words(out, "act-outcome", row_str(rows, row, ACT_OUTCOMES));
    if (!uuid_is_zero(&batch))
        extend_str(out, "act-batch", "valueString", str_of(plain_id(x, &batch)));
    put_row_before(x, rows, row);
    json_array_close(out);
}

static void put_undone(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ACT_ID), by = row_uuid(rows, row, ACT_UNDONE_BY);
    if (uuid_is_zero(&by))
        return;
    struct json_out *out =
        entry_open(x, "Provenance", arena_printf(&x->entry, "undone-%s", plain_id(x, &id)));
    json_key(out, "target");
    json_array_open(out);
    put_reference(out, NULL, "ClinicalImpression", owned_id(x, &id));
    json_array_close(out);
    put_instant(out, "recorded", row_int(rows, row, ACT_UNDONE_AT));
    put_concept(out, "activity", "act", STR("undone"), STR_NONE);
    put_agent(x, &by);
    entry_close(x);
}

static size_t put_act(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ACT_ID), by = row_uuid(rows, row, ACT_BY);
    bool undone = !row_is_null(rows, row, ACT_UNDONE_BY);
    struct json_out *out = entry_open(x, "ClinicalImpression", owned_id(x, &id));
    put_act_extensions(x, rows, row);
    json_put_text(out, "status", undone ? "entered-in-error" : "completed");
    put_concept(out, "code", "judgement", STR("person"), STR_NONE);
    put_patient(x, "subject");
    put_instant(out, "effectiveDateTime", row_int(rows, row, ACT_AT));
    put_instant(out, "date", row_int(rows, row, ACT_AT));
    put_actor(x, "assessor", &by);
    put_reasons(x, "finding", row_str(rows, row, ACT_REASONS), put_finding);
    put_note(out, row_str(rows, row, ACT_NOTE));
    entry_close(x);
    put_undone(x, rows, row);
    return 1;
}

void export_acts(struct export *x)
{
    static const struct export_pages pages = {
        .sql = {"SELECT a.id, a.service_id, a.at, a.account_id, a.zone, a.reasons,"
                " a.overview_version, a.outcomes, a.note, a.closed, a.batch_id, a.unconfirmed,"
                " a.zone_since, a.enrolment_id, a.looks, a.remark, a.taken_by, a.taken_at,"
                " a.contact_before, u.account_id, u.at FROM acknowledgement a"
                " LEFT JOIN acknowledgement_undone u ON u.patient_id = a.patient_id"
                " AND u.acknowledgement_id = a.id WHERE a.patient_id = ?1 AND a.id > ?2"
                " ORDER BY a.id LIMIT ?3"},
        .keys = "u",
        .put = put_act,
    };
    export_pages(x, &pages);
}
