/* What is done with a task: each act is of a version that was seen, leaves a line in the trace, and
 * brings the list's rows right at once. */
#include "task/task_api.h"

#include "app.h"
#include "base/caltime.h"
#include "contact/contact.h"
#include "due/due.h"
#include "effect/effect.h"
#include "house.h"
#include "take.h"
#include "worklist/worklist_act.h"

enum { DAYS_AHEAD = 3 * 366 };

enum act_of { ACT_DONE, ACT_MOVE, ACT_TAKEN, ACT_RELEASED, ACT_HAND, ACT_CANCEL, ACT_REOPEN };

struct acting {
    enum act_of act;
    struct uuid id;
    int64_t version;
    enum task_outcome outcome;
    struct str note;
    int64_t day;
    bool contacted;
    struct contact contact;
    bool has_queue;
    struct uuid queue, owner;
    struct task_row *seen; /* as it stood */
};

/* ---- the answer: the task as it is now ---- */

/* Read inside the transaction, so that a repeated key gets the same again. before: the row as the
 * asker saw it, for a task that they have handed away and see no more. */
static bool respond_with(struct call *call, struct tx *tx, const struct uuid *id,
                         struct task_row *before, int status, struct error *error)
{
    struct task_row *row = NULL;
    struct json_out out;
    size_t count;
    if (!tasks_of_patient(tx->db, tx->arena, &call->who, tx->now, &call->grant.patient, id, &row,
                          &count, error))
        return false;
    if (!count)
        row = before;
    if (!row)
        return permit_unknown(error);
    json_out_init(&out, &call->request->arena, 1024);
    task_put(&out, call, row, NULL, 0);
    call_json(call, status, &out);
    return true;
}

/* ---- whose it is ---- */

static const struct permit_enrolment *told_of(const struct call *call, const struct uuid *enrolment,
                                              const struct uuid *service)
{
    for (size_t i = 0; i < call->grant.count; i++) {
        const struct permit_enrolment *one = &call->grant.enrolments[i];
        if (uuid_is_zero(enrolment) ? uuid_equal(&one->service, service)
                                    : uuid_equal(&one->id, enrolment))
            return one;
    }
    return NULL;
}

struct place_asked {
    const struct task *task;
    const struct uuid *queue, *owner;
};

static bool may_stand(struct tx *tx, const struct place_asked *asked, struct task_row *named_r,
                      struct error *error)
{
    struct task_place *places = NULL, *place = NULL;
    size_t count;
    if (!tasks_places(tx->db, tx->arena, asked->task, tx->now, &places, &count, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (uuid_equal(&places[i].id, asked->queue))
            place = &places[i];
    if (!place)
        return error_at(error, ERROR_INVALID, "/queue",
                        "must be an organisation that takes part in the patient's follow-up");
    named_r->queue_name = place->name;
    named_r->owner_name = STR_NONE;
    for (size_t i = 0; i < place->owner_count; i++)
        if (uuid_equal(&place->owners[i].id, asked->owner))
            named_r->owner_name = place->owners[i].name;
    return uuid_is_zero(asked->owner) || named_r->owner_name.at ||
           error_at(error, ERROR_INVALID, "/owner",
                    "must be somebody there who may do such a task");
}

/* ---- acts ---- */

static void log_contact(struct acting *acting, const struct call *call, const struct task *task,
                        struct tx *tx)
{
    struct contact *contact = &acting->contact;
    if (!acting->contacted)
        return;
    contact->at = tx->now;
    contact->about = arena_str(tx->arena, task_title(call->language, task));
    contact->note = acting->note;
    contact->outcomes = acting->outcome == TASK_OUTCOME_NO_ANSWER ? OUTCOME_NO_ANSWER : 0;
    contact_insert(contact, tx);
    house_tell_all(tx, "contact", &call->grant);
}

/* A check of an effect is answered by its outcome. */
static void answer_effect(const struct acting *acting, const struct call *call,
                          const struct task *task, struct tx *tx)
{
    if (task->kind != TASK_EFFECT_CHECK || uuid_is_zero(&task->action) ||
        acting->outcome == TASK_OUTCOME_NO_ANSWER)
        return;
    effect_answer(tx, &task->patient, &task->action,
                  acting->outcome == TASK_OUTCOME_HELPED ? "better" : "unchanged", acting->note,
                  &call->who.account);
}

static enum task_change do_done(struct acting *acting, struct call *call, struct task *task,
                                struct tx *tx)
{
    log_contact(acting, call, task, tx);
    answer_effect(acting, call, task, tx);
    if (acting->outcome == TASK_OUTCOME_NO_ANSWER) {
        task->due_at = task_moment(caltime_oslo_day(tx->now) + 1);
        return CHANGE_MOVED;
    }
    task->state = TASK_DONE;
    task->ended_at = tx->now;
    task->ended_by = call->who.account;
    task->outcome = str_of(task_outcome_word(acting->outcome));
    task->note = acting->note;
    return CHANGE_DONE;
}

static bool may_done(const struct acting *acting, const struct task *task, struct error *error)
{
    if (!task_outcome_fits(task->kind, acting->outcome))
        return error_at(error, ERROR_INVALID, "/outcome", "is none that such a task can have");
    return acting->outcome != TASK_OUTCOME_CONTACTED || acting->contacted ||
           error_at(error, ERROR_INVALID, "/contact",
                    "say how and with whom: it goes into the contact log");
}

static enum task_change do_hand(const struct acting *acting, struct task *task)
{
    if (acting->has_queue)
        task->queue = acting->queue;
    task->owner = acting->owner;
    return CHANGE_HANDED_OVER;
}

static enum task_change do_cancel(const struct acting *acting, const struct call *call,
                                  struct task *task, struct tx *tx)
{
    task->state = TASK_CANCELLED;
    task->ended_at = tx->now;
    task->ended_by = call->who.account;
    task->note = acting->note;
    return CHANGE_CANCELLED;
}

static enum task_change do_reopen(struct task *task, struct tx *tx)
{
    if (task->kind == TASK_EFFECT_CHECK)
        effect_take_back(tx, &task->patient, &task->action, &task->ended_by, task->ended_at);
    task->state = TASK_OPEN;
    task->ended_at = 0;
    task->ended_by = (struct uuid){{0}};
    task->outcome = task->note = STR_NONE;
    return CHANGE_REOPENED;
}

static enum task_change act(struct acting *acting, struct call *call, struct task *task,
                            struct tx *tx)
{
    switch (acting->act) {
    case ACT_DONE:
        return do_done(acting, call, task, tx);
    case ACT_MOVE:
        task->due_at = task_moment_chosen(acting->day, tx->now);
        return CHANGE_MOVED;
    case ACT_TAKEN:
        task->owner = call->who.account;
        return CHANGE_TAKEN;
    case ACT_RELEASED:
        task->owner = (struct uuid){{0}};
        return CHANGE_RELEASED;
    case ACT_HAND:
        return do_hand(acting, task);
    case ACT_CANCEL:
        return do_cancel(acting, call, task, tx);
    case ACT_REOPEN:
        break;
    }
    return do_reopen(task, tx);
}

/* ---- whether one may ---- */

static bool is_open_for(const struct acting *acting, const struct task *task, struct error *error)
{
    if (acting->act != ACT_REOPEN)
        return task->state == TASK_OPEN ||
               error_set(error, ERROR_CONFLICT, "This task has been ended.");
    if (task->state == TASK_OPEN)
        return error_set(error, ERROR_CONFLICT, "This task is open.");
    return !uuid_is_zero(&task->ended_by) ||
           error_set(error, ERROR_CONFLICT,
                     "What it was for has come, or nothing asks for it any more.");
}

/* Who acts for the list may take from it; nobody takes or lays down what is another's. */
static bool may_own(const struct acting *acting, const struct call *call, const struct task *task,
                    struct error *error)
{
    if (acting->act != ACT_TAKEN && acting->act != ACT_RELEASED)
        return true;
    if (!uuid_equal(&task->queue, &call->who.organisation))
        return error_set(error, ERROR_CONFLICT, "This task stands on another's list.");
    return uuid_is_zero(&task->owner) || uuid_equal(&task->owner, &call->who.account) ||
           error_set(error, ERROR_CONFLICT, "%.*s has this task.",
                     STR_ARG(acting->seen->owner_name));
}

static bool may_act(struct acting *acting, struct call *call, const struct task *task,
                    struct tx *tx, struct error *error)
{
    if (acting->version != task->version)
        return error_at(error, ERROR_CONFLICT, "/version",
                        "Somebody has changed this task since you looked.");
    if (!is_open_for(acting, task, error) || !may_own(acting, call, task, error))
        return false;
    if (acting->act == ACT_DONE)
        return may_done(acting, task, error);
    if (acting->act == ACT_MOVE && acting->day < caltime_oslo_day(tx->now))
        return error_at(error, ERROR_INVALID, "/due", "must not lie in the past");
    const struct place_asked asked = {task, acting->has_queue ? &acting->queue : &task->queue,
                                      &acting->owner};
    return acting->act != ACT_HAND || may_stand(tx, &asked, acting->seen, error);
}

/* ---- the command ---- */

/* The rows are brought right in the same transaction, and the access is logged. */
static bool finish(struct call *call, const char *action, struct tx *tx, struct error *error)
{
    struct access_entry entry;
    access_entry_of(&call->who, action, &entry);
    entry.patient = call->grant.patient;
    house_access(tx, &entry);
    return due_look(tx, call->app->programmes, &call->grant.patient, error);
}

/* As the asker sees it: ERROR_NOT_FOUND when they see none such. */
static bool find(struct acting *acting, const struct call *call, struct tx *tx,
                 const struct permit_enrolment **told_r, struct error *error)
{
    size_t count;
    if (!tasks_of_patient(tx->db, tx->arena, &call->who, tx->now, &call->grant.patient, &acting->id,
                          &acting->seen, &count, error))
        return false;
    if (!count)
        return permit_unknown(error);
    const struct task *task = &acting->seen->task;
    *told_r = told_of(call, &task->enrolment, &task->service);
    return *told_r || permit_unknown(error);
}

static bool apply(struct write *write, struct tx *tx, struct error *error)
{
    static const char *const actions[] = {
        [ACT_DONE] = "task.done",        [ACT_MOVE] = "task.move", [ACT_TAKEN] = "task.take",
        [ACT_RELEASED] = "task.release", [ACT_HAND] = "task.hand", [ACT_CANCEL] = "task.cancel",
        [ACT_REOPEN] = "task.reopen",
    };
    struct acting *acting = write->data;
    struct call *call = write->call;
    const struct permit_enrolment *told = NULL;
    if (!find(acting, call, tx, &told, error))
        return false;
    struct task *task = &acting->seen->task;
    if (!may_act(acting, call, task, tx, error))
        return false;
    struct task_event event = {.by = call->who.account, .note = acting->note};
    event.change = act(acting, call, task, tx);
    if (acting->act == ACT_DONE)
        event.outcome = str_of(task_outcome_word(acting->outcome));
    task_store(tx, task, &event, told);
    return finish(call, actions[acting->act], tx, error) &&
           respond_with(call, tx, &acting->id, acting->seen, 200, error);
}

/* ---- bodies ---- */

static struct acting *acting_create(struct call *call, enum act_of what)
{
    struct acting *acting = arena_new(&call->request->arena, struct acting);
    acting->act = what;
    acting->id = call->owned;
    return acting;
}

static bool read_version(struct call *call, struct acting *acting, struct error *error)
{
    return str_int(json_in_number(json_in_get(call->json, "version")), &acting->version) ||
           error_at(error, ERROR_INVALID, "/version",
                    "must be the version of the task that was seen");
}

static enum handled run(struct call *call, struct acting *acting)
{
    return call_write(call, NULL, apply, acting);
}

static enum handled run_plain(struct call *call, enum act_of what)
{
    static const char *const names[] = {"version", NULL};
    struct error error = {0};
    struct acting *acting = acting_create(call, what);
    if (!take_only(call, names, &error) || !read_version(call, acting, &error))
        return call_fail(call, &error);
    return run(call, acting);
}

enum handled task_take(struct call *call)
{
    return run_plain(call, ACT_TAKEN);
}

enum handled task_release(struct call *call)
{
    return run_plain(call, ACT_RELEASED);
}

enum handled task_reopen(struct call *call)
{
    return run_plain(call, ACT_REOPEN);
}

static bool read_contact(struct call *call, struct acting *acting, struct error *error)
{
    struct json_object *contact = json_in_get(call->json, "contact");
    const char *kind = act_contact_kind(json_in_str(json_in_get(contact, "kind")));
    const char *party = act_contact_party(json_in_str(json_in_get(contact, "party")));
    acting->contacted = contact != NULL;
    acting->contact = (struct contact){.patient = call->grant.patient,
                                       .organisation = call->who.organisation,
                                       .account = call->who.account,
                                       .kind = str_of(kind),
                                       .party = str_of(party)};
    if (contact && !kind)
        return error_at(error, ERROR_INVALID, "/contact/kind",
                        "must be phone, message, video or visit");
    return !contact || party ||
           error_at(error, ERROR_INVALID, "/contact/party",
                    "must be patient, kin, gp, hospital, home_nursing or other");
}

enum handled task_done(struct call *call)
{
    static const char *const names[] = {"version", "outcome", "note", "contact", NULL};
    struct error error = {0};
    struct acting *acting = acting_create(call, ACT_DONE);
    if (!take_only(call, names, &error) || !read_version(call, acting, &error) ||
        !take_lines(call->json, "/note", TASK_NOTE_MOST, false, &acting->note, &error) ||
        !read_contact(call, acting, &error))
        return call_fail(call, &error);
    if (!task_outcome_of_word(json_in_str(json_in_get(call->json, "outcome")), &acting->outcome)) {
        error_at(&error, ERROR_INVALID, "/outcome", "is no outcome of a task");
        return call_fail(call, &error);
    }
    return run(call, acting);
}

enum handled task_move(struct call *call)
{
    static const char *const names[] = {"version", "due", "reason", NULL};
    struct error error = {0};
    struct acting *acting = acting_create(call, ACT_MOVE);
    if (!take_only(call, names, &error) || !read_version(call, acting, &error) ||
        !take_day(call->json, "/due", true, &acting->day, &error) ||
        !take_lines(call->json, "/reason", TASK_REASON_MOST, true, &acting->note, &error))
        return call_fail(call, &error);
    if (acting->day > caltime_oslo_day(call->request->now) + DAYS_AHEAD) {
        error_at(&error, ERROR_INVALID, "/due", "must be within three years");
        return call_fail(call, &error);
    }
    return run(call, acting);
}

enum handled task_cancel(struct call *call)
{
    static const char *const names[] = {"version", "reason", NULL};
    struct error error = {0};
    struct acting *acting = acting_create(call, ACT_CANCEL);
    if (!take_only(call, names, &error) || !read_version(call, acting, &error) ||
        !take_lines(call->json, "/reason", TASK_REASON_MOST, true, &acting->note, &error))
        return call_fail(call, &error);
    return run(call, acting);
}

enum handled task_hand(struct call *call)
{
    static const char *const names[] = {"version", "queue", "owner", "note", NULL};
    struct error error = {0};
    struct acting *acting = acting_create(call, ACT_HAND);
    if (!take_only(call, names, &error) || !read_version(call, acting, &error) ||
        !take_id(call->json, "/queue", false, &acting->queue, &error) ||
        !take_id(call->json, "/owner", false, &acting->owner, &error) ||
        !take_lines(call->json, "/note", TASK_NOTE_MOST, true, &acting->note, &error))
        return call_fail(call, &error);
    acting->has_queue = !uuid_is_zero(&acting->queue);
    return run(call, acting);
}

/* ---- by hand ---- */

/* Whose task it is, where the body names no enrolment: the asker's own service, else the first. */
static const struct permit_enrolment *place_of(const struct call *call, const struct task *task)
{
    const struct permit_enrolment *own = told_of(call, &task->enrolment, &call->who.organisation);
    return own || !uuid_is_zero(&task->enrolment) || !call->grant.count
               ? own
               : &call->grant.enrolments[0];
}

static bool make(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct task *task = write->data;
    struct task_row named;
    const struct permit_enrolment *told = place_of(call, task);
    if (!told)
        return error_at(error, ERROR_INVALID, "/enrolment",
                        "must be an enrolment of the patient's that you follow");
    task->service = told->service;
    if (uuid_is_zero(&task->queue))
        task->queue = call->who.organisation;
    const struct place_asked asked = {task, &task->queue, &task->owner};
    if (!may_stand(tx, &asked, &named, error))
        return false;
    task_create(tx, task, told);
    return finish(call, "task.create", tx, error) &&
           respond_with(call, tx, &task->id, NULL, 201, error);
}

static bool read_kind(struct call *call, struct task *task, struct error *error)
{
    struct json_object *kind = json_in_get(call->json, "kind");
    task->kind = TASK_OTHER;
    if (!kind)
        return true;
    return (task_kind_of_word(json_in_str(kind), &task->kind) && task->kind != TASK_EFFECT_CHECK) ||
           error_at(error, ERROR_INVALID, "/kind", "is no kind of task that is made by hand");
}

static bool read_task(struct call *call, struct task *task, struct error *error)
{
    static const char *const names[] = {"title", "reason",    "due",  "queue",
                                        "owner", "enrolment", "kind", NULL};
    int64_t day, today = caltime_oslo_day(call->request->now);
    if (!take_only(call, names, error) ||
        !take_line(call->json, "/title", TASK_TITLE_MOST, true, &task->title, error) ||
        !take_lines(call->json, "/reason", TASK_REASON_MOST, false, &task->reason, error) ||
        !take_day(call->json, "/due", true, &day, error) ||
        !take_id(call->json, "/queue", false, &task->queue, error) ||
        !take_id(call->json, "/owner", false, &task->owner, error) ||
        !take_owned(call, "/enrolment", "must be an enrolment of the patient's", &task->enrolment,
                    error) ||
        !read_kind(call, task, error))
        return false;
    if (day < today || day > today + DAYS_AHEAD)
        return error_at(error, ERROR_INVALID, "/due",
                        "must be today or later, and within three years");
    task->due_at = task_moment_chosen(day, call->request->now);
    return true;
}

enum handled task_new(struct call *call)
{
    struct error error = {0};
    struct task *task = arena_new(&call->request->arena, struct task);
    task->patient = call->grant.patient;
    task->created_by = call->who.account;
    if (!read_task(call, task, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, make, task);
}
