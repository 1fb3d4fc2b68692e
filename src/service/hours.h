/* When a service follows up: weekdays and hours by the local clock, closed on Norwegian holidays,
 * but for days with hours of their own. */
#ifndef VARDE_SERVICE_HOURS_H
#define VARDE_SERVICE_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One day with other hours than its weekday's, also on a holiday; opens == closes: closed. */
struct hours_day {
    int64_t day; /* since 1970-01-01 */
    int opens, closes;
};

/* Minutes after midnight, by weekday (0 Monday … 6 Sunday); opens == closes: closed. */
struct hours {
    int opens[7], closes[7];
    size_t day_count;
    const struct hours_day *days; /* in any order, none twice */
};

/* When somebody looks next. */
struct look {
    bool known;    /* false: there are no hours */
    bool open;     /* now */
    int64_t from;  /* epoch milliseconds; now when it is open */
    int64_t until; /* when it closes on that day */
};

void hours_look(const struct hours *hours, int64_t now, struct look *look_r);

/* Milliseconds of [from, until) within hours; no further back than the last sixty days. */
int64_t hours_between(const struct hours *hours, int64_t from, int64_t until);

#endif
