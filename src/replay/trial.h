/* What the days of a trial propose for one parameter: which of them count, the level and its limits
 * inside the programme's floor, and how many days each limit would have met. The replay adopts it;
 * the workshop shows it. */
#ifndef VARDE_REPLAY_TRIAL_H
#define VARDE_REPLAY_TRIAL_H

#include "clinical/baseline.h"
#include "programme/programme.h"

struct trial {
    const struct programme *programme;
    const struct measurement
        *values; /* in the order of time; those before `from` are looked back on */
    size_t value_count;
    const struct finding *findings; /* each with its day */
    size_t finding_count;
    int32_t from; /* local day */
    int days;     /* at most BASELINE_DAYS */
};

/* Why a day does not count. */
enum trial_left {
    TRIAL_TAKEN,
    TRIAL_SYMPTOMS,    /* a form gave yellow or red, or a whole symptom point */
    TRIAL_UNCONFIRMED, /* only values that should have been measured again */
    TRIAL_OUTLIER,     /* farther from the median than baseline_propose believes */
};

/* NULL for TRIAL_TAKEN. */
const char *trial_left_word(enum trial_left left);

struct trial_day {
    int32_t day;
    int64_t value;
    enum trial_left left;
};

struct trial_proposal {
    struct baseline baseline;
    int needed; /* valid days for a good one */
    size_t day_count;
    struct trial_day *days; /* those with a value, whether they count or not */
    bool held;              /* the programme's floor drew a limit in, or left no room for any */
    /* What is proposed, on the sides on which the habitual is looked at; 0: nothing. */
    size_t limit_count;
    struct limit limits[4];
    size_t alarms[4]; /* days of the trial that each would have met */
};

/* Only for a parameter that has a baseline_prior. In the arena. */
void trial_propose(struct arena *arena, const struct trial *trial, enum parameter parameter,
                   struct trial_proposal *proposal_r);

/* Does the proposal take the place of this standard limit? Yellow ones of its sides; red ones stay,
 * and so does what holds for a condition. */
bool trial_replaces(enum parameter parameter, const struct limit *limit);

/* Days of the trial that another limit of this parameter would have met: the daily values, where it
 * holds for all values, else as it would have been judged. */
size_t trial_alarms(struct arena *arena, const struct trial *trial,
                    const struct trial_proposal *proposal, const struct limit *limit);

/* ---- what is recommended of it ---- */

/* Days of a trial on which the standard limits must have alarmed before an own level helps more
 * than it alarms (docs/evaluation.md, few levels). */
enum { TRIAL_ALARM_DAYS = 2 };

enum trial_why {
    TRIAL_LEADS,            /* recommended: the programme says that the parameter leads */
    TRIAL_STANDARD_ALARMED, /* recommended: on as many days as above, or more */
    TRIAL_STANDARD_QUIET,   /* on fewer */
    TRIAL_UNCERTAIN,        /* the level rests on too few days */
    TRIAL_NO_PROPOSAL,
};
const char *trial_why_word(enum trial_why why);

struct trial_advice {
    enum trial_why why;
    bool recommended;
    size_t standard_days; /* of the trial on which a standard value limit would have been met */
    /* When recommended: the own yellow limits, then the standard ones that stay beside them; an
     * order must have them all, for it takes the place of all. Own red limits are not recommended.
     */
    size_t own_count, limit_count;
    const struct limit *limits;
};

/* The proposal is trial_propose's for the same trial and parameter. In the arena. */
void trial_advise(struct arena *arena, const struct trial *trial, enum parameter parameter,
                  const struct trial_proposal *proposal, struct trial_advice *advice_r);

#endif
