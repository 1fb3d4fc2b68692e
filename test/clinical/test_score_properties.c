/* Scores, means and alarms: properties that hold whatever is measured and answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/decimal.h"
#include "clinical/home_pressure.h"
#include "clinical/instrument.h"
#include "clinical/news2.h"
#include "clinical/outbreak.h"
#include "clinical/realert.h"
#include "clinical/time_in_range.h"

#define ROUNDS 4000
#define HOUR INT64_C(3600000)

static uint64_t seed;

static uint64_t next(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % below;
}

static int64_t between(int64_t low, int64_t high)
{
    return low + (int64_t)next((uint64_t)(high - low + 1));
}

/* ---- NEWS2 ---- */

static struct news2_input any_news2(void)
{
    struct news2_input input = {.scale = next(2) ? NEWS2_SCALE_1 : NEWS2_SCALE_2};
    input.value[NEWS2_RESP_RATE] = between(40, 400) * (MICRO / 10);
    input.value[NEWS2_SPO2] = between(700, 1000) * (MICRO / 10);
    input.value[NEWS2_OXYGEN] = next(2) ? 0 : between(1, 15) * MICRO;
    input.value[NEWS2_SBP] = between(500, 2600) * (MICRO / 10);
    input.value[NEWS2_PULSE] = between(250, 2000) * (MICRO / 10);
    input.value[NEWS2_CONSCIOUSNESS] = between(0, 4) * MICRO;
    input.value[NEWS2_TEMP] = between(3300, 4200) * (MICRO / 100);
    for (int part = 0; part < NEWS2_PARTS; part++)
        input.has[part] = true;
    return input;
}

/* Which way is worse from where the value stands; 0: neither. */
static int worse_way(const struct news2_input *input, enum news2_part part)
{
    static const int64_t middle[NEWS2_PARTS] = {[NEWS2_RESP_RATE] = 16 * MICRO,
                                                [NEWS2_SBP] = 165 * MICRO,
                                                [NEWS2_PULSE] = 70 * MICRO,
                                                [NEWS2_TEMP] = 37 * MICRO};
    int64_t value = input->value[part];
    bool oxygen = input->value[NEWS2_OXYGEN] != 0;
    switch (part) {
    case NEWS2_SPO2:
        return input->scale == NEWS2_SCALE_2 && oxygen && value > 90 * MICRO ? 1 : -1;
    case NEWS2_OXYGEN:
    case NEWS2_CONSCIOUSNESS:
        return 1;
    default:
        return value < middle[part] ? -1 : 1;
    }
}

static void a_worse_value_never_lowers_the_total(void **state)
{
    (void)state;
    int rose = 0;
    seed = 1;
    for (int i = 0; i < ROUNDS; i++) {
        struct news2_input input = any_news2();
        enum news2_part part = (enum news2_part)next(NEWS2_PARTS);
        struct news2 before, after;
        news2_score(&input, &before);
        input.value[part] += worse_way(&input, part) * between(0, 20 * MICRO);
        news2_score(&input, &after);
        assert_true(after.total >= before.total);
        assert_true(after.band >= before.band);
        rose += after.total > before.total;
    }
    assert_true(rose > ROUNDS / 4);
}

static void without_any_part_there_is_no_score(void **state)
{
    (void)state;
    seed = 2;
    for (int i = 0; i < ROUNDS; i++) {
        struct news2_input input = any_news2();
        struct news2 whole, news2;
        enum news2_part part = (enum news2_part)next(NEWS2_PARTS);
        news2_score(&input, &whole);
        input.has[part] = false;
        news2_score(&input, &news2);
        assert_int_equal(news2.total, -1);
        assert_int_equal(news2.band, NEWS2_INCOMPLETE);
        for (int k = 0; k < NEWS2_PARTS; k++)
            assert_true(news2.points[k] == whole.points[k] || news2.points[k] == -1);
        assert_int_equal(news2.points[part], -1);
    }
}

/* ---- questionnaires ---- */

static void a_point_more_is_a_point_more(void **state)
{
    (void)state;
    seed = 3;
    for (int i = 0; i < ROUNDS; i++) {
        enum instrument instrument = (enum instrument)between(1, INSTRUMENT_COUNT - 1);
        const struct instrument_info *info = instrument_info(instrument);
        struct instrument_score less, more;
        int points[INSTRUMENT_ITEMS];
        for (int k = 0; k < info->items; k++)
            points[k] = (int)between(info->least, info->most);
        size_t item = next((uint64_t)info->items);
        points[item] = (int)between(info->least, info->most - 1);
        instrument_score(instrument, points, (size_t)info->items, &less);
        points[item]++;
        instrument_score(instrument, points, (size_t)info->items, &more);
        assert_int_equal(less.state, INSTRUMENT_COMPLETE);
        assert_int_equal(more.score, less.score + info->factor);
        assert_non_null(more.band);
        if (info->higher_better)
            assert_int_equal(more.triggers & ~less.triggers, 0);
        else
            assert_int_equal(less.triggers & ~more.triggers, 0);
        points[item] = INSTRUMENT_UNANSWERED;
        instrument_score(instrument, points, (size_t)info->items, &less);
        assert_int_equal(less.state, INSTRUMENT_INCOMPLETE);
        assert_int_equal(less.score, -1);
    }
}

/* ---- order ---- */

static void swap(void *a, void *b, size_t size)
{
    char kept[256];
    assert_true(size <= sizeof kept);
    memcpy(kept, a, size);
    memcpy(a, b, size);
    memcpy(b, kept, size);
}

static void shuffle(void *all, size_t count, size_t size)
{
    for (size_t i = count; i > 1; i--)
        swap((char *)all + (i - 1) * size, (char *)all + next(i) * size, size);
}

static void check_same_pressure(const struct home_pressure *one, const struct home_pressure *other)
{
    assert_int_equal(one->count, other->count);
    assert_int_equal(one->enough, other->enough);
    assert_int_equal(one->lacking, other->lacking);
    assert_int_equal(one->sbp, other->sbp);
    assert_int_equal(one->dbp, other->dbp);
    assert_int_equal(one->high_sbp, other->high_sbp);
    assert_int_equal(one->high_dbp, other->high_dbp);
    assert_memory_equal(one->missing, other->missing, sizeof one->missing);
}

static void the_order_of_pressures_does_not_matter(void **state)
{
    (void)state;
    const struct pressure_mean bounds = {HOME_PRESSURE_SBP, HOME_PRESSURE_DBP};
    int enough = 0;
    seed = 4;
    for (int i = 0; i < ROUNDS / 4; i++) {
        struct home_reading readings[40];
        struct home_pressure one, other;
        size_t count = (size_t)between(0, 40);
        for (size_t k = 0; k < count; k++)
            readings[k] = (struct home_reading){
                .day = (int32_t)between(-8, 1),
                .minute = (int)between(-1, 1439),
                .sbp = between(120, 150) * MICRO,
                .dbp = between(70, 100) * MICRO,
            };
        home_pressure_mean(readings, count, 0, &bounds, &one);
        shuffle(readings, count, sizeof readings[0]);
        home_pressure_mean(readings, count, 0, &bounds, &other);
        check_same_pressure(&one, &other);
        enough += one.enough;
    }
    assert_true(enough > 100);
}

static void a_higher_pressure_never_lowers_the_mean(void **state)
{
    (void)state;
    const struct pressure_mean bounds = {HOME_PRESSURE_SBP, HOME_PRESSURE_DBP};
    seed = 5;
    for (int i = 0; i < ROUNDS / 4; i++) {
        struct home_reading readings[24];
        struct home_pressure one, other;
        for (size_t k = 0; k < 24; k++)
            readings[k] = (struct home_reading){(int32_t)between(-5, 0), 480,
                                                between(125, 145) * MICRO, between(75, 95) * MICRO};
        home_pressure_mean(readings, 24, 0, &bounds, &one);
        readings[next(24)].sbp += between(1, 20 * MICRO);
        home_pressure_mean(readings, 24, 0, &bounds, &other);
        assert_true(other.sbp >= one.sbp && other.dbp == one.dbp);
        assert_true(other.high_sbp >= one.high_sbp);
    }
}

static void halves_of_the_mean_are_rounded_away_from_zero(void **state)
{
    (void)state;
    const struct pressure_mean bounds = {HOME_PRESSURE_SBP, HOME_PRESSURE_DBP};
    struct home_reading readings[16];
    struct home_pressure mean;
    for (size_t i = 0; i < 16; i++)
        readings[i] = (struct home_reading){0, 480, i < 8 ? 135 * MICRO : 135 * MICRO - 1,
                                            i < 7 ? 85 * MICRO : 85 * MICRO - 1};
    home_pressure_mean(readings, 16, 0, &bounds, &mean);
    assert_int_equal(mean.sbp, 135 * MICRO);
    assert_false(mean.high_sbp); /* before rounding it is not */
    assert_int_equal(mean.dbp, 85 * MICRO - 1);
}

static void the_order_of_glucose_does_not_matter(void **state)
{
    (void)state;
    int enough = 0;
    seed = 6;
    for (int i = 0; i < ROUNDS / 4; i++) {
        struct range_reading readings[40];
        struct time_in_range one, other;
        size_t count = (size_t)between(0, 40);
        for (size_t k = 0; k < count; k++)
            readings[k] =
                (struct range_reading){(int32_t)between(0, 9), between(25, 160) * (MICRO / 10)};
        time_in_range(readings, count, &one);
        shuffle(readings, count, sizeof readings[0]);
        time_in_range(readings, count, &other);
        assert_int_equal(one.days, other.days);
        assert_int_equal(one.in_share, other.in_share);
        assert_int_equal(one.below_share, other.below_share);
        assert_int_equal(one.very_high, other.very_high);
        assert_int_equal(one.aim, other.aim);
        assert_int_equal(one.in + one.below + one.above, count);
        enough += one.enough;
    }
    assert_true(enough > 100);
}

/* ---- outbreaks ---- */

static void what_stands_out_is_from_the_least_on(void **state)
{
    (void)state;
    int out = 0;
    seed = 7;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t counts[OUTBREAK_DAYS];
        struct outbreak outbreak;
        for (int k = 0; k < OUTBREAK_DAYS; k++)
            counts[k] = between(0, 1 + (int64_t)next(30));
        outbreak_judge(counts, OUTBREAK_DAYS, &outbreak);
        assert_true(outbreak.known);
        assert_true(outbreak.least * MICRO > outbreak.expected + 3 * MICRO / 2 - 1);
        assert_int_equal(outbreak.stands_out, counts[OUTBREAK_DAYS - 1] >= outbreak.least);
        out += outbreak.stands_out;
        shuffle(counts, OUTBREAK_BASELINE, sizeof counts[0]);
        struct outbreak again;
        outbreak_judge(counts, OUTBREAK_DAYS, &again);
        assert_int_equal(again.least, outbreak.least);
        assert_int_equal(again.stands_out, outbreak.stands_out);
    }
    assert_true(out > 20);
}

/* ---- alarms ---- */

#define REASONS 3

static struct reason any_reason(enum zone most)
{
    static const enum rule rules[] = {RULE_LIMIT_YELLOW_LOW, RULE_LIMIT_YELLOW_HIGH, RULE_WITHIN,
                                      RULE_IMPLAUSIBLE, RULE_GAIN_YELLOW};
    static const enum parameter parameters[] = {PARAMETER_SPO2, PARAMETER_PULSE};
    struct reason reason = {.rule = rules[next(5)], .parameter = parameters[next(2)]};
    reason.zone =
        reason.rule == RULE_WITHIN ? ZONE_GREEN : (enum zone)between(ZONE_YELLOW, (int64_t)most);
    return reason;
}

struct alarm {
    bool is_open;
    struct realert_open open;
    struct realert_closed closed[2];
    struct realert_news news;
    struct reason known[2][REASONS], reasons[REASONS];
};

static void any_alarm(struct alarm *alarm)
{
    *alarm = (struct alarm){.is_open = next(3) == 0};
    alarm->open = (struct realert_open){.zone = next(2) ? ZONE_RED : ZONE_YELLOW,
                                        .raised_at = -between(0, 100) * HOUR};
    alarm->open.handled_at = next(2) ? -between(0, 100) * HOUR : -1000 * HOUR;
    for (int i = 0; i < 2; i++) {
        alarm->closed[i] = (struct realert_closed){.closed_at = -between(0, 60) * HOUR,
                                                   .unconfirmed = next(3) == 0,
                                                   .reasons = alarm->known[i],
                                                   .reason_count = next(REASONS + 1)};
        for (int k = 0; k < REASONS; k++)
            alarm->known[i][k] = any_reason(ZONE_RED);
    }
    alarm->news = (struct realert_news){
        .unconfirmed = next(2), .reasons = alarm->reasons, .reason_count = next(REASONS + 1)};
    for (size_t k = 0; k < alarm->news.reason_count; k++) {
        alarm->reasons[k] = any_reason(ZONE_RED);
        alarm->news.zone = zone_worse(alarm->news.zone, alarm->reasons[k].zone);
    }
}

static enum realert decide(const struct alarm *alarm)
{
    return realert_decide(alarm->is_open ? &alarm->open : NULL, alarm->closed, 2, &alarm->news);
}

static void red_is_never_silent_and_yellow_only_where_all_of_it_was_closed(void **state)
{
    (void)state;
    int seen[REALERT_SILENT + 1] = {0};
    seed = 8;
    for (int i = 0; i < ROUNDS * 4; i++) {
        struct alarm alarm;
        any_alarm(&alarm);
        enum realert realert = decide(&alarm);
        seen[realert]++;
        if (alarm.news.zone == ZONE_RED)
            assert_true(alarm.is_open ? realert != REALERT_SILENT && realert != REALERT_OPEN
                                      : realert == REALERT_OPEN);
        if (alarm.news.zone < ZONE_YELLOW)
            assert_int_equal(realert, REALERT_NOTHING);
        if (alarm.is_open && alarm.news.zone > alarm.open.zone)
            assert_int_equal(realert, REALERT_WORSEN);
        for (int k = 0; k < 2 && realert == REALERT_SILENT; k++)
            alarm.closed[k].closed_at -= REALERT_SPAN_MS;
        if (realert == REALERT_SILENT)
            assert_int_equal(decide(&alarm), REALERT_OPEN);
    }
    for (int i = 0; i <= REALERT_SILENT; i++)
        assert_true(seen[i] > 20);
}

static int loudness(enum realert realert)
{
    static const int loud[] = {[REALERT_NOTHING] = 0, [REALERT_SILENT] = 1, [REALERT_JOIN] = 1,
                               [REALERT_RAISE] = 2,   [REALERT_OPEN] = 2,   [REALERT_WORSEN] = 3};
    return loud[realert];
}

static void worse_news_is_never_quieter_nor_is_more_of_it(void **state)
{
    (void)state;
    int louder = 0;
    seed = 9;
    for (int i = 0; i < ROUNDS * 4; i++) {
        struct alarm alarm;
        any_alarm(&alarm);
        enum realert before = decide(&alarm);
        if (alarm.news.reason_count < REASONS) {
            alarm.reasons[alarm.news.reason_count] = any_reason(ZONE_RED);
            alarm.news.zone =
                zone_worse(alarm.news.zone, alarm.reasons[alarm.news.reason_count++].zone);
        }
        alarm.news.unconfirmed = false;
        enum realert after = decide(&alarm);
        assert_true(loudness(after) >= loudness(before));
        louder += loudness(after) > loudness(before);
        shuffle(alarm.reasons, alarm.news.reason_count, sizeof alarm.reasons[0]);
        swap(&alarm.closed[0], &alarm.closed[1], sizeof alarm.closed[0]);
        assert_int_equal(decide(&alarm), after);
    }
    assert_true(louder > 100);
}

static void the_same_cause_is_the_same_both_ways(void **state)
{
    (void)state;
    seed = 10;
    for (int i = 0; i < ROUNDS; i++) {
        struct reason a = any_reason(ZONE_RED), b = any_reason(ZONE_RED);
        assert_true(reason_is_same_cause(&a, &a));
        assert_int_equal(reason_is_same_cause(&a, &b), reason_is_same_cause(&b, &a));
        assert_true(!reason_is_same_cause(&a, &b) || reason_is_same_matter(&a, &b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_worse_value_never_lowers_the_total),
        cmocka_unit_test(without_any_part_there_is_no_score),
        cmocka_unit_test(a_point_more_is_a_point_more),
        cmocka_unit_test(the_order_of_pressures_does_not_matter),
        cmocka_unit_test(a_higher_pressure_never_lowers_the_mean),
        cmocka_unit_test(halves_of_the_mean_are_rounded_away_from_zero),
        cmocka_unit_test(the_order_of_glucose_does_not_matter),
        cmocka_unit_test(what_stands_out_is_from_the_least_on),
        cmocka_unit_test(red_is_never_silent_and_yellow_only_where_all_of_it_was_closed),
        cmocka_unit_test(worse_news_is_never_quieter_nor_is_more_of_it),
        cmocka_unit_test(the_same_cause_is_the_same_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
