/* A small HTTP client that keeps connections open and costs little: one thread, epoll. */
#ifndef VARDE_BENCH_CLIENT_H
#define VARDE_BENCH_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A port of the loopback that nobody listens on now. */
int client_free_port(void);
int client_connect(int port);
/* Of a GET on a connection of its own; 0 when nobody answers. */
int client_get_status(int port, const char *path);

struct load {
    int port;
    int connections;
    double seconds;
    int wanted; /* the status that every answer must have */
    /* Writes the next request; returns its length. */
    size_t (*make)(void *context, char *to, size_t size);
    void *context;
};

struct load_result {
    int64_t answered; /* all with the wanted status: anything else ends the bench */
    double seconds;   /* until the last answer */
    size_t count, size;
    int64_t *microseconds; /* of each answer; freed by load_finish */
};

/* Keeps `connections` requests under way; after `seconds` waits for those that are. Adds to result.
 */
void load_run(const struct load *load, struct load_result *result);
/* One more duration. */
void load_note(struct load_result *result, double seconds);
/* The percentile of what was noted since `from`, in milliseconds: sorts that part. */
double load_percentile(struct load_result *result, size_t from, double share);
void load_finish(struct load_result *result);

/* Where the head of an answer ends and how long the body is; false while it is not all there. */
bool answer_head(const char *at, size_t len, int *status_r, size_t *head_r, size_t *body_r);

#endif
