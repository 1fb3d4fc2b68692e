/* What every writing transaction of the house carries: its events, and its end of the access log.
 */
#ifndef VARDE_HOUSE_H
#define VARDE_HOUSE_H

#include "auth/access_log.h"
#include "clinical/zone.h"
#include "event/event.h"

struct house;

/* ids: for the rows that commands make. */
struct house *house_create(struct event_bus *bus, struct uuid_source *ids);
void house_destroy(struct house *house);
struct writer_hooks house_hooks(struct house *house);

/* Inside a command. */
/* The event of one enrolment, of which id, programme and the four places are asked for. Returns the
 * event's id. */
int64_t house_tell(struct tx *tx, const char *kind, const struct uuid *patient,
                   const struct permit_enrolment *enrolment);
/* One event for each enrolment that the asker sees. */
void house_tell_all(struct tx *tx, const char *kind, const struct grant *grant);
void house_access(struct tx *tx, const struct access_entry *entry);
/* A change that is about no patient: ids and words. */
void house_note(struct tx *tx, const struct who *who, const char *action, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
struct uuid house_id(struct tx *tx);
/* A report with something new was taken in. source: as table report has it. */
void house_report(struct tx *tx, const char *source, enum zone zone);

/* The reports since the start; none counts before it is on disk. */
enum { HOUSE_CHANNELS = 3, HOUSE_ZONES = ZONE_RED + 1 };
struct house_reports {
    uint64_t counts[HOUSE_CHANNELS][HOUSE_ZONES];
    int64_t last_at; /* epoch milliseconds; 0: none */
};
/* "fhir", "app", "bundle". */
const char *house_channel_word(int channel);
/* From any thread. */
void house_reports(struct house *house, struct house_reports *reports_r);

#endif
