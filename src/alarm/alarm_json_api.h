/* What both answers about the alarm load print alike; for alarm/ alone. */
#ifndef VARDE_ALARM_JSON_API_H
#define VARDE_ALARM_JSON_API_H

#include "alarm/alarm_sum.h"
#include "router.h"

/* ?from= and ?to=; without them the last 28 days that are in. */
struct alarm_asked {
    struct alarm_period period;
    bool rolled; /* up to `rolled_to` */
    int64_t rolled_to;
};
bool alarm_asked_read(struct call *call, struct alarm_asked *asked_r, struct error *error);

/* "from", "to", "rolledUpTo", "yardstick". */
void alarm_put_asked(struct json_out *out, const struct alarm_asked *asked);
/* "days": {green, yellow, red, missing, total}, "alarms", "downgraded". */
void alarm_put_days(struct json_out *out, const struct alarm_days *days);
/* "rule", "parameter", "name". */
void alarm_put_cause_named(struct json_out *out, struct call *call,
                           const struct alarm_cause *cause);
/* What alarmed, without its braces; alarms: of all, for the share. */
void alarm_put_cause(struct json_out *out, struct call *call, const struct alarm_cause_sum *sum,
                     int64_t alarms);

/* "suggestions": what might be changed (alarm_suggest.h). */
bool alarm_put_suggestions(struct json_out *out, struct call *call,
                           const struct permit_enrolment *enrolment,
                           const struct programme *programme, const struct alarm_period *period,
                           const struct alarm_own *own, struct error *error);

#endif
