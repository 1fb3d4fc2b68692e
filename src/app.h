/* Everything that is shared, in one place. main wires it; nothing else is global. */
#ifndef VARDE_APP_H
#define VARDE_APP_H

#include "base/clock.h"
#include "base/uuid.h"
#include "config/config.h"
#include "metrics/metrics.h"
#include "store/readers.h"
#include "store/writer.h"

struct app {
    struct config config;
    struct clock clock;
    struct uuid_source *ids;
    struct readers *readers;
    struct writer *writer;
    struct house *house;           /* events and access log, inside the writer's transactions */
    struct event_bus *events;      /* to those who listen now */
    struct tail *tail;             /* NULL when not serving: events of other processes */
    struct jobs *jobs;             /* NULL when not serving */
    struct sessions *sessions;     /* who holds which token */
    struct programmes *programmes; /* the programme versions in use */
    struct metrics metrics;
    struct metrics_watch *watch; /* NULL when not serving */
    struct http_server *http;    /* NULL when not serving */
};

/* Opens all but the server, on a database that is there and current. seed 0: ids from the system's
 * randomness. */
bool app_open(struct app *app, const struct config *config, uint64_t seed, struct error *error);
void app_close(struct app *app);

#endif
