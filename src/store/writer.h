/* The one writer: takes all commands that wait, applies them in one transaction, commits once, then
 * tells each. So many who wait share one sync to disk.
 *
 * A command has two steps. `ask` sends questions without waiting and changes nothing; `apply` reads
 * the answers (also those to what the begin hook asked), judges, and sends the changes. What can be
 * asked only by the answers to `ask` is asked in between (tx_ask_more), so that all commands of a
 * round wait together and none by itself. Commands
 * with the same key never stand in the same round, so that the second asks after the first has
 * applied; one that concerns many stands alone in a round of its own, and all that were put after
 * it ask after it has applied. A command that is refused before it sent anything costs nothing;
 * when one fails after that, the whole transaction is rolled back and each command of it runs again
 * in a transaction of its own, so that it fails alone: both steps may thus run more than once, and
 * must start from the command's input. When the store itself fails (ERROR_BUSY) all of them fail,
 * and nothing is tried twice. */
#ifndef VARDE_STORE_WRITER_H
#define VARDE_STORE_WRITER_H

#include "base/histogram.h"
#include "store/db.h"

struct later;

struct tx {
    struct db *db;
    struct arena *arena; /* lives until the commit */
    int64_t now;         /* epoch milliseconds, the same for the whole transaction */
    void *house;         /* what the hooks hang on it */
    struct later *later; /* what asks more in this round */
};

/* For an `ask`: calls `more` when its questions are answered. That one sends further questions
 * without waiting, and changes nothing; they too are answered before anything of the round is
 * applied. */
void tx_ask_more(struct tx *tx, void (*more)(void *data, struct tx *tx), void *data);

struct command {
    struct command *next;
    struct uuid key; /* whom it concerns; zero: anybody */
    bool alone;      /* concerns many: shares its round with nobody */
    bool (*ask)(struct command *command, struct tx *tx); /* may be NULL */
    bool (*apply)(struct command *command, struct tx *tx, struct error *error);
    /* On the writer's thread, after the commit or the failure. The command is the receiver's again
     * from the moment that this is called. */
    void (*done)(struct command *command);
    void *waiter; /* for done's own use */
    bool ok;
    struct error error; /* when not ok; an `ask` that refuses sets it */
};

/* Called on the writer's thread around each transaction; any may be NULL. */
struct writer_hooks {
    void *context;
    bool (*begin)(void *context, struct tx *tx, struct error *error); /* after BEGIN */
    bool (*before_commit)(void *context, struct tx *tx, struct error *error);
    void (*committed)(void *context, struct tx *tx);
    void (*rolled_back)(void *context, struct tx *tx);
};

struct clock;

struct writer_stats {
    uint64_t commands, transactions, failures, refused_full;
    uint64_t waiting;     /* now */
    uint64_t room;        /* how many may wait */
    int64_t committed_at; /* epoch milliseconds; 0: not since the start */
    int64_t running;      /* microseconds that the open transaction has taken; 0: there is none */
    struct histogram_reading batches;   /* commands of each transaction tried */
    struct histogram_reading durations; /* microseconds of each, from BEGIN to its end */
};

extern const struct histogram_shape writer_batch_shape, writer_duration_shape;

struct writer;
/* Opens its own connection. `room`: how many commands may wait. */
struct writer *writer_create(const char *url, const struct clock *clock, size_t room,
                             const struct writer_hooks *hooks, struct error *error);
/* Never blocks. False when the queue is full or the writer is closing: nothing will be called. */
bool writer_put(struct writer *writer, struct command *command);
/* Puts and waits; for jobs and commands of the program, not for workers of the server. */
bool writer_run(struct writer *writer, struct command *command, struct error *error);
/* Takes no more, finishes what waits. */
void writer_drain(struct writer *writer);
void writer_destroy(struct writer *writer);
void writer_stats(struct writer *writer, struct writer_stats *stats_r);
/* False from when the store has failed until it has taken a transaction again; the writer looks by
 * itself every second. */
bool writer_healthy(struct writer *writer);

#endif
