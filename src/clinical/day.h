/* Daily values: what rules that look back compare. */
#ifndef VARDE_CLINICAL_DAY_H
#define VARDE_CLINICAL_DAY_H

#include "clinical/triage.h"

/* One accepted reading. */
struct day_sample {
    int64_t at;  /* epoch milliseconds */
    int32_t day; /* local */
    int64_t value;
};

/* The median of each day's samples (of an even number the mean of the middle two, halves away from
 * zero), in the order of the days; of more than `most` days the last. Sorts the samples; their
 * order before does not matter. Gives how many days there are. */
size_t day_values(enum parameter parameter, struct day_sample *samples, size_t count,
                  struct day_value *values_r, size_t most);

#endif
