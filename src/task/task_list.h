/* Reading tasks, within what the asker may see: tasks about patients of theirs that stand on their
 * organisation's list, or whose patient their organisation follows as service. */
#ifndef VARDE_TASK_LIST_H
#define VARDE_TASK_LIST_H

#include "task/task.h"

struct task_row {
    struct task task;
    struct str given, family; /* of the patient */
    struct str queue_name, owner_name, creator_name, ender_name;
    struct str programme;   /* STR_NONE: of no one enrolment */
    struct str action_text; /* STR_NONE: of no action */
};

enum task_owner_asked { OWNER_ANY, OWNER_ME, OWNER_NONE };

struct task_question {
    bool sent;  /* those that the service's patients have on others' lists; else one's own list */
    bool ended; /* the newest first; else the open ones, the longest due first */
    bool due;   /* only what has fallen due */
    enum task_owner_asked owner;
    struct str kind;     /* STR_NONE: any */
    struct uuid patient; /* zero: any */
    /* Where the page before ended; 0 and the zero ids: the beginning. */
    int64_t after_at, limit;
    struct uuid after_patient, after_id;
};

bool tasks_list(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                const struct task_question *question, struct task_row **rows_r, size_t *count_r,
                struct error *error);
/* All of one patient's that the asker may see, the open ones first; or the one of that id. */
bool tasks_of_patient(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                      const struct uuid *patient, const struct uuid *id, struct task_row **rows_r,
                      size_t *count_r, struct error *error);

struct task_counts {
    int64_t due, ahead, mine; /* mine: due, and the asker's own */
};
bool tasks_count(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                 struct task_counts *counts_r, struct error *error);

struct task_trace {
    struct uuid task, by, queue, owner;
    int64_t at, due_at;
    struct str kind, by_name, queue_name, owner_name, outcome, note;
};
/* Of all of a patient's tasks, in the order in which it happened. */
bool tasks_trace(struct db *db, struct arena *arena, const struct uuid *patient,
                 struct task_trace **trace_r, size_t *count_r, struct error *error);

/* On whose lists a task of the patient's may stand: the four places of its enrolment, or of all
 * that its service follows, where an agreement lets them see the patient, and who may own it there.
 * Another service's are not named: it would not see the task. Also inside a writing transaction. */
struct task_owner {
    struct uuid id;
    struct str name;
};
struct task_place {
    struct uuid id;
    struct str name, kind;
    size_t owner_count;
    struct task_owner *owners;
};
bool tasks_places(struct db *db, struct arena *arena, const struct task *task, int64_t now,
                  struct task_place **places_r, size_t *count_r, struct error *error);

#endif
