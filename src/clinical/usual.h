/* Far from the latest values: when a patient who types a number is asked to look again. Only a
 * question to whoever types; nothing is judged by it. Status P: docs/clinical.md. */
#ifndef VARDE_CLINICAL_USUAL_H
#define VARDE_CLINICAL_USUAL_H

#include "clinical/parameter.h"

#define USUAL_LEAST 3 /* values without which nothing is usual */

/* From the latest accepted values; false when there are too few, or nothing is known of the
 * parameter. */
bool usual_range(enum parameter parameter, const int64_t *values, size_t count, int64_t *low_r,
                 int64_t *high_r);

#endif
