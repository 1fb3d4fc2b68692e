/* On how many of those that a service follows an alarm began each day, and whether that is more
 * than was to be expected (clinical/outbreak.h). */
#ifndef VARDE_ALARM_RISE_H
#define VARDE_ALARM_RISE_H

#include "alarm/alarm_roll.h"
#include "clinical/outbreak.h"

/* An alarm begins on a yellow or red day after one that is neither. */
struct alarm_rise {
    int64_t first;                    /* month */
    int64_t begun[ALARM_MONTHS * 31]; /* by day from the first of that month on */
};

/* What of one enrolment goes from one month into the next: a bit a month. */
struct alarm_rise_edge {
    uint32_t firsts, lasts;
};

void alarm_rise_take(struct alarm_rise *rise, struct alarm_rise_edge *edge,
                     const struct alarm_month *month);
/* Once all months of an enrolment are taken, in whichever order. */
void alarm_rise_end(struct alarm_rise *rise, const struct alarm_rise_edge *edge);

/* How many began on the day; 0 outside. */
int64_t alarm_rise_on(const struct alarm_rise *rise, int64_t day);
/* Known once the days that it is compared with lie after `from`. */
void alarm_rise_judge(const struct alarm_rise *rise, int64_t from, int64_t day,
                      struct outbreak *outbreak_r);

#endif
