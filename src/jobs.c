#include "jobs.h"

#include "alarm/alarm_load.h"
#include "app.h"
#include "auth/access_seal.h"
#include "due/due_rounds.h"
#include "reminder/outbox.h"

enum { CHUNK = 1000 };

/* What has been kept for long enough, a thousand rows at a time so that writers come in between. */
static const struct sql PURGE_KEYS = {
    "DELETE FROM idempotency WHERE (account_id, key) IN"
    " (SELECT account_id, key FROM idempotency WHERE created_at < ?1 LIMIT 1000)"};
static const struct sql PURGE_SESSIONS = {
    "DELETE FROM session WHERE token_hash IN"
    " (SELECT token_hash FROM session WHERE expires_at < ?1 OR ended_at < ?1 LIMIT 1000)"};
static const struct sql PURGE_LINKS = {
    "DELETE FROM login_link WHERE token_hash IN"
    " (SELECT token_hash FROM login_link WHERE expires_at < ?1 OR used_at < ?1 LIMIT 1000)"};

struct chunk {
    const struct sql *sql;
    int64_t kept_for;
    int64_t deleted;
};

static bool purge_chunk(void *context, struct tx *tx, struct error *error)
{
    struct chunk *chunk = context;
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, chunk->sql, ARGS(v_int(tx->now - chunk->kept_for)), &rows,
                error))
        return false;
    chunk->deleted = rows_changed(rows);
    return true;
}

static bool purge(struct job_run *run, struct error *error)
{
    struct chunk chunks[] = {
        {&PURGE_KEYS, 90 * DAY, 0}, {&PURGE_SESSIONS, 30 * DAY, 0}, {&PURGE_LINKS, 30 * DAY, 0}};
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        do {
            if (!job_do(run, purge_chunk, &chunks[i], error))
                return false;
        } while (chunks[i].deleted == CHUNK && !job_stopping(run));
    }
    return true;
}

static bool seal_some(void *context, struct tx *tx, struct error *error)
{
    return access_seal_days(tx, context, error);
}

static bool seal(struct job_run *run, struct error *error)
{
    int64_t sealed;
    do {
        if (!job_do(run, seal_some, &sealed, error))
            return false;
    } while (sealed == SEAL_DAYS_MOST && !job_stopping(run));
    return true;
}

static bool load_alarms(struct job_run *run, struct error *error)
{
    const struct app *app = job_context(run);
    const struct job_hand hand = job_hand(run);
    return alarm_load_bring(app->readers, app->programmes, clock_now(&app->clock), &hand, error);
}

/* Whom time has brought something: looked at within a second. */
static bool look_at_due(struct job_run *run, struct error *error)
{
    const struct app *app = job_context(run);
    const struct job_hand hand = job_hand(run);
    return due_rounds(app->readers, app->programmes, &app->clock, &hand, error);
}

static bool is_due(void *context, struct db *db, int64_t now, bool *wanted_r, struct error *error)
{
    (void)context;
    return due_wanted(db, now, wanted_r, error);
}

static bool send_outbox(struct job_run *run, struct error *error)
{
    const struct app *app = job_context(run);
    const struct job_hand hand = job_hand(run);
    const struct quiet quiet = {(int)app->config.quiet_from * 60,
                                (int)app->config.quiet_until * 60};
    return outbox_rounds(app->readers, app->programmes, &app->clock, &quiet, &hand, error);
}

static bool is_to_be_sent(void *context, struct db *db, int64_t now, bool *wanted_r,
                          struct error *error)
{
    (void)context;
    return outbox_wanted(db, now, wanted_r, error);
}

const struct job jobs[] = {
    {"alarm_load", HOUR, load_alarms, NULL},
    {"due", HOUR, look_at_due, is_due},
    {"outbox", HOUR, send_outbox, is_to_be_sent},
    {"purge", DAY, purge, NULL},
    {"seal", HOUR, seal, NULL},
};
const size_t job_count = sizeof jobs / sizeof jobs[0];
