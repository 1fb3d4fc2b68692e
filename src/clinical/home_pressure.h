/* The mean of seven days' home blood pressure. Two readings in the morning and two in the evening
 * for seven days; the first day is dropped, all readings of the other six count, and there must be
 * at least 12 of them (ESH 2021 and 2023; NICE NG136). High at or above 135/85 mmHg. */
#ifndef VARDE_CLINICAL_HOME_PRESSURE_H
#define VARDE_CLINICAL_HOME_PRESSURE_H

#include "clinical/triage.h"

#define HOME_PRESSURE_DAYS 7
#define HOME_PRESSURE_LEAST 12
#define HOME_PRESSURE_EACH 2 /* readings a morning, readings an evening */
/* The published bounds; millionths of mmHg. */
#define HOME_PRESSURE_SBP INT64_C(135000000)
#define HOME_PRESSURE_DBP INT64_C(85000000)

enum { HOME_MORNING, HOME_EVENING, HOME_HALVES }; /* before noon, from noon on */

/* One accepted reading, both of its values. */
struct home_reading {
    int32_t day;      /* the patient's local day */
    int minute;       /* of that day, 0 to 1439; -1: not known, taken for what is missing first */
    int64_t sbp, dbp; /* millionths of mmHg */
};

struct home_pressure {
    size_t count; /* readings in the mean: of the six last days */
    bool enough;
    int64_t sbp, dbp;        /* the means, rounded half away from zero; only with enough */
    bool high_sbp, high_dbp; /* at or above the bound, before rounding; only with enough */
    size_t lacking;          /* readings of the six last days until there are enough */
    int missing[HOME_PRESSURE_DAYS][HOME_HALVES]; /* of what should be measured; 0: the first day */
};

/* Over the seven days that end with last_day; readings of other days are left out. The order of
 * readings does not matter. A bound of 0 is not looked at. */
void home_pressure_mean(const struct home_reading *readings, size_t count, int32_t last_day,
                        const struct pressure_mean *bounds, struct home_pressure *mean_r);

#endif
