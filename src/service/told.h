/* Who waits, and was told a time by which somebody looks that other hours would not hold. */
#ifndef VARDE_SERVICE_TOLD_H
#define VARDE_SERVICE_TOLD_H

#include "service/hours.h"
#include "store/db.h"

/* How many patients of the service wait whose time, by the hours that were held, is not over and
 * would come later by those that are to hold, or never. Of the newest TOLD_MOST. */
#define TOLD_MOST 20000
bool told_moved(struct db *db, struct arena *arena, const struct uuid *service,
                const struct hours *held, const struct hours *changed, int64_t now,
                int64_t *count_r, struct error *error);

#endif
