#include "store/postgres_session.h"

#include "store/db_url.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* A process that hangs inside a transaction must not hold up the others for ever. What the writer
 * asks and changes it finds by key, always by the same plan: planned for a database that is still
 * empty, or again for each value, it would cost several times as much. */
static const char SESSION_WRITE[] =
    "SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '60s';"
    "SET plan_cache_mode = force_generic_plan; SET enable_bitmapscan = off;"
    "SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";
/* Cursors are read to their end. */
static const char SESSION_READ[] =
    "SET default_transaction_read_only = on; SET jit = off; SET cursor_tuple_fraction = 1";
static const char SESSION_LISTEN[] = "LISTEN varde_event; LISTEN varde_rights";

static const struct sql POOLED_WRITE = {
    "SELECT set_config('lock_timeout', '5s', true),"
    " set_config('idle_in_transaction_session_timeout', '60s', true),"
    " set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),"
    " set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)"};
static const struct sql POOLED_READ = {
    "SELECT set_config('transaction_read_only', 'on', true), set_config('jit', 'off', true),"
    " set_config('cursor_tuple_fraction', '1', true)"};

static const char *const channels[NEWS_COUNT] = {
    [NEWS_EVENT] = "varde_event",
    [NEWS_RIGHTS] = "varde_rights",
};

void postgres_place_init(struct postgres_place *place, const char *url, enum db_mode mode)
{
    *place = (struct postgres_place){
        .url = strdup(url),
        .listens = mode == DB_LISTEN,
        .mode = mode == DB_LISTEN ? DB_READ : mode,
    };
    if (!place->url)
        abort();
    place->pooled = db_url_take_pooled(place->url);
}

void postgres_place_finish(struct postgres_place *place)
{
    free(place->url);
}

/* Notices would go to standard error. */
static void ignore_notice(void *context, const PGresult *notice)
{
    (void)context;
    (void)notice;
}

static bool set(PGconn *connection, const char *script)
{
    PGresult *result = PQexec(connection, script);
    bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return ok;
}

static bool session(const struct postgres_place *place, PGconn *connection)
{
    if (!place->pooled && !set(connection, place->mode == DB_READ ? SESSION_READ : SESSION_WRITE))
        return false;
    if (!place->pooled && place->listens && !set(connection, SESSION_LISTEN))
        return false;
    return PQsetnonblocking(connection, 1) == 0 && PQenterPipelineMode(connection);
}

PGconn *postgres_connect(const struct postgres_place *place, bool *ok_r)
{
    /* What stands before dbname the URL may say otherwise. A server that is gone without a word is
     * noticed after half a minute. */
    static const char *const keys[] = {
        "application_name", "connect_timeout",     "tcp_user_timeout",
        "keepalives_idle",  "keepalives_interval", "keepalives_count",
        "dbname",           "client_encoding",     NULL};
    const char *const values[] = {"varde", "3", "5000", "15", "5", "3", place->url, "UTF8", NULL};
    PGconn *connection = PQconnectdbParams(keys, values, 1);
    PQsetNoticeReceiver(connection, ignore_notice, NULL);
    *ok_r = PQstatus(connection) == CONNECTION_OK && session(place, connection);
    return connection;
}

const struct sql *postgres_settings(const struct postgres_place *place)
{
    if (!place->pooled)
        return NULL;
    return place->mode == DB_READ ? &POOLED_READ : &POOLED_WRITE;
}

const char *postgres_channel(enum db_news news)
{
    return channels[news];
}

static void note_told(struct db_told *told, const PGnotify *notice)
{
    for (size_t i = 0; i < NEWS_COUNT; i++) {
        if (strcmp(notice->relname, channels[i]) != 0)
            continue;
        int64_t number = strtoll(notice->extra, NULL, 10);
        told->told[i] = true;
        told->number[i] = number > told->number[i] ? number : told->number[i];
    }
}

static bool take_told(PGconn *connection, struct db_told *told)
{
    bool any = false;
    for (PGnotify *notice; (notice = PQnotifies(connection)); any = true) {
        note_told(told, notice);
        PQfreemem(notice);
    }
    return any;
}

bool postgres_hear(PGconn *connection, int wake, int ms, struct db_told *told)
{
    struct pollfd news[2] = {{wake, POLLIN, 0}, {-1, POLLIN, 0}};
    /* Some may have come with the answers to what was asked meanwhile. */
    if (connection && take_told(connection, told))
        ms = 0;
    if (connection)
        news[1].fd = PQsocket(connection);
    if (poll(news, 2, ms) <= 0 || !news[1].revents)
        return true;
    bool ok = PQconsumeInput(connection);
    take_told(connection, told);
    return ok;
}
