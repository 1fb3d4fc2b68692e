/* What is usual for a patient, from daily values. */
#include "clinical/usual.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define MICRO INT64_C(1000000)

static void few_days_are_never_usual(void **state)
{
    int64_t values[] = {94 * MICRO, 95 * MICRO, 93 * MICRO, 94 * MICRO};
    struct usual usual;
    (void)state;
    assert_false(usual_days(values, 0, &usual));
    assert_false(usual_days(values, 4, &usual));
}

/* quantile(c(90, 91, 92, 93, 98), c(.1, .5, .9)) in R: 90.4, 92, 96. */
static void five_days_are_read_between_the_nearest_two(void **state)
{
    int64_t values[] = {98 * MICRO, 90 * MICRO, 92 * MICRO, 93 * MICRO, 91 * MICRO};
    struct usual usual;
    (void)state;
    assert_true(usual_days(values, 5, &usual));
    assert_int_equal(usual.low, 90400000);
    assert_int_equal(usual.middle, 92 * MICRO);
    assert_int_equal(usual.high, 96 * MICRO);
    assert_int_equal(usual.days, 5);
}

/* quantile(1:28, c(.1, .5, .9)) in R: 3.7, 14.5, 25.3. */
static void four_weeks(void **state)
{
    int64_t values[USUAL_SPAN];
    struct usual usual;
    (void)state;
    for (int i = 0; i < USUAL_SPAN; i++)
        values[i] = (USUAL_SPAN - i) * MICRO;
    assert_true(usual_days(values, USUAL_SPAN, &usual));
    assert_int_equal(usual.low, 3700000);
    assert_int_equal(usual.middle, 14500000);
    assert_int_equal(usual.high, 25300000);
}

/* One wild day moves neither end of four weeks far. */
static void one_wild_day_is_not_usual(void **state)
{
    int64_t values[USUAL_SPAN];
    struct usual usual;
    (void)state;
    for (int i = 0; i < USUAL_SPAN; i++)
        values[i] = (i == 3 ? 60 : 94 + i % 2) * MICRO;
    assert_true(usual_days(values, USUAL_SPAN, &usual));
    assert_int_equal(usual.low, 94 * MICRO);
    assert_int_equal(usual.high, 95 * MICRO);
}

static void halves_are_rounded_away_from_zero_and_ends_do_not_overflow(void **state)
{
    int64_t odd[] = {0, 0, 0, 0, 0, 5}, below[] = {-5, 0, 0, 0, 0, 0};
    int64_t far[] = {INT64_MIN, INT64_MIN, 0, INT64_MAX, INT64_MAX};
    struct usual usual;
    (void)state;
    assert_true(usual_days(odd, 6, &usual));
    assert_int_equal(usual.high, 3); /* 2.5 */
    assert_true(usual_days(below, 6, &usual));
    assert_int_equal(usual.low, -3);
    assert_true(usual_days(far, 5, &usual));
    assert_true(usual.low == INT64_MIN && usual.high == INT64_MAX && usual.middle == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_days_are_never_usual),
        cmocka_unit_test(five_days_are_read_between_the_nearest_two),
        cmocka_unit_test(four_weeks),
        cmocka_unit_test(one_wild_day_is_not_usual),
        cmocka_unit_test(halves_are_rounded_away_from_zero_and_ends_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
