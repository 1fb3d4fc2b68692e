/* One patient's days by zone, and what alarmed on them: worked out whole from what is stored.
 *
 * A day is green, yellow or red by the worst outcome of what was measured and answered on it. It is
 * missing when one that was due by it was missed (schedule/schedule.h) and nothing came on it.
 * Other days count nowhere. Only days that are over. */
#ifndef VARDE_ALARM_ROLL_H
#define VARDE_ALARM_ROLL_H

#include "programme/programme.h"
#include "triage/reasons.h"

/* The running month and those before it that are kept right; what is older stays as it was. */
enum { ALARM_MONTHS = 14 };

/* Bits: 1 the first of the month. */
struct alarm_month {
    struct uuid enrolment;
    int64_t month; /* year times twelve, and the month from 0 */
    uint32_t green, yellow, red, missing, downgraded;
    bool changed; /* against what is stored (alarm_store.h) */
};

/* What alarms. A rule without a limit of its own has limited false, and 0 as value and operator. */
struct alarm_cause {
    enum rule rule;
    enum parameter parameter;
    enum zone zone;
    enum limit_operator operator;
    int span; /* days of a change */
    uint32_t condition;
    bool individual, limited;
    int64_t value;
};
bool alarm_cause_equal(const struct alarm_cause *a, const struct alarm_cause *b);

struct alarm_limit {
    struct uuid enrolment;
    int64_t month;
    struct alarm_cause cause;
    uint32_t days, downgraded;
    bool changed;
};

struct alarm_rolled {
    struct uuid patient;
    int64_t from; /* first month that was worked out */
    bool waits;   /* a day that passes may change something */
    size_t month_count, limit_count, month_room, limit_room;
    struct alarm_month *months;
    struct alarm_limit *limits;
};

int64_t alarm_month_of(int64_t day, unsigned *bit_r);
/* The first day of a month. */
int64_t alarm_month_day(int64_t month);
unsigned alarm_bits(uint32_t days);

/* through: the last local day that is over. Waits; outside a transaction it may see the patient
 * newer than when it began, never older. */
bool alarm_roll(struct db *db, struct arena *arena, struct programmes *programmes,
                const struct uuid *patient, int64_t through, struct alarm_rolled *rolled_r,
                struct error *error);

#endif
