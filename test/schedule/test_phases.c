/* Phases as JSON, as words and as FHIR's Timing; an enrolment's states as phases; and what must
 * hold of any schedule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/caltime.h"
#include "base/json_in.h"
#include "schedule/patient_schedule.h"
#include "schedule/phases.h"
#include "schedule/timing_fhir.h"

enum { RUNS = 3000, POINTS = 2000, HOUR_MINUTES = 60 };
#define A_MINUTE INT64_C(60000)

/* ---- random schedules, the same ones each time ---- */

static uint64_t drawn;

static int draw(int below)
{
    drawn = drawn * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((drawn >> 33) % (uint64_t)below);
}

static struct schedule_phase any_phase(int32_t from, int32_t until)
{
    struct schedule_phase phase = {from, until, (enum schedule_kind)draw(4)};
    size_t most = phase.kind == SCHEDULE_ON_REQUEST ? 1
                  : phase.kind == SCHEDULE_A_WEEK   ? 2
                                                    : SCHEDULE_DEADLINES + 1;
    int minute = 0;
    phase.every = phase.kind == SCHEDULE_EVERY ? 1 + draw(20) : 0;
    phase.weekdays = phase.kind == SCHEDULE_WEEKDAYS ? 1U + (unsigned)draw(127) : 0;
    phase.a_week = phase.kind == SCHEDULE_A_WEEK ? 1 + draw(7) : 0;
    phase.deadline_count = (size_t)draw((int)most);
    for (size_t i = 0; i < phase.deadline_count; i++)
        phase.deadlines[i] = minute += 1 + draw(239);
    if (phase.deadline_count && draw(5) == 0)
        phase.deadlines[phase.deadline_count - 1] = SCHEDULE_DAY_ENDS;
    return phase;
}

struct made {
    struct schedule_phase phases[4];
    struct day_range pauses[2], unwell[2];
    struct schedule schedule;
};

static void make(struct made *made)
{
    *made = (struct made){0};
    made->schedule.phase_count = (size_t)draw(4) + 1;
    made->schedule.pause_count = (size_t)draw(3);
    made->schedule.unwell_count = (size_t)draw(3);
    for (size_t i = 0; i < 4; i++) {
        int32_t from = draw(60);
        made->phases[i] = any_phase(from, draw(3) ? from + draw(40) : SCHEDULE_OPEN);
    }
    for (size_t i = 0; i < 2; i++) {
        made->pauses[i].from = draw(90);
        made->pauses[i].until = made->pauses[i].from + draw(10);
        made->unwell[i].from = draw(90);
        made->unwell[i].until = made->unwell[i].from + draw(10);
    }
    made->schedule.phases = made->phases;
    made->schedule.pauses = made->pauses;
    made->schedule.unwell = made->unwell;
}

/* ---- what must hold of any schedule ---- */

static bool is_same(const struct due *a, const struct due *b)
{
    return a->by.day == b->by.day && a->by.minute == b->by.minute && a->opens == b->opens &&
           a->number == b->number && a->of == b->of && a->after == b->after;
}

static void test_each_once_in_order(void **state)
{
    (void)state;
    static struct due all[POINTS], day[POINTS];
    for (int run = 0; run < RUNS; run++) {
        struct made made;
        make(&made);
        size_t count = schedule_due(&made.schedule, 0, 120, all, POINTS), by_day = 0;
        assert_true(count < POINTS);
        for (int32_t at = 0; at < 120; at++) {
            size_t found = schedule_due(&made.schedule, at, at + 1, day, POINTS);
            for (size_t i = 0; i < found; i++) {
                assert_true(by_day < count);
                assert_true(is_same(&day[i], &all[by_day++]));
            }
        }
        assert_int_equal(by_day, count);
        for (size_t i = 0; i < count; i++) {
            assert_true(all[i].opens <= all[i].by.day);
            assert_in_range(all[i].number, 0, (unsigned)all[i].of);
            for (size_t k = 0; k < made.schedule.pause_count; k++)
                assert_false(made.pauses[k].from <= all[i].by.day &&
                             all[i].by.day < made.pauses[k].until);
            if (!i)
                continue;
            assert_false(is_same(&all[i - 1], &all[i]));
            assert_true(
                all[i - 1].by.day < all[i].by.day ||
                (all[i - 1].by.day == all[i].by.day && all[i - 1].by.minute <= all[i].by.minute));
        }
    }
}

/* Who reports on every day by every deadline misses nothing. */
static void test_who_reports_always_misses_nothing(void **state)
{
    (void)state;
    static struct local_time reports[120 * 60];
    for (int run = 0; run < 300; run++) {
        struct made made;
        struct schedule_look look;
        size_t count = 0;
        make(&made);
        for (int32_t day = 0; day < 100; day++)
            for (int minute = 0; minute < 1440; minute += 30)
                reports[count++] = (struct local_time){day, minute};
        for (size_t i = 0; i < 4; i++)
            for (size_t k = 0; k < made.phases[i].deadline_count; k++)
                if (made.phases[i].deadlines[k] != SCHEDULE_DAY_ENDS)
                    made.phases[i].deadlines[k] = (int)(k + 1) * 200 + 39;
        const struct schedule_facts facts = {reports, count, {0}, {99, 1439}};
        schedule_look(&made.schedule, &facts, &look);
        assert_false(look.missing);
    }
}

/* What is due today by the old schedule is due after the change as before it. */
static void test_a_change_never_loses_todays(void **state)
{
    (void)state;
    static struct due before[POINTS], after[POINTS];
    struct arena arena;
    arena_init(&arena);
    for (int run = 0; run < RUNS; run++) {
        arena_reset(&arena);
        const struct programme_schedule standard = {any_phase(0, SCHEDULE_OPEN),
                                                    any_phase(0, SCHEDULE_OPEN), true};
        const struct course_state states[] = {{draw(20), STATE_TRIAL}, {25, STATE_ACTIVE}};
        struct schedule_phase first = any_phase(SCHEDULE_FROM_THEN, SCHEDULE_OPEN);
        struct schedule_phase second = any_phase(SCHEDULE_FROM_THEN, SCHEDULE_OPEN);
        struct course_version versions[] = {{draw(40), 1, &first}, {0, 1, &second}};
        struct course course = {&standard, 2, draw(2) ? 1 : 0, states, versions};
        struct course_phases phases;
        int32_t today = 41 + draw(30);
        const struct schedule_facts facts = {.now = {today, draw(1440)}};
        course_phases(&arena, &course, &phases);
        struct schedule old = {phases.list, phases.count, NULL, 0, NULL, 0};
        size_t count = schedule_due(&old, today, today + 1, before, POINTS);
        versions[course.version_count].from = schedule_change_from(&old, &facts);
        if (course.version_count == 0)
            versions[0].phases = &second;
        course.version_count++;
        course_phases(&arena, &course, &phases);
        struct schedule now = {phases.list, phases.count, NULL, 0, NULL, 0};
        size_t kept = schedule_due(&now, today, today + 1, after, POINTS);
        if (!count)
            continue;
        assert_int_equal(kept, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(after[i].by.minute, before[i].by.minute);
            assert_true(after[i].number <= before[i].number);
        }
    }
    arena_finish(&arena);
}

/* ---- states and what was set by hand ---- */

static void expect_due(const struct course *course, int32_t until, const char *expected)
{
    struct due due[100];
    struct course_phases phases;
    struct arena arena;
    char got[500] = "";
    size_t used = 0;
    arena_init(&arena);
    course_phases(&arena, course, &phases);
    const struct schedule schedule = {phases.list, phases.count, NULL, 0, NULL, 0};
    size_t count = schedule_due(&schedule, 0, until, due, 100);
    for (size_t i = 0; i < count; i++)
        used +=
            (size_t)snprintf(got + used, sizeof got - used, "%s%d", i ? " " : "", due[i].by.day);
    assert_string_equal(got, expected);
    arena_finish(&arena);
}

/* 1970-01-01, day 0, was a Thursday; 3, 10 and 17 are Sundays. */
static const struct programme_schedule standard = {
    .trial = {.kind = SCHEDULE_EVERY, .every = 1},
    .active = {.kind = SCHEDULE_A_WEEK, .a_week = 1},
};

static void test_states(void **state)
{
    (void)state;
    static const struct course_state on[] = {
        {0, STATE_GRANTED}, {2, STATE_TRIAL}, {5, STATE_ACTIVE}};
    const struct course course = {&standard, 3, 0, on, NULL};
    expect_due(&course, 18, "3 4 5 10 17");
    static const struct course_state paused[] = {
        {1, STATE_TRIAL}, {4, STATE_PAUSED}, {7, STATE_TRIAL}, {9, STATE_CLOSED}};
    const struct course cut = {&standard, 4, 0, paused, NULL};
    expect_due(&cut, 18, "2 3 8");
    static const struct course_state closing[] = {
        {0, STATE_ACTIVE}, {8, STATE_CLOSING}, {12, STATE_CLOSED}};
    const struct course ends = {&standard, 3, 0, closing, NULL};
    expect_due(&ends, 18, "3 10");
}

static void test_versions(void **state)
{
    (void)state;
    static const struct course_state on[] = {{0, STATE_TRIAL}, {30, STATE_ACTIVE}};
    static const struct schedule_phase third[] = {
        {SCHEDULE_FROM_THEN, SCHEDULE_OPEN, SCHEDULE_EVERY, .every = 3}};
    static const struct schedule_phase dense[] = {{10, 12, SCHEDULE_EVERY, .every = 1}};
    static const struct schedule_phase counted[] = {{2, SCHEDULE_OPEN, SCHEDULE_EVERY, .every = 5}};
    /* Every third day from the day on which it holds, then by the programme again. */
    const struct course_version back[] = {{4, 1, third}, {12, 0, NULL}};
    const struct course goes = {&standard, 2, 2, on, back};
    expect_due(&goes, 14, "1 2 3 4 7 10 12 13");
    /* A dense period that ends: the programme's own holds after it, and nobody is left unasked. */
    const struct programme_schedule weekly = {.trial = {.kind = SCHEDULE_A_WEEK, .a_week = 1}};
    const struct course_version period[] = {{10, 1, dense}};
    const struct course ends = {&weekly, 1, 1, on, period};
    expect_due(&ends, 25, "3 10 11 17 24");
    /* Days that are counted from one that was said go on being counted from it. */
    const struct course_version later[] = {{9, 1, counted}};
    const struct course anchored = {&weekly, 1, 1, on, later};
    expect_due(&anchored, 24, "3 12 17 22");
}

/* ---- JSON, words, Timing ---- */

static void test_json_round_trip(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (int run = 0; run < RUNS; run++) {
        arena_reset(&arena);
        int32_t from = draw(2) ? SCHEDULE_FROM_THEN : 20000 + draw(100);
        struct schedule_phase one = any_phase(from, draw(2) ? SCHEDULE_OPEN : 20200);
        const struct schedule_phase *read;
        struct error error = {0};
        size_t count;
        if (one.kind == SCHEDULE_A_WEEK && one.deadline_count > 1)
            one.deadline_count = 1;
        struct str text = phases_print(&arena, &one, 1);
        assert_true(phases_stored(&arena, text, &count, &read, &error));
        assert_int_equal(count, 1);
        struct str again = phases_print(&arena, read, 1);
        assert_true(str_equal(text, again));
        struct json_out out;
        json_out_init(&out, &arena, 256);
        timing_put(&out, &one);
        struct json_object *timing = json_in_parse(json_out_slice(&out), &error);
        struct schedule_phase back;
        assert_non_null(timing);
        assert_true(timing_read(timing, &PLACE_TOP("Timing"), &back, &error));
        assert_true(str_equal(text, phases_print(&arena, &back, 1)));
        json_in_destroy(timing);
    }
    arena_finish(&arena);
}

static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *json, *nb, *en;
    } cases[] = {
        {"[{\"kind\":\"every\",\"every\":1,\"deadlines\":[\"10:00\",\"20:00\"]}]",
         "Hver dag innen kl. 10:00 og 20:00", "Every day by 10:00 and 20:00"},
        {"[{\"kind\":\"a_week\",\"aWeek\":1}]", "Én gang i uken, på valgfri dag",
         "Once a week, on any day"},
        {"[{\"kind\":\"weekdays\",\"weekdays\":[\"mon\",\"wed\",\"fri\"],\"deadlines\":[\"24:00\"]}"
         "]",
         "Hver mandag, onsdag og fredag", "Every Monday, Wednesday and Friday"},
        {"[{\"kind\":\"every\",\"every\":1,\"until\":\"2026-12-05\"},"
         "{\"kind\":\"a_week\",\"aWeek\":3,\"from\":\"2026-12-05\"}]",
         "Hver dag til og med 4. desember 2026; deretter 3 ganger i uken, på valgfrie dager",
         "Every day to 4 December 2026; then 3 times a week, on any days"},
        {"[{\"kind\":\"on_request\",\"until\":\"2026-12-05\"},"
         "{\"kind\":\"a_week\",\"aWeek\":1,\"from\":\"2026-12-05\",\"until\":\"2026-12-12\"},"
         "{\"kind\":\"weekdays\",\"weekdays\":[\"mon\"],\"from\":\"2026-12-12\"}]",
         "Bare når noen ber om det til og med 4. desember 2026; deretter én gang i uken, på "
         "valgfri "
         "dag "
         "til og med 11. desember 2026; deretter hver mandag",
         "Only when somebody asks for it to 4 December 2026; then once a week, on any day to 11 "
         "December 2026; then every Monday"},
        {"[{\"kind\":\"on_request\",\"from\":\"2026-12-05\"}]",
         "Bare når noen ber om det fra 5. desember 2026",
         "Only when somebody asks for it from 5 December 2026"},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct schedule_phase *phases;
        struct error error = {0};
        struct buf nb, en;
        size_t count;
        assert_true(phases_stored(&arena, str_of(cases[i].json), &count, &phases, &error));
        buf_init(&nb, &arena, 64);
        buf_init(&en, &arena, 64);
        phases_words(language_find(STR("nb")), phases, count, &nb);
        phases_words(language_find(STR("en")), phases, count, &en);
        assert_string_equal(buf_cstr(&nb), cases[i].nb);
        assert_string_equal(buf_cstr(&en), cases[i].en);
    }
    arena_finish(&arena);
}

static void test_timing_says_where(void **state)
{
    (void)state;
    static const struct {
        const char *timing, *place; /* "": it is read */
    } cases[] = {
        {"{\"repeat\":{\"frequency\":1,\"period\":1,\"periodUnit\":\"d\"}}", ""},
        {"{\"repeat\":{\"period\":1.0,\"periodUnit\":\"d\"}}", ""},
        {"{\"repeat\":{\"dayOfWeek\":[\"mon\"],\"timeOfDay\":[\"20:00:00\",\"08:00:00\"]}}", ""},
        {"{\"repeat\":{\"frequency\":1,\"period\":2,\"periodUnit\":\"wk\"}}", ""},
        {"{}", "Timing.repeat"},
        {"{\"repeat\":{}}", "Timing.repeat.period"},
        {"{\"repeat\":{\"frequency\":2,\"period\":1,\"periodUnit\":\"d\"}}",
         "Timing.repeat.frequency"},
        {"{\"repeat\":{\"frequency\":2,\"period\":2,\"periodUnit\":\"wk\"}}",
         "Timing.repeat.frequency"},
        {"{\"repeat\":{\"frequency\":8,\"period\":1,\"periodUnit\":\"wk\"}}",
         "Timing.repeat.frequency"},
        {"{\"repeat\":{\"period\":1.5,\"periodUnit\":\"d\"}}", "Timing.repeat.period"},
        {"{\"repeat\":{\"period\":1,\"periodUnit\":\"mo\"}}", "Timing.repeat.periodUnit"},
        {"{\"repeat\":{\"period\":1,\"periodUnit\":\"d\",\"when\":[\"MORN\"]}}",
         "Timing.repeat.when"},
        {"{\"repeat\":{\"period\":1,\"periodUnit\":\"d\",\"count\":10}}", "Timing.repeat.count"},
        {"{\"repeat\":{\"period\":1,\"periodUnit\":\"d\",\"boundsDuration\":{}}}",
         "Timing.repeat.boundsDuration"},
        {"{\"repeat\":{\"period\":1,\"periodUnit\":\"d\",\"timeOfDay\":[\"08:00:30\"]}}",
         "Timing.repeat.timeOfDay[0]"},
        {"{\"repeat\":{\"dayOfWeek\":[\"mon\",\"mon\"]}}", "Timing.repeat.dayOfWeek[1]"},
        {"{\"repeat\":{\"period\":1,\"periodUnit\":\"d\",\"boundsPeriod\":{\"start\":\"2026-01\"}}"
         "}",
         "Timing.repeat.boundsPeriod.start"},
        {"{\"code\":{\"coding\":[{\"code\":\"BID\"}]}}", "Timing.code"},
        {"{\"event\":[\"2026-01-01\"]}", "Timing.event"},
        {"[]", "Timing"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error error = {0};
        struct schedule_phase phase;
        struct json_object *timing = json_in_parse(str_of(cases[i].timing), &error);
        assert_non_null(timing);
        bool ok = timing_read(timing, &PLACE_TOP("Timing"), &phase, &error);
        if (ok != !cases[i].place[0] || strcmp(error.place, cases[i].place) != 0)
            print_message("%s: %s\n", cases[i].timing, error.place);
        assert_int_equal(ok, !cases[i].place[0]);
        assert_string_equal(error.place, cases[i].place);
        json_in_destroy(timing);
    }
}

/* ---- the clock on the wall ---- */

static bool is_after(struct local_time a, struct local_time b)
{
    return a.day != b.day ? a.day > b.day : a.minute > b.minute;
}

/* Both nights on which the clock changes, minute by minute: it never goes back, and a deadline has
 * passed from one moment on. */
static void test_the_clock_changes(void **state)
{
    (void)state;
    static const int32_t nights[] = {20541, 20751}; /* 2026-03-29, 2026-10-25 */
    for (size_t i = 0; i < 2; i++) {
        int64_t begins = caltime_oslo_moment(nights[i], 0);
        struct local_time last = schedule_local(begins);
        assert_int_equal(last.day, nights[i]);
        assert_int_equal(last.minute, 0);
        for (int minute = 1; minute < 30 * HOUR_MINUTES; minute++) {
            struct local_time now = schedule_local(begins + minute * A_MINUTE);
            assert_false(is_after(last, now));
            last = now;
        }
        for (int by = 1; by <= SCHEDULE_DAY_ENDS; by++) {
            struct local_time deadline = {nights[i], by};
            int64_t after = schedule_moment_after(&deadline);
            assert_true(is_after(schedule_local(after), deadline));
            assert_false(is_after(schedule_local(after - A_MINUTE), deadline));
        }
    }
    struct local_time end = {20541, SCHEDULE_DAY_ENDS};
    assert_int_equal(schedule_moment_after(&end) - caltime_oslo_moment(20541, 0),
                     23 * 60 * A_MINUTE);
    end.day = 20751;
    assert_int_equal(schedule_moment_after(&end) - caltime_oslo_moment(20751, 0),
                     25 * 60 * A_MINUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_once_in_order),
        cmocka_unit_test(test_who_reports_always_misses_nothing),
        cmocka_unit_test(test_a_change_never_loses_todays),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_json_round_trip),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_timing_says_where),
        cmocka_unit_test(test_the_clock_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
