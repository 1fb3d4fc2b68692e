/* Start and end of the server, and the watch over connections that take too long. */
#include "http/server.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Forward secrecy and authenticated encryption only. */
#define CIPHERS                                                                                    \
    "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-CIPHER-ALL:"   \
    "+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE"

enum {
    WATCH_MS = 250,     /* between two looks of the watch */
    CONNECTIONS = 1024, /* where the configuration says none */
    PATIENCE = 30,
    STOP_PATIENCE = 5, /* seconds for the last answers to go out */
};

/* Paths stay as they came: target.c decodes them. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

/* What MHD says names URLs, and thereby patients: only what it says during the start, before there
 * are any, is kept. */
static void start_message(void *context, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
static void start_message(void *context, const char *format, va_list args)
{
    struct http_server *server = context;
    /* Only this thread touches start_error. */
    if (pthread_equal(server->starter, pthread_self()) && server->start_error) {
        char *detail = server->start_error->detail;
        vsnprintf(detail, sizeof server->start_error->detail, format, args);
        detail[strcspn(detail, "\n")] = 0;
    }
}

static void *watch_run(void *context)
{
    struct http_server *server = context;
    pthread_mutex_lock(&server->lock);
    while (!server->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += WATCH_MS * 1000000L;
        if (until.tv_nsec >= 1000000000L) {
            until.tv_sec++;
            until.tv_nsec -= 1000000000L;
        }
        pthread_cond_timedwait(&server->changed, &server->lock, &until);
        connection_watch(server, clock_ticks());
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static bool watch_start(struct http_server *server, struct error *error)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&server->watch, NULL, watch_run, server) != 0)
        return error_log(error, ERROR_INTERNAL, "no thread for the watch");
    server->watched = true;
    return true;
}

static bool daemon_start(struct http_server *server, struct error *error)
{
    const struct http_config *config = &server->config;
    unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem options[8];
    size_t n = 0;
    if (config->threads > 1)
        options[n++] =
            (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)config->threads, NULL};
    if (config->per_address)
        options[n++] = (struct MHD_OptionItem){MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                                               (intptr_t)config->per_address, NULL};
    if (config->tls_cert) {
        flags |= MHD_USE_TLS;
        options[n++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_CERT_CALLBACK, 0, tls_callback()};
        options[n++] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)CIPHERS};
    }
    options[n] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    server->starter = pthread_self();
    server->start_error = error;
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, connection_handle, server, MHD_OPTION_EXTERNAL_LOGGER, start_message,
        server, MHD_OPTION_LISTEN_SOCKET, server->listener, MHD_OPTION_NOTIFY_CONNECTION,
        connection_changed, server, MHD_OPTION_URI_LOG_CALLBACK, connection_target, server,
        MHD_OPTION_NOTIFY_COMPLETED, connection_completed, server, MHD_OPTION_UNESCAPE_CALLBACK,
        keep_escapes, NULL, MHD_OPTION_CONNECTION_TIMEOUT, config->patience,
        MHD_OPTION_CONNECTION_LIMIT, config->connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, options,
        MHD_OPTION_END);
    server->start_error = NULL;
    return server->daemon != NULL;
}

static void server_destroy(struct http_server *server)
{
    if (server->watched) {
        pthread_mutex_lock(&server->lock);
        server->stopping = true;
        pthread_cond_signal(&server->changed);
        pthread_mutex_unlock(&server->lock);
        pthread_join(server->watch, NULL);
        pthread_cond_destroy(&server->changed);
        pthread_mutex_destroy(&server->lock);
    }
    if (server->listener >= 0)
        close(server->listener);
    tls_finish(server);
    free(server);
}

/* Zeros would mean no bound at all, or a thread that may take no connection. */
static void config_complete(struct http_config *config)
{
    if (!config->threads)
        config->threads = 1;
    if (!config->connections)
        config->connections = CONNECTIONS;
    if (config->connections < config->threads)
        config->connections = config->threads;
    if (!config->patience)
        config->patience = PATIENCE;
}

static bool listener_start(struct http_server *server, struct error *error)
{
    if (server->listener < 0)
        server->listener = http_bind(server->config.listen, &server->port, error);
    else
        server->port = listen_port(server->listener);
    return server->listener >= 0 && listen_start(server->listener, server->config.listen, error);
}

struct http_server *http_start(const struct http_config *config, struct error *error)
{
    bool changed;
    struct http_server *server = calloc(1, sizeof *server);
    if (!server) {
        error_log(error, ERROR_INTERNAL, "no memory for the server");
        return NULL;
    }
    server->config = *config;
    config_complete(&server->config);
    server->listener = config->bound > 0 ? config->bound : -1;
    /* So that a request's number does not come again after a restart. */
    atomic_store(&server->number, (uint64_t)(clock_now(config->clock) / SECOND) << 24);
    if (!config->tls_cert != !config->tls_key) {
        error_set(error, ERROR_INVALID, "TLS needs both a certificate and a key");
        goto failed;
    }
    if (config->tls_cert &&
        !http_renew_tls(server, config->tls_cert, config->tls_key, &changed, error))
        goto failed;
    if (!listener_start(server, error) || !watch_start(server, error) ||
        !daemon_start(server, error))
        goto failed;
    return server;
failed:
    if (error && error->code == ERROR_NONE)
        error->code = ERROR_INVALID;
    server_destroy(server);
    return NULL;
}

unsigned http_port(const struct http_server *server)
{
    return server->port;
}

void http_quiesce(struct http_server *server)
{
    if (atomic_exchange(&server->quiesced, true))
        return;
    MHD_quiesce_daemon(server->daemon);
    /* MHD's threads may still have it in their poll, so that it is closed later; but nobody comes
     * in. */
    shutdown(server->listener, SHUT_RDWR);
    pthread_mutex_lock(&server->lock);
    for (struct http_stream *each = server->streams; each; each = each->next_stream)
        sleeper_wake(&each->sleeper);
    pthread_mutex_unlock(&server->lock);
}

void http_stop(struct http_server *server)
{
    if (!server)
        return;
    http_quiesce(server);
    int64_t until = clock_ticks() + STOP_PATIENCE * INT64_C(1000000);
    while (atomic_load(&server->under_way) && clock_ticks() < until)
        usleep(5000);
    if (atomic_load(&server->under_way))
        log_line(LOG_ERROR, "http.stop", "%llu requests did not end in time",
                 (unsigned long long)atomic_load(&server->under_way));
    MHD_stop_daemon(server->daemon);
    server_destroy(server);
}

void http_stats(struct http_server *server, struct http_stats *stats_r)
{
    *stats_r = (struct http_stats){
        .requests = atomic_load(&server->requests),
        .refused = atomic_load(&server->refused),
        .connections = atomic_load(&server->connection_count),
        .streams = atomic_load(&server->stream_count),
    };
}
