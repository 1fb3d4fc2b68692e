/* A year of one person under one set of rules. */
#ifndef VARDE_EVALUATE_COURSE_H
#define VARDE_EVALUATE_COURSE_H

#include "replay/trial.h"
#include "sets.h"

/* By day. */
struct course {
    enum zone zones[PERSON_DAYS]; /* ZONE_NONE: no report */
    bool due[PERSON_DAYS];
    uint64_t rules[PERSON_DAYS]; /* bits by enum rule: what gave yellow or red */
};

/* The arena is for the trial, and reset. */
void course_run(struct arena *arena, const struct plan *plan, const struct person *person,
                struct course *course_r);

/* The habitual levels and limits that are in force (levels.c). */
struct levels {
    struct limit limits[PROGRAMME_LIMITS]; /* all that hold, the programme's too */
    size_t limit_count;
    struct habit habits[PARAMETER_COUNT];
    size_t habit_count;
};
/* As a replay does after its trial: what the trial proposes is approved, where it leaves room for
 * anything; an earlier level goes. */
void levels_adopt(struct arena *arena, struct levels *levels, const struct plan *plan,
                  enum parameter parameter, const struct trial *trial, int32_t approved_on);

#endif
