/* Work that comes due: rows of the table job, so that a restart loses nothing and of several
 * processes one does it.
 *
 * A process takes a job by a lease. Each piece of the work is a transaction that takes the lease on
 * and does nothing when another has it by now; so a process that hung, or whose clock is wrong,
 * never does what another has begun. When one dies, its lease runs out and another starts over: a
 * job does well to be done twice.
 *
 * A job that is wanted by more than its time says so by a question (`wanted`) that only reads:
 * while nothing is to be done, a second costs one question and writes nothing. Such jobs run on a
 * thread of their own, so that what a nurse waits for does not stand behind what sums up the month.
 */
#ifndef VARDE_JOBS_JOB_H
#define VARDE_JOBS_JOB_H

#include "base/clock.h"
#include "store/readers.h"
#include "store/writer.h"

#define JOB_LEASE (2 * MINUTE)
/* Processes' clocks differ by less. What a row says beyond its longest time and this, no right
 * clock has written: it counts as past. */
#define JOB_SKEW (2 * HOUR)
/* Of what no process does by itself: a backup, which tells when it was made. */
#define JOB_NEVER INT64_MAX

struct job_run;

struct job {
    const char *name;
    int64_t every; /* milliseconds, from when it was done; with `wanted` the longest time between */
    bool (*run)(struct job_run *run, struct error *error);
    /* Is there something to do before `every` is over? Asked each second, on a reader, with what
     * jobs_create was given. NULL: by its time alone. After a failure it is not asked until the
     * pause is over; a single thing that fails again and again must have a pause of its own. */
    bool (*wanted)(void *context, struct db *db, int64_t now, bool *wanted_r, struct error *error);
};

/* One piece of a job, on the writer's thread; `work` may run more than once, as a command's apply.
 * False, with nothing done, when the lease is another's. */
typedef bool job_work(void *context, struct tx *tx, struct error *error);
bool job_do(struct job_run *run, job_work *work, void *context, struct error *error);
/* The process ends: what is left will be done by another, or later. */
bool job_stopping(const struct job_run *run);
/* What jobs_create was given. */
void *job_context(const struct job_run *run);

/* The first two for work that need not know whose it is: a job's, or the demonstration's. */
struct job_hand {
    void *context;
    bool (*write)(void *context, job_work *work, void *piece, struct error *error);
    bool (*stopping)(void *context);
};
struct job_hand job_hand(struct job_run *run);

struct jobs;
/* holder: this process. The table, with its count, and all else outlive the jobs. */
struct jobs *jobs_create(const struct job *table, size_t count, struct writer *writer,
                         struct readers *readers, const struct clock *clock,
                         const struct uuid *holder, void *context);
/* Threads that look every second. */
bool jobs_start(struct jobs *jobs, struct error *error);
/* Does what is due, one after the other. False when the table could not be read or written. */
bool jobs_look(struct jobs *jobs, struct error *error);
/* Waits for the jobs that run. */
void jobs_stop(struct jobs *jobs);
void jobs_destroy(struct jobs *jobs);

/* In the open transaction: something that no job does by itself has been done. */
void job_done(struct tx *tx, const char *name);

struct job_row {
    const char *name;
    int64_t due_at; /* JOB_NEVER: nobody waits for it */
    int64_t done_at, failed_at, failures;
    int64_t leased_until; /* later than now: somebody is at it */
};
bool job_list(struct db *db, struct arena *arena, struct job_row **rows_r, size_t *count_r,
              struct error *error);
/* By much: due since a quarter of an hour, or failed again and again for as long. */
bool job_late(const struct job_row *row, int64_t now);

#endif
