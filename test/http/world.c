/* The server that tests talk to: handlers to try, a worker that wakes what waits, streams to feed.
 */
#include "base/clock.h"
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static size_t world_body_most(void *context, enum method method, struct str path)
{
    (void)context;
    if (str_starts(path, "/roomy"))
        return 200000;
    return method == METHOD_GET ? 0 : 1000;
}

static void *world_work(void *context)
{
    struct world *world = context;
    pthread_mutex_lock(&world->lock);
    while (!world->ended || world->waiters) {
        struct waiter *waiter = world->held && !world->ended ? NULL : world->waiters;
        if (!waiter) {
            pthread_cond_wait(&world->changed, &world->lock);
            continue;
        }
        world->waiters = waiter->next;
        pthread_mutex_unlock(&world->lock);
        http_wake(waiter->request); /* the waiter may be gone now */
        pthread_mutex_lock(&world->lock);
    }
    pthread_mutex_unlock(&world->lock);
    return NULL;
}

static enum handled world_wait(struct world *world, struct request *request, bool again)
{
    struct waiter *waiter = arena_new(&request->arena, struct waiter);
    waiter->request = request;
    waiter->again = again;
    request->state = waiter;
    http_wait(request);
    pthread_mutex_lock(&world->lock);
    waiter->next = world->waiters;
    world->waiters = waiter;
    pthread_cond_signal(&world->changed);
    pthread_mutex_unlock(&world->lock);
    return WAITING;
}

static bool feed_next(void *context, struct request *request, struct buf *out)
{
    struct feed *feed = context;
    (void)request;
    atomic_fetch_add(&feed->world->filled, 1);
    while (feed->told < atomic_load(&feed->pending)) {
        buf_printf(out, "data: %d\n\n", ++feed->told);
        for (int i = 0; i < feed->size; i += 100)
            buf_printf(out, ": %096d\n", i);
        atomic_fetch_add(&feed->world->filled_bytes, out->len);
        if (feed->size)
            break;
    }
    if (feed->late && out->len == 0 && feed->told < 500) {
        atomic_fetch_add(&feed->pending, 1);
        http_stream_wake(feed->stream);
    }
    return feed->told < 1000000;
}

static enum handled world_stream(struct world *world, struct request *request, int size)
{
    struct feed *feed = arena_new(&request->arena, struct feed);
    feed->world = world;
    feed->size = size;
    feed->late = str_is(request->path, "/stream-late");
    atomic_store(&feed->pending, size ? 100000 : 1);
    request->state = feed;
    respond(request, 200, "text/event-stream", STR_NONE);
    feed->stream = http_stream(request, feed_next, feed);
    pthread_mutex_lock(&world->lock);
    feed->next = world->feeds;
    feed->link = &world->feeds;
    if (feed->next)
        feed->next->link = &feed->next;
    world->feeds = feed;
    pthread_mutex_unlock(&world->lock);
    return STREAMED;
}

static struct str world_large(struct request *request)
{
    size_t len = 4u << 20;
    char *large = arena_raw(&request->arena, len);
    memset(large, 'x', len);
    return (struct str){large, len};
}

static enum handled world_special(struct world *world, struct request *request)
{
    struct str path = request->path;
    if (str_is(path, "/cached")) {
        respond(request, 200, "text/plain", STR("c"));
        respond_header(request, "Cache-Control", "max-age=60");
    } else if (str_is(path, "/json")) {
        static const char piece[] = "{\"name\":\"SpO\xe2\x82\x82\"},";
        size_t times = request_parameter(request, "times").len;
        struct buf body;
        buf_init(&body, &request->arena, 4096);
        for (size_t i = 0; i < times * 10; i++)
            buf_printf(&body, "%s", piece);
        respond(request, 200, "application/json; charset=utf-8", buf_slice(&body));
    } else if (str_is(path, "/split")) {
        respond(request, 200, "text/plain", STR("c"));
        respond_header(request, "X-Split", "a\r\nSet-Cookie: b");
    } else if (str_is(path, "/empty")) {
        respond_empty(request, 204);
    } else if (str_is(path, "/moved")) {
        respond_redirect(request, 303, "/path");
    } else if (str_is(path, "/sooner")) {
        http_wait(request);
        http_wake(request);
        return WAITING;
    } else if (str_is(path, "/changed")) {
        http_wait(request);
        respond(request, 503, "text/plain", STR("not taken"));
    } else if (str_is(path, "/wait") || str_is(path, "/again")) {
        return world_wait(world, request, str_is(path, "/again"));
    } else if (str_starts(path, "/stream")) {
        return world_stream(world, request, str_is(path, "/stream-large") ? 50000 : 0);
    } else if (!str_is(path, "/none")) {
        respond(request, 404, "text/plain", STR("unknown"));
    }
    return HANDLED;
}

static enum handled world_handle(void *context, struct request *request)
{
    struct world *world = context;
    struct str path = request->path, say;
    atomic_fetch_add(&world->handled, 1);
    if (str_is(path, "/echo") || str_is(path, "/roomy/echo"))
        say = request->body;
    else if (str_starts(path, "/path"))
        say = path;
    else if (str_is(path, "/query"))
        say = request_parameter(request, "q");
    else if (str_is(path, "/cookie"))
        say = request_cookie(request, "c");
    else if (str_is(path, "/header"))
        say = request_header(request, "x-try");
    else if (str_is(path, "/method"))
        say = str_of(
            arena_printf(&request->arena, "%d %s", (int)request->method, request->method_text));
    else if (str_is(path, "/large"))
        say = world_large(request);
    else
        return world_special(world, request);
    respond(request, 200, "text/plain", say.at ? say : STR("(none)"));
    return HANDLED;
}

static enum handled world_woken(void *context, struct request *request)
{
    struct world *world = context;
    struct waiter *waiter = request->state;
    atomic_fetch_add(&world->woken, 1);
    if (waiter && waiter->again)
        return world_wait(world, request, false);
    respond(request, 201, "text/plain", request->body.len ? request->body : STR("woken"));
    return HANDLED;
}

static void world_finished(void *context, struct request *request)
{
    struct world *world = context;
    if (str_starts(request->path, "/stream") && request->state) {
        struct feed *feed = request->state;
        pthread_mutex_lock(&world->lock);
        *feed->link = feed->next;
        if (feed->next)
            feed->next->link = feed->link;
        pthread_mutex_unlock(&world->lock);
    }
    atomic_fetch_add(&world->finished, 1);
}

static void world_refuse(void *context, struct request *request, enum error_code code,
                         const char *detail)
{
    (void)context;
    respond(request, error_http_status(code), "application/problem+json",
            str_of(arena_printf(&request->arena, "{\"detail\":\"%s\"}", detail)));
}

void world_init(struct world *world)
{
    static const struct clock noon = {.fixed = INT64_C(1795258800000)};
    *world = (struct world){0};
    world->config = (struct http_config){
        .listen = "127.0.0.1:0",
        .threads = 2,
        .connections = 200,
        .patience = 5,
        .clock = &noon,
        .context = world,
        .body_most = world_body_most,
        .handle = world_handle,
        .woken = world_woken,
        .finished = world_finished,
        .refuse = world_refuse,
    };
    pthread_mutex_init(&world->lock, NULL);
    pthread_cond_init(&world->changed, NULL);
}

void world_start(struct world *world)
{
    struct error error = {0};
    world->server = http_start(&world->config, &error);
    if (!world->server) {
        fprintf(stderr, "no server: %s %s\n", error.detail, error.log);
        abort();
    }
    world->port = http_port(world->server);
    pthread_create(&world->worker, NULL, world_work, world);
}

void world_release(struct world *world)
{
    pthread_mutex_lock(&world->lock);
    world->held = false;
    pthread_cond_signal(&world->changed);
    pthread_mutex_unlock(&world->lock);
}

void world_event(struct world *world)
{
    pthread_mutex_lock(&world->lock);
    for (struct feed *each = world->feeds; each; each = each->next) {
        atomic_fetch_add(&each->pending, 1);
        http_stream_wake(each->stream);
    }
    pthread_mutex_unlock(&world->lock);
}

void world_stop(struct world *world)
{
    http_quiesce(world->server);
    pthread_mutex_lock(&world->lock);
    world->ended = true;
    pthread_cond_signal(&world->changed);
    pthread_mutex_unlock(&world->lock);
    pthread_join(world->worker, NULL);
    http_stop(world->server);
    pthread_cond_destroy(&world->changed);
    pthread_mutex_destroy(&world->lock);
}
