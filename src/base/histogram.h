/* Counts values by size, from any thread, without a lock. */
#ifndef VARDE_BASE_HISTOGRAM_H
#define VARDE_BASE_HISTOGRAM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_MOST = 15 };

/* The largest value of each bucket, growing; what is larger than all goes into one more. */
struct histogram_shape {
    size_t count;
    int64_t bounds[HISTOGRAM_MOST];
};

/* Starts as zeros. */
struct histogram {
    _Atomic uint64_t counts[HISTOGRAM_MOST + 1];
    _Atomic uint64_t sum;
};

/* upto[i]: how many were at most bounds[i]; upto[shape->count]: all. The sum may be of a moment
 * earlier or later. */
struct histogram_reading {
    uint64_t upto[HISTOGRAM_MOST + 1];
    uint64_t sum;
};

/* What is below 0 counts as 0. */
void histogram_count(struct histogram *histogram, const struct histogram_shape *shape,
                     int64_t value);
void histogram_read(const struct histogram *histogram, const struct histogram_shape *shape,
                    struct histogram_reading *reading_r);

#endif
