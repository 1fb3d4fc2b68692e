#include "clinical/time_in_range.h"

#include <stdlib.h>

#define WHOLE 1000000

static int by_day(const void *a, const void *b)
{
    const struct range_reading *one = a, *other = b;
    return (one->day > other->day) - (one->day < other->day);
}

static void count_reading(int64_t value, struct time_in_range *range)
{
    range->count++;
    range->below += value < RANGE_LOW;
    range->very_low += value < RANGE_VERY_LOW;
    range->above += value > RANGE_HIGH;
    range->very_high += value > RANGE_VERY_HIGH;
    range->in += value >= RANGE_LOW && value <= RANGE_HIGH;
}

static int64_t share_of(size_t part, size_t count)
{
    return (int64_t)((part * WHOLE * 2 + count) / (count * 2));
}

static size_t until(size_t count, size_t least)
{
    return count < least ? least - count : 0;
}

void time_in_range(struct range_reading *readings, size_t count, struct time_in_range *range_r)
{
    *range_r = (struct time_in_range){0};
    if (count)
        qsort(readings, count, sizeof *readings, by_day);
    for (size_t i = 0; i < count; i++) {
        count_reading(readings[i].value, range_r);
        range_r->days += i == 0 || readings[i].day != readings[i - 1].day;
    }
    range_r->lacking_readings = until(count, RANGE_LEAST_READINGS);
    range_r->lacking_days = until(range_r->days, RANGE_LEAST_DAYS);
    range_r->enough = !range_r->lacking_readings && !range_r->lacking_days;
    if (!range_r->enough)
        return;
    range_r->in_share = share_of(range_r->in, count);
    range_r->below_share = share_of(range_r->below, count);
    range_r->above_share = share_of(range_r->above, count);
    range_r->aim = range_r->in * 100 > count * RANGE_AIM_PERCENT;
}
