#include "clinical/usual.h"

#include "clinical/day.h"

/* How far beyond the latest values, in whole units; 0: not asked. */
static const int far[PARAMETER_COUNT] = {
    [PARAMETER_SPO2] = 6,    [PARAMETER_PULSE] = 35,     [PARAMETER_SBP] = 40,
    [PARAMETER_DBP] = 25,    [PARAMETER_TEMP] = 2,       [PARAMETER_WEIGHT] = 3,
    [PARAMETER_GLUCOSE] = 8, [PARAMETER_RESP_RATE] = 10,
};

bool usual_range(enum parameter parameter, const int64_t *values, size_t count, int64_t *low_r,
                 int64_t *high_r)
{
    const int64_t micro = 1000000;
    if (count < USUAL_LEAST || !far[parameter]) {
        return false;
    }
    *low_r = *high_r = values[0];
    for (size_t i = 1; i < count; i++) {
        *low_r = values[i] < *low_r ? values[i] : *low_r;
        *high_r = values[i] > *high_r ? values[i] : *high_r;
    }
    *low_r -= far[parameter] * micro;
    *high_r += far[parameter] * micro;
    return true;
}

/* Of sorted values; millionths leave room for the factor of ten. */
static int64_t decile(const int64_t *sorted, size_t count, size_t tenths)
{
    size_t place = (count - 1) * tenths;
    int64_t at = sorted[place / 10];
    size_t beyond = place % 10;
    if (!beyond) {
        return at;
    }
    __int128 part = ((__int128)sorted[place / 10 + 1] - at) * (int64_t)beyond;
    __int128 whole = (__int128)at * 10 + part;
    return (int64_t)((whole + (whole < 0 ? -5 : 5)) / 10);
}

bool usual_days(int64_t *values, size_t count, struct usual *usual_r)
{
    if (count < USUAL_DAYS_LEAST) {
        return false;
    }
    *usual_r = (struct usual){.middle = median_of(values, count), .days = count};
    usual_r->low = decile(values, count, 1);
    usual_r->high = decile(values, count, 9);
    return true;
}
