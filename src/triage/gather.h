/* What rules look at beside a report, looked up only where it can matter; for triage/ alone. */
#ifndef VARDE_TRIAGE_GATHER_H
#define VARDE_TRIAGE_GATHER_H

#include "observation/observation_stretch.h"
#include "triage/followed.h"

/* How far around a value the readings lie that make one row of repeats with it, and those that are
 * scored together with it; milliseconds. */
#define REPEATS_BEFORE INT64_C(1200000)
#define REPEATS_AFTER INT64_C(600000)
#define SCORED_WITHIN INT64_C(3600000)

/* One enrolment's view of a report. */
struct gather {
    const struct triage_input *input;
    const struct rules *rules;
    bool only_works;      /* what came too late to be news is looked up for no more */
    int64_t reported_at;  /* when anything of the patient's came last, for any service; 0: never */
    int64_t conscious_at; /* of when the newest level of consciousness is; 0: there is none */
    struct tx *tx;
};

/* The habitual level of a parameter; NULL: none is approved. */
const struct habit *gather_habit(const struct gather *gather, enum parameter parameter);

/* A question for what is stored, but for what the report brings anew; of no stretches yet. */
struct stretch_question triage_question(const struct triage_input *input);

/* The report's own values of a parameter, since a day; returns how many. */
size_t triage_own(const struct triage_input *input, enum parameter parameter, int32_t first,
                  struct measurement *values_r);

/* Into occasion->history: the earlier days of what the report brings; `all`: of whatever is
 * followed. */
bool gather_history(const struct gather *gather, bool all, struct occasion *occasion,
                    struct error *error);
/* What it will want, as far as it is plain before. */
void gather_history_foresee(const struct gather *gather, bool all, struct triage_ahead *ahead);

/* Readings of other reports (struct occasion): those near the report's values, by which these may
 * be repeats or NEWS2 complete, and the pressures of the days around where their mean is looked at.
 * A reading that stands in the report too is left out. In the order of parameter, then time. */
bool gather_readings(const struct gather *gather, struct measurement **readings_r, size_t *count_r,
                     struct error *error);

/* The days whose answers the rules of two days running look at: the report's own, each with the one
 * before and the one after, as far as they have come; none where no such rule holds. */
struct gather_days {
    size_t count;
    int32_t list[9];
};
void gather_days_running(const struct gather *gather, const struct occasion *occasion,
                         struct gather_days *days_r);

#endif
