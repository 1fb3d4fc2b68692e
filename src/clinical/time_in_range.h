/* Glucose in range: the share of readings of 3.9 to 10.0 mmol/L, both included (Battelino and
 * others, international consensus, 2019). With a sensor that measures evenly it is the time in
 * range, else the share of readings. Compared as measured, before any rounding: 70 mg/dL is
 * 3.885 mmol/L and lies below. */
#ifndef VARDE_CLINICAL_TIME_IN_RANGE_H
#define VARDE_CLINICAL_TIME_IN_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Millionths of mmol/L. */
#define RANGE_VERY_LOW INT64_C(3000000)   /* below it */
#define RANGE_LOW INT64_C(3900000)        /* below it */
#define RANGE_HIGH INT64_C(10000000)      /* above it */
#define RANGE_VERY_HIGH INT64_C(13900000) /* above it */
#define RANGE_AIM_PERCENT 70              /* more than that is the aim */
/* Without so many readings on so many days no share is told (P). */
#define RANGE_LEAST_READINGS 14
#define RANGE_LEAST_DAYS 7

struct range_reading {
    int32_t day;   /* the patient's local day */
    int64_t value; /* millionths of mmol/L */
};

struct time_in_range {
    size_t count, days;
    size_t in, below, above;    /* readings; together count */
    size_t very_low, very_high; /* of those below and above */
    bool enough;
    size_t lacking_readings, lacking_days;      /* until there are enough */
    int64_t in_share, below_share, above_share; /* millionths of the whole, rounded half up; only
                                                   with enough */
    bool aim; /* more than 70 % in range, before rounding; only with enough */
};

/* Sorts the readings by day; their order does not matter. */
void time_in_range(struct range_reading *readings, size_t count, struct time_in_range *range_r);

#endif
