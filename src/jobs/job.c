#include "jobs/job.h"

#include "base/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { LOOK_SECONDS = 1, LATE_FAILURES = 5, PAUSE_DOUBLINGS = 6, LANES = 2, JOBS_MOST = 100 };
#define LATE (15 * MINUTE)
#define PAUSE_MOST HOUR /* after a failure */

static const struct sql KEEP = {
    "INSERT INTO job (name, due_at) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING"};
static const struct sql STANDS = {
    "SELECT name, due_at, failures, leased_until FROM job ORDER BY due_at, name LIMIT 100"};
/* Times beyond `far` count as past. JOB_NEVER stays what it is. */
#define IS_PAST(what, now, far)                                                                    \
    "(" what " <= " now " OR (" what " > " far " AND " what " < 9223372036854775807))"
/* ?6: 1 when something else than its time asks for it. */
static const struct sql TAKE = {
    "UPDATE job SET leased_by = ?2, leased_until = ?3 WHERE name = ?1 AND (failures < ?6 "
    "OR " IS_PAST("due_at", "?4", "?5") ") AND " IS_PAST("leased_until", "?4",
                                                         "?7") " RETURNING failures"};
static const struct sql HOLD = {
    "UPDATE job SET leased_until = ?3 WHERE name = ?1 AND leased_by = ?2"};
static const struct sql DONE = {
    "UPDATE job SET due_at = ?3, done_at = ?4, failures = 0, leased_by = NULL, leased_until = 0"
    " WHERE name = ?1 AND leased_by = ?2"};
static const struct sql FAILED = {
    "UPDATE job SET due_at = ?3, failed_at = ?4, failures = failures + 1, leased_by = NULL,"
    " leased_until = 0 WHERE name = ?1 AND leased_by = ?2"};
static const struct sql LET_GO = {"UPDATE job SET leased_by = NULL, leased_until = 0"
                                  " WHERE name = ?1 AND leased_by = ?2"};
static const struct sql NOTE_DONE = {
    "INSERT INTO job (name, due_at, done_at) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (name) DO UPDATE SET done_at = excluded.done_at, failures = 0"};
static const struct sql LIST = {"SELECT name, due_at, done_at, failed_at, failures, leased_until"
                                " FROM job ORDER BY name LIMIT 100"};

/* The jobs that one thread looks at. */
struct lane {
    struct jobs *jobs;
    bool wanted; /* those with a question of their own; else those without */
    bool kept;   /* the table has a row for each */
    bool failing;
    pthread_t thread;
    bool started;
};

struct jobs {
    const struct job *table;
    size_t count;
    struct writer *writer;
    struct readers *readers;
    const struct clock *clock;
    struct uuid holder;
    void *context;
    struct lane lanes[LANES];
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    _Atomic bool stopping;
};

struct job_run {
    struct jobs *jobs;
    const struct job *job;
    int64_t failures; /* before */
    bool wanted;      /* though its time has not come */
};

/* What is done with a job's row, and with its work. */
struct step {
    struct command command;
    struct job_run *run;
    const struct lane *lane; /* whose jobs are kept */
    job_work *work;
    void *context;
    bool taken;
};

static struct step *step_of(struct command *command)
{
    return (struct step *)(void *)command;
}

static bool step_run(struct job_run *run, struct step *step, struct error *error)
{
    step->run = run;
    return writer_run(run->jobs->writer, &step->command, error);
}

static bool is_of(const struct lane *lane, const struct job *job)
{
    return (job->wanted != NULL) == lane->wanted;
}

static bool keep_apply(struct command *command, struct tx *tx, struct error *error)
{
    const struct lane *lane = step_of(command)->lane;
    (void)error;
    for (size_t i = 0; i < lane->jobs->count; i++)
        if (is_of(lane, &lane->jobs->table[i]))
            db_send(tx->db, &KEEP, ARGS(v_text(lane->jobs->table[i].name), v_int(tx->now)));
    return true;
}

/* After this a right clock has set no job's time. */
static int64_t due_far(const struct job *job, int64_t now)
{
    return now + (job->every > PAUSE_MOST ? job->every : PAUSE_MOST) + JOB_SKEW;
}

static int64_t lease_far(int64_t now)
{
    return now + JOB_LEASE + JOB_SKEW;
}

static bool take_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct step *step = step_of(command);
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &TAKE,
                ARGS(v_text(step->run->job->name), v_uuid(&step->run->jobs->holder),
                     v_int(tx->now + JOB_LEASE), v_int(tx->now),
                     v_int(due_far(step->run->job, tx->now)), v_int(step->run->wanted),
                     v_int(lease_far(tx->now))),
                &rows, error))
        return false;
    step->taken = rows_count(rows) == 1;
    step->run->failures = row_int(rows, 0, 0);
    return true;
}

static bool work_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct step *step = step_of(command);
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &HOLD,
                ARGS(v_text(step->run->job->name), v_uuid(&step->run->jobs->holder),
                     v_int(tx->now + JOB_LEASE)),
                &rows, error))
        return false;
    if (rows_changed(rows) != 1)
        return error_log(error, ERROR_CONFLICT, "another process has taken it");
    return step->work(step->context, tx, error);
}

bool job_do(struct job_run *run, job_work *work, void *context, struct error *error)
{
    struct step step = {
        .command = {.apply = work_apply, .alone = true}, .work = work, .context = context};
    return step_run(run, &step, error);
}

bool job_stopping(const struct job_run *run)
{
    return run->jobs->stopping;
}

void *job_context(const struct job_run *run)
{
    return run->jobs->context;
}

static bool hand_write(void *run, job_work *work, void *piece, struct error *error)
{
    return job_do(run, work, piece, error);
}

static bool hand_stopping(void *run)
{
    return job_stopping(run);
}

struct job_hand job_hand(struct job_run *run)
{
    return (struct job_hand){run, hand_write, hand_stopping};
}

static bool done_apply(struct command *command, struct tx *tx, struct error *error)
{
    const struct job_run *run = step_of(command)->run;
    (void)error;
    db_send(tx->db, &DONE,
            ARGS(v_text(run->job->name), v_uuid(&run->jobs->holder),
                 v_int(tx->now + run->job->every), v_int(tx->now)));
    return true;
}

/* A minute, then twice as long each time, up to an hour. */
static int64_t pause_of(const struct job_run *run)
{
    int64_t times = run->failures < PAUSE_DOUBLINGS ? run->failures : PAUSE_DOUBLINGS;
    int64_t pause = MINUTE << times;
    return pause < PAUSE_MOST ? pause : PAUSE_MOST;
}

static bool failed_apply(struct command *command, struct tx *tx, struct error *error)
{
    const struct job_run *run = step_of(command)->run;
    (void)error;
    db_send(tx->db, &FAILED,
            ARGS(v_text(run->job->name), v_uuid(&run->jobs->holder), v_int(tx->now + pause_of(run)),
                 v_int(tx->now)));
    return true;
}

static bool let_go_apply(struct command *command, struct tx *tx, struct error *error)
{
    const struct job_run *run = step_of(command)->run;
    (void)error;
    db_send(tx->db, &LET_GO, ARGS(v_text(run->job->name), v_uuid(&run->jobs->holder)));
    return true;
}

/* When the end cannot be noted, the lease runs out and the job is done again. */
static bool run_one(struct jobs *jobs, const struct job *job, bool wanted, struct error *error)
{
    struct job_run run = {.jobs = jobs, .job = job, .wanted = wanted};
    struct step take = {.command = {.apply = take_apply}};
    struct step end = {.command = {.apply = done_apply}};
    struct error why = {0};
    if (!step_run(&run, &take, error))
        return false;
    if (!take.taken)
        return true;
    bool ok = job->run(&run, &why);
    if (!ok) {
        log_line(LOG_WARN, "job.failed", "%s: %s", job->name, why.log);
        end.command.apply = failed_apply;
    } else if (jobs->stopping) {
        end.command.apply = let_go_apply;
    } else {
        log_line(wanted ? LOG_DEBUG : LOG_INFO, "job.done", "%s", job->name);
    }
    return step_run(&run, &end, error);
}

static const struct job *job_named(const struct lane *lane, struct str name)
{
    for (size_t i = 0; i < lane->jobs->count; i++)
        if (is_of(lane, &lane->jobs->table[i]) && str_is(name, lane->jobs->table[i].name))
            return &lane->jobs->table[i];
    return NULL;
}

static bool is_past(int64_t at, int64_t now, int64_t far)
{
    return at <= now || (at > far && at != JOB_NEVER);
}

struct turn {
    const struct job *job;
    bool wanted;
};

/* What is to be done now. A question that cannot be answered keeps no other job from its turn. */
static bool ask_turns(const struct lane *lane, struct db *db, const struct rows *stands,
                      struct turn *turns, size_t *count_r, struct error *error)
{
    int64_t now = clock_now(lane->jobs->clock);
    bool ok = true;
    for (size_t i = 0; i < rows_count(stands); i++) {
        const struct job *job = job_named(lane, row_str(stands, i, 0));
        bool due = job && is_past(row_int(stands, i, 1), now, due_far(job, now)), wanted = false;
        if (!job || !is_past(row_int(stands, i, 3), now, lease_far(now)))
            continue;
        if (!due && job->wanted && row_int(stands, i, 2) == 0)
            ok = job->wanted(lane->jobs->context, db, now, &wanted, error) && ok;
        if (due || wanted)
            turns[(*count_r)++] = (struct turn){job, !due};
    }
    return ok;
}

static bool lane_look(struct lane *lane, struct error *error)
{
    struct jobs *jobs = lane->jobs;
    struct job_run run = {.jobs = jobs};
    struct step keep = {.command = {.apply = keep_apply}, .lane = lane};
    struct turn turns[JOBS_MOST];
    struct arena arena;
    struct rows *stands;
    size_t count = 0;
    if (!lane->kept && !step_run(&run, &keep, error))
        return false;
    lane->kept = true;
    arena_init(&arena);
    struct db *db = readers_take(jobs->readers, error);
    bool ok = db && db_run(db, &arena, &STANDS, NO_ARGS, &stands, error) &&
              ask_turns(lane, db, stands, turns, &count, error);
    readers_give(jobs->readers, db);
    arena_finish(&arena);
    for (size_t i = 0; i < count && !jobs->stopping; i++)
        ok = run_one(jobs, turns[i].job, turns[i].wanted, error) && ok;
    return ok;
}

bool jobs_look(struct jobs *jobs, struct error *error)
{
    bool ok = true;
    for (size_t i = 0; i < LANES; i++)
        ok = lane_look(&jobs->lanes[i], error) && ok;
    return ok;
}

/* One line when jobs cannot be looked at any more, and one when they can again. */
static void note_state(struct lane *lane, bool ok, const struct error *error)
{
    if (ok && lane->failing)
        log_line(LOG_INFO, "jobs.back", "jobs are looked at again");
    if (!ok && !lane->failing)
        log_line(LOG_WARN, "jobs.lost", "jobs cannot be looked at: %s", error->log);
    lane->failing = !ok;
}

static void *lane_main(void *argument)
{
    struct lane *lane = argument;
    struct jobs *jobs = lane->jobs;
    pthread_setname_np(pthread_self(), lane->wanted ? "jobs-wanted" : "jobs");
    while (!jobs->stopping) {
        struct error error = {0};
        note_state(lane, lane_look(lane, &error), &error);
        int64_t until = clock_ticks() + LOOK_SECONDS * 1000000;
        struct timespec end = {until / 1000000, until % 1000000 * 1000};
        pthread_mutex_lock(&jobs->mutex);
        if (!jobs->stopping)
            pthread_cond_timedwait(&jobs->wake, &jobs->mutex, &end);
        pthread_mutex_unlock(&jobs->mutex);
    }
    return NULL;
}

struct jobs *jobs_create(const struct job *table, size_t count, struct writer *writer,
                         struct readers *readers, const struct clock *clock,
                         const struct uuid *holder, void *context)
{
    pthread_condattr_t attributes;
    struct jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs)
        abort();
    jobs->table = table;
    jobs->count = count;
    jobs->writer = writer;
    jobs->readers = readers;
    jobs->clock = clock;
    jobs->holder = *holder;
    jobs->context = context;
    for (size_t i = 0; i < LANES; i++)
        jobs->lanes[i] = (struct lane){.jobs = jobs, .wanted = i == 0};
    pthread_mutex_init(&jobs->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    return jobs;
}

bool jobs_start(struct jobs *jobs, struct error *error)
{
    for (size_t i = 0; i < LANES; i++) {
        struct lane *lane = &jobs->lanes[i];
        lane->started = pthread_create(&lane->thread, NULL, lane_main, lane) == 0;
        if (!lane->started)
            return error_log(error, ERROR_INTERNAL, "the jobs' thread cannot start");
    }
    return true;
}

void jobs_stop(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->mutex);
    jobs->stopping = true;
    pthread_cond_broadcast(&jobs->wake);
    pthread_mutex_unlock(&jobs->mutex);
    for (size_t i = 0; i < LANES; i++) {
        if (jobs->lanes[i].started)
            pthread_join(jobs->lanes[i].thread, NULL);
        jobs->lanes[i].started = false;
    }
}

void jobs_destroy(struct jobs *jobs)
{
    if (!jobs)
        return;
    jobs_stop(jobs);
    pthread_mutex_destroy(&jobs->mutex);
    pthread_cond_destroy(&jobs->wake);
    free(jobs);
}

void job_done(struct tx *tx, const char *name)
{
    db_send(tx->db, &NOTE_DONE, ARGS(v_text(name), v_int(JOB_NEVER), v_int(tx->now)));
}

bool job_list(struct db *db, struct arena *arena, struct job_row **rows_r, size_t *count_r,
              struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &LIST, NO_ARGS, &rows, error))
        return false;
    *count_r = rows_count(rows);
    *rows_r = arena_array(arena, struct job_row, *count_r);
    for (size_t i = 0; i < *count_r; i++)
        (*rows_r)[i] = (struct job_row){
            .name = row_str(rows, i, 0).at,
            .due_at = row_int(rows, i, 1),
            .done_at = row_int(rows, i, 2),
            .failed_at = row_int(rows, i, 3),
            .failures = row_int(rows, i, 4),
            .leased_until = row_int(rows, i, 5),
        };
    return true;
}

bool job_late(const struct job_row *row, int64_t now)
{
    return row->due_at < now - LATE || row->failures >= LATE_FAILURES;
}
