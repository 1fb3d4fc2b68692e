/* Rows that come due by a time of their own, all of them taken in turn.
 *
 * So many share one transaction. When it fails they are taken one by one: the one that fails is put
 * off, longer each time, and holds up no other. */
#ifndef VARDE_JOBS_ROUNDS_H
#define VARDE_JOBS_ROUNDS_H

#include "jobs/job.h"

enum { ROUND_MOST = 20 };

struct rounds {
    /* The ids of what is due at `now`, in the first column: at most ROUND_MOST, or, when only
     * whether there is `any` is asked, one. */
    bool (*due)(struct db *db, struct arena *arena, bool any, int64_t now, struct rows **rows_r,
                struct error *error);
    /* Does what is to be done with one, and sets when it is due again. */
    bool (*take)(void *context, const struct uuid *id, struct tx *tx, struct error *error);
    struct sql attempts;      /* how often ?1 has failed */
    struct sql put_off;       /* ?1 until ?2, ?3 failures by now, the last at ?4 */
    const char *event, *says; /* a line in the log about a failure */
};

/* Is anything due? */
bool rounds_wanted(const struct rounds *rounds, struct db *db, int64_t now, bool *wanted_r,
                   struct error *error);
/* Until nothing is. False when the store failed, or when the hand refuses. */
bool rounds_run(const struct rounds *rounds, void *context, struct readers *readers,
                const struct clock *clock, const struct job_hand *hand, struct error *error);

#endif
