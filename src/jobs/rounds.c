#include "jobs/rounds.h"

#include "base/log.h"

enum { PAUSE_DOUBLINGS = 6 };

struct round {
    const struct rounds *rounds;
    void *context;
    struct uuid ids[ROUND_MOST];
    size_t count;
    int64_t attempts; /* of the one that is put off */
};

bool rounds_wanted(const struct rounds *rounds, struct db *db, int64_t now, bool *wanted_r,
                   struct error *error)
{
    struct arena arena;
    struct rows *rows;
    arena_init(&arena);
    bool ok = rounds->due(db, &arena, true, now, &rows, error);
    *wanted_r = ok && rows_count(rows) > 0;
    arena_finish(&arena);
    return ok;
}

static bool read_some(struct readers *readers, int64_t now, struct round *round,
                      struct error *error)
{
    struct arena arena;
    struct rows *rows;
    struct db *db = readers_take(readers, error);
    arena_init(&arena);
    bool ok = db && round->rounds->due(db, &arena, false, now, &rows, error);
    round->count = ok ? rows_count(rows) : 0;
    for (size_t i = 0; i < round->count; i++)
        round->ids[i] = row_uuid(rows, i, 0);
    arena_finish(&arena);
    readers_give(readers, db);
    return ok;
}

static bool take_all(void *work, struct tx *tx, struct error *error)
{
    const struct round *round = work;
    for (size_t i = 0; i < round->count; i++)
        if (!round->rounds->take(round->context, &round->ids[i], tx, error))
            return false;
    return true;
}

/* A minute, then twice as long each time, up to an hour. */
static int64_t pause_after(int64_t failures)
{
    return failures < PAUSE_DOUBLINGS ? MINUTE << failures : HOUR;
}

static bool put_off(void *work, struct tx *tx, struct error *error)
{
    struct round *one = work;
    const struct uuid *id = &one->ids[0];
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &one->rounds->attempts, ARGS(v_uuid(id)), &rows, error))
        return false;
    int64_t before = row_int(rows, 0, 0);
    one->attempts = before + 1;
    db_send(tx->db, &one->rounds->put_off,
            ARGS(v_uuid(id), v_int(tx->now + pause_after(before)), v_int(one->attempts),
                 v_int(tx->now)));
    return true;
}

/* The store's own failure, or a job that another has taken, is no row's in particular. */
static bool is_of_all(const struct error *error)
{
    return error->code == ERROR_BUSY || error->code == ERROR_CONFLICT;
}

static bool take_each(const struct round *round, const struct job_hand *hand, struct error *error)
{
    for (size_t i = 0; i < round->count && !hand->stopping(hand->context); i++) {
        struct round one = {
            .rounds = round->rounds, .context = round->context, .ids = {round->ids[i]}, .count = 1};
        struct error why = {0};
        if (hand->write(hand->context, take_all, &one, &why))
            continue;
        if (is_of_all(&why)) {
            *error = why;
            return false;
        }
        if (!hand->write(hand->context, put_off, &one, error))
            return false;
        log_line(LOG_WARN, round->rounds->event, "%s, %lld times now: %s", round->rounds->says,
                 (long long)one.attempts, why.log);
    }
    return true;
}

bool rounds_run(const struct rounds *rounds, void *context, struct readers *readers,
                const struct clock *clock, const struct job_hand *hand, struct error *error)
{
    struct round round = {.rounds = rounds, .context = context};
    while (!hand->stopping(hand->context)) {
        struct error why = {0};
        if (!read_some(readers, clock_now(clock), &round, error))
            return false;
        if (!round.count)
            return true;
        if (hand->write(hand->context, take_all, &round, &why))
            continue;
        if (is_of_all(&why)) {
            *error = why;
            return false;
        }
        if (!take_each(&round, hand, error))
            return false;
    }
    return true;
}
