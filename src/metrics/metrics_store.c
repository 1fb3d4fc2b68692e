#include "metrics/metrics_store.h"

#include "jobs/job.h"
#include "metrics/metrics_wait.h"
#include "worklist/worklist_act.h"

#include <stdio.h>
#include <string.h>

/* Every report is told of by an event of one of these kinds. */
static const struct sql EVENTS = {
    "SELECT max(id), max(CASE WHEN kind IN ('report', 'case') THEN at END) FROM"
    " (SELECT id, at, kind FROM event WHERE id > ?1 ORDER BY id DESC LIMIT 20000) newest",
};
static const struct sql SERVICES = {
    "SELECT id FROM organisation WHERE kind = 'service' AND ended_at IS NULL LIMIT 500",
};
static const struct sql TIERS = {
    "SELECT tier, count(*) FROM (SELECT tier FROM overview WHERE service_id = ?1 AND tier <= 2"
    " LIMIT 20000) waiting GROUP BY tier",
};
static const struct sql REDS = {
    "SELECT since, taken_by, taken_at FROM overview WHERE service_id = ?1 AND tier = 0"
    " ORDER BY since LIMIT 500",
};
static const struct sql SESSIONS = {
    "SELECT count(*) FROM (SELECT 1 FROM session WHERE expires_at > ?1 AND ended_at IS NULL"
    " LIMIT 20000) good",
};

/* Who was woken (due_at 0) is due without a time. */
static const struct sql PATIENTS_DUE = {
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM patient_due WHERE due_at <= ?1 LIMIT 20000) d),"
    " (SELECT min(due_at) FROM patient_due WHERE due_at > 0 AND due_at <= ?1),"
    " (SELECT count(*) FROM (SELECT 1 FROM patient_due WHERE attempts > 0 LIMIT 20000) f)",
};
static const struct sql OUTBOX_DUE = {
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE done_at IS NULL AND due_at <= ?1"
    " LIMIT 20000) d),"
    " (SELECT min(due_at) FROM outbox WHERE done_at IS NULL AND due_at <= ?1),"
    " (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE done_at IS NULL AND attempts > 0"
    " LIMIT 20000) f)",
};

/* `varde backup` leaves a row here too; nobody but the operator's timer makes it due. */
#define BACKUP "backup"

static void earliest(int64_t *at, int64_t other)
{
    if (other && (!*at || other < *at))
        *at = other;
}

static bool read_events(struct db *db, struct arena *arena, struct metrics_seen *seen,
                        struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &EVENTS, ARGS(v_int(seen->event)), &rows, error))
        return false;
    if (!row_is_null(rows, 0, 0))
        seen->event = row_int(rows, 0, 0);
    if (row_int(rows, 0, 1) > seen->report_at)
        seen->report_at = row_int(rows, 0, 1);
    return true;
}

/* ---- the work lists ---- */

static bool is_taken(const struct rows *reds, size_t row, int64_t now)
{
    return !row_is_null(reds, row, 1) && row_int(reds, row, 2) > now - TAKE_LASTS;
}

static bool read_reds(struct db *db, struct arena *arena, const struct uuid *service, int64_t now,
                      struct metrics_work *work, struct error *error)
{
    struct rows *reds;
    size_t row = 0;
    int64_t open;
    if (!db_run(db, arena, &REDS, ARGS(v_uuid(service)), &reds, error))
        return false;
    if (rows_count(reds))
        earliest(&work->red_since, row_int(reds, 0, 0));
    while (row < rows_count(reds) && is_taken(reds, row, now))
        row++;
    if (row == rows_count(reds))
        return true;
    earliest(&work->untaken_since, row_int(reds, row, 0));
    if (!metrics_waited(db, arena, service, row_int(reds, row, 0), now, &open, error))
        return false;
    work->untaken_open = open > work->untaken_open ? open : work->untaken_open;
    return true;
}

static bool read_service(struct db *db, struct arena *arena, const struct uuid *service,
                         int64_t now, struct metrics_work *work, struct error *error)
{
    struct rows *tiers;
    int64_t *const counts[] = {&work->red, &work->yellow, &work->attention};
    if (!db_run(db, arena, &TIERS, ARGS(v_uuid(service)), &tiers, error))
        return false;
    for (size_t i = 0; i < rows_count(tiers); i++)
        *counts[row_int(tiers, i, 0)] += row_int(tiers, i, 1);
    return read_reds(db, arena, service, now, work, error);
}

static bool read_work(struct db *db, struct arena *arena, int64_t now, struct metrics_work *work_r,
                      struct error *error)
{
    struct rows *services;
    *work_r = (struct metrics_work){0};
    if (!db_run(db, arena, &SERVICES, NO_ARGS, &services, error))
        return false;
    for (size_t i = 0; i < rows_count(services); i++) {
        struct uuid service = row_uuid(services, i, 0);
        if (!read_service(db, arena, &service, now, work_r, error))
            return false;
    }
    return true;
}

/* ---- jobs, sessions ---- */

static bool read_jobs(struct db *db, struct arena *arena, int64_t now, struct metrics_seen *seen,
                      struct error *error)
{
    struct job_row *rows;
    size_t count;
    if (!job_list(db, arena, &rows, &count, error))
        return false;
    seen->job_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, BACKUP) == 0) {
            seen->backup_at = rows[i].done_at;
            continue;
        }
        if (seen->job_count == METRICS_JOBS)
            break;
        struct metrics_job *job = &seen->jobs[seen->job_count++];
        *job = (struct metrics_job){.due_at = rows[i].due_at,
                                    .done_at = rows[i].done_at,
                                    .failures = rows[i].failures,
                                    .leased = rows[i].leased_until > now &&
                                              rows[i].leased_until <= now + JOB_LEASE + JOB_SKEW};
        snprintf(job->name, sizeof job->name, "%s", rows[i].name);
    }
    return true;
}

static bool read_due(struct db *db, struct arena *arena, const struct sql *sql, int64_t now,
                     struct metrics_due *due_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, sql, ARGS(v_int(now)), &rows, error))
        return false;
    *due_r = (struct metrics_due){row_int(rows, 0, 0), row_int(rows, 0, 1), row_int(rows, 0, 2)};
    return true;
}

static bool read_sessions(struct db *db, struct arena *arena, int64_t now,
                          struct metrics_seen *seen, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &SESSIONS, ARGS(v_int(now)), &rows, error))
        return false;
    seen->sessions = row_int(rows, 0, 0);
    return true;
}

bool metrics_read(struct db *db, const char *url, struct arena *arena, int64_t now,
                  struct metrics_seen *seen, struct error *error)
{
    return read_events(db, arena, seen, error) && read_work(db, arena, now, &seen->work, error) &&
           read_jobs(db, arena, now, seen, error) &&
           read_due(db, arena, &PATIENTS_DUE, now, &seen->patients, error) &&
           read_due(db, arena, &OUTBOX_DUE, now, &seen->outbox, error) &&
           read_sessions(db, arena, now, seen, error) &&
           db_space(db, url, arena, &seen->space, error);
}
