/* Calendar time: texts to moments and back, real days only, Norway's summer time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/caltime.h"
#include "base/clock.h"

static struct caltime parsed(const char *text, int16_t assumed, bool loose)
{
    struct caltime time = {0};
    if (!caltime_parse(str_of(text), assumed, loose, &time)) {
        fail_msg("%s was refused", text);
    }
    return time;
}

static void assert_refused(const char *text, bool loose)
{
    struct caltime time;
    if (caltime_parse(str_of(text), 60, loose, &time)) {
        fail_msg("\"%s\" was accepted", text);
    }
}

static void a_full_time_is_one_second(void **state)
{
    (void)state;
    struct caltime time = parsed("2026-11-21T10:08:07+01:00", 0, false);
    assert_int_equal(time.from, INT64_C(1795252087000));
    assert_int_equal(time.until, time.from + SECOND);
    assert_int_equal(time.precision, PRECISION_SECOND);
    assert_true(time.zoned);
    assert_int_equal(time.offset, 60);
}

static void the_epoch_is_where_it_should_be(void **state)
{
    (void)state;
    assert_int_equal(parsed("1970-01-01T00:00:00Z", 0, false).from, 0);
    assert_int_equal(parsed("1970-01-01T01:30:00+01:30", 0, false).from, 0);
    assert_int_equal(parsed("1969-12-31T23:59:59.999Z", 0, false).from, -1);
    assert_int_equal(parsed("2000-02-29T12:00:00Z", 0, false).from, INT64_C(951825600000));
}

static void milliseconds_are_kept_and_finer_digits_dropped(void **state)
{
    (void)state;
    struct caltime time = parsed("1970-01-01T00:00:00.5Z", 0, false);
    assert_int_equal(time.from, 500);
    assert_int_equal(time.until, 501);
    assert_int_equal(time.precision, PRECISION_MILLI);
    assert_int_equal(parsed("1970-01-01T00:00:00.0069999999Z", 0, false).from, 6);
}

static void a_day_without_zone_is_24_hours_in_the_assumed_offset(void **state)
{
    (void)state;
    struct caltime time = parsed("1970-01-02", 60, false);
    assert_int_equal(time.from, DAY - HOUR);
    assert_int_equal(time.until, 2 * DAY - HOUR);
    assert_int_equal(time.precision, PRECISION_DAY);
    assert_false(time.zoned);
    assert_int_equal(time.offset, 60);
    assert_int_equal(parsed("1970-01-02", -90, false).from, DAY + 90 * MINUTE);
}

static void months_and_years_last_as_long_as_they_do(void **state)
{
    (void)state;
    struct caltime time = parsed("2024-02", 0, false);
    assert_int_equal(time.until - time.from, 29 * DAY);
    time = parsed("2026-12", 120, false);
    assert_int_equal(time.until - time.from, 31 * DAY);
    assert_int_equal(time.until, caltime_day(2027, 1, 1) * DAY - 2 * HOUR);
    time = parsed("2024", 0, false);
    assert_int_equal(time.until - time.from, 366 * DAY);
    assert_int_equal(time.precision, PRECISION_YEAR);
}

static void days_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"2026-02-29", "2100-02-29", "1900-02-29", "2026-04-31",
                                        "2026-00-10", "2026-13-01", "2026-01-00", "2026-01-32",
                                        "1799-12-31", "2201-01-01", "0000",       "2026-00"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_refused(wrong[i], false);
        assert_refused(wrong[i], true);
    }
    parsed("2000-02-29", 0, false);
    parsed("1800", 0, false);
    parsed("2200-12-31T23:59:59-14:00", 0, false);
}

static void texts_that_are_no_time_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2026-1-1",
        "20261121",
        "2026-11-21T",
        "2026-11-21T10",
        "2026-11-21T10:08:",
        "2026-11-21 10:08:07Z",
        "2026-11-21t10:08:07Z",
        "2026-11-21T10:08:07z",
        "2026-11-21T10:08:07.Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T10:60:00Z",
        "2026-11-21T10:08:61Z",
        "2026-11-21T10:08:07+1:00",
        "2026-11-21T10:08:07+0100",
        "2026-11-21T10:08:07+15:00",
        "2026-11-21T10:08:07+14:01",
        "2026-11-21T10:08:07+01:60",
        "2026-11-21T10:08:07Z ",
        " 2026-11-21",
        "2026-11-21Z",
        "2026-11Z",
        "2026-11-21T10:08:07ZZ",
        "+2026-11-21",
        "-026-11-21",
        "2026-11-2\xd9\xa1",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_refused(wrong[i], false);
        assert_refused(wrong[i], true);
    }
    struct caltime time;
    assert_false(caltime_parse(STR_NONE, 0, true, &time));
}

static void seconds_and_zone_may_be_missing_in_searches_only(void **state)
{
    (void)state;
    assert_refused("2026-11-21T10:08:07", false);
    assert_refused("2026-11-21T10:08Z", false);
    assert_refused("2026-11-21T10:08", false);
    struct caltime time = parsed("1970-01-01T01:02", 60, true);
    assert_int_equal(time.from, 2 * MINUTE);
    assert_int_equal(time.until, 3 * MINUTE);
    assert_int_equal(time.precision, PRECISION_MINUTE);
    assert_false(time.zoned);
    time = parsed("1970-01-01T01:02Z", 60, true);
    assert_int_equal(time.from, 62 * MINUTE);
    assert_true(time.zoned);
    assert_int_equal(parsed("1970-01-01T00:00:07", 0, true).from, 7 * SECOND);
}

static void a_leap_second_is_the_next_second(void **state)
{
    (void)state;
    assert_int_equal(parsed("2016-12-31T23:59:60Z", 0, false).from,
                     parsed("2017-01-01T00:00:00Z", 0, false).from);
}

static void assert_text(const char *text, enum precision precision, int16_t offset)
{
    char got[CALTIME_TEXT];
    caltime_text(parsed(text, offset, true).from, precision, offset, got);
    assert_string_equal(got, text);
}

static void texts_come_back_in_the_precision_and_offset_given(void **state)
{
    (void)state;
    assert_text("2026", PRECISION_YEAR, 60);
    assert_text("2026-03", PRECISION_MONTH, 60);
    assert_text("2026-11-21", PRECISION_DAY, 60);
    assert_text("2026-11-21T10:08+01:00", PRECISION_MINUTE, 60);
    assert_text("2026-11-21T10:08:07-05:30", PRECISION_SECOND, -330);
    assert_text("2026-11-21T10:08:07.006+01:00", PRECISION_MILLI, 60);
    assert_text("1814-05-17T10:00:00Z", PRECISION_SECOND, 0);
}

static void utc_leaves_out_milliseconds_that_are_zero(void **state)
{
    (void)state;
    char text[CALTIME_TEXT];
    caltime_utc(parsed("2026-11-21T09:08:07.006Z", 0, false).from, text);
    assert_string_equal(text, "2026-11-21T09:08:07.006Z");
    caltime_utc(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    caltime_utc(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
}

static void the_farthest_times_do_not_overflow(void **state)
{
    (void)state;
    char text[CALTIME_TEXT];
    caltime_utc(INT64_MAX, text);
    assert_string_equal(text, "292278994-08-17T07:12:55.807Z");
    caltime_utc(INT64_MIN, text);
    assert_true(strlen(text) < CALTIME_TEXT);
}

static void every_day_of_four_centuries_is_one_after_the_last(void **state)
{
    (void)state;
    int64_t day = caltime_day(1800, 1, 1);
    int weekday = caltime_weekday(day);
    assert_int_equal(weekday, 2); /* a Wednesday */
    int year = 1799, month = 12, of_month = 31;
    for (; day < caltime_day(2201, 1, 1); day++, weekday = (weekday + 1) % 7) {
        int y, m, d;
        caltime_civil(day, &y, &m, &d);
        bool next_day = y == year && m == month && d == of_month + 1;
        bool next_month =
            d == 1 && of_month >= 28 &&
            ((y == year && m == month + 1) || (y == year + 1 && m == 1 && month == 12));
        assert_true(next_day || next_month);
        assert_int_equal(caltime_day(y, m, d), day);
        assert_int_equal(caltime_weekday(day), weekday);
        year = y;
        month = m;
        of_month = d;
    }
}

static void known_weekdays(void **state)
{
    (void)state;
    assert_int_equal(caltime_weekday(caltime_day(1970, 1, 1)), 3);
    assert_int_equal(caltime_weekday(caltime_day(2026, 5, 17)), 6);
    assert_int_equal(caltime_weekday(caltime_day(1940, 4, 9)), 1);
}

static void oslo_is_one_hour_east_in_winter_and_two_in_summer(void **state)
{
    (void)state;
    int64_t spring = parsed("2026-03-29T01:00:00Z", 0, false).from;
    int64_t autumn = parsed("2026-10-25T01:00:00Z", 0, false).from;
    assert_int_equal(caltime_oslo_offset(spring - 1), 60);
    assert_int_equal(caltime_oslo_offset(spring), 120);
    assert_int_equal(caltime_oslo_offset(autumn - 1), 120);
    assert_int_equal(caltime_oslo_offset(autumn), 60);
    /* The last day of the month itself a Sunday: 2024-03-31. */
    spring = parsed("2024-03-31T01:00:00Z", 0, false).from;
    assert_int_equal(caltime_oslo_offset(spring - 1), 60);
    assert_int_equal(caltime_oslo_offset(spring), 120);
    assert_int_equal(caltime_oslo_offset(parsed("2027-01-01T00:00:00Z", 0, false).from), 60);
}

static struct caltime parsed_here(const char *text)
{
    struct caltime time;
    assert_true(caltime_parse_oslo(str_of(text), true, &time));
    return time;
}

static void what_has_no_zone_ends_in_norway_where_the_next_begins(void **state)
{
    (void)state;
    static const struct {
        const char *text, *next;
        int64_t hours;
        int16_t offset;
    } all[] = {
        {"2026-03-28", "2026-03-29", 24, 60},    {"2026-03-29", "2026-03-30", 23, 60},
        {"2026-07-01", "2026-07-02", 24, 120},   {"2026-10-25", "2026-10-26", 25, 120},
        {"2026-03", "2026-04", 31 * 24 - 1, 60}, {"2026-10", "2026-11", 31 * 24 + 1, 120},
        {"2026", "2027", 365 * 24, 60},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct caltime time = parsed_here(all[i].text);
        assert_true(time.until == parsed_here(all[i].next).from);
        assert_true(time.until - time.from == all[i].hours * HOUR);
        assert_int_equal(time.offset, all[i].offset);
    }
    assert_true(parsed_here("2026-10-25T12:00:00Z").until -
                    parsed_here("2026-10-25T12:00:00Z").from ==
                1000);
    struct caltime none;
    assert_false(caltime_parse_oslo(STR("2026-02-30"), true, &none));
}

static void oslo_s_day_begins_at_its_own_midnight(void **state)
{
    (void)state;
    int64_t winter = parsed("2026-01-14T23:00:00Z", 0, false).from;
    assert_int_equal(caltime_oslo_day(winter), caltime_day(2026, 1, 15));
    assert_int_equal(caltime_oslo_day(winter - 1), caltime_day(2026, 1, 14));
    int64_t summer = parsed("2026-07-14T22:00:00Z", 0, false).from;
    assert_int_equal(caltime_oslo_day(summer), caltime_day(2026, 7, 15));
    assert_int_equal(caltime_oslo_day(summer - 1), caltime_day(2026, 7, 14));
    assert_int_equal(caltime_oslo_day(-1), 0);
    assert_int_equal(caltime_oslo_day(-HOUR - 1), -1);
}

/* What a damaged database holds: no time, but nothing to fall over. */
static void numbers_that_are_no_times_do_no_harm(void **state)
{
    static const int64_t numbers[] = {INT64_MAX, INT64_MIN, INT64_MAX / 2, INT64_MIN / 2};
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char text[CALTIME_TEXT];
        int year, month, day;
        caltime_utc(numbers[i], text);
        caltime_civil(numbers[i], &year, &month, &day);
        assert_in_range(month, 1, 12);
        assert_true((caltime_oslo_day(numbers[i]) > 0) == (numbers[i] > 0));
        assert_true((caltime_oslo_moment(numbers[i], 0) > 0) == (numbers[i] > 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_time_is_one_second),
        cmocka_unit_test(the_epoch_is_where_it_should_be),
        cmocka_unit_test(milliseconds_are_kept_and_finer_digits_dropped),
        cmocka_unit_test(a_day_without_zone_is_24_hours_in_the_assumed_offset),
        cmocka_unit_test(months_and_years_last_as_long_as_they_do),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(texts_that_are_no_time_are_refused),
        cmocka_unit_test(seconds_and_zone_may_be_missing_in_searches_only),
        cmocka_unit_test(a_leap_second_is_the_next_second),
        cmocka_unit_test(texts_come_back_in_the_precision_and_offset_given),
        cmocka_unit_test(utc_leaves_out_milliseconds_that_are_zero),
        cmocka_unit_test(the_farthest_times_do_not_overflow),
        cmocka_unit_test(every_day_of_four_centuries_is_one_after_the_last),
        cmocka_unit_test(known_weekdays),
        cmocka_unit_test(oslo_is_one_hour_east_in_winter_and_two_in_summer),
        cmocka_unit_test(what_has_no_zone_ends_in_norway_where_the_next_begins),
        cmocka_unit_test(oslo_s_day_begins_at_its_own_midnight),
        cmocka_unit_test(numbers_that_are_no_times_do_no_harm),
    };
    return cmocka_run_group_tests_name("caltime", tests, NULL, NULL);
}
