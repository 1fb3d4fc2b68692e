/* The team that follows up: who it is, how it is reached, when it looks. */
#ifndef VARDE_SERVICE_H
#define VARDE_SERVICE_H

#include "base/i18n.h"
#include "clinical/triage.h"
#include "service/hours.h"
#include "store/db.h"

struct service {
    struct uuid id;
    struct str name, phone; /* phone STR_NONE: none is known */
    struct hours hours;
};

/* found_r false: there is no such organisation. */
bool service_read(struct db *db, struct arena *arena, const struct uuid *id,
                  struct service *service_r, bool *found_r, struct error *error);

/* The hours alone, asked together with other questions (db_ask): taken after db_settle. */
struct service_hours_asked {
    struct rows *week, *days;
};
struct service_hours_asked service_hours_ask(struct db *db, struct arena *arena,
                                             const struct uuid *id);
void service_hours_take(const struct service_hours_asked *asked, struct arena *arena,
                        struct hours *hours_r);

/* "The service is open until 15:00." */
struct str service_look_text(struct arena *arena, const struct language *language,
                             const struct hours_look *look, int64_t now);
/* To who has just sent something of that zone: "A nurse looks at this today, before 15:00."; of
 * yellow and red outside the hours also whom to call before that. */
struct str service_sent_text(struct arena *arena, const struct language *language,
                             const struct service *service, int64_t now, enum zone zone);

/* What has become of what was promised. */
enum kept {
    KEPT_AHEAD,
    KEPT_TAKEN,  /* somebody is at it */
    KEPT_TRIED,  /* somebody has tried to reach the patient */
    KEPT_PASSED, /* its time is over, and nobody has looked */
};
/* To who comes back to see: by when, or that nobody has looked yet and whom to call. */
struct str service_promise_text(struct arena *arena, const struct language *language,
                                const struct service *service, const struct promise *promise,
                                enum kept kept, int64_t now);

/* Whom to call, in the order in which one should try. */
enum contact_kind { CONTACT_SERVICE, CONTACT_OUT_OF_HOURS, CONTACT_EMERGENCY, CONTACT_COUNT };
const char *contact_word(enum contact_kind kind);
/* red_flag: an answer that must not wait for anybody. */
void service_call_order(enum zone zone, bool red_flag, bool open,
                        enum contact_kind order_r[CONTACT_COUNT]);

#endif
