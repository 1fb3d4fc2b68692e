#include "serve.h"

#include "app.h"
#include "base/log.h"
#include "event/event.h"
#include "event/tail.h"
#include "jobs.h"
#include "metrics/metrics_watch.h"
#include "privileges.h"
#include "router.h"
#include "serve_check.h"
#include "service_state.h"
#include "store/db_files.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { PULSE_SECONDS = 5 };

/* The certificate again; the old one stays when the new one is not sound. */
static void renew_tls(struct app *app)
{
    struct error error = {0};
    struct serve_tls tls;
    bool changed = false;
    if (!app->config.tls_cert[0])
        return;
    if (!serve_tls_read(&app->config, &tls, &error) ||
        !serve_tls_check(&tls, clock_now(&app->clock), &error) ||
        !http_renew_tls(app->http, tls.cert, tls.key, &changed, &error))
        log_line(LOG_ERROR, "tls.kept", "the old certificate stays in use: %s: %s", error.place,
                 error.detail);
    else if (changed)
        log_line(LOG_INFO, "tls.renewed", "connections from now on get the new certificate");
    serve_tls_free(&tls);
}

/* SIGHUP: the log's file and the certificate anew. Settings stay: they take a restart. */
static void reload(struct app *app)
{
    struct error error = {0};
    service_reloading();
    if (app->config.log_file[0] && !log_file_open(app->config.log_file, &error))
        log_line(LOG_ERROR, "log.kept", "the old log stays in use: %s: %s", error.place,
                 error.detail);
    renew_tls(app);
    log_line(LOG_INFO, "serve.reloaded", "log and certificate; settings take a restart");
    service_ready();
}

/* Waits for the end, with a sign of life to the listeners now and then. */
static void wait_for_end(struct app *app, const sigset_t *signals)
{
    for (;;) {
        struct timespec pause = {PULSE_SECONDS, 0};
        int got = sigtimedwait(signals, NULL, &pause);
        if (got == SIGHUP)
            reload(app);
        else if (got > 0)
            return;
        service_alive();
        event_bus_wake_all(app->events);
    }
}

static bool start_watch(struct app *app, struct error *error)
{
    const struct config *config = &app->config;
    app->watch =
        metrics_watch_create(app->readers, config->db, &app->clock, config->tls_cert, error);
    return app->watch != NULL;
}

/* The socket is taken over in any case. */
static bool start_http(struct app *app, int *bound, const struct serve_tls *tls,
                       struct error *error)
{
    const struct config *config = &app->config;
    struct http_config http = {
        .listen = config->listen,
        .bound = *bound,
        .tls_cert = tls->cert,
        .tls_key = tls->key,
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
    *bound = -1;
    app->http = http_start(&http, error);
    return app->http != NULL;
}

/* Before any thread starts, so that only sigtimedwait takes them. */
static void block_signals(sigset_t *signals)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}

/* What may need root comes first: the port, the key. Then root is left behind, and what the service
 * writes is opened as who it will be. */
static bool prepare(const struct config *config, int *bound_r, struct serve_tls *tls_r,
                    struct error *error)
{
    unsigned port;
    int mended = 0;
    *tls_r = (struct serve_tls){0};
    *bound_r = -1;
    if (!serve_settings_check(config, error) || !serve_files_check(config, error))
        return false;
    *bound_r = http_bind(config->listen, &port, error);
    if (*bound_r < 0 || !serve_tls_read(config, tls_r, error) ||
        !serve_tls_check(tls_r, clock_now(NULL), error) || !privileges_drop(config->user, error) ||
        (config->log_file[0] && !log_file_open(config->log_file, error)) ||
        !db_files_check(config->db, true, &mended, error))
        return false;
    if (mended)
        log_number(LOG_WARN, "db.closed_to_others", "files", mended);
    return serve_schema_check(config, true, error);
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

static void finish(struct app *app)
{
    service_stopping();
    log_line(LOG_INFO, "http.stopping", "finishing what was taken in");
    stop(app);
    log_line(LOG_INFO, "http.stopped", "done");
}

bool serve(const struct config *config, struct error *error)
{
    struct app app = {0};
    struct serve_tls tls;
    sigset_t signals;
    int bound;
    block_signals(&signals);
    bool ok = prepare(config, &bound, &tls, error) && app_open(&app, config, 0, error);
    if (ok && (!start_watch(&app, error) || !start_http(&app, &bound, &tls, error) ||
               !start_beside(&app, error))) {
        stop(&app);
        ok = false;
    }
    serve_tls_free(&tls);
    if (!ok) {
        if (bound >= 0)
            close(bound);
        return false;
    }
    log_number(LOG_INFO, "http.started", "port", http_port(app.http));
    service_ready();
    wait_for_end(&app, &signals);
    finish(&app);
    return true;
}
