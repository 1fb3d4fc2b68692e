/* What every writing transaction of the house carries: its events, and its end of the access log.
 */
#ifndef VARDE_HOUSE_H
#define VARDE_HOUSE_H

#include "auth/access_log.h"
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

#endif
