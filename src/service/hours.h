/* When a service follows up: weekdays and hours by the local clock, closed on Norwegian holidays.
 */
#ifndef VARDE_SERVICE_HOURS_H
#define VARDE_SERVICE_HOURS_H

#include <stdbool.h>
#include <stdint.h>

/* Minutes after midnight, by weekday (0 Monday … 6 Sunday); opens == closes: closed. */
struct hours {
    int opens[7], closes[7];
};

/* When somebody looks next. */
struct look {
    bool known;    /* false: there are no hours */
    bool open;     /* now */
    int64_t from;  /* epoch milliseconds; now when it is open */
    int64_t until; /* when it closes on that day */
};

void hours_look(const struct hours *hours, int64_t now, struct look *look_r);

#endif
