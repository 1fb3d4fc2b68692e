#include "serve.h"

#include "app.h"
#include "base/log.h"
#include "event/event.h"
#include "event/tail.h"
#include "jobs.h"
#include "metrics_watch.h"
#include "router.h"
#include "store/migrate.h"
#include "store/rights.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PULSE_SECONDS = 5, TEXT_MOST = 65536 };

static bool check_schema(const struct config *config, struct error *error)
{
    enum schema_state state;
    int64_t version;
    int applied;
    struct db *db = db_open(config->db, DB_WRITE, error);
    if (!db)
        return false;
    bool ok = migrate_state(db, &state, &version, error);
    if (ok && state == SCHEMA_NEWER)
        ok = error_at(error, ERROR_CONFLICT, "db",
                      "the database has version %lld, this program knows %lld: use a newer program",
                      (long long)version, (long long)migrate_newest());
    else if (ok && state != SCHEMA_CURRENT && !config->auto_migrate)
        ok = error_at(
            error, ERROR_CONFLICT, "db",
            "the database has version %lld, this program needs %lld: run varde migrate, or set "
            "auto_migrate = true",
            (long long)version, (long long)migrate_newest());
    else if (ok && state != SCHEMA_CURRENT)
        ok = migrate_run(db, clock_now(NULL), &applied, error);
    ok = ok && rights_check(db, error);
    db_close(db);
    return ok;
}

/* Waits for the end, with a sign of life to the listeners now and then. */
static void wait_for_end(struct app *app, const sigset_t *ends)
{
    for (;;) {
        struct timespec pause = {PULSE_SECONDS, 0};
        if (sigtimedwait(ends, NULL, &pause) > 0)
            return;
        event_bus_wake_all(app->events);
    }
}

static char *read_text(const char *path, struct error *error)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, TEXT_MOST);
    size_t len = file && text ? fread(text, 1, TEXT_MOST - 1, file) : 0;
    if (file)
        (void)fclose(file);
    if (len)
        return text;
    free(text);
    error_at(error, ERROR_MALFORMED, path, "cannot be read");
    return NULL;
}

static bool read_tls(const struct config *config, struct http_config *http, char **cert_r,
                     char **key_r, struct error *error)
{
    *cert_r = *key_r = NULL;
    if (!config->tls_cert[0] && !config->tls_key[0])
        return true;
    *cert_r = read_text(config->tls_cert, error);
    *key_r = *cert_r ? read_text(config->tls_key, error) : NULL;
    http->tls_cert = *cert_r;
    http->tls_key = *key_r;
    return *key_r != NULL;
}

static bool start_http(struct app *app, struct error *error)
{
    const struct config *config = &app->config;
    char *cert, *key;
    struct http_config http = {
        .listen = config->listen,
        .threads = (unsigned)config->threads,
        .connections = (unsigned)config->connections,
        .per_address = (unsigned)config->connections_per_address,
        .patience = (unsigned)config->patience,
        .hsts = config->behind_tls || config->tls_cert[0],
        .clock = &app->clock,
        .context = app,
        .body_most = router_body_most,
        .handle = router_handle,
        .woken = router_woken,
        .finished = router_finished,
        .refuse = router_refuse,
    };
    if (read_tls(config, &http, &cert, &key, error))
        app->http = http_start(&http, error);
    free(cert);
    free(key);
    return app->http != NULL;
}

/* What works beside the requests. */
static bool start_beside(struct app *app, struct error *error)
{
    const struct config *config = &app->config;
    struct uuid holder = uuid_make(app->ids, clock_now(&app->clock));
    app->tail = tail_start(config->db_listen[0] ? config->db_listen : config->db, app->events,
                           app->sessions, error);
    if (!app->tail)
        return false;
    app->jobs = jobs_create(jobs, job_count, app->writer, app->readers, &app->clock, &holder, app);
    return jobs_start(app->jobs, error);
}

/* Each may still use what stands below it. */
static void stop(struct app *app)
{
    if (app->http)
        http_quiesce(app->http);
    jobs_stop(app->jobs);
    writer_drain(app->writer);
    if (app->http)
        http_stop(app->http);
    jobs_destroy(app->jobs);
    tail_stop(app->tail);
    app_close(app);
}

bool serve(const struct config *config, struct error *error)
{
    struct app app = {0};
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends,
                    NULL); /* before any thread starts: only sigtimedwait takes them */
    sigaction(SIGPIPE, &ignore, NULL);
    if (!check_schema(config, error) || !app_open(&app, config, 0, error))
        return false;
    app.watch =
        metrics_watch_create(app.readers, app.config.db, &app.clock, app.config.tls_cert, error);
    if (!app.watch || !start_http(&app, error) || !start_beside(&app, error)) {
        stop(&app);
        return false;
    }
    log_number(LOG_INFO, "http.started", "port", http_port(app.http));
    wait_for_end(&app, &ends);
    log_line(LOG_INFO, "http.stopping", "finishing what was taken in");
    stop(&app);
    log_line(LOG_INFO, "http.stopped", "done");
    return true;
}
