/* How it stands, told from the last days alone: whenever that says that it tells, it is what all
 * the days say. Schedules and reports are drawn by chance. */
#include "schedule/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TODAY = 20000, WEEK = 7, MOST = 400, ROUNDS = 20000 };

struct drawn {
    struct schedule_phase phases[3];
    struct day_range pauses[2], unwell[1];
    struct local_time reports[MOST];
    struct schedule schedule;
    struct schedule_facts facts;
};

static int below(unsigned *seed, int limit)
{
    *seed = *seed * 1103515245U + 12345U;
    return (int)((*seed >> 16) % (unsigned)limit);
}

static void draw_phase(unsigned *seed, struct schedule_phase *phase)
{
    *phase = (struct schedule_phase){
        .from = TODAY - below(seed, 60),
        .until = below(seed, 3) ? SCHEDULE_OPEN : TODAY - 10 + below(seed, 30),
        .kind = (enum schedule_kind)below(seed, 4),
        .every = 1 + below(seed, 15),
        .weekdays = (unsigned)below(seed, 128),
        .a_week = 1 + below(seed, 7),
    };
    phase->deadline_count = phase->kind == SCHEDULE_ON_REQUEST ? 0 : (size_t)below(seed, 3);
    if (phase->kind == SCHEDULE_A_WEEK && phase->deadline_count)
        phase->deadline_count = 1;
    for (size_t i = 0; i < phase->deadline_count; i++)
        phase->deadlines[i] = 480 + (int)i * 600 + below(seed, 60);
}

static void draw(unsigned *seed, struct drawn *drawn)
{
    int seldom = 1 + below(seed, 12);
    struct schedule *schedule = &drawn->schedule;
    *schedule = (struct schedule){.phases = drawn->phases,
                                  .phase_count = 1 + (size_t)below(seed, 3),
                                  .pauses = drawn->pauses,
                                  .pause_count = below(seed, 4) ? 0 : 1,
                                  .unwell = drawn->unwell,
                                  .unwell_count = below(seed, 3) ? 0 : 1};
    for (size_t i = 0; i < schedule->phase_count; i++)
        draw_phase(seed, &drawn->phases[i]);
    drawn->pauses[0].from = TODAY - below(seed, 50);
    drawn->pauses[0].until = drawn->pauses[0].from + 1 + below(seed, 10);
    drawn->unwell[0].from = TODAY - below(seed, 50);
    drawn->unwell[0].until = drawn->unwell[0].from + 1 + below(seed, 30);
    drawn->facts =
        (struct schedule_facts){.reports = drawn->reports, .now = {TODAY, below(seed, 1440)}};
    if (!below(seed, 4))
        drawn->facts.cleared = (struct local_time){TODAY - below(seed, 40), below(seed, 1440)};
    for (int32_t day = TODAY - 55; day <= TODAY; day++)
        for (int i = 0; i < 2; i++)
            if (!below(seed, seldom))
                drawn->reports[drawn->facts.report_count++] =
                    (struct local_time){day, i * 720 + below(seed, day < TODAY ? 720 : 30)};
}

/* As they are read: from the Monday before the first day on. */
static struct schedule_facts facts_from(const struct schedule_facts *facts, int32_t from)
{
    struct schedule_facts late = *facts;
    int32_t monday = from - (from + 3) % WEEK;
    while (late.report_count && late.reports->day < monday) {
        late.reports++;
        late.report_count--;
    }
    return late;
}

static void what_the_last_days_tell_is_what_all_days_tell(void **state)
{
    unsigned seed = 1, told = 0, missing = 0;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct drawn drawn;
        struct schedule_look whole, late;
        draw(&seed, &drawn);
        int32_t from = TODAY - below(&seed, 20);
        struct schedule_facts facts = facts_from(&drawn.facts, from);
        schedule_look(&drawn.schedule, &drawn.facts, &whole);
        if (!schedule_look_from(&drawn.schedule, &facts, from, &late))
            continue;
        told++;
        missing += late.missing;
        if (whole.missing != late.missing || whole.missed != late.missed ||
            (whole.missing && memcmp(&whole.since, &late.since, sizeof late.since) != 0) ||
            whole.due != late.due || whole.has_next != late.has_next ||
            (whole.has_next && memcmp(&whole.next, &late.next, sizeof late.next) != 0))
            fail_msg("round %d, %d days back: missed %d, of all days %d", round, TODAY - from,
                     late.missed, whole.missed);
    }
    /* Else it would say nothing. */
    assert_in_range(told, ROUNDS / 4, ROUNDS - ROUNDS / 10);
    assert_in_range(missing, ROUNDS / 20, ROUNDS);
}

static void what_may_have_begun_before_is_not_told(void **state)
{
    const struct schedule_phase daily = {
        .from = TODAY - 30, .until = SCHEDULE_OPEN, .kind = SCHEDULE_EVERY, .every = 1};
    const struct schedule schedule = {.phases = &daily, .phase_count = 1};
    const struct local_time report = {TODAY - 10, 600};
    struct schedule_facts facts = {.now = {TODAY, 600}};
    struct schedule_look look;
    (void)state;
    assert_false(schedule_look_from(&schedule, &facts, TODAY - WEEK, &look));
    facts.reports = &report;
    facts.report_count = 1;
    assert_true(schedule_look_from(&schedule, &facts, TODAY - 10, &look));
    assert_int_equal(look.missed, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_last_days_tell_is_what_all_days_tell),
        cmocka_unit_test(what_may_have_begun_before_is_not_told),
    };
    return cmocka_run_group_tests_name("look from", tests, NULL, NULL);
}
