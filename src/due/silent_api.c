#include "due/silent_api.h"

#include "auth/access_log.h"
#include "contact/contact.h"
#include "due/due.h"
#include "due/due_api.h"
#include "due/silent.h"
#include "event/event_api.h"
#include "house.h"
#include "json_common.h"
#include "patient/patient.h"
#include "take.h"
#include "task/task.h"
#include "worklist/worklist_api.h"

enum { PAGE_USUAL = 50, PAGE_MOST = 500, NOTE_MOST = TASK_REASON_MOST };

/* ---- the list ---- */

static bool read_days(struct call *call, int64_t *days_r, struct error *error)
{
    struct str text = request_parameter(call->request, "days");
    *days_r = SILENT_DAYS;
    if (text.at && (!str_int(text, days_r) || *days_r < 1 || *days_r > SILENT_DAYS_MOST))
        return error_at(error, ERROR_MALFORMED, "days", "must be a whole number from 1 to %d",
                        SILENT_DAYS_MOST);
    return true;
}

/* SINCE-PATIENT-SERVICE */
static bool read_cursor(struct str cursor, struct silent_question *question)
{
    struct str parts[3];
    size_t count = 0, from = 0;
    for (size_t i = 0; i <= cursor.len; i++) {
        if (i < cursor.len && cursor.at[i] != '-')
            continue;
        if (count == 3)
            return false;
        parts[count++] = (struct str){cursor.at + from, i - from};
        from = i + 1;
    }
    return count == 3 && str_int(parts[0], &question->after_since) &&
           uuid_parse(parts[1], &question->after_patient) &&
           uuid_parse(parts[2], &question->after_service);
}

static bool read_question(struct call *call, struct silent_question *question_r,
                          struct error *error)
{
    struct str cursor = request_parameter(call->request, "cursor");
    *question_r = (struct silent_question){.after_since = 0};
    if (!read_days(call, &question_r->days, error) ||
        !take_limit(call, PAGE_USUAL, PAGE_MOST, &question_r->limit, error))
        return false;
    return !cursor.at || read_cursor(cursor, question_r) ||
           error_at(error, ERROR_MALFORMED, "cursor", "is not one that this service gave");
}

static void put_review(struct json_out *out, const struct silent *silent)
{
    json_key(out, "review");
    if (!silent->review_at) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_time(out, "at", silent->review_at);
    put_named(out, "by", &silent->review_by, silent->review_by_name);
    json_put_str(out, "decision", silent->decision);
    json_put_str(out, "note", silent->note);
    json_object_close(out);
}

static void put_silent(struct json_out *out, struct call *call, const struct silent *silent,
                       const struct worklist_item *item)
{
    const struct overview *row = &item->overview;
    json_object_open(out);
    json_key(out, "patient");
    json_object_open(out);
    put_id(out, "id", &row->patient);
    json_put_str(out, "name", patient_full_name(&call->request->arena, item->given, item->family));
    json_put_str(out, "phone", item->phone);
    json_put_str(out, "born", item->born);
    json_object_close(out);
    put_named(out, "service", &row->service, item->service_name);
    worklist_enrolments_json(out, call, item);
    put_time(out, "since", silent->since);
    put_time(out, "lastReport", row->reported_at);
    json_put_int(out, "missed", row->missed);
    put_time(out, "lastContact", row->contact_at);
    json_put_int(out, "tasks", row->tasks);
    put_review(out, silent);
    json_object_close(out);
    call_shows(call, &row->patient);
}

static const struct worklist_item *item_of(const struct worklist_item *items, size_t count,
                                           const struct silent *silent)
{
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(&items[i].overview.patient, &silent->patient) &&
            uuid_equal(&items[i].overview.service, &silent->service))
            return &items[i];
    return NULL;
}

static void put_next(struct json_out *out, const struct silent *last)
{
    char patient[UUID_TEXT], service[UUID_TEXT];
    json_key(out, "next");
    if (!last) {
        json_null(out);
        return;
    }
    uuid_text(&last->patient, patient);
    uuid_text(&last->service, service);
    json_printf(out, "%lld-%s-%s", (long long)last->since, patient, service);
}

static bool put_list(struct json_out *out, struct call *call,
                     const struct silent_question *question, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct worklist_asker asker = worklist_asker_of(call);
    struct worklist_item *items;
    struct silent *list;
    size_t count, item_count;
    if (!silent_read(call->db, arena, &call->who, call->request->now, question, &list, &count,
                     error))
        return false;
    bool more = count > (size_t)question->limit;
    if (more)
        count = (size_t)question->limit;
    struct uuid *patients = arena_array(arena, struct uuid, count);
    for (size_t i = 0; i < count; i++)
        patients[i] = list[i].patient;
    if (!worklist_read_some(&asker, patients, count, &items, &item_count, error))
        return false;
    json_object_open(out);
    json_put_int(out, "days", question->days);
    json_key(out, "items");
    json_array_open(out);
    for (size_t i = 0; i < count; i++) {
        const struct worklist_item *item = item_of(items, item_count, &list[i]);
        if (item)
            put_silent(out, call, &list[i], item);
    }
    json_array_close(out);
    put_next(out, more ? &list[count - 1] : NULL);
    json_object_close(out);
    return true;
}

enum handled silent_list(struct call *call)
{
    struct error error = {0};
    struct silent_question question;
    struct json_out out;
    event_mark(call);
    json_out_init(&out, &call->request->arena, 8192);
    if (!read_question(call, &question, &error) || !put_list(&out, call, &question, &error))
        return call_fail(call, &error);
    return call_json(call, 200, &out);
}

enum handled silent_count(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    int64_t days, count;
    event_mark(call);
    if (!read_days(call, &days, &error) ||
        !silent_number(call->db, &call->request->arena, &call->who, call->request->now, days,
                       &count, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 64);
    json_object_open(&out);
    json_put_int(&out, "count", count);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* ---- what going through one came to ---- */

struct reviewing {
    const char *decision;
    struct str note;
    bool contacted;
    struct contact contact;
};

static const struct sql INSERT = {
    "INSERT INTO silent_review (patient_id, id, service_id, account_id, at, decision, note,"
    " task_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
};

/* By whomever, and not answered yet. */
static const struct sql PROPOSED = {
    "SELECT 1 FROM task WHERE patient_id = ?1 AND enrolment_id = ?2 AND kind = 'closing_proposed'"
    " AND state = 'open' LIMIT 1",
};

static void put_answer(struct call *call, const struct reviewing *reviewing, const struct uuid *id,
                       const struct uuid *task, int64_t at)
{
    struct json_out out;
    char text[OWNED_TEXT];
    json_out_init(&out, &call->request->arena, 512);
    json_object_open(&out);
    owned_text(&call->grant.patient, id, text);
    json_put_text(&out, "id", text);
    put_time(&out, "at", at);
    put_named(&out, "by", &call->who.account, str_of(call->who.name));
    json_put_text(&out, "decision", reviewing->decision);
    json_put_str(&out, "note", reviewing->note);
    owned_text(&call->grant.patient, task, text);
    json_put_str(&out, "task", uuid_is_zero(task) ? STR_NONE : str_of(text));
    json_object_close(&out);
    call_json(call, 201, &out);
}

/* Asks the home municipality, which decides. */
static bool propose_closing(const struct call *call, const struct reviewing *reviewing,
                            struct tx *tx, struct uuid *task_r, struct error *error)
{
    const struct permit_enrolment *told = NULL;
    struct rows *rows;
    for (size_t i = 0; i < call->grant.count; i++)
        if (uuid_equal(&call->grant.enrolments[i].service, &call->who.organisation))
            told = &call->grant.enrolments[i];
    if (!told)
        return error_set(error, ERROR_CONFLICT, "Your service does not follow this patient.");
    if (!db_run(tx->db, tx->arena, &PROPOSED, ARGS(v_uuid(&call->grant.patient), v_uuid(&told->id)),
                &rows, error))
        return false;
    if (rows_count(rows))
        return error_set(error, ERROR_CONFLICT,
                         "It has been proposed already, and nobody has answered yet.");
    struct task task = {
        .patient = call->grant.patient,
        .service = call->who.organisation,
        .queue = told->municipality,
        .enrolment = told->id,
        .kind = TASK_CLOSING_PROPOSED,
        .reason = reviewing->note,
        .due_at = task_moment(schedule_local(tx->now).day),
        .created_by = call->who.account,
    };
    task_create(tx, &task, told);
    due_wake(tx, &task.patient);
    *task_r = task.id;
    return true;
}

static bool review_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct reviewing *reviewing = write->data;
    struct call *call = write->call;
    struct uuid id = house_id(tx), task = {{0}};
    struct access_entry entry;
    if (reviewing->contacted) {
        reviewing->contact.at = tx->now;
        contact_insert(&reviewing->contact, tx);
    }
    if (strcmp(reviewing->decision, "closing_proposed") == 0 &&
        !propose_closing(call, reviewing, tx, &task, error))
        return false;
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&call->grant.patient), v_uuid(&id), v_uuid(&call->who.organisation),
                 v_uuid(&call->who.account), v_int(tx->now), v_text(reviewing->decision),
                 v_str(reviewing->note), v_uuid(&task)));
    house_tell_all(tx, "missing", &call->grant);
    access_entry_of(&call->who, "silent.review", &entry);
    entry.patient = call->grant.patient;
    house_access(tx, &entry);
    put_answer(call, reviewing, &id, &task, tx->now);
    return true;
}

static bool read_review(struct call *call, struct reviewing *reviewing, struct error *error)
{
    static const char *const names[] = {"decision", "note", "contact", NULL};
    if (!take_only(call, names, error))
        return false;
    reviewing->decision = silent_decision(json_in_str(json_in_get(call->json, "decision")));
    if (!reviewing->decision)
        return error_at(error, ERROR_INVALID, "/decision",
                        "must be contacted, adjusted, closing_proposed or kept");
    if (!take_lines(call->json, "/note", NOTE_MOST, true, &reviewing->note, error) ||
        !due_read_contact(call, &reviewing->contact, &reviewing->contacted, error))
        return false;
    reviewing->contact.note = reviewing->note;
    return true;
}

enum handled silent_review(struct call *call)
{
    struct error error = {0};
    struct reviewing *reviewing = arena_new(&call->request->arena, struct reviewing);
    if (!read_review(call, reviewing, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, review_apply, reviewing);
}

/* ---- taken back ---- */

/* clang-format off */
static const struct sql DECIDED = {
    "SELECT r.at, r.task_id, (SELECT count(*) FROM silent_review b"
    " WHERE b.patient_id = r.patient_id AND b.takes_back = r.id),"
    " (SELECT count(*) FROM silent_review n WHERE n.patient_id = r.patient_id"
    " AND n.service_id = r.service_id AND n.id > r.id AND " SILENT_STANDS("n") ")"
    " FROM silent_review r WHERE r.patient_id = ?1 AND r.id = ?2 AND r.service_id = ?3"
    " AND r.account_id = ?4 AND r.takes_back IS NULL",
};
/* clang-format on */
static const struct sql ASKED_OF = {
    "SELECT " TASK_COLUMNS " FROM task t WHERE t.patient_id = ?1 AND t.id = ?2",
};
static const struct sql TAKE_BACK = {
    "INSERT INTO silent_review (patient_id, id, service_id, account_id, at, decision, takes_back)"
    " VALUES (?1, ?2, ?3, ?4, ?5, 'taken_back', ?6)",
};

static bool may_take_back(const struct rows *decided, int64_t now, struct error *error)
{
    if (!rows_count(decided))
        return error_set(error, ERROR_NOT_FOUND, "There is no such decision of yours.");
    if (row_int(decided, 0, 2))
        return error_set(error, ERROR_CONFLICT, "This has been taken back already.");
    if (row_int(decided, 0, 3))
        return error_set(error, ERROR_CONFLICT, "Something else has been decided since.");
    return now - row_int(decided, 0, 0) <= SILENT_UNDO_LASTS ||
           error_set(error, ERROR_CONFLICT,
                     "It is too late to take this back. Decide anew when the patient is listed.");
}

/* The municipality is not asked any more, unless it has begun with it. */
static bool withdraw(const struct call *call, const struct uuid *id, struct tx *tx,
                     struct error *error)
{
    const struct task_event event = {.change = CHANGE_CANCELLED, .by = call->who.account};
    struct rows *rows;
    struct task task;
    if (uuid_is_zero(id))
        return true;
    if (!db_run(tx->db, tx->arena, &ASKED_OF, ARGS(v_uuid(&call->grant.patient), v_uuid(id)), &rows,
                error))
        return false;
    if (!rows_count(rows))
        return error_log(error, ERROR_INTERNAL, "the task of a decision is gone");
    task_read(rows, 0, 0, &task);
    const struct permit_enrolment *told = permit_enrolment_of(&call->grant, &task.enrolment);
    if (!told)
        return permit_unknown(error);
    if (task.state != TASK_OPEN || task.version > 1)
        return error_set(error, ERROR_CONFLICT,
                         "The municipality has begun with what was proposed. Speak with them.");
    task.state = TASK_CANCELLED;
    task.ended_at = tx->now;
    task.ended_by = call->who.account;
    task_store(tx, &task, &event, told);
    due_wake(tx, &task.patient);
    return true;
}

static bool undo_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct uuid id = house_id(tx), task;
    struct access_entry entry;
    struct rows *decided;
    if (!db_run(tx->db, tx->arena, &DECIDED,
                ARGS(v_uuid(&call->grant.patient), v_uuid(&call->owned),
                     v_uuid(&call->who.organisation), v_uuid(&call->who.account)),
                &decided, error) ||
        !may_take_back(decided, tx->now, error))
        return false;
    task = row_uuid(decided, 0, 1);
    if (!withdraw(call, &task, tx, error))
        return false;
    db_send(tx->db, &TAKE_BACK,
            ARGS(v_uuid(&call->grant.patient), v_uuid(&id), v_uuid(&call->who.organisation),
                 v_uuid(&call->who.account), v_int(tx->now), v_uuid(&call->owned)));
    house_tell_all(tx, "missing", &call->grant);
    access_entry_of(&call->who, "silent.undo", &entry);
    entry.patient = call->grant.patient;
    house_access(tx, &entry);
    respond_empty(call->request, 204);
    return true;
}

enum handled silent_undo(struct call *call)
{
    static const char *const names[] = {NULL};
    struct error error = {0};
    if (call->json && !take_only(call, names, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, undo_apply, NULL);
}
