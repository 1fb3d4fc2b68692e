/* The inside of the HTTP layer: one server, its connections, and the one request that each of them
 * carries at a time. Only files of this folder include it. */
#ifndef VARDE_HTTP_CONNECTION_H
#define VARDE_HTTP_CONNECTION_H

#include "http/server.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    HEAD_MOST = 16 * 1024,
    /* libmicrohttpd's memory for one connection: the head, its own tables and copies, the answer's
       head. */
    CONNECTION_MEMORY = 40 * 1024,
    BODY_KEPT = 16 * 1024,
    ARENA_KEPT = 32 * 1024, /* a body's buffer up to this size stays for the next request */
    BODY_FIRST = 4 * 1024,  /* and is this large at first */
    SWALLOW_LEAST = 64 * 1024,
    OVERALL = 4,             /* × patience: for a whole request to arrive */
    ANSWER_PACE = 1024,      /* bytes a second that a client must take at least */
    STREAM_KEPT = 64 * 1024, /* a stream's buffer up to this size stays */
};

/* Something that MHD suspends and another thread wakes. A waking that comes before the sleep is
 * seen, and MHD_resume_connection is called for a suspended connection only, once for each sleep.
 */
struct sleeper {
    _Atomic int state;
    struct MHD_Connection *mhd;
};

/* Before the work is handed over: wakings count from here. */
void sleeper_arm(struct sleeper *sleeper);
bool sleeper_woken(struct sleeper *sleeper);
/* On MHD's thread, in one of its callbacks. */
void sleeper_sleep(struct sleeper *sleeper);
/* From any thread. When the sleeper was asleep it may be gone afterwards. */
void sleeper_wake(struct sleeper *sleeper);

struct http_stream {
    struct http_stream *next_stream, **link; /* in the server's list, under its lock */
    struct request *request;
    bool (*next)(void *context, struct request *request, struct buf *out);
    void *context;
    struct arena arena; /* of `out` */
    struct buf out;
    size_t sent; /* of what is in `out` */
    bool ended;
    struct sleeper sleeper;
};

struct http_connection {
    struct http_server *server;
    struct http_connection *next, **link; /* in the server's list, under its lock */
    struct MHD_Connection *mhd;
    int fd;
    _Atomic int64_t deadline; /* clock_ticks; the watch closes the connection then; 0: none */

    struct request request;
    const char *target; /* as it came, in the request's arena */
    bool begun;         /* the head was looked at */
    bool owed;          /* `finished` is owed, since `handle` or `refuse` was called */
    bool waiting;       /* `woken` is to be called next */
    bool head_only;     /* HEAD */
    struct sleeper sleeper;
    struct http_stream *stream;

    char *body;
    size_t body_size;
    size_t body_most, swallow_most;
    uint64_t received;
};

struct http_server {
    struct http_config config;
    struct MHD_Daemon *daemon;
    int listener;
    unsigned port;
    struct tls_pair *tls; /* one thread at a time changes it: who starts, renews or stops */
    pthread_t starter;
    struct error *start_error;

    pthread_mutex_t lock; /* both lists, `stopping` */
    pthread_cond_t changed;
    struct http_connection *connections;
    struct http_stream *streams;
    bool stopping, watched;
    pthread_t watch;

    atomic_bool quiesced;
    _Atomic uint64_t number; /* of the last request */
    _Atomic uint64_t requests, refused, connection_count, stream_count;
    _Atomic uint64_t under_way;
};

/* listen.c, for a socket that is bound. */
unsigned listen_port(int fd);
bool listen_start(int fd, const char *text, struct error *error);

/* tls.c: the pair that new handshakes get comes first. The older ones may still be in one, so they
 * live as long as the server. */
struct tls_pair;
/* For MHD: a gnutls_certificate_retrieve_function2. */
void *tls_callback(void);
void tls_finish(struct http_server *server);

/* target.c: a request target as it came ("/a%20b?c=d", or with "http://host" in front). False when
 * it is not one: bad escapes, %00 and other control characters, %2F, invalid UTF-8. */
bool target_parse(struct arena *arena, const char *target, struct str *path_r, struct str *query_r);

/* request.c: false when the head is not what HTTP allows, or allows two readings of where the body
 * ends. */
bool head_check(struct http_connection *connection, const char *version, const char **detail_r);

/* response.c: hands request->response to MHD. */
bool response_has(const struct response *response, const char *name);
/* Packs the body when that is worth it and the client can read it. */
void response_compress(struct request *request);
enum MHD_Result response_send(struct http_connection *connection);
enum MHD_Result response_stream(struct http_connection *connection);

/* connection.c: MHD's callbacks. */
void connection_changed(void *server, struct MHD_Connection *mhd, void **socket_context,
                        enum MHD_ConnectionNotificationCode code);
void *connection_target(void *context, const char *target, struct MHD_Connection *mhd);
enum MHD_Result connection_handle(void *server, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *len, void **state);
void connection_completed(void *context, struct MHD_Connection *mhd, void **state,
                          enum MHD_RequestTerminationCode code);
/* Closes what is overdue. Under the server's lock. */
void connection_watch(struct http_server *server, int64_t ticks);

/* stream.c */
ssize_t stream_read(void *context, uint64_t at, char *to, size_t most);
void stream_finish(struct http_stream *stream);

#endif
