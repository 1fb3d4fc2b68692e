/* The life of a connection and of the requests on it, as libmicrohttpd calls it. */
#include "http/connection.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>
#include <sys/socket.h>

/* ---- connections ---- */

static void deadline_set(struct http_connection *connection)
{
    int64_t overall = OVERALL * connection->server->config.patience * INT64_C(1000000);
    atomic_store(&connection->deadline, clock_ticks() + overall);
}

static struct http_connection *connection_create(struct http_server *server,
                                                 struct MHD_Connection *mhd)
{
    struct http_connection *connection = calloc(1, sizeof *connection);
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (!connection || !info) {
        free(connection);
        return NULL;
    }
    connection->server = server;
    connection->mhd = mhd;
    connection->sleeper.mhd = mhd;
    connection->fd = info->connect_fd;
    connection->request.connection = connection;
    arena_init(&connection->request.arena);
    deadline_set(connection);

    pthread_mutex_lock(&server->lock);
    connection->next = server->connections;
    connection->link = &server->connections;
    if (connection->next)
        connection->next->link = &connection->next;
    server->connections = connection;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_add(&server->connection_count, 1);
    return connection;
}

static void connection_destroy(struct http_connection *connection)
{
    if (!connection)
        return;
    struct http_server *server = connection->server;
    pthread_mutex_lock(&server->lock);
    *connection->link = connection->next;
    if (connection->next)
        connection->next->link = connection->link;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_sub(&server->connection_count, 1);
    arena_finish(&connection->request.arena);
    free(connection->body);
    free(connection);
}

void connection_changed(void *server, struct MHD_Connection *mhd, void **socket_context,
                        enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *socket_context = connection_create(server, mhd);
    } else {
        connection_destroy(*socket_context);
        *socket_context = NULL;
    }
}

/* MHD's timeout is for silence only. Who sends or takes a byte now and then is ended here; MHD sees
 * the socket closed, and nobody else closes it, since it leaves the list before that. */
void connection_watch(struct http_server *server, int64_t ticks)
{
    for (struct http_connection *each = server->connections; each; each = each->next) {
        int64_t deadline = atomic_load(&each->deadline);
        if (deadline && ticks > deadline &&
            atomic_compare_exchange_strong(&each->deadline, &deadline, 0))
            shutdown(each->fd, SHUT_RDWR);
    }
}

/* ---- the request's head ---- */

void *connection_target(void *context, const char *target, struct MHD_Connection *mhd)
{
    struct http_server *server = context;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_connection *connection = info ? info->socket_context : NULL;
    if (!connection)
        return NULL;
    struct request *request = &connection->request;
    connection->target = arena_text(&request->arena, str_of(target));
    request->number = atomic_fetch_add(&server->number, 1) + 1;
    atomic_fetch_add(&server->requests, 1);
    atomic_fetch_add(&server->under_way, 1);
    deadline_set(connection);
    return connection;
}

static void method_set(struct http_connection *connection, const char *text)
{
    static const char *const names[] = {
        [METHOD_GET] = "GET",     [METHOD_POST] = "POST",     [METHOD_PUT] = "PUT",
        [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
    };
    struct request *request = &connection->request;
    int method = METHOD_GET;
    while (method < METHOD_OTHER && strcmp(text, names[method]) != 0)
        method++;
    connection->head_only = strcmp(text, "HEAD") == 0;
    request->method = connection->head_only ? METHOD_GET : (enum method)method;
    request->method_text = arena_text(&request->arena, str_of(text));
}

/* The server refuses by itself. */
static enum MHD_Result refuse(struct http_connection *connection, enum error_code code,
                              const char *detail)
{
    struct http_server *server = connection->server;
    struct request *request = &connection->request;
    atomic_fetch_add(&server->refused, 1);
    request->response = (struct response){0};
    connection->owed = true;
    if (server->config.refuse)
        server->config.refuse(server->config.context, request, code, detail);
    if (!request->response.status)
        respond(request, error_http_status(code), "text/plain", str_of(detail));
    return response_send(connection);
}

/* Bodies beyond `most` are read and thrown away up to a bound, so that the client hears the 413. */
static bool body_expect(struct http_connection *connection)
{
    struct http_server *server = connection->server;
    struct request *request = &connection->request;
    size_t most =
        server->config.body_most
            ? server->config.body_most(server->config.context, request->method, request->path)
            : 0;
    struct str length = request_header(request, "Content-Length");
    int64_t announced = 0;
    connection->body_most = most;
    connection->swallow_most = most < SWALLOW_LEAST / 2 ? SWALLOW_LEAST : most * 2;
    if (length.len && (!str_int(length, &announced) || announced < 0))
        announced = INT64_MAX;
    bool asks = request_header(request, "Expect").len > 0;
    return (uint64_t)announced <= (asks ? most : connection->swallow_most);
}

static enum MHD_Result request_begin(struct http_connection *connection, const char *method,
                                     const char *version)
{
    struct http_server *server = connection->server;
    struct request *request = &connection->request;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const char *detail;
    connection->begun = true;
    request->now = clock_now(server->config.clock);
    request->path = STR("/");
    method_set(connection, method);
    bool target =
        target_parse(&request->arena, connection->target, &request->path, &request->query);
    if (!target)
        request->path = STR("/");
    if (info && info->header_size > HEAD_MOST)
        return refuse(connection, ERROR_HEAD, "The request's head is larger than 16 KiB.");
    if (!head_check(connection, version, &detail))
        return refuse(connection, ERROR_MALFORMED, detail);
    if (!target)
        return refuse(
            connection, ERROR_MALFORMED,
            "The path has a bad escape, an escaped slash, a control character or invalid UTF-8.");
    if (!body_expect(connection))
        return refuse(connection, ERROR_TOO_LARGE, "The body is too large.");
    return MHD_YES;
}

/* ---- the request's body ---- */

static bool body_room(struct http_connection *connection, size_t need)
{
    if (need <= connection->body_size)
        return true;
    size_t size = connection->body_size ? connection->body_size * 2 : BODY_FIRST;
    if (size > connection->body_most && connection->body_most >= BODY_FIRST)
        size = connection->body_most;
    while (size < need)
        size *= 2;
    char *body = realloc(connection->body, size);
    if (!body)
        return false;
    connection->body = body;
    connection->body_size = size;
    return true;
}

static void body_drop(struct http_connection *connection)
{
    free(connection->body);
    connection->body = NULL;
    connection->body_size = 0;
}

static enum MHD_Result body_take(struct http_connection *connection, const char *data, size_t *len)
{
    uint64_t before = connection->received;
    uint64_t after = before + *len;
    connection->received = after;
    if (after > connection->body_most) {
        body_drop(connection);
        /* In the midst of a body MHD takes no answer: a chunked one without end is cut off. */
        if (after > connection->swallow_most) {
            atomic_fetch_add(&connection->server->refused, 1);
            return MHD_NO;
        }
    } else {
        if (!body_room(connection, (size_t)after))
            return MHD_NO;
        memcpy(connection->body + before, data, *len);
    }
    *len = 0;
    return MHD_YES;
}

/* ---- the answer ---- */

static enum MHD_Result request_answer(struct http_connection *connection, enum handled handled)
{
    enum MHD_Result sent = MHD_NO;
    if (connection->request.response.status)
        sent = handled == STREAMED && connection->stream ? response_stream(connection)
                                                         : response_send(connection);
    if (sent == MHD_YES)
        return MHD_YES;
    log_line(LOG_ERROR, "http.answer", "request %llx has no answer that can be sent",
             (unsigned long long)connection->request.number);
    return refuse(connection, ERROR_INTERNAL, "Something went wrong here.");
}

static enum handled request_handle(struct http_connection *connection)
{
    const struct http_config *config = &connection->server->config;
    struct request *request = &connection->request;
    if (connection->waiting) {
        connection->waiting = false;
        return config->woken(config->context, request);
    }
    request->body = (struct str){connection->body, (size_t)connection->received};
    connection->owed = true;
    return config->handle(config->context, request);
}

/* The request is here as a whole, or was woken. MHD also calls when nothing happened. */
static enum MHD_Result request_proceed(struct http_connection *connection)
{
    if (connection->waiting && !sleeper_woken(&connection->sleeper))
        return MHD_YES;
    atomic_store(&connection->deadline, 0);
    if (connection->received > connection->body_most)
        return refuse(connection, ERROR_TOO_LARGE, "The body is too large.");
    do {
        enum handled handled = request_handle(connection);
        if (handled != WAITING)
            return request_answer(connection, handled);
        connection->waiting = true;
    } while (sleeper_woken(&connection->sleeper));
    sleeper_sleep(&connection->sleeper);
    return MHD_YES;
}

void http_wait(struct request *request)
{
    sleeper_arm(&request->connection->sleeper);
}

void http_wake(struct request *request)
{
    sleeper_wake(&request->connection->sleeper);
}

enum MHD_Result connection_handle(void *server, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *len, void **state)
{
    struct http_connection *connection = *state;
    (void)server;
    (void)mhd;
    (void)url;
    if (!connection)
        return MHD_NO;
    if (!connection->begun)
        return request_begin(connection, method, version);
    return *len ? body_take(connection, data, len) : request_proceed(connection);
}

void connection_completed(void *context, struct MHD_Connection *mhd, void **state,
                          enum MHD_RequestTerminationCode code)
{
    struct http_server *server = context;
    struct http_connection *connection = *state;
    (void)mhd;
    (void)code;
    if (!connection)
        return;
    *state = NULL;
    struct request *request = &connection->request;
    if (connection->owed && server->config.finished)
        server->config.finished(server->config.context, request);
    if (connection->stream)
        stream_finish(connection->stream);
    if (connection->body_size > BODY_KEPT)
        body_drop(connection);
    arena_recycle(&request->arena, ARENA_KEPT);
    *request = (struct request){.arena = request->arena, .connection = connection};
    connection->begun = connection->owed = connection->waiting = connection->head_only = false;
    connection->stream = NULL;
    connection->target = NULL;
    connection->received = 0;
    deadline_set(connection);
    atomic_fetch_sub(&server->under_way, 1);
}
