#include "task/task_api.h"

#include "json_common.h"
#include "patient/patient.h"
#include "take.h"
#include "task/task_rules.h"

#include <stdio.h>

enum { PAGE_USUAL = 50, PAGE_MOST = 500, KEY_MOST = 60 };

struct str task_title(const struct language *language, const struct task *task)
{
    char key[KEY_MOST];
    if (task->title.at)
        return task->title;
    snprintf(key, sizeof key, "task.kind.%s", task_kind_word(task->kind));
    return str_of(text_of(language, key));
}

static void put_owned(struct json_out *out, const char *key, const struct uuid *patient,
                      const struct uuid *id)
{
    char text[OWNED_TEXT];
    owned_text(patient, id, text);
    json_put_str(out, key, uuid_is_zero(id) ? STR_NONE : str_of(text));
}

static void put_trace(struct json_out *out, const struct uuid *task, const struct task_trace *trace,
                      size_t count)
{
    json_key(out, "trace");
    json_array_open(out);
    for (size_t i = 0; i < count; i++) {
        if (!uuid_equal(&trace[i].task, task))
            continue;
        json_object_open(out);
        put_time(out, "at", trace[i].at);
        json_put_str(out, "kind", trace[i].kind);
        put_named(out, "by", &trace[i].by, trace[i].by_name);
        put_time(out, "due", trace[i].due_at);
        put_named(out, "queue", &trace[i].queue, trace[i].queue_name);
        put_named(out, "owner", &trace[i].owner, trace[i].owner_name);
        json_put_str(out, "outcome", trace[i].outcome);
        json_put_str(out, "note", trace[i].note);
        json_object_close(out);
    }
    json_array_close(out);
}

/* What may come of it. */
static void put_possible(struct json_out *out, enum task_kind kind)
{
    enum task_outcome outcomes[TASK_OUTCOMES_MOST];
    size_t count = task_outcomes(kind, outcomes);
    json_key(out, "outcomes");
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        json_text(out, task_outcome_word(outcomes[i]));
    json_array_close(out);
}

/* Which rule made it; two tasks of one kind may be of two. */
static void put_cause(struct json_out *out, const struct task *task)
{
    struct str cause, rest;
    int64_t since = task_yellow_since(task);
    str_cut(task->about, ':', &cause, &rest);
    json_put_str(out, "cause", cause);
    put_time(out, "causeSince", since);
}

static void put_made_and_ended(struct json_out *out, const struct task_row *row)
{
    const struct task *task = &row->task;
    json_key(out, "created");
    json_object_open(out);
    put_time(out, "at", task->created_at);
    put_named(out, "by", &task->created_by, row->creator_name);
    json_object_close(out);
    json_key(out, "ended");
    if (!task->ended_at) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_time(out, "at", task->ended_at);
    put_named(out, "by", &task->ended_by, row->ender_name);
    json_put_str(out, "outcome", task->outcome);
    json_put_str(out, "note", task->note);
    json_object_close(out);
}

void task_put(struct json_out *out, struct call *call, const struct task_row *row,
              const struct task_trace *trace, size_t trace_count)
{
    const struct task *task = &row->task;
    json_object_open(out);
    put_owned(out, "id", &task->patient, &task->id);
    put_named(out, "patient", &task->patient,
              patient_full_name(&call->request->arena, row->given, row->family));
    put_owned(out, "enrolment", &task->patient, &task->enrolment);
    json_put_str(out, "programme", row->programme);
    json_put_text(out, "kind", task_kind_word(task->kind));
    json_put_str(out, "title", task_title(call->language, task));
    json_put_str(out, "reason", task->reason.at ? task->reason : row->action_text);
    put_cause(out, task);
    json_put_text(out, "state", task_state_word(task->state));
    put_time(out, "due", task->due_at);
    json_put_bool(out, "dueNow", task->state == TASK_OPEN && task->due_at <= call->request->now);
    put_named(out, "queue", &task->queue, row->queue_name);
    put_named(out, "owner", &task->owner, row->owner_name);
    json_put_int(out, "version", task->version);
    put_made_and_ended(out, row);
    put_possible(out, task->kind);
    put_owned(out, "case", &task->patient, &task->case_id);
    put_owned(out, "action", &task->patient, &task->action);
    json_put_bool(out, "byRule", uuid_is_zero(&task->created_by));
    if (trace)
        put_trace(out, &task->id, trace, trace_count);
    json_object_close(out);
}

/* ---- the list ---- */

static bool refuse_choice(struct error *error, const char *name, const char *words)
{
    return error_at(error, ERROR_MALFORMED, name, "must be one of: %s", words);
}

static bool read_words(struct call *call, struct task_question *question, struct error *error)
{
    struct str queue = request_parameter(call->request, "queue");
    struct str state = request_parameter(call->request, "state");
    struct str due = request_parameter(call->request, "due");
    struct str owner = request_parameter(call->request, "owner");
    enum task_kind kind;
    question->kind = request_parameter(call->request, "kind");
    question->sent = str_is(queue, "sent");
    question->ended = str_is(state, "ended");
    question->due = str_is(due, "now");
    question->owner = str_is(owner, "me")     ? OWNER_ME
                      : str_is(owner, "none") ? OWNER_NONE
                                              : OWNER_ANY;
    if (queue.at && !question->sent && !str_is(queue, "own"))
        return refuse_choice(error, "queue", "own, sent");
    if (state.at && !question->ended && !str_is(state, "open"))
        return refuse_choice(error, "state", "open, ended");
    if (due.at && !question->due && !str_is(due, "all"))
        return refuse_choice(error, "due", "now, all");
    if (owner.at && question->owner == OWNER_ANY && !str_is(owner, "any"))
        return refuse_choice(error, "owner", "me, none, any");
    return !question->kind.at || task_kind_of_word(question->kind, &kind) ||
           error_at(error, ERROR_MALFORMED, "kind", "is no kind of task");
}

/* "AT-PATIENT-ID" */
static bool read_cursor(struct call *call, struct task_question *question, struct error *error)
{
    struct str cursor = request_parameter(call->request, "cursor"), at, rest, patient, id;
    if (!cursor.at)
        return true;
    return (str_cut(cursor, '-', &at, &rest) && str_cut(rest, '-', &patient, &id) &&
            str_int(at, &question->after_at) && question->after_at > 0 &&
            uuid_parse(patient, &question->after_patient) && uuid_parse(id, &question->after_id) &&
            !uuid_is_zero(&question->after_patient) && !uuid_is_zero(&question->after_id)) ||
           error_at(error, ERROR_MALFORMED, "cursor", "is not one that this service gave");
}

static bool read_question(struct call *call, struct task_question *question, struct error *error)
{
    struct str patient = request_parameter(call->request, "patient");
    if (!take_limit(call, PAGE_USUAL, PAGE_MOST, &question->limit, error) ||
        !read_words(call, question, error) || !read_cursor(call, question, error))
        return false;
    return !patient.at || uuid_parse(patient, &question->patient) ||
           error_at(error, ERROR_MALFORMED, "patient", "must be a patient's id");
}

static void put_next(struct json_out *out, const struct task_row *last, bool ended)
{
    char patient[UUID_TEXT], id[UUID_TEXT];
    json_key(out, "next");
    if (!last) {
        json_null(out);
        return;
    }
    const struct task *task = &last->task;
    uuid_text(&task->patient, patient);
    uuid_text(&task->id, id);
    json_printf(out, "%lld-%s-%s", (long long)(ended ? task->ended_at : task->due_at), patient, id);
}

enum handled task_list(struct call *call)
{
    struct error error = {0};
    struct task_question question = {.limit = 0};
    struct task_row *rows = NULL;
    struct json_out out;
    size_t count;
    if (!read_question(call, &question, &error))
        return call_fail(call, &error);
    size_t most = (size_t)question.limit++;
    if (!tasks_list(call->db, &call->request->arena, &call->who, call->request->now, &question,
                    &rows, &count, &error))
        return call_fail(call, &error);
    bool more = count > most;
    count -= more;
    json_out_init(&out, &call->request->arena, 256 + count * 800);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++) {
        task_put(&out, call, &rows[i], NULL, 0);
        call_shows(call, &rows[i].task.patient);
    }
    json_array_close(&out);
    put_next(&out, more ? &rows[count - 1] : NULL, question.ended);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

enum handled task_count(struct call *call)
{
    struct error error = {0};
    struct task_counts counts;
    struct json_out out;
    if (!tasks_count(call->db, &call->request->arena, &call->who, call->request->now, &counts,
                     &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 64);
    json_object_open(&out);
    json_put_int(&out, "due", counts.due);
    json_put_int(&out, "ahead", counts.ahead);
    json_put_int(&out, "mine", counts.mine);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

enum handled task_patient_list(struct call *call)
{
    struct error error = {0};
    struct task_row *rows = NULL;
    struct task_trace *trace = NULL;
    struct json_out out;
    size_t count, trace_count;
    if (!tasks_of_patient(call->db, &call->request->arena, &call->who, call->request->now,
                          &call->grant.patient, NULL, &rows, &count, &error) ||
        !tasks_trace(call->db, &call->request->arena, &call->grant.patient, &trace, &trace_count,
                     &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 256 + count * 1200);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++)
        task_put(&out, call, &rows[i], trace ? trace : &(struct task_trace){.at = 0}, trace_count);
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* ---- what may be done with one ---- */

static void put_places(struct json_out *out, const struct task_place *places, size_t count)
{
    json_key(out, "queues");
    json_array_open(out);
    for (size_t i = 0; i < count; i++) {
        json_object_open(out);
        put_id(out, "id", &places[i].id);
        json_put_str(out, "name", places[i].name);
        json_put_str(out, "kind", places[i].kind);
        json_key(out, "owners");
        json_array_open(out);
        for (size_t k = 0; k < places[i].owner_count; k++) {
            json_object_open(out);
            put_id(out, "id", &places[i].owners[k].id);
            json_put_str(out, "name", places[i].owners[k].name);
            json_object_close(out);
        }
        json_array_close(out);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_outcomes(struct json_out *out, const struct language *language, enum task_kind kind)
{
    char key[KEY_MOST];
    enum task_outcome outcomes[TASK_OUTCOMES_MOST];
    size_t count = task_outcomes(kind, outcomes);
    json_key(out, "outcomes");
    json_array_open(out);
    for (size_t i = 0; i < count; i++) {
        snprintf(key, sizeof key, "task.outcome.%s", task_outcome_word(outcomes[i]));
        json_object_open(out);
        json_put_text(out, "id", task_outcome_word(outcomes[i]));
        json_put_text(out, "text", text_of(language, key));
        json_object_close(out);
    }
    json_array_close(out);
}

enum handled task_choices(struct call *call)
{
    struct error error = {0};
    struct task_row *row = NULL;
    struct task_place *places = NULL;
    struct json_out out;
    size_t count, place_count;
    if (!tasks_of_patient(call->db, &call->request->arena, &call->who, call->request->now,
                          &call->grant.patient, &call->owned, &row, &count, &error))
        return call_fail(call, &error);
    if (!count) {
        permit_unknown(&error);
        return call_fail(call, &error);
    }
    if (!tasks_places(call->db, &call->request->arena, &row->task, call->request->now, &places,
                      &place_count, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 1024);
    json_object_open(&out);
    put_places(&out, places, place_count);
    put_outcomes(&out, call->language, row->task.kind);
    json_object_close(&out);
    return call_json(call, 200, &out);
}
