#include "service/hours.h"

#include "base/caltime.h"
#include "base/holiday.h"

enum { MINUTE = 60 * 1000, DAY = 24 * 60 * MINUTE, LONGEST_PAUSE = 21 };

/* A local clock time on a local day as epoch milliseconds. */
static int64_t moment(int64_t day, int minute)
{
    int64_t local = day * DAY + (int64_t)minute * MINUTE;
    int64_t guess = local - (int64_t)caltime_oslo_offset(local) * MINUTE;
    return local - (int64_t)caltime_oslo_offset(guess) * MINUTE;
}

void hours_look(const struct hours *hours, int64_t now, struct look *look_r)
{
    int64_t today = caltime_oslo_day(now);
    *look_r = (struct look){0};
    for (int64_t day = today; day < today + LONGEST_PAUSE; day++) {
        int weekday = caltime_weekday(day);
        if (hours->opens[weekday] >= hours->closes[weekday] || holiday_norway(day))
            continue;
        int64_t from = moment(day, hours->opens[weekday]);
        int64_t until = moment(day, hours->closes[weekday]);
        if (now >= until)
            continue;
        look_r->known = true;
        look_r->open = now >= from;
        look_r->from = look_r->open ? now : from;
        look_r->until = until;
        return;
    }
}
