#include "alarm/alarm_rise.h"

static int64_t place_of(const struct alarm_rise *rise, int64_t day)
{
    return day - alarm_month_day(rise->first);
}

static void count(struct alarm_rise *rise, int64_t day)
{
    int64_t place = place_of(rise, day);
    if (place >= 0 && place < (int64_t)(sizeof rise->begun / sizeof rise->begun[0]))
        rise->begun[place]++;
}

void alarm_rise_take(struct alarm_rise *rise, struct alarm_rise_edge *edge,
                     const struct alarm_month *month)
{
    int64_t number = month->month - rise->first, day = alarm_month_day(month->month);
    int64_t length = alarm_month_day(month->month + 1) - day;
    uint32_t alarms = month->yellow | month->red;
    uint32_t begun = alarms & ~(alarms << 1) & ~UINT32_C(1);
    if (number < 0 || number >= ALARM_MONTHS)
        return;
    edge->firsts |= (alarms & 1) << number;
    edge->lasts |= (alarms >> (length - 1) & 1) << number;
    for (; begun; begun &= begun - 1)
        count(rise, day + __builtin_ctz(begun));
}

void alarm_rise_end(struct alarm_rise *rise, const struct alarm_rise_edge *edge)
{
    uint32_t begun = edge->firsts & ~(edge->lasts << 1);
    for (; begun; begun &= begun - 1)
        count(rise, alarm_month_day(rise->first + __builtin_ctz(begun)));
}

int64_t alarm_rise_on(const struct alarm_rise *rise, int64_t day)
{
    int64_t place = place_of(rise, day);
    return place >= 0 && place < (int64_t)(sizeof rise->begun / sizeof rise->begun[0])
               ? rise->begun[place]
               : 0;
}

void alarm_rise_judge(const struct alarm_rise *rise, int64_t from, int64_t day,
                      struct outbreak *outbreak_r)
{
    int64_t counts[OUTBREAK_DAYS];
    *outbreak_r = (struct outbreak){.known = false};
    if (day - OUTBREAK_DAYS < from)
        return;
    for (int i = 0; i < OUTBREAK_DAYS; i++)
        counts[i] = alarm_rise_on(rise, day - OUTBREAK_DAYS + 1 + i);
    outbreak_judge(counts, OUTBREAK_DAYS, outbreak_r);
}
