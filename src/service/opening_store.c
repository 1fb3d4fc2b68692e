#include "service/opening_store.h"

#include "base/caltime.h"

static const struct sql ORGANISATION = {
    "SELECT id, party_id, name FROM organisation WHERE id = ?1",
};
static const struct sql DAYS = {
    "SELECT day, opens, closes, reason FROM opening_exception"
    " WHERE organisation_id = ?1 AND day >= ?2 AND reason <> '' ORDER BY day LIMIT 400",
};
static const struct sql CLEAR_WEEK = {"DELETE FROM opening_hours WHERE organisation_id = ?1"};
static const struct sql ADD_WEEKDAY = {
    "INSERT INTO opening_hours (organisation_id, weekday, opens, closes) VALUES (?1, ?2, ?3, ?4)",
};
/* Nobody set it, so it has no reason and is not shown. */
static const struct sql KEEP_DAY = {
    "INSERT INTO opening_exception (organisation_id, day, opens, closes, reason)"
    " VALUES (?1, ?2, ?3, ?4, '') ON CONFLICT (organisation_id, day) DO NOTHING",
};
static const struct sql SET_DAY = {
    "INSERT INTO opening_exception (organisation_id, day, opens, closes, reason)"
    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (organisation_id, day)"
    " DO UPDATE SET opens = excluded.opens, closes = excluded.closes, reason = excluded.reason",
};
static const struct sql CLEAR_DAY = {
    "DELETE FROM opening_exception WHERE organisation_id = ?1 AND day = ?2",
};

bool opening_read(struct db *db, struct arena *arena, const struct uuid *organisation,
                  int64_t today, bool *found_r, struct opening *opening_r, struct error *error)
{
    struct rows *rows, *days;
    if (!db_run(db, arena, &ORGANISATION, ARGS(v_uuid(organisation)), &rows, error) ||
        !db_run(db, arena, &DAYS, ARGS(v_uuid(organisation), v_int(today)), &days, error))
        return false;
    *found_r = rows_count(rows) > 0;
    *opening_r = (struct opening){
        .id = row_uuid(rows, 0, 0),
        .party = row_uuid(rows, 0, 1),
        .name = row_str(rows, 0, 2),
        .day_count = rows_count(days),
        .days = arena_array(arena, struct opening_day, rows_count(days)),
    };
    for (size_t i = 0; i < rows_count(days); i++)
        opening_r->days[i] = (struct opening_day){
            {row_int(days, i, 0), (int)row_int(days, i, 1), (int)row_int(days, i, 2)},
            row_str(days, i, 3)};
    return true;
}

void opening_set_week(struct tx *tx, const struct uuid *organisation, const struct hours *week)
{
    db_send(tx->db, &CLEAR_WEEK, ARGS(v_uuid(organisation)));
    for (int weekday = 0; weekday < 7; weekday++)
        if (week->opens[weekday] < week->closes[weekday])
            db_send(tx->db, &ADD_WEEKDAY,
                    ARGS(v_uuid(organisation), v_int(weekday), v_int(week->opens[weekday]),
                         v_int(week->closes[weekday])));
}

void opening_keep_past(struct tx *tx, const struct uuid *organisation, const struct hours *held)
{
    int64_t today = caltime_oslo_day(tx->now);
    for (int64_t day = today - HOURS_DAYS_BACK; day <= today; day++) {
        struct hours_day one = hours_of_day(held, day);
        bool over = day < today ||
                    (one.opens < one.closes && tx->now >= caltime_oslo_moment(day, one.closes));
        if (over)
            db_send(tx->db, &KEEP_DAY,
                    ARGS(v_uuid(organisation), v_int(day), v_int(one.opens), v_int(one.closes)));
    }
}

void opening_set_day(struct tx *tx, const struct uuid *organisation, const struct opening_day *day)
{
    db_send(tx->db, &SET_DAY,
            ARGS(v_uuid(organisation), v_int(day->hours.day), v_int(day->hours.opens),
                 v_int(day->hours.closes), v_str(day->reason)));
}

void opening_clear_day(struct tx *tx, const struct uuid *organisation, int64_t day)
{
    db_send(tx->db, &CLEAR_DAY, ARGS(v_uuid(organisation), v_int(day)));
}
