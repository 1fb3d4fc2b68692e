/* The evaluation draws the same people everywhere, counts episodes and alarms as its page says,
 * judges as the replay does, and leaves out no figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json_in.h"
#include "evaluate.h"
#include "random.h"
#include "replay/replay.h"

#define NEAR 1e-4

static void assert_near(double value, double want)
{
    if (!(fabs(value - want) < NEAR)) {
        fail_msg("%.6f is not %.6f", value, want);
    }
}

/* ---- what is drawn ---- */

static uint64_t digest(const void *bytes, size_t count, uint64_t from)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < count; i++) {
        from = (from ^ at[i]) * UINT64_C(0x100000001b3);
    }
    return from;
}

static uint64_t digest_of_people(uint64_t seed)
{
    struct person *person = malloc(sizeof *person);
    uint64_t all = 1;
    assert_non_null(person);
    for (uint64_t i = 0; i < 20; i++) {
        person_make(person, i % 2 ? ILLNESS_HEART : ILLNESS_COPD, i % 3 == 0, seed, i);
        all = digest(person->values, sizeof person->values, all);
        all = digest(person->symptoms, sizeof person->symptoms, all);
        all = digest(person->reports, sizeof person->reports, all);
    }
    free(person);
    return all;
}

static void the_same_seed_gives_the_same_people_on_every_machine(void **state)
{
    (void)state;
    assert_int_equal(digest_of_people(1), digest_of_people(1));
    assert_int_equal(digest_of_people(1), UINT64_C(0xcfd62741b144ddb0));
    assert_int_not_equal(digest_of_people(1), digest_of_people(2));
}

static void the_logarithm_is_one_and_normals_are_normal(void **state)
{
    struct random random;
    double sum = 0, squares = 0;
    int beyond = 0;
    (void)state;
    assert_near(natural_log(2.718281828459045), 1);
    assert_near(natural_log(1e-12), -27.631021);
    assert_near(natural_log(1), 0);
    random_init(&random, 3, 0);
    for (int i = 0; i < 100000; i++) {
        double z = random_normal(&random);
        sum += z;
        squares += z * z;
        beyond += z > 2;
    }
    assert_true(fabs(sum / 1e5) < 0.01);
    assert_true(fabs(squares / 1e5 - 1) < 0.02);
    assert_in_range(beyond, 2100, 2450); /* 2.28 % */
}

/* ---- statistics ---- */

static void intervals_are_those_of_the_textbook(void **state)
{
    double samples[42];
    struct bins bins = {.count = {[2] = 3, [5] = 1}};
    (void)state;
    struct figure share = stats_wilson(8, 10);
    assert_near(share.value, 0.8);
    assert_near(share.low, 0.490162);
    assert_near(share.high, 0.943318);
    share = stats_wilson(0, 10);
    assert_near(share.low, 0);
    assert_near(share.high, 0.277533);
    assert_true(isnan(stats_wilson(0, 0).value));
    for (int i = 0; i < 41; i++) {
        samples[i] = 41 - i;
    }
    samples[41] = (double)NAN;
    struct figure spread = stats_percentiles(7, samples, 42);
    assert_near(spread.value, 7);
    assert_near(spread.low, 2);
    assert_near(spread.high, 40);
    assert_near(stats_quantile(&bins, 0.5), 2);
    assert_near(stats_quantile(&bins, 0.8), 5);
    assert_true(isnan(stats_quantile(&(struct bins){.count = {0}}, 0.5)));
}

/* ---- counting ---- */

#define ONSET 100
#define WINDOW 5
#define UNTIL 110

struct year {
    struct person person;
    struct course course;
    struct tally tally;
};

/* Green each day, one episode. */
static struct year *quiet_year(void)
{
    struct year *year = calloc(1, sizeof *year);
    if (!year) {
        abort();
    }
    year->person.episode_count = 1;
    year->person.episodes[0] = (struct episode){
        .shape = SHAPE_COPD_SLOW, .onset = ONSET, .window = WINDOW, .until = UNTIL};
    for (int day = 0; day < PERSON_DAYS; day++) {
        year->course.zones[day] = ZONE_GREEN;
        year->course.due[day] = true;
    }
    return year;
}

static void count(struct year *year)
{
    tally_year(&year->person, &year->course, &year->tally);
}

static void an_alarm_in_the_window_catches_and_its_days_are_counted_from_onset(void **state)
{
    struct year *year = quiet_year();
    (void)state;
    year->course.zones[ONSET + 3] = ZONE_YELLOW;
    year->course.zones[ONSET + 4] = ZONE_RED;
    count(year);
    assert_int_equal(year->tally.episodes[SHAPE_COPD_SLOW], 1);
    assert_int_equal(year->tally.caught[SHAPE_COPD_SLOW], 1);
    assert_int_equal(year->tally.delays.count[3], 1);
    assert_int_equal(year->tally.false_alarms, 0);
    assert_int_equal(year->tally.days[DAYS_YELLOW], 1);
    assert_int_equal(year->tally.days[DAYS_RED], 1);
    assert_int_equal(year->tally.days[DAYS_GREEN], PERSON_DAYS - PERSON_TRIAL - 2);
    assert_int_equal(year->tally.free_days,
                     PERSON_DAYS - PERSON_TRIAL - (UNTIL + TALLY_AFTER - ONSET));
    free(year);
}

static void too_late_is_not_caught_and_not_false(void **state)
{
    struct year *year = quiet_year();
    (void)state;
    year->course.zones[ONSET + WINDOW] = ZONE_RED;
    year->course.zones[UNTIL + TALLY_AFTER - 1] = ZONE_YELLOW;
    count(year);
    assert_int_equal(year->tally.caught[SHAPE_COPD_SLOW], 0);
    assert_int_equal(year->tally.stood, 0);
    assert_int_equal(year->tally.false_alarms, 0);
    year->course.zones[UNTIL + TALLY_AFTER] = ZONE_YELLOW; /* still the alarm of the day before */
    count(year);
    assert_int_equal(year->tally.false_alarms, 0);
    year->course.zones[UNTIL + TALLY_AFTER - 1] = ZONE_GREEN;
    count(year);
    assert_int_equal(year->tally.false_alarms, 1);
    free(year);
}

static void an_alarm_that_stood_finds_nothing_until_it_is_worse(void **state)
{
    struct year *year = quiet_year();
    (void)state;
    for (int day = ONSET - 6; day < ONSET + 4; day += TALLY_JOIN) {
        year->course.zones[day] = ZONE_YELLOW;
    }
    count(year);
    assert_int_equal(year->tally.caught[SHAPE_COPD_SLOW], 0);
    assert_int_equal(year->tally.stood, 1);
    assert_int_equal(year->tally.false_alarms, 1);
    year->course.zones[ONSET + 2] = ZONE_RED;
    count(year);
    assert_int_equal(year->tally.caught[SHAPE_COPD_SLOW], 1);
    assert_int_equal(year->tally.delays.count[2], 1);
    assert_int_equal(year->tally.false_red, 0);
    free(year);
}

static void days_close_together_are_one_false_alarm(void **state)
{
    struct year *year = quiet_year();
    (void)state;
    year->course.zones[40] = ZONE_YELLOW;
    year->course.zones[40 + TALLY_JOIN] = ZONE_RED;
    year->course.zones[41 + 2 * TALLY_JOIN] = ZONE_YELLOW;
    year->course.rules[40] = UINT64_C(1) << RULE_DRIFT_LOW;
    year->course.rules[41 + 2 * TALLY_JOIN] =
        UINT64_C(1) << RULE_DRIFT_LOW | UINT64_C(1) << RULE_GAIN_YELLOW;
    year->course.zones[PERSON_TRIAL - 1] = ZONE_RED; /* in the trial: counts nowhere */
    year->course.zones[60] = ZONE_NONE;
    year->course.zones[61] = ZONE_NONE;
    year->course.due[61] = false;
    count(year);
    assert_int_equal(year->tally.false_alarms, 2);
    assert_int_equal(year->tally.false_red, 1);
    assert_int_equal(year->tally.false_days, 3);
    assert_int_equal(year->tally.by_rule[RULE_DRIFT_LOW], 2);
    assert_int_equal(year->tally.by_rule_alone[RULE_DRIFT_LOW], 1);
    assert_int_equal(year->tally.days[DAYS_MISSING], 1);
    free(year);
}

/* ---- against the replay ---- */

static void load(struct arena *arena, const char *path, struct programme *programme_r)
{
    struct error error = {0};
    struct str text;
    if (!file_read(arena, path, PROGRAMME_DOCUMENT_MOST, &text, &error) ||
        !programme_parse(arena, text, programme_r, &error)) {
        fail_msg("%s: %s", error.place, error.detail);
    }
}

struct compared {
    const struct course *course;
    int day, same, alarms;
};

static void compare(const struct replay_day *day, void *context)
{
    struct compared *compared = context;
    enum zone zone = day->triage.zone == ZONE_NONE ? ZONE_GREEN : day->triage.zone;
    compared->same += zone == compared->course->zones[compared->day];
    compared->alarms += zone >= ZONE_YELLOW;
    compared->day++;
}

/* Who reports each day and never measures again is judged alike, answers and all. */
static void a_course_is_the_replay_of_the_same_days(void **state)
{
    struct arena arena, scratch;
    struct error error = {0};
    arena_init(&arena);
    arena_init(&scratch);
    (void)state;
    struct programme *programme = arena_new(&arena, struct programme);
    struct plan *plan = arena_new(&arena, struct plan);
    struct person *person = arena_new(&arena, struct person);
    struct course *course = arena_new(&arena, struct course);
    struct measurement *values =
        arena_array(&arena, struct measurement, PERSON_DAYS * PERSON_MEASURES);
    struct finding *findings = arena_array(&arena, struct finding, PERSON_DAYS * SYMPTOM_COUNT);
    load(&arena, "programmes/copd.json", programme);
    assert_true(
        plan_make(plan, programme, ILLNESS_COPD, set_find(ILLNESS_COPD, "default"), &error));
    for (uint64_t number = 0; number < 4; number++) {
        struct replay replay = {
            .programme = programme, .values = values, .findings = findings, .trial_days = 14};
        person_make(person, ILLNESS_COPD, false, 5, number);
        for (int day = 0; day < PERSON_DAYS; day++) {
            person->reports[day] = true;
            person->repeats[day] = 0;
            for (size_t i = 0; i < person->measure_count; i++) {
                int64_t value = person->values[day][i][0];
                values[replay.value_count++] = (struct measurement){
                    .parameter = person->measures[i],
                    .value = value,
                    .marks = validity_marks(person->measures[i], value),
                    .conditions = person->conditions[i],
                    .day = PERSON_FIRST_DAY + day,
                    .at = INT64_C(86400000) * (PERSON_FIRST_DAY + day) + INT64_C(25200000)};
            }
            replay.finding_count +=
                plan_findings(plan, person->symptoms[day], PERSON_FIRST_DAY + day,
                              findings + replay.finding_count);
        }
        course_run(&scratch, plan, person, course);
        struct compared compared = {.course = course};
        assert_true(replay_run(&arena, &replay, compare, &compared, &error));
        assert_int_equal(compared.day, PERSON_DAYS);
        assert_int_equal(compared.same, PERSON_DAYS);
        assert_true(compared.alarms > 0);
    }
    arena_finish(&scratch);
    arena_finish(&arena);
}

/* ---- the whole ---- */

static void assert_figure(struct json_object *set, const char *name)
{
    static const char *const parts[] = {"value", "low", "high"};
    struct json_object *figure = json_in_get(set, name);
    if (!figure) {
        fail_msg("%s is missing", name);
    }
    for (size_t i = 0; i < 3; i++) {
        struct str number = json_in_number(json_in_get(figure, parts[i]));
        if (!number.len && strncmp(name, "delay", 5) != 0 && strncmp(name, "caught", 6) != 0) {
            fail_msg("%s has no %s", name, parts[i]);
        }
    }
}

static void assert_sets(struct json_object *population, enum illness illness)
{
    static const char *const figures[] = {
        "caught", "caughtOrStood",  "delayMedian", "falseAYear", "falseRedAYear",
        "green",  "falseDaysAYear", "yellow",      "red",        "missing"};
    const struct set *sets[SETS_MOST];
    struct json_object *list = json_in_get(population, "sets");
    assert_int_equal(json_in_length(list), sets_of(illness, sets));
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct json_object *set = json_in_at(list, i);
        assert_true(str_is(json_in_str(json_in_get(set, "name")), sets[i]->name));
        for (size_t j = 0; j < sizeof figures / sizeof figures[0]; j++) {
            assert_figure(set, figures[j]);
        }
    }
}

static void a_run_writes_every_set_with_every_interval(void **state)
{
    struct evaluation *evaluation = calloc(1, sizeof *evaluation);
    struct arena arena;
    struct error error = {0};
    struct str text;
    (void)state;
    if (!evaluation) {
        abort();
    }
    arena_init(&arena);
    evaluation->seed = 1;
    evaluation->people = evaluation->patients = 2;
    evaluation->rounds = 20;
    snprintf(evaluation->output, sizeof evaluation->output, "/tmp/varde-evaluate-XXXXXX");
    int file = mkstemp(evaluation->output);
    assert_true(file >= 0);
    load(&arena, "programmes/copd.json", &evaluation->programmes[ILLNESS_COPD]);
    load(&arena, "programmes/heart-failure.json", &evaluation->programmes[ILLNESS_HEART]);
    snprintf(evaluation->project, sizeof evaluation->project, ".");
    assert_true(populations_run(evaluation, &error));
    assert_true(published_run(&arena, evaluation, &error));
    check_run(1, evaluation->patients, evaluation->checks);
    assert_true(report_json(evaluation, &error));
    assert_true(file_read(&arena, evaluation->output, 1U << 20, &text, &error));
    struct json_object *tree = json_in_parse(text, &error);
    assert_non_null(tree);
    struct json_object *populations = json_in_get(tree, "populations");
    assert_int_equal(json_in_length(populations), POPULATIONS);
    for (size_t i = 0; i < POPULATIONS; i++) {
        assert_sets(json_in_at(populations, i), evaluation->populations[i].illness);
    }
    assert_int_equal(json_in_length(json_in_get(tree, "check")), CHECK_KINDS);
    assert_int_equal(json_in_length(json_in_get(tree, "series")) == SERIES_MOST,
                     evaluation->series_skipped[0] == 0);
    json_in_destroy(tree);
    (void)close(file);
    (void)unlink(evaluation->output);
    populations_free(evaluation);
    free(evaluation);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_people_on_every_machine),
        cmocka_unit_test(the_logarithm_is_one_and_normals_are_normal),
        cmocka_unit_test(intervals_are_those_of_the_textbook),
        cmocka_unit_test(an_alarm_in_the_window_catches_and_its_days_are_counted_from_onset),
        cmocka_unit_test(too_late_is_not_caught_and_not_false),
        cmocka_unit_test(an_alarm_that_stood_finds_nothing_until_it_is_worse),
        cmocka_unit_test(days_close_together_are_one_false_alarm),
        cmocka_unit_test(a_course_is_the_replay_of_the_same_days),
        cmocka_unit_test(a_run_writes_every_set_with_every_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
