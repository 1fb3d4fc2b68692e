/* Days counted out of months of bits. */
#ifndef VARDE_ALARM_PERIOD_H
#define VARDE_ALARM_PERIOD_H

#include "alarm/alarm_roll.h"

enum { ALARM_DAYS_USUAL = 28, ALARM_DAYS_MOST = 366 };

/* Local days, both included. */
struct alarm_period {
    int64_t from, to;
};

struct alarm_days {
    int64_t green, yellow, red, missing;
    int64_t downgraded; /* among yellow and red */
};

/* The bits of the month's days that are within. */
uint32_t alarm_period_bits(const struct alarm_period *period, int64_t month);
void alarm_days_add(struct alarm_days *days, const struct alarm_days *more);
void alarm_days_add_month(struct alarm_days *days, const struct alarm_month *month,
                          uint32_t within);
int64_t alarm_days_total(const struct alarm_days *days);
/* Yellow or red. */
int64_t alarm_days_alarms(const struct alarm_days *days);

#endif
