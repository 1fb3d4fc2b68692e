#include "due/due_api.h"

#include "app.h"
#include "auth/access_log.h"
#include "contact/contact.h"
#include "due/due.h"
#include "due/due_json_api.h"
#include "due/missing_trace.h"
#include "due/missing_undo.h"
#include "house.h"
#include "json_common.h"
#include "reminder/reminder_plan.h"
#include "schedule/schedule_api.h"
#include "take.h"
#include "worklist/worklist_act.h"
#include "worklist/worklist_api.h"

enum { DAYS = 14, NOTE_MOST = 4000 };

/* ---- how it stands ---- */

PERMIT_STATEMENTS(static const struct sql UNWELL,
                  "SELECT min(e.unwell_from) FROM enrolment e WHERE ",
                  " AND e.patient_id = ?4 AND e.state NOT IN ('closed', 'rejected')");
static const struct sql WANTED = {"SELECT reminders FROM patient WHERE id = ?1"};
PERMIT_STATEMENTS(static const struct sql TRACE,
                  "SELECT t.at, t.kind, t.due_at, t.missed, t.report_id, t.account_id, a.name,"
                  " t.outcome, t.note, t.service_id FROM missing_event t"
                  " LEFT JOIN account a ON a.id = t.account_id WHERE t.patient_id = ?4"
                  " AND EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = ?4"
                  " AND e.service_id = t.service_id AND ",
                  ") ORDER BY t.number DESC LIMIT 100");

static void put_unwell(struct json_out *out, const struct rows *rows)
{
    json_key(out, "unwell");
    if (!rows || !rows_count(rows) || row_is_null(rows, 0, 0)) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_time(out, "since", row_int(rows, 0, 0));
    json_object_close(out);
}

static void put_event(struct json_out *out, const struct rows *rows, size_t row)
{
    struct uuid report = row_uuid(rows, row, 4), by = row_uuid(rows, row, 5);
    json_object_open(out);
    put_time(out, "at", row_int(rows, row, 0));
    json_put_str(out, "kind", row_str(rows, row, 1));
    put_time(out, "due", row_int(rows, row, 2));
    json_put_int(out, "missed", row_int(rows, row, 3));
    if (uuid_is_zero(&report))
        json_put_null(out, "report");
    else
        put_id(out, "report", &report);
    put_named(out, "by", &by, row_str(rows, row, 6));
    json_put_str(out, "outcome", row_str(rows, row, 7));
    json_put_str(out, "note", row_str(rows, row, 8));
    json_object_close(out);
}

/* Of personnel only. */
static bool put_trace(struct json_out *out, struct call *call, struct error *error)
{
    const struct sql *trace = &TRACE[call->who.ground];
    struct rows *rows;
    if (!permit_role(call->who.role, ACTION_RECORD_READ) || !trace->text)
        return true;
    if (!db_run(call->db, &call->request->arena, trace,
                ARGS(PERMIT_ARGS(&call->who, call->request->now), v_uuid(&call->grant.patient)),
                &rows, error))
        return false;
    json_key(out, "trace");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++)
        put_event(out, rows, i);
    json_array_close(out);
    return true;
}

/* A service sees what it asks for itself; the patient, and who sees enrolments of several services,
 * what all of them ask. */
static const struct uuid *service_of(const struct call *call)
{
    const struct grant *grant = &call->grant;
    if (grant->ground == GROUND_SELF || grant->ground == GROUND_KIN || !grant->count)
        return NULL;
    for (size_t i = 1; i < grant->count; i++)
        if (!uuid_equal(&grant->enrolments[i].service, &grant->enrolments[0].service))
            return NULL;
    return &grant->enrolments[0].service;
}

/* Reminders follow what all services ask, and the patient's own wish. */
static bool put_rest(struct json_out *out, struct call *call, const struct patient_schedule *seen,
                     struct error *error)
{
    struct arena *arena = &call->request->arena;
    const struct uuid *patient = &call->grant.patient;
    struct patient_schedule whole = *seen;
    struct rows *rows;
    if (!db_run(call->db, arena, &WANTED, ARGS(v_uuid(patient)), &rows, error) ||
        (service_of(call) && !patient_schedule_read(call->db, arena, call->app->programmes, patient,
                                                    NULL, call->request->now, &whole, error)))
        return false;
    json_put_bool(out, "remindersRest",
                  row_int(rows, 0, 0) && reminder_rests(&whole.schedule, &whole.facts));
    return true;
}

static bool show(struct json_out *out, struct call *call, struct error *error)
{
    struct arena *arena = &call->request->arena;
    const struct uuid *patient = &call->grant.patient;
    const struct sql *unwell = &UNWELL[call->who.ground];
    struct patient_schedule schedule;
    struct schedule_look look;
    struct rows *since = NULL;
    if (!patient_schedule_read(call->db, arena, call->app->programmes, patient, service_of(call),
                               call->request->now, &schedule, error) ||
        (unwell->text && !db_run(call->db, arena, unwell,
                                 ARGS(PERMIT_ARGS(&call->who, call->request->now), v_uuid(patient)),
                                 &since, error)))
        return false;
    schedule_look(&schedule.schedule, &schedule.facts, &look);
    json_object_open(out);
    put_time(out, "now", call->request->now);
    put_due_next(out, &schedule, &look);
    put_missing(out, &look);
    put_unwell(out, since);
    if (!pause_put_now(out, call, call->db, schedule.facts.now.day, error))
        return false;
    put_due_days(out, "coming", &schedule, DUE_COMING, DAYS);
    put_due_days(out, "past", &schedule, DUE_PAST, DAYS);
    put_reported_days(out, &schedule, DAYS);
    if (!put_rest(out, call, &schedule, error) || !put_trace(out, call, error))
        return false;
    json_object_close(out);
    return true;
}

enum handled due_show(struct call *call)
{
    struct error error = {0};
    struct json_out out;
    json_out_init(&out, &call->request->arena, 8192);
    if (!show(&out, call, &error))
        return call_fail(call, &error);
    return call_json(call, 200, &out);
}

/* ---- clearing ---- */

struct clearing {
    const char *outcome;
    struct str note;
    bool force, contacted;
    struct contact contact;
    struct rows *row, *told;
};

static const struct sql ROW = {
    "SELECT " OVERVIEW_COLUMNS ", a.name FROM overview o LEFT JOIN account a ON a.id = o.taken_by"
    " WHERE o.patient_id = ?1 AND o.service_id = ?2",
};
static const struct sql TOLD = {
    "SELECT id, municipality_id, gp_office_id, department_id, programme FROM enrolment"
    " WHERE patient_id = ?1 AND service_id = ?2 ORDER BY id",
};

static bool clear_ask(struct write *write, struct tx *tx)
{
    struct clearing *clearing = write->data;
    const struct value args[] = {v_uuid(&write->call->grant.patient),
                                 v_uuid(&write->call->who.organisation)};
    clearing->row = db_ask(tx->db, tx->arena, &ROW, args, 2);
    clearing->told = db_ask(tx->db, tx->arena, &TOLD, args, 2);
    return true;
}

static bool may_clear(const struct clearing *clearing, const struct call *call,
                      const struct overview *row, const struct tx *tx, struct error *error)
{
    if (!row->stored)
        return error_set(error, ERROR_NOT_FOUND, "This patient is not on your list.");
    if (!clearing->force && worklist_act_anothers(row, &call->who.account, tx->now))
        return error_set(error, ERROR_CONFLICT, "%.*s has taken this.",
                         STR_ARG(row_str(clearing->row, 0, OVERVIEW_COLUMN_COUNT)));
    return row->missing || error_set(error, ERROR_CONFLICT,
                                     "No report is missing: it came, or somebody has cleared it.");
}

static void trace_cleared(const struct clearing *clearing, const struct call *call,
                          const struct overview *row, struct tx *tx)
{
    const struct missing_event event = {
        .patient = row->patient,
        .service = row->service,
        .number = worklist_act_tell(tx, "missing", &row->patient, &row->service, clearing->told,
                                    &row->enrolment),
        .kind = MISSING_CLEARED,
        .due_at = row->missing_since,
        .missed = row->missed,
        .account = call->who.account,
        .outcome = clearing->outcome,
        .note = clearing->note,
    };
    struct access_entry entry;
    missing_trace(tx, &event);
    access_entry_of(&call->who, "missing.clear", &entry);
    entry.patient = row->patient;
    house_access(tx, &entry);
}

/* The row is as it will stand before anybody is answered. */
static bool clear_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct clearing *clearing = write->data;
    const struct call *call = write->call;
    struct overview row;
    overview_read(clearing->row, 0, 0, &row);
    if (!may_clear(clearing, call, &row, tx, error))
        return false;
    trace_cleared(clearing, call, &row, tx);
    if (clearing->contacted) {
        clearing->contact.at = tx->now;
        contact_insert(&clearing->contact, tx);
    }
    if (!due_look(tx, call->app->programmes, &row.patient, error))
        return false;
    respond_empty(call->request, 200);
    return true;
}

bool due_read_contact(struct call *call, struct contact *contact_r, bool *given_r,
                      struct error *error)
{
    struct json_object *contact = json_in_get(call->json, "contact");
    *given_r = contact != NULL;
    *contact_r = (struct contact){.patient = call->grant.patient,
                                  .organisation = call->who.organisation,
                                  .account = call->who.account};
    if (!contact)
        return true;
    const char *kind = act_contact_kind(json_in_str(json_in_get(contact, "kind")));
    const char *party = act_contact_party(json_in_str(json_in_get(contact, "party")));
    if (!kind)
        return error_at(error, ERROR_INVALID, "/contact/kind",
                        "must be phone, message, video or visit");
    if (!party)
        return error_at(error, ERROR_INVALID, "/contact/party",
                        "must be patient, kin, gp, hospital, home_nursing or other");
    contact_r->kind = str_of(kind);
    contact_r->party = str_of(party);
    return true;
}

static bool read_clearing(struct call *call, struct clearing *clearing, struct error *error)
{
    static const char *const names[] = {"outcome", "note", "contact", "force", NULL};
    if (!take_only(call, names, error) ||
        !take_lines(call->json, "/note", NOTE_MOST, false, &clearing->note, error) ||
        !due_read_contact(call, &clearing->contact, &clearing->contacted, error))
        return false;
    clearing->outcome = missing_outcome(json_in_str(json_in_get(call->json, "outcome")));
    clearing->force = json_in_true(json_in_get(call->json, "force"));
    if (!clearing->outcome)
        return error_at(error, ERROR_INVALID, "/outcome",
                        "must be contacted, no_answer, away, device or other");
    clearing->contact.note = clearing->note;
    clearing->contact.outcomes =
        strcmp(clearing->outcome, "no_answer") == 0 ? OUTCOME_NO_ANSWER : 0;
    return true;
}

static enum handled answer_cleared(struct call *call)
{
    struct error error = {0};
    int64_t number, until = 0;
    char text[MISSING_UNDO_TEXT];
    if (!missing_undo_open(call->db, &call->request->arena, &call->who, &call->grant.patient,
                           call->request->now, &number, &until, &error))
        return call_fail(call, &error);
    missing_undo_text(&call->grant.patient, number, text);
    return worklist_answer(call, number ? text : NULL, until);
}

enum handled missing_clear(struct call *call)
{
    struct error error = {0};
    struct clearing *clearing = arena_new(&call->request->arena, struct clearing);
    if (!read_clearing(call, clearing, &error))
        return call_fail(call, &error);
    enum handled handled = call_write(call, clear_ask, clear_apply, clearing);
    call->write->answer = answer_cleared;
    return handled;
}

/* ---- taken back ---- */

static bool undo_clearing_ask(struct write *write, struct tx *tx)
{
    missing_undo_ask(write->data, tx);
    return true;
}

static bool undo_clearing_apply(struct write *write, struct tx *tx, struct error *error)
{
    if (!missing_undo_apply(write->data, tx, error))
        return false;
    respond_empty(write->call->request, 200);
    return true;
}

/* Who asked twice with one key sees the row again. */
static void undo_clearing_repeated(struct write *write, struct tx *tx)
{
    const struct missing_undo *undo = write->data;
    struct access_entry entry;
    access_entry_of(undo->who, action_word(ACTION_WORKLIST_READ), &entry);
    entry.patient = undo->patient;
    house_access(tx, &entry);
}

static enum handled undo_clearing_answer(struct call *call)
{
    struct error error = {0};
    const struct missing_undo *undo = call->write->data;
    struct worklist_asker asker = worklist_asker_of(call);
    struct worklist_item *item;
    struct json_out out;
    size_t count;
    if (!worklist_read_one(&asker, &undo->patient, &item, &count, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 1024);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    if (count)
        worklist_item_json(&out, call, item);
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

enum handled missing_clear_undo(struct call *call, const struct uuid *patient, int64_t number)
{
    struct missing_undo *undo = arena_new(&call->request->arena, struct missing_undo);
    undo->who = &call->who;
    undo->programmes = call->app->programmes;
    undo->patient = *patient;
    undo->number = number;
    enum handled handled = call_write(call, undo_clearing_ask, undo_clearing_apply, undo);
    call->write->command.alone = true;
    call->write->repeated = undo_clearing_repeated;
    call->write->answer = undo_clearing_answer;
    return handled;
}
