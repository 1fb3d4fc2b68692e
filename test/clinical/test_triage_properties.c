/* Triage over days: properties that hold whatever is measured, answered and set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/decimal.h"
#include "clinical/day.h"
#include "clinical/judge.h"

#define ROUNDS 6000
#define READINGS 60
#define LIMITS 24
#define MINUTE INT64_C(60000)

static uint64_t seed;

static uint64_t next(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % below;
}

static int64_t tenths(int64_t from, int64_t to)
{
    return (from + (int64_t)next((uint64_t)(to - from + 1))) * (MICRO / 10);
}

/* One patient: what holds, what was measured, and what is judged today (day 0). */
struct world {
    bool followed[PARAMETER_COUNT];
    struct limit limits[LIMITS];
    size_t limit_count;
    struct habit habits[3];
    size_t habit_count;
    struct score_limit scores[2];
    struct combination combinations[2];
    struct measurement before[READINGS], today[READINGS];
    size_t before_count, today_count;
    struct finding findings[6];
    size_t finding_count;
    struct reason earlier[2];
    size_t earlier_count;
};

static const enum parameter kinds[] = {PARAMETER_WEIGHT, PARAMETER_SPO2, PARAMETER_PULSE};

static int64_t any_value(enum parameter parameter)
{
    switch (parameter) {
    case PARAMETER_WEIGHT:
        return tenths(800, 860);
    case PARAMETER_SPO2:
        return tenths(77, 97) * 10;
    default:
        return tenths(55, 125) * 10;
    }
}

static struct measurement any_reading(int32_t day)
{
    enum parameter parameter = kinds[next(3)];
    struct measurement reading = {.parameter = parameter, .value = any_value(parameter)};
    reading.marks = validity_marks(parameter, reading.value);
    reading.marks |= next(12) == 0 ? MARK_DEVICE : next(12) == 0 ? MARK_FUTURE : 0;
    reading.conditions = next(5) ? 0 : (uint32_t)next(8);
    reading.day = day;
    reading.at = next(4) ? ((20000 + (int64_t)day) * 1440 + 480 + (int64_t)next(15)) * MINUTE : 0;
    return reading;
}

static void add_limit(struct world *world, enum parameter parameter, enum limit_side side,
                      enum zone zone, int64_t value)
{
    bool inclusive = next(2);
    struct limit limit = {.parameter = parameter, .side = side, .zone = zone, .value = value};
    limit.operator= side == SIDE_LOW ? (inclusive ? OPERATOR_LE : OPERATOR_LT)
                                     : (inclusive ? OPERATOR_GE : OPERATOR_GT);
    limit.basis = next(2) ? BASIS_HABITUAL : BASIS_ABSOLUTE;
    limit.condition = next(3) ? 0 : UINT32_C(1) << next(3);
    world->limits[world->limit_count++] = limit;
}

static void add_gain(struct world *world, enum limit_side side, enum zone zone, int days,
                     int64_t value)
{
    add_limit(world, PARAMETER_WEIGHT, side, zone, value);
    struct limit *limit = &world->limits[world->limit_count - 1];
    limit->kind = LIMIT_GAIN;
    limit->days = days;
}

/* A side's limits and habits only, or both. */
static void any_rules(struct world *world, bool low, bool high)
{
    for (size_t i = 0; i < 3; i++) {
        world->followed[kinds[i]] = next(8) > 0;
        for (int n = 0; n < 2; n++) {
            if (low) {
                add_limit(world, kinds[i], SIDE_LOW, n ? ZONE_RED : ZONE_YELLOW,
                          any_value(kinds[i]));
            }
            if (high) {
                add_limit(world, kinds[i], SIDE_HIGH, n ? ZONE_RED : ZONE_YELLOW,
                          any_value(kinds[i]));
            }
        }
        world->habits[world->habit_count++] = (struct habit){.parameter = kinds[i],
                                                             .level = any_value(kinds[i]),
                                                             .sigma = tenths(4, 30),
                                                             .approved_on = -(int32_t)next(12),
                                                             .low = low,
                                                             .high = high};
    }
    if (high) {
        add_gain(world, SIDE_HIGH, ZONE_YELLOW, 1, tenths(5, 15));
        add_gain(world, SIDE_HIGH, ZONE_RED, 3, tenths(10, 25));
    }
    if (low) {
        add_gain(world, SIDE_LOW, ZONE_YELLOW, 3, -tenths(5, 25));
    }
    world->scores[0] = (struct score_limit){0, OPERATOR_GE, 10 * MICRO, ZONE_YELLOW};
    world->scores[1] = (struct score_limit){0, OPERATOR_GE, 20 * MICRO, ZONE_RED};
    world->combinations[0] =
        (struct combination){PARAMETER_NONE, ZONE_YELLOW, ZONE_RED, 2 * MICRO, false};
    world->combinations[1] = (struct combination){PARAMETER_WEIGHT, ZONE_YELLOW, ZONE_RED, 0, true};
}

static void any_findings(struct world *world)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
    world->finding_count = next(6);
    for (size_t i = 0; i < world->finding_count; i++) {
        struct finding *finding = &world->findings[i];
        *finding = (struct finding){.kind = (enum finding_kind)next(4),
                                    .value = tenths(0, 30) * (next(2) ? 1 : 10),
                                    .earlier = next(3) == 0,
                                    .about = names[i],
                                    .about_len = 1};
        if (finding->kind == FINDING_ANSWER) {
            finding->zone = next(3) ? ZONE_NONE : next(2) ? ZONE_YELLOW : ZONE_RED;
            finding->symptoms = next(2) ? 2 : 0;
        }
    }
    world->earlier_count = next(3) == 0;
    world->earlier[0] = (struct reason){
        .rule = RULE_LIMIT_YELLOW_LOW, .parameter = PARAMETER_SPO2, .zone = ZONE_YELLOW};
}

static void any_world(struct world *world, bool low, bool high)
{
    memset(world, 0, sizeof *world);
    any_rules(world, low, high);
    any_findings(world);
    world->before_count = next(READINGS);
    for (size_t i = 0; i < world->before_count; i++) {
        world->before[i] = any_reading(-1 - (int32_t)next(next(2) ? 5 : 20));
    }
    world->today_count = next(6);
    for (size_t i = 0; i < world->today_count; i++) {
        world->today[i] = any_reading(next(10) ? 0 : -(int32_t)next(3));
    }
}

static void judge(const struct world *world, struct triage *triage_r)
{
    struct measurement readings[2 * READINGS];
    struct day_value history[2 * READINGS];
    memcpy(readings, world->before, world->before_count * sizeof readings[0]);
    memcpy(readings + world->before_count, world->today, world->today_count * sizeof readings[0]);
    const struct rules rules = {.limits = world->limits,
                                .limit_count = world->limit_count,
                                .followed = world->followed,
                                .scores = world->scores,
                                .score_count = 2,
                                .combinations = world->combinations,
                                .combination_count = 2,
                                .habits = world->habits,
                                .habit_count = world->habit_count};
    const struct occasion occasion = {
        .values = world->today,
        .value_count = world->today_count,
        .findings = world->findings,
        .finding_count = world->finding_count,
        .history = history,
        .history_count =
            days_settle(readings, world->before_count + world->today_count, 0, history),
        .earlier = world->earlier,
        .earlier_count = world->earlier_count};
    triage_judge(&rules, &occasion, triage_r);
}

static void shuffle(void *list, size_t count, size_t size)
{
    char *at = list, kept[256];
    assert_true(size <= sizeof kept);
    for (size_t i = count; i > 1; i--) {
        size_t other = next(i);
        memcpy(kept, at + (i - 1) * size, size);
        memcpy(at + (i - 1) * size, at + other * size, size);
        memcpy(at + other * size, kept, size);
    }
}

static bool is_same_reason(const struct reason *a, const struct reason *b)
{
    return a->rule == b->rule && a->parameter == b->parameter && a->zone == b->zone &&
           a->value == b->value && a->has_limit == b->has_limit && a->limit == b->limit &&
           a->operator== b->operator&& a->days == b->days && a->condition == b->condition;
}

/* Each reason as often in the one as in the other. */
static void assert_same_reasons(const struct triage *a, const struct triage *b)
{
    assert_int_equal(a->reason_count, b->reason_count);
    for (size_t i = 0; i < a->reason_count; i++) {
        size_t here = 0, there = 0;
        for (size_t k = 0; k < a->reason_count; k++) {
            here += is_same_reason(&a->reasons[i], &a->reasons[k]);
            there += is_same_reason(&a->reasons[i], &b->reasons[k]);
        }
        if (here != there && a->reasons[i].rule != RULE_SYMPTOMS &&
            a->reasons[i].rule != RULE_SYMPTOM) {
            fail_msg("%s stands %zu and %zu times", rule_word(a->reasons[i].rule), here, there);
        }
    }
}

/* ---- properties ---- */

static void the_order_in_which_things_come_never_matters(void **state)
{
    (void)state;
    int rules[RULE_DRIFT_HIGH + 1] = {0}, unconfirmed = 0;
    seed = 11;
    for (int i = 0; i < ROUNDS; i++) {
        struct world world;
        struct triage one, other;
        any_world(&world, true, true);
        judge(&world, &one);
        shuffle(world.limits, world.limit_count, sizeof world.limits[0]);
        shuffle(world.before, world.before_count, sizeof world.before[0]);
        shuffle(world.today, world.today_count, sizeof world.today[0]);
        shuffle(world.findings, world.finding_count, sizeof world.findings[0]);
        shuffle(world.habits, world.habit_count, sizeof world.habits[0]);
        shuffle(world.scores, 2, sizeof world.scores[0]);
        judge(&world, &other);
        assert_int_equal(one.zone, other.zone);
        assert_int_equal(one.unconfirmed, other.unconfirmed);
        assert_same_reasons(&one, &other);
        unconfirmed += one.unconfirmed;
        for (size_t k = 0; k < one.reason_count; k++) {
            rules[one.reasons[k].rule]++;
        }
    }
    for (int rule = 1; rule <= RULE_DRIFT_HIGH; rule++) { /* each rule was at work */
        bool never = rule == RULE_IMPLAUSIBLE || rule == RULE_LOSS_RED;
        if (!never && rules[rule] <= 5) {
            fail_msg("%s came %d times", rule_word((enum rule)rule), rules[rule]);
        }
    }
    assert_true(unconfirmed > ROUNDS / 50);
}

/* Moves one reading of today away from good, inside the hard limits; the rules look at that side
 * alone. */
static void worse_is_never_better(bool high, uint64_t from)
{
    int worsened = 0, moved = 0;
    seed = from;
    for (int i = 0; i < 3 * ROUNDS; i++) {
        struct world world;
        struct triage before, after;
        any_world(&world, !high, high);
        if (!world.today_count) {
            continue;
        }
        struct measurement *reading = &world.today[next(world.today_count)];
        const struct parameter_info *info = parameter_info(reading->parameter);
        uint32_t kept = reading->marks & (uint32_t) ~(MARK_UNCONFIRMED | MARK_IMPLAUSIBLE);
        int64_t by = tenths(1, 30) * (next(2) ? 1 : 10);
        int64_t value = high ? reading->value + by : reading->value - by;
        /* A gain's other end is a day before it: only the newest day is worse when it is more. */
        if (value > info->hard_high || value < info->hard_low || reading->day != 0) {
            continue;
        }
        /* What lies beyond the bound for repeats on the good side comes back inside it. */
        if (reading->marks & MARK_UNCONFIRMED &&
            (high ? reading->value < info->confirm_low : reading->value > info->confirm_high)) {
            continue;
        }
        judge(&world, &before);
        reading->value = value;
        reading->marks = kept | validity_marks(reading->parameter, value);
        judge(&world, &after);
        if (after.zone < before.zone) {
            fail_msg("round %d: %s from %s to %s", i, info->word, zone_word(before.zone),
                     zone_word(after.zone));
        }
        moved++;
        worsened += after.zone > before.zone;
    }
    assert_true(moved > ROUNDS);
    assert_true(worsened > ROUNDS / 30);
}

static void more_is_never_better_where_high_is_bad(void **state)
{
    (void)state;
    worse_is_never_better(true, 12);
}

static void less_is_never_better_where_low_is_bad(void **state)
{
    (void)state;
    worse_is_never_better(false, 13);
}

static void a_worse_answer_never_gives_a_better_zone(void **state)
{
    (void)state;
    seed = 14;
    for (int i = 0; i < ROUNDS; i++) {
        struct world world;
        struct triage before, after;
        any_world(&world, true, true);
        judge(&world, &before);
        for (size_t k = 0; k < world.finding_count; k++) {
            struct finding *finding = &world.findings[k];
            finding->value += tenths(0, 100);
            finding->symptoms |= finding->kind == FINDING_ANSWER ? next(4) : 0;
            if (finding->kind == FINDING_ANSWER && next(2)) {
                finding->zone = finding->zone == ZONE_NONE ? ZONE_YELLOW : ZONE_RED;
            }
        }
        judge(&world, &after);
        assert_true(after.zone >= before.zone);
    }
}

/* Between any two days the same steps lie, whichever day it is. */
static void the_calendar_never_matters(void **state)
{
    (void)state;
    seed = 15;
    for (int i = 0; i < ROUNDS / 3; i++) {
        struct world world;
        struct triage one, other;
        int32_t by = (int32_t)next(40000) - 20000;
        any_world(&world, true, true);
        judge(&world, &one);
        for (size_t k = 0; k < world.before_count; k++) {
            world.before[k].day += by;
        }
        for (size_t k = 0; k < world.today_count; k++) {
            world.today[k].day += by;
        }
        for (size_t k = 0; k < world.habit_count; k++) {
            world.habits[k].approved_on += by;
        }
        judge(&world, &other);
        assert_int_equal(one.zone, other.zone);
        assert_same_reasons(&one, &other);
    }
}

static void extreme_values_and_days_do_no_harm(void **state)
{
    (void)state;
    bool followed[PARAMETER_COUNT] = {false};
    followed[PARAMETER_WEIGHT] = true;
    const struct limit limits[] = {{.parameter = PARAMETER_WEIGHT,
                                    .side = SIDE_HIGH,
                                    .zone = ZONE_RED,
                                    .operator= OPERATOR_GT,
                                    .value = MICRO,
                                    .kind = LIMIT_GAIN,
                                    .days = 366}};
    const struct habit habits[] = {{PARAMETER_WEIGHT, INT64_MIN, 1, INT32_MIN, true, true},
                                   {PARAMETER_WEIGHT, 0, 0, INT32_MIN, true, true},
                                   {PARAMETER_WEIGHT, INT64_MAX, INT64_MAX, INT32_MIN, true, true}};
    const struct day_value history[] = {{PARAMETER_WEIGHT, INT32_MIN, INT64_MIN},
                                        {PARAMETER_WEIGHT, INT32_MAX - 1, INT64_MIN},
                                        {PARAMETER_WEIGHT, INT32_MAX, INT64_MAX}};
    const struct measurement values[] = {
        {.parameter = PARAMETER_WEIGHT, .value = INT64_MAX, .day = INT32_MAX, .at = INT64_MAX},
        {.parameter = PARAMETER_WEIGHT, .value = INT64_MIN, .day = INT32_MIN, .at = INT64_MIN},
        {.parameter = PARAMETER_WEIGHT, .value = 0, .day = 0, .at = 1}};
    const struct rules rules = {.limits = limits,
                                .limit_count = 1,
                                .followed = followed,
                                .habits = habits,
                                .habit_count = 3};
    const struct occasion occasion = {
        .values = values, .value_count = 3, .history = history, .history_count = 3};
    struct triage triage;
    triage_judge(&rules, &occasion, &triage);
    assert_true(triage.reason_count >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_in_which_things_come_never_matters),
        cmocka_unit_test(more_is_never_better_where_high_is_bad),
        cmocka_unit_test(less_is_never_better_where_low_is_bad),
        cmocka_unit_test(a_worse_answer_never_gives_a_better_zone),
        cmocka_unit_test(the_calendar_never_matters),
        cmocka_unit_test(extreme_values_and_days_do_no_harm),
    };
    return cmocka_run_group_tests_name("triage over days", tests, NULL, NULL);
}
