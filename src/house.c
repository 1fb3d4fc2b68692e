#include "house.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

struct house {
    struct event_bus *bus;
    struct uuid_source *ids;
    struct event_batch events;
    struct access_chain chain;
    struct house_reports pending; /* of the open transaction */
    _Atomic uint64_t reports[HOUSE_CHANNELS][HOUSE_ZONES];
    _Atomic int64_t report_at;
};

static const char *const channels[HOUSE_CHANNELS] = {"fhir", "app", "bundle"};

struct house *house_create(struct event_bus *bus, struct uuid_source *ids)
{
    struct house *house = calloc(1, sizeof *house);
    if (!house)
        abort();
    house->bus = bus;
    house->ids = ids;
    return house;
}

void house_destroy(struct house *house)
{
    free(house);
}

static bool begin(void *context, struct tx *tx, struct error *error)
{
    struct house *house = context;
    (void)error;
    tx->house = house;
    house->pending = (struct house_reports){0};
    event_batch_ask(&house->events, tx);
    access_chain_ask(&house->chain, tx);
    return true;
}

/* Both ends are asked for together; who settles after something was sent pays for a journey. */
static void know(struct house *house, struct tx *tx)
{
    event_batch_know(&house->events, tx);
    access_chain_know(&house->chain, tx);
}

static bool before_commit(void *context, struct tx *tx, struct error *error)
{
    struct house *house = context;
    (void)error;
    event_batch_tell(&house->events, tx);
    return true;
}

static void count_reports(struct house *house)
{
    for (int channel = 0; channel < HOUSE_CHANNELS; channel++)
        for (int zone = 0; zone < HOUSE_ZONES; zone++)
            house->reports[channel][zone] += house->pending.counts[channel][zone];
    if (house->pending.last_at)
        house->report_at = house->pending.last_at;
}

static void committed(void *context, struct tx *tx)
{
    struct house *house = context;
    (void)tx;
    count_reports(house);
    if (house->bus)
        event_bus_publish(house->bus, house->events.events, house->events.count);
}

struct writer_hooks house_hooks(struct house *house)
{
    return (struct writer_hooks){
        .context = house, .begin = begin, .before_commit = before_commit, .committed = committed};
}

static int64_t append_event(struct tx *tx, const struct event *event)
{
    struct house *house = tx->house;
    know(house, tx);
    return event_append(&house->events, tx, event);
}

int64_t house_tell(struct tx *tx, const char *kind, const struct uuid *patient,
                   const struct permit_enrolment *enrolment)
{
    struct event event = event_of_enrolment(kind, patient, enrolment);
    return append_event(tx, &event);
}

void house_tell_all(struct tx *tx, const char *kind, const struct grant *grant)
{
    for (size_t i = 0; i < grant->count; i++)
        house_tell(tx, kind, &grant->patient, &grant->enrolments[i]);
}

void house_access(struct tx *tx, const struct access_entry *entry)
{
    struct house *house = tx->house;
    know(house, tx);
    access_log_append(&house->chain, tx, entry);
}

void house_note(struct tx *tx, const struct who *who, const char *action, const char *format, ...)
{
    struct access_entry entry;
    struct buf detail;
    va_list args;
    access_entry_of(who, action, &entry);
    buf_init(&detail, tx->arena, 120);
    va_start(args, format);
    buf_vprintf(&detail, format, args);
    va_end(args);
    entry.detail = buf_cstr(&detail);
    house_access(tx, &entry);
}

struct uuid house_id(struct tx *tx)
{
    return uuid_make(((struct house *)tx->house)->ids, tx->now);
}

void house_report(struct tx *tx, const char *source, enum zone zone)
{
    struct house *house = tx->house;
    for (int channel = 0; channel < HOUSE_CHANNELS; channel++)
        house->pending.counts[channel][zone] += strcmp(channels[channel], source) == 0;
    house->pending.last_at = tx->now;
}

const char *house_channel_word(int channel)
{
    return channels[channel];
}

void house_reports(struct house *house, struct house_reports *reports_r)
{
    for (int channel = 0; channel < HOUSE_CHANNELS; channel++)
        for (int zone = 0; zone < HOUSE_ZONES; zone++)
            reports_r->counts[channel][zone] = house->reports[channel][zone];
    reports_r->last_at = house->report_at;
}
