#include "alarm/alarm_store.h"

#include "alarm/alarm_sheet.h"

static const struct sql READ_MARK = {"SELECT event_id, through FROM alarm_mark WHERE id = 1"};
static const struct sql WRITE_MARK = {
    "INSERT INTO alarm_mark (id, event_id, through) VALUES (1, ?1, ?2)"
    " ON CONFLICT (id) DO UPDATE SET event_id = excluded.event_id, through = excluded.through"};
static const struct sql MONTHS = {
    "SELECT enrolment_id, month, green, yellow, red, missing, downgraded FROM alarm_month"
    " WHERE patient_id = ?1 AND month >= ?2 ORDER BY enrolment_id, month"};
static const struct sql LIMITS = {
    "SELECT l.enrolment_id, l.month, " ALARM_LIMIT_COLUMNS " FROM alarm_limit l"
    " WHERE l.patient_id = ?1 AND l.month >= ?2 ORDER BY l.enrolment_id, l.month"};
static const struct sql PUT_MONTH = {
    "INSERT INTO alarm_month (patient_id, enrolment_id, month, green, yellow, red, missing,"
    " downgraded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    " ON CONFLICT (patient_id, enrolment_id, month) DO UPDATE SET green = excluded.green,"
    " yellow = excluded.yellow, red = excluded.red, missing = excluded.missing,"
    " downgraded = excluded.downgraded"};
static const struct sql DROP_MONTH = {
    "DELETE FROM alarm_month WHERE patient_id = ?1 AND enrolment_id = ?2 AND month = ?3"};
static const struct sql PUT_LIMIT = {
    "INSERT INTO alarm_limit (patient_id, enrolment_id, month, rule, parameter, zone, operator,"
    " span, condition, individual, limited, value, days, downgraded)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
    " ON CONFLICT (patient_id, enrolment_id, month, rule, parameter, zone, operator, span,"
    " condition, individual, limited, value)"
    " DO UPDATE SET days = excluded.days, downgraded = excluded.downgraded"};
static const struct sql DROP_LIMIT = {
    "DELETE FROM alarm_limit WHERE patient_id = ?1 AND enrolment_id = ?2 AND month = ?3"
    " AND rule = ?4 AND parameter = ?5 AND zone = ?6 AND operator = ?7 AND span = ?8"
    " AND condition = ?9 AND individual = ?10 AND limited = ?11 AND value = ?12"};
static const struct sql PUT_PATIENT = {
    "INSERT INTO alarm_patient (patient_id, event_id, through, sheet) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (patient_id) DO UPDATE SET event_id = excluded.event_id,"
    " through = excluded.through, sheet = excluded.sheet"};

bool alarm_mark_read(struct db *db, struct arena *arena, struct alarm_mark *mark_r,
                     struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &READ_MARK, NO_ARGS, &rows, error))
        return false;
    *mark_r = (struct alarm_mark){.event_id = 0, .through = ALARM_NEVER};
    if (!rows_count(rows))
        return true;
    mark_r->event_id = row_int(rows, 0, 0);
    if (!row_is_null(rows, 0, 1))
        mark_r->through = row_int(rows, 0, 1);
    return true;
}

void alarm_mark_write(struct tx *tx, const struct alarm_mark *mark)
{
    db_send(tx->db, &WRITE_MARK,
            ARGS(v_int(mark->event_id),
                 mark->through == ALARM_NEVER ? v_null() : v_int(mark->through)));
}

/* ---- what differs ---- */

void alarm_limit_of_row(const struct rows *rows, size_t row, unsigned column,
                        struct alarm_limit *limit)
{
    limit->cause = (struct alarm_cause){
        .rule = (enum rule)row_int(rows, row, column),
        .parameter = (enum parameter)row_int(rows, row, column + 1),
        .zone = (enum zone)row_int(rows, row, column + 2),
        .operator=(enum limit_operator) row_int(rows, row, column + 3),
        .span = (int)row_int(rows, row, column + 4),
        .condition = (uint32_t)row_int(rows, row, column + 5),
        .individual = row_int(rows, row, column + 6) != 0,
        .limited = row_int(rows, row, column + 7) != 0,
        .value = row_int(rows, row, column + 8),
    };
    limit->days = (uint32_t)row_int(rows, row, column + 9);
    limit->downgraded = (uint32_t)row_int(rows, row, column + 10);
}

int64_t alarm_cause_unpack(int64_t packed, int64_t value, struct alarm_cause *cause_r)
{
    *cause_r = (struct alarm_cause){
        .rule = (enum rule)(packed & 0xff),
        .parameter = (enum parameter)(packed >> 8 & 0xff),
        .zone = (enum zone)(packed >> 16 & 0xf),
        .operator=(enum limit_operator)(packed >> 20 & 0xf),
        .individual = (packed >> 24 & 1) != 0,
        .limited = (packed >> 25 & 1) != 0,
        .condition = (uint32_t)(packed >> 26 & 0xff),
        .span = (int)(packed >> 34 & 0x3fff),
        .value = value,
    };
    return packed >> 48;
}

static bool is_month(const struct alarm_month *a, const struct alarm_month *b)
{
    return a->month == b->month && uuid_equal(&a->enrolment, &b->enrolment);
}

static bool says_same(const struct alarm_month *a, const struct alarm_month *b)
{
    return a->green == b->green && a->yellow == b->yellow && a->red == b->red &&
           a->missing == b->missing && a->downgraded == b->downgraded;
}

static bool is_limit(const struct alarm_limit *a, const struct alarm_limit *b)
{
    return a->month == b->month && uuid_equal(&a->enrolment, &b->enrolment) &&
           alarm_cause_equal(&a->cause, &b->cause);
}

static void compare_month(struct alarm_change *change, const struct alarm_month *stored)
{
    for (size_t i = 0; i < change->rolled.month_count; i++) {
        struct alarm_month *one = &change->rolled.months[i];
        if (!is_month(one, stored))
            continue;
        one->changed = !says_same(one, stored);
        return;
    }
    change->gone_months[change->gone_month_count++] = *stored;
}

static void compare_limit(struct alarm_change *change, const struct alarm_limit *stored)
{
    for (size_t i = 0; i < change->rolled.limit_count; i++) {
        struct alarm_limit *one = &change->rolled.limits[i];
        if (!is_limit(one, stored))
            continue;
        one->changed = one->days != stored->days || one->downgraded != stored->downgraded;
        return;
    }
    change->gone_limits[change->gone_limit_count++] = *stored;
}

static struct alarm_month month_of_row(const struct rows *rows, size_t row)
{
    return (struct alarm_month){
        .enrolment = row_uuid(rows, row, 0),
        .month = row_int(rows, row, 1),
        .green = (uint32_t)row_int(rows, row, 2),
        .yellow = (uint32_t)row_int(rows, row, 3),
        .red = (uint32_t)row_int(rows, row, 4),
        .missing = (uint32_t)row_int(rows, row, 5),
        .downgraded = (uint32_t)row_int(rows, row, 6),
    };
}

bool alarm_rows_read(struct db *db, struct arena *arena, const struct uuid *patient, int64_t from,
                     struct alarm_rolled *rows_r, struct error *error)
{
    struct rows *months, *limits;
    const struct value args[] = {v_uuid(patient), v_int(from)};
    *rows_r = (struct alarm_rolled){.patient = *patient, .from = from};
    if (!db_run(db, arena, &MONTHS, args, 2, &months, error) ||
        !db_run(db, arena, &LIMITS, args, 2, &limits, error))
        return false;
    rows_r->month_count = rows_count(months);
    rows_r->limit_count = rows_count(limits);
    rows_r->months = arena_array(arena, struct alarm_month, rows_r->month_count);
    rows_r->limits = arena_array(arena, struct alarm_limit, rows_r->limit_count);
    for (size_t i = 0; i < rows_r->month_count; i++)
        rows_r->months[i] = month_of_row(months, i);
    for (size_t i = 0; i < rows_r->limit_count; i++) {
        rows_r->limits[i].enrolment = row_uuid(limits, i, 0);
        rows_r->limits[i].month = row_int(limits, i, 1);
        alarm_limit_of_row(limits, i, 2, &rows_r->limits[i]);
    }
    return true;
}

bool alarm_compare(struct db *db, struct arena *arena, struct alarm_change *change,
                   struct error *error)
{
    struct alarm_rolled stored;
    if (!alarm_rows_read(db, arena, &change->rolled.patient, change->rolled.from, &stored, error))
        return false;
    for (size_t i = 0; i < change->rolled.month_count; i++)
        change->rolled.months[i].changed = true;
    for (size_t i = 0; i < change->rolled.limit_count; i++)
        change->rolled.limits[i].changed = true;
    change->gone_month_count = change->gone_limit_count = 0;
    change->gone_months = arena_array(arena, struct alarm_month, stored.month_count);
    change->gone_limits = arena_array(arena, struct alarm_limit, stored.limit_count);
    for (size_t i = 0; i < stored.month_count; i++)
        compare_month(change, &stored.months[i]);
    for (size_t i = 0; i < stored.limit_count; i++)
        compare_limit(change, &stored.limits[i]);
    change->sheet = alarm_sheet_pack(arena, &change->rolled);
    return true;
}

/* ---- writing it ---- */

static void put_month(struct tx *tx, const struct uuid *patient, const struct alarm_month *one)
{
    db_send(tx->db, &PUT_MONTH,
            ARGS(v_uuid(patient), v_uuid(&one->enrolment), v_int(one->month), v_int(one->green),
                 v_int(one->yellow), v_int(one->red), v_int(one->missing), v_int(one->downgraded)));
}

/* The key's values first: putting has two more. */
static void send_limit(struct tx *tx, const struct sql *sql, const struct uuid *patient,
                       const struct alarm_limit *one, size_t count)
{
    const struct alarm_cause *cause = &one->cause;
    const struct value args[] = {
        v_uuid(patient),          v_uuid(&one->enrolment), v_int(one->month),
        v_int(cause->rule),       v_int(cause->parameter), v_int(cause->zone),
        v_int(cause->operator),   v_int(cause->span),      v_int(cause->condition),
        v_int(cause->individual), v_int(cause->limited),   v_int(cause->value),
        v_int(one->days),         v_int(one->downgraded),
    };
    db_send(tx->db, sql, args, count);
}
enum { LIMIT_KEY = 12, LIMIT_ALL = 14 };

void alarm_change_write(struct tx *tx, const struct alarm_change *change, int64_t event_id,
                        int64_t through)
{
    const struct uuid *patient = &change->rolled.patient;
    for (size_t i = 0; i < change->gone_month_count; i++)
        db_send(tx->db, &DROP_MONTH,
                ARGS(v_uuid(patient), v_uuid(&change->gone_months[i].enrolment),
                     v_int(change->gone_months[i].month)));
    for (size_t i = 0; i < change->gone_limit_count; i++)
        send_limit(tx, &DROP_LIMIT, patient, &change->gone_limits[i], LIMIT_KEY);
    for (size_t i = 0; i < change->rolled.month_count; i++)
        if (change->rolled.months[i].changed)
            put_month(tx, patient, &change->rolled.months[i]);
    for (size_t i = 0; i < change->rolled.limit_count; i++)
        if (change->rolled.limits[i].changed)
            send_limit(tx, &PUT_LIMIT, patient, &change->rolled.limits[i], LIMIT_ALL);
    db_send(tx->db, &PUT_PATIENT,
            ARGS(v_uuid(patient), v_int(event_id),
                 v_int(change->rolled.waits ? through : ALARM_FOR_GOOD),
                 v_bytes(change->sheet.at, change->sheet.len)));
}
