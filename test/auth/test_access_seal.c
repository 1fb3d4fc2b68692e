/* Seals on the access log: which days, which rows, and what shows when either is touched. */
#include "../store/lib.h"

#include "auth/access_log.h"
#include "auth/access_seal.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "store/migrate.h"

#include <stdio.h>
#include <string.h>

/* The summer time of 2026 ends on 25 October: that day has 25 hours. */
static int64_t moment(int month, int day, int hour)
{
    return caltime_oslo_moment(caltime_day(2026, month, day), hour * 60);
}

static struct db *make(const struct place *place)
{
    struct error error = {0};
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    if (!migrate_run(db, 1, &applied, &error))
        fail_msg("%s", error.log);
    return db;
}

/* One row, as the house would write it. */
static void log_at(struct db *db, int64_t at)
{
    struct error error = {0};
    struct arena arena;
    struct access_chain chain;
    arena_init(&arena);
    struct tx tx = {.db = db, .arena = &arena, .now = at};
    const struct access_entry entry = {.account = id_of(1),
                                       .role = "nurse",
                                       .organisation = id_of(2),
                                       .ground = "service",
                                       .action = "patient.read",
                                       .patient = id_of(3)};
    assert_true(db_begin(db, &error));
    access_chain_ask(&chain, &tx);
    access_log_append(&chain, &tx, &entry);
    assert_true(db_commit(db, &error));
    arena_finish(&arena);
}

static int64_t seal_at(struct db *db, int64_t now)
{
    struct error error = {0};
    struct arena arena;
    int64_t sealed = -1;
    arena_init(&arena);
    struct tx tx = {.db = db, .arena = &arena, .now = now};
    assert_true(db_begin(db, &error));
    if (!access_seal_days(&tx, &sealed, &error))
        fail_msg("%s", error.log);
    if (!db_commit(db, &error))
        fail_msg("%s", error.log);
    arena_finish(&arena);
    return sealed;
}

struct found {
    int faults, warnings;
    char first[200]; /* fault or warning */
    int64_t seals;
    struct access_seal newest;
};

static void note(struct found *found, const char *text)
{
    if (!found->first[0])
        snprintf(found->first, sizeof found->first, "%s", text);
}

static void take_fault(void *context, const char *text)
{
    ((struct found *)context)->faults++;
    note(context, text);
}

static void take_warning(void *context, const char *text)
{
    ((struct found *)context)->warnings++;
    note(context, text);
}

static struct found verify(struct db *db, int64_t now)
{
    struct error error = {0};
    struct found found = {0};
    const struct access_seal_told told = {&found, take_fault, take_warning};
    if (!access_seal_verify(db, now, &told, &found.seals, &found.newest, &error))
        fail_msg("%s", error.log);
    return found;
}

static void assert_sound(struct db *db, int64_t now, int64_t seals)
{
    struct found found = verify(db, now);
    assert_string_equal(found.first, "");
    assert_int_equal(found.seals, seals);
}

/* The last row of lane 1 that the newest seal holds: the lane, then the number, as 8 bytes each. */
static int64_t head(struct db *db)
{
    struct error error = {0};
    struct arena arena;
    struct rows *rows;
    arena_init(&arena);
    assert_true(db_run(db, &arena,
                       SQL("SELECT heads FROM access_log_seal ORDER BY number DESC LIMIT 1"),
                       NO_ARGS, &rows, &error));
    struct str heads = row_str(rows, 0, 0);
    assert_int_equal(heads.len, 48);
    int64_t number = (uint8_t)heads.at[15] + 256 * (uint8_t)heads.at[14];
    arena_finish(&arena);
    return number;
}

static void a_day_is_sealed_once_when_it_is_over_by_the_local_clock(struct place *place)
{
    struct db *db = make(place);
    assert_int_equal(seal_at(db, moment(10, 25, 9)), 0);
    log_at(db, moment(10, 25, 0));
    log_at(db, moment(10, 26, 0) - 1); /* 25 hours later */
    assert_int_equal(seal_at(db, moment(10, 26, 0) - 1), 0);
    log_at(db, moment(10, 26, 0));
    assert_int_equal(seal_at(db, moment(10, 26, 0)), 1);
    assert_int_equal(head(db), 2);
    assert_int_equal(seal_at(db, moment(10, 26, 12)), 0);
    struct found found = verify(db, moment(10, 26, 12));
    assert_string_equal(found.first, "");
    assert_int_equal(found.newest.day, caltime_day(2026, 10, 25));
    db_close(db);
}

static void
days_without_rows_have_no_seal_and_long_ones_are_cut_at_the_right_row(struct place *place)
{
    struct db *db = make(place);
    for (int i = 0; i < 37; i++)
        log_at(db, moment(11, 1, 8) + i);
    for (int i = 0; i < 5; i++)
        log_at(db, moment(11, 9, 8) + i);
    log_at(db, moment(11, 10, 8));
    assert_int_equal(seal_at(db, moment(11, 9, 23)), 1);
    assert_int_equal(head(db), 37);
    assert_int_equal(seal_at(db, moment(11, 10, 23)), 1);
    assert_int_equal(head(db), 42);
    assert_sound(db, moment(11, 10, 23), 2);
    db_close(db);
}

static void a_log_of_years_is_sealed_by_several_calls(struct place *place)
{
    struct db *db = make(place);
    enum { DAYS = SEAL_DAYS_MOST + 30 };
    int64_t first = caltime_day(2024, 1, 1);
    for (int i = 0; i < DAYS; i++)
        log_at(db, caltime_oslo_moment(first + i, 9 * 60));
    int64_t now = caltime_oslo_moment(first + DAYS, 9 * 60);
    assert_int_equal(seal_at(db, now), SEAL_DAYS_MOST);
    assert_int_equal(seal_at(db, now), 30);
    assert_int_equal(seal_at(db, now), 0);
    assert_sound(db, now, DAYS);
    db_close(db);
}

/* What a clock that was set back has written belongs to the day that is sealed next. */
static void rows_by_a_clock_that_was_set_back_are_sealed_with_the_next_day(struct place *place)
{
    struct db *db = make(place);
    log_at(db, moment(11, 1, 8));
    log_at(db, moment(11, 2, 8));
    assert_int_equal(seal_at(db, moment(11, 2, 9)), 1);
    log_at(db, moment(11, 1, 9));
    log_at(db, moment(11, 2, 10));
    assert_int_equal(seal_at(db, moment(11, 3, 0)), 1);
    assert_int_equal(head(db), 4);
    assert_sound(db, moment(11, 3, 0), 2);
    log_at(db, moment(11, 1, 10));
    assert_int_equal(seal_at(db, moment(11, 4, 0)), 1);
    struct found found = verify(db, moment(11, 4, 0));
    assert_int_equal(found.faults, 0);
    assert_int_equal(found.warnings, 1);
    assert_non_null(
        strstr(found.first, "row 5 of lane 1 is of 2026-11-01 and sealed with 2026-11-03"));
    db_close(db);
}

/* For a moment, years ahead: what is logged by the right clock after it is not left unsealed. */
static void rows_by_a_clock_that_ran_ahead_hold_nothing_up(struct place *place)
{
    struct db *db = make(place);
    log_at(db, moment(11, 1, 8));
    log_at(db, moment(11, 1, 8) + 900 * DAY);
    log_at(db, moment(11, 1, 9));
    log_at(db, moment(11, 2, 8));
    assert_int_equal(seal_at(db, moment(11, 2, 9)), 1);
    assert_int_equal(head(db), 3);
    log_at(db, moment(11, 2, 8) + 900 * DAY);
    log_at(db, moment(11, 2, 9));
    assert_int_equal(seal_at(db, moment(11, 3, 9)), 1);
    assert_int_equal(seal_at(db, moment(11, 4, 9)), 1);
    assert_int_equal(head(db), 6);
    struct found found = verify(db, moment(11, 4, 9));
    assert_int_equal(found.faults, 0);
    log_at(db, moment(11, 4, 9) + 900 * DAY);
    log_at(db, moment(11, 4, 10));
    found = verify(db, moment(11, 6, 9));
    assert_int_equal(found.warnings, 1);
    assert_non_null(strstr(found.first, "nothing is sealed"));
    db_close(db);
}

static void what_nobody_sealed_for_more_than_a_day_is_a_warning(struct place *place)
{
    struct db *db = make(place);
    log_at(db, moment(11, 1, 8));
    assert_sound(db, moment(11, 2, 23), 0);
    struct found found = verify(db, moment(11, 3, 0));
    assert_int_equal(found.faults, 0);
    assert_int_equal(found.warnings, 1);
    assert_non_null(
        strstr(found.first, "from row 1 of lane 1 on, of 2026-11-01, nothing is sealed"));
    db_close(db);
}

/* Three sealed days of two rows, and a fourth that is not over. */
static struct db *make_sealed(const struct place *place)
{
    struct db *db = make(place);
    for (int day = 1; day <= 4; day++) {
        log_at(db, moment(11, day, 8));
        log_at(db, moment(11, day, 9));
    }
    assert_int_equal(seal_at(db, moment(11, 4, 10)), 3);
    assert_sound(db, moment(11, 4, 10), 3);
    return db;
}

static void assert_fault(struct db *db, const char *says)
{
    struct found found = verify(db, moment(11, 4, 10));
    assert_true(found.faults > 0);
    if (!strstr(found.first, says))
        fail_msg("it says: %s", found.first);
}

static void
a_log_that_was_cut_before_the_last_seal_is_found_and_after_it_is_not(struct place *place)
{
    struct db *db = make_sealed(place);
    must(db, SQL("DELETE FROM access_log WHERE number > ?1"), v_int(6));
    assert_sound(db, moment(11, 4, 10), 3);
    must(db, SQL("DELETE FROM access_log WHERE number > ?1"), v_int(5));
    assert_fault(db, "access_log: row 6 of lane 1 is gone, which seal 3 holds");
    db_close(db);
}

static void a_row_with_another_hash_is_found(struct place *place)
{
    struct db *db = make_sealed(place);
    must(db, SQL("UPDATE access_log SET hash = ?1 WHERE number = 4"), v_bytes("x", 1));
    assert_fault(db, "access_log: row 4 of lane 1 has another hash than seal 2 holds");
    db_close(db);
}

static void a_seal_that_is_gone_or_changed_is_found(struct place *place)
{
    struct db *db = make_sealed(place);
    must(db, SQL("UPDATE access_log_seal SET at = at + ?1 WHERE number = 1"), v_int(1));
    assert_fault(db, "seal 1 does not follow");
    must(db, SQL("UPDATE access_log_seal SET at = at - ?1 WHERE number = 1"), v_int(1));
    must(db, SQL("UPDATE access_log_seal SET heads = ?1 WHERE number = 3"), v_bytes("x", 1));
    assert_fault(db, "seal 3 does not follow");
    must(db, SQL("DELETE FROM access_log_seal WHERE number = ?1"), v_int(1));
    assert_fault(db, "seal 2 follows seal 0");
    db_close(db);
}

/* Made anew as a whole, it holds in itself: only a seal that was written down outside shows it. */
static void another_log_has_other_seals(struct place *place)
{
    struct error error = {0};
    struct access_seal seal, none;
    struct db *db = make_sealed(place);
    assert_true(access_seal_get(db, 3, &seal, &error));
    assert_true(access_seal_get(db, 4, &none, &error));
    assert_int_equal(seal.number, 3);
    assert_int_equal(none.number, 0);
    must(db, SQL("DELETE FROM access_log_seal WHERE number > ?1"), v_int(0));
    must(db, SQL("DELETE FROM access_log WHERE number > ?1"), v_int(0));
    for (int day = 1; day <= 4; day++)
        log_at(db, moment(11, day, 8));
    assert_int_equal(seal_at(db, moment(11, 4, 10)), 3);
    assert_sound(db, moment(11, 4, 10), 3);
    struct found found = verify(db, moment(11, 4, 10));
    assert_int_equal(found.newest.number, seal.number);
    assert_memory_not_equal(found.newest.hash, seal.hash, SEAL_BYTES);
    db_close(db);
}

/* Lanes of several writers: one that is still silent, or begins later, holds nobody up. */
static void every_lane_has_its_end(struct place *place)
{
    struct db *db = make_sealed(place);
    must(db,
         SQL("INSERT INTO access_log (lane, number, at, account_id, role, ground, action, hash)"
             " SELECT 2, number, at, account_id, role, ground, action, hash FROM access_log"
             " WHERE lane = ?1 AND number >= 7"),
         v_int(1));
    must(db, SQL("UPDATE access_log SET number = number - ?1 WHERE lane = 2"), v_int(6));
    assert_int_equal(seal_at(db, moment(11, 5, 0)), 1);
    assert_sound(db, moment(11, 5, 0), 4);
    must(db, SQL("DELETE FROM access_log WHERE lane = ?1"), v_int(2));
    struct found found = verify(db, moment(11, 5, 0));
    assert_non_null(strstr(found.first, "row 2 of lane 2 is gone, which seal 4 holds"));
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_day_is_sealed_once_when_it_is_over_by_the_local_clock),
        ON_BOTH(days_without_rows_have_no_seal_and_long_ones_are_cut_at_the_right_row),
        ON_SQLITE(a_log_of_years_is_sealed_by_several_calls),
        ON_BOTH(rows_by_a_clock_that_was_set_back_are_sealed_with_the_next_day),
        ON_BOTH(rows_by_a_clock_that_ran_ahead_hold_nothing_up),
        ON_SQLITE(what_nobody_sealed_for_more_than_a_day_is_a_warning),
        ON_BOTH(a_log_that_was_cut_before_the_last_seal_is_found_and_after_it_is_not),
        ON_SQLITE(a_row_with_another_hash_is_found),
        ON_SQLITE(a_seal_that_is_gone_or_changed_is_found),
        ON_SQLITE(another_log_has_other_seals),
        ON_BOTH(every_lane_has_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
