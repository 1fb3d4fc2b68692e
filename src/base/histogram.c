#include "base/histogram.h"

void histogram_count(struct histogram *histogram, const struct histogram_shape *shape,
                     int64_t value)
{
    size_t at = 0;
    value = value > 0 ? value : 0;
    while (at < shape->count && value > shape->bounds[at])
        at++;
    atomic_fetch_add_explicit(&histogram->counts[at], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&histogram->sum, (uint64_t)value, memory_order_relaxed);
}

void histogram_read(const struct histogram *histogram, const struct histogram_shape *shape,
                    struct histogram_reading *reading_r)
{
    uint64_t all = 0;
    for (size_t i = 0; i <= shape->count; i++) {
        all += atomic_load_explicit(&histogram->counts[i], memory_order_relaxed);
        reading_r->upto[i] = all;
    }
    reading_r->sum = atomic_load_explicit(&histogram->sum, memory_order_relaxed);
}
