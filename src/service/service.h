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

/* "A nurse looks at this today, before 15:00." reported false: only when the service is there. */
struct str service_look_text(struct arena *arena, const struct language *language,
                             const struct look *look, int64_t now, bool reported);

/* Whom to call, in the order in which one should try. */
enum contact_kind { CONTACT_SERVICE, CONTACT_OUT_OF_HOURS, CONTACT_EMERGENCY, CONTACT_COUNT };
const char *contact_word(enum contact_kind kind);
/* red_flag: an answer that must not wait for anybody. */
void service_call_order(enum zone zone, bool red_flag, bool open,
                        enum contact_kind order_r[CONTACT_COUNT]);

#endif
