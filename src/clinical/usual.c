#include "clinical/usual.h"

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
