/* The roll-up of a period summed: over all that the asker may see, or of one enrolment. */
#ifndef VARDE_ALARM_SUM_H
#define VARDE_ALARM_SUM_H

#include "alarm/alarm_period.h"
#include "alarm/alarm_rise.h"
#include "auth/permit.h"

struct alarm_programme_sum {
    char id[PROGRAMME_ID];
    int64_t version;  /* the newest that somebody is in */
    int64_t patients; /* with days that count */
    struct alarm_days days;
};

struct alarm_cause_sum {
    size_t programme;         /* number in the list */
    struct alarm_cause cause; /* an individual one of many stands without its value */
    int64_t days, downgraded, patients;
};

struct alarm_enrolment_sum {
    struct uuid patient, enrolment;
    size_t programme;
    int64_t version; /* of its programme */
    struct alarm_days days;
    struct alarm_cause worst; /* that alarmed on most days */
    int64_t worst_days;       /* 0: none alarmed */
    struct alarm_rise_edge edge;
};

struct alarm_sum {
    struct alarm_days total;
    struct alarm_rise rise; /* of the months that the period touches */
    size_t programme_count, cause_count, enrolment_count;
    struct alarm_programme_sum *programmes; /* by id */
    struct alarm_cause_sum *causes;         /* most days first */
    struct alarm_enrolment_sum *enrolments; /* most alarms a day first */
};

/* programme: STR_NONE for all. In the arena. */
bool alarm_sum(struct db *db, struct arena *arena, const struct who *who, int64_t now,
               const struct alarm_period *period, struct str programme, struct alarm_sum *sum_r,
               struct error *error);

/* For qsort: most days first. */
int alarm_by_days(const void *a, const void *b);

/* One enrolment: its months, and what alarmed with each limit's own value, most days first. */
struct alarm_own {
    struct alarm_days total;
    size_t month_count, cause_count;
    struct alarm_month *months;
    struct alarm_cause_sum *causes;
};
bool alarm_own(struct db *db, struct arena *arena, const struct uuid *patient,
               const struct uuid *enrolment, const struct alarm_period *period,
               struct alarm_own *own_r, struct error *error);

/* The last local day up to which all are in; false there is none yet in *known_r. */
bool alarm_rolled_up_to(struct db *db, struct arena *arena, bool *known_r, int64_t *day_r,
                        struct error *error);

#endif
