#include "clinical/day.h"

#include <stdlib.h>

static int by_day_and_value(const void *a, const void *b)
{
    const struct day_sample *one = a, *other = b;
    if (one->day != other->day) {
        return one->day < other->day ? -1 : 1;
    }
    return one->value < other->value ? -1 : one->value > other->value;
}

static int64_t median(const struct day_sample *sorted, size_t count)
{
    int64_t low = sorted[(count - 1) / 2].value, high = sorted[count / 2].value;
    int64_t sum = low + high;
    return sum / 2 + (sum % 2 > 0) - (sum % 2 < 0);
}

size_t day_values(enum parameter parameter, struct day_sample *samples, size_t count,
                  struct day_value *values_r, size_t most)
{
    size_t days = 0, used = 0, skip;
    qsort(samples, count, sizeof *samples, by_day_and_value);
    for (size_t i = 0; i < count; i++) {
        days += i == 0 || samples[i].day != samples[i - 1].day;
    }
    skip = days > most ? days - most : 0;
    for (size_t first = 0, next; first < count; first = next) {
        for (next = first + 1; next < count && samples[next].day == samples[first].day;) {
            next++;
        }
        if (skip) {
            skip--;
            continue;
        }
        values_r[used++] = (struct day_value){parameter, samples[first].day,
                                              median(&samples[first], next - first)};
    }
    return used;
}
