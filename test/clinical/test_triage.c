/* Triage: what cases in text cannot show - the words, the bound on reasons, what a reason carries -
 * and properties that hold for whatever is measured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/decimal.h"
#include "clinical/triage.h"

static const bool all[PARAMETER_COUNT] = {false, true, true, true, true, true,
                                          true,  true, true, true, true};

static void judge(const struct measurement *values, size_t count, const struct limit *limits,
                  size_t limit_count, const bool *followed, struct triage *triage_r)
{
    const struct rules rules = {.limits = limits, .limit_count = limit_count, .followed = followed};
    const struct occasion occasion = {.values = values, .value_count = count};
    triage_judge(&rules, &occasion, triage_r);
}

static struct measurement measured(enum parameter parameter, int64_t value)
{
    return (struct measurement){parameter, value, validity_marks(parameter, value)};
}

/* ---- words ---- */

static void zones_have_their_words(void **state)
{
    (void)state;
    static const char *const words[] = {"none", "green", "yellow", "red"};
    for (int i = 0; i < 4; i++) {
        enum zone zone = ZONE_NONE;
        assert_string_equal(zone_word((enum zone)i), words[i]);
        assert_true(zone_of_word(words[i], &zone));
        assert_int_equal(zone, i);
    }
    enum zone zone;
    assert_false(zone_of_word("", &zone));
    assert_false(zone_of_word("Red", &zone));
    assert_false(zone_of_word("redd", &zone));
    assert_string_equal(zone_word((enum zone)9), "none");
    assert_int_equal(zone_worse(ZONE_GREEN, ZONE_YELLOW), ZONE_YELLOW);
    assert_int_equal(zone_worse(ZONE_RED, ZONE_NONE), ZONE_RED);
}

static void every_rule_has_a_word_of_its_own(void **state)
{
    (void)state;
    for (int i = RULE_LIMIT_RED_LOW; i <= RULE_SELF_HARM; i++) {
        assert_true(strlen(rule_word((enum rule)i)) > 0);
        for (int j = RULE_LIMIT_RED_LOW; j < i; j++) {
            assert_string_not_equal(rule_word((enum rule)i), rule_word((enum rule)j));
        }
    }
    assert_string_equal(rule_word((enum rule)0), "");
    assert_string_equal(rule_word((enum rule)(RULE_SELF_HARM + 1)), "");
}

/* ---- reasons ---- */

static void a_reason_carries_its_value_and_limit(void **state)
{
    (void)state;
    const struct limit limit = {PARAMETER_SPO2, SIDE_LOW, ZONE_RED, OPERATOR_LE, 85 * MICRO};
    struct measurement values[] = {measured(PARAMETER_SPO2, 84 * MICRO),
                                   measured(PARAMETER_PULSE, 70 * MICRO)};
    struct triage triage;
    judge(values, 2, &limit, 1, all, &triage);
    assert_int_equal(triage.reasons[0].rule, RULE_LIMIT_RED_LOW);
    assert_int_equal(triage.reasons[0].value, 84 * MICRO);
    assert_true(triage.reasons[0].has_limit);
    assert_int_equal(triage.reasons[0].limit, 85 * MICRO);
    assert_int_equal(triage.reasons[0].operator, OPERATOR_LE);
    assert_int_equal(triage.reasons[1].rule, RULE_WITHIN);
    assert_false(triage.reasons[1].has_limit);
}

static void of_two_limits_alike_the_tighter_is_told(void **state)
{
    (void)state;
    struct limit limits[] = {
        {PARAMETER_PULSE, SIDE_HIGH, ZONE_RED, OPERATOR_GE, 130 * MICRO},
        {PARAMETER_PULSE, SIDE_HIGH, ZONE_RED, OPERATOR_GT, 111 * MICRO},
        {PARAMETER_PULSE, SIDE_HIGH, ZONE_RED, OPERATOR_GE, 111 * MICRO},
    };
    struct measurement value = measured(PARAMETER_PULSE, 140 * MICRO);
    for (int i = 0; i < 3; i++) {
        struct triage triage;
        struct limit first = limits[0];
        memmove(limits, limits + 1, 2 * sizeof limits[0]);
        limits[2] = first;
        judge(&value, 1, limits, 3, all, &triage);
        assert_int_equal(triage.reason_count, 1);
        assert_int_equal(triage.reasons[0].limit, 111 * MICRO);
        assert_int_equal(triage.reasons[0].operator, OPERATOR_GE);
    }
}

static void when_reasons_do_not_fit_the_worst_are_kept(void **state)
{
    (void)state;
    const struct limit limits[] = {
        {PARAMETER_PULSE, SIDE_HIGH, ZONE_RED, OPERATOR_GE, 111 * MICRO},
        {PARAMETER_PULSE, SIDE_HIGH, ZONE_YELLOW, OPERATOR_GE, 101 * MICRO},
    };
    struct measurement values[3 * TRIAGE_REASONS];
    for (size_t i = 0; i < 3 * TRIAGE_REASONS; i++) {
        int64_t pulse = i % 6 == 5 ? 120 : i % 3 == 1 ? 105 : 70;
        values[i] = measured(PARAMETER_PULSE, pulse * MICRO + (int64_t)i);
    }
    struct triage triage;
    judge(values, 3 * TRIAGE_REASONS, limits, 2, all, &triage);
    assert_int_equal(triage.zone, ZONE_RED);
    assert_int_equal(triage.reason_count, TRIAGE_REASONS);
    for (size_t i = 0; i < TRIAGE_REASONS; i++) { /* 16 red, then the first 16 yellow */
        assert_int_equal(triage.reasons[i].zone, i < 16 ? ZONE_RED : ZONE_YELLOW);
        int64_t place = triage.reasons[i].value % MICRO;
        assert_int_equal(place, i < 16 ? (int64_t)i * 6 + 5 : ((int64_t)i - 16) * 3 + 1);
    }
}

static void a_red_after_many_greens_is_not_lost(void **state)
{
    (void)state;
    const struct limit limit = {PARAMETER_PULSE, SIDE_HIGH, ZONE_RED, OPERATOR_GE, 111 * MICRO};
    struct measurement values[TRIAGE_REASONS + 1];
    for (size_t i = 0; i < TRIAGE_REASONS; i++) {
        values[i] = measured(PARAMETER_PULSE, 70 * MICRO);
    }
    values[TRIAGE_REASONS] = measured(PARAMETER_PULSE, 111 * MICRO);
    struct triage triage;
    judge(values, TRIAGE_REASONS + 1, &limit, 1, all, &triage);
    assert_int_equal(triage.zone, ZONE_RED);
    assert_int_equal(triage.reasons[0].zone, ZONE_RED);
    assert_int_equal(triage.reason_count, TRIAGE_REASONS);
}

static void parameters_from_nowhere_are_left_out(void **state)
{
    (void)state;
    const struct measurement values[] = {{PARAMETER_NONE, 0, 0},
                                         {PARAMETER_BP, 0, 0},
                                         {PARAMETER_COUNT, 0, MARK_DEVICE},
                                         {(enum parameter)4711, 0, 0}};
    struct triage triage;
    judge(values, 4, NULL, 0, all, &triage);
    assert_int_equal(triage.zone, ZONE_NONE);
    assert_int_equal(triage.reason_count, 0);
    assert_int_equal(validity_marks(PARAMETER_NONE, 0), 0);
    assert_int_equal(validity_marks(PARAMETER_BP, 0), 0);
}

static void extreme_values_do_no_harm(void **state)
{
    (void)state;
    struct measurement panel[] = {{PARAMETER_SBP, INT64_MIN, 0}, {PARAMETER_DBP, INT64_MAX, 0}};
    validity_pressure(panel, 2);
    assert_int_equal(panel[0].marks, MARK_IMPLAUSIBLE);
    assert_int_equal(panel[1].marks, MARK_IMPLAUSIBLE);
    assert_int_equal(validity_time_marks(INT64_MAX, INT64_MIN), MARK_FUTURE);
    assert_int_equal(validity_time_marks(INT64_MIN, INT64_MAX), 0);
}

static void a_limit_whose_operator_belongs_to_the_other_side_is_out_of_order(void **state)
{
    (void)state;
    struct limit limit = {PARAMETER_SPO2, SIDE_LOW, ZONE_RED, OPERATOR_GE, 85 * MICRO};
    assert_false(limits_ordered(&limit, 1, PARAMETER_SPO2));
    limit.side = SIDE_HIGH;
    assert_true(limits_ordered(&limit, 1, PARAMETER_SPO2));
}

/* ---- properties ---- */

#define ROUNDS 20000

static uint64_t seed;

static uint64_t next(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % below;
}

static int64_t between(int64_t low, int64_t high)
{
    return low + (int64_t)(next((uint64_t)((high - low) / 1000 + 1))) * 1000;
}

static enum parameter any_parameter(void)
{
    return (enum parameter)(1 + next(PARAMETER_BP - 1));
}

static void swap(int64_t *a, int64_t *b)
{
    int64_t kept = *a;
    *a = *b;
    *b = kept;
}

/* Two to four limits in order, inside the hard limits. */
static size_t any_limits(enum parameter parameter, struct limit limits_r[4])
{
    const struct parameter_info *info = parameter_info(parameter);
    int64_t at[4];
    size_t count = 0;
    for (size_t i = 0; i < 4; i++) {
        at[i] = between(info->hard_low, info->hard_high);
        for (size_t j = i; j > 0 && at[j - 1] > at[j]; j--) {
            swap(&at[j - 1], &at[j]);
        }
    }
    at[2] += at[2] == at[1];
    at[3] = at[3] < at[2] ? at[2] : at[3];
    for (size_t i = 0; i < 4; i++) {
        bool low = i < 2, red = i == 0 || i == 3;
        if (next(4) > 0) {
            limits_r[count++] = (struct limit){
                parameter, low ? SIDE_LOW : SIDE_HIGH, red ? ZONE_RED : ZONE_YELLOW,
                low ? (next(2) ? OPERATOR_LT : OPERATOR_LE) : (next(2) ? OPERATOR_GT : OPERATOR_GE),
                at[i]};
        }
    }
    assert_true(limits_ordered(limits_r, count, parameter));
    return count;
}

static enum zone zone_of(struct measurement value, const struct limit *limits, size_t count)
{
    struct triage triage;
    judge(&value, 1, limits, count, all, &triage);
    return triage.zone;
}

/* Away from a middle that is green a value only ever gets worse, up to the hard limits. Between the
 * two may lie the edge of the confirm zone, which only worsens too. */
static void a_worse_value_never_gives_a_better_zone(void **state)
{
    (void)state;
    int judged = 0;
    seed = 1;
    for (int i = 0; i < ROUNDS; i++) {
        struct limit limits[4];
        enum parameter parameter = any_parameter();
        const struct parameter_info *info = parameter_info(parameter);
        size_t count = any_limits(parameter, limits);
        int64_t a = between(info->hard_low, info->hard_high);
        int64_t b = between(info->hard_low, info->hard_high);
        int64_t middle = between(info->hard_low, info->hard_high);
        if (zone_of(measured(parameter, middle), limits, count) != ZONE_GREEN) {
            continue;
        }
        if ((a < middle) != (b < middle)) {
            continue;
        }
        bool b_is_farther = a < middle ? b < a : b > a;
        enum zone near = zone_of(measured(parameter, b_is_farther ? a : b), limits, count);
        enum zone far = zone_of(measured(parameter, b_is_farther ? b : a), limits, count);
        assert_true(far >= near);
        judged++;
    }
    assert_true(judged > ROUNDS / 20);
}

static void marked(struct measurement *value)
{
    static const uint32_t marks[] = {0,           0,           0,           0,
                                     MARK_SKEWED, MARK_FUTURE, MARK_DEVICE, MARK_ABSENT};
    value->marks |= marks[next(8)];
}

static void the_order_of_measurements_and_limits_never_matters_for_the_zone(void **state)
{
    (void)state;
    int zones[4] = {0};
    seed = 2;
    for (int i = 0; i < ROUNDS; i++) {
        struct measurement values[6];
        struct limit limits[24];
        size_t count = 1 + next(6), limit_count = 0;
        for (size_t v = 0; v < count; v++) {
            const struct parameter_info *info = parameter_info(any_parameter());
            int64_t span = (info->hard_high - info->hard_low) / 20;
            values[v] = measured(info->id, between(info->hard_low - span, info->hard_high + span));
            marked(&values[v]);
            limit_count += any_limits(info->id, limits + limit_count);
        }
        struct triage before, after;
        judge(values, count, limits, limit_count, all, &before);
        for (size_t v = count; v > 1; v--) {
            size_t other = next(v);
            struct measurement kept = values[v - 1];
            values[v - 1] = values[other];
            values[other] = kept;
        }
        for (size_t l = limit_count; l > 1; l--) {
            size_t other = next(l);
            struct limit kept = limits[l - 1];
            limits[l - 1] = limits[other];
            limits[other] = kept;
        }
        judge(values, count, limits, limit_count, all, &after);
        assert_int_equal(before.zone, after.zone);
        assert_int_equal(before.unconfirmed, after.unconfirmed);
        assert_int_equal(before.reason_count, after.reason_count);
        zones[before.zone]++;
    }
    for (int i = 0; i < 4; i++) {
        assert_true(zones[i] > ROUNDS / 200);
    }
}

static void what_is_unsound_is_never_green_and_never_red(void **state)
{
    (void)state;
    static const uint32_t unsound[] = {MARK_IMPLAUSIBLE, MARK_FUTURE, MARK_DEVICE};
    seed = 3;
    for (int i = 0; i < ROUNDS; i++) {
        struct limit limits[4];
        const struct parameter_info *info = parameter_info(any_parameter());
        size_t count = any_limits(info->id, limits);
        struct measurement value = measured(info->id, between(info->hard_low, info->hard_high));
        value.marks |= unsound[next(3)];
        struct triage triage;
        judge(&value, 1, limits, count, all, &triage);
        assert_int_equal(triage.zone, ZONE_YELLOW);
        assert_true(triage.unconfirmed);
    }
}

static void another_measurement_never_makes_it_better(void **state)
{
    (void)state;
    seed = 4;
    for (int i = 0; i < ROUNDS; i++) {
        struct limit limits[16];
        struct measurement values[4];
        size_t limit_count = 0;
        enum zone zone = ZONE_NONE;
        for (size_t v = 0; v < 4; v++) {
            const struct parameter_info *info = parameter_info((enum parameter)(1 + v));
            limit_count += any_limits(info->id, limits + limit_count);
            values[v] = measured(info->id, between(info->hard_low, info->hard_high));
            marked(&values[v]);
        }
        for (size_t v = 1; v <= 4; v++) {
            struct triage triage;
            judge(values, v, limits, limit_count, all, &triage);
            assert_true(triage.zone >= zone);
            zone = triage.zone;
        }
    }
}

/* The same quantity in grams or as a fraction has the same zone as in kilograms or per cent. */
static void units_never_matter_for_the_zone(void **state)
{
    (void)state;
    static const struct {
        enum parameter parameter;
        const char *own, *other;
        int shift; /* other = own × 10^shift */
    } pairs[] = {{PARAMETER_WEIGHT, "kg", "g", 3}, {PARAMETER_SPO2, "%", "1", -2}};
    seed = 5;
    for (int i = 0; i < ROUNDS; i++) {
        size_t p = next(2);
        struct limit limits[4];
        const struct parameter_info *info = parameter_info(pairs[p].parameter);
        size_t count = any_limits(info->id, limits);
        int64_t own, other, micro = between(info->hard_low, info->hard_high);
        assert_int_equal(
            parameter_normalise(info->id, micro, -6, pairs[p].own, strlen(pairs[p].own), &own),
            UNIT_OK);
        assert_int_equal(parameter_normalise(info->id, micro, pairs[p].shift - 6, pairs[p].other,
                                             strlen(pairs[p].other), &other),
                         UNIT_OK);
        assert_int_equal(own, other);
        assert_int_equal(own, micro);
        assert_int_equal(zone_of(measured(info->id, own), limits, count),
                         zone_of(measured(info->id, other), limits, count));
    }
}

/* A limit and a value that are the same text in the same unit are equal, whatever the unit. */
static void a_value_equal_to_its_limit_is_equal_in_every_unit(void **state)
{
    (void)state;
    static const struct {
        enum parameter parameter;
        const char *unit;
        int64_t low, high; /* thousandths */
    } units[] = {{PARAMETER_WEIGHT, "lb", 50000, 600000},
                 {PARAMETER_TEMP, "[degF]", 94100, 105800},
                 {PARAMETER_GLUCOSE, "mg/dL", 37000, 450000},
                 {PARAMETER_SBP, "kPa", 10700, 29300},
                 {PARAMETER_WEIGHT, "g", 20000000, 300000000}};
    seed = 6;
    for (int i = 0; i < ROUNDS; i++) {
        size_t u = next(sizeof units / sizeof units[0]);
        int64_t digits = units[u].low + (int64_t)next((uint64_t)(units[u].high - units[u].low));
        int64_t limit_at, at, below;
        size_t len = strlen(units[u].unit);
        assert_int_equal(
            parameter_normalise(units[u].parameter, digits, -3, units[u].unit, len, &limit_at),
            UNIT_OK);
        parameter_normalise(units[u].parameter, digits * 1000, -6, units[u].unit, len, &at);
        parameter_normalise(units[u].parameter, digits - 1, -3, units[u].unit, len, &below);
        struct limit limit = {units[u].parameter, SIDE_HIGH, ZONE_RED, OPERATOR_GE, limit_at};
        assert_int_equal(zone_of(measured(limit.parameter, at), &limit, 1), ZONE_RED);
        if (!(validity_marks(limit.parameter, below))) {
            enum zone zone = zone_of(measured(limit.parameter, below), &limit, 1);
            assert_int_equal(zone, below == limit_at ? ZONE_RED : ZONE_GREEN);
        }
        assert_true(below <= at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zones_have_their_words),
        cmocka_unit_test(every_rule_has_a_word_of_its_own),
        cmocka_unit_test(a_reason_carries_its_value_and_limit),
        cmocka_unit_test(of_two_limits_alike_the_tighter_is_told),
        cmocka_unit_test(when_reasons_do_not_fit_the_worst_are_kept),
        cmocka_unit_test(a_red_after_many_greens_is_not_lost),
        cmocka_unit_test(parameters_from_nowhere_are_left_out),
        cmocka_unit_test(extreme_values_do_no_harm),
        cmocka_unit_test(a_limit_whose_operator_belongs_to_the_other_side_is_out_of_order),
        cmocka_unit_test(a_worse_value_never_gives_a_better_zone),
        cmocka_unit_test(the_order_of_measurements_and_limits_never_matters_for_the_zone),
        cmocka_unit_test(what_is_unsound_is_never_green_and_never_red),
        cmocka_unit_test(another_measurement_never_makes_it_better),
        cmocka_unit_test(units_never_matter_for_the_zone),
        cmocka_unit_test(a_value_equal_to_its_limit_is_equal_in_every_unit),
    };
    return cmocka_run_group_tests_name("triage", tests, NULL, NULL);
}
