/* One Observation by its key, for whoever needs it. */
#ifndef VARDE_OBSERVATION_FIND_H
#define VARDE_OBSERVATION_FIND_H

#include "store/db.h"

/* The newest version of one; no rows when there is none. */
bool observation_newest(struct db *db, struct arena *arena, const struct uuid *patient,
                        const struct uuid *key, struct rows **rows_r, struct error *error);

#endif
