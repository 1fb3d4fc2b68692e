/* The work list: one row a patient and service, in the order in which they need somebody. */
#ifndef VARDE_WORKLIST_H
#define VARDE_WORKLIST_H

#include "auth/who.h"
#include "patient/patient_name.h"
#include "service/hours.h"
#include "task/task.h"
#include "worklist/looks.h"

/* Who asks, of what, and where the answer lives. */
struct worklist_asker {
    struct db *db;
    struct arena *arena;
    const struct who *who;
    int64_t now;
};

/* What a row must have; a set. */
enum worklist_with {
    WITH_UNREAD = 1 << 0,
    WITH_TASKS = 1 << 1,
    WITH_MISSING = 1 << 2,
    WITH_UNCONFIRMED = 1 << 3,
};

struct worklist_filter {
    int tier_from, tier_to;
    int zone;                    /* -1: any */
    unsigned with;               /* all of these */
    bool mine;                   /* taken by the asker, and not fallen back yet */
    struct name_words name;      /* of the patient */
    struct uuid municipality;    /* zero: any */
    struct str programme, state; /* STR_NONE: any */
    int64_t limit;
    /* Where the page before ended. */
    int64_t after_tier, after_since;
    struct uuid after_patient, after_service;
};

struct worklist_enrolment {
    struct uuid id, municipality;
    const char *programme, *municipality_name, *state;
    int64_t programme_version;
};

struct worklist_item {
    struct overview overview;
    struct str given, family, born, sex, service_name, taken_by_name;
    struct str phone; /* STR_NONE: none is known */
    size_t enrolment_count;
    struct worklist_enrolment *enrolments; /* those that the asker may see */
    struct task next_task;                 /* the service's own that is due the longest; id zero:
                                              none */
    const struct hours *hours;             /* of the service; shared by its rows */
};

/* When the service looks at what the row says, by its hours as they are now. */
struct worklist_promise {
    bool outside_hours; /* red or yellow that came while the service was closed */
    int64_t by;         /* by when the patient was told that somebody looks; 0: nothing waits */
    bool passed;        /* and that is over */
};
struct worklist_promise worklist_item_promise(const struct worklist_item *item, int64_t now);

/* A page of those that the asker may see, one more than the limit when there are more. */
bool worklist_read(const struct worklist_asker *asker, const struct worklist_filter *filter,
                   struct worklist_item **items_r, size_t *count_r, struct error *error);
/* The asker's row of one patient; count_r 0: none. */
bool worklist_read_one(const struct worklist_asker *asker, const struct uuid *patient,
                       struct worklist_item **items_r, size_t *count_r, struct error *error);
/* The same of several patients, in the order in which they are given; those that the asker does not
 * see are left out. */
bool worklist_read_some(const struct worklist_asker *asker, const struct uuid *patients,
                        size_t patient_count, struct worklist_item **items_r, size_t *count_r,
                        struct error *error);

/* The parts of the list that are counted: each is the list with one filter more. */
enum worklist_part {
    PART_ALL,
    PART_RED,
    PART_UNCONFIRMED,
    PART_YELLOW,
    PART_UNREAD,
    PART_TASKS,
    PART_MISSING,
    PART_ATTENTION,
    PART_GREEN,
    PART_MINE,
    WORKLIST_PARTS
};
/* A count that goes further than this is told as one more. */
#define WORKLIST_COUNT_MOST 1000
bool worklist_counts(const struct worklist_asker *asker, const struct worklist_filter *filter,
                     int64_t counts_r[WORKLIST_PARTS], struct error *error);

#endif
