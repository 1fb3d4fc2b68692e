/* Reasons as they are stored and merged: what was written by earlier versions is read, nothing is
 * lost on the way, and only the same matter takes the place of what stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "response/findings.h"
#include "triage/reasons.h"

static struct arena arena;

static int start(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_finish(&arena);
    return 0;
}

static struct reason answered(enum zone zone, const char *about)
{
    return (struct reason){.rule = zone == ZONE_RED ? RULE_ANSWER_RED : RULE_ANSWER_YELLOW,
                           .zone = zone,
                           .about = about,
                           .about_len = strlen(about)};
}

static struct reason valued(enum rule rule, enum parameter parameter, enum zone zone)
{
    return (struct reason){.rule = rule,
                           .parameter = parameter,
                           .zone = zone,
                           .value = 86 * MICRO,
                           .has_limit = true,
                           .limit = 87 * MICRO,
                           .operator= OPERATOR_LE };
}

static void what_is_printed_is_read_back(void **state)
{
    struct reasons reasons = {.count = 3}, back;
    (void)state;
    reasons.list[0] = valued(RULE_GAIN_RED, PARAMETER_WEIGHT, ZONE_RED);
    reasons.list[0].days = 3;
    reasons.list[1] = valued(RULE_LIMIT_YELLOW_HIGH, PARAMETER_SPO2, ZONE_YELLOW);
    reasons.list[1].condition = CONDITION_OXYGEN;
    reasons.list[1].value = -1;
    reasons.list[2] = answered(ZONE_YELLOW, "copd:2:0:3:17");
    reasons_parse(reasons_print(&arena, &reasons), &back);
    assert_int_equal(back.count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct reason *one = &reasons.list[i], *other = &back.list[i];
        assert_int_equal(one->rule, other->rule);
        assert_int_equal(one->parameter, other->parameter);
        assert_int_equal(one->zone, other->zone);
        assert_int_equal(one->value, other->value);
        assert_int_equal(one->has_limit, other->has_limit);
        assert_int_equal(one->limit, other->limit);
        assert_int_equal(one->operator, other->operator);
        assert_int_equal(one->days, other->days);
        assert_int_equal(one->condition, other->condition);
        assert_int_equal(one->about_len, other->about_len);
        if (one->about_len) {
            assert_memory_equal(one->about, other->about, one->about_len);
        }
    }
}

static void the_short_form_of_before_is_read(void **state)
{
    struct reasons reasons;
    (void)state;
    reasons_parse(STR("[[1,1,3,84000000,85000000,1],[5,2,1,70000000,null,0]]"), &reasons);
    assert_int_equal(reasons.count, 2);
    assert_int_equal(reasons.list[0].rule, RULE_LIMIT_RED_LOW);
    assert_int_equal(reasons.list[0].limit, 85 * MICRO);
    assert_false(reasons.list[1].has_limit);
    assert_int_equal(reasons.list[1].value, 70 * MICRO);
}

static void what_cannot_be_read_is_left_out(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "[[",
        "[[1,1,3]]",
        "[[999,1,3,1,null,0]]",
        "[[1,99,3,1,null,0]]",
        "[[1,1,9,1,null,0]]",
        "[[1,1,3,1,null,9]]",
        "[[1,1,3,1,null,0,1]]",
        "[[1,1,3,1,null,0,1,99,\"x\"]]",
        "[[1,1,3,1,null,0,1,1,x]]",
        "null",
    };
    struct reasons reasons;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        reasons_parse(str_of(texts[i]), &reasons);
        if (reasons.count) {
            fail_msg("was read: %s", texts[i]);
        }
    }
}

static void another_answer_to_the_same_question_takes_its_place(void **state)
{
    struct reasons reasons = {0};
    const struct reason first = answered(ZONE_YELLOW, "copd:2:0:3:17");
    const struct reason again = answered(ZONE_YELLOW, "copd:2:0:3:18");
    const struct reason other = answered(ZONE_YELLOW, "copd:2:0:4:20");
    (void)state;
    reasons_merge(&reasons, &first, 1, ZONE_YELLOW);
    reasons_merge(&reasons, &other, 1, ZONE_YELLOW);
    reasons_merge(&reasons, &again, 1, ZONE_YELLOW);
    assert_int_equal(reasons.count, 2);
    assert_memory_equal(reasons.list[0].about, "copd:2:0:4:20", 13);
    assert_memory_equal(reasons.list[1].about, "copd:2:0:3:18", 13);
}

static void what_is_worse_stands(void **state)
{
    struct reasons reasons = {0};
    const struct reason red = answered(ZONE_RED, "copd:2:0:3:19");
    const struct reason yellow = answered(ZONE_YELLOW, "copd:2:0:3:17");
    (void)state;
    reasons_merge(&reasons, &red, 1, ZONE_YELLOW);
    reasons_merge(&reasons, &yellow, 1, ZONE_YELLOW);
    assert_int_equal(reasons.count, 1);
    assert_int_equal(reasons.list[0].zone, ZONE_RED);
}

static void a_value_and_its_change_are_two_matters(void **state)
{
    struct reasons reasons = {0};
    const struct reason gain = valued(RULE_GAIN_YELLOW, PARAMETER_WEIGHT, ZONE_YELLOW);
    const struct reason within = valued(RULE_WITHIN, PARAMETER_WEIGHT, ZONE_GREEN);
    (void)state;
    reasons_merge(&reasons, &gain, 1, ZONE_GREEN);
    reasons_merge(&reasons, &within, 1, ZONE_GREEN);
    assert_int_equal(reasons.count, 2);
    assert_int_equal(reasons.list[0].rule, RULE_GAIN_YELLOW);
}

static void too_low_and_too_high_stand_together_in_any_order(void **state)
{
    const struct reason all[] = {
        valued(RULE_LIMIT_YELLOW_LOW, PARAMETER_PULSE, ZONE_YELLOW),
        valued(RULE_LIMIT_YELLOW_HIGH, PARAMETER_PULSE, ZONE_YELLOW),
        valued(RULE_LIMIT_YELLOW_LOW, PARAMETER_PULSE, ZONE_YELLOW),
        valued(RULE_LIMIT_RED_HIGH, PARAMETER_PULSE, ZONE_RED),
    };
    (void)state;
    for (size_t from = 0; from < 4; from++) {
        struct reasons reasons = {0};
        for (size_t i = 0; i < 4; i++) {
            if ((from + i) % 4 != 3) {
                reasons_merge(&reasons, &all[(from + i) % 4], 1, ZONE_YELLOW);
            }
        }
        assert_int_equal(reasons.count, 2);
        reasons_merge(&reasons, &all[3], 1, ZONE_YELLOW);
        reasons_merge(&reasons, all, 3, ZONE_YELLOW);
        assert_int_equal(reasons.count, 1);
        assert_int_equal(reasons.list[0].zone, ZONE_RED);
    }
}

static void findings_are_read_back_as_they_were(void **state)
{
    const struct finding findings[] = {
        {.kind = FINDING_ANSWER,
         .zone = ZONE_RED,
         .symptoms = UINT64_C(1) << 63,
         .about = "copd:2:0:3:17",
         .about_len = 13},
        {.kind = FINDING_POINTS, .value = 1500000, .about = "copd:2:0:-1:-1", .about_len = 14},
        {.kind = FINDING_SCORE, .value = 7 * MICRO, .score = 2, .day = 20779, .earlier = true},
    };
    struct finding *back;
    size_t count;
    struct buf text;
    (void)state;
    buf_init(&text, &arena, 64);
    findings_print(&text, findings, 3);
    findings_parse(&arena, buf_slice(&text), &back, &count);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(back[i].kind, findings[i].kind);
        assert_int_equal(back[i].zone, findings[i].zone);
        assert_int_equal(back[i].value, findings[i].value);
        assert_int_equal(back[i].score, findings[i].score);
        assert_true(back[i].symptoms == findings[i].symptoms);
        assert_int_equal(back[i].day, findings[i].day);
        assert_int_equal(back[i].earlier, findings[i].earlier);
        assert_int_equal(back[i].about_len, findings[i].about_len);
    }
    findings_parse(&arena, STR("[]"), &back, &count);
    assert_int_equal(count, 0);
    findings_parse(&arena, STR("[[9,1,1,1,1,\"x\"],[0,3,1,1,1,\"y\"]]"), &back, &count);
    assert_int_equal(count, 1);
}

static void what_another_unit_makes_of_a_value_is_told_in_few_decimals(void **state)
{
    const struct {
        enum parameter parameter;
        int64_t value, against, told;
    } cases[] = {
        {PARAMETER_WEIGHT, 81646627, 80000000, 81600000},    /* 180 lb */
        {PARAMETER_WEIGHT, -81646627, -80000000, -81600000}, /* a loss */
        {PARAMETER_WEIGHT, 81646627, 81600000, 81650000},    /* above, and seems so */
        {PARAMETER_WEIGHT, 81646627, 81646000, 81650000},
        {PARAMETER_WEIGHT, 81646627, 81646627, 81646627}, /* not over an equal limit */
        {PARAMETER_GLUCOSE, 9991119, 10000000, 9990000},  /* 180 mg/dL */
        {PARAMETER_SBP, 120009869, 140000000, 120000000}, /* 16 kPa */
        {PARAMETER_WEIGHT, 81655000, 81600000, 81655000}, /* as a scale wrote it */
        {PARAMETER_SPO2, 91500000, 91000000, 91500000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(value_told(cases[i].parameter, cases[i].value, &cases[i].against),
                         cases[i].told);
    assert_int_equal(value_told(PARAMETER_WEIGHT, 81646627, NULL), 81600000);
    assert_int_equal(value_told(PARAMETER_NONE, 1234567, NULL), 1234567);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_is_read_back),
        cmocka_unit_test(the_short_form_of_before_is_read),
        cmocka_unit_test(what_cannot_be_read_is_left_out),
        cmocka_unit_test(another_answer_to_the_same_question_takes_its_place),
        cmocka_unit_test(what_is_worse_stands),
        cmocka_unit_test(a_value_and_its_change_are_two_matters),
        cmocka_unit_test(too_low_and_too_high_stand_together_in_any_order),
        cmocka_unit_test(findings_are_read_back_as_they_were),
        cmocka_unit_test(what_another_unit_makes_of_a_value_is_told_in_few_decimals),
    };
    return cmocka_run_group_tests(tests, start, end);
}
