/* Reminders are Communications: what was sent, what was withdrawn before that, and what waits. */
#include "export/export_parts.h"

enum { ID, KIND, ABOUT, CREATED, DUE, DONE, RESULT, ATTEMPTS, FAILED };

static const char *status_of(struct str result)
{
    if (!result.at)
        return "preparation";
    return str_is(result, "delivered") ? "completed" : "not-done";
}

static size_t put_reminder(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ID);
    struct str result = row_str(rows, row, RESULT);
    bool sent = str_is(result, "delivered");
    struct json_out *out = entry_open(x, "Communication", owned_id(x, &id));
    json_key(out, "extension");
    json_array_open(out);
    extend_instant(out, "recorded-at", row_int(rows, row, CREATED));
    extend_instant(out, "due-at", row_int(rows, row, DUE));
    extend_str(out, "reminder-about", "valueString", row_str(rows, row, ABOUT));
    extend_str(out, "reminder-result", "valueCode", result);
    extend_instant(out, "withdrawn-at", sent ? 0 : row_int(rows, row, DONE));
    extend_instant(out, "failed-at", row_int(rows, row, FAILED));
    extend_int(out, "attempts", row_int(rows, row, ATTEMPTS));
    json_array_close(out);
    json_put_text(out, "status", status_of(result));
    json_key(out, "category");
    json_array_open(out);
    put_concept(out, NULL, "communication", row_str(rows, row, KIND), STR_NONE);
    json_array_close(out);
    put_patient(x, "subject");
    if (sent)
        put_instant(out, "sent", row_int(rows, row, DONE));
    entry_close(x);
    return 1;
}

void export_reminders(struct export *x)
{
    static const struct export_pages pages = {
        .sql = {"SELECT id, kind, about, created_at, due_at, done_at, result, attempts, failed_at"
                " FROM outbox WHERE patient_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3"},
        .keys = "u",
        .put = put_reminder,
    };
    export_pages(x, &pages);
}
