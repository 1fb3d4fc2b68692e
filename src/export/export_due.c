/* Reports that did not come, and what going through a silent patient came to: FHIR has nothing of
 * the kind, so each is a Basic. */
#include "export/export_parts.h"

enum { SERVICE, NUMBER, AT, KIND, DUE_AT, MISSED, REPORT, BY, OUTCOME, NOTE };
enum { ID, OF_SERVICE, REVIEWER, REVIEWED_AT, DECISION, SAID, TASK, TAKES_BACK };

static size_t put_missing_event(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid service = row_uuid(rows, row, SERVICE), by = row_uuid(rows, row, BY);
    struct uuid report = row_uuid(rows, row, REPORT);
    const char *id = arena_printf(&x->entry, "missing-%s.%lld", plain_id(x, &service),
                                  (long long)row_int(rows, row, NUMBER));
    struct json_out *out = entry_open(x, "Basic", id);
    put_meta(out, row_int(rows, row, AT));
    json_key(out, "extension");
    json_array_open(out);
    extend_organisation(x, "service", &service);
    extend_str(out, "missing-kind", "valueCode", row_str(rows, row, KIND));
    extend_instant(out, "missing-due", row_int(rows, row, DUE_AT));
    extend_int(out, "missing-count", row_int(rows, row, MISSED));
    if (!uuid_is_zero(&report))
        extend_str(out, "report", "valueString", str_of(owned_id(x, &report)));
    if (!uuid_is_zero(&by))
        extend_actor(x, "cleared-by", &by);
    extend_str(out, "missing-outcome", "valueCode", row_str(rows, row, OUTCOME));
    extend_str(out, "note", "valueString", row_str(rows, row, NOTE));
    json_array_close(out);
    put_concept(out, "code", "basic", STR("missing-report"), STR_NONE);
    put_patient(x, "subject");
    entry_close(x);
    return 1;
}

static size_t put_review(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ID), service = row_uuid(rows, row, OF_SERVICE);
    struct uuid by = row_uuid(rows, row, REVIEWER), task = row_uuid(rows, row, TASK);
    struct uuid taken_back = row_uuid(rows, row, TAKES_BACK);
    struct json_out *out = entry_open(x, "Basic", owned_id(x, &id));
    put_meta(out, row_int(rows, row, REVIEWED_AT));
    json_key(out, "extension");
    json_array_open(out);
    extend_organisation(x, "service", &service);
    extend_str(out, "silent-decision", "valueCode", row_str(rows, row, DECISION));
    extend_str(out, "note", "valueString", row_str(rows, row, SAID));
    if (!uuid_is_zero(&task))
        extend_reference(out, "task", "Task", owned_id(x, &task));
    if (!uuid_is_zero(&taken_back))
        extend_reference(out, "takes-back", "Basic", owned_id(x, &taken_back));
    json_array_close(out);
    put_concept(out, "code", "basic", STR("silent-review"), STR_NONE);
    put_patient(x, "subject");
    put_actor(x, "author", &by);
    entry_close(x);
    return 1;
}

static const struct export_pages MISSING = {
    .sql = {"SELECT service_id, number, at, kind, due_at, missed, report_id, account_id, outcome,"
            " note FROM missing_event WHERE patient_id = ?1 AND (service_id, number) > (?2, ?3)"
            " ORDER BY service_id, number LIMIT ?4"},
    .keys = "ui",
    .put = put_missing_event,
};
static const struct export_pages SILENT = {
    .sql = {"SELECT id, service_id, account_id, at, decision, note, task_id, takes_back"
            " FROM silent_review WHERE patient_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3"},
    .keys = "u",
    .put = put_review,
};

void export_missing(struct export *x)
{
    export_pages(x, &MISSING);
}

void export_silent(struct export *x)
{
    export_pages(x, &SILENT);
}
