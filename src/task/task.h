/* What is to be done about a patient: made by rule (task_rules.h) or by hand, on one organisation's
 * list, by somebody there or by one who is named, until a day.
 *
 * A rule's task is the same one for ever by what it is about: one that somebody has ended is not
 * made again, one whose reason came back is opened again. */
#ifndef VARDE_TASK_H
#define VARDE_TASK_H

#include "auth/permit.h"
#include "store/writer.h"

#define TASK_TITLE_MOST 200 /* bytes */
#define TASK_REASON_MOST 1000
#define TASK_NOTE_MOST 4000
/* A task of a day falls due at this time of it, by the clock on the wall. */
#define TASK_MINUTE (8 * 60)
#define TASK_ABOUT 80 /* bytes of `about`, with its end */

enum task_kind {
    TASK_WEEKLY_CONTACT,
    TASK_TRIAL_END,
    TASK_MONTHLY_CONTACT,
    TASK_EFFECT_CHECK,
    TASK_DOCTOR_CONTACT,
    TASK_EQUIPMENT_CHECK,
    TASK_CLOSING_PROPOSED,
    TASK_OTHER,
    TASK_KIND_COUNT
};
const char *task_kind_word(enum task_kind kind);
bool task_kind_of_word(struct str word, enum task_kind *kind_r);

enum task_state {
    TASK_OPEN,
    TASK_DONE,      /* by somebody, with an outcome */
    TASK_MET,       /* what it was for has come */
    TASK_CANCELLED, /* by somebody, or by rule when nothing asks for it any more */
    TASK_STATE_COUNT
};
const char *task_state_word(enum task_state state);
bool task_state_of_word(struct str word, enum task_state *state_r);

/* What came of it, when somebody says that it is done. */
enum task_outcome {
    TASK_OUTCOME_DONE,
    TASK_OUTCOME_CONTACTED, /* with the contact that it was */
    TASK_OUTCOME_NO_ANSWER, /* stays open, for the next day */
    TASK_OUTCOME_HELPED,
    TASK_OUTCOME_NOT_HELPED,
    TASK_OUTCOME_DOCTOR_INFORMED,
    TASK_OUTCOME_EQUIPMENT_OK,
    TASK_OUTCOME_EQUIPMENT_REPLACED,
    TASK_OUTCOME_CLOSING,
    TASK_OUTCOME_KEPT,
    TASK_OUTCOME_COUNT
};
const char *task_outcome_word(enum task_outcome outcome);
bool task_outcome_of_word(struct str word, enum task_outcome *outcome_r);
/* Each kind has outcomes of its own; the likeliest first. */
enum { TASK_OUTCOMES_MOST = 3 };
size_t task_outcomes(enum task_kind kind, enum task_outcome outcomes_r[TASK_OUTCOMES_MOST]);
bool task_outcome_fits(enum task_kind kind, enum task_outcome outcome);

/* A row of table task. Texts live with the rows or the arena they came from. */
struct task {
    struct uuid patient, id;
    struct uuid service; /* that follows the patient */
    struct uuid queue;   /* on whose list it stands */
    struct uuid owner, enrolment, case_id, action;
    enum task_kind kind;
    struct str about;         /* STR_NONE: made by hand */
    struct str title, reason; /* STR_NONE: the kind's words; none */
    enum task_state state;
    int64_t due_at, version;
    int64_t created_at, ended_at;
    struct uuid created_by, ended_by; /* zero: by rule */
    struct str outcome, note;
};

/* From task t, in the order that task_read expects. */
#define TASK_COLUMNS                                                                               \
    "t.patient_id, t.id, t.service_id, t.queue_id, t.owner_id, t.enrolment_id, t.case_id,"         \
    " t.action_id, t.kind, t.about, t.title, t.reason, t.state, t.due_at, t.version,"              \
    " t.created_at, t.ended_at, t.created_by, t.ended_by, t.outcome, t.note"
#define TASK_COLUMN_COUNT 21
void task_read(const struct rows *rows, size_t row, unsigned column, struct task *to);

/* ---- changing, in the open transaction of a command whose key is the patient ---- */

/* What a change was, in the trace. */
enum task_change {
    CHANGE_CREATED,
    CHANGE_MOVED,
    CHANGE_TAKEN,
    CHANGE_RELEASED,
    CHANGE_HANDED_OVER,
    CHANGE_DONE,
    CHANGE_MET,
    CHANGE_CANCELLED,
    CHANGE_REOPENED
};

/* Stores a new one, open, with its trace and its event; `told` is whose event it is. Fills in id,
 * state, version and created_at: what else it says is given. The rows of the list are brought right
 * by due_wake or due_look, which are the caller's. */
void task_create(struct tx *tx, struct task *task, const struct permit_enrolment *told);

/* One line of the trace. */
struct task_event {
    enum task_change change;
    struct uuid by;     /* zero: a rule */
    struct str outcome; /* of what was tried or done; STR_NONE: none */
    struct str note;
};
/* Stores a task that is there as it is now, one version on, with its trace and its event. */
void task_store(struct tx *tx, struct task *task, const struct task_event *event,
                const struct permit_enrolment *told);

/* Local 08:00 of a day since 1970-01-01, as a moment. */
int64_t task_moment(int64_t day);
/* The same of a day that somebody chose: one chosen on its own morning is due at once. */
int64_t task_moment_chosen(int64_t day, int64_t now);

#endif
