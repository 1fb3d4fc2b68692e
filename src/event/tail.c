#include "event/tail.h"

#include "base/log.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { LOOK_MS = 1000, PAGE = 500, ARENA_KEPT = 1 << 20 };

struct tail {
    pthread_t thread;
    bool started, failing;
    _Atomic bool stopping;
    int wake;
    struct db *db;
    struct event_bus *bus;
    struct sessions *sessions;
    struct arena arena;
};

static void wake(void *self)
{
    struct tail *tail = self;
    (void)eventfd_write(tail->wake, 1);
}

/* What follows on the bus's last. The process's own are there as a rule before they are read. */
static bool read_on(struct tail *tail, struct error *error)
{
    size_t count = PAGE;
    while (count == PAGE && !tail->stopping) {
        struct event *events;
        arena_recycle(&tail->arena, ARENA_KEPT);
        if (!event_read(tail->db, &tail->arena, event_bus_last(tail->bus), PAGE, &events, &count,
                        error))
            return false;
        event_bus_publish(tail->bus, events, count);
    }
    return true;
}

/* One line when it is lost and one when it is back, however often it was tried. */
static void note_state(struct tail *tail, bool ok, const struct error *error)
{
    if (ok && tail->failing)
        log_line(LOG_INFO, "tail.back", "events of other processes are read again");
    if (!ok && !tail->failing)
        log_line(LOG_WARN, "tail.lost", "events of other processes cannot be read: %s", error->log);
    tail->failing = !ok;
}

/* Rights that ended while nobody could tell must not be remembered either. */
static void forget(struct tail *tail, const struct db_told *told)
{
    if (!told->told[NEWS_RIGHTS] && !told->missed && !told->deaf)
        return;
    sessions_forget(tail->sessions);
    if (!told->deaf)
        event_bus_wake_all(tail->bus);
}

static void *tail_main(void *argument)
{
    struct tail *tail = argument;
    struct db_told told = {.told = {true}};
    int64_t heard = INT64_MAX;
    pthread_setname_np(pthread_self(), "tail");
    while (!tail->stopping) {
        struct error error = {0};
        eventfd_t woken;
        /* Told of what this process wrote itself, there is nothing to read. */
        if (heard > event_bus_last(tail->bus))
            note_state(tail, read_on(tail, &error), &error);
        db_wait(tail->db, tail->wake, LOOK_MS, &told);
        forget(tail, &told);
        (void)eventfd_read(tail->wake, &woken);
        heard = told.told[NEWS_EVENT] && !told.missed ? told.number[NEWS_EVENT] : INT64_MAX;
    }
    return NULL;
}

struct tail *tail_start(const char *url, struct event_bus *bus, struct sessions *sessions,
                        struct error *error)
{
    struct tail *tail = calloc(1, sizeof *tail);
    if (!tail)
        abort();
    tail->bus = bus;
    tail->sessions = sessions;
    arena_init(&tail->arena);
    tail->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    tail->db = db_open(url, DB_LISTEN, error);
    if (tail->db && tail->wake >= 0 && pthread_create(&tail->thread, NULL, tail_main, tail) == 0) {
        tail->started = true;
        event_bus_on_gap(bus, wake, tail);
        return tail;
    }
    if (tail->db)
        error_log(error, ERROR_INTERNAL, "the thread that reads events cannot start");
    tail_stop(tail);
    return NULL;
}

void tail_stop(struct tail *tail)
{
    if (!tail)
        return;
    event_bus_on_gap(tail->bus, NULL, NULL);
    tail->stopping = true;
    if (tail->started) {
        wake(tail);
        pthread_join(tail->thread, NULL);
    }
    db_close(tail->db);
    if (tail->wake >= 0)
        close(tail->wake);
    arena_finish(&tail->arena);
    free(tail);
}
