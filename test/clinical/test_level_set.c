/* What a habitual level may be: each case is one level, or a list, and what is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clinical/baseline.h"
#include "clinical/level_set.h"

#define MICRO INT64_C(1000000)

static const bool followed[PARAMETER_COUNT] = {
    [PARAMETER_SPO2] = true, [PARAMETER_PULSE] = true,   [PARAMETER_WEIGHT] = true,
    [PARAMETER_TEMP] = true, [PARAMETER_GLUCOSE] = true,
};

static struct habit level_of(enum parameter parameter, int64_t level, int64_t sigma)
{
    const struct baseline_prior *prior = baseline_prior(parameter);
    return (struct habit){.parameter = parameter,
                          .level = level,
                          .sigma = sigma,
                          .low = prior && prior->low,
                          .high = prior && prior->high};
}

static void expect(const struct habit *habits, size_t count, enum level_fault fault, size_t at)
{
    struct level_finding finding;
    assert_int_equal(level_set_check(habits, count, followed, &finding), fault == LEVEL_FAULT_NONE);
    assert_int_equal(finding.fault, fault);
    assert_int_equal(finding.at, at);
}

static void each_level_is_good_or_says_what_is_wrong(void **state)
{
    static const struct {
        enum parameter parameter;
        int64_t level, sigma;
        enum level_fault fault;
    } cases[] = {
        {PARAMETER_SPO2, 91 * MICRO, MICRO, LEVEL_FAULT_NONE},
        {PARAMETER_WEIGHT, 81400000, 300000, LEVEL_FAULT_NONE},
        {PARAMETER_PULSE, 70 * MICRO, 20 * MICRO, LEVEL_FAULT_NONE},
        {PARAMETER_SPO2, 100 * MICRO, 4 * MICRO, LEVEL_FAULT_NONE},
        {PARAMETER_SBP, 130 * MICRO, 8 * MICRO, LEVEL_FAULT_NOT_FOLLOWED},
        {PARAMETER_GLUCOSE, 6 * MICRO, MICRO, LEVEL_FAULT_NO_PRIOR},
        {PARAMETER_SPO2, 101 * MICRO, MICRO, LEVEL_FAULT_LEVEL},
        {PARAMETER_SPO2, 49 * MICRO, MICRO, LEVEL_FAULT_LEVEL},
        {PARAMETER_SPO2, -91 * MICRO, MICRO, LEVEL_FAULT_LEVEL},
        {PARAMETER_SPO2, 91 * MICRO, MICRO - 1, LEVEL_FAULT_SIGMA},
        {PARAMETER_SPO2, 91 * MICRO, 4 * MICRO + 1, LEVEL_FAULT_SIGMA},
        {PARAMETER_SPO2, 91 * MICRO, 0, LEVEL_FAULT_SIGMA},
        {PARAMETER_WEIGHT, 81 * MICRO, 299999, LEVEL_FAULT_SIGMA},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct habit habit = level_of(cases[i].parameter, cases[i].level, cases[i].sigma);
        expect(&habit, 1, cases[i].fault, 0);
    }
    expect(NULL, 0, LEVEL_FAULT_NONE, 0);
}

static void a_level_stands_once_and_on_the_sides_that_are_looked_at(void **state)
{
    struct habit habits[] = {
        level_of(PARAMETER_SPO2, 91 * MICRO, MICRO),
        level_of(PARAMETER_PULSE, 70 * MICRO, 5 * MICRO),
        level_of(PARAMETER_SPO2, 92 * MICRO, MICRO),
    };
    (void)state;
    expect(habits, 2, LEVEL_FAULT_NONE, 0);
    expect(habits, 3, LEVEL_FAULT_TWICE, 2);
    habits[1].low = false;
    expect(habits, 2, LEVEL_FAULT_SIDES, 1);
    habits[0].high = true;
    expect(habits, 2, LEVEL_FAULT_SIDES, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_level_is_good_or_says_what_is_wrong),
        cmocka_unit_test(a_level_stands_once_and_on_the_sides_that_are_looked_at),
    };
    return cmocka_run_group_tests_name("level-set", tests, NULL, NULL);
}
