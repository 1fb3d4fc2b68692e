/* When a service follows up: weekdays and hours by the local clock, closed on Norwegian holidays,
 * but for days with hours of their own. */
#ifndef VARDE_SERVICE_HOURS_H
#define VARDE_SERVICE_HOURS_H

#include "base/str.h"

enum { HOURS_REASON_MOST = 200, HOURS_DAYS_AHEAD = 2 * 365 };
/* What comes in the last minutes before closing is promised for the next time of opening, though it
 * may well be looked at before: a nurse has one case in hand, and those before it wait too. */
enum { HOURS_LAST_MINUTES = 30 };
/* Days back that a row can wait and still be counted. */
enum { HOURS_DAYS_BACK = 60 };

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

/* "09:00" as minutes after midnight. */
bool hours_clock(struct str text, int *minutes_r);

/* When somebody looks next. */
struct hours_look {
    bool known;    /* false: there are no hours */
    bool open;     /* now */
    int64_t from;  /* epoch milliseconds; now when it is open */
    int64_t until; /* when it closes on that day */
};

void hours_look(const struct hours *hours, int64_t now, struct hours_look *look_r);

/* By when somebody looks at what came at a moment, by the hours as they are now. */
struct promise {
    bool known; /* false: there are no hours, nothing can be promised */
    bool open;  /* it came within hours, be it minutes before closing */
    int64_t
        from;   /* when the hours open within which it is looked at; when it came, if it is then */
    int64_t by; /* when they close */
};

void hours_promise(const struct hours *hours, int64_t came, struct promise *promise_r);

/* The hours of one day, by the wall's clock. */
struct hours_day hours_of_day(const struct hours *hours, int64_t day);

/* Milliseconds of [from, until) within hours; no further back than the last sixty days. */
int64_t hours_between(const struct hours *hours, int64_t from, int64_t until);

#endif
