/* Daily medians. */
#include "clinical/day.h"

#include <stdlib.h>

#include "clinical/judge.h"

static int by_size(const void *a, const void *b)
{
    const int64_t *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

/* Between the two, without a sum that might not fit. */
static int64_t mean_of(int64_t less, int64_t more)
{
    return less + (int64_t)(((uint64_t)more - (uint64_t)less) / 2);
}

int64_t median_of(int64_t *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return mean_of(values[(count - 1) / 2], values[count / 2]);
}

bool day_accepts(const struct measurement *reading, uint32_t left_out)
{
    return !(reading->marks & (MARKS_UNSOUND | MARK_ABSENT | left_out)) &&
           !(reading->conditions & CONDITION_ACTIVITY);
}

static int by_day_and_size(const void *a, const void *b)
{
    const struct measurement *one = a, *other = b;
    if (one->parameter != other->parameter) {
        return one->parameter < other->parameter ? -1 : 1;
    }
    if (one->day != other->day) {
        return one->day < other->day ? -1 : 1;
    }
    return (one->value > other->value) - (one->value < other->value);
}

size_t days_settle(struct measurement *readings, size_t count, uint32_t left_out,
                   struct day_value *days_r)
{
    size_t kept = 0, days = 0;
    for (size_t i = 0; i < count; i++) {
        if (day_accepts(&readings[i], left_out)) {
            struct measurement reading = readings[i];
            readings[i] = readings[kept];
            readings[kept++] = reading;
        }
    }
    if (kept) {
        qsort(readings, kept, sizeof *readings, by_day_and_size);
    }
    for (size_t i = 0, until; i < kept; i = until) {
        for (until = i + 1; until < kept && readings[until].parameter == readings[i].parameter &&
                            readings[until].day == readings[i].day;) {
            until++;
        }
        days_r[days++] = (struct day_value){
            readings[i].parameter, readings[i].day,
            mean_of(readings[i + (until - i - 1) / 2].value, readings[i + (until - i) / 2].value)};
    }
    return days;
}
