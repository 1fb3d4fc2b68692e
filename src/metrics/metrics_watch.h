/* Looks at the database every ten seconds on a thread of its own, so that whoever asks for the
 * metrics waits for nothing, also when the database does not answer. */
#ifndef VARDE_METRICS_WATCH_H
#define VARDE_METRICS_WATCH_H

#include "metrics/metrics_store.h"

struct clock;
struct readers;
struct metrics_watch;

/* Looks once before it returns. certificate: the file that is offered to clients, "" or NULL: none.
 * What it is given must live longer than it. NULL when the thread cannot start. */
struct metrics_watch *metrics_watch_create(struct readers *readers, const char *url,
                                           const struct clock *clock, const char *certificate,
                                           struct error *error);
void metrics_watch_destroy(struct metrics_watch *watch);

struct metrics_sight {
    bool is_up;                /* the database was read well, and not long ago */
    int64_t seen_at;           /* when it last was; 0: never */
    int64_t started_at;        /* the watch, and with it the server */
    int64_t certificate_until; /* 0: there is none */
    struct metrics_seen seen;
};
void metrics_watch_sight(struct metrics_watch *watch, int64_t now, struct metrics_sight *sight_r);

#endif
