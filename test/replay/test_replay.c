/* A series is read or refused with its place, and its days are judged by the rules of the server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/decimal.h"
#include "replay_world.h"

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

static void read_programme_of(struct world *world, const char *path)
{
    char *text = arena_raw(&world->arena, PROGRAMME_DOCUMENT_MOST);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(text, 1, PROGRAMME_DOCUMENT_MOST, file);
    (void)fclose(file);
    assert_true(len < PROGRAMME_DOCUMENT_MOST);
    struct str document = {text, len};
    if (!programme_parse(&world->arena, document, &world->programme, &world->error)) {
        fail_msg("%s: %s", world->error.place, world->error.detail);
    }
}

static void read_programme(struct world *world)
{
    read_programme_of(world, "programmes/copd.json");
}

static void print(const struct replay_day *day, void *context)
{
    replay_print(context, day, NULL, NULL);
}

static struct replay replay_of(struct world *world)
{
    return (struct replay){.programme = &world->programme,
                           .values = world->series.values,
                           .value_count = world->series.count,
                           .trial_days = REPLAY_TRIAL};
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

/* From 02:55 in summer to 02:03 in winter it is eight minutes, and one day. */
static void repeats_are_repeats_in_the_night_when_the_clock_is_set_back(void **state)
{
    struct world *world = *state;
    read_programme(world);
    read_series(world, HEAD "2025-10-26T02:55:00+02:00,spo2,84,%\n"
                            "2025-10-26T02:00:00+01:00,spo2,91,%\n"
                            "2025-10-26T02:03:00+01:00,spo2,91,%\n");
    struct replay replay = replay_of(world);
    assert_string_equal(zones(world, &replay), "g");
    read_series(world, HEAD "2025-10-26T02:55:00+02:00,spo2,84,%\n"
                            "2025-10-26T02:55:00+01:00,spo2,91,%\n"
                            "2025-10-26T02:58:00+01:00,spo2,91,%\n");
    replay = replay_of(world);
    assert_string_equal(zones(world, &replay), "r");
}

/* What a file of limits says nothing of must not turn green, on either side. */
static void a_red_limit_goes_only_for_another_red_one(void **state)
{
    struct world *world = *state;
    static const int values[] = {35, 105, 112, 125, 70};
    struct limit one[] = {{PARAMETER_PULSE, SIDE_HIGH, ZONE_RED, OPERATOR_GE, 125 * MICRO}};
    struct limit *own = one;
    read_programme(world);
    series_of(world, "pulse", "/min", values, 5);
    struct replay replay = replay_of(world);
    replay.own_count = 1;
    assert_true(
        replay_keep_red(&world->arena, &world->programme, &own, &replay.own_count, &world->error));
    replay.own = own;
    assert_int_equal(replay.own_count, 2);
    assert_string_equal(zones(world, &replay), "rggrg");
    one[0] = (struct limit){PARAMETER_PULSE, SIDE_HIGH, ZONE_YELLOW, OPERATOR_GE, 120 * MICRO};
    own = one;
    replay.own_count = 1;
    assert_true(
        replay_keep_red(&world->arena, &world->programme, &own, &replay.own_count, &world->error));
    replay.own = own;
    assert_string_equal(zones(world, &replay), "rgrrg");
    one[0].value = 100 * MICRO;
    own = one;
    replay.own_count = 1;
    assert_true(
        replay_keep_red(&world->arena, &world->programme, &own, &replay.own_count, &world->error));
    replay.own = own;
    assert_string_equal(zones(world, &replay), "ryrrg");
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

static void the_first_day_after_the_trial_says_what_was_adopted(void **state)
{
    struct world *world = *state;
    static const int values[] = {91, 92, 91, 90, 92, 91, 70, 91, 92, 90, 91, 91, 92, 91, 91, 91};
    read_programme(world);
    series_of(world, "spo2", "%", values, 16);
    struct replay replay = replay_of(world);
    const char *text = run(world, &replay), *line = strstr(text, "{\"day\":\"2026-01-15\"");
    const char *told =
        "\"baseline\":[{\"parameter\":\"spo2\",\"quality\":\"good\",\"validDays\":13,\"needed\":10,"
        "\"level\":91,\"sigma\":1,\"warnings\":[],\"limits\":[{\"side\":\"low\",\"zone\":\"red\","
        "\"operator\":\"<=\",\"value\":88,\"trialDays\":1},{\"side\":\"low\",\"zone\":\"yellow\","
        "\"operator\":\"<=\",\"value\":89,\"trialDays\":1}],\"leftOut\":[{\"day\":\"2026-01-07\","
        "\"value\":70,\"left\":\"unconfirmed\"}]}]}\n{";
    assert_non_null(line);
    const char *at = strstr(line, "\"baseline\"");
    assert_non_null(at);
    assert_memory_equal(at, told, strlen(told));
    assert_null(strstr(at + 1, "\"baseline\""));
    replay.trial_days = 0;
    assert_null(strstr(run(world, &replay), "\"baseline\""));
}

static void days_with_symptoms_do_not_count_in_the_trial(void **state)
{
    struct world *world = *state;
    static const int values[] = {91, 92, 91, 84, 84, 84, 91, 91, 92, 91, 91, 91, 92, 91};
    struct trial_proposal with, without;
    read_programme(world);
    series_of(world, "spo2", "%", values, 14);
    int32_t first = world->series.values[0].day;
    const struct finding findings[] = {
        {.kind = FINDING_POINTS, .value = MICRO / 2, .day = first + 2},
        {.kind = FINDING_POINTS, .value = MICRO, .day = first + 3},
        {.kind = FINDING_ANSWER, .zone = ZONE_YELLOW, .day = first + 4},
        {.kind = FINDING_ANSWER, .zone = ZONE_RED, .day = first + 5},
        {.kind = FINDING_ANSWER, .zone = ZONE_NONE, .day = first + 6},
        {.kind = FINDING_FORM, .zone = ZONE_NONE, .day = first + 7},
    };
    struct trial trial = {.programme = &world->programme,
                          .values = world->series.values,
                          .value_count = world->series.count,
                          .from = first,
                          .days = 14};
    trial_propose(&world->arena, &trial, PARAMETER_SPO2, &without);
    trial.findings = findings;
    trial.finding_count = 6;
    trial_propose(&world->arena, &trial, PARAMETER_SPO2, &with);
    assert_int_equal(with.baseline.valid_days, 11);
    for (size_t i = 0; i < 14; i++)
        assert_int_equal(with.days[i].left, i >= 3 && i <= 5 ? TRIAL_SYMPTOMS : TRIAL_TAKEN);
    assert_int_equal(without.baseline.outliers, 3);
    assert_int_equal(without.days[3].left, TRIAL_OUTLIER);
    assert_int_equal(with.alarms[0], 3); /* what a limit would have met is told of all days */
}

static void a_standard_limit_is_counted_on_the_days_of_the_trial_too(void **state)
{
    struct world *world = *state;
    struct trial_proposal proposal;
    struct limit low = {PARAMETER_SPO2, SIDE_LOW, ZONE_YELLOW, OPERATOR_LE, 90 * MICRO};
    struct limit fall = {PARAMETER_SPO2, SIDE_LOW, ZONE_YELLOW, OPERATOR_LE, -2 * MICRO};
    struct limit oxygen = low;
    read_programme(world);
    read_series(world, "time,parameter,value,unit,condition\n"
                       "2025-12-31T08:00,spo2,93,%,\n"
                       "2026-01-01T08:00,spo2,90,%,\n"
                       "2026-01-02T08:00,spo2,93,%,\n"
                       "2026-01-02T20:00,spo2,89,%,oxygen\n"
                       "2026-01-03T08:00,spo2,89,%,\n"
                       "2026-01-04T08:00,spo2,80,%,\n");
    fall.kind = LIMIT_GAIN;
    fall.days = 1;
    oxygen.condition = CONDITION_OXYGEN;
    const struct trial trial = {.programme = &world->programme,
                                .values = world->series.values,
                                .value_count = world->series.count,
                                .from = world->series.values[1].day,
                                .days = 3};
    trial_propose(&world->arena, &trial, PARAMETER_SPO2, &proposal);
    assert_int_equal(trial_alarms(&world->arena, &trial, &proposal, &low), 2);
    assert_int_equal(trial_alarms(&world->arena, &trial, &proposal, &oxygen), 1);
    assert_int_equal(trial_alarms(&world->arena, &trial, &proposal, &fall), 2);
}

/* A trial of one parameter, as copd.json has its limits. */
static void advise(struct world *world, const char *parameter, const char *unit, const int *values,
                   size_t count, struct trial_proposal *proposal_r, struct trial_advice *advice_r)
{
    enum parameter one = strcmp(parameter, "spo2") == 0 ? PARAMETER_SPO2 : PARAMETER_PULSE;
    series_of(world, parameter, unit, values, count);
    const struct trial trial = {.programme = &world->programme,
                                .values = world->series.values,
                                .value_count = world->series.count,
                                .from = world->series.values[0].day,
                                .days = 14};
    trial_propose(&world->arena, &trial, one, proposal_r);
    trial_advise(&world->arena, &trial, one, proposal_r, advice_r);
}

static void what_leads_is_recommended_with_own_yellow_and_the_programmes_red(void **state)
{
    struct world *world = *state;
    static const int values[] = {92, 93, 92, 92, 93, 92, 92, 93, 92, 92, 93, 92, 92, 92};
    struct trial_proposal proposal;
    struct trial_advice advice;
    read_programme(world);
    advise(world, "spo2", "%", values, 14, &proposal, &advice);
    assert_true(advice.recommended);
    assert_string_equal(trial_why_word(advice.why), "leads");
    assert_int_equal(advice.standard_days, 0);
    assert_int_equal(advice.own_count, 1);
    assert_int_equal(advice.limit_count, 2); /* what holds with oxygen stands anyway */
    assert_int_equal(advice.limits[0].zone, ZONE_YELLOW);
    assert_int_equal(advice.limits[0].basis, BASIS_HABITUAL);
    assert_int_equal(advice.limits[0].value, 90 * MICRO);
    assert_int_equal(advice.limits[1].zone, ZONE_RED);
    assert_int_equal(advice.limits[1].basis, BASIS_ABSOLUTE);
    assert_int_equal(advice.limits[1].value, 85 * MICRO);
    assert_true(limits_ordered(advice.limits, advice.limit_count, PARAMETER_SPO2));
}

static void another_is_recommended_when_the_standard_alarmed_on_two_days(void **state)
{
    struct world *world = *state;
    int values[] = {70, 72, 74, 70, 72, 74, 70, 72, 74, 70, 72, 74, 70, 72};
    struct trial_proposal proposal;
    struct trial_advice advice;
    read_programme(world);
    advise(world, "pulse", "/min", values, 14, &proposal, &advice);
    assert_string_equal(trial_why_word(advice.why), "standard_quiet");
    values[3] = 104;
    advise(world, "pulse", "/min", values, 14, &proposal, &advice);
    assert_false(advice.recommended);
    assert_int_equal(advice.standard_days, 1);
    assert_int_equal(advice.limit_count, 0);
    values[9] = 115; /* yellow and red are met: one day */
    advise(world, "pulse", "/min", values, 14, &proposal, &advice);
    assert_true(advice.recommended);
    assert_string_equal(trial_why_word(advice.why), "standard_alarmed");
    assert_int_equal(advice.standard_days, 2);
    assert_int_equal(advice.own_count, 2);
    assert_int_equal(advice.limit_count, 4);
    assert_true(limits_ordered(advice.limits, advice.limit_count, PARAMETER_PULSE));
}

static void a_level_of_few_days_is_not_recommended_though_it_leads(void **state)
{
    struct world *world = *state;
    static const int values[] = {92, 93, 92, 92, 93, 92, 92, 84, 92, 92};
    struct trial_proposal proposal;
    struct trial_advice advice;
    read_programme(world);
    advise(world, "spo2", "%", values, 8, &proposal, &advice);
    assert_string_equal(trial_why_word(advice.why), "uncertain");
    assert_false(advice.recommended);
    advise(world, "spo2", "%", values, 5, &proposal, &advice);
    assert_string_equal(trial_why_word(advice.why), "none");
    assert_false(advice.recommended);
    assert_int_equal(advice.limit_count, 0);
}

static void what_stands_shortly_before_midnight_is_looked_at_after_it(void **state)
{
    struct world *world = *state;
    read_programme(world);
    read_series(world, HEAD "2026-01-01T23:40,resp_rate,26,/min\n"
                            "2026-01-01T23:40,temp,37,Cel\n"
                            "2026-01-01T23:50,sbp,120,mm[Hg]\n"
                            "2026-01-01T23:50,acvpu,A,\n"
                            "2026-01-02T00:10,spo2,96,%\n"
                            "2026-01-02T00:10,pulse,80,/min\n"
                            "2026-01-02T00:10,o2_flow,0,L/min\n");
    struct replay replay = replay_of(world);
    assert_null(strstr(run(world, &replay), "news2"));
    replay.news2 = NEWS2_SCALE_1;
    const char *text = run(world, &replay), *second = strstr(text, "\"2026-01-02\"");
    assert_non_null(second);
    assert_non_null(strstr(text, "news2.yellow"));
    assert_true(strstr(text, "news2.yellow") > second); /* a single 3, once all seven are there */
}

static void only_the_days_asked_for_are_judged(void **state)
{
    struct world *world = *state;
    static const int values[] = {92, 92, 88, 88, 92, 92, 86, 92};
    read_programme(world);
    series_of(world, "spo2", "%", values, 8);
    struct replay replay = replay_of(world);
    replay.spans = true;
    replay.trial_days = 0;
    replay.from = world->series.values[5].day;
    replay.until = replay.from + 4;
    assert_string_equal(zones(world, &replay), "gyg..");
    replay.from = replay.until = world->series.values[0].day - 1;
    assert_string_equal(zones(world, &replay), ".");
}

static void many_readings_of_a_day_are_judged_as_few_are(void **state)
{
    struct world *world = *state;
    struct buf text;
    read_programme(world);
    buf_init(&text, &world->arena, 1 << 20);
    buf_text(&text, HEAD "2026-01-01T08:00,pulse,80,/min\n");
    for (int i = 0; i < 20000; i++)
        buf_printf(&text, "2026-01-02T%02d:%02d:%02d,spo2,%s,%%\n", i / 3600, i / 60 % 60, i % 60,
                   i == 11111 ? "84"
                   : i % 2    ? "93"
                              : "92");
    buf_text(&text, "2026-01-02T20:00,pulse,105,/min\n");
    read_series(world, buf_cstr(&text));
    struct replay replay = replay_of(world);
    assert_string_equal(zones(world, &replay), "gr");
    const char *told = run(world, &replay);
    assert_non_null(strstr(told, "\"rule\":\"limit.red_low\",\"parameter\":\"spo2\",\"zone\":"
                                 "\"red\",\"value\":84"));
    assert_non_null(strstr(told, "\"rule\":\"limit.yellow_high\",\"parameter\":\"pulse\""));
}

/* ---- summer time ---- */

/* In 2026 the clock goes forward on Sunday 29 March, and back on Sunday 25 October. */

static void a_day_of_23_or_25_hours_is_one_day(void **state)
{
    struct world *world = *state;
    read_series(world, HEAD "2026-03-28T22:59:59Z,spo2,91,%\n"
                            "2026-03-28T23:00:00Z,spo2,91,%\n"
                            "2026-03-29T21:59:59Z,spo2,91,%\n"
                            "2026-03-29T22:00:00Z,spo2,91,%\n"
                            "2026-10-24T21:59:59Z,spo2,91,%\n"
                            "2026-10-24T22:00:00Z,spo2,91,%\n"
                            "2026-10-25T22:59:59Z,spo2,91,%\n"
                            "2026-10-25T23:00:00Z,spo2,91,%\n");
    const struct measurement *values = world->series.values;
    assert_int_equal(world->series.count, 8);
    for (size_t i = 0; i < 8; i += 4) {
        assert_int_equal(values[i + 1].day, values[i].day + 1);
        assert_int_equal(values[i + 2].day, values[i].day + 1);
        assert_int_equal(values[i + 3].day, values[i].day + 2);
    }
}

/* Shortly before and after each midnight, around the change of the clock and in January: a level,
 * what lasts, drift, gains and the days running are of calendar days, so that all is the same. */
static void days_around_a_change_of_the_clock_are_judged_as_any_others(void **state)
{
    struct world *world = *state;
    static const struct {
        int month, day;
    } starts[] = {{1, 9}, {3, 26}, {10, 22}};
    static const char *const weights[] = {"82.4", "83.4", "83.6", "83.6", "84.7", "82.4"};
    static const char *const spo2[] = {"92", "88", "91", "88", "90", "84"};
    static const struct limit own[] = {{.parameter = PARAMETER_SPO2,
                                        .side = SIDE_LOW,
                                        .zone = ZONE_YELLOW,
                                        .operator= OPERATOR_LE,
                                        .value = 88 * MICRO,
                                        .basis = BASIS_HABITUAL},
                                       {.parameter = PARAMETER_SPO2,
                                        .side = SIDE_LOW,
                                        .zone = ZONE_RED,
                                        .operator= OPERATOR_LE,
                                        .value = 85 * MICRO,
                                        .basis = BASIS_HABITUAL}};
    const char *told[3];
    read_programme_of(world, "programmes/heart-failure.json");
    for (size_t k = 0; k < 3; k++) {
        struct buf text;
        buf_init(&text, &world->arena, 2048);
        buf_text(&text, HEAD);
        for (int i = 0; i < 6; i++)
            buf_printf(&text,
                       "2026-%02d-%02dT00:05,weight,%s,kg\n"
                       "2026-%02d-%02dT23:55,spo2,%s,%%\n",
                       starts[k].month, starts[k].day + i, weights[i], starts[k].month,
                       starts[k].day + i, spo2[i]);
        read_series(world, buf_cstr(&text));
        const struct habit habits[] = {{.parameter = PARAMETER_WEIGHT,
                                        .level = 82400000,
                                        .sigma = 400000,
                                        .approved_on = world->series.values[0].day - 1,
                                        .low = true,
                                        .high = true}};
        struct replay replay = replay_of(world);
        replay.trial_days = 0;
        replay.own = own;
        replay.own_count = 2;
        replay.habits = habits;
        replay.habit_count = 1;
        told[k] = zones(world, &replay);
        const char *lines = run(world, &replay);
        assert_non_null(strstr(lines, "drift.high"));
        assert_non_null(strstr(lines, "gain.yellow"));
    }
    assert_string_equal(told[1], told[0]);
    assert_string_equal(told[2], told[0]);
    assert_string_equal(told[0], "gygyyr");
}

/* What is a repeat depends on minutes that went by and not on what the clock says: in the hour that
 * comes twice 02:55 and then 02:01 are six minutes, and 02:55 and 02:58 may be an hour and three.
 */
static void repeats_in_the_hour_that_comes_twice_are_of_minutes_that_went_by(void **state)
{
    struct world *world = *state;
    struct replay replay;
    read_programme(world);
    read_series(world, HEAD "2026-10-25T02:55:00+02:00,spo2,84,%\n"
                            "2026-10-25T02:01:00+01:00,spo2,92,%\n"
                            "2026-10-25T02:03:00+01:00,spo2,92,%\n");
    replay = replay_of(world);
    assert_string_equal(zones(world, &replay), "g");
    read_series(world, HEAD "2026-10-25T02:55:00+02:00,spo2,84,%\n"
                            "2026-10-25T02:56:00+01:00,spo2,92,%\n"
                            "2026-10-25T02:58:00+01:00,spo2,92,%\n");
    replay = replay_of(world);
    assert_string_equal(zones(world, &replay), "r");
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, replay_set_up, replay_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(limits_are_read_or_refused_with_their_place),
        TEST(a_day_is_a_line),
        TEST(a_series_of_nothing_has_no_days),
        TEST(after_the_trial_the_patients_own_level_holds),
        TEST(whoever_lives_below_the_standard_is_not_yellow_each_day),
        TEST(too_short_a_trial_changes_nothing),
        TEST(another_length_of_the_trial_may_be_given),
        TEST(individual_limits_hold_from_the_first_day_and_instead_of_a_proposal),
        TEST(repeats_are_repeats_in_the_night_when_the_clock_is_set_back),
        TEST(a_red_limit_goes_only_for_another_red_one),
        TEST(what_is_not_followed_is_a_day_without),
        TEST(the_first_day_after_the_trial_says_what_was_adopted),
        TEST(days_with_symptoms_do_not_count_in_the_trial),
        TEST(a_standard_limit_is_counted_on_the_days_of_the_trial_too),
        TEST(what_leads_is_recommended_with_own_yellow_and_the_programmes_red),
        TEST(another_is_recommended_when_the_standard_alarmed_on_two_days),
        TEST(a_level_of_few_days_is_not_recommended_though_it_leads),
        TEST(what_stands_shortly_before_midnight_is_looked_at_after_it),
        TEST(only_the_days_asked_for_are_judged),
        TEST(many_readings_of_a_day_are_judged_as_few_are),
        TEST(a_day_of_23_or_25_hours_is_one_day),
        TEST(days_around_a_change_of_the_clock_are_judged_as_any_others),
        TEST(repeats_in_the_hour_that_comes_twice_are_of_minutes_that_went_by),
        TEST(the_same_series_gives_the_same_bytes),
    };
    return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
