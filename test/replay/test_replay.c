/* A series is read or refused with its place, and its days are judged by the rules of the server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/decimal.h"
#include "replay/replay.h"

#define HEAD "time,parameter,value,unit\n"

struct world {
    struct arena arena;
    struct series series;
    struct error error;
    struct programme programme;
    struct buf out;
};

static int set_up(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    if (!world) {
        return -1;
    }
    arena_init(&world->arena);
    buf_init(&world->out, &world->arena, 4096);
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

/* ---- the series ---- */

static void read_series(struct world *world, const char *text)
{
    if (!series_parse(&world->arena, str_of(text), &world->series, &world->error)) {
        fail_msg("%s: %s", world->error.place, world->error.detail);
    }
}

static void assert_refused(struct world *world, const char *text, const char *place)
{
    world->error = (struct error){0};
    assert_false(series_parse(&world->arena, str_of(text), &world->series, &world->error));
    assert_int_equal(world->error.code, ERROR_INVALID);
    assert_string_equal(world->error.place, place);
    assert_true(world->error.detail[0] != 0);
}

static void columns_come_in_any_order_and_others_are_left_alone(void **state)
{
    struct world *world = *state;
    read_series(world, "\xef\xbb\xbfnote, unit ,value,\"parameter\",time,condition\r\n"
                       "\"a, \"\"b\"\"\nc\",lb,185.2,weight,2026-01-02T08:00:00+01:00,\r\n"
                       "\r\n"
                       "x,%,91,spo2,2026-01-01 07:00,rest oxygen");
    assert_int_equal(world->series.count, 2);
    assert_int_equal(world->series.values[0].parameter, PARAMETER_SPO2);
    assert_int_equal(world->series.values[0].conditions, CONDITION_REST | CONDITION_OXYGEN);
    assert_int_equal(world->series.values[0].day, 20454);
    assert_int_equal(world->series.values[1].value, 84005307);
    assert_int_equal(world->series.values[1].at, INT64_C(1767337200000));
}

static void without_a_zone_it_is_norwegian_time(void **state)
{
    struct world *world = *state;
    read_series(world, HEAD "2026-01-01T00:30,spo2,91,%\n"
                            "2026-07-01T00:30:00,spo2,91,%\n"
                            "2026-06-30T22:45:00Z,spo2,91,%\n"
                            "2026-07-03,spo2,91,%\n");
    assert_int_equal(world->series.values[0].at, INT64_C(1767223800000));
    assert_int_equal(world->series.values[1].at, INT64_C(1782858600000));
    assert_int_equal(world->series.values[1].day, 20635);
    assert_int_equal(world->series.values[2].day, 20635); /* a quarter to one at night there */
    assert_int_equal(world->series.values[3].day, 20637);
    assert_int_equal(world->series.values[3].at, 0);
}

static void the_same_row_twice_counts_once(void **state)
{
    struct world *world = *state;
    read_series(world, HEAD "2026-01-01T08:00,weight,82.4,kg\n"
                            "2026-01-01T08:00,spo2,91,%\n"
                            "2026-01-01T07:00:00Z,weight,82400,g\n"
                            "2026-01-01T08:00,weight,82.5,kg\n");
    assert_int_equal(world->series.count, 3);
}

static void one_cuff_is_checked_as_one_pressure(void **state)
{
    struct world *world = *state;
    read_series(world, HEAD "2026-01-01T08:00,sbp,80,mm[Hg]\n"
                            "2026-01-01T08:00,dbp,120,mm[Hg]\n"
                            "2026-01-02T08:00,sbp,130,mm[Hg]\n"
                            "2026-01-02T09:00,dbp,125,mm[Hg]\n");
    assert_int_equal(world->series.values[0].marks, MARK_IMPLAUSIBLE);
    assert_int_equal(world->series.values[1].marks, MARK_IMPLAUSIBLE);
    assert_int_equal(world->series.values[2].marks, 0);
    assert_int_equal(world->series.values[3].marks, 0);
}

static void what_is_wrong_is_told_with_line_and_column(void **state)
{
    struct world *world = *state;
    assert_refused(world, "", "line 1");
    assert_refused(world, "time,parameter,value\n", "line 1, column unit");
    assert_refused(world, "time,time,parameter,value,unit\n", "line 1, column time");
    assert_refused(world, HEAD "2026-13-01,spo2,91,%\n", "line 2, column time");
    assert_refused(world, HEAD "2026-01,spo2,91,%\n", "line 2, column time");
    assert_refused(world, HEAD "\n\n2026-01-01,spo3,91,%\n", "line 4, column parameter");
    assert_refused(world, HEAD "2026-01-01,bp,91,mm[Hg]\n", "line 2, column parameter");
    assert_refused(world, HEAD "2026-01-01,spo2,\"91,0\",%\n", "line 2, column value");
    assert_refused(world, HEAD "2026-01-01,spo2,,%\n", "line 2, column value");
    assert_refused(world, HEAD "2026-01-01,weight,1e25,kg\n", "line 2, column value");
    assert_refused(world, HEAD "2026-01-01,weight,82,stone\n", "line 2, column unit");
    assert_refused(world, HEAD "2026-01-01,weight,82,\n", "line 2, column unit");
    assert_refused(world, HEAD "2026-01-01,weight,82\n", "line 2");
    assert_refused(world, HEAD "2026-01-01,\"weight,82,kg\n", "line 2, column 2");
    assert_refused(world, HEAD "2026-01-01,\"weight\"s,82,kg\n", "line 2, column 2");
    assert_refused(world, HEAD "2026-01-01,wei\"ght,82,kg\n", "line 2, column 2");
    assert_refused(world, "time,parameter,value,unit,condition\n2026-01-01,spo2,91,%,asleep\n",
                   "line 2, column condition");
}

/* ---- the limits ---- */

static void assert_limits_refused(struct world *world, const char *text, const char *place)
{
    struct limit *limits;
    size_t count;
    world->error = (struct error){0};
    assert_false(replay_limits(&world->arena, str_of(text), &limits, &count, &world->error));
    assert_string_equal(world->error.place, place);
    assert_true(world->error.detail[0] != 0);
}

static void limits_are_read_or_refused_with_their_place(void **state)
{
    struct world *world = *state;
    struct limit *limits;
    size_t count;
    assert_true(replay_limits(
        &world->arena,
        STR("[{\"parameter\":\"spo2\",\"side\":\"low\",\"zone\":\"yellow\",\"operator\":\"<=\","
            "\"value\":88,\"condition\":\"oxygen\",\"basis\":\"habitual\"},"
            "{\"parameter\":\"weight\",\"side\":\"low\",\"zone\":\"red\",\"operator\":\"<\","
            "\"value\":-2.5,\"days\":3,\"status\":\"proposal\"}]"),
        &limits, &count, &world->error));
    assert_int_equal(count, 2);
    assert_int_equal(limits[0].condition, CONDITION_OXYGEN);
    assert_int_equal(limits[0].basis, BASIS_HABITUAL);
    assert_int_equal(limits[1].kind, LIMIT_GAIN);
    assert_int_equal(limits[1].days, 3);
    assert_int_equal(limits[1].value, -2500000);
    assert_limits_refused(world, "{}", "");
    assert_limits_refused(world, "[1]", "/0/parameter");
#define LIMIT(more) "{\"parameter\":\"spo2\",\"side\":\"low\",\"zone\":\"red\"," more "}"
    assert_limits_refused(world, "[" LIMIT("\"operator\":\"=\",\"value\":1") "]", "/0/operator");
    assert_limits_refused(world, "[" LIMIT("\"operator\":\"<\",\"value\":\"1\"") "]", "/0/value");
    assert_limits_refused(world, "[" LIMIT("\"operator\":\"<\",\"value\":1,\"days\":0") "]",
                          "/0/days");
    assert_limits_refused(world, "[" LIMIT("\"operator\":\"<\",\"value\":1,\"vlaue\":0") "]", "");
    assert_limits_refused(world, "[" LIMIT("\"operator\":\">\",\"value\":1") "]", "");
    assert_limits_refused(world,
                          "[" LIMIT("\"operator\":\"<\",\"value\":1,\"condition\":\"asleep\"") "]",
                          "/0/condition");
}

/* ---- days ---- */

static const char PROGRAMME[] = "programmes/copd.json";

static void read_programme(struct world *world)
{
    char *text = arena_raw(&world->arena, PROGRAMME_DOCUMENT_MOST);
    FILE *file = fopen(PROGRAMME, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, PROGRAMME_DOCUMENT_MOST, file);
    (void)fclose(file);
    assert_true(len < PROGRAMME_DOCUMENT_MOST);
    struct str document = {text, len};
    if (!programme_parse(&world->arena, document, &world->programme, &world->error)) {
        fail_msg("%s: %s", world->error.place, world->error.detail);
    }
}

static void print(const struct replay_day *day, void *context)
{
    replay_print(context, day, NULL);
}

static struct replay replay_of(struct world *world)
{
    return (struct replay){
        .programme = &world->programme, .series = &world->series, .trial_days = REPLAY_TRIAL};
}

static const char *run(struct world *world, const struct replay *replay)
{
    buf_init(&world->out, &world->arena, 4096);
    assert_true(replay_run(&world->arena, replay, print, &world->out, &world->error));
    return buf_cstr(&world->out);
}

/* The zone of each day as a letter: g y r, . for none. */
static void zone_letter(const struct replay_day *day, void *context)
{
    buf_char(context, ".gyr"[day->triage.zone]);
}

static const char *zones(struct world *world, const struct replay *replay)
{
    buf_init(&world->out, &world->arena, 512);
    assert_true(replay_run(&world->arena, replay, zone_letter, &world->out, &world->error));
    return buf_cstr(&world->out);
}

/* A row for each number, a day each from 1 January; 0 is a day without. */
static void series_of(struct world *world, const char *parameter, const char *unit,
                      const int *values, size_t count)
{
    struct buf text;
    buf_init(&text, &world->arena, 4096);
    buf_text(&text, HEAD);
    for (size_t i = 0; i < count; i++) {
        if (values[i]) {
            buf_printf(&text, "2026-%02zu-%02zuT08:00,%s,%d,%s\n", i / 28 + 1, i % 28 + 1,
                       parameter, values[i], unit);
        }
    }
    read_series(world, buf_cstr(&text));
}

static void a_day_is_a_line(void **state)
{
    struct world *world = *state;
    read_programme(world);
    read_series(world, HEAD "2026-01-01T08:00,spo2,84,%\n2026-01-03T08:00,spo2,90,%\n");
    struct replay replay = replay_of(world);
    const char *text = run(world, &replay);
    assert_non_null(strstr(text, "{\"day\":\"2026-01-01\",\"zone\":\"red\",\"reasons\":[{\"rule\":"
                                 "\"limit.red_low\",\"parameter\":\"spo2\",\"zone\":\"red\","
                                 "\"value\":84,\"limit\":85,\"text\":"));
    assert_non_null(strstr(text, "\n{\"day\":\"2026-01-02\",\"zone\":\"none\",\"reasons\":[],"
                                 "\"missing\":true}\n"));
    assert_non_null(strstr(text, "\n{\"day\":\"2026-01-03\",\"zone\":\"green\",\"reasons\":["));
}

static void a_series_of_nothing_has_no_days(void **state)
{
    struct world *world = *state;
    read_programme(world);
    read_series(world, HEAD);
    struct replay replay = replay_of(world);
    assert_string_equal(run(world, &replay), "");
}

static void after_the_trial_the_patients_own_level_holds(void **state)
{
    struct world *world = *state;
    static const int values[] = {93, 94, 93, 94, 93, 94, 93, 94, 93, 94, 93,
                                 94, 93, 94, 94, 91, 94, 94, 94, 90, 91, 91};
    read_programme(world);
    series_of(world, "spo2", "%", values, 22);
    struct replay replay = replay_of(world);
    assert_string_equal(zones(world, &replay), "gggggggggggggggygggryy");
}

static void whoever_lives_below_the_standard_is_not_yellow_each_day(void **state)
{
    struct world *world = *state;
    static const int values[] = {87, 87, 88, 87, 87, 88, 87, 87, 88, 87,
                                 87, 87, 87, 87, 87, 88, 87, 86, 87, 85};
    read_programme(world);
    series_of(world, "spo2", "%", values, 20);
    struct replay replay = replay_of(world);
    /* The safety floor of 85 stays red, and yellow keeps one step above it. */
    assert_string_equal(zones(world, &replay), "yygyygyygyyyyygggygr");
}

static void too_short_a_trial_changes_nothing(void **state)
{
    struct world *world = *state;
    static const int values[] = {87, 0, 87, 0, 87, 0, 87, 0, 87, 0, 87, 0, 0, 0, 87, 94, 88};
    read_programme(world);
    series_of(world, "spo2", "%", values, 17);
    struct replay replay = replay_of(world);
    assert_string_equal(zones(world, &replay), "y.y.y.y.y.y...ygg");
}

static void another_length_of_the_trial_may_be_given(void **state)
{
    struct world *world = *state;
    static const int values[] = {87, 87, 88, 87, 87, 88, 87, 87, 88, 87};
    read_programme(world);
    series_of(world, "spo2", "%", values, 10);
    struct replay replay = replay_of(world);
    replay.trial_days = 7;
    assert_string_equal(zones(world, &replay), "yygyygyggg");
    replay.trial_days = 0;
    assert_string_equal(zones(world, &replay), "yygyygyygy");
}

static void individual_limits_hold_from_the_first_day_and_instead_of_a_proposal(void **state)
{
    struct world *world = *state;
    static const int values[] = {87, 86, 87, 84, 87, 87, 87, 87, 87, 87, 87, 87, 87, 87, 86, 93};
    const struct limit own[] = {{PARAMETER_SPO2, SIDE_LOW, ZONE_YELLOW, OPERATOR_LE, 86 * MICRO},
                                {PARAMETER_SPO2, SIDE_LOW, ZONE_RED, OPERATOR_LE, 84 * MICRO}};
    read_programme(world);
    series_of(world, "spo2", "%", values, 16);
    struct replay replay = replay_of(world);
    replay.own = own;
    replay.own_count = 2;
    assert_string_equal(zones(world, &replay), "gygrggggggggggyg");
}

static void what_is_not_followed_is_a_day_without(void **state)
{
    struct world *world = *state;
    read_programme(world);
    read_series(world, HEAD "2026-01-01T08:00,glucose,25,mmol/L\n");
    struct replay replay = replay_of(world);
    assert_string_equal(
        run(world, &replay),
        "{\"day\":\"2026-01-01\",\"zone\":\"none\",\"reasons\":[],\"missing\":true}\n");
}

/* ---- properties ---- */

static uint64_t seed = 7;

static uint64_t next(uint64_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % below;
}

#define ROWS 240

/* The same rows in another order, some twice, some in other units and another zone. */
static void the_same_series_gives_the_same_bytes(void **state)
{
    struct world *world = *state;
    static char rows[2][ROWS][80];
    read_programme(world);
    for (int round = 0; round < 20; round++) {
        struct buf text[2];
        const char *answers[2];
        for (size_t i = 0; i < ROWS; i++) {
            size_t day = next(60), hour = 8 + next(10), minute = next(6);
            int64_t spo2 = 78 + (int64_t)next(19), temp = 60 + (int64_t)next(30);
            bool is_temp = next(3) == 0;
            snprintf(rows[0][i], 80, "2026-%02zu-%02zuT%02zu:%02zu,%s,%lld.%lld,%s\n", day / 28 + 1,
                     day % 28 + 1, hour, minute, is_temp ? "temp" : "spo2",
                     (long long)(is_temp ? 30 + temp / 10 : spo2),
                     (long long)(is_temp ? temp % 10 : 0), is_temp ? "Cel" : "%");
            snprintf(rows[1][i], 80, "2026-%02zu-%02zuT%02zu:%02zu:00Z,%s,%lld.%lld,%s\n",
                     day / 28 + 1, day % 28 + 1, hour - 1, minute, is_temp ? "temp" : "spo2",
                     (long long)(is_temp ? 30 + temp / 10 : 0),
                     (long long)(is_temp ? temp % 10 : spo2), is_temp ? "Cel" : "1");
        }
        for (int k = 0; k < 2; k++) {
            buf_init(&text[k], &world->arena, 16384);
            buf_text(&text[k], HEAD);
            for (size_t i = ROWS; k && i > 1; i--) {
                size_t other = next(i);
                char kept[80];
                memcpy(kept, rows[k][i - 1], 80);
                memcpy(rows[k][i - 1], rows[k][other], 80);
                memcpy(rows[k][other], kept, 80);
            }
            for (size_t i = 0; i < ROWS; i++) {
                buf_text(&text[k], rows[k][i]);
                if (k && next(4) == 0) {
                    buf_text(&text[k], rows[k][next(i + 1)]);
                }
            }
            read_series(world, buf_cstr(&text[k]));
            struct replay replay = replay_of(world);
            answers[k] = run(world, &replay);
        }
        assert_string_equal(answers[0], answers[1]);
        assert_true(strlen(answers[0]) > 2000);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(columns_come_in_any_order_and_others_are_left_alone),
        TEST(without_a_zone_it_is_norwegian_time),
        TEST(the_same_row_twice_counts_once),
        TEST(one_cuff_is_checked_as_one_pressure),
        TEST(what_is_wrong_is_told_with_line_and_column),
        TEST(limits_are_read_or_refused_with_their_place),
        TEST(a_day_is_a_line),
        TEST(a_series_of_nothing_has_no_days),
        TEST(after_the_trial_the_patients_own_level_holds),
        TEST(whoever_lives_below_the_standard_is_not_yellow_each_day),
        TEST(too_short_a_trial_changes_nothing),
        TEST(another_length_of_the_trial_may_be_given),
        TEST(individual_limits_hold_from_the_first_day_and_instead_of_a_proposal),
        TEST(what_is_not_followed_is_a_day_without),
        TEST(the_same_series_gives_the_same_bytes),
    };
    return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
