#include "metrics/metrics_watch.h"

#include "base/certificate.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/readers.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EVERY_SECONDS = 10, CERTIFICATE_MOST = 65536 };
/* Two looks that did not come. */
#define STALE_AFTER (25 * SECOND)

struct metrics_watch {
    pthread_t thread;
    pthread_mutex_t mutex; /* `ending`, `sight` */
    pthread_cond_t wake;
    bool ending;
    struct metrics_sight sight;
    struct metrics_seen seen; /* the thread's own */
    struct arena arena;
    struct readers *readers;
    const char *url;
    const struct clock *clock;
};

/* The log tells it once, not every ten seconds. */
static void keep(struct metrics_watch *watch, bool read, int64_t now, const struct error *error)
{
    pthread_mutex_lock(&watch->mutex);
    bool was_up = watch->sight.is_up;
    watch->sight.is_up = read;
    if (read) {
        watch->sight.seen_at = now;
        watch->sight.seen = watch->seen;
    }
    pthread_mutex_unlock(&watch->mutex);
    if (was_up && !read)
        log_line(LOG_WARN, "metrics.blind", "the database cannot be read: %s", error->log);
    if (!was_up && read)
        log_line(LOG_INFO, "metrics.sees", "the database can be read");
}

static void look_once(struct metrics_watch *watch)
{
    struct error error = {0};
    int64_t now = clock_now(watch->clock);
    struct db *db = readers_take(watch->readers, &error);
    bool read = db && metrics_read(db, watch->url, &watch->arena, now, &watch->seen, &error);
    readers_give(watch->readers, db);
    arena_reset(&watch->arena);
    keep(watch, read, now, &error);
}

/* False when it is over. */
static bool pause_for(struct metrics_watch *watch)
{
    int64_t until = clock_ticks() + EVERY_SECONDS * INT64_C(1000000);
    const struct timespec end = {until / 1000000, until % 1000000 * 1000};
    int timeout = 0;
    pthread_mutex_lock(&watch->mutex);
    while (!watch->ending && !timeout)
        timeout = pthread_cond_timedwait(&watch->wake, &watch->mutex, &end);
    bool on = !watch->ending;
    pthread_mutex_unlock(&watch->mutex);
    return on;
}

static void *watch_main(void *argument)
{
    pthread_setname_np(pthread_self(), "metrics");
    while (pause_for(argument))
        look_once(argument);
    return NULL;
}

static int64_t read_certificate(const char *path, int64_t now)
{
    char *text = calloc(1, CERTIFICATE_MOST);
    FILE *file = text && path && path[0] ? fopen(path, "r") : NULL;
    size_t len = file ? fread(text, 1, CERTIFICATE_MOST, file) : 0;
    int64_t until = 0;
    if (file)
        (void)fclose(file);
    if (len && !certificate_until((struct str){text, len}, now, &until))
        until = 0;
    free(text);
    return until;
}

static void init(struct metrics_watch *watch)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&watch->mutex, NULL);
    arena_init(&watch->arena);
}

static void finish(struct metrics_watch *watch)
{
    pthread_cond_destroy(&watch->wake);
    pthread_mutex_destroy(&watch->mutex);
    arena_finish(&watch->arena);
    free(watch);
}

struct metrics_watch *metrics_watch_create(struct readers *readers, const char *url,
                                           const struct clock *clock, const char *certificate,
                                           struct error *error)
{
    struct metrics_watch *watch = calloc(1, sizeof *watch);
    if (!watch)
        abort();
    init(watch);
    watch->readers = readers;
    watch->url = url;
    watch->clock = clock;
    watch->sight.started_at = clock_now(clock);
    watch->sight.certificate_until = read_certificate(certificate, watch->sight.started_at);
    watch->sight.is_up = true;
    look_once(watch);
    if (pthread_create(&watch->thread, NULL, watch_main, watch) == 0)
        return watch;
    finish(watch);
    error_log(error, ERROR_INTERNAL, "the thread that looks for the metrics cannot start");
    return NULL;
}

void metrics_watch_destroy(struct metrics_watch *watch)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watch->mutex);
    watch->ending = true;
    pthread_cond_signal(&watch->wake);
    pthread_mutex_unlock(&watch->mutex);
    pthread_join(watch->thread, NULL);
    finish(watch);
}

void metrics_watch_sight(struct metrics_watch *watch, int64_t now, struct metrics_sight *sight_r)
{
    pthread_mutex_lock(&watch->mutex);
    *sight_r = watch->sight;
    pthread_mutex_unlock(&watch->mutex);
    sight_r->is_up = sight_r->is_up && now - sight_r->seen_at < STALE_AFTER;
}
