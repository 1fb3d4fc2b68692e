/* A day's accepted value: the median of its readings. The server and the replay make their history
 * with it. */
#ifndef VARDE_CLINICAL_DAY_H
#define VARDE_CLINICAL_DAY_H

#include "clinical/triage.h"

/* Sorts the values; the middle one, or the mean of the two in the middle. count > 0. */
int64_t median_of(int64_t *values, size_t count);

/* Whether a reading counts in its day's value: there, to be believed, at rest (not in activity),
 * and without the marks left_out. */
bool day_accepts(const struct measurement *reading, uint32_t left_out);

/* The daily values of the accepted readings, by parameter, then day, as `struct occasion` wants its
 * history. Puts the readings into another order. days_r has room for `count`; returns how many. */
size_t days_settle(struct measurement *readings, size_t count, uint32_t left_out,
                   struct day_value *days_r);

#endif
