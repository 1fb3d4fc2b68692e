/* A replay: a series judged day by day as the server judges, with the trial's proposed baseline in
 * force from the day after the trial. The same series gives the same lines, whatever the order of
 * its rows. */
#ifndef VARDE_REPLAY_REPLAY_H
#define VARDE_REPLAY_REPLAY_H

#include "clinical/baseline.h"
#include "programme/programme.h"
#include "replay/series.h"

#define REPLAY_TRIAL 14
#define REPLAY_TRIAL_MOST 366

struct replay {
    const struct programme *programme;
    const struct series *series;
    int trial_days;
    /* Individual limits in force from the first day: they take the place of the standard ones, and
     * for their parameters no baseline is proposed. */
    const struct limit *own;
    size_t own_count;
    const struct language *language;
};

/* A JSON list of limits as a programme file has them, each with its "parameter". */
bool replay_limits(struct arena *arena, struct str text, struct limit **limits_r, size_t *count_r,
                   struct error *error);

struct replay_day {
    int32_t day;
    bool missing; /* nothing that the programme follows was measured */
    struct triage triage;
};

/* Calls `each` with every calendar day from the first measurement to the last. */
bool replay_run(struct arena *arena, const struct replay *replay,
                void (*each)(const struct replay_day *day, void *context), void *context,
                struct error *error);

/* {"day":…,"zone":…,"reasons":[…]} and a newline. */
void replay_print(struct buf *out, const struct replay_day *day, const struct language *language);

#endif
