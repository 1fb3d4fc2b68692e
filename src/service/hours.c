#include "service/hours.h"

#include "base/caltime.h"
#include "base/holiday.h"

/* The longest time that one looks ahead, in days. */
enum { LONGEST_PAUSE = 120 };
#define MINUTE_LASTS (INT64_C(60) * 1000)
#define HOUR_LASTS (60 * MINUTE_LASTS)

bool hours_clock(struct str text, int *minutes_r)
{
    struct str hour, minute;
    int64_t h, m;
    if (text.len != 5 || !str_cut(text, ':', &hour, &minute) || hour.len != 2 || minute.len != 2 ||
        !str_int(hour, &h) || !str_int(minute, &m) || h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    *minutes_r = (int)(h * 60 + m);
    return true;
}

struct hours_day hours_of_day(const struct hours *hours, int64_t day)
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

/* When the wall's clock has come to this on that day. An hour that the change to summer time leaves
 * out ends where it would have begun; of one that comes twice the second counts. */
static int64_t moment_of(int64_t day, int minute)
{
    int64_t at = caltime_oslo_moment(day, minute);
    int64_t shows = at + caltime_oslo_offset(at) * MINUTE_LASTS;
    return shows == (day * 24 * 60 + minute) * MINUTE_LASTS ? at : at - at % HOUR_LASTS;
}

struct stretch {
    int64_t from, until;
};

/* The next hours of opening that end after `at`, from *day to before
 * `last`; *day becomes theirs. */
static bool next_stretch(const struct hours *hours, int64_t at, int64_t last, int64_t *day,
                         struct stretch *stretch_r)
{
    for (; *day < last; ++*day) {
        struct hours_day one = hours_of_day(hours, *day);
        if (one.opens >= one.closes)
            continue;
        *stretch_r = (struct stretch){moment_of(*day, one.opens), moment_of(*day, one.closes)};
        if (at < stretch_r->until && stretch_r->from < stretch_r->until)
            return true;
    }
    return false;
}

void hours_look(const struct hours *hours, int64_t now, struct hours_look *look_r)
{
    int64_t day = caltime_oslo_day(now);
    struct stretch next;
    *look_r = (struct hours_look){0};
    if (!next_stretch(hours, now, day + LONGEST_PAUSE, &day, &next))
        return;
    look_r->known = true;
    look_r->open = now >= next.from;
    look_r->from = look_r->open ? now : next.from;
    look_r->until = next.until;
}

/* Too late for these hours? What was there when they opened is not. */
static bool is_late(const struct stretch *stretch, int64_t came)
{
    return came > stretch->from && came > stretch->until - HOURS_LAST_MINUTES * MINUTE_LASTS;
}

void hours_promise(const struct hours *hours, int64_t came, struct promise *promise_r)
{
    int64_t day = caltime_oslo_day(came), last = day + LONGEST_PAUSE;
    struct stretch next;
    *promise_r = (struct promise){0};
    for (; next_stretch(hours, came, last, &day, &next); day++) {
        promise_r->open = promise_r->open || came >= next.from;
        if (is_late(&next, came))
            continue;
        promise_r->known = true;
        promise_r->from = came > next.from ? came : next.from;
        promise_r->by = next.until;
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
    for (day = day > last - HOURS_DAYS_BACK ? day : last - HOURS_DAYS_BACK; day <= last; day++) {
        struct hours_day one = hours_of_day(hours, day);
        if (one.opens < one.closes)
            all += overlap(from, until, moment_of(day, one.opens), moment_of(day, one.closes));
    }
    return all;
}
