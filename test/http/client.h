/* For tests of the HTTP layer: a small client on plain sockets, and a server with handlers to try.
 */
#ifndef VARDE_TEST_HTTP_CLIENT_H
#define VARDE_TEST_HTTP_CLIENT_H

#include "http/server.h"

#include <pthread.h>
#include <stdatomic.h>

/* ---- the client ---- */

#define CLIENT_ROOM (256 * 1024)

struct client {
    int fd;
    size_t len; /* of what came and was not looked at yet */
    char room[CLIENT_ROOM];
};

struct answer {
    int status; /* 0: the connection ended before an answer */
    char head[8192];
    char body[CLIENT_ROOM];
    size_t body_len;
};

struct client *client_open(unsigned port);
void client_close(struct client *client);
/* False when the other side has closed. */
bool client_send(struct client *client, const char *bytes, size_t len);
bool client_text(struct client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Reads one answer, with Content-Length or chunks. patience: milliseconds; status 0 when nothing
 * came. */
void client_answer(struct client *client, int patience, bool head_only, struct answer *answer_r);
/* Waits until `text` is in what came (and keeps it there). */
bool client_until(struct client *client, const char *text, int patience);
/* True when the server closes within the patience; what comes before is thrown away. */
bool client_closed(struct client *client, int patience);

/* GET on a connection of its own. */
void client_get(unsigned port, const char *path, struct answer *answer_r);
/* The value of a header, or NULL; it holds until the next call in this thread. */
const char *answer_header(const struct answer *answer, const char *name);

/* ---- the server ---- */

struct waiter {
    struct waiter *next;
    struct request *request;
    bool again; /* waits a second time */
};

struct feed {
    struct feed *next, **link;
    struct http_stream *stream;
    struct world *world;
    _Atomic int pending; /* events that were announced */
    int told;            /* events that were sent */
    int size;            /* bytes of one event */
    bool late;           /* wakes itself after finding nothing */
};

struct world {
    struct http_server *server;
    unsigned port;
    struct http_config config;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct waiter *waiters; /* for the worker, last first */
    struct feed *feeds;
    bool held;  /* the worker leaves waiters where they are */
    bool ended; /* the worker goes when all are served */
    pthread_t worker;
    _Atomic int handled, finished, woken, filled;
    _Atomic size_t filled_bytes;
};

/* /echo answers the body, /path the path, /query the parameter q, /cookie the cookie c, /header the
 * header X-Try, /method the method's text, /large 4 MB, /json as
 * many pieces of JSON as ten times its parameter `times` is long, /none without an answer, /split a
 * header with a line break, /cached a Cache-Control of its own, /empty 204, /moved 303, /wait waits
 * for the worker, /again twice, /sooner is woken before handle returns, /changed waits but answers
 * at once, /stream, /stream-large, /stream-late. Bodies: 1000 bytes; under /roomy 200 000. Settings
 * in world->config may be changed before world_start. */
void world_init(struct world *world);
void world_start(struct world *world);
/* The order that the program keeps too: quiesce, let the worker end, stop. */
void world_stop(struct world *world);
void world_release(struct world *world); /* the worker serves again */
/* An event to all streams. */
void world_event(struct world *world);
/* Waits until `value` is at least `least`. */
bool reaches(_Atomic int *value, int least, int patience);

#endif
