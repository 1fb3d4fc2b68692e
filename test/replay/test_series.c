/* A series is read, or refused with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "replay_world.h"

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

static void the_same_number_under_other_conditions_is_another_reading(void **state)
{
    struct world *world = *state;
    read_series(world, "time,parameter,value,unit,condition\n"
                       "2026-01-01,spo2,95,%,\n"
                       "2026-01-01,spo2,95,%,oxygen\n"
                       "2026-01-01,spo2,95,%,oxygen\n");
    assert_int_equal(world->series.count, 2);
    assert_int_equal(world->series.values[1].conditions, CONDITION_OXYGEN);
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
static void consciousness_is_a_letter_or_its_number(void **state)
{
    struct world *world = *state;
    assert_true(series_parse(&world->arena,
                             STR(HEAD "2026-01-01T08:00:00Z,acvpu,A,\n"
                                      "2026-01-01T08:01:00Z,acvpu,U,{score}\n"
                                      "2026-01-01T08:02:00Z,acvpu,2,{score}\n"),
                             &world->series, &world->error));
    assert_int_equal(world->series.count, 3);
    assert_int_equal(world->series.values[0].value, 0);
    assert_int_equal(world->series.values[1].value, 4000000);
    assert_int_equal(world->series.values[2].value, 2000000);
    assert_false(series_parse(&world->arena, STR(HEAD "2026-01-01T08:00:00Z,acvpu,X,\n"),
                              &world->series, &world->error));
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(columns_come_in_any_order_and_others_are_left_alone,
                                        replay_set_up, replay_tear_down),
        cmocka_unit_test_setup_teardown(without_a_zone_it_is_norwegian_time, replay_set_up,
                                        replay_tear_down),
        cmocka_unit_test_setup_teardown(the_same_row_twice_counts_once, replay_set_up,
                                        replay_tear_down),
        cmocka_unit_test_setup_teardown(the_same_number_under_other_conditions_is_another_reading,
                                        replay_set_up, replay_tear_down),
        cmocka_unit_test_setup_teardown(one_cuff_is_checked_as_one_pressure, replay_set_up,
                                        replay_tear_down),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_told_with_line_and_column, replay_set_up,
                                        replay_tear_down),
        cmocka_unit_test_setup_teardown(consciousness_is_a_letter_or_its_number, replay_set_up,
                                        replay_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
