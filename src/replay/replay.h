/* A replay: what was measured and answered, judged day by day as the server judges: a file's series
 * with the trial's proposed baseline in force from the day after the trial, or a patient's history
 * with limits and levels that are only tried. The same series gives the same days, whatever the
 * order of its rows. */
#ifndef VARDE_REPLAY_REPLAY_H
#define VARDE_REPLAY_REPLAY_H

#include "replay/gold.h"
#include "replay/series.h"
#include "replay/trial.h"

#define REPLAY_TRIAL 14
#define REPLAY_TRIAL_MOST 366

struct replay {
    const struct programme *programme;
    const struct measurement *values; /* in the order of time, as series_parse gives them */
    size_t value_count;
    const struct finding *findings; /* each with its day, in the order of days */
    size_t finding_count;
    const struct series_score *scores; /* told with their day; nothing is judged by them */
    size_t score_count;
    const struct gold_fact *gold; /* in the order of days */
    size_t gold_count;
    bool tells;     /* what was computed beside the reasons is told: NEWS2 */
    int trial_days; /* from the first day; 0: nothing is proposed */
    /* Individual limits in force from the first day: they take the place of the standard ones, and
     * for their parameters no baseline is proposed. */
    const struct limit *own;
    size_t own_count;
    /* Levels in force, each from the day after its approved_on. */
    const struct habit *habits;
    size_t habit_count;
    enum news2_scale news2; /* as ordered; NEWS2_SCALE_NONE: the programme's */
    /* Only these days are judged, and what came before them is looked back on; else all from the
     * first measurement or answer to the last. */
    bool spans;
    int32_t from, until;
};

/* A JSON list of limits as a programme file has them, each with its "parameter". */
bool replay_limits(struct arena *arena, struct str text, struct limit **limits_r, size_t *count_r,
                   struct error *error);

/* Individual limits take the place of the standard ones of their parameter, kind and condition. A
 * file that has no red one of a side there says nothing of it: the programme's stays, since what
 * was left out must not make a red day green; an own yellow one beyond it says nothing. */
bool replay_keep_red(struct arena *arena, const struct programme *programme,
                     struct limit **limits_r, size_t *count_r, struct error *error);

/* What the trial came to for one parameter. It was adopted when it has limits. */
struct replay_proposal {
    enum parameter parameter;
    struct trial_proposal proposal;
};

struct replay_day {
    int32_t day;
    bool missing; /* nothing that the programme follows was measured, and nothing answered */
    struct triage triage;
    enum news2_scale scale; /* NEWS2_SCALE_NONE: nothing of NEWS2 was measured, or it is not told */
    bool news2_judged;      /* the rules score it; else it is only told */
    struct news2 news2;
    size_t score_count;
    const struct series_score *scores;
    bool gold_told; /* something of it was given on this day */
    struct gold_told gold;
    /* On the first day after the trial, of each parameter that was measured in it. */
    size_t proposal_count;
    const struct replay_proposal *proposals;
};

/* Calls `each` with every calendar day in its order. */
bool replay_run(struct arena *arena, const struct replay *replay,
                void (*each)(const struct replay_day *day, void *context), void *context,
                struct error *error);

/* {"day":…,"zone":…,"reasons":[…]}, with "news2":{…}, "instruments":[…] and "gold":{…} where there
 * are any, on the first day after the trial "baseline":[…], and a newline. programme: whose answers
 * are named; NULL: none. */
void replay_print(struct buf *out, const struct replay_day *day, const struct programme *programme,
                  const struct language *language);

#endif
