/* Which tasks a patient's follow-up asks for, by rule. Pure.
 *
 * Sources: weekly contact in the trial's first two weeks, the goal conversation after it, contact
 * once a month with only green, a doctor when it is yellow for long, a check of whether what was
 * started helped, a check of the equipment when doubtful values go on: the pathway of Norwegian
 * services. How many days is the programme's (followUp). */
#ifndef VARDE_TASK_RULES_H
#define VARDE_TASK_RULES_H

#include "clinical/zone.h"
#include "enrolment/enrolment.h"
#include "programme/programme.h"
#include "task/task.h"

/* A reading that may be the device's fault. */
struct task_doubt {
    int64_t at;
    enum parameter parameter;
    bool
        doubtful; /* it carries a mark; else it is one that is believed, which ends a row of them */
};

struct task_enrolment {
    struct uuid id, service, municipality;
    enum enrolment_state state;
    int64_t state_since;
    int64_t trial_since; /* 0: it had none */
    int trial_days;
    struct programme_follow_up follow_up;
    int64_t unwell_from; /* 0: well */
    int64_t unwell_reports;
    enum zone unwell_worst; /* since then */
    int64_t doctor_at;      /* when a doctor was last spoken with about the patient; 0: never */
    int64_t equipment_at;   /* when the equipment was last checked; 0: never */
    /* Its parameters' readings of the last days, by when they were made. */
    size_t doubt_count;
    const struct task_doubt *doubts;
};

/* A service's row. */
struct task_service {
    struct uuid id;
    enum zone zone;
    int64_t contact_at; /* when one was last in touch; 0: never */
    int64_t monthly_at; /* when a monthly contact was last said to be done; 0: never */
};

enum task_effect { EFFECT_UNKNOWN, EFFECT_GOOD, EFFECT_NONE, EFFECT_STOPPED };

/* A treatment that the patient started. */
struct task_action {
    struct uuid id, enrolment;
    int64_t check_at;
    enum task_effect effect;
    int64_t effect_at;
};

struct task_facts {
    int64_t now;
    size_t enrolment_count, service_count, action_count;
    const struct task_enrolment *enrolments; /* not those that are closed or rejected */
    const struct task_service *services;
    const struct task_action *actions;
};

/* A task that follow-up asks for, or asked for and has got. */
struct task_wish {
    enum task_kind kind;
    char about[TASK_ABOUT];
    int64_t due_at;
    bool met;
    struct uuid service, queue, enrolment, action; /* zero: of none */
};

#define TASK_WISHES 128
size_t task_wishes(const struct task_facts *facts, struct task_wish wishes_r[TASK_WISHES]);

/* Since when it was yellow, of a task that was made for that; else 0. */
int64_t task_yellow_since(const struct task *task);

/* What is to become of a task, stored (NULL: not yet) and wished (NULL: no more). */
enum task_step { STEP_NONE, STEP_MAKE, STEP_MEET, STEP_CANCEL, STEP_REOPEN };
enum task_step task_step(const struct task_facts *facts, const struct task_wish *wish,
                         const struct task *stored);

#endif
