#include "alarm/alarm_roll.h"

#include "alarm/alarm_outcome.h"
#include "alarm/alarm_patient.h"
#include "base/caltime.h"
#include "schedule/patient_schedule.h"

enum { POINTS_A_DAY = 32 };

/* ---- months ---- */

int64_t alarm_month_of(int64_t day, unsigned *bit_r)
{
    int year, month, date;
    caltime_civil(day, &year, &month, &date);
    *bit_r = (unsigned)date - 1;
    return (int64_t)year * 12 + month - 1;
}

int64_t alarm_month_day(int64_t month)
{
    return caltime_day((int)(month / 12), (int)(month % 12) + 1, 1);
}

unsigned alarm_bits(uint32_t days)
{
    return (unsigned)__builtin_popcount(days);
}

bool alarm_cause_equal(const struct alarm_cause *a, const struct alarm_cause *b)
{
    return a->rule == b->rule && a->parameter == b->parameter && a->zone == b->zone &&
           a->operator== b->operator&& a->span == b->span && a->condition == b->condition &&
           a->individual == b->individual && a->limited == b->limited && a->value == b->value;
}

static struct alarm_month *month_at(struct arena *arena, struct alarm_rolled *rolled,
                                    const struct uuid *enrolment, int64_t month)
{
    for (size_t i = rolled->month_count; i-- > 0;)
        if (rolled->months[i].month == month && uuid_equal(&rolled->months[i].enrolment, enrolment))
            return &rolled->months[i];
    if (rolled->month_count == rolled->month_room) {
        size_t room = rolled->month_room ? 2 * rolled->month_room : 16;
        struct alarm_month *months = arena_array(arena, struct alarm_month, room);
        if (rolled->month_count)
            memcpy(months, rolled->months, rolled->month_count * sizeof *months);
        rolled->months = months;
        rolled->month_room = room;
    }
    struct alarm_month *one = &rolled->months[rolled->month_count++];
    one->enrolment = *enrolment;
    one->month = month;
    return one;
}

static struct alarm_limit *limit_at(struct arena *arena, struct alarm_rolled *rolled,
                                    const struct uuid *enrolment, int64_t month,
                                    const struct alarm_cause *cause)
{
    for (size_t i = rolled->limit_count; i-- > 0;)
        if (rolled->limits[i].month == month &&
            uuid_equal(&rolled->limits[i].enrolment, enrolment) &&
            alarm_cause_equal(&rolled->limits[i].cause, cause))
            return &rolled->limits[i];
    if (rolled->limit_count == rolled->limit_room) {
        size_t room = rolled->limit_room ? 2 * rolled->limit_room : 32;
        struct alarm_limit *limits = arena_array(arena, struct alarm_limit, room);
        if (rolled->limit_count)
            memcpy(limits, rolled->limits, rolled->limit_count * sizeof *limits);
        rolled->limits = limits;
        rolled->limit_room = room;
    }
    struct alarm_limit *one = &rolled->limits[rolled->limit_count++];
    one->enrolment = *enrolment;
    one->month = month;
    one->cause = *cause;
    return one;
}

/* ---- the days of one enrolment ---- */

struct roll_day {
    enum zone zone;
    bool reported, missing;
    bool downgraded, acted_on; /* cases of the day's alarms */
};

struct rolling {
    struct arena *arena;
    const struct alarm_patient *patient;
    const struct alarm_enrolment *enrolment;
    int64_t first, through; /* days */
    struct roll_day *days;
    struct alarm_rolled *rolled;
};

static bool has_limit(enum rule rule)
{
    return (rule >= RULE_LIMIT_RED_LOW && rule <= RULE_LIMIT_RED_HIGH) ||
           (rule >= RULE_GAIN_YELLOW && rule <= RULE_LOSS_RED) || rule == RULE_SCORE_YELLOW ||
           rule == RULE_SCORE_RED || rule == RULE_PRESSURE_MEAN;
}

static bool is_standard(const struct programme *programme, const struct reason *reason)
{
    bool change = reason->rule >= RULE_GAIN_YELLOW && reason->rule <= RULE_LOSS_RED;
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter == reason->parameter && limit->value == reason->limit &&
            limit->operator== reason->operator&&
                limit->condition == reason->condition &&(limit->kind == LIMIT_GAIN) == change &&
            (!change || limit->days == reason->days))
            return true;
    }
    return false;
}

static struct alarm_cause cause_of(const struct alarm_outcome_row *row, const struct reason *reason)
{
    struct alarm_cause cause = {
        .rule = reason->rule, .parameter = reason->parameter, .zone = reason->zone};
    if (!has_limit(reason->rule) || !reason->has_limit)
        return cause;
    cause.limited = true;
    cause.value = reason->limit;
    cause.operator= reason->operator;
    cause.span = reason->days;
    cause.condition = reason->condition;
    cause.individual = row->limits_version > 0 && reason->parameter != PARAMETER_NONE &&
                       reason->rule != RULE_PRESSURE_MEAN && !is_standard(row->programme, reason);
    return cause;
}

static void take_outcome(struct rolling *r, const struct alarm_outcome_row *row)
{
    struct alarm_outcome outcome;
    alarm_outcome_read(r->arena, row->zone, row->inputs, row->reasons,
                       (int32_t)caltime_oslo_day(row->at), &outcome);
    const struct alarm_case *raised =
        row->zone >= ZONE_YELLOW ? alarm_case_of(r->patient, &row->enrolment, row->at) : NULL;
    for (size_t i = 0; i < outcome.day_count; i++) {
        const struct alarm_outcome_day *one = &outcome.days[i];
        unsigned bit;
        if (one->day < r->first || one->day > r->through)
            continue;
        struct roll_day *day = &r->days[one->day - r->first];
        day->reported = true;
        day->zone = zone_worse(day->zone, one->zone);
        day->downgraded =
            day->downgraded || (one->zone >= ZONE_YELLOW && raised && raised->downgraded);
        day->acted_on =
            day->acted_on || (one->zone >= ZONE_YELLOW && raised && !raised->downgraded);
        int64_t month = alarm_month_of(one->day, &bit);
        for (size_t k = 0; month >= r->rolled->from && k < outcome.reasons.count; k++) {
            if (!(one->reasons & UINT32_C(1) << k))
                continue;
            struct alarm_cause cause = cause_of(row, &outcome.reasons.list[k]);
            limit_at(r->arena, r->rolled, &row->enrolment, month, &cause)->days |= UINT32_C(1)
                                                                                   << bit;
        }
    }
}

/* ---- what did not come ---- */

/* By the days that were judged: on one with a report nothing is missing, whatever the time. */
static struct schedule_facts facts_of(const struct rolling *r)
{
    size_t count = (size_t)(r->through - r->first + 1), reports = 0;
    struct local_time *list = arena_array(r->arena, struct local_time, count);
    for (size_t i = 0; i < count; i++)
        if (r->days[i].reported)
            list[reports++] = (struct local_time){(int32_t)(r->first + (int64_t)i), 0};
    return (struct schedule_facts){
        .reports = list, .report_count = reports, .now = {(int32_t)r->through + 1, 0}};
}

static bool mark_missing(struct rolling *r, struct db *db, struct programmes *programmes,
                         struct error *error)
{
    struct schedule schedule;
    const int32_t from = (int32_t)r->first, until = (int32_t)r->through + 1;
    size_t most = (size_t)(until - from) * POINTS_A_DAY;
    struct due *points = arena_array(r->arena, struct due, most);
    if (!patient_schedule_of_days(db, r->arena, programmes, &r->rolled->patient, &r->enrolment->id,
                                  from, until, &schedule, error))
        return false;
    const struct schedule_facts facts = facts_of(r);
    size_t count = schedule_due(&schedule, from, until, points, most);
    for (size_t i = 0; i < count; i++) {
        struct roll_day *day = &r->days[points[i].by.day - from];
        day->missing =
            day->missing || (!day->reported && due_state(&points[i], &facts) == DUE_MISSED);
    }
    return true;
}

/* ---- what it comes to ---- */

static void put_day(struct rolling *r, int64_t day)
{
    const struct roll_day *one = &r->days[day - r->first];
    unsigned bit;
    int64_t number = alarm_month_of(day, &bit);
    const uint32_t mask = UINT32_C(1) << bit;
    if (number < r->rolled->from || (one->zone == ZONE_NONE && !one->missing))
        return;
    struct alarm_month *month = month_at(r->arena, r->rolled, &r->enrolment->id, number);
    if (one->zone == ZONE_GREEN)
        month->green |= mask;
    else if (one->zone == ZONE_YELLOW)
        month->yellow |= mask;
    else if (one->zone == ZONE_RED)
        month->red |= mask;
    else
        month->missing |= mask;
    if (one->zone >= ZONE_YELLOW && one->downgraded && !one->acted_on)
        month->downgraded |= mask;
}

static void downgrade_limits(struct alarm_rolled *rolled)
{
    for (size_t i = 0; i < rolled->limit_count; i++) {
        struct alarm_limit *limit = &rolled->limits[i];
        for (size_t k = 0; k < rolled->month_count; k++) {
            const struct alarm_month *month = &rolled->months[k];
            if (month->month == limit->month && uuid_equal(&month->enrolment, &limit->enrolment))
                limit->downgraded = limit->days & month->downgraded;
        }
    }
}

/* A day that is not over has something already. */
static bool came_since(const struct alarm_patient *patient, int64_t through)
{
    for (size_t i = 0; i < patient->outcome_count; i++)
        if (caltime_oslo_day(patient->outcomes[i].at) > through)
            return true;
    return false;
}

bool alarm_roll(struct db *db, struct arena *arena, struct programmes *programmes,
                const struct uuid *patient, int64_t through, struct alarm_rolled *rolled_r,
                struct error *error)
{
    unsigned bit;
    struct alarm_patient state;
    *rolled_r = (struct alarm_rolled){.patient = *patient};
    rolled_r->from = alarm_month_of(through, &bit) - ALARM_MONTHS + 1;
    /* A month earlier, so that what was due in the first days is known. */
    int64_t first = alarm_month_day(rolled_r->from - 1);
    if (!alarm_patient_read(db, arena, programmes, patient, first, &state, error))
        return false;
    for (size_t i = 0; i < state.enrolment_count; i++) {
        struct rolling r = {
            arena,   &state,  &state.enrolments[i],
            first,   through, arena_array(arena, struct roll_day, (size_t)(through - first + 1)),
            rolled_r};
        for (size_t k = 0; k < state.outcome_count; k++)
            if (uuid_equal(&state.outcomes[k].enrolment, &r.enrolment->id))
                take_outcome(&r, &state.outcomes[k]);
        rolled_r->waits = rolled_r->waits || r.enrolment->open || came_since(&state, through);
        if (!mark_missing(&r, db, programmes, error))
            return false;
        for (int64_t day = first; day <= through; day++)
            put_day(&r, day);
    }
    downgrade_limits(rolled_r);
    return true;
}
