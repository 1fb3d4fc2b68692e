/* Series that others have reckoned through give the same answers when they are replayed. Skipped
 * without those files (VARDE_TEST_DATA). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../data.h"
#include "base/decimal.h"
#include "replay/csv.h"
#include "replay/replay.h"
#include "replay/series.h"

enum { DAYS_MOST = 400 };

struct told {
    int32_t day;
    enum zone zone;
    bool missing;
    size_t reason_count;
    struct reason reasons[TRIAGE_REASONS];
};

struct world {
    struct arena arena;
    struct error error;
    struct programme programme;
    struct csv csv;
    struct buf text; /* of the series */
    struct series series;
    size_t day_count;
    struct told days[DAYS_MOST];
    size_t proposal_count;
    struct replay_proposal proposals[PARAMETER_COUNT];
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    if (!world)
        return -1;
    arena_init(&world->arena);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    arena_finish(&world->arena);
    free(world);
    return 0;
}

/* ---- files ---- */

static void open_or_skip(struct world *world, const char *name)
{
    char path[512];
    const char *folder = data_folder();
    snprintf(path, sizeof path, "%s/series/%s", folder ? folder : ".", name);
    const char *text = folder ? data_file(&world->arena, path) : NULL;
    if (!text) {
        print_message("%s is not there (VARDE_TEST_DATA)\n", path);
        skip();
        return;
    }
    csv_init(&world->csv, &world->arena, str_of(text));
    assert_true(csv_next(&world->csv, &world->error)); /* the header */
}

static const char *field(struct world *world, size_t number)
{
    return arena_str(&world->arena, world->csv.fields[number]).at;
}

/* In millionths, rounded. */
static int64_t micro(struct world *world, size_t number)
{
    struct decimal value;
    int64_t micro = 0;
    assert_true(decimal_parse(world->csv.fields[number], &value) && decimal_micro(&value, &micro));
    return micro;
}

static void assert_near(int64_t value, int64_t other, int64_t within)
{
    if (value < other - within || value > other + within)
        fail_msg("%lld is not about %lld", (long long)value, (long long)other);
}

static void read_programme(struct world *world, const char *path)
{
    const char *text = data_file(&world->arena, path);
    assert_non_null(text);
    if (!programme_parse(&world->arena, str_of(text), &world->programme, &world->error))
        fail_msg("%s: %s", world->error.place, world->error.detail);
}

/* ---- series ---- */

static void begin_series(struct world *world)
{
    buf_init(&world->text, &world->arena, 4096);
    buf_text(&world->text, "time,parameter,value,unit\n");
}

static void put_row(struct world *world, int day, const char *parameter, const char *value)
{
    const char *unit = strcmp(parameter, "spo2") == 0     ? "%"
                       : strcmp(parameter, "pulse") == 0  ? "/min"
                       : strcmp(parameter, "weight") == 0 ? "kg"
                                                          : "mm[Hg]";
    buf_printf(&world->text, "2026-01-%02dT08:00,%s,%s,%s\n", day, parameter, value, unit);
}

static int put_list(struct world *world, const char *parameter, const char *values)
{
    char *list = strdup(values), *rest = list;
    int day = 0;
    assert_non_null(list);
    for (char *one = strsep(&rest, " "); one; one = strsep(&rest, " "))
        put_row(world, ++day, parameter, one);
    free(list);
    return day;
}

static void take_day(const struct replay_day *day, void *context)
{
    struct world *world = context;
    assert_true(world->day_count < DAYS_MOST);
    struct told *told = &world->days[world->day_count++];
    *told = (struct told){day->day, day->triage.zone, day->missing, day->triage.reason_count};
    memcpy(told->reasons, day->triage.reasons, told->reason_count * sizeof told->reasons[0]);
    if (!day->proposal_count)
        return;
    assert_int_equal(world->proposal_count, 0); /* once */
    world->proposal_count = day->proposal_count;
    memcpy(world->proposals, day->proposals, day->proposal_count * sizeof world->proposals[0]);
}

static void run(struct world *world, int trial_days)
{
    if (!series_parse(&world->arena, buf_slice(&world->text), &world->series, &world->error))
        fail_msg("%s: %s", world->error.place, world->error.detail);
    const struct replay replay = {.programme = &world->programme,
                                  .values = world->series.values,
                                  .value_count = world->series.count,
                                  .trial_days = trial_days};
    world->day_count = world->proposal_count = 0;
    assert_true(replay_run(&world->arena, &replay, take_day, world, &world->error));
}

static const struct reason *reason_of(const struct told *day, enum rule rule)
{
    for (size_t i = 0; i < day->reason_count; i++)
        if (day->reasons[i].rule == rule)
            return &day->reasons[i];
    return NULL;
}

/* ---- proposals ---- */

static int64_t outward(int64_t value, int64_t step, bool down)
{
    int64_t rest = value % step;
    return rest == 0 ? value : down ? value - rest : value - rest + step;
}

/* Columns of baseline_proposal_R.csv. */
enum {
    CASE,
    COUNT,
    VALUES,
    SIGMA0,
    NU0,
    MEDIAN,
    SIGMA,
    YELLOW_LOW,
    RED_LOW,
    YELLOW_HIGH,
    RED_HIGH
};

static void assert_limits(struct world *world, const struct replay_proposal *one)
{
    int64_t step = one->parameter == PARAMETER_WEIGHT ? MICRO / 10 : MICRO;
    assert_false(one->proposal.held);
    for (size_t i = 0; i < one->proposal.limit_count; i++) {
        const struct limit *limit = &one->proposal.limits[i];
        bool low = limit->side == SIDE_LOW, red = limit->zone == ZONE_RED;
        size_t column = low ? (red ? RED_LOW : YELLOW_LOW) : (red ? RED_HIGH : YELLOW_HIGH);
        assert_int_equal(limit->value, outward(micro(world, column), step, low));
        assert_int_equal(limit->basis, BASIS_HABITUAL);
        assert_int_equal(one->proposal.alarms[i], 0);
    }
}

static void a_trial_proposes_what_r_does(void **state)
{
    struct world *world = *state;
    int checked = 0, with_artefact = 0;
    open_or_skip(world, "baseline_proposal_R.csv");
    while (csv_next(&world->csv, &world->error)) {
        char word[16] = {0};
        const char *name = field(world, CASE);
        memcpy(word, name, strcspn(name, " "));
        /* Without lung disease a saturation of 91 lies at the floor. */
        read_programme(world, strcmp(word, "spo2") == 0 ? "programmes/copd.json"
                                                        : "programmes/heart-failure.json");
        begin_series(world);
        int days = put_list(world, word, field(world, VALUES));
        put_row(world, 15, word, "90");
        run(world, 14);
        assert_int_equal(world->proposal_count, 1);
        const struct replay_proposal *one = &world->proposals[0];
        assert_int_equal(one->parameter, parameter_of_word(word, strlen(word)));
        assert_int_equal(one->proposal.day_count, days);
        assert_int_equal(one->proposal.baseline.quality, BASELINE_GOOD);
        assert_int_equal(one->proposal.baseline.level, micro(world, MEDIAN));
        if (strstr(name, "not removed")) {
            /* Here it never counts: the case without it is the next. */
            assert_int_equal(one->proposal.days[6].left, TRIAL_UNCONFIRMED);
            assert_int_equal(one->proposal.baseline.valid_days, 13);
            assert_int_equal(one->proposal.baseline.sigma, MICRO);
            with_artefact++;
            continue;
        }
        assert_int_equal(one->proposal.baseline.valid_days, days);
        assert_near(one->proposal.baseline.sigma, micro(world, SIGMA), 1);
        assert_limits(world, one);
        checked++;
    }
    assert_int_equal(with_artefact, 1);
    assert_true(checked >= 5);
}

/* robust_stats_R.csv: series, n, values, mean, sd, median, … */
static void a_level_is_the_median_that_r_gives(void **state)
{
    struct world *world = *state;
    int checked = 0;
    open_or_skip(world, "robust_stats_R.csv");
    read_programme(world, "programmes/heart-failure.json");
    while (csv_next(&world->csv, &world->error)) {
        const char *name = field(world, 0);
        const char *parameter = strstr(name, "pulse")    ? "pulse"
                                : strstr(name, "weight") ? "weight"
                                : strstr(name, "sbp")    ? "sbp"
                                                         : "spo2";
        if (strstr(name, "short7"))
            continue; /* of something that lies outside all hard limits */
        begin_series(world);
        int days = put_list(world, parameter, field(world, 2));
        put_row(world, 15, parameter, "90");
        run(world, 14);
        const struct trial_proposal *proposal = &world->proposals[0].proposal;
        if (days < 7) {
            assert_int_equal(proposal->baseline.quality, BASELINE_NONE);
        } else if (strcmp(name, "pulse") == 0) { /* with a 110 among some 74 */
            assert_int_equal(proposal->days[13].left, TRIAL_OUTLIER);
            assert_int_equal(proposal->baseline.outliers, 1);
        } else if (strcmp(name, "spo2_outlier") == 0) {
            assert_int_equal(proposal->days[6].left, TRIAL_UNCONFIRMED);
            assert_int_equal(proposal->baseline.level, micro(world, 5));
        } else {
            assert_int_equal(proposal->baseline.valid_days, days);
            assert_int_equal(proposal->baseline.level, micro(world, 5));
        }
        checked++;
    }
    assert_true(checked >= 8);
}

/* ---- the slow rise of a weight ---- */

/* Columns of trend_weight_R.csv. */
enum { DAY, WEIGHT, Z, CLIPPED, EWMA, LIMIT, ALARM, CUSUM, CUSUM_ALARM, GAIN1, GAIN3, OVER2 };

static void a_slow_rise_is_found_on_the_days_on_which_r_finds_it(void **state)
{
    /* Of baseline_proposal_R.csv, "weight 14 d": what R's level is from. */
    static const char trial[] =
        "82.4 82.1 82.6 82.3 82.5 82.2 82.8 82.4 82.3 82.6 82.5 82.1 82.4 82.7";
    struct world *world = *state;
    struct str rest;
    size_t from = 14;
    bool alarmed = false, before = false;
    int found = 0;
    open_or_skip(world, "trend_weight_R.csv");
    rest = world->csv.rest;
    read_programme(world, "programmes/heart-failure.json");
    begin_series(world);
    assert_int_equal(put_list(world, "weight", trial), 14);
    while (csv_next(&world->csv, &world->error))
        put_row(world, (int)(micro(world, DAY) / MICRO), "weight", field(world, WEIGHT));
    run(world, 14);
    csv_init(&world->csv, &world->arena, rest);
    for (; csv_next(&world->csv, &world->error); from++) {
        const struct told *day = &world->days[from];
        const struct reason *drift = reason_of(day, RULE_DRIFT_HIGH);
        bool alarms = strcmp(field(world, ALARM), "TRUE") == 0;
        /* Beyond on that day, and on one of the two before. */
        assert_int_equal(drift != NULL, alarms && (alarmed || before));
        if (drift) {
            assert_near(drift->value, micro(world, EWMA), 20); /* sigma is rounded to millionths */
            assert_near(drift->limit, micro(world, LIMIT), 1);
            found++;
        }
        assert_int_equal(reason_of(day, RULE_GAIN_RED) != NULL,
                         strcmp(field(world, OVER2), "TRUE") == 0);
        assert_int_equal(reason_of(day, RULE_GAIN_YELLOW) != NULL,
                         micro(world, GAIN1) >= MICRO || micro(world, GAIN3) >= 3 * MICRO / 2);
        before = alarmed;
        alarmed = alarms;
    }
    assert_int_equal(from, world->day_count);
    assert_true(found >= 10);
}

/* ---- a hundred days of home blood pressure ---- */

struct day_sum {
    int64_t sbp, dbp, pairs;
};

static void a_hundred_days_of_pressure_have_their_means(void **state)
{
    struct world *world = *state;
    size_t rows = 0, high = 0;
    open_or_skip(world, "bp_jhs_home_1subject_108d.csv");
    read_programme(world, "programmes/heart-failure.json");
    world->programme.rules.pressure_mean = (struct pressure_mean){135 * MICRO, 85 * MICRO};
    begin_series(world);
    for (; csv_next(&world->csv, &world->error); rows++)
        buf_printf(&world->text, "%s,sbp,%s,mm[Hg]\n%s,dbp,%s,mm[Hg]\n%s,pulse,%s,/min\n",
                   field(world, 0), field(world, 1), field(world, 0), field(world, 2),
                   field(world, 0), field(world, 3));
    run(world, 0);
    assert_true(rows > 200);
    assert_true(world->day_count >= 108);
    struct day_sum *sums = arena_array(&world->arena, struct day_sum, world->day_count);
    memset(sums, 0, world->day_count * sizeof *sums);
    for (size_t i = 0; i < world->series.count; i++) {
        const struct measurement *value = &world->series.values[i];
        struct day_sum *sum = &sums[value->day - world->days[0].day];
        assert_false(value->marks & MARK_IMPLAUSIBLE);
        sum->sbp += value->parameter == PARAMETER_SBP ? value->value : 0;
        sum->dbp += value->parameter == PARAMETER_DBP ? value->value : 0;
        sum->pairs += value->parameter == PARAMETER_SBP;
    }
    for (size_t day = 0; day < world->day_count; day++) {
        struct day_sum six = {0};
        for (size_t i = day < 5 ? 0 : day - 5; i <= day; i++) {
            six.sbp += sums[i].sbp;
            six.dbp += sums[i].dbp;
            six.pairs += sums[i].pairs;
        }
        bool is_high = sums[day].pairs && six.pairs >= 12 &&
                       (six.sbp >= six.pairs * 135 * MICRO || six.dbp >= six.pairs * 85 * MICRO);
        assert_int_equal(world->days[day].missing, sums[day].pairs == 0);
        assert_int_equal(reason_of(&world->days[day], RULE_PRESSURE_MEAN) != NULL, is_high);
        high += is_high;
    }
    assert_true(high > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_trial_proposes_what_r_does),
        TEST(a_level_is_the_median_that_r_gives),
        TEST(a_slow_rise_is_found_on_the_days_on_which_r_finds_it),
        TEST(a_hundred_days_of_pressure_have_their_means),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
