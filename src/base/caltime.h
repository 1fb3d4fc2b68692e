/* Calendar time: FHIR's date, dateTime and instant to epoch milliseconds and back. */
#ifndef VARDE_BASE_CALTIME_H
#define VARDE_BASE_CALTIME_H

#include "base/str.h"

enum precision {
    PRECISION_YEAR,
    PRECISION_MONTH,
    PRECISION_DAY,
    PRECISION_MINUTE,
    PRECISION_SECOND,
    PRECISION_MILLI
};

/* A moment with the precision and the zone that it was given in. from..until is the half-open
 * interval of all moments it can mean (a day's 24 hours when only the day was given). */
struct caltime {
    int64_t from;  /* epoch milliseconds */
    int64_t until; /* exclusive */
    enum precision precision;
    bool zoned;     /* an offset was given */
    int16_t offset; /* minutes east of UTC; for a date without zone the one that was assumed */
};

/* YYYY, YYYY-MM, YYYY-MM-DD, or a full dateTime with seconds (fraction allowed) and zone, as FHIR
 * R4 demands (without the zone it is refused). In searches (`loose`) seconds and zone may be
 * missing. assumed: minutes east of UTC for what has no zone. Leap second 60 counts as the next
 * second. False: not such a text, or not a real day. Years 1800 to 2200. */
bool caltime_parse(struct str text, int16_t assumed, bool loose, struct caltime *time_r);

/* "2026-11-21T09:08:07.006Z", milliseconds left out when 0. */
#define CALTIME_TEXT 40
void caltime_utc(int64_t at, char text_r[CALTIME_TEXT]);
/* In the precision and offset given, e.g. "2026-11-21" or "2026-11-21T10:08:07+01:00". */
void caltime_text(int64_t at, enum precision precision, int16_t offset, char text_r[CALTIME_TEXT]);

/* Proleptic Gregorian; day 0 is 1970-01-01. */
int64_t caltime_day(int year, int month, int day);
void caltime_civil(int64_t day, int *year_r, int *month_r, int *day_r);
/* 0 Monday … 6 Sunday. */
int caltime_weekday(int64_t day);

/* Norway's offset (Europe/Oslo, the rule in force since 1996: summer time from the last Sunday in
 * March to the last Sunday in October, 01:00 UTC), minutes east of UTC. */
int16_t caltime_oslo_offset(int64_t at);
/* As caltime_parse, with Norwegian time for what has no zone: a day ends where the next begins,
 * also when the clock changes within. The offset is that of its beginning. */
bool caltime_parse_oslo(struct str text, bool loose, struct caltime *time_r);
/* The local day that a moment falls on. */
int64_t caltime_oslo_day(int64_t at);
/* A clock time of the wall on a local day (minutes after midnight; 0: its start) as a moment. */
int64_t caltime_oslo_moment(int64_t day, int minute);

#endif
