/* When somebody looks: open, closed for the night, the weekend, a holiday; and whom to call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/caltime.h"
#include "service/service.h"

static const struct hours weekdays = {
    {540, 540, 540, 540, 540, 0, 0}, {900, 900, 900, 900, 900, 0, 0}, 0, NULL};

static int64_t at(const char *text)
{
    struct caltime time;
    if (!caltime_parse(str_of(text), 60, false, &time)) {
        fail_msg("%s is no time", text);
    }
    return time.from;
}

static void expect(const char *now, bool open, const char *from, const char *until)
{
    struct hours_look look;
    hours_look(&weekdays, at(now), &look);
    assert_true(look.known);
    assert_int_equal(look.open, open);
    assert_int_equal(look.from, at(from));
    assert_int_equal(look.until, at(until));
}

static void within_the_hours_it_is_open(void **state)
{
    (void)state;
    expect("2026-11-23T09:00:00+01:00", true, "2026-11-23T09:00:00+01:00",
           "2026-11-23T15:00:00+01:00");
    expect("2026-11-23T14:59:59+01:00", true, "2026-11-23T14:59:59+01:00",
           "2026-11-23T15:00:00+01:00");
}

static void before_and_after_them_it_opens_next(void **state)
{
    (void)state;
    expect("2026-11-23T08:59:59+01:00", false, "2026-11-23T09:00:00+01:00",
           "2026-11-23T15:00:00+01:00");
    expect("2026-11-23T15:00:00+01:00", false, "2026-11-24T09:00:00+01:00",
           "2026-11-24T15:00:00+01:00");
}

static void a_weekend_and_holidays_are_passed_over(void **state)
{
    (void)state;
    expect("2026-11-20T16:00:00+01:00", false, "2026-11-23T09:00:00+01:00",
           "2026-11-23T15:00:00+01:00");
    /* Easter 2026: from Wednesday's closing to Tuesday. */
    expect("2026-04-01T15:30:00+02:00", false, "2026-04-07T09:00:00+02:00",
           "2026-04-07T15:00:00+02:00");
}

static void the_clock_is_the_walls_when_summer_time_changes(void **state)
{
    (void)state;
    /* Friday's closing is winter time, Monday's opening summer time, and the other way round. */
    expect("2026-03-27T15:00:00+01:00", false, "2026-03-30T09:00:00+02:00",
           "2026-03-30T15:00:00+02:00");
    expect("2026-10-23T15:00:00+02:00", false, "2026-10-26T09:00:00+01:00",
           "2026-10-26T15:00:00+01:00");
}

static int64_t day(const char *text)
{
    return caltime_oslo_day(at(text));
}

static void a_day_with_hours_of_its_own_wins_over_weekday_and_holiday(void **state)
{
    (void)state;
    /* Monday short, Tuesday closed, Saturday open; Christmas Day open in the morning. */
    const struct hours_day days[] = {
        {day("2026-11-24T12:00:00+01:00"), 0, 0},
        {day("2026-11-23T12:00:00+01:00"), 600, 720},
        {day("2026-11-28T12:00:00+01:00"), 600, 660},
        {day("2026-12-25T12:00:00+01:00"), 540, 660},
    };
    struct hours hours = weekdays;
    struct hours_look look;
    hours.days = days;
    hours.day_count = sizeof days / sizeof days[0];
    hours_look(&hours, at("2026-11-23T09:30:00+01:00"), &look);
    assert_false(look.open);
    assert_int_equal(look.from, at("2026-11-23T10:00:00+01:00"));
    assert_int_equal(look.until, at("2026-11-23T12:00:00+01:00"));
    hours_look(&hours, at("2026-11-23T12:00:00+01:00"), &look);
    assert_int_equal(look.from, at("2026-11-25T09:00:00+01:00"));
    hours_look(&hours, at("2026-11-28T10:30:00+01:00"), &look);
    assert_true(look.open);
    assert_int_equal(look.until, at("2026-11-28T11:00:00+01:00"));
    hours_look(&hours, at("2026-12-25T08:00:00+01:00"), &look);
    assert_int_equal(look.from, at("2026-12-25T09:00:00+01:00"));
}

static void a_long_holiday_is_looked_past(void **state)
{
    struct hours_day days[42];
    struct hours hours = weekdays;
    struct hours_look look;
    (void)state;
    for (int i = 0; i < 42; i++)
        days[i] = (struct hours_day){day("2026-06-29T12:00:00+02:00") + i, 0, 0};
    hours.days = days;
    hours.day_count = 42;
    hours_look(&hours, at("2026-06-29T08:00:00+02:00"), &look);
    assert_true(look.known);
    assert_int_equal(look.from, at("2026-08-10T09:00:00+02:00"));
}

static void without_hours_nothing_is_promised(void **state)
{
    static const struct hours none = {{0}, {0}, 0, NULL};
    struct hours_look look;
    (void)state;
    hours_look(&none, at("2026-11-23T10:00:00+01:00"), &look);
    assert_false(look.known);
    assert_false(look.open);
}

static void whom_to_call_first_follows_zone_and_hours(void **state)
{
    static const struct {
        enum zone zone;
        bool red_flag, open;
        enum contact_kind first;
    } rows[] = {
        {ZONE_GREEN, false, true, CONTACT_SERVICE},
        {ZONE_GREEN, false, false, CONTACT_SERVICE},
        {ZONE_YELLOW, false, true, CONTACT_SERVICE},
        {ZONE_YELLOW, false, false, CONTACT_OUT_OF_HOURS},
        {ZONE_RED, false, true, CONTACT_SERVICE},
        {ZONE_RED, false, false, CONTACT_OUT_OF_HOURS},
        {ZONE_RED, true, true, CONTACT_EMERGENCY},
        {ZONE_RED, true, false, CONTACT_EMERGENCY},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum contact_kind order[CONTACT_COUNT];
        bool told[CONTACT_COUNT] = {false};
        service_call_order(rows[i].zone, rows[i].red_flag, rows[i].open, order);
        assert_int_equal(order[0], rows[i].first);
        for (int k = 0; k < CONTACT_COUNT; k++) {
            told[order[k]] = true;
        }
        for (int k = 0; k < CONTACT_COUNT; k++) {
            assert_true(told[k]);
        }
    }
}

static void what_lies_within_hours_is_added_up(void **state)
{
    static const struct {
        const char *from, *until;
        int minutes;
    } rows[] = {
        {"2026-11-24T10:00:00+01:00", "2026-11-24T10:30:00+01:00", 30},
        {"2026-11-24T07:00:00+01:00", "2026-11-24T09:20:00+01:00", 20},
        {"2026-11-24T14:50:00+01:00", "2026-11-24T20:00:00+01:00", 10},
        {"2026-11-24T20:00:00+01:00", "2026-11-25T06:00:00+01:00", 0},
        {"2026-11-20T14:00:00+01:00", "2026-11-23T10:00:00+01:00", 60 + 60},
        {"2026-03-27T14:00:00+01:00", "2026-03-30T09:45:00+02:00", 60 + 45},
        {"2026-11-24T10:00:00+01:00", "2026-11-24T10:00:00+01:00", 0},
        {"2026-11-24T11:00:00+01:00", "2026-11-24T10:00:00+01:00", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(hours_between(&weekdays, at(rows[i].from), at(rows[i].until)) / 60000,
                         rows[i].minutes);
    /* A row that was forgotten for years costs no more than one of two months. */
    assert_true(hours_between(&weekdays, at("2016-11-24T11:00:00+01:00"),
                              at("2026-11-24T10:00:00+01:00")) < INT64_C(61) * 6 * 60 * 60000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(within_the_hours_it_is_open),
        cmocka_unit_test(before_and_after_them_it_opens_next),
        cmocka_unit_test(a_weekend_and_holidays_are_passed_over),
        cmocka_unit_test(the_clock_is_the_walls_when_summer_time_changes),
        cmocka_unit_test(a_day_with_hours_of_its_own_wins_over_weekday_and_holiday),
        cmocka_unit_test(a_long_holiday_is_looked_past),
        cmocka_unit_test(without_hours_nothing_is_promised),
        cmocka_unit_test(what_lies_within_hours_is_added_up),
        cmocka_unit_test(whom_to_call_first_follows_zone_and_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
