/* The copy of an order's levels beside the enrolment: what was printed is read back, and nothing
 * else is taken for it. */
#include "base/arena.h"
#include "limit/levels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct levels two(void)
{
    return (struct levels){
        .habit_count = 2,
        .habits = {{PARAMETER_PULSE, 72500000, 5000000, 20650, true, true},
                   {PARAMETER_SPO2, 91000000, 1000000, 20651, true, false}},
        .news2 = NEWS2_SCALE_2,
    };
}

static void expect_equal(const struct levels *a, const struct levels *b)
{
    assert_int_equal(a->habit_count, b->habit_count);
    assert_int_equal(a->news2, b->news2);
    for (size_t i = 0; i < a->habit_count; i++) {
        assert_int_equal(a->habits[i].parameter, b->habits[i].parameter);
        assert_int_equal(a->habits[i].level, b->habits[i].level);
        assert_int_equal(a->habits[i].sigma, b->habits[i].sigma);
        assert_int_equal(a->habits[i].approved_on, b->habits[i].approved_on);
        assert_int_equal(a->habits[i].low, b->habits[i].low);
        assert_int_equal(a->habits[i].high, b->habits[i].high);
    }
}

static void what_is_printed_is_read_back(void **state)
{
    struct arena arena;
    struct error error = {0};
    struct levels printed[3] = {two(), two(), two()}, read;
    printed[1].news2 = NEWS2_SCALE_NONE;
    printed[2] = (struct levels){.news2 = NEWS2_SCALE_1};
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < 3; i++) {
        struct levels sorted = printed[i];
        habits_sort(sorted.habits, sorted.habit_count);
        assert_true(levels_read(levels_print(&arena, &printed[i]), &read, &error));
        expect_equal(&read, &sorted);
    }
    arena_finish(&arena);
}

static void the_order_of_entering_does_not_show(void **state)
{
    struct arena arena;
    struct levels one = two(), turned = two();
    (void)state;
    arena_init(&arena);
    turned.habits[0] = one.habits[1];
    turned.habits[1] = one.habits[0];
    assert_true(str_equal(levels_print(&arena, &one), levels_print(&arena, &turned)));
    arena_finish(&arena);
}

static void without_levels_there_is_no_text(void **state)
{
    struct error error = {0};
    const struct levels none = {0};
    struct levels read = two();
    (void)state;
    assert_null(levels_print(NULL, &none).at);
    assert_true(levels_read(STR_NONE, &read, &error));
    expect_equal(&read, &none);
}

static void what_it_did_not_print_is_not_read(void **state)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "{\"habits\":[]}",
        "{\"habits\":[[1,91000000,1000000,1,0,20650]]",
        "{\"habits\":[[1,91000000,1000000,1,0]]}",
        "{\"habits\":[[1,91000000,1000000,1,0,20650,7]]}",
        "{\"habits\":[[1,91000000,0,1,0,20650]]}",
        "{\"habits\":[[1,91000000,-1,1,0,20650]]}",
        "{\"habits\":[[1,91000000,1000000,2,0,20650]]}",
        "{\"habits\":[[1,91000000,1000000,1,0,0]]}",
        "{\"habits\":[[0,91000000,1000000,1,0,20650]]}",
        "{\"habits\":[[999,91000000,1000000,1,0,20650]]}",
        "{\"habits\":[[1,1e6,1000000,1,0,20650]]}",
        "{\"habits\":[[1,91000000,1000000,1,0,20650],[1,91000000,1000000,1,0,20650]]}",
        "{\"habits\":[[2,91000000,1000000,1,0,20650],[1,91000000,1000000,1,0,20650]]}",
        "{\"habits\":[[1,91000000,1000000,1,0,20650]],\"news2\":3}",
        "{\"habits\":[[1,91000000,1000000,1,0,20650]],\"news2\":12}",
        "{\"news2\":0}",
        "{\"news2\":2} ",
        "{\"news2\":2",
        "{\"news2\":2},",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct error error = {0};
        struct levels read;
        if (levels_read(str_of(texts[i]), &read, &error))
            fail_msg("%s was read", texts[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_printed_is_read_back),
        cmocka_unit_test(the_order_of_entering_does_not_show),
        cmocka_unit_test(without_levels_there_is_no_text),
        cmocka_unit_test(what_it_did_not_print_is_not_read),
    };
    return cmocka_run_group_tests_name("levels", tests, NULL, NULL);
}
