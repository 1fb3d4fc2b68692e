#include "event/event.h"

#include <pthread.h>
#include <stdlib.h>

enum { REMEMBERED = 4096 };

struct listener {
    struct listener *next;
    void *self;
    event_wake *wake;
};

struct event_bus {
    pthread_mutex_t mutex;
    int64_t last;
    size_t held; /* of the ring, at most REMEMBERED */
    struct listener *listeners;
    event_gap *gap;
    void *reader;                  /* whom it calls */
    struct event ring[REMEMBERED]; /* by id modulo its size */
};

struct event_bus *event_bus_create(void)
{
    struct event_bus *bus = calloc(1, sizeof *bus);
    if (!bus)
        abort();
    pthread_mutex_init(&bus->mutex, NULL);
    return bus;
}

void event_bus_destroy(struct event_bus *bus)
{
    if (!bus)
        return;
    while (bus->listeners)
        event_bus_unlisten(bus, bus->listeners->self);
    pthread_mutex_destroy(&bus->mutex);
    free(bus);
}

void event_bus_start(struct event_bus *bus, int64_t last)
{
    pthread_mutex_lock(&bus->mutex);
    bus->last = last;
    bus->held = 0;
    pthread_mutex_unlock(&bus->mutex);
}

static void wake_all(struct event_bus *bus)
{
    for (struct listener *listener = bus->listeners; listener; listener = listener->next)
        listener->wake(listener->self);
}

static void take(struct event_bus *bus, const struct event *event)
{
    bus->ring[event->id % REMEMBERED] = *event;
    bus->last = event->id;
    if (bus->held < REMEMBERED)
        bus->held++;
}

bool event_bus_publish(struct event_bus *bus, const struct event *events, size_t count)
{
    bool any = false, follows = true;
    event_gap *gap = NULL;
    void *reader = NULL;
    pthread_mutex_lock(&bus->mutex);
    for (size_t i = 0; i < count && follows; i++) {
        follows = events[i].id <= bus->last + 1;
        if (events[i].id != bus->last + 1)
            continue;
        take(bus, &events[i]);
        any = true;
    }
    if (any)
        wake_all(bus);
    if (!follows) {
        gap = bus->gap;
        reader = bus->reader;
    }
    pthread_mutex_unlock(&bus->mutex);
    if (gap)
        gap(reader);
    return follows;
}

void event_bus_on_gap(struct event_bus *bus, event_gap *gap, void *reader)
{
    pthread_mutex_lock(&bus->mutex);
    bus->gap = gap;
    bus->reader = reader;
    pthread_mutex_unlock(&bus->mutex);
}

int64_t event_bus_last(struct event_bus *bus)
{
    pthread_mutex_lock(&bus->mutex);
    int64_t last = bus->last;
    pthread_mutex_unlock(&bus->mutex);
    return last;
}

size_t event_bus_read(struct event_bus *bus, int64_t after, struct event *events_r, size_t most,
                      bool *missed_r)
{
    size_t count = 0;
    pthread_mutex_lock(&bus->mutex);
    *missed_r = after < bus->last - (int64_t)bus->held;
    for (int64_t id = after + 1; !*missed_r && id <= bus->last && count < most; id++)
        events_r[count++] = bus->ring[id % REMEMBERED];
    pthread_mutex_unlock(&bus->mutex);
    return count;
}

void event_bus_listen(struct event_bus *bus, void *self, event_wake *wake)
{
    struct listener *listener = calloc(1, sizeof *listener);
    if (!listener)
        abort();
    *listener = (struct listener){.self = self, .wake = wake};
    pthread_mutex_lock(&bus->mutex);
    listener->next = bus->listeners;
    bus->listeners = listener;
    pthread_mutex_unlock(&bus->mutex);
}

void event_bus_unlisten(struct event_bus *bus, void *self)
{
    pthread_mutex_lock(&bus->mutex);
    for (struct listener **at = &bus->listeners; *at; at = &(*at)->next) {
        struct listener *listener = *at;
        if (listener->self != self)
            continue;
        *at = listener->next;
        free(listener);
        break;
    }
    pthread_mutex_unlock(&bus->mutex);
}

void event_bus_wake_all(struct event_bus *bus)
{
    pthread_mutex_lock(&bus->mutex);
    wake_all(bus);
    pthread_mutex_unlock(&bus->mutex);
}
