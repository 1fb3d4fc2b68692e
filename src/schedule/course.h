/* One enrolment's states and what was set by hand, as phases one after another. Pure but for the
 * arena. */
#ifndef VARDE_SCHEDULE_COURSE_H
#define VARDE_SCHEDULE_COURSE_H

#include "base/arena.h"
#include "enrolment/enrolment.h"
#include "programme/programme.h"
#include "schedule/schedule.h"

/* Of a phase whose first day was not said: from when what it stands in holds. */
#define SCHEDULE_FROM_THEN INT32_MIN

/* From some time of this local day on. */
struct course_state {
    int32_t day;
    enum enrolment_state state;
};

/* Set by hand: holds from its day until the next one's. On days of which it says nothing the
 * programme's own schedule holds. */
struct course_version {
    int32_t from;
    size_t count; /* 0: the programme's own again */
    const struct schedule_phase *phases;
};

struct course {
    const struct programme_schedule *standard;
    size_t state_count, version_count;
    const struct course_state *states;     /* in the order of time */
    const struct course_version *versions; /* in the order in which they were set */
};

struct course_phases {
    size_t count, followed_count;
    struct schedule_phase *list;
    struct day_range *followed; /* the days on which it reports, whatever the schedule */
};

/* On trial by the trial's phases, then by the active ones, also while it is closing. Whoever comes
 * into a state that reports is asked from the day after: what was due today stays as it was, and
 * nothing is due on the day on which one begins. One that is paused or closed is asked nothing from
 * that day on. */
void course_phases(struct arena *arena, const struct course *course,
                   struct course_phases *phases_r);

#endif
