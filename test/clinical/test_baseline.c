/* The baseline proposal and drift, against what others computed with R, and in themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "clinical/baseline.h"
#include "clinical/day.h"
#include "clinical/judge.h"
#include "clinical/root.h"

/* ---- others' tables ---- */

#define FIELDS 32
#define FIELD 400

struct record {
    char fields[FIELDS][FIELD];
    size_t count;
};

static void skip_without(const char *name, char path_r[512])
{
    const char *data = getenv("VARDE_TEST_DATA");
    snprintf(path_r, 512, "%s/series/%s", data ? data : "../shared/data", name);
    FILE *file = fopen(path_r, "r");
    if (!file) {
        print_message("%s is not there (VARDE_TEST_DATA)\n", path_r);
        skip();
    }
    (void)fclose(file);
}

/* Fields with or without quotes; none of these tables has a quote within. */
static bool next_record(FILE *file, struct record *record_r)
{
    char line[2000];
    bool quoted = false;
    size_t used = 0;
    record_r->count = 0;
    if (!fgets(line, sizeof line, file)) {
        return false;
    }
    for (const char *at = line; *at && *at != '\n'; at++) {
        if (*at == '"') {
            quoted = !quoted;
        } else if (*at == ',' && !quoted) {
            record_r->fields[record_r->count++][used] = 0;
            used = 0;
            assert_true(record_r->count < FIELDS);
        } else {
            assert_true(used + 1 < FIELD);
            record_r->fields[record_r->count][used++] = *at;
        }
    }
    record_r->fields[record_r->count++][used] = 0;
    return true;
}

/* In millionths, half away from zero; more digits than 18 are cut off. */
static int64_t micro_of(const char *text)
{
    struct decimal number;
    int64_t micro = 0;
    char cut[20];
    snprintf(cut, sizeof cut, "%.18s", text);
    if (!decimal_parse(str_of(cut), &number) || !decimal_micro(&number, &micro)) {
        fail_msg("“%s” is no number", cut);
    }
    return micro;
}

static size_t values_of(char *text, enum parameter parameter, struct day_value *days_r)
{
    size_t count = 0;
    for (char *at = text, *end; *at; at = *end ? end + 1 : end) {
        char word[32];
        end = at + strcspn(at, " ");
        snprintf(word, sizeof word, "%.*s", (int)(end - at), at);
        days_r[count] = (struct day_value){parameter, (int32_t)count, micro_of(word)};
        count++;
    }
    return count;
}

static void assert_near(int64_t a, int64_t b)
{
    if (a - b > 1 || b - a > 1) {
        fail_msg("%lld is not %lld", (long long)a, (long long)b);
    }
}

static int64_t down_to(int64_t value, int64_t step)
{
    return value / step * step;
}

static int64_t up_to(int64_t value, int64_t step)
{
    return (value + step - 1) / step * step;
}

/* What R did without leaving out outliers and without rounding. */
static void check_proposal(struct record *record, enum parameter parameter)
{
    struct day_value days[64];
    size_t count = values_of(record->fields[2], parameter, days);
    struct baseline_input input = {
        .parameter = parameter, .trial_days = 14, .days = days, .day_count = count};
    struct baseline baseline;
    baseline_propose(&input, &baseline);
    assert_int_equal(baseline.quality, BASELINE_GOOD);
    assert_int_equal(baseline.outliers, 0);
    assert_int_equal(baseline.level, micro_of(record->fields[5]));
    assert_near(baseline.sigma, micro_of(record->fields[6]));
    int64_t step = parameter == PARAMETER_WEIGHT ? MICRO / 10 : MICRO;
    assert_int_equal(baseline.limits[BASELINE_YELLOW_LOW].value,
                     down_to(micro_of(record->fields[7]), step));
    assert_int_equal(baseline.limits[BASELINE_RED_LOW].value,
                     down_to(micro_of(record->fields[8]), step));
    assert_int_equal(baseline.limits[BASELINE_YELLOW_HIGH].value,
                     up_to(micro_of(record->fields[9]), step));
    assert_int_equal(baseline.limits[BASELINE_RED_HIGH].value,
                     up_to(micro_of(record->fields[10]), step));
}

static void proposals_are_those_of_the_reference(void **state)
{
    (void)state;
    char path[512];
    struct record record;
    int checked = 0;
    skip_without("baseline_proposal_R.csv", path);
    FILE *file = fopen(path, "r");
    assert_true(next_record(file, &record));
    while (next_record(file, &record)) {
        size_t len = strcspn(record.fields[0], " ");
        if (strstr(record.fields[0], "not removed")) {
            continue; /* here it is */
        }
        check_proposal(&record, parameter_of_word(record.fields[0], len));
        checked++;
    }
    (void)fclose(file);
    assert_true(checked >= 5);
}

static void medians_are_those_of_the_reference(void **state)
{
    (void)state;
    char path[512];
    struct record record;
    int checked = 0;
    skip_without("robust_stats_R.csv", path);
    FILE *file = fopen(path, "r");
    assert_true(next_record(file, &record));
    while (next_record(file, &record)) {
        struct day_value days[64];
        int64_t values[64];
        size_t count = values_of(record.fields[2], PARAMETER_SPO2, days);
        for (size_t i = 0; i < count; i++) {
            values[i] = days[i].value;
        }
        int64_t level = median_of(values, count);
        assert_int_equal(level, micro_of(record.fields[5]));
        for (size_t i = 0; i < count; i++) {
            values[i] = values[i] > level ? values[i] - level : level - values[i];
        }
        assert_near(median_of(values, count), micro_of(record.fields[6]));
        checked++;
    }
    (void)fclose(file);
    assert_true(checked >= 8);
}

static void drift_is_that_of_the_reference(void **state)
{
    (void)state;
    char path[512];
    struct record record;
    struct day_value days[64];
    const struct habit habit = {PARAMETER_WEIGHT, 82400000, 426818, 14, true, true};
    struct span span = {days, 0};
    skip_without("trend_weight_R.csv", path);
    FILE *file = fopen(path, "r");
    assert_true(next_record(file, &record));
    while (next_record(file, &record)) {
        struct drift drift;
        days[span.count++] =
            (struct day_value){PARAMETER_WEIGHT, (int32_t)(micro_of(record.fields[0]) / MICRO),
                               micro_of(record.fields[1])};
        drift_on(&span, &habit, days[span.count - 1].day, NULL, &drift);
        int64_t away = drift.mean - micro_of(record.fields[4]);
        assert_true(away > -20 && away < 20); /* sigma is rounded to millionths here */
        assert_near(drift.limit, micro_of(record.fields[5]));
        assert_int_equal(drift.beyond_high, strcmp(record.fields[6], "TRUE") == 0);
        assert_false(drift.beyond_low);
        assert_int_equal(drift.persists, drift.beyond_high && days[span.count - 1].day > 19);
    }
    (void)fclose(file);
    assert_true(span.count >= 16);
}

/* ---- in themselves ---- */

static void propose(enum parameter parameter, const double *values, size_t count, int trial_days,
                    const struct limit *floor_low, struct baseline *baseline_r)
{
    static struct day_value days[BASELINE_DAYS + 10];
    for (size_t i = 0; i < count; i++) {
        days[i] =
            (struct day_value){parameter, (int32_t)i, (int64_t)(values[i] * 10 + .5) * 100000};
    }
    const struct baseline_input input = {.parameter = parameter,
                                         .trial_days = trial_days,
                                         .days = days,
                                         .day_count = count,
                                         .floor_low = floor_low};
    baseline_propose(&input, baseline_r);
}

static void a_wild_day_is_left_out(void **state)
{
    (void)state;
    const double values[] = {91, 92, 91, 90, 92, 91, 78, 91, 92, 90, 91, 91, 92, 91};
    struct baseline baseline;
    propose(PARAMETER_SPO2, values, 14, 14, NULL, &baseline);
    assert_int_equal(baseline.outliers, 1);
    assert_int_equal(baseline.valid_days, 13);
    assert_int_equal(baseline.sigma, MICRO);
    assert_int_equal(baseline.limits[BASELINE_YELLOW_LOW].value, 89 * MICRO);
    assert_int_equal(baseline.limits[BASELINE_RED_LOW].value, 88 * MICRO);
    assert_int_equal(baseline.alarms[BASELINE_RED_LOW], 1);
    assert_int_equal(baseline.alarms[BASELINE_YELLOW_HIGH], 0);
}

static void four_spreads_are_not_yet_wild(void **state)
{
    (void)state;
    const double values[] = {91, 91, 91, 91, 91, 91, 87, 91, 91, 91, 91, 91, 91, 91};
    struct baseline baseline;
    propose(PARAMETER_SPO2, values, 14, 14, NULL, &baseline);
    assert_int_equal(baseline.outliers, 0);
}

static void quality_follows_the_valid_days(void **state)
{
    (void)state;
    static const struct {
        size_t valid;
        int trial_days;
        enum baseline_quality quality;
    } cases[] = {
        {14, 14, BASELINE_GOOD},      {10, 14, BASELINE_GOOD}, {9, 14, BASELINE_UNCERTAIN},
        {7, 14, BASELINE_UNCERTAIN},  {6, 14, BASELINE_NONE},  {20, 28, BASELINE_GOOD},
        {19, 28, BASELINE_UNCERTAIN}, {13, 28, BASELINE_NONE}, {7, 7, BASELINE_UNCERTAIN},
        {0, 14, BASELINE_NONE},       {0, 0, BASELINE_NONE},
    };
    double values[28];
    for (size_t i = 0; i < 28; i++) {
        values[i] = 90 + (double)(i % 3);
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct baseline baseline;
        propose(PARAMETER_SPO2, values, cases[i].valid, cases[i].trial_days, NULL, &baseline);
        if (baseline.quality != cases[i].quality) {
            fail_msg("%zu of %d", cases[i].valid, cases[i].trial_days);
        }
    }
}

static void the_proposal_is_held_inside_the_floor(void **state)
{
    (void)state;
    double values[14];
    struct baseline baseline;
    const struct limit floor = {PARAMETER_SPO2, SIDE_LOW, ZONE_RED, OPERATOR_LT, 86 * MICRO};
    for (size_t i = 0; i < 14; i++) {
        values[i] = 88;
    }
    propose(PARAMETER_SPO2, values, 14, 14, &floor, &baseline);
    assert_int_equal(baseline.limits[BASELINE_RED_LOW].value, 86 * MICRO);
    assert_int_equal(baseline.limits[BASELINE_RED_LOW].operator, OPERATOR_LT);
    assert_int_equal(baseline.limits[BASELINE_YELLOW_LOW].value, 87 * MICRO);
    assert_int_equal(baseline.warnings, 0);
    for (size_t i = 0; i < 14; i++) {
        values[i] = 85;
    }
    propose(PARAMETER_SPO2, values, 14, 14, &floor, &baseline);
    assert_int_equal(baseline.warnings, BASELINE_LEVEL_RED);
    for (size_t i = 0; i < 14; i++) {
        values[i] = 96;
    }
    propose(PARAMETER_SPO2, values, 14, 14, &floor, &baseline);
    assert_int_equal(baseline.limits[BASELINE_RED_LOW].value, 93 * MICRO);
    assert_int_equal(baseline.limits[BASELINE_YELLOW_LOW].value, 94 * MICRO);
}

static void a_trend_in_the_trial_is_told(void **state)
{
    (void)state;
    double up[14], down[14], level[14];
    struct baseline baseline;
    for (size_t i = 0; i < 14; i++) {
        up[i] = 80 + .2 * (double)i;
        down[i] = 80 - .2 * (double)i;
        level[i] = 80 + (double)(i % 2);
    }
    propose(PARAMETER_WEIGHT, up, 14, 14, NULL, &baseline);
    assert_int_equal(baseline.warnings, BASELINE_RISES);
    propose(PARAMETER_WEIGHT, down, 14, 14, NULL, &baseline);
    assert_int_equal(baseline.warnings, BASELINE_FALLS);
    propose(PARAMETER_WEIGHT, level, 14, 14, NULL, &baseline);
    assert_int_equal(baseline.warnings, 0);
}

static void limits_are_rounded_away_from_the_level(void **state)
{
    (void)state;
    double values[14];
    struct baseline baseline;
    for (size_t i = 0; i < 14; i++) {
        values[i] = 36.7 + (i % 2 ? .1 : 0);
    }
    propose(PARAMETER_TEMP, values, 14, 14, NULL, &baseline);
    assert_int_equal(baseline.level, 36750000);
    assert_true(baseline.limits[BASELINE_YELLOW_LOW].value <= baseline.level - 2 * baseline.sigma);
    assert_true(baseline.limits[BASELINE_RED_HIGH].value >= baseline.level + 3 * baseline.sigma);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(baseline.limits[i].value % 100000, 0);
        assert_int_equal(baseline.limits[i].basis, BASIS_HABITUAL);
    }
    assert_true(limits_ordered(baseline.limits, 4, PARAMETER_TEMP));
}

static void what_has_no_expected_spread_has_no_proposal(void **state)
{
    (void)state;
    double values[14] = {0};
    struct baseline baseline;
    propose(PARAMETER_GLUCOSE, values, 14, 14, NULL, &baseline);
    assert_int_equal(baseline.quality, BASELINE_NONE);
    assert_null(baseline_prior(PARAMETER_BP));
    assert_null(baseline_prior(PARAMETER_NONE));
}

/* Of a longer series the last days count. */
static void a_long_trial_does_no_harm(void **state)
{
    (void)state;
    static double values[BASELINE_DAYS + 10];
    struct baseline baseline;
    for (size_t i = 0; i < BASELINE_DAYS + 10; i++) {
        values[i] = i < 10 ? 50 : 91;
    }
    propose(PARAMETER_SPO2, values, BASELINE_DAYS + 10, BASELINE_DAYS + 10, NULL, &baseline);
    assert_int_equal(baseline.valid_days, BASELINE_DAYS);
    assert_int_equal(baseline.level, 91 * MICRO);
}

static void roots_are_whole_and_right(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 3000; i++) {
        uint64_t root = root_floor(i);
        assert_true(root * root <= i && (root + 1) * (root + 1) > i);
        uint64_t near = root_nearest(i);
        assert_true(near == root || (near == root + 1 && i > root * root + root));
    }
    assert_int_equal(root_floor((unsigned __int128)UINT64_MAX * UINT64_MAX), UINT64_MAX);
    assert_int_equal(root_nearest(~(unsigned __int128)0), UINT64_MAX);
}

static void a_day_is_the_median_of_what_is_accepted(void **state)
{
    (void)state;
    struct measurement readings[] = {
        {PARAMETER_SPO2, 91 * MICRO, 0, 0, 5, 0},
        {PARAMETER_SPO2, 60 * MICRO, MARK_DEVICE, 0, 5, 0},
        {PARAMETER_PULSE, 70 * MICRO, 0, 0, 5, 0},
        {PARAMETER_SPO2, 82 * MICRO, 0, CONDITION_ACTIVITY, 5, 0},
        {PARAMETER_SPO2, 94 * MICRO, 0, CONDITION_REST, 5, 0},
        {PARAMETER_SPO2, 79 * MICRO, MARK_UNCONFIRMED, 0, 4, 0},
        {PARAMETER_SPO2, 0, MARK_ABSENT, 0, 3, 0},
    };
    struct day_value days[7];
    assert_int_equal(days_settle(readings, 7, 0, days), 3);
    assert_int_equal(days[0].parameter, PARAMETER_SPO2);
    assert_int_equal(days[0].day, 4);
    assert_int_equal(days[1].day, 5);
    assert_int_equal(days[1].value, 92500000);
    assert_int_equal(days[2].parameter, PARAMETER_PULSE);
    assert_int_equal(days_settle(readings, 7, MARK_UNCONFIRMED, days), 2);
    assert_int_equal(days_settle(readings, 0, 0, days), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proposals_are_those_of_the_reference),
        cmocka_unit_test(medians_are_those_of_the_reference),
        cmocka_unit_test(drift_is_that_of_the_reference),
        cmocka_unit_test(a_wild_day_is_left_out),
        cmocka_unit_test(four_spreads_are_not_yet_wild),
        cmocka_unit_test(quality_follows_the_valid_days),
        cmocka_unit_test(the_proposal_is_held_inside_the_floor),
        cmocka_unit_test(a_trend_in_the_trial_is_told),
        cmocka_unit_test(limits_are_rounded_away_from_the_level),
        cmocka_unit_test(what_has_no_expected_spread_has_no_proposal),
        cmocka_unit_test(a_long_trial_does_no_harm),
        cmocka_unit_test(roots_are_whole_and_right),
        cmocka_unit_test(a_day_is_the_median_of_what_is_accepted),
    };
    return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
