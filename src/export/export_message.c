/* A thread is a Communication with its subject; each message is one that is part of it and answers
 * the one before. Who has seen a thread up to which message stands at that message. */
#include "export/export_parts.h"

enum { ID, SERVICE, SUBJECT, CREATED, BY };
enum { THREAD, NUMBER, AT, SENDER, SIDE, BODY, OF_SERVICE };

static const struct sql SEEN = {
    "SELECT account_id, at FROM message_seen WHERE patient_id = ?1 AND thread_id = ?2"
    " AND number = ?3 ORDER BY at, account_id",
};

static void put_category(struct json_out *out, const char *category)
{
    json_key(out, "category");
    json_array_open(out);
    put_concept(out, NULL, "communication", str_of(category), STR_NONE);
    json_array_close(out);
}

static size_t put_thread(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid id = row_uuid(rows, row, ID), by = row_uuid(rows, row, BY);
    struct uuid service = row_uuid(rows, row, SERVICE);
    struct json_out *out = entry_open(x, "Communication", owned_id(x, &id));
    json_put_text(out, "status", "in-progress");
    put_category(out, "thread");
    put_patient(x, "subject");
    if (row_str(rows, row, SUBJECT).len)
        put_concept(out, "topic", "", STR_NONE, row_str(rows, row, SUBJECT));
    put_instant(out, "sent", row_int(rows, row, CREATED));
    json_key(out, "recipient");
    json_array_open(out);
    put_organisation(x, NULL, &service);
    json_array_close(out);
    put_actor(x, "sender", &by);
    entry_close(x);
    return 1;
}

static void put_seen(struct export *x, const struct rows *rows, size_t row)
{
    struct json_out *out = &x->out;
    struct uuid thread = row_uuid(rows, row, THREAD);
    struct rows *seen = export_ask(
        x, &SEEN,
        ARGS(v_uuid(&x->order->patient), v_uuid(&thread), v_int(row_int(rows, row, NUMBER))));
    for (size_t i = 0; seen && i < rows_count(seen); i++) {
        struct uuid by = row_uuid(seen, i, 0);
        extend_open(out, "seen");
        json_key(out, "extension");
        json_array_open(out);
        extend_actor(x, "seen-by", &by);
        extend_instant(out, "seen-at", row_int(seen, i, 1));
        json_array_close(out);
        extend_close(out);
    }
}

static const char *message_id(struct export *x, const struct uuid *thread, int64_t number)
{
    return arena_printf(&x->entry, "%s.%lld", owned_id(x, thread), (long long)number);
}

static void put_one_reference(struct export *x, const char *key, const char *id)
{
    json_key(&x->out, key);
    json_array_open(&x->out);
    put_reference(&x->out, NULL, "Communication", id);
    json_array_close(&x->out);
}

static size_t put_message(struct export *x, const struct rows *rows, size_t row)
{
    struct uuid thread = row_uuid(rows, row, THREAD), by = row_uuid(rows, row, SENDER);
    struct uuid service = row_uuid(rows, row, OF_SERVICE);
    int64_t number = row_int(rows, row, NUMBER);
    struct json_out *out = entry_open(x, "Communication", message_id(x, &thread, number));
    json_key(out, "extension");
    json_array_open(out);
    extend_str(out, "message-side", "valueCode", row_str(rows, row, SIDE));
    put_seen(x, rows, row);
    json_array_close(out);
    put_one_reference(x, "partOf", owned_id(x, &thread));
    if (number > 1)
        put_one_reference(x, "inResponseTo", message_id(x, &thread, number - 1));
    json_put_text(out, "status", "completed");
    put_category(out, "message");
    put_patient(x, "subject");
    put_instant(out, "sent", row_int(rows, row, AT));
    json_key(out, "recipient");
    json_array_open(out);
    if (str_is(row_str(rows, row, SIDE), "patient"))
        put_organisation(x, NULL, &service);
    else
        put_patient(x, NULL);
    json_array_close(out);
    put_actor(x, "sender", &by);
    put_payload(out, row_str(rows, row, BODY));
    entry_close(x);
    return 1;
}

void export_messages(struct export *x)
{
    static const struct export_pages threads = {
        .sql = {"SELECT id, service_id, subject, created_at, created_by FROM thread"
                " WHERE patient_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3"},
        .keys = "u",
        .put = put_thread,
    };
    static const struct export_pages messages = {
        .sql = {"SELECT m.thread_id, m.number, m.at, m.account_id, m.side, m.body, t.service_id"
                " FROM message m JOIN thread t ON t.patient_id = m.patient_id"
                " AND t.id = m.thread_id WHERE m.patient_id = ?1"
                " AND (m.thread_id, m.number) > (?2, ?3)"
                " ORDER BY m.thread_id, m.number LIMIT ?4"},
        .keys = "ui",
        .put = put_message,
    };
    export_pages(x, &threads);
    export_pages(x, &messages);
}
