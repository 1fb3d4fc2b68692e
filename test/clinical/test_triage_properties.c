/* Triage over days: properties that hold whatever is measured, answered and set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "clinical/day.h"
#include "clinical/judge.h"

#define ROUNDS 6000
#define READINGS 60
#define LIMITS 24
#define MINUTE INT64_C(60000)
#define TODAY 20000

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

/* One patient: what holds, what was measured, and what is judged today. */
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
    struct measurement readings[2 * READINGS]; /* of other reports */
    size_t reading_count;
    enum news2_scale news2;
    bool oximetry, anthonisen;
    struct pressure_mean pressure_mean;
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
    reading.day = TODAY + day;
    reading.at = next(4) ? ((TODAY + (int64_t)day) * 1440 + 480 + (int64_t)next(15)) * MINUTE : 0;
    return reading;
}

static void add_limit(struct world *world, enum parameter parameter, enum limit_side side,
                      enum zone zone, int64_t value)
{
    bool inclusive = next(2);
    struct limit limit = {.parameter = parameter, .side = side, .zone = zone, .value = value};
    limit.operator= side == SIDE_LOW ? (inclusive ? OPERATOR_LE : OPERATOR_LT)
                                     : (inclusive ? OPERATOR_GE : OPERATOR_GT);
    limit.basis = next(2) ? BASIS_ABSOLUTE : (enum limit_basis)next(4);
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
        world->habits[world->habit_count++] =
            (struct habit){.parameter = kinds[i],
                           .level = any_value(kinds[i]),
                           .sigma = tenths(4, 30),
                           .approved_on = TODAY - (int32_t)next(12),
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
                                    .majors = (int)next(4),
                                    .minors = (int)next(3),
                                    .day = next(4) ? TODAY : TODAY - 1,
                                    .about = names[i],
                                    .about_len = 1};
        if (finding->kind == FINDING_ANSWER) {
            finding->zone = next(3) ? ZONE_NONE : next(2) ? ZONE_YELLOW : ZONE_RED;
            finding->symptoms = next(2) ? 2 : 0;
        }
        if (finding->kind == FINDING_FORM && finding->majors == 3) {
            finding->kind = FINDING_SELF_HARM;
            finding->zone = ZONE_RED;
        }
    }
    world->earlier_count = next(3) == 0;
    world->earlier[0] = (struct reason){
        .rule = RULE_LIMIT_YELLOW_LOW, .parameter = PARAMETER_SPO2, .zone = ZONE_YELLOW};
}

static struct measurement reading_at(enum parameter parameter, int64_t value, int32_t day,
                                     int64_t minute)
{
    return (struct measurement){.parameter = parameter,
                                .value = value,
                                .marks = validity_marks(parameter, value),
                                .day = TODAY + day,
                                .at = ((TODAY + (int64_t)day) * 1440 + minute) * MINUTE};
}

static int by_parameter_and_time(const void *a, const void *b)
{
    const struct measurement *one = a, *other = b;
    if (one->parameter != other->parameter) {
        return one->parameter < other->parameter ? -1 : 1;
    }
    return (one->at > other->at) - (one->at < other->at);
}

/* The parts of NEWS2, each in this report or another one of the last hours. */
static void add_news2(struct world *world)
{
    static const struct {
        enum parameter parameter;
        int64_t from, to; /* whole units */
    } parts[] = {{PARAMETER_RESP_RATE, 8, 26}, {PARAMETER_SPO2, 85, 99},
                 {PARAMETER_O2_FLOW, 0, 2},    {PARAMETER_SBP, 85, 225},
                 {PARAMETER_PULSE, 40, 131},   {PARAMETER_ACVPU, 0, 1},
                 {PARAMETER_TEMP, 35, 40}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        int64_t value = tenths(parts[i].from * 10, parts[i].to * 10);
        if (parts[i].parameter != PARAMETER_TEMP) {
            value -= value % MICRO;
        }
        struct measurement one = reading_at(parts[i].parameter, value, 0, 440 + (int64_t)next(70));
        if (next(2) && world->today_count < READINGS) {
            world->today[world->today_count++] = one;
        } else {
            world->readings[world->reading_count++] = one;
        }
    }
}

static void add_pressures(struct world *world)
{
    int64_t sbp = tenths(1300, 1400);
    world->followed[PARAMETER_SBP] = world->followed[PARAMETER_DBP] = true;
    world->pressure_mean = (struct pressure_mean){135 * MICRO, 85 * MICRO};
    for (int32_t day = -6; day <= 0; day++) {
        for (int64_t i = 0; i < 2; i++) {
            struct measurement pair[] = {
                reading_at(PARAMETER_SBP, sbp + tenths(-50, 50), day, 480 + 5 * i),
                reading_at(PARAMETER_DBP, tenths(800, 900), day, 480 + 5 * i)};
            bool now = day == 0 && world->today_count + 2 < READINGS;
            struct measurement *list = now ? world->today : world->readings;
            size_t *count = now ? &world->today_count : &world->reading_count;
            memcpy(list + *count, pair, sizeof pair);
            *count += 2;
        }
    }
}

/* What other reports brought, and the rules that look at it; two-sided ones only where no side is
 * the bad one. */
static void any_readings(struct world *world, bool both)
{
    world->oximetry = next(2);
    world->anthonisen = next(2);
    for (size_t i = next(5); i > 0; i--) {
        struct measurement one = any_reading(0);
        if (one.at) {
            world->readings[world->reading_count++] = one;
        }
    }
    if (both && next(4) == 0) {
        world->news2 = next(2) ? NEWS2_SCALE_1 : NEWS2_SCALE_2;
        add_news2(world);
    }
    if (next(4) == 0) {
        add_pressures(world);
    }
    qsort(world->readings, world->reading_count, sizeof world->readings[0], by_parameter_and_time);
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
    any_readings(world, low && high);
}

static void judge(const struct world *world, struct triage *triage_r)
{
    struct measurement readings[4 * READINGS];
    struct day_value history[4 * READINGS];
    size_t count = world->before_count;
    memcpy(readings, world->before, count * sizeof readings[0]);
    memcpy(readings + count, world->today, world->today_count * sizeof readings[0]);
    count += world->today_count;
    memcpy(readings + count, world->readings, world->reading_count * sizeof readings[0]);
    count += world->reading_count;
    const struct rules rules = {.limits = world->limits,
                                .limit_count = world->limit_count,
                                .followed = world->followed,
                                .scores = world->scores,
                                .score_count = 2,
                                .combinations = world->combinations,
                                .combination_count = 2,
                                .habits = world->habits,
                                .habit_count = world->habit_count,
                                .news2 = world->news2,
                                .oximetry = world->oximetry,
                                .anthonisen = world->anthonisen,
                                .pressure_mean = world->pressure_mean};
    const struct occasion occasion = {.values = world->today,
                                      .value_count = world->today_count,
                                      .findings = world->findings,
                                      .finding_count = world->finding_count,
                                      .history = history,
                                      .history_count = days_settle(readings, count, 0, history),
                                      .earlier = world->earlier,
                                      .earlier_count = world->earlier_count,
                                      .readings = world->readings,
                                      .reading_count = world->reading_count};
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
    int rules[RULE_SELF_HARM + 1] = {0}, unconfirmed = 0;
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
    for (int rule = 1; rule <= RULE_SELF_HARM; rule++) { /* each rule was at work */
        bool never = rule == RULE_IMPLAUSIBLE || rule == RULE_LOSS_RED;
        if (!never && rules[rule] <= (rule == RULE_OXIMETRY_RED ? 0 : 5)) {
            fail_msg("%s came %d times", rule_word((enum rule)rule), rules[rule]);
        }
    }
    assert_true(unconfirmed > ROUNDS / 50);
}

static int by_time(const void *a, const void *b)
{
    const struct measurement *one = a, *other = b;
    return (one->at > other->at) - (one->at < other->at);
}

/* In order of time only what stands near a value is looked at. */
static void a_long_day_in_order_of_time_is_judged_as_one_without_order(void **state)
{
    (void)state;
    int several = 0;
    seed = 19;
    for (int i = 0; i < ROUNDS / 2; i++) {
        struct world world;
        struct triage one, other;
        any_world(&world, true, true);
        world.today_count = 2 + next(14);
        for (size_t k = 0; k < world.today_count; k++) {
            world.today[k] = any_reading(next(8) ? 0 : -1);
            world.today[k].at += world.today[k].at ? (int64_t)next(next(2) ? 30 : 200) * MINUTE : 0;
        }
        shuffle(world.today, world.today_count, sizeof world.today[0]);
        judge(&world, &one);
        qsort(world.today, world.today_count, sizeof world.today[0], by_time);
        judge(&world, &other);
        assert_int_equal(one.zone, other.zone);
        if (one.reason_count < TRIAGE_REASONS) {
            assert_int_equal(one.unconfirmed, other.unconfirmed);
            assert_same_reasons(&one, &other);
        }
        several += one.reason_count > 2;
    }
    assert_true(several > ROUNDS / 4);
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
        if (value > info->hard_high || value < info->hard_low || reading->day != TODAY) {
            continue;
        }
        /* There a high saturation is good, and so is a slow pulse. */
        if (world.oximetry && reading->parameter == (high ? PARAMETER_SPO2 : PARAMETER_PULSE)) {
            continue;
        }
        /* Less is better for the mean of pressures. */
        if (!high && parameter_is_pressure(reading->parameter)) {
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
            finding->majors += (int)next(2);
            finding->minors += (int)next(2);
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
        int32_t by = (int32_t)next(38000) - 19000;
        any_world(&world, true, true);
        judge(&world, &one);
        for (size_t k = 0; k < world.before_count; k++) {
            world.before[k].day += by;
        }
        for (size_t k = 0; k < world.today_count; k++) {
            world.today[k].day += by;
        }
        for (size_t k = 0; k < world.reading_count; k++) {
            world.readings[k].day += by;
        }
        for (size_t k = 0; k < world.finding_count; k++) {
            world.findings[k].day += by;
        }
        for (size_t k = 0; k < world.habit_count; k++) {
            world.habits[k].approved_on += by;
        }
        judge(&world, &other);
        assert_int_equal(one.zone, other.zone);
        assert_same_reasons(&one, &other);
    }
}

/* Readings within ten minutes are the same in one report, and one after the other in several. */
static void the_company_in_which_repeats_come_never_matters(void **state)
{
    (void)state;
    int zones[ZONE_RED + 1] = {0};
    seed = 16;
    for (int i = 0; i < ROUNDS; i++) {
        struct world world;
        struct triage together, last;
        any_world(&world, true, true);
        world.reading_count = world.earlier_count = world.finding_count = world.news2 = 0;
        world.pressure_mean = (struct pressure_mean){0};
        enum parameter parameter = kinds[next(3)];
        world.today_count = 2 + next(4);
        for (size_t k = 0; k < world.today_count; k++) {
            world.today[k] =
                reading_at(parameter, any_value(parameter), 0, 480 + (int64_t)next(11));
        }
        judge(&world, &together);
        shuffle(world.today, world.today_count, sizeof world.today[0]);
        size_t left = 1 + next(world.today_count - 1);
        world.reading_count = world.today_count - left;
        memcpy(world.readings, world.today + left, world.reading_count * sizeof world.today[0]);
        world.today_count = left;
        qsort(world.readings, world.reading_count, sizeof world.readings[0], by_parameter_and_time);
        judge(&world, &last);
        assert_int_equal(together.zone, last.zone);
        assert_int_equal(together.unconfirmed, last.unconfirmed);
        zones[together.zone]++;
    }
    assert_true(zones[ZONE_GREEN] > 50 && zones[ZONE_YELLOW] > 50 && zones[ZONE_RED] > 50);
}

static int points_of(enum news2_scale scale, enum news2_part part, int64_t value, bool oxygen)
{
    struct news2_input input = {.scale = scale};
    struct news2 news2;
    for (size_t i = 0; i < NEWS2_PARTS; i++) {
        input.has[i] = true;
    }
    input.value[NEWS2_OXYGEN] = oxygen;
    input.value[part] = value;
    news2_score(&input, &news2);
    return news2.points[part];
}

static void a_worse_part_of_NEWS2_never_gives_a_better_zone(void **state)
{
    (void)state;
    static const enum parameter parameters[] = {PARAMETER_RESP_RATE, PARAMETER_SPO2, PARAMETER_SBP,
                                                PARAMETER_PULSE, PARAMETER_TEMP};
    static const enum news2_part parts[] = {NEWS2_RESP_RATE, NEWS2_SPO2, NEWS2_SBP, NEWS2_PULSE,
                                            NEWS2_TEMP};
    int worsened = 0;
    seed = 17;
    for (int i = 0; i < ROUNDS; i++) {
        struct world world;
        struct triage before, after;
        memset(&world, 0, sizeof world);
        world.news2 = next(2) ? NEWS2_SCALE_1 : NEWS2_SCALE_2;
        add_news2(&world);
        add_news2(&world);
        qsort(world.readings, world.reading_count, sizeof world.readings[0], by_parameter_and_time);
        if (!world.today_count) {
            continue;
        }
        struct measurement *reading = &world.today[next(world.today_count)];
        size_t k = 0;
        while (k < 5 && parameters[k] != reading->parameter) {
            k++;
        }
        int64_t value = k < 5 ? reading->value + tenths(-200, 200) : 0;
        if (k == 5 || validity_marks(reading->parameter, value) & MARK_IMPLAUSIBLE) {
            continue;
        }
        bool worse = true;
        for (int oxygen = 0; oxygen < 2; oxygen++) {
            worse = worse && points_of(world.news2, parts[k], value, oxygen) >=
                                 points_of(world.news2, parts[k], reading->value, oxygen);
        }
        if (!worse) {
            continue;
        }
        judge(&world, &before);
        reading->value = value;
        judge(&world, &after);
        assert_true(after.zone >= before.zone);
        worsened += after.zone > before.zone;
    }
    assert_true(worsened > 20);
}

static void extreme_values_and_days_do_no_harm(void **state)
{
    (void)state;
    bool followed[PARAMETER_COUNT] = {false};
    followed[PARAMETER_WEIGHT] = followed[PARAMETER_SPO2] = followed[PARAMETER_PULSE] = true;
    followed[PARAMETER_SBP] = followed[PARAMETER_DBP] = true;
    const struct limit limits[] = {{.parameter = PARAMETER_WEIGHT,
                                    .side = SIDE_HIGH,
                                    .zone = ZONE_RED,
                                    .operator= OPERATOR_GT,
                                    .value = MICRO,
                                    .kind = LIMIT_GAIN,
                                    .days = 366}};
    const struct habit habits[] = {{PARAMETER_WEIGHT, INT64_MIN, 1, INT32_MIN, true, true},
                                   {PARAMETER_WEIGHT, 0, 0, INT32_MIN, true, true},
                                   {PARAMETER_WEIGHT, INT64_MAX, INT64_MAX, INT32_MIN, true, true},
                                   {PARAMETER_SPO2, INT64_MAX, INT64_MAX, INT32_MIN, true, true},
                                   {PARAMETER_PULSE, INT64_MIN, 1, INT32_MIN, true, true}};
    const struct day_value history[] = {{PARAMETER_SPO2, INT32_MAX, INT64_MIN},
                                        {PARAMETER_PULSE, INT32_MAX, INT64_MAX},
                                        {PARAMETER_WEIGHT, INT32_MIN, INT64_MIN},
                                        {PARAMETER_WEIGHT, INT32_MAX - 1, INT64_MIN},
                                        {PARAMETER_WEIGHT, INT32_MAX, INT64_MAX}};
    const struct measurement values[] = {
        {.parameter = PARAMETER_WEIGHT, .value = INT64_MAX, .day = INT32_MAX, .at = INT64_MAX},
        {.parameter = PARAMETER_WEIGHT, .value = INT64_MIN, .day = INT32_MIN, .at = INT64_MIN},
        {.parameter = PARAMETER_WEIGHT, .value = 0, .day = 0, .at = 1},
        {.parameter = PARAMETER_SPO2, .value = INT64_MIN, .day = INT32_MAX, .at = INT64_MAX},
        {.parameter = PARAMETER_SBP, .value = INT64_MAX, .day = INT32_MIN, .at = INT64_MIN},
        {.parameter = PARAMETER_DBP, .value = INT64_MIN, .day = INT32_MIN, .at = INT64_MIN}};
    const struct finding findings[] = {
        {.kind = FINDING_POINTS, .value = INT64_MAX, .majors = 9, .day = INT32_MAX},
        {.kind = FINDING_POINTS, .value = INT64_MIN, .majors = 9, .day = INT32_MIN}};
    const struct measurement readings[] = {
        {.parameter = PARAMETER_PULSE, .value = INT64_MIN, .day = INT32_MIN, .at = INT64_MIN},
        {.parameter = PARAMETER_PULSE, .value = INT64_MAX, .day = INT32_MAX, .at = INT64_MAX}};
    const struct rules rules = {.limits = limits,
                                .limit_count = 1,
                                .followed = followed,
                                .habits = habits,
                                .habit_count = 5,
                                .news2 = NEWS2_SCALE_2,
                                .oximetry = true,
                                .anthonisen = true,
                                .pressure_mean = {1, 1}};
    const struct occasion occasion = {.values = values,
                                      .value_count = 6,
                                      .findings = findings,
                                      .finding_count = 2,
                                      .history = history,
                                      .history_count = 5,
                                      .readings = readings,
                                      .reading_count = 2};
    struct triage triage;
    triage_judge(&rules, &occasion, &triage);
    assert_true(triage.reason_count >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_in_which_things_come_never_matters),
        cmocka_unit_test(a_long_day_in_order_of_time_is_judged_as_one_without_order),
        cmocka_unit_test(more_is_never_better_where_high_is_bad),
        cmocka_unit_test(less_is_never_better_where_low_is_bad),
        cmocka_unit_test(a_worse_answer_never_gives_a_better_zone),
        cmocka_unit_test(the_calendar_never_matters),
        cmocka_unit_test(the_company_in_which_repeats_come_never_matters),
        cmocka_unit_test(a_worse_part_of_NEWS2_never_gives_a_better_zone),
        cmocka_unit_test(extreme_values_and_days_do_no_harm),
    };
    return cmocka_run_group_tests_name("triage over days", tests, NULL, NULL);
}
