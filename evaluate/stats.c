#include "stats.h"

#include <math.h>
#include <stdlib.h>

#define Z_95 1.959963984540054
#define LOW_SHARE 0.025
#define HIGH_SHARE 0.975

struct figure stats_wilson(int64_t hits, int64_t of)
{
    if (of <= 0) {
        return (struct figure){(double)NAN, (double)NAN, (double)NAN};
    }
    double n = (double)of, share = (double)hits / n, square = Z_95 * Z_95;
    double middle = (share + square / (2 * n)) / (1 + square / n);
    double half = Z_95 / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n));
    return (struct figure){share, hits == 0 ? 0 : middle - half, hits == of ? 1 : middle + half};
}

double stats_quantile(const struct bins *bins, double share)
{
    int64_t total = 0, until = 0;
    for (int i = 0; i < STATS_BINS; i++) {
        total += bins->count[i];
    }
    for (int i = 0; i < STATS_BINS && total > 0; i++) {
        until += bins->count[i];
        if (until > 0 && (double)until >= share * (double)total) {
            return i;
        }
    }
    return (double)NAN;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double between(const double *sorted, size_t count, double share)
{
    double place = share * (double)(count - 1);
    size_t below = (size_t)place;
    size_t above = below + 1 < count ? below + 1 : below;
    return sorted[below] + (sorted[above] - sorted[below]) * (place - (double)below);
}

struct figure stats_percentiles(double value, double *samples, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(samples[i])) {
            samples[kept++] = samples[i];
        }
    }
    if (!kept) {
        return (struct figure){value, (double)NAN, (double)NAN};
    }
    qsort(samples, kept, sizeof *samples, by_size);
    return (struct figure){value, between(samples, kept, LOW_SHARE),
                           between(samples, kept, HIGH_SHARE)};
}
