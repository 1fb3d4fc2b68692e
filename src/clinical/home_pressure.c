#include "clinical/home_pressure.h"

#define NOON 720 /* minutes */

struct sums {
    __int128 sbp, dbp;
    int seen[HOME_PRESSURE_DAYS][HOME_HALVES];
    int untimed[HOME_PRESSURE_DAYS];
};

static void add(struct sums *sums, const struct home_reading *reading, int64_t place,
                struct home_pressure *mean)
{
    if (reading->minute < 0)
        sums->untimed[place]++;
    else
        sums->seen[place][reading->minute < NOON ? HOME_MORNING : HOME_EVENING]++;
    if (place == 0)
        return; /* the first day is dropped */
    sums->sbp += reading->sbp;
    sums->dbp += reading->dbp;
    mean->count++;
}

static int64_t mean_of(__int128 sum, size_t count)
{
    __int128 n = (__int128)count, whole = sum / n, rest = sum % n;
    if (2 * rest >= n)
        whole++;
    if (2 * rest <= -n)
        whole--;
    return (int64_t)whole;
}

static bool is_high(__int128 sum, size_t count, int64_t bound)
{
    return bound && sum >= (__int128)bound * (__int128)count;
}

static void tell_missing(const struct sums *sums, struct home_pressure *mean)
{
    for (int day = 0; day < HOME_PRESSURE_DAYS; day++) {
        int untimed = sums->untimed[day];
        for (int half = 0; half < HOME_HALVES; half++) {
            int missing = HOME_PRESSURE_EACH - sums->seen[day][half];
            int filled = missing < untimed ? missing : untimed;
            if (missing <= 0)
                continue;
            mean->missing[day][half] = missing - filled;
            untimed -= filled;
        }
    }
}

void home_pressure_mean(const struct home_reading *readings, size_t count, int32_t last_day,
                        const struct pressure_mean *bounds, struct home_pressure *mean_r)
{
    struct sums sums = {0};
    *mean_r = (struct home_pressure){0};
    for (size_t i = 0; i < count; i++) {
        int64_t place = (int64_t)readings[i].day - last_day + HOME_PRESSURE_DAYS - 1;
        if (place >= 0 && place < HOME_PRESSURE_DAYS)
            add(&sums, &readings[i], place, mean_r);
    }
    tell_missing(&sums, mean_r);
    mean_r->enough = mean_r->count >= HOME_PRESSURE_LEAST;
    if (!mean_r->enough) {
        mean_r->lacking = HOME_PRESSURE_LEAST - mean_r->count;
        return;
    }
    mean_r->sbp = mean_of(sums.sbp, mean_r->count);
    mean_r->dbp = mean_of(sums.dbp, mean_r->count);
    mean_r->high_sbp = is_high(sums.sbp, mean_r->count, bounds->sbp);
    mean_r->high_dbp = is_high(sums.dbp, mean_r->count, bounds->dbp);
}
