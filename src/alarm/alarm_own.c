/* The roll-up of one enrolment summed. */
#include "alarm/alarm_store.h"
#include "alarm/alarm_sum.h"

#include <stdlib.h>

static const struct sql OWN_MONTHS = {
    "SELECT month, green, yellow, red, missing, downgraded FROM alarm_month"
    " WHERE patient_id = ?1 AND enrolment_id = ?2 AND month BETWEEN ?3 AND ?4 ORDER BY month"};
static const struct sql OWN_LIMITS = {
    "SELECT l.month, " ALARM_LIMIT_COLUMNS " FROM alarm_limit l WHERE l.patient_id = ?1"
    " AND l.enrolment_id = ?2 AND l.month BETWEEN ?3 AND ?4 ORDER BY l.month"};

enum { CAUSES_MOST = 64 };

/* What alarmed of one enrolment; the open month's days apart, since one day counts once. */
struct tally {
    int64_t month;
    size_t count;
    struct {
        struct alarm_cause cause;
        uint32_t days, downgraded;
        int64_t total, total_downgraded;
    } list[CAUSES_MOST];
};

static void close_month(struct tally *tally)
{
    for (size_t i = 0; i < tally->count; i++) {
        tally->list[i].total += alarm_bits(tally->list[i].days);
        tally->list[i].total_downgraded += alarm_bits(tally->list[i].downgraded);
        tally->list[i].days = tally->list[i].downgraded = 0;
    }
}

static void tally_add(struct tally *tally, const struct alarm_limit *limit, uint32_t within)
{
    size_t at = 0;
    if (limit->month != tally->month)
        close_month(tally);
    tally->month = limit->month;
    while (at < tally->count && !alarm_cause_equal(&tally->list[at].cause, &limit->cause))
        at++;
    if (!(limit->days & within) || at == CAUSES_MOST)
        return;
    if (at == tally->count) {
        tally->list[tally->count++].total = 0;
        tally->list[at].total_downgraded = 0;
        tally->list[at].days = tally->list[at].downgraded = 0;
        tally->list[at].cause = limit->cause;
    }
    tally->list[at].days |= limit->days & within;
    tally->list[at].downgraded |= limit->downgraded & within;
}

static void take_own_months(struct arena *arena, const struct rows *rows,
                            const struct alarm_period *period, struct alarm_own *own)
{
    own->month_count = rows_count(rows);
    own->months = arena_array(arena, struct alarm_month, own->month_count);
    for (size_t i = 0; i < own->month_count; i++) {
        own->months[i] = (struct alarm_month){
            .month = row_int(rows, i, 0),
            .green = (uint32_t)row_int(rows, i, 1),
            .yellow = (uint32_t)row_int(rows, i, 2),
            .red = (uint32_t)row_int(rows, i, 3),
            .missing = (uint32_t)row_int(rows, i, 4),
            .downgraded = (uint32_t)row_int(rows, i, 5),
        };
        alarm_days_add_month(&own->total, &own->months[i],
                             alarm_period_bits(period, own->months[i].month));
    }
}

static void take_own_limits(struct arena *arena, const struct rows *rows,
                            const struct alarm_period *period, struct alarm_own *own)
{
    struct tally *tally = arena_new(arena, struct tally);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct alarm_limit limit = {.month = row_int(rows, i, 0)};
        alarm_limit_of_row(rows, i, 1, &limit);
        tally_add(tally, &limit, alarm_period_bits(period, limit.month));
    }
    close_month(tally);
    own->cause_count = tally->count;
    own->causes = arena_array(arena, struct alarm_cause_sum, tally->count);
    for (size_t i = 0; i < tally->count; i++)
        own->causes[i] = (struct alarm_cause_sum){.cause = tally->list[i].cause,
                                                  .days = tally->list[i].total,
                                                  .downgraded = tally->list[i].total_downgraded,
                                                  .patients = 1};
    if (own->cause_count)
        qsort(own->causes, own->cause_count, sizeof *own->causes, alarm_by_days);
}

bool alarm_own(struct db *db, struct arena *arena, const struct uuid *patient,
               const struct uuid *enrolment, const struct alarm_period *period,
               struct alarm_own *own_r, struct error *error)
{
    unsigned bit;
    struct rows *months, *limits;
    const struct value args[] = {v_uuid(patient), v_uuid(enrolment),
                                 v_int(alarm_month_of(period->from, &bit)),
                                 v_int(alarm_month_of(period->to, &bit))};
    *own_r = (struct alarm_own){0};
    if (!db_run(db, arena, &OWN_MONTHS, args, 4, &months, error) ||
        !db_run(db, arena, &OWN_LIMITS, args, 4, &limits, error))
        return false;
    take_own_months(arena, months, period, own_r);
    take_own_limits(arena, limits, period, own_r);
    return true;
}
