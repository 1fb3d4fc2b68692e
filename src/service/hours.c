#include "service/hours.h"

#include "base/caltime.h"
#include "base/holiday.h"

/* The longest time that one looks ahead, in days. */
enum { LONGEST_PAUSE = 120 };
/* The longest time that one looks back. */
enum { LONGEST_WAIT = 60 };

/* The hours of one day. */
static struct hours_day hours_of(const struct hours *hours, int64_t day)
{
    int weekday = caltime_weekday(day);
    struct hours_day usual = {day, hours->opens[weekday], hours->closes[weekday]};
    for (size_t i = 0; i < hours->day_count; i++)
        if (hours->days[i].day == day)
            return hours->days[i];
    if (holiday_norway(day))
        usual.closes = usual.opens;
    return usual;
}

void hours_look(const struct hours *hours, int64_t now, struct look *look_r)
{
    int64_t today = caltime_oslo_day(now);
    *look_r = (struct look){0};
    for (int64_t day = today; day < today + LONGEST_PAUSE; day++) {
        struct hours_day one = hours_of(hours, day);
        if (one.opens >= one.closes)
            continue;
        int64_t from = caltime_oslo_moment(day, one.opens);
        int64_t until = caltime_oslo_moment(day, one.closes);
        if (now >= until)
            continue;
        look_r->known = true;
        look_r->open = now >= from;
        look_r->from = look_r->open ? now : from;
        look_r->until = until;
        return;
    }
}

static int64_t overlap(int64_t from, int64_t until, int64_t opens, int64_t closes)
{
    int64_t begin = from > opens ? from : opens;
    int64_t end = until < closes ? until : closes;
    return end > begin ? end - begin : 0;
}

int64_t hours_between(const struct hours *hours, int64_t from, int64_t until)
{
    int64_t last = caltime_oslo_day(until), day = caltime_oslo_day(from), all = 0;
    for (day = day > last - LONGEST_WAIT ? day : last - LONGEST_WAIT; day <= last; day++) {
        struct hours_day one = hours_of(hours, day);
        if (one.opens < one.closes)
            all += overlap(from, until, caltime_oslo_moment(day, one.opens),
                           caltime_oslo_moment(day, one.closes));
    }
    return all;
}
