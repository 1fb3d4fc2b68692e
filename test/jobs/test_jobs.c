/* What is due is done by one process at a time, and by another when that one dies. Two processes
 * are two sets of writer, readers and jobs on one database; the clock is set by hand. */
#include "../store/lib.h"

#include "base/clock.h"
#include "base/log.h"
#include "jobs.h"
#include "jobs/job.h"
#include "store/migrate.h"
#include "store/rights.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#define START (INT64_C(20000) * DAY)

struct process {
    struct clock clock;
    struct writer *writer;
    struct readers *readers;
    struct jobs *jobs;
    /* What its jobs do. */
    int done;
    bool fails;
    struct process *interferes; /* has its turn in the middle of this one's job */
    _Atomic bool waits, waiting;
};

static bool count(void *context, struct tx *tx, struct error *error)
{
    (void)tx;
    (void)error;
    ++*(int *)context;
    return true;
}

static bool run_count(struct job_run *run, struct error *error)
{
    struct process *process = job_context(run);
    if (process->fails)
        return error_log(error, ERROR_INTERNAL, "it fails");
    if (process->interferes)
        jobs_look(process->interferes->jobs, NULL);
    process->waiting = true;
    while (process->waits)
        pause_ms(1);
    return job_do(run, count, &process->done, error);
}

static const struct job counting[] = {{"count", HOUR, run_count, NULL}};

static void process_start(struct process *process, const struct place *place, unsigned id)
{
    struct error error = {0};
    struct uuid holder = id_of(id);
    process->clock.fixed = START;
    process->writer = writer_create(place->url, &process->clock, 100, NULL, &error);
    process->readers = readers_create(place->url, 2, &error);
    if (!process->writer || !process->readers)
        fail_msg("%s", error.log);
    process->jobs = jobs_create(counting, 1, process->writer, process->readers, &process->clock,
                                &holder, process);
}

static void process_end(struct process *process)
{
    jobs_destroy(process->jobs);
    writer_destroy(process->writer);
    readers_destroy(process->readers);
}

static void look(struct process *process)
{
    struct error error = {0};
    if (!jobs_look(process->jobs, &error))
        fail_msg("%s", error.log);
}

static void prepare(const struct place *place)
{
    int applied;
    struct error error = {0};
    struct db *db = place_open(place, DB_CREATE);
    if (!migrate_run(db, START, &applied, &error))
        fail_msg("%s %s", error.detail, error.log);
    db_close(db);
}

static void start_two(struct process *one, struct process *two, const struct place *place)
{
    prepare(place);
    process_start(one, place, 1);
    process_start(two, place, 2);
}

static struct job_row row_of(struct process *process)
{
    struct arena arena;
    struct error error = {0};
    struct job_row *rows, row;
    size_t rows_count;
    struct db *db = readers_take(process->readers, &error);
    arena_init(&arena);
    assert_true(job_list(db, &arena, &rows, &rows_count, &error));
    assert_int_equal(rows_count, 1);
    assert_string_equal(rows[0].name, "count");
    row = rows[0];
    row.name = "count";
    arena_finish(&arena);
    readers_give(process->readers, db);
    return row;
}

static void what_is_due_is_done_once_by_whoever_looks_first(struct place *place)
{
    struct process one = {0}, two = {0};
    start_two(&one, &two, place);
    look(&one);
    look(&two);
    assert_int_equal(one.done + two.done, 1);
    struct job_row row = row_of(&one);
    assert_int_equal(row.done_at, START);
    assert_int_equal(row.due_at, START + HOUR);
    assert_int_equal(row.leased_until, 0);
    one.clock.fixed = two.clock.fixed = START + HOUR - 1;
    look(&two);
    assert_int_equal(one.done + two.done, 1);
    one.clock.fixed = two.clock.fixed = START + HOUR;
    look(&two);
    look(&one);
    assert_int_equal(two.done, 1);
    assert_int_equal(one.done, 1);
    process_end(&one);
    process_end(&two);
}

static void while_one_does_it_no_other_does(struct place *place)
{
    struct process one = {0}, two = {0};
    start_two(&one, &two, place);
    one.interferes = &two;
    look(&one);
    assert_int_equal(one.done, 1);
    assert_int_equal(two.done, 0);
    process_end(&one);
    process_end(&two);
}

/* A process that hung in the middle, past its lease: the other does the job, and the first does
 * nothing more of it. */
static void who_comes_back_after_its_lease_has_run_out_does_nothing(struct place *place)
{
    struct process one = {0}, two = {0};
    start_two(&one, &two, place);
    one.interferes = &two;
    two.clock.fixed = START + JOB_LEASE;
    look(&one);
    assert_int_equal(one.done, 0);
    assert_int_equal(two.done, 1);
    struct job_row row = row_of(&one);
    assert_int_equal(row.failures, 0);
    assert_int_equal(row.done_at, START + JOB_LEASE);
    process_end(&one);
    process_end(&two);
}

/* The real thing: a process of its own takes the job, and is killed while it does it. */
static void take_for_ever(const struct place *place, int out)
{
    static struct process process;
    process_start(&process, place, 1);
    process.waits = true;
    alarm(60);
    struct timespec pause = {0, 1000000};
    if (jobs_start(process.jobs, NULL))
        while (!process.waiting)
            nanosleep(&pause, NULL);
    if (write(out, "x", 1) == 1)
        for (;;)
            nanosleep(&pause, NULL);
}

static void when_a_process_is_killed_another_does_its_job_after_the_lease(struct place *place)
{
    struct process two = {0};
    char told;
    int in;
    prepare(place);
    pid_t child = child_start(take_for_ever, place, &in);
    assert_int_equal(read(in, &told, 1), 1);
    child_kill(child);
    close(in);
    process_start(&two, place, 2);
    look(&two);
    assert_int_equal(two.done, 0);
    assert_true(row_of(&two).leased_until > 0);
    two.clock.fixed = START + JOB_LEASE - 1;
    look(&two);
    assert_int_equal(two.done, 0);
    two.clock.fixed = START + JOB_LEASE;
    look(&two);
    assert_int_equal(two.done, 1);
    process_end(&two);
}

/* A clock that ran ahead, for a moment, wrote times that are years away. */
static void a_clock_that_was_ahead_stops_no_job_for_good(struct place *place)
{
    struct process one = {0}, two = {0};
    start_two(&one, &two, place);
    one.clock.fixed = START + 400 * DAY;
    look(&one);
    assert_int_equal(one.done, 1);
    one.clock.fixed = two.clock.fixed = START + MINUTE;
    look(&two);
    look(&one);
    assert_int_equal(one.done + two.done, 2);
    assert_int_equal(row_of(&two).due_at, START + MINUTE + HOUR);
    process_end(&one);
    process_end(&two);
}

static void a_lease_by_a_clock_that_was_ahead_runs_out(struct place *place)
{
    struct process one = {0};
    prepare(place);
    struct db *db = place_open(place, DB_WRITE);
    struct uuid gone = id_of(9);
    must(db,
         SQL("INSERT INTO job (name, due_at, leased_by, leased_until) VALUES ('count', 0, ?1, ?2)"),
         v_uuid(&gone), v_int(START + 400 * DAY));
    db_close(db);
    process_start(&one, place, 1);
    look(&one);
    assert_int_equal(one.done, 1);
    process_end(&one);
}

/* Each an hour apart from the other: they do not take the job from each other in turn. */
static void processes_with_clocks_an_hour_apart_do_a_job_once_each_time(struct place *place)
{
    struct process one = {0}, two = {0};
    start_two(&one, &two, place);
    for (int i = 0; i < 4 * 60; i++) {
        one.clock.fixed = START + i * MINUTE;
        two.clock.fixed = START + i * MINUTE + HOUR;
        look(&one);
        look(&two);
    }
    assert_in_range(one.done + two.done, 3, 6);
    process_end(&one);
    process_end(&two);
}

static void a_job_that_fails_is_tried_again_after_a_growing_pause(struct place *place)
{
    static const int64_t pauses[] = {1, 2, 4, 8, 16, 32, 60, 60};
    struct process one = {.fails = true};
    prepare(place);
    process_start(&one, place, 1);
    for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
        look(&one);
        struct job_row row = row_of(&one);
        assert_int_equal(row.failures, i + 1);
        assert_int_equal(row.failed_at, one.clock.fixed);
        assert_int_equal(row.due_at, one.clock.fixed + pauses[i] * MINUTE);
        assert_int_equal(row.leased_until, 0);
        assert_int_equal(job_late(&row, one.clock.fixed), i >= 4);
        one.clock.fixed = row.due_at - 1;
        look(&one);
        assert_int_equal(row_of(&one).failures, i + 1);
        one.clock.fixed = row.due_at;
    }
    one.fails = false;
    look(&one);
    struct job_row row = row_of(&one);
    assert_int_equal(row.failures, 0);
    assert_int_equal(row.due_at, one.clock.fixed + HOUR);
    assert_false(job_late(&row, row.due_at + 15 * MINUTE));
    assert_true(job_late(&row, row.due_at + 15 * MINUTE + 1));
    process_end(&one);
}

/* ---- a job that is wanted by more than its time ---- */

static _Atomic int asked;
static _Atomic bool is_wanted, unanswerable;

static bool ask_wanted(void *context, struct db *db, int64_t now, bool *wanted_r,
                       struct error *error)
{
    const struct process *process = context;
    assert_non_null(db);
    assert_int_equal(now, process->clock.fixed);
    asked++;
    *wanted_r = is_wanted;
    return !unanswerable || error_log(error, ERROR_BUSY, "it cannot be asked");
}

static const struct job brisk[] = {{"count", HOUR, run_count, ask_wanted}};

static void start_brisk(struct process *one, const struct place *place)
{
    struct uuid holder = id_of(1);
    prepare(place);
    process_start(one, place, 1);
    jobs_destroy(one->jobs);
    one->jobs = jobs_create(brisk, 1, one->writer, one->readers, &one->clock, &holder, one);
    asked = 0;
    is_wanted = unanswerable = false;
    look(one); /* its time has come: it is new */
    assert_int_equal(one->done, 1);
    assert_int_equal(asked, 0);
}

static void a_wanted_job_is_done_before_its_time(struct place *place)
{
    struct process one = {0};
    start_brisk(&one, place);
    one.clock.fixed += 1000;
    look(&one);
    assert_int_equal(one.done, 1);
    is_wanted = true;
    one.clock.fixed += 1000;
    look(&one);
    assert_int_equal(one.done, 2);
    is_wanted = false;
    one.clock.fixed += HOUR - 1;
    look(&one);
    assert_int_equal(one.done, 2);
    one.clock.fixed += 1;
    look(&one);
    assert_int_equal(one.done, 3);
    process_end(&one);
}

/* Another holds the database's one right to write: who wrote now would not come back. */
static void while_nothing_is_wanted_a_look_writes_nothing(struct place *place)
{
    struct process one = {0};
    struct error error = {0};
    start_brisk(&one, place);
    struct db *other = place_open(place, DB_WRITE);
    assert_true(db_begin(other, &error));
    alarm(60);
    for (int i = 0; i < 5; i++) {
        one.clock.fixed += 1000;
        look(&one);
    }
    alarm(0);
    db_rollback(other);
    db_close(other);
    assert_int_equal(asked, 5);
    assert_int_equal(one.done, 1);
    process_end(&one);
}

static void a_wanted_job_that_fails_has_its_pause_too(struct place *place)
{
    struct process one = {0};
    start_brisk(&one, place);
    is_wanted = true;
    one.fails = true;
    one.clock.fixed += 1000;
    look(&one);
    assert_int_equal(row_of(&one).failures, 1);
    asked = 0;
    one.fails = false;
    one.clock.fixed += MINUTE - 1;
    look(&one);
    assert_int_equal(asked, 0);
    assert_int_equal(one.done, 1);
    one.clock.fixed += 1;
    look(&one);
    assert_int_equal(one.done, 2);
    assert_int_equal(row_of(&one).failures, 0);
    process_end(&one);
}

/* A clock that was ahead: what is wanted now does not wait for it, nor for a dead one's lease. */
static void what_is_wanted_waits_for_no_time_from_a_clock_that_was_ahead(struct place *place)
{
    struct process one = {0};
    struct uuid gone = id_of(9);
    start_brisk(&one, place);
    struct db *db = place_open(place, DB_WRITE);
    must(db, SQL("UPDATE job SET due_at = ?1, leased_by = ?2, leased_until = ?3"),
         v_int(START + HOUR + JOB_SKEW), v_uuid(&gone),
         v_int(START + 1000 + JOB_LEASE + JOB_SKEW + 1));
    db_close(db);
    one.clock.fixed += 1000;
    look(&one);
    assert_int_equal(one.done, 1);
    is_wanted = true;
    look(&one);
    assert_int_equal(one.done, 2);
    assert_int_equal(row_of(&one).due_at, START + 1000 + HOUR);
    process_end(&one);
}

static void a_question_that_cannot_be_answered_keeps_no_other_job_from_its_turn(struct place *place)
{
    static const struct job two[] = {{"a question", HOUR, run_count, ask_wanted},
                                     {"count", HOUR, run_count, NULL}};
    struct process one = {0};
    struct uuid holder = id_of(1);
    struct error error = {0};
    start_brisk(&one, place);
    jobs_destroy(one.jobs);
    one.jobs = jobs_create(two, 2, one.writer, one.readers, &one.clock, &holder, &one);
    unanswerable = true;
    one.clock.fixed += HOUR;
    look(&one);
    assert_int_equal(one.done, 3);
    one.clock.fixed += HOUR / 2;
    assert_false(jobs_look(one.jobs, &error));
    one.clock.fixed += HOUR / 2 - 1;
    assert_false(jobs_look(one.jobs, &error));
    assert_int_equal(one.done, 3);
    one.clock.fixed += 1;
    look(&one); /* by its time it is done unasked */
    assert_int_equal(one.done, 5);
    process_end(&one);
}

/* The end waits for the job, which is left to whoever comes next as it was. */
static void *stop_it(void *argument)
{
    struct process *process = argument;
    jobs_stop(process->jobs);
    return NULL;
}

static void a_stop_waits_for_the_job_that_runs(struct place *place)
{
    struct process one = {.waits = true};
    struct error error = {0};
    pthread_t thread;
    prepare(place);
    process_start(&one, place, 1);
    assert_true(jobs_start(one.jobs, &error));
    for (int i = 0; i < 5000 && !one.waiting; i++)
        pause_ms(1);
    assert_true(one.waiting);
    assert_int_equal(pthread_create(&thread, NULL, stop_it, &one), 0);
    pause_ms(30);
    one.waits = false;
    pthread_join(thread, NULL);
    assert_int_equal(one.done, 1);
    struct job_row row = row_of(&one);
    assert_int_equal(row.leased_until, 0);
    assert_int_equal(row.due_at, START);
    process_end(&one);
}

static bool note_backup(struct command *command, struct tx *tx, struct error *error)
{
    (void)command;
    (void)error;
    job_done(tx, "count");
    return true;
}

static void what_is_done_from_outside_is_noted_and_nobody_waits_for_it(struct place *place)
{
    struct process one = {0};
    struct error error = {0};
    struct command command = {.apply = note_backup};
    prepare(place);
    process_start(&one, place, 1);
    for (int i = 0; i < 2; i++) {
        one.clock.fixed = START + i;
        assert_true(writer_run(one.writer, &command, &error));
        struct job_row row = row_of(&one);
        assert_int_equal(row.done_at, START + i);
        assert_false(job_late(&row, START + 1000 * DAY));
    }
    look(&one);
    assert_int_equal(one.done, 0);
    process_end(&one);
}

/* ---- the service's own jobs ---- */

static const struct job *named(const char *name)
{
    for (size_t i = 0; i < job_count; i++)
        if (strcmp(jobs[i].name, name) == 0)
            return &jobs[i];
    fail_msg("there is no job %s", name);
    return NULL;
}

static void add_key(struct db *db, int64_t number, int64_t at)
{
    struct uuid id = id_of((unsigned)number);
    must(db,
         SQL("INSERT INTO idempotency (account_id, key, request, status, content_type, body,"
             " created_at) VALUES (?1, 'k', ?2, 201, '', '', ?3)"),
         v_uuid(&id), v_bytes("x", 1), v_int(at));
}

static void add_session(struct db *db, const char *token, int64_t expires, int64_t ended)
{
    struct uuid id = id_of(1);
    must(db,
         SQL("INSERT INTO session (token_hash, account_id, role_id, kind, created_at, expires_at,"
             " ended_at) VALUES (?1, ?2, ?2, 'cookie', 0, ?3, ?4)"),
         v_bytes(token, strlen(token)), v_uuid(&id), v_int(expires),
         ended ? v_int(ended) : v_null());
}

static void add_link(struct db *db, const char *token, int64_t expires, int64_t used)
{
    struct uuid id = id_of(1);
    must(db,
         SQL("INSERT INTO login_link (token_hash, account_id, created_at, expires_at, used_at)"
             " VALUES (?1, ?2, 0, ?3, ?4)"),
         v_bytes(token, strlen(token)), v_uuid(&id), v_int(expires), used ? v_int(used) : v_null());
}

static void fill(struct db *db)
{
    struct uuid id = id_of(1);
    must(db,
         SQL("INSERT INTO account (id, login, kind, name, active, created_at)"
             " VALUES (?1, 'a', 'person', 'a', 1, 0)"),
         v_uuid(&id));
    must(db, SQL("INSERT INTO role (id, account_id, role, starts_at) VALUES (?1, ?1, 'nurse', 0)"),
         v_uuid(&id));
    for (int64_t i = 0; i < 2500; i++)
        add_key(db, i, START - 90 * DAY - 1);
    add_key(db, 3000, START - 90 * DAY);
    add_session(db, "over long ago", START - 30 * DAY - 1, 0);
    add_session(db, "ended long ago", START + DAY, START - 30 * DAY - 1);
    add_session(db, "over", START - 30 * DAY, 0);
    add_session(db, "in use", START + DAY, 0);
    add_link(db, "over long ago", START - 30 * DAY - 1, 0);
    add_link(db, "used long ago", START + DAY, START - 30 * DAY - 1);
    add_link(db, "fresh", START + DAY, 0);
}

static void what_has_been_kept_for_long_enough_is_purged_and_nothing_else(struct place *place)
{
    struct process one = {0};
    struct error error = {0};
    struct uuid holder = id_of(9);
    prepare(place);
    struct db *db = place_open(place, DB_WRITE);
    assert_true(db_begin(db, &error));
    fill(db);
    assert_true(db_commit(db, &error));
    process_start(&one, place, 1);
    jobs_destroy(one.jobs);
    one.jobs = jobs_create(named("purge"), 1, one.writer, one.readers, &one.clock, &holder, &one);
    look(&one);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM idempotency")), 1);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM session")), 2);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM login_link")), 1);
    db_close(db);
    process_end(&one);
}

static void days_of_the_access_log_that_are_over_are_sealed(struct place *place)
{
    struct process one = {0};
    struct uuid holder = id_of(9);
    prepare(place);
    struct db *db = place_open(place, DB_WRITE);
    for (int64_t i = 1; i <= 3; i++)
        must(db,
             SQL("INSERT INTO access_log (lane, number, at, account_id, role, ground, action, hash)"
                 " VALUES (1, ?1, ?2, ?3, 'nurse', 'service', 'patient.read', ?4)"),
             v_int(i), v_int(START - (3 - i) * DAY), v_uuid(&holder),
             v_bytes("12345678901234567890123456789012", 32));
    process_start(&one, place, 1);
    jobs_destroy(one.jobs);
    one.jobs = jobs_create(named("seal"), 1, one.writer, one.readers, &one.clock, &holder, &one);
    look(&one);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM access_log_seal")), 2);
    one.clock.fixed = START + DAY;
    look(&one);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM access_log_seal")), 3);
    db_close(db);
    process_end(&one);
}

static void every_table_stands_among_the_rights(struct place *place)
{
    static const struct sql sqlite = {"SELECT name FROM sqlite_master WHERE type = 'table'"};
    static const struct sql postgres = {
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"};
    struct arena arena;
    struct error error = {0};
    struct rows *rows;
    arena_init(&arena);
    prepare(place);
    struct db *db = place_open(place, DB_READ);
    assert_true(
        db_run(db, &arena, db_kind(db) == DB_SQLITE ? &sqlite : &postgres, NO_ARGS, &rows, &error));
    assert_int_equal(rows_count(rows), right_count);
    for (size_t i = 0; i < right_count; i++)
        if (!table_exists(db, rights[i].table))
            fail_msg("there is no table %s", rights[i].table);
    for (size_t i = 1; i < right_count; i++)
        assert_true(strcmp(rights[i - 1].table, rights[i].table) < 0);
    db_close(db);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(what_is_due_is_done_once_by_whoever_looks_first),
        ON_BOTH(while_one_does_it_no_other_does),
        ON_BOTH(who_comes_back_after_its_lease_has_run_out_does_nothing),
        ON_BOTH(when_a_process_is_killed_another_does_its_job_after_the_lease),
        ON_BOTH(a_clock_that_was_ahead_stops_no_job_for_good),
        ON_BOTH(a_lease_by_a_clock_that_was_ahead_runs_out),
        ON_BOTH(processes_with_clocks_an_hour_apart_do_a_job_once_each_time),
        ON_BOTH(a_job_that_fails_is_tried_again_after_a_growing_pause),
        ON_BOTH(a_wanted_job_is_done_before_its_time),
        ON_BOTH(while_nothing_is_wanted_a_look_writes_nothing),
        ON_BOTH(a_wanted_job_that_fails_has_its_pause_too),
        ON_BOTH(what_is_wanted_waits_for_no_time_from_a_clock_that_was_ahead),
        ON_SQLITE(a_question_that_cannot_be_answered_keeps_no_other_job_from_its_turn),
        ON_BOTH(a_stop_waits_for_the_job_that_runs),
        ON_BOTH(what_is_done_from_outside_is_noted_and_nobody_waits_for_it),
        ON_BOTH(what_has_been_kept_for_long_enough_is_purged_and_nothing_else),
        ON_BOTH(days_of_the_access_log_that_are_over_are_sealed),
        ON_BOTH(every_table_stands_among_the_rights),
    };
    log_level_set(LOG_ERROR + 1);
    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
