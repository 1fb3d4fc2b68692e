#include "task/task.h"

#include "base/caltime.h"
#include "house.h"

static const char *const kind_words[TASK_KIND_COUNT] = {
    [TASK_WEEKLY_CONTACT] = "weekly_contact",     [TASK_TRIAL_END] = "trial_end",
    [TASK_MONTHLY_CONTACT] = "monthly_contact",   [TASK_EFFECT_CHECK] = "effect_check",
    [TASK_DOCTOR_CONTACT] = "doctor_contact",     [TASK_EQUIPMENT_CHECK] = "equipment_check",
    [TASK_CLOSING_PROPOSED] = "closing_proposed", [TASK_OTHER] = "other",
};
static const char *const state_words[TASK_STATE_COUNT] = {
    [TASK_OPEN] = "open",
    [TASK_DONE] = "done",
    [TASK_MET] = "met",
    [TASK_CANCELLED] = "cancelled",
};
static const char *const outcome_texts[TASK_OUTCOME_COUNT] = {
    [TASK_OUTCOME_DONE] = "done",
    [TASK_OUTCOME_CONTACTED] = "contacted",
    [TASK_OUTCOME_NO_ANSWER] = "no_answer",
    [TASK_OUTCOME_HELPED] = "helped",
    [TASK_OUTCOME_NOT_HELPED] = "not_helped",
    [TASK_OUTCOME_DOCTOR_INFORMED] = "doctor_informed",
    [TASK_OUTCOME_EQUIPMENT_OK] = "equipment_ok",
    [TASK_OUTCOME_EQUIPMENT_REPLACED] = "equipment_replaced",
    [TASK_OUTCOME_CLOSING] = "closing",
    [TASK_OUTCOME_KEPT] = "kept",
};
static const char *const change_words[] = {
    [CHANGE_CREATED] = "created",
    [CHANGE_MOVED] = "moved",
    [CHANGE_TAKEN] = "taken",
    [CHANGE_RELEASED] = "released",
    [CHANGE_HANDED_OVER] = "handed_over",
    [CHANGE_DONE] = "done",
    [CHANGE_MET] = "met",
    [CHANGE_CANCELLED] = "cancelled",
    [CHANGE_REOPENED] = "reopened",
};

static bool find_word(const char *const *words, int count, struct str word, int *found_r)
{
    for (*found_r = 0; *found_r < count; ++*found_r)
        if (str_is(word, words[*found_r]))
            return true;
    return false;
}

const char *task_kind_word(enum task_kind kind)
{
    return kind_words[kind];
}

bool task_kind_of_word(struct str word, enum task_kind *kind_r)
{
    int found;
    bool is = find_word(kind_words, TASK_KIND_COUNT, word, &found);
    *kind_r = is ? (enum task_kind)found : TASK_OTHER;
    return is;
}

const char *task_state_word(enum task_state state)
{
    return state_words[state];
}

bool task_state_of_word(struct str word, enum task_state *state_r)
{
    int found;
    bool is = find_word(state_words, TASK_STATE_COUNT, word, &found);
    *state_r = is ? (enum task_state)found : TASK_OPEN;
    return is;
}

const char *task_outcome_word(enum task_outcome outcome)
{
    return outcome_texts[outcome];
}

bool task_outcome_of_word(struct str word, enum task_outcome *outcome_r)
{
    int found;
    bool is = find_word(outcome_texts, TASK_OUTCOME_COUNT, word, &found);
    *outcome_r = is ? (enum task_outcome)found : TASK_OUTCOME_DONE;
    return is;
}

/* The likeliest first, as they are offered. */
static const unsigned char fitting[TASK_KIND_COUNT][TASK_OUTCOMES_MOST] = {
    [TASK_WEEKLY_CONTACT] = {TASK_OUTCOME_CONTACTED, TASK_OUTCOME_NO_ANSWER, TASK_OUTCOME_DONE},
    [TASK_TRIAL_END] = {TASK_OUTCOME_DONE, TASK_OUTCOME_CONTACTED, TASK_OUTCOME_NO_ANSWER},
    [TASK_MONTHLY_CONTACT] = {TASK_OUTCOME_CONTACTED, TASK_OUTCOME_NO_ANSWER, TASK_OUTCOME_DONE},
    [TASK_EFFECT_CHECK] = {TASK_OUTCOME_HELPED, TASK_OUTCOME_NOT_HELPED, TASK_OUTCOME_NO_ANSWER},
    [TASK_DOCTOR_CONTACT] = {TASK_OUTCOME_DOCTOR_INFORMED, TASK_OUTCOME_NO_ANSWER,
                             TASK_OUTCOME_DONE},
    [TASK_EQUIPMENT_CHECK] = {TASK_OUTCOME_EQUIPMENT_OK, TASK_OUTCOME_EQUIPMENT_REPLACED,
                              TASK_OUTCOME_NO_ANSWER},
    [TASK_CLOSING_PROPOSED] = {TASK_OUTCOME_CLOSING, TASK_OUTCOME_KEPT},
    [TASK_OTHER] = {TASK_OUTCOME_DONE, TASK_OUTCOME_CONTACTED, TASK_OUTCOME_NO_ANSWER},
};

size_t task_outcomes(enum task_kind kind, enum task_outcome outcomes_r[TASK_OUTCOMES_MOST])
{
    size_t count = kind == TASK_CLOSING_PROPOSED ? 2 : TASK_OUTCOMES_MOST;
    for (size_t i = 0; i < count; i++)
        outcomes_r[i] = (enum task_outcome)fitting[kind][i];
    return count;
}

bool task_outcome_fits(enum task_kind kind, enum task_outcome outcome)
{
    enum task_outcome fits[TASK_OUTCOMES_MOST];
    size_t count = task_outcomes(kind, fits);
    for (size_t i = 0; i < count; i++)
        if (fits[i] == outcome)
            return true;
    return false;
}

int64_t task_moment(int64_t day)
{
    return caltime_oslo_moment(day, TASK_MINUTE);
}

int64_t task_moment_chosen(int64_t day, int64_t now)
{
    int64_t at = task_moment(day);
    return now < at && caltime_oslo_day(now) == day ? caltime_oslo_moment(day, 0) : at;
}

void task_read(const struct rows *rows, size_t row, unsigned column, struct task *to)
{
    *to = (struct task){
        .patient = row_uuid(rows, row, column),
        .id = row_uuid(rows, row, column + 1),
        .service = row_uuid(rows, row, column + 2),
        .queue = row_uuid(rows, row, column + 3),
        .owner = row_uuid(rows, row, column + 4),
        .enrolment = row_uuid(rows, row, column + 5),
        .case_id = row_uuid(rows, row, column + 6),
        .action = row_uuid(rows, row, column + 7),
        .about = row_str(rows, row, column + 9),
        .title = row_str(rows, row, column + 10),
        .reason = row_str(rows, row, column + 11),
        .due_at = row_int(rows, row, column + 13),
        .version = row_int(rows, row, column + 14),
        .created_at = row_int(rows, row, column + 15),
        .ended_at = row_int(rows, row, column + 16),
        .created_by = row_uuid(rows, row, column + 17),
        .ended_by = row_uuid(rows, row, column + 18),
        .outcome = row_str(rows, row, column + 19),
        .note = row_str(rows, row, column + 20),
    };
    task_kind_of_word(row_str(rows, row, column + 8), &to->kind);
    task_state_of_word(row_str(rows, row, column + 12), &to->state);
}

/* ---- changing ---- */

static const struct sql INSERT = {
    "INSERT INTO task (patient_id, id, service_id, queue_id, owner_id, enrolment_id, kind, about,"
    " title, reason, state, due_at, version, case_id, action_id, created_at, created_by)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
};
static const struct sql UPDATE = {
    "UPDATE task SET queue_id = ?3, owner_id = ?4, state = ?5, due_at = ?6, version = ?7,"
    " ended_at = ?8, ended_by = ?9, outcome = ?10, note = ?11 WHERE patient_id = ?1 AND id = ?2",
};
static const struct sql TRACE = {
    "INSERT INTO task_event (patient_id, task_id, number, at, kind, account_id, due_at, queue_id,"
    " owner_id, outcome, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
};

static void trace(struct tx *tx, const struct task *task, const struct task_event *event,
                  const struct permit_enrolment *told)
{
    int64_t number = house_tell(tx, "task", &task->patient, told);
    db_send(tx->db, &TRACE,
            ARGS(v_uuid(&task->patient), v_uuid(&task->id), v_int(number), v_int(tx->now),
                 v_text(change_words[event->change]), v_uuid(&event->by), v_int(task->due_at),
                 v_uuid(&task->queue), v_uuid(&task->owner), v_str(event->outcome),
                 v_str(event->note)));
}

void task_create(struct tx *tx, struct task *task, const struct permit_enrolment *told)
{
    task->id = house_id(tx);
    task->state = TASK_OPEN;
    task->version = 1;
    task->created_at = tx->now;
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&task->patient), v_uuid(&task->id), v_uuid(&task->service),
                 v_uuid(&task->queue), v_uuid(&task->owner), v_uuid(&task->enrolment),
                 v_text(kind_words[task->kind]), v_str(task->about), v_str(task->title),
                 v_str(task->reason), v_text(state_words[TASK_OPEN]), v_int(task->due_at),
                 v_int(task->version), v_uuid(&task->case_id), v_uuid(&task->action),
                 v_int(tx->now), v_uuid(&task->created_by)));
    const struct task_event created = {.change = CHANGE_CREATED, .by = task->created_by};
    trace(tx, task, &created, told);
}

void task_store(struct tx *tx, struct task *task, const struct task_event *event,
                const struct permit_enrolment *told)
{
    task->version++;
    db_send(tx->db, &UPDATE,
            ARGS(v_uuid(&task->patient), v_uuid(&task->id), v_uuid(&task->queue),
                 v_uuid(&task->owner), v_text(state_words[task->state]), v_int(task->due_at),
                 v_int(task->version), task->ended_at ? v_int(task->ended_at) : v_null(),
                 v_uuid(&task->ended_by), v_str(task->outcome), v_str(task->note)));
    trace(tx, task, event, told);
}
