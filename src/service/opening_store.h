/* Opening hours as they are kept. */
#ifndef VARDE_SERVICE_OPENING_STORE_H
#define VARDE_SERVICE_OPENING_STORE_H

#include "service/hours.h"
#include "store/writer.h"

/* How many days with hours of their own may lie ahead. */
enum { OPENING_DAYS_MOST = 200 };

struct opening_day {
    struct hours_day hours;
    struct str reason;
};

struct opening {
    struct uuid id, party;
    struct str name;
    size_t day_count; /* from `today` on, by day */
    struct opening_day *days;
};

/* found_r false: there is no such organisation. */
bool opening_read(struct db *db, struct arena *arena, const struct uuid *organisation,
                  int64_t today, bool *found_r, struct opening *opening_r, struct error *error);
/* Before the week changes: the days that are over keep the hours that they had, `held`, as hours of
 * their own. What was promised by them stays promised, and what waited then has waited. */
void opening_keep_past(struct tx *tx, const struct uuid *organisation, const struct hours *held);
/* The whole week. */
void opening_set_week(struct tx *tx, const struct uuid *organisation, const struct hours *week);
void opening_set_day(struct tx *tx, const struct uuid *organisation, const struct opening_day *day);
void opening_clear_day(struct tx *tx, const struct uuid *organisation, int64_t day);

#endif
