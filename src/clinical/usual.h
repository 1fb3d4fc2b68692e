/* What is usual for a patient. Shown, and asked about; nothing is judged by it. Status P:
 * docs/clinical.md, What is usual. */
#ifndef VARDE_CLINICAL_USUAL_H
#define VARDE_CLINICAL_USUAL_H

#include "clinical/parameter.h"

#define USUAL_LEAST 3 /* values without which nothing is usual */

/* Far from the latest values: when a patient who types a number is asked to look again. From the
 * latest accepted values; false when there are too few, or nothing is known of the parameter. */
bool usual_range(enum parameter parameter, const int64_t *values, size_t count, int64_t *low_r,
                 int64_t *high_r);

/* The days before that are looked at, and how many of them must have a value. */
#define USUAL_SPAN 28
#define USUAL_DAYS_LEAST 5

struct usual {
    int64_t low, middle, high; /* in the unit of the values */
    size_t days;
};

/* What a patient's days are like: the median of the daily values (day.h), and their 10th and 90th
 * percentile, read between the two nearest days in proportion (the way of spreadsheets and of R,
 * type 7: Hyndman and Fan 1996), rounded half away from zero. Sorts the values. False: fewer than
 * USUAL_DAYS_LEAST. */
bool usual_days(int64_t *values, size_t count, struct usual *usual_r);

#endif
