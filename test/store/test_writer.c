/* The writer: who shares a transaction, who fails with whom, and that each is told once. */
#include "lib.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/writer.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

static const struct clock CLOCK = {.fixed = INT64_C(1700000000000)};

/* Without a key, so that what is done twice is seen. */
static const char TABLES[] =
    "CREATE TABLE entry (id bigint NOT NULL, who bigint NOT NULL, seen bigint NOT NULL,"
    " at bigint NOT NULL);"
    "CREATE TABLE only_once (id bigint PRIMARY KEY);"
    "CREATE TABLE sequence (number bigint PRIMARY KEY, who bigint NOT NULL);";

static const struct sql SEEN = {"SELECT count(*) FROM entry WHERE who = ?1"};
static const struct sql ADD = {"INSERT INTO entry (id, who, seen, at) VALUES (?1, ?2, ?3, ?4)"};
static const struct sql ADD_ONCE = {"INSERT INTO only_once (id) VALUES (?1)"};
static const struct sql ENTRIES = {"SELECT count(*) FROM entry"};
static const struct sql DISTINCT_ENTRIES = {"SELECT count(DISTINCT id) FROM entry"};

enum what {
    STORE,         /* asks, and stores one entry */
    STORE_UNASKED, /* has no question */
    STORE_MORE,    /* asks by the answer, and stores what that says */
    REFUSE,        /* asks, and refuses before it sends anything */
    REFUSE_ASK,    /* refuses in ask */
    FAIL_AFTER,    /* refuses after it has sent */
    VIOLATE,       /* sends what the database refuses */
    VIOLATE_NOW,   /* the same, noticed inside apply, which gives another reason */
    SAY_NOTHING,   /* fails without a word */
    GATE,          /* holds the writer until it is let go */
};

struct job {
    struct command command;
    enum what what;
    int64_t id, who;
    struct rows *rows;
    sem_t *reached, *go;
    int applied; /* how often */
    int asked_more;
    _Atomic int done;
};

static void job_ask_more(void *data, struct tx *tx)
{
    struct job *job = data;
    assert_int_equal(rows_count(job->rows), 1);
    job->asked_more++;
    job->rows = db_ask(tx->db, tx->arena, &SEEN, ARGS(v_int(job->who + row_int(job->rows, 0, 0))));
}

static bool job_ask(struct command *command, struct tx *tx)
{
    struct job *job = (struct job *)command;
    if (job->what == REFUSE_ASK)
        return error_set(&command->error, ERROR_NOT_FOUND, "refused in ask");
    job->rows = db_ask(tx->db, tx->arena, &SEEN, ARGS(v_int(job->who)));
    if (job->what == STORE_MORE)
        tx_ask_more(tx, job_ask_more, job);
    return true;
}

static void store_entry(struct job *job, struct tx *tx)
{
    int64_t seen = job->rows ? row_int(job->rows, 0, 0) : -1;
    db_send(tx->db, &ADD, ARGS(v_int(job->id), v_int(job->who), v_int(seen), v_int(tx->now)));
}

static bool violate(struct job *job, struct tx *tx, struct error *error)
{
    db_send(tx->db, &ADD_ONCE, ARGS(v_int(1)));
    db_send(tx->db, &ADD_ONCE, ARGS(v_int(1)));
    if (job->what == VIOLATE_NOW && !db_settle(tx->db, NULL))
        return error_set(error, ERROR_CONFLICT, "once only");
    return true;
}

static bool job_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct job *job = (struct job *)command;
    job->applied++;
    switch (job->what) {
    case STORE:
    case STORE_UNASKED:
    case STORE_MORE:
        store_entry(job, tx);
        return true;
    case REFUSE:
    case REFUSE_ASK:
        return error_set(error, ERROR_CONFLICT, "refused");
    case FAIL_AFTER:
        store_entry(job, tx);
        return error_set(error, ERROR_INVALID, "after sending");
    case VIOLATE:
    case VIOLATE_NOW:
        return violate(job, tx, error);
    case SAY_NOTHING:
        return false;
    case GATE:
        break;
    }
    sem_post(job->reached);
    sem_wait(job->go);
    return true;
}

static void job_done(struct command *command)
{
    struct job *job = (struct job *)command;
    job->done++;
}

static void job_init(struct job *job, enum what what, int64_t id, unsigned who)
{
    *job = (struct job){.what = what, .id = id, .who = who};
    job->command.ask = what == STORE_UNASKED || what == GATE ? NULL : job_ask;
    job->command.apply = job_apply;
    job->command.done = job_done;
    job->command.key = who ? id_of(who) : (struct uuid){{0}};
}

/* A writer, and a gate that lets commands gather into one batch. */
struct bench {
    const struct place *place;
    struct writer *writer;
    struct job gate;
    sem_t reached, go;
};

static void bench_init(struct bench *bench, const struct place *place, size_t room,
                       const struct writer_hooks *hooks)
{
    struct error error = {0};
    struct db *db = place_open(place, DB_CREATE);
    assert_true(db_begin(db, &error) && db_script(db, TABLES, &error) && db_commit(db, &error));
    db_close(db);
    *bench = (struct bench){.place = place};
    sem_init(&bench->reached, 0, 0);
    sem_init(&bench->go, 0, 0);
    bench->writer = writer_create(place->url, &CLOCK, room, hooks, &error);
    if (!bench->writer)
        fail_msg("%s", error.log);
}

static void gate_close(struct bench *bench)
{
    job_init(&bench->gate, GATE, 0, 0);
    bench->gate.reached = &bench->reached;
    bench->gate.go = &bench->go;
    assert_true(writer_put(bench->writer, &bench->gate.command));
    sem_wait(&bench->reached);
}

static void put_all(struct bench *bench, struct job *jobs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_true(writer_put(bench->writer, &jobs[i].command));
}

/* As one batch, behind the gate; returns when all have been told. */
static void run_together(struct bench *bench, struct job *jobs, size_t count)
{
    gate_close(bench);
    put_all(bench, jobs, count);
    sem_post(&bench->go);
    for (size_t i = 0; i < count; i++)
        while (!jobs[i].done)
            pause_ms(1);
}

static struct writer_stats stats_of(struct bench *bench)
{
    struct writer_stats stats;
    writer_stats(bench->writer, &stats);
    return stats;
}

static void bench_finish(struct bench *bench)
{
    writer_destroy(bench->writer);
    sem_destroy(&bench->reached);
    sem_destroy(&bench->go);
}

static void expect_entries(const struct place *place, int64_t expected)
{
    assert_int_equal(place_number(place, &ENTRIES), expected);
    assert_int_equal(place_number(place, &DISTINCT_ENTRIES), expected);
}

/* ---- batches ---- */

static void a_batch_shares_one_transaction(struct place *place)
{
    enum { MANY = 100 };
    struct job jobs[MANY];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    for (unsigned i = 0; i < MANY; i++)
        job_init(&jobs[i], i % 2 ? STORE : STORE_UNASKED, i, i + 1);
    run_together(&bench, jobs, MANY);
    struct writer_stats stats = stats_of(&bench);
    assert_int_equal(stats.transactions, 2);
    assert_int_equal(stats.commands, MANY + 1);
    assert_int_equal(stats.failures, 0);
    assert_int_equal(stats.waiting, 0);
    bench_finish(&bench);
    for (unsigned i = 0; i < MANY; i++) {
        assert_true(jobs[i].command.ok);
        assert_int_equal(jobs[i].done, 1);
        assert_int_equal(jobs[i].applied, 1);
    }
    expect_entries(place, MANY);
    assert_int_equal(place_number(place, SQL("SELECT count(DISTINCT at) FROM entry")), 1);
    assert_true(place_number(place, SQL("SELECT max(at) FROM entry")) == CLOCK.fixed);
}

static void commands_with_one_key_see_each_other_in_order(struct place *place)
{
    enum { KEYS = 3, EACH = 8, MANY = KEYS * EACH };
    struct job jobs[MANY];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    for (unsigned i = 0; i < MANY; i++)
        job_init(&jobs[i], STORE, i, 1 + i % KEYS);
    run_together(&bench, jobs, MANY);
    assert_int_equal(stats_of(&bench).transactions, 2);
    bench_finish(&bench);
    expect_entries(place, MANY);
    assert_int_equal(
        place_number(place,
                     SQL("SELECT count(*) FROM entry WHERE seen <> id / 3 OR who <> 1 + id % 3")),
        0);
}

/* In round k each asks for its own entries, k of them, and then for those of whoever is so many
 * further: as many again, for nobody of the round is applied yet, or none, where there is nobody.
 */
static void
what_is_asked_by_an_answer_is_answered_before_anything_of_the_round_is_applied(struct place *place)
{
    enum { KEYS = 3, ROUNDS = 3, MANY = KEYS * ROUNDS };
    struct job jobs[MANY];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    for (unsigned i = 0; i < MANY; i++)
        job_init(&jobs[i], STORE_MORE, i, 1 + i % KEYS);
    run_together(&bench, jobs, MANY);
    assert_int_equal(stats_of(&bench).transactions, 2);
    bench_finish(&bench);
    expect_entries(place, MANY);
    for (unsigned i = 0; i < MANY; i++)
        assert_int_equal(jobs[i].asked_more, 1);
    assert_int_equal(
        place_number(place, SQL("SELECT count(*) FROM entry WHERE seen <>"
                                " CASE WHEN who + id / 3 <= 3 THEN id / 3 ELSE 0 END")),
        0);
    assert_int_equal(place_number(place, SQL("SELECT CAST(sum(seen) AS bigint) FROM entry")),
                     1 + 1 + 2);
}

static void commands_without_a_key_share_a_round(struct place *place)
{
    struct job jobs[5];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    for (unsigned i = 0; i < 5; i++)
        job_init(&jobs[i], STORE, i, 0);
    run_together(&bench, jobs, 5);
    bench_finish(&bench);
    assert_int_equal(place_number(place, SQL("SELECT count(*) FROM entry WHERE seen = 0")), 5);
}

/* Jobs of one key and of another, and two that stand alone and know of both. Without rounds of
 * their own the latter would ask together with the others and see nothing of them, and the others
 * nothing of them. */
static void
a_command_that_stands_alone_sees_all_before_and_is_seen_by_all_after(struct place *place)
{
    static const unsigned keys[] = {1, 2, 1, 0, 2, 0, 1};
    enum { MANY = sizeof keys / sizeof keys[0] };
    struct job jobs[MANY];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    for (unsigned i = 0; i < MANY; i++) {
        job_init(&jobs[i], STORE, i, 7);
        jobs[i].command.key = keys[i] ? id_of(keys[i]) : (struct uuid){{0}};
        jobs[i].command.alone = keys[i] == 0;
    }
    run_together(&bench, jobs, MANY);
    assert_int_equal(stats_of(&bench).transactions, 2);
    bench_finish(&bench);
    expect_entries(place, MANY);
    /* The first two share a round; each other sees all that was put before it. */
    assert_int_equal(place_number(place, SQL("SELECT count(*) FROM entry WHERE id > 1"
                                             " AND seen <> id")),
                     0);
    assert_int_equal(place_number(place, SQL("SELECT max(seen) FROM entry WHERE id < 2")), 0);
}

static void more_than_a_batch_goes_through_in_order(struct place *place)
{
    enum { MANY = 1300 };
    struct job *jobs = calloc(MANY, sizeof *jobs);
    struct bench bench;
    bench_init(&bench, place, MANY, NULL);
    for (unsigned i = 0; i < MANY; i++)
        job_init(&jobs[i], STORE, i, 1 + i % 100);
    run_together(&bench, jobs, MANY);
    bench_finish(&bench);
    expect_entries(place, MANY);
    assert_int_equal(place_number(place, SQL("SELECT count(*) FROM entry WHERE seen <> id / 100")),
                     0);
    free(jobs);
}

/* ---- failing ---- */

/* One among neighbours of the same batch, some with the same key. */
static void run_one_among(struct bench *bench, enum what what, struct job *jobs, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        job_init(&jobs[i], i == count / 2 ? what : STORE, i, 1 + i % 4);
    run_together(bench, jobs, count);
}

static void expect_only_one_failed(const struct place *place, struct job *jobs, unsigned count,
                                   enum error_code code)
{
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(jobs[i].done, 1);
        if (jobs[i].command.ok != (i != count / 2))
            fail_msg("command %u: %s %s", i, jobs[i].command.error.detail,
                     jobs[i].command.error.log);
    }
    assert_int_equal(jobs[count / 2].command.error.code, code);
    expect_entries(place, count - 1);
}

static void a_refused_command_costs_its_neighbours_nothing(struct place *place)
{
    static const struct {
        enum what what;
        enum error_code code;
    } cases[] = {{REFUSE, ERROR_CONFLICT}, {REFUSE_ASK, ERROR_NOT_FOUND}};
    struct job jobs[9];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    for (int i = 0; i < 2; i++) {
        struct writer_stats before = stats_of(&bench);
        run_one_among(&bench, cases[i].what, jobs, 9);
        assert_int_equal(stats_of(&bench).transactions - before.transactions, 2);
        assert_int_equal(stats_of(&bench).failures, 0);
        expect_only_one_failed(place, jobs, 9, cases[i].code);
        for (int k = 0; k < 9; k++)
            assert_int_equal(jobs[k].applied, k == 4 && cases[i].what == REFUSE_ASK ? 0 : 1);
        struct db *db = place_open(place, DB_WRITE);
        must_run(db, SQL("DELETE FROM entry"), NO_ARGS);
        db_close(db);
    }
    bench_finish(&bench);
}

static void a_command_that_fails_after_sending_fails_alone(struct place *place)
{
    struct job jobs[9];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    run_one_among(&bench, FAIL_AFTER, jobs, 9);
    assert_int_equal(stats_of(&bench).transactions, 1 + 8);
    assert_int_equal(stats_of(&bench).failures, 1);
    assert_true(writer_healthy(bench.writer));
    bench_finish(&bench);
    expect_only_one_failed(place, jobs, 9, ERROR_INVALID);
}

static void what_the_database_refuses_fails_alone(struct place *place)
{
    struct job jobs[9];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    run_one_among(&bench, VIOLATE, jobs, 9);
    assert_true(writer_healthy(bench.writer));
    bench_finish(&bench);
    expect_only_one_failed(place, jobs, 9, ERROR_INTERNAL);
    assert_int_equal(place_number(place, SQL("SELECT count(*) FROM only_once")), 0);
}

static void a_command_gives_its_own_reason(struct place *place)
{
    struct job jobs[9];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    run_one_among(&bench, VIOLATE_NOW, jobs, 9);
    bench_finish(&bench);
    expect_only_one_failed(place, jobs, 9, ERROR_CONFLICT);
}

static void a_command_that_fails_without_a_word_has_an_error(struct place *place)
{
    struct job jobs[3];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    run_one_among(&bench, SAY_NOTHING, jobs, 3);
    bench_finish(&bench);
    expect_only_one_failed(place, jobs, 3, ERROR_INTERNAL);
}

static void all_failing_at_once_are_each_told_why(struct place *place)
{
    struct job jobs[6];
    struct bench bench;
    bench_init(&bench, place, 1000, NULL);
    for (unsigned i = 0; i < 6; i++)
        job_init(&jobs[i], i % 2 ? FAIL_AFTER : VIOLATE, i, 1);
    run_together(&bench, jobs, 6);
    assert_int_equal(stats_of(&bench).failures, 6);
    bench_finish(&bench);
    for (unsigned i = 0; i < 6; i++) {
        assert_false(jobs[i].command.ok);
        assert_int_equal(jobs[i].done, 1);
        assert_int_equal(jobs[i].command.error.code, i % 2 ? ERROR_INVALID : ERROR_INTERNAL);
    }
    expect_entries(place, 0);
}

/* ---- hooks ---- */

struct hooked {
    char trace[64];
    size_t len;
    bool refuse_begin, refuse_commit;
    struct rows *rows;
    int64_t seen;
};

static void note(struct hooked *hooked, char letter)
{
    if (hooked->len < sizeof hooked->trace - 1)
        hooked->trace[hooked->len++] = letter;
}

static bool hook_begin(void *context, struct tx *tx, struct error *error)
{
    struct hooked *hooked = context;
    note(hooked, 'b');
    tx->house = hooked;
    hooked->rows = db_ask(tx->db, tx->arena, &ENTRIES, NO_ARGS);
    return hooked->refuse_begin ? error_set(error, ERROR_BUSY, "not now") : true;
}

static bool hook_before_commit(void *context, struct tx *tx, struct error *error)
{
    struct hooked *hooked = context;
    note(hooked, 'p');
    hooked->seen = row_int(hooked->rows, 0, 0);
    db_send(tx->db, &ADD_ONCE, ARGS(v_int((int64_t)hooked->len)));
    return hooked->refuse_commit ? error_set(error, ERROR_INVALID, "no commit") : true;
}

static void hook_committed(void *context, struct tx *tx)
{
    note(context, tx->house == context ? 'c' : '?');
}

static void hook_rolled_back(void *context, struct tx *tx)
{
    note(context, tx->house == context ? 'r' : '?');
}

static struct writer_hooks hooks_of(struct hooked *hooked)
{
    return (struct writer_hooks){hooked, hook_begin, hook_before_commit, hook_committed,
                                 hook_rolled_back};
}

static void hooks_run_around_each_transaction(struct place *place)
{
    struct hooked hooked = {.len = 0};
    struct writer_hooks hooks = hooks_of(&hooked);
    struct job jobs[3], single;
    struct bench bench;
    bench_init(&bench, place, 1000, &hooks);
    job_init(&single, STORE_UNASKED, 100, 1);
    assert_true(writer_run(bench.writer, &single.command, NULL));
    assert_string_equal(hooked.trace, "bpc");
    run_one_among(&bench, FAIL_AFTER, jobs, 3);
    bench_finish(&bench);
    /* The gate; the batch that fails; the first alone, the failing one alone, the third alone. */
    assert_string_equal(hooked.trace, "bpc"
                                      "bpc"
                                      "br"
                                      "bpc"
                                      "br"
                                      "bpc");
    expect_entries(place, 3);
}

/* Even when no command has a question of its own. */
static void what_the_begin_hook_asked_is_there_in_apply(struct place *place)
{
    struct hooked hooked = {.len = 0};
    struct writer_hooks hooks = hooks_of(&hooked);
    struct job job;
    struct bench bench;
    bench_init(&bench, place, 1000, &hooks);
    for (int64_t i = 0; i < 3; i++) {
        job_init(&job, STORE_UNASKED, i, 1);
        assert_true(writer_run(bench.writer, &job.command, NULL));
        assert_int_equal(hooked.seen, i);
    }
    bench_finish(&bench);
}

static void a_hook_that_refuses_fails_the_commands(struct place *place)
{
    struct hooked hooked = {.refuse_begin = true};
    struct writer_hooks hooks = hooks_of(&hooked);
    struct error error = {0};
    struct job job;
    struct bench bench;
    bench_init(&bench, place, 1000, &hooks);
    job_init(&job, STORE, 1, 1);
    assert_false(writer_run(bench.writer, &job.command, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    hooked.refuse_begin = false;
    hooked.refuse_commit = true;
    assert_false(writer_run(bench.writer, &job.command, &error));
    assert_int_equal(error.code, ERROR_INVALID);
    assert_string_equal(error.detail, "no commit");
    hooked.refuse_commit = false;
    assert_true(writer_run(bench.writer, &job.command, &error));
    assert_string_equal(hooked.trace, "b"
                                      "bpr"
                                      "bpc");
    bench_finish(&bench);
    expect_entries(place, 1);
}

/* ---- the queue ---- */

static void a_full_queue_refuses_and_tells_nobody(struct place *place)
{
    struct job jobs[4];
    struct error error = {0};
    struct bench bench;
    bench_init(&bench, place, 3, NULL);
    for (unsigned i = 0; i < 4; i++)
        job_init(&jobs[i], STORE, i, 1);
    gate_close(&bench);
    put_all(&bench, jobs, 3);
    assert_int_equal(stats_of(&bench).waiting, 3);
    assert_false(writer_put(bench.writer, &jobs[3].command));
    assert_false(writer_run(bench.writer, &jobs[3].command, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    assert_int_equal(stats_of(&bench).refused_full, 2);
    sem_post(&bench.go);
    writer_drain(bench.writer);
    assert_int_equal(jobs[3].applied, 0);
    bench_finish(&bench);
    expect_entries(place, 3);
}

static void drain_finishes_what_waits_and_takes_no_more(struct place *place)
{
    enum { MANY = 700 };
    struct job *jobs = calloc(MANY, sizeof *jobs), late;
    struct error error = {0};
    struct bench bench;
    bench_init(&bench, place, MANY, NULL);
    gate_close(&bench);
    for (unsigned i = 0; i < MANY; i++)
        job_init(&jobs[i], STORE_UNASKED, i, i + 1);
    put_all(&bench, jobs, MANY);
    sem_post(&bench.go);
    writer_drain(bench.writer);
    for (unsigned i = 0; i < MANY; i++) {
        assert_true(jobs[i].command.ok);
        assert_int_equal(jobs[i].done, 1);
    }
    job_init(&late, STORE, MANY, 1);
    assert_false(writer_put(bench.writer, &late.command));
    assert_false(writer_run(bench.writer, &late.command, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    writer_drain(bench.writer);
    bench_finish(&bench);
    expect_entries(place, MANY);
    assert_int_equal(late.applied, 0);
    free(jobs);
}

static void a_writer_without_a_database_is_not_made(struct place *place)
{
    struct error error = {0};
    assert_null(writer_create(place->url, &CLOCK, 10, NULL, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    writer_destroy(NULL);
}

static void writer_run_tells_the_command_s_error(struct place *place)
{
    struct error error = {0};
    struct job job;
    struct bench bench;
    bench_init(&bench, place, 10, NULL);
    job_init(&job, REFUSE, 1, 1);
    assert_false(writer_run(bench.writer, &job.command, &error));
    assert_int_equal(error.code, ERROR_CONFLICT);
    assert_string_equal(error.detail, "refused");
    assert_false(writer_run(bench.writer, &job.command, NULL));
    job_init(&job, STORE, 1, 1);
    assert_true(writer_run(bench.writer, &job.command, &error));
    bench_finish(&bench);
}

/* ---- many threads ---- */

enum { THREADS = 4, PER_THREAD = 250 };

struct putter {
    struct writer *writer;
    int64_t first;
    bool waits; /* with writer_run; else leaves each to its done */
    struct job jobs[PER_THREAD];
    int ok;
};

static void *put_many(void *argument)
{
    struct putter *putter = argument;
    for (unsigned i = 0; i < PER_THREAD; i++) {
        struct job *job = &putter->jobs[i];
        job_init(job, i % 10 == 3 ? REFUSE : STORE, putter->first + i, 1 + i % 7);
        if (putter->waits)
            putter->ok += writer_run(putter->writer, &job->command, NULL);
        else
            putter->ok += writer_put(putter->writer, &job->command);
    }
    return NULL;
}

static void many_threads_put_and_each_is_told_once(struct place *place)
{
    struct putter *putters = calloc(THREADS, sizeof *putters);
    pthread_t threads[THREADS];
    struct bench bench;
    int64_t stored = 0;
    bench_init(&bench, place, THREADS * PER_THREAD, NULL);
    for (int i = 0; i < THREADS; i++) {
        putters[i] =
            (struct putter){.writer = bench.writer, .first = i * PER_THREAD, .waits = i % 2 == 0};
        assert_int_equal(pthread_create(&threads[i], NULL, put_many, &putters[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    writer_drain(bench.writer);
    assert_int_equal(stats_of(&bench).commands, THREADS * PER_THREAD);
    for (int i = 0; i < THREADS; i++) {
        for (int k = 0; k < PER_THREAD; k++) {
            struct job *job = &putters[i].jobs[k];
            assert_int_equal(job->command.ok, job->what == STORE);
            assert_int_equal(job->done, putters[i].waits ? 0 : 1);
            stored += job->command.ok;
        }
        assert_int_equal(putters[i].ok, PER_THREAD - (putters[i].waits ? PER_THREAD / 10 : 0));
    }
    bench_finish(&bench);
    expect_entries(place, stored);
    free(putters);
}

/* ---- two writers ---- */

struct counting {
    struct command command;
    struct rows *rows;
    int64_t who;
};

static bool count_ask(struct command *command, struct tx *tx)
{
    struct counting *counting = (struct counting *)command;
    counting->rows =
        db_ask(tx->db, tx->arena, SQL("SELECT coalesce(max(number), 0) FROM sequence"), NO_ARGS);
    return true;
}

static bool count_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct counting *counting = (struct counting *)command;
    (void)error;
    db_send(tx->db, SQL("INSERT INTO sequence (number, who) VALUES (?1, ?2)"),
            ARGS(v_int(row_int(counting->rows, 0, 0) + 1), v_int(counting->who)));
    return true;
}

struct counter {
    struct writer *writer;
    int64_t who;
    int ok;
    struct error error;
};

static void *count_up(void *argument)
{
    struct counter *counter = argument;
    for (int i = 0; i < 60; i++) {
        struct counting counting = {.who = counter->who};
        counting.command.ask = count_ask;
        counting.command.apply = count_apply;
        counting.command.key = id_of(1);
        counter->ok += writer_run(counter->writer, &counting.command, &counter->error);
    }
    return NULL;
}

/* Two processes would do the same: what is numbered has neither gaps nor doubles. */
static void two_writers_number_without_gaps(struct place *place)
{
    struct counter counters[4];
    pthread_t threads[4];
    struct error error = {0};
    struct bench bench;
    bench_init(&bench, place, 100, NULL);
    struct writer *other = writer_create(place->url, &CLOCK, 100, NULL, &error);
    assert_non_null(other);
    for (int i = 0; i < 4; i++) {
        counters[i] = (struct counter){.writer = i % 2 ? other : bench.writer, .who = i};
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, &counters[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    writer_destroy(other);
    bench_finish(&bench);
    for (int i = 0; i < 4; i++)
        if (counters[i].ok != 60)
            fail_msg("%d of 60: %s", counters[i].ok, counters[i].error.log);
    assert_int_equal(place_number(place, SQL("SELECT count(*) FROM sequence")), 240);
    assert_int_equal(place_number(place, SQL("SELECT max(number) FROM sequence")), 240);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_batch_shares_one_transaction),
        ON_BOTH(commands_with_one_key_see_each_other_in_order),
        ON_BOTH(what_is_asked_by_an_answer_is_answered_before_anything_of_the_round_is_applied),
        ON_BOTH(commands_without_a_key_share_a_round),
        ON_BOTH(a_command_that_stands_alone_sees_all_before_and_is_seen_by_all_after),
        ON_BOTH(more_than_a_batch_goes_through_in_order),
        ON_BOTH(a_refused_command_costs_its_neighbours_nothing),
        ON_BOTH(a_command_that_fails_after_sending_fails_alone),
        ON_BOTH(what_the_database_refuses_fails_alone),
        ON_BOTH(a_command_gives_its_own_reason),
        ON_BOTH(a_command_that_fails_without_a_word_has_an_error),
        ON_BOTH(all_failing_at_once_are_each_told_why),
        ON_BOTH(hooks_run_around_each_transaction),
        ON_BOTH(what_the_begin_hook_asked_is_there_in_apply),
        ON_BOTH(a_hook_that_refuses_fails_the_commands),
        ON_BOTH(a_full_queue_refuses_and_tells_nobody),
        ON_BOTH(drain_finishes_what_waits_and_takes_no_more),
        ON_SQLITE(a_writer_without_a_database_is_not_made),
        ON_BOTH(writer_run_tells_the_command_s_error),
        ON_BOTH(many_threads_put_and_each_is_told_once),
        ON_BOTH(two_writers_number_without_gaps),
    };
    log_level_set(LOG_ERROR + 1);
    return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
