#include "store/writer.h"

#include "base/clock.h"
#include "base/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { BATCH = 512, PROBE_MS = 1000, ARENA_KEPT = 2 << 20 };

const struct histogram_shape writer_batch_shape = {9, {1, 2, 4, 8, 16, 32, 64, 128, 256}};
const struct histogram_shape writer_duration_shape = {
    13,
    {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000,
     10000000},
};

struct writer {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct command *head, **tail;
    size_t waiting, room;
    bool closing, started, joined;
    struct db *db;
    const struct clock *clock;
    struct writer_hooks hooks;
    struct tx tx;
    struct arena arena;
    struct command *batch[BATCH];
    _Atomic uint64_t commands, transactions, failures, refused_full;
    _Atomic bool healthy;
    _Atomic int64_t committed_at, began; /* began: in ticks; 0: no transaction is open */
    struct histogram batches, durations;
};

bool writer_put(struct writer *writer, struct command *command)
{
    command->next = NULL;
    pthread_mutex_lock(&writer->mutex);
    bool taken = !writer->closing && writer->waiting < writer->room;
    if (taken) {
        *writer->tail = command;
        writer->tail = &command->next;
        if (writer->waiting++ == 0)
            pthread_cond_signal(&writer->wake);
    }
    pthread_mutex_unlock(&writer->mutex);
    if (!taken)
        writer->refused_full++;
    return taken;
}

/* Returns whether it is time to look whether the store works again. */
static bool wait_for_work(struct writer *writer)
{
    int64_t until = clock_ticks() + PROBE_MS * 1000;
    struct timespec end = {until / 1000000, until % 1000000 * 1000};
    int timeout = 0;
    while (!writer->head && !writer->closing && !timeout) {
        if (writer->healthy)
            pthread_cond_wait(&writer->wake, &writer->mutex);
        else
            timeout = pthread_cond_timedwait(&writer->wake, &writer->mutex, &end);
    }
    return timeout != 0;
}

/* Returns 0 when it is over, or time to probe. */
static size_t take(struct writer *writer, bool *probe_r)
{
    size_t count = 0;
    pthread_mutex_lock(&writer->mutex);
    *probe_r = wait_for_work(writer);
    while (writer->head && count < BATCH) {
        writer->batch[count++] = writer->head;
        writer->head = writer->head->next;
    }
    writer->waiting -= count;
    if (!writer->head)
        writer->tail = &writer->head;
    pthread_mutex_unlock(&writer->mutex);
    return count;
}

static bool begin(struct writer *writer, struct error *error)
{
    arena_recycle(&writer->arena, ARENA_KEPT);
    writer->tx =
        (struct tx){.db = writer->db, .arena = &writer->arena, .now = clock_now(writer->clock)};
    if (!db_begin(writer->db, error))
        return false;
    if (!writer->hooks.begin || writer->hooks.begin(writer->hooks.context, &writer->tx, error))
        return true;
    db_rollback(writer->db);
    return false;
}

static void tell_rolled_back(struct writer *writer)
{
    if (writer->hooks.rolled_back)
        writer->hooks.rolled_back(writer->hooks.context, &writer->tx);
}

/* Commands whose key has not stood in this round come first; returns how many. None passes one that
 * stands alone, in either direction: with whom it shares a patient only it knows. */
static size_t round_of(struct command **commands, size_t count)
{
    size_t in = 0;
    if (commands[0]->alone)
        return 1;
    for (size_t i = 0; i < count && !commands[i]->alone; i++) {
        bool seen = false;
        for (size_t k = 0; k < in && !seen; k++)
            seen = uuid_equal(&commands[k]->key, &commands[i]->key) &&
                   !uuid_is_zero(&commands[i]->key);
        if (seen)
            continue;
        struct command *command = commands[i];
        memmove(commands + in + 1, commands + in, (i - in) * sizeof(struct command *));
        commands[in++] = command;
    }
    return in;
}

struct later {
    struct later *next;
    void (*more)(void *data, struct tx *tx);
    void *data;
};

void tx_ask_more(struct tx *tx, void (*more)(void *data, struct tx *tx), void *data)
{
    struct later *later = arena_new(tx->arena, struct later);
    *later = (struct later){tx->later, more, data};
    tx->later = later;
}

/* Waits for what was asked, and for what is asked by that. */
static bool settle(struct tx *tx, struct error *error)
{
    if (!db_settle(tx->db, error))
        return false;
    if (!tx->later)
        return true;
    for (; tx->later; tx->later = tx->later->next)
        tx->later->more(tx->later->data, tx);
    return db_settle(tx->db, error);
}

static void ask(struct command *command, struct tx *tx)
{
    command->ok = false;
    error_clear(&command->error);
    if (command->ask && !command->ask(command, tx) && command->error.code == ERROR_NONE)
        error_log(&command->error, ERROR_INTERNAL, "a command could not ask");
}

static void apply(struct command *command, struct tx *tx)
{
    if (command->error.code != ERROR_NONE)
        return;
    command->ok = command->apply(command, tx, &command->error);
    if (!command->ok && command->error.code == ERROR_NONE)
        error_log(&command->error, ERROR_INTERNAL, "a command failed and does not say why");
}

/* One round. A refusal before anything was sent stands; any other failure spoils the transaction.
 */
static bool apply_round(struct tx *tx, struct command **commands, size_t count, struct error *error)
{
    size_t before = db_sent(tx->db);
    tx->later = NULL;
    for (size_t i = 0; i < count; i++)
        ask(commands[i], tx);
    bool settled = settle(tx, error), ask_wrote = db_sent(tx->db) != before;
    if (!settled)
        return false;
    for (size_t i = 0; i < count; i++) {
        before = db_sent(tx->db);
        apply(commands[i], tx);
        if (!commands[i]->ok && (ask_wrote || db_sent(tx->db) != before)) {
            *error = commands[i]->error;
            return false;
        }
    }
    return true;
}

static bool apply_all(struct tx *tx, struct command **commands, size_t count, struct error *error)
{
    for (size_t done = 0; done < count;) {
        size_t in = round_of(commands + done, count - done);
        if (!apply_round(tx, commands + done, in, error))
            return false;
        done += in;
    }
    return true;
}

static bool before_commit(struct writer *writer, struct error *error)
{
    struct writer_hooks *hooks = &writer->hooks;
    return !hooks->before_commit || hooks->before_commit(hooks->context, &writer->tx, error);
}

enum outcome { COMMITTED, SPOILT, STORE_FAILED };

/* Was it the store, or a command? The store's own failures would strike each command again; and
 * after a commit whose fate is unknown, running again could do things twice. */
static enum outcome judge(struct db *db, struct error *error)
{
    struct error store = {0};
    if (db_settle(db, &store) || store.code != ERROR_BUSY)
        return SPOILT;
    *error = store;
    return STORE_FAILED;
}

static enum outcome transact(struct writer *writer, struct command **commands, size_t count,
                             struct error *error)
{
    struct db *db = writer->db;
    if (!begin(writer, error))
        return STORE_FAILED;
    if (!apply_all(&writer->tx, commands, count, error) || !before_commit(writer, error)) {
        enum outcome outcome = judge(db, error);
        db_rollback(db);
        tell_rolled_back(writer);
        return outcome;
    }
    if (!db_commit(db, error)) {
        tell_rolled_back(writer);
        return error->code == ERROR_BUSY ? STORE_FAILED : SPOILT;
    }
    writer->transactions++;
    writer->committed_at = clock_now(writer->clock);
    if (writer->hooks.committed)
        writer->hooks.committed(writer->hooks.context, &writer->tx);
    return COMMITTED;
}

static enum outcome transact_timed(struct writer *writer, struct command **commands, size_t count,
                                   struct error *error)
{
    int64_t began = clock_ticks();
    writer->began = began;
    enum outcome outcome = transact(writer, commands, count, error);
    writer->began = 0;
    histogram_count(&writer->batches, &writer_batch_shape, (int64_t)count);
    histogram_count(&writer->durations, &writer_duration_shape, clock_ticks() - began);
    return outcome;
}

static void fail_all(struct writer *writer, struct command **commands, size_t count,
                     const struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        commands[i]->ok = false;
        commands[i]->error = *error;
    }
    writer->failures += count;
    if (error->code == ERROR_BUSY || error->code == ERROR_INTERNAL)
        log_line(LOG_ERROR, "writer.failed", "%zu commands: %s", count, error->log);
}

static void run(struct writer *writer, struct command **commands, size_t count)
{
    struct error error = {0};
    enum outcome outcome = transact_timed(writer, commands, count, &error);
    writer->healthy = outcome != STORE_FAILED;
    if (outcome == STORE_FAILED || (outcome == SPOILT && count == 1))
        fail_all(writer, commands, count, &error);
    if (outcome != SPOILT || count == 1)
        return;
    size_t alone = 0;
    while (alone < count && writer->healthy)
        run(writer, commands + alone++, 1);
    if (alone < count)
        fail_all(writer, commands + alone, count - alone, &commands[alone - 1]->error);
}

static void run_batch(struct writer *writer, size_t count)
{
    run(writer, writer->batch, count);
    writer->commands += count;
    for (size_t i = 0; i < count; i++)
        writer->batch[i]->done(writer->batch[i]);
}

/* An empty transaction writes nothing on SQLite, and would go well on a full disk. */
static bool write_something(struct db *db, struct error *error)
{
    return db_kind(db) != DB_SQLITE || db_script(db, "PRAGMA user_version = 0", error);
}

/* Who is told that the store fails may send nothing more until told otherwise. */
static void probe(struct writer *writer)
{
    struct error error = {0};
    bool begun = db_begin(writer->db, &error);
    bool written = begun && write_something(writer->db, &error);
    if (begun && !written)
        db_rollback(writer->db);
    writer->healthy = written && db_commit(writer->db, &error);
}

static void *writer_main(void *argument)
{
    struct writer *writer = argument;
    bool probing;
    pthread_setname_np(pthread_self(), "writer");
    for (;;) {
        size_t count = take(writer, &probing);
        if (count)
            run_batch(writer, count);
        else if (probing)
            probe(writer);
        else
            return NULL;
    }
}

static void wake_init(pthread_cond_t *wake)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(wake, &attributes);
    pthread_condattr_destroy(&attributes);
}

struct writer *writer_create(const char *url, const struct clock *clock, size_t room,
                             const struct writer_hooks *hooks, struct error *error)
{
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        abort();
    pthread_mutex_init(&writer->mutex, NULL);
    wake_init(&writer->wake);
    arena_init(&writer->arena);
    writer->tail = &writer->head;
    writer->room = room;
    writer->clock = clock;
    writer->healthy = true;
    if (hooks)
        writer->hooks = *hooks;
    writer->db = db_open(url, DB_WRITE, error);
    if (writer->db && pthread_create(&writer->thread, NULL, writer_main, writer) == 0) {
        writer->started = true;
        return writer;
    }
    if (writer->db)
        error_log(error, ERROR_INTERNAL, "the writer's thread cannot start");
    writer_destroy(writer);
    return NULL;
}

void writer_drain(struct writer *writer)
{
    if (!writer->started || writer->joined)
        return;
    pthread_mutex_lock(&writer->mutex);
    writer->closing = true;
    pthread_cond_signal(&writer->wake);
    pthread_mutex_unlock(&writer->mutex);
    pthread_join(writer->thread, NULL);
    writer->joined = true;
}

void writer_destroy(struct writer *writer)
{
    if (!writer)
        return;
    writer_drain(writer);
    db_close(writer->db);
    arena_finish(&writer->arena);
    pthread_mutex_destroy(&writer->mutex);
    pthread_cond_destroy(&writer->wake);
    free(writer);
}

void writer_stats(struct writer *writer, struct writer_stats *stats_r)
{
    pthread_mutex_lock(&writer->mutex);
    stats_r->waiting = writer->waiting;
    pthread_mutex_unlock(&writer->mutex);
    stats_r->commands = writer->commands;
    stats_r->transactions = writer->transactions;
    stats_r->failures = writer->failures;
    stats_r->refused_full = writer->refused_full;
    stats_r->room = writer->room;
    stats_r->committed_at = writer->committed_at;
    int64_t began = writer->began;
    stats_r->running = began ? clock_ticks() - began : 0;
    histogram_read(&writer->batches, &writer_batch_shape, &stats_r->batches);
    histogram_read(&writer->durations, &writer_duration_shape, &stats_r->durations);
}

bool writer_healthy(struct writer *writer)
{
    return writer->healthy;
}

/* Someone who waits on his own thread. */
struct waiter {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool over;
};

static void run_done(struct command *command)
{
    struct waiter *waiter = command->waiter;
    pthread_mutex_lock(&waiter->mutex);
    waiter->over = true;
    pthread_cond_signal(&waiter->wake);
    pthread_mutex_unlock(&waiter->mutex);
}

bool writer_run(struct writer *writer, struct command *command, struct error *error)
{
    struct waiter waiter = {.over = false};
    pthread_mutex_init(&waiter.mutex, NULL);
    pthread_cond_init(&waiter.wake, NULL);
    command->done = run_done;
    command->waiter = &waiter;
    bool taken = writer_put(writer, command);
    if (taken) {
        pthread_mutex_lock(&waiter.mutex);
        while (!waiter.over)
            pthread_cond_wait(&waiter.wake, &waiter.mutex);
        pthread_mutex_unlock(&waiter.mutex);
        if (!command->ok && error)
            *error = command->error;
    } else {
        error_log(error, ERROR_BUSY, "the writer takes no commands now");
    }
    pthread_mutex_destroy(&waiter.mutex);
    pthread_cond_destroy(&waiter.wake);
    return taken && command->ok;
}
