/* Live updates: what changed, about whom, never what it is. Rows in the event table, numbered
 * without gaps in the order of the commits, and a bus that tells those who listen now. */
#ifndef VARDE_EVENT_H
#define VARDE_EVENT_H

#include "auth/permit.h"
#include "store/writer.h"

/* Enough of the enrolment to say who may know of it. */
struct event {
    int64_t id;
    int64_t at;
    char kind[16]; /* report, case, taken, released, acknowledged, reopened, missing, enrolment,
                      message, contact, note, limits */
    struct uuid patient, enrolment, service, municipality, gp_office, department;
    char programme[40];
};

/* About one enrolment of the asker's. */
struct event event_of_enrolment(const char *kind, const struct uuid *patient,
                                const struct permit_enrolment *enrolment);

/* Events of the open transaction, published after its commit. */
struct event_batch {
    struct rows *rows; /* asked for, not yet read */
    bool known;
    int64_t last;
    size_t count, size;
    struct event *events; /* in the transaction's arena */
};

void event_batch_ask(struct event_batch *batch, struct tx *tx);
/* Reads the answer, unless it was read before. False when it did not come. */
bool event_batch_know(struct event_batch *batch, struct tx *tx);
/* Tells the other processes, with the commit. */
void event_batch_tell(const struct event_batch *batch, struct tx *tx);
/* Gives it id and time and appends it in the open transaction. Returns the id; 0 when the
 * transaction has failed already. */
int64_t event_append(struct event_batch *batch, struct tx *tx, const struct event *event);

/* Events after an id out of the table, oldest first, at most `most`. */
bool event_read(struct db *db, struct arena *arena, int64_t after, size_t most,
                struct event **events_r, size_t *count_r, struct error *error);

/* Who listens is told; the last few thousand events are remembered. What the bus holds is a whole
 * sequence by id, whoever wrote it. */
struct event_bus;
struct event_bus *event_bus_create(void);
void event_bus_destroy(struct event_bus *bus);
/* Takes those that follow on the last one and leaves out those that it had. False: others lie
 * between, and somebody has to read them (tail.h); none after them was taken. */
bool event_bus_publish(struct event_bus *bus, const struct event *events, size_t count);
/* Is called on the publisher's thread when events lie between. */
typedef void event_gap(void *reader);
void event_bus_on_gap(struct event_bus *bus, event_gap *gap, void *reader);
/* The newest id published; 0 when none. */
int64_t event_bus_last(struct event_bus *bus);
void event_bus_start(struct event_bus *bus, int64_t last);
/* Copies at most `most` events after `after`, oldest first; none when `after` is yet to come.
 * missed_r: some after `after` are no longer remembered, and the listener should load all again. */
size_t event_bus_read(struct event_bus *bus, int64_t after, struct event *events_r, size_t most,
                      bool *missed_r);

typedef void event_wake(void *listener);
void event_bus_listen(struct event_bus *bus, void *self, event_wake *wake);
/* After this the listener is not woken any more. */
void event_bus_unlisten(struct event_bus *bus, void *self);
/* Wakes all, e.g. for a sign of life. */
void event_bus_wake_all(struct event_bus *bus);

#endif
