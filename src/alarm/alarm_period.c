#include "alarm/alarm_period.h"

uint32_t alarm_period_bits(const struct alarm_period *period, int64_t month)
{
    int64_t first = alarm_month_day(month), next = alarm_month_day(month + 1);
    int64_t from = period->from > first ? period->from : first;
    int64_t until = period->to + 1 < next ? period->to + 1 : next;
    if (from >= until)
        return 0;
    uint64_t bits = (UINT64_C(1) << (until - from)) - 1;
    return (uint32_t)(bits << (from - first));
}

void alarm_days_add(struct alarm_days *days, const struct alarm_days *more)
{
    days->green += more->green;
    days->yellow += more->yellow;
    days->red += more->red;
    days->missing += more->missing;
    days->downgraded += more->downgraded;
}

void alarm_days_add_month(struct alarm_days *days, const struct alarm_month *month, uint32_t within)
{
    const struct alarm_days more = {
        .green = alarm_bits(month->green & within),
        .yellow = alarm_bits(month->yellow & within),
        .red = alarm_bits(month->red & within),
        .missing = alarm_bits(month->missing & within),
        .downgraded = alarm_bits(month->downgraded & within),
    };
    alarm_days_add(days, &more);
}

int64_t alarm_days_total(const struct alarm_days *days)
{
    return days->green + days->yellow + days->red + days->missing;
}

int64_t alarm_days_alarms(const struct alarm_days *days)
{
    return days->yellow + days->red;
}
