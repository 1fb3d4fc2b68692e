/* The HTTP server: libmicrohttpd's threads in front, one handler behind.
 *
 * Limits: the head 16 KiB (431). The body as `body_most` says: what is larger is read to its end
 * and answered 413 when it is not more than twice that (or 64 KiB); when more is announced, or the
 * client asks with Expect, the answer comes at once and the connection closes; a chunked body that
 * goes on beyond is cut off without an answer. A connection ends after `patience` seconds of
 * silence, and when a whole request has not arrived after four times that. Every answer carries the
 * strict headers (CSP, nosniff, referrer, frame, permissions, no-store unless the handler sets
 * Cache-Control), but for the few that libmicrohttpd gives before there is a request: lines that
 * are no HTTP, no Host, heads larger than its memory of 40 KiB, an unreadable Content-Length, bad
 * chunks. */
#ifndef VARDE_HTTP_SERVER_H
#define VARDE_HTTP_SERVER_H

#include "http/request.h"

struct clock;
struct http_server;

enum handled {
    HANDLED,  /* request->response is set: send it */
    WAITING,  /* http_wake will be called once, from any thread; then `woken` answers */
    STREAMED, /* request->response head is set and http_stream was called: events follow */
};

struct http_config {
    const char *listen; /* "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one */
    int bound;          /* what http_bind gave, taken over also when the start fails; 0: binds */
    unsigned threads;
    unsigned connections;           /* at most, at once; shared out evenly to the threads */
    unsigned per_address;           /* at most from one address; 0: no bound */
    unsigned patience;              /* seconds */
    const char *tls_cert, *tls_key; /* PEM text, used during the start only; NULL: plain HTTP */
    bool hsts;
    const struct clock *clock;
    void *context;
    /* Before the body is read: how large may it be? 0: no body is taken (413 when there is one). */
    size_t (*body_most)(void *context, enum method method, struct str path);
    enum handled (*handle)(void *context, struct request *request);
    /* After http_wake, on a thread of the server. It may wait again. */
    enum handled (*woken)(void *context, struct request *request);
    /* The request is over, answered or not; its arena goes next. Called once for each request that
     * `handle` or `refuse` was called for. */
    void (*finished)(void *context, struct request *request);
    /* The problem body for what the server refuses by itself (400, 413, 431, 500). It sets
     * request->response. The path is "/" when it was unreadable. */
    void (*refuse)(void *context, struct request *request, enum error_code code,
                   const char *detail);
};

/* Takes the address without listening yet, while one still may (ports below 1024). A socket for
 * http_config.bound, or -1. */
int http_bind(const char *text, unsigned *port_r, struct error *error);
/* The form alone; and whether only this machine can reach it. */
bool http_address_check(const char *text, struct error *error);
bool http_address_is_local(const char *text);

struct http_server *http_start(const struct http_config *config, struct error *error);
unsigned http_port(const struct http_server *server);
/* Takes no new connections; answers what is under way; streams end. Call before the writer is
 * drained. */
void http_quiesce(struct http_server *server);
/* After the writer is drained: nothing may wait any more (libmicrohttpd aborts the program if it
 * does). Takes up to 5 seconds for the last answers to go out. */
void http_stop(struct http_server *server);

/* To be called before the work is handed over, on the server's thread: a waking counts from then
 * on, also when it comes before the handler has returned WAITING. Who could not hand over may
 * return HANDLED instead. */
void http_wait(struct request *request);
/* From any thread, once for each http_wait; the request may be gone when it returns. */
void http_wake(struct request *request);

/* A stream of text (server-sent events). `next` is asked for more bytes whenever the stream is
 * woken: it appends to `out` (cleared before each call), or nothing. False ends the stream. It runs
 * on the server's threads. The request lives until `finished`. */
struct http_stream;
struct http_stream *
http_stream(struct request *request,
            bool (*next)(void *context, struct request *request, struct buf *out), void *context);
/* From any thread, also while it is not asleep; never after `finished` has returned (so let
 * `finished` take the stream off under the lock that is held for waking). */
void http_stream_wake(struct http_stream *stream);

/* Handshakes from now on get this certificate; connections that are open stay. Fails without
 * changing anything. changed_r: it was another one. One thread at a time. */
bool http_renew_tls(struct http_server *server, const char *cert, const char *key, bool *changed_r,
                    struct error *error);
/* Whether certificate and key can be read and belong together, and it is valid at `now`; how long
 * it still will be, in milliseconds. */
bool http_tls_check(const char *cert, const char *key, int64_t now, int64_t *left_r,
                    struct error *error);

struct http_stats {
    uint64_t requests, refused;    /* since the start */
    uint64_t connections, streams; /* open now */
};
void http_stats(struct http_server *server, struct http_stats *stats_r);

#endif
