/* On which days alarms begin, over the ends of months, and when that is more than expected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "alarm/alarm_rise.h"

enum { JANUARY = 2026 * 12 };
#define BIT(day) (UINT32_C(1) << ((day)-1))

static int64_t day_of(int64_t month, int date)
{
    return alarm_month_day(month) + date - 1;
}

static void take(struct alarm_rise *rise, int64_t month, uint32_t yellow, uint32_t red,
                 int64_t next, uint32_t next_red)
{
    struct alarm_rise_edge edge = {0};
    const struct alarm_month one = {.month = month, .yellow = yellow, .red = red};
    const struct alarm_month other = {.month = next, .red = next_red};
    /* The later month first: in which order they come does not matter. */
    alarm_rise_take(rise, &edge, &other);
    alarm_rise_take(rise, &edge, &one);
    alarm_rise_end(rise, &edge);
}

static void an_alarm_begins_after_a_day_without_one(void **state)
{
    struct alarm_rise rise = {.first = JANUARY};
    (void)state;
    /* Yellow on 3 and 4, red on 5 and 9: begun on 3 and 9. */
    take(&rise, JANUARY, BIT(3) | BIT(4), BIT(5) | BIT(9), JANUARY + 1, 0);
    for (int date = 1; date <= 31; date++)
        assert_int_equal(alarm_rise_on(&rise, day_of(JANUARY, date)), date == 3 || date == 9);
}

static void one_that_lasts_over_the_end_of_a_month_begins_once(void **state)
{
    struct alarm_rise rise = {.first = JANUARY};
    (void)state;
    take(&rise, JANUARY, 0, BIT(31), JANUARY + 1, BIT(1) | BIT(2));
    assert_int_equal(alarm_rise_on(&rise, day_of(JANUARY, 31)), 1);
    assert_int_equal(alarm_rise_on(&rise, day_of(JANUARY + 1, 1)), 0);
    take(&rise, JANUARY, 0, BIT(30), JANUARY + 1, BIT(1));
    assert_int_equal(alarm_rise_on(&rise, day_of(JANUARY + 1, 1)), 1);
    /* February has 28 days. */
    take(&rise, JANUARY + 1, 0, BIT(28), JANUARY + 2, BIT(1));
    assert_int_equal(alarm_rise_on(&rise, day_of(JANUARY + 2, 1)), 0);
}

static void what_lies_outside_is_none(void **state)
{
    struct alarm_rise rise = {.first = JANUARY};
    (void)state;
    take(&rise, JANUARY - 1, 0, BIT(4), JANUARY + ALARM_MONTHS, BIT(4));
    for (int64_t day = day_of(JANUARY - 1, 1); day < day_of(JANUARY + ALARM_MONTHS + 1, 1); day++)
        assert_int_equal(alarm_rise_on(&rise, day), 0);
}

static void many_at_once_after_a_quiet_week_are_more_than_expected(void **state)
{
    struct alarm_rise rise = {.first = JANUARY};
    struct outbreak outbreak;
    int64_t from = day_of(JANUARY, 1), last = day_of(JANUARY, 20);
    (void)state;
    for (int person = 0; person < 5; person++)
        take(&rise, JANUARY, 0, BIT(20), JANUARY + 1, 0);
    for (int date = 11; date <= 17; date += 2)
        take(&rise, JANUARY, BIT(date), 0, JANUARY + 1, 0);
    alarm_rise_judge(&rise, from, last, &outbreak);
    assert_true(outbreak.known && outbreak.stands_out);
    assert_int_equal(outbreak.expected, 571429); /* four in seven days */
    alarm_rise_judge(&rise, from, last - 1, &outbreak);
    assert_true(outbreak.known && !outbreak.stands_out);
}

static void without_the_days_before_it_is_not_known(void **state)
{
    struct alarm_rise rise = {.first = JANUARY};
    struct outbreak outbreak;
    (void)state;
    take(&rise, JANUARY, 0, BIT(12), JANUARY + 1, 0);
    alarm_rise_judge(&rise, day_of(JANUARY, 3), day_of(JANUARY, 12), &outbreak);
    assert_false(outbreak.known || outbreak.stands_out);
    alarm_rise_judge(&rise, day_of(JANUARY, 2), day_of(JANUARY, 12), &outbreak);
    assert_true(outbreak.known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_alarm_begins_after_a_day_without_one),
        cmocka_unit_test(one_that_lasts_over_the_end_of_a_month_begins_once),
        cmocka_unit_test(what_lies_outside_is_none),
        cmocka_unit_test(many_at_once_after_a_quiet_week_are_more_than_expected),
        cmocka_unit_test(without_the_days_before_it_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
