/* Shares, medians, and how sure they are. */
#ifndef VARDE_EVALUATE_STATS_H
#define VARDE_EVALUATE_STATS_H

#include <stddef.h>
#include <stdint.h>

/* With a 95 % interval. */
struct figure {
    double value, low, high; /* all NAN: there is none */
};

/* A share by Wilson's interval. */
struct figure stats_wilson(int64_t hits, int64_t of);

/* How many stood at each whole number from 0; what lies beyond the last counts there. */
#define STATS_BINS 32
struct bins {
    int64_t count[STATS_BINS];
};
/* The least number below or at which this share lies; NAN: nothing was counted. */
double stats_quantile(const struct bins *bins, double share);

/* The 2.5th and 97.5th percentile of what resampling gave, read between the nearest (type 7). Sorts
 * them; those that are NAN are left out. */
struct figure stats_percentiles(double value, double *samples, size_t count);

#endif
