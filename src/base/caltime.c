/* Calendar time. All by arithmetic: no time zone files, no locale, nothing that is shared. */
#include "base/caltime.h"

#include <stdio.h>

#include "base/clock.h"

#define YEAR_FIRST 1800
#define YEAR_LAST 2200
#define DAYS_400_YEARS 146097

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/* Years are counted from March, so that the leap day is the last of its year. */
int64_t caltime_day(int year, int month, int day)
{
    int64_t y = month <= 2 ? (int64_t)year - 1 : year;
    int64_t era = floor_div(y, 400);
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * DAYS_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* What is read from a database may be any number; beyond this all times are alike. */
#define AT_MOST (INT64_MAX - 400 * DAY)
static int64_t held(int64_t number, int64_t most)
{
    if (number > most)
        return most;
    return number < -most ? -most : number;
}

void caltime_civil(int64_t day, int *year_r, int *month_r, int *day_r)
{
    day = held(day, INT64_MAX / DAY + 1);
    int64_t era = floor_div(day + 719468, DAYS_400_YEARS);
    int64_t of_era = day + 719468 - era * DAYS_400_YEARS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    *day_r = (int)(of_year - (153 * month + 2) / 5 + 1);
    *month_r = (int)(month < 10 ? month + 3 : month - 9);
    *year_r = (int)(year + era * 400 + (*month_r <= 2 ? 1 : 0));
}

int caltime_weekday(int64_t day)
{
    return (int)(day + 3 - floor_div(day + 3, 7) * 7); /* day 0 was a Thursday */
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

struct scan {
    const char *at;
    const char *end;
};

struct fields {
    int year, month, day, hour, minute, second, milli;
};

static bool take(struct scan *scan, char c)
{
    if (scan->at == scan->end || *scan->at != c) {
        return false;
    }
    scan->at++;
    return true;
}

/* Exactly `count` digits, within low..high. */
static bool take_number(struct scan *scan, int count, int low, int high, int *value_r)
{
    int value = 0;
    for (; count > 0; count--, scan->at++) {
        if (scan->at == scan->end || *scan->at < '0' || *scan->at > '9') {
            return false;
        }
        value = value * 10 + (*scan->at - '0');
    }
    *value_r = value;
    return value >= low && value <= high;
}

/* Digits after the third say nothing that we keep. */
static bool take_fraction(struct scan *scan, int *milli_r)
{
    int milli = 0, weight = 100;
    const char *start = scan->at;
    for (; scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9'; scan->at++) {
        milli += (*scan->at - '0') * weight;
        weight /= 10;
    }
    *milli_r = milli;
    return scan->at > start;
}

static bool take_offset(struct scan *scan, int16_t *offset_r)
{
    int hours = 0, minutes = 0, sign = 1;
    if (take(scan, 'Z')) {
        *offset_r = 0;
        return true;
    }
    if (take(scan, '-')) {
        sign = -1;
    } else if (!take(scan, '+')) {
        return false;
    }
    if (!take_number(scan, 2, 0, 14, &hours) || !take(scan, ':') ||
        !take_number(scan, 2, 0, hours == 14 ? 0 : 59, &minutes)) {
        return false;
    }
    *offset_r = (int16_t)(sign * (hours * 60 + minutes));
    return true;
}

/* From the date's end on: hours to zone. */
static bool take_time(struct scan *scan, bool loose, struct fields *fields, struct caltime *time)
{
    if (!take(scan, 'T') || !take_number(scan, 2, 0, 23, &fields->hour) || !take(scan, ':') ||
        !take_number(scan, 2, 0, 59, &fields->minute)) {
        return false;
    }
    time->precision = PRECISION_MINUTE;
    if (take(scan, ':')) {
        time->precision = PRECISION_SECOND;
        if (!take_number(scan, 2, 0, 60, &fields->second)) {
            return false;
        }
        if (take(scan, '.')) {
            time->precision = PRECISION_MILLI;
            if (!take_fraction(scan, &fields->milli)) {
                return false;
            }
        }
    } else if (!loose) {
        return false;
    }
    if (loose && scan->at == scan->end) {
        return true;
    }
    time->zoned = true;
    return take_offset(scan, &time->offset);
}

static bool take_date(struct scan *scan, struct fields *fields, struct caltime *time)
{
    time->precision = PRECISION_YEAR;
    if (!take_number(scan, 4, YEAR_FIRST, YEAR_LAST, &fields->year)) {
        return false;
    }
    if (!take(scan, '-')) {
        return true;
    }
    time->precision = PRECISION_MONTH;
    if (!take_number(scan, 2, 1, 12, &fields->month)) {
        return false;
    }
    if (!take(scan, '-')) {
        return true;
    }
    time->precision = PRECISION_DAY;
    return take_number(scan, 2, 1, days_in_month(fields->year, fields->month), &fields->day);
}

static int64_t local_until(const struct fields *f, enum precision precision, int64_t from)
{
    switch (precision) {
    case PRECISION_YEAR:
        return caltime_day(f->year + 1, 1, 1) * DAY;
    case PRECISION_MONTH:
        return caltime_day(f->year + f->month / 12, f->month % 12 + 1, 1) * DAY;
    case PRECISION_DAY:
        return from + DAY;
    case PRECISION_MINUTE:
        return from + MINUTE;
    case PRECISION_SECOND:
        return from + SECOND;
    case PRECISION_MILLI:
        break;
    }
    return from + 1;
}

bool caltime_parse(struct str text, int16_t assumed, bool loose, struct caltime *time_r)
{
    if (text.len == 0) {
        return false;
    }
    struct scan scan = {text.at, text.at + text.len};
    struct fields f = {.month = 1, .day = 1};
    struct caltime time = {.offset = assumed};
    if (!take_date(&scan, &f, &time)) {
        return false;
    }
    if (time.precision == PRECISION_DAY && scan.at < scan.end &&
        !take_time(&scan, loose, &f, &time)) {
        return false;
    }
    if (scan.at != scan.end) {
        return false;
    }
    int64_t from = caltime_day(f.year, f.month, f.day) * DAY + f.hour * HOUR + f.minute * MINUTE +
                   f.second * SECOND + f.milli;
    time.from = from - time.offset * MINUTE;
    time.until = local_until(&f, time.precision, from) - time.offset * MINUTE;
    *time_r = time;
    return true;
}

static void split(int64_t at, int16_t offset, struct fields *f)
{
    int64_t local = at + offset * MINUTE;
    int64_t day = floor_div(local, DAY);
    int rest = (int)(local % DAY + (local % DAY < 0 ? DAY : 0));
    caltime_civil(day, &f->year, &f->month, &f->day);
    f->hour = rest / (int)HOUR;
    f->minute = rest / (int)MINUTE % 60;
    f->second = rest / (int)SECOND % 60;
    f->milli = rest % (int)SECOND;
}

static void print_offset(int16_t offset, char text_r[8])
{
    unsigned size = (unsigned)(offset < 0 ? -offset : offset);
    if (offset == 0) {
        snprintf(text_r, 8, "Z");
    } else {
        snprintf(text_r, 8, "%c%02u:%02u", offset < 0 ? '-' : '+', size / 60 % 100, size % 60);
    }
}

void caltime_text(int64_t at, enum precision precision, int16_t offset, char text_r[CALTIME_TEXT])
{
    struct fields f;
    char zone[8];
    split(at, offset, &f);
    print_offset(offset, zone);
    switch (precision) {
    case PRECISION_YEAR:
        snprintf(text_r, CALTIME_TEXT, "%04d", f.year);
        break;
    case PRECISION_MONTH:
        snprintf(text_r, CALTIME_TEXT, "%04d-%02d", f.year, f.month);
        break;
    case PRECISION_DAY:
        snprintf(text_r, CALTIME_TEXT, "%04d-%02d-%02d", f.year, f.month, f.day);
        break;
    case PRECISION_MINUTE:
        snprintf(text_r, CALTIME_TEXT, "%04d-%02d-%02dT%02d:%02d%s", f.year, f.month, f.day, f.hour,
                 f.minute, zone);
        break;
    case PRECISION_SECOND:
        snprintf(text_r, CALTIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%s", f.year, f.month, f.day,
                 f.hour, f.minute, f.second, zone);
        break;
    case PRECISION_MILLI:
        snprintf(text_r, CALTIME_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%03d%s", f.year, f.month,
                 f.day, f.hour, f.minute, f.second, f.milli, zone);
        break;
    }
}

void caltime_utc(int64_t at, char text_r[CALTIME_TEXT])
{
    caltime_text(at, at % SECOND == 0 ? PRECISION_SECOND : PRECISION_MILLI, 0, text_r);
}

/* 01:00 UTC on the month's last Sunday; the month has 31 days. */
static int64_t last_sunday(int year, int month)
{
    int64_t day = caltime_day(year, month, 31);
    return (day - (caltime_weekday(day) + 1) % 7) * DAY + HOUR;
}

int16_t caltime_oslo_offset(int64_t at)
{
    int year, month, day;
    at = held(at, AT_MOST);
    caltime_civil(floor_div(at, DAY), &year, &month, &day);
    return at >= last_sunday(year, 3) && at < last_sunday(year, 10) ? 120 : 60;
}

bool caltime_parse_oslo(struct str text, bool loose, struct caltime *time_r)
{
    struct caltime winter, end;
    if (!caltime_parse(text, 60, loose, &winter))
        return false;
    *time_r = end = winter;
    if (winter.zoned)
        return true;
    int16_t at_end = caltime_oslo_offset(winter.until - 1), at = caltime_oslo_offset(winter.from);
    if ((at_end != 60 && !caltime_parse(text, at_end, loose, &end)) ||
        (at != 60 && !caltime_parse(text, at, loose, time_r)))
        return false;
    time_r->until = end.until;
    return true;
}

int64_t caltime_oslo_day(int64_t at)
{
    at = held(at, AT_MOST);
    return floor_div(at + caltime_oslo_offset(at) * MINUTE, DAY);
}

int64_t caltime_oslo_moment(int64_t day, int minute)
{
    int64_t local = (held(day, AT_MOST / DAY) * 24 * 60 + minute) * MINUTE;
    int64_t guess = local - (int64_t)caltime_oslo_offset(local) * MINUTE;
    return local - (int64_t)caltime_oslo_offset(guess) * MINUTE;
}
