/* A series of measurements as CSV: time, parameter, value, unit, and any further columns. */
#ifndef VARDE_REPLAY_SERIES_H
#define VARDE_REPLAY_SERIES_H

#include "base/arena.h"
#include "base/error.h"
#include "clinical/triage.h"

#define SERIES_ROWS_MOST 1000000

struct series {
    size_t count;
    /* In the order of time, parameter, value; what stands twice is there once. Marked by the
     * validity gate. */
    struct measurement *values;
};

/* The header line names the columns, in any order; `condition` holds words such as "rest oxygen".
 * A time without a zone is Norwegian time; a date alone is a day without a time. Errors name the
 * line and the column ("line 7, column value"). */
bool series_parse(struct arena *arena, struct str text, struct series *series_r,
                  struct error *error);

#endif
