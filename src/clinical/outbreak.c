#include "clinical/outbreak.h"

#define MILLION 1000000

struct baseline_sums {
    __int128 sum, squares;
};

static bool is_known(int64_t count)
{
    return count >= 0 && count <= OUTBREAK_MOST;
}

/* count > mean + 3 · max(s, 1/2). With s² = (7 Q − S²) / 42 that is, for d = 7 count − S above 0,
 * 2 d² > 21 (7 Q − S²) and 2 d > 21. */
static bool is_beyond(const struct baseline_sums *sums, __int128 count)
{
    __int128 d = OUTBREAK_BASELINE * count - sums->sum;
    __int128 spread = OUTBREAK_BASELINE * sums->squares - sums->sum * sums->sum;
    return 2 * d > 21 && 2 * d * d > 21 * spread;
}

/* The deviation is less than the sum, so that four sums are beyond any bound. */
static int64_t least_beyond(const struct baseline_sums *sums)
{
    int64_t low = 0, high = (int64_t)sums->sum * 4 + 4; /* low is not beyond, high is */
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (is_beyond(sums, middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}

void outbreak_judge(const int64_t *counts, size_t days, struct outbreak *outbreak_r)
{
    struct baseline_sums sums = {0};
    *outbreak_r = (struct outbreak){0};
    if (days < OUTBREAK_DAYS || !is_known(counts[days - 1]))
        return;
    const int64_t *baseline = &counts[days - OUTBREAK_DAYS];
    for (int i = 0; i < OUTBREAK_BASELINE; i++) {
        if (!is_known(baseline[i]))
            return;
        sums.sum += baseline[i];
        sums.squares += (__int128)baseline[i] * baseline[i];
    }
    outbreak_r->known = true;
    outbreak_r->stands_out = is_beyond(&sums, counts[days - 1]);
    outbreak_r->expected =
        (int64_t)((sums.sum * MILLION * 2 + OUTBREAK_BASELINE) / (OUTBREAK_BASELINE * 2));
    outbreak_r->least = least_beyond(&sums);
}
