/* The stretch in which an enrolment is unwell: begun by yellow or red, over when all of it has been
 * green again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "triage/unwell.h"

#define BIT(number) (UINT64_C(1) << (number))

static struct reason of(enum rule rule, enum parameter parameter, enum zone zone)
{
    return (struct reason){.rule = rule, .parameter = parameter, .zone = zone};
}

static struct reason about(enum rule rule, enum zone zone, const char *about)
{
    return (struct reason){.rule = rule, .zone = zone, .about = about, .about_len = strlen(about)};
}

static const unwell_causes spo2 = BIT(PARAMETER_SPO2), pulse = BIT(PARAMETER_PULSE);

static void green_of_one_who_is_well_is_nothing(void **state)
{
    (void)state;
    const struct reason within = of(RULE_WITHIN, PARAMETER_SPO2, ZONE_GREEN);
    assert_int_equal(unwell_causes_of(&within, 1), 0);
    assert_int_equal(unwell_greens_of(&within, 1), spo2);
    struct unwell after = unwell_next(&(struct unwell){0}, 0, spo2, false, 5);
    assert_int_equal(after.from, 0);
    assert_int_equal(after.reports, 0);
}

static void yellow_begins_it_when_the_report_comes(void **state)
{
    (void)state;
    struct unwell after = unwell_next(&(struct unwell){0}, spo2, pulse, false, 5);
    assert_int_equal(after.from, 5);
    assert_int_equal(after.causes, spo2);
    assert_int_equal(after.reports, 1);
}

static void a_green_pulse_does_not_end_what_a_low_saturation_began(void **state)
{
    (void)state;
    struct unwell before = {.from = 5, .causes = spo2, .reports = 1};
    struct unwell after = unwell_next(&before, 0, pulse, false, 9);
    assert_int_equal(after.from, 5);
    assert_int_equal(after.causes, spo2);
    after = unwell_next(&before, 0, spo2, false, 9);
    assert_int_equal(after.from, 0);
    assert_int_equal(after.causes, 0);
}

static void what_is_sent_one_by_one_is_settled_one_by_one(void **state)
{
    (void)state;
    struct unwell now = unwell_next(&(struct unwell){0}, spo2, 0, false, 5);
    now = unwell_next(&now, pulse, 0, true, 6);
    assert_int_equal(now.causes, spo2 | pulse);
    assert_int_equal(now.reports, 1); /* two parts of one report */
    now = unwell_next(&now, 0, spo2, false, 7);
    assert_int_equal(now.from, 5);
    now = unwell_next(&now, spo2, 0, false, 8); /* and yellow again */
    assert_int_equal(now.reports, 2);
    now = unwell_next(&now, 0, pulse, false, 9);
    assert_int_equal(now.causes, spo2);
    now = unwell_next(&now, 0, spo2, false, 10);
    assert_int_equal(now.from, 0);
}

static void yellow_beside_green_of_the_same_is_yellow(void **state)
{
    (void)state;
    const struct reason drifting[] = {of(RULE_DRIFT_LOW, PARAMETER_SPO2, ZONE_YELLOW),
                                      of(RULE_WITHIN, PARAMETER_SPO2, ZONE_GREEN),
                                      of(RULE_WITHIN, PARAMETER_PULSE, ZONE_GREEN)};
    assert_int_equal(unwell_causes_of(drifting, 3), spo2);
    assert_int_equal(unwell_greens_of(drifting, 3), pulse);
}

static void each_rule_says_what_has_to_be_green_again(void **state)
{
    (void)state;
    const unwell_causes news2 = BIT(PARAMETER_RESP_RATE) | spo2 | BIT(PARAMETER_SBP) | pulse |
                                BIT(PARAMETER_ACVPU) | BIT(PARAMETER_TEMP);
    const struct {
        struct reason reason;
        unwell_causes causes;
    } rows[] = {
        {of(RULE_LIMIT_RED_LOW, PARAMETER_SPO2, ZONE_RED), spo2},
        {of(RULE_UNCONFIRMED, PARAMETER_PULSE, ZONE_YELLOW), pulse},
        {of(RULE_IMPLAUSIBLE, PARAMETER_PULSE, ZONE_YELLOW), pulse},
        {of(RULE_DEVICE, PARAMETER_SPO2, ZONE_YELLOW), spo2},
        {of(RULE_FUTURE, PARAMETER_SPO2, ZONE_YELLOW), spo2},
        {of(RULE_GAIN_YELLOW, PARAMETER_WEIGHT, ZONE_YELLOW), BIT(PARAMETER_WEIGHT)},
        {of(RULE_LOSS_RED, PARAMETER_WEIGHT, ZONE_RED), BIT(PARAMETER_WEIGHT)},
        {of(RULE_DRIFT_HIGH, PARAMETER_WEIGHT, ZONE_YELLOW), BIT(PARAMETER_WEIGHT)},
        {of(RULE_NEWS2_RED, PARAMETER_NEWS2, ZONE_RED), news2},
        {of(RULE_LIMIT_YELLOW_HIGH, PARAMETER_NEWS2, ZONE_YELLOW), BIT(PARAMETER_NEWS2)},
        {of(RULE_OXIMETRY_YELLOW, PARAMETER_NONE, ZONE_YELLOW), spo2 | pulse},
        {of(RULE_PRESSURE_MEAN, PARAMETER_DBP, ZONE_YELLOW), BIT(PARAMETER_DBP)},
        {about(RULE_ANSWER_RED, ZONE_RED, "copd:3:0:4:1"), BIT(UNWELL_FORM)},
        {about(RULE_SCORE_YELLOW, ZONE_YELLOW, "copd:3:1:-1:-1"), BIT(UNWELL_FORM + 1)},
        {about(RULE_ANTHONISEN, ZONE_YELLOW, "copd:3:0:-1:-1"), BIT(UNWELL_FORM)},
        {about(RULE_SYMPTOM, ZONE_RED, "copd:3:2:4:1"), BIT(UNWELL_FORM + 2)},
        {about(RULE_ANSWER_YELLOW, ZONE_YELLOW, "copd:3:31:4:1"), BIT(UNWELL_FORM)},
        {about(RULE_ANSWER_YELLOW, ZONE_YELLOW, ""), UNWELL_ANSWERS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (unwell_causes_of(&rows[i].reason, 1) != rows[i].causes)
            fail_msg("row %zu: %s", i, rule_word(rows[i].reason.rule));
    struct reason both = about(RULE_SYMPTOMS, ZONE_RED, "copd:3:2:-1:-1");
    both.parameter = PARAMETER_SPO2;
    assert_int_equal(unwell_about(&both), spo2 | BIT(UNWELL_FORM + 2));
}

static void another_form_does_not_end_what_an_answer_began(void **state)
{
    (void)state;
    const struct reason daily = about(RULE_ANSWER_RED, ZONE_RED, "copd:3:0:4:1");
    const struct reason other = about(RULE_FORM, ZONE_GREEN, "copd:3:1:-1:-1");
    const struct reason same = about(RULE_FORM, ZONE_GREEN, "copd:4:0:-1:-1");
    struct unwell now = unwell_next(&(struct unwell){0}, unwell_causes_of(&daily, 1), 0, false, 5);
    now = unwell_next(&now, 0, unwell_greens_of(&other, 1), false, 6);
    assert_int_equal(now.from, 5);
    now = unwell_next(&now, 0, unwell_greens_of(&same, 1), false, 7);
    assert_int_equal(now.from, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(green_of_one_who_is_well_is_nothing),
        cmocka_unit_test(yellow_begins_it_when_the_report_comes),
        cmocka_unit_test(a_green_pulse_does_not_end_what_a_low_saturation_began),
        cmocka_unit_test(what_is_sent_one_by_one_is_settled_one_by_one),
        cmocka_unit_test(yellow_beside_green_of_the_same_is_yellow),
        cmocka_unit_test(each_rule_says_what_has_to_be_green_again),
        cmocka_unit_test(another_form_does_not_end_what_an_answer_began),
    };
    return cmocka_run_group_tests_name("unwell", tests, NULL, NULL);
}
