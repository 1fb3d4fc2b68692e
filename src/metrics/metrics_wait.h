/* How long somebody has waited for a service that was there. */
#ifndef VARDE_METRICS_WAIT_H
#define VARDE_METRICS_WAIT_H

#include "store/db.h"

/* Milliseconds since `since` within the service's opening hours; 0 while it is closed. One that has
 * told no hours is taken to be there always. */
bool metrics_waited(struct db *db, struct arena *arena, const struct uuid *service, int64_t since,
                    int64_t now, int64_t *waited_r, struct error *error);

#endif
