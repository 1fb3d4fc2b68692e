/* National ids against numbers that the tax administration's and NAV's test populations publish
 * (synthetic: nobody has them), and in themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/caltime.h"
#include "base/clock.h"
#include "demo/demo_names.h"
#include "patient/national_id.h"

static enum national_id_fault fault_of(const char *text, enum national_id_rule rule)
{
    struct national_id id;
    return national_id_read(str_of(text), rule, &id);
}

static void what_the_test_populations_say_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *born;
        bool d, male;
    } known[] = {
        {"17912099997", "2020-11-17", false, true},  {"57912075186", "2020-11-17", true, true},
        {"29822099635", "2020-02-29", false, false}, {"69822075096", "2020-02-29", true, false},
        {"05840399895", "2003-04-05", false, false}, {"45840375084", "2003-04-05", true, false},
        {"12829499914", "1994-02-12", false, true},  {"52829400197", "1994-02-12", true, true},
        {"12905299938", "1952-10-12", false, true},  {"52905200100", "1952-10-12", true, true},
        {"21883649874", "1936-08-21", false, false}, {"61883600222", "1936-08-21", true, false},
        {"21929774873", "1897-12-21", false, false}, {"61929750062", "1897-12-21", true, false},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct national_id id;
        char born[NATIONAL_ID_DAY];
        enum national_id_fault fault =
            national_id_read(str_of(known[i].text), NATIONAL_ID_BEFORE_2032, &id);
        if (fault)
            fail_msg("%s: fault %d", known[i].text, fault);
        assert_true(national_id_born(&id, born));
        assert_string_equal(born, known[i].born);
        assert_string_equal(id.system, known[i].d ? NATIONAL_ID_D : NATIONAL_ID_BIRTH);
        assert_int_equal(id.sex, known[i].male ? NATIONAL_ID_MALE : NATIONAL_ID_FEMALE);
        assert_true(id.synthetic);
    }
}

static void every_other_number_one_digit_away_is_refused(void **state)
{
    (void)state;
    char text[] = "12905299938";
    for (int at = 0; at < 11; at++) {
        char own = text[at];
        for (int digit = '0'; digit <= '9'; digit++) {
            text[at] = (char)digit;
            assert_int_equal(fault_of(text, NATIONAL_ID_BEFORE_2032) == NATIONAL_ID_GOOD,
                             digit == own);
        }
        text[at] = own;
    }
}

/* All numbers of one day: which the two rules take. */
static void from_2032_the_first_check_digit_leaves_up_to_three(void **state)
{
    (void)state;
    int before = 0, from = 0;
    for (int tail = 0; tail < 100000; tail++) {
        char text[16];
        struct national_id id;
        snprintf(text, sizeof text, "150179%05d", tail);
        bool today = fault_of(text, NATIONAL_ID_BEFORE_2032) == NATIONAL_ID_GOOD;
        bool later = national_id_read(str_of(text), NATIONAL_ID_FROM_2032, &id) == NATIONAL_ID_GOOD;
        assert_true(later || !today);
        before += today;
        from += later;
        if (!later)
            continue;
        assert_int_equal(id.sex, NATIONAL_ID_ANY_SEX);
        assert_false(id.has_century);
        assert_true(national_id_is_of(&id, 1979, 1, 15) && national_id_is_of(&id, 2079, 1, 15));
        assert_false(national_id_is_of(&id, 1980, 1, 15) || national_id_is_of(&id, 1979, 2, 15));
    }
    /* Of 1000, 600 have a century in this year (000–499, 900–999, and 500–749 in 1879). */
    assert_in_range(before, 600, 850);
    assert_in_range(from, 3000, 3500);
}

static void what_is_no_number_is_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum national_id_fault fault;
    } cases[] = {
        {"", NATIONAL_ID_SHAPE},
        {"1290529993", NATIONAL_ID_SHAPE},
        {"129052999380", NATIONAL_ID_SHAPE},
        {"129052 9993", NATIONAL_ID_SHAPE},
        {"1290529993a", NATIONAL_ID_SHAPE},
        {"00000000000", NATIONAL_ID_DATE},
        {"32810012345", NATIONAL_ID_DATE}, /* the 32nd */
        {"12935299938", NATIONAL_ID_DATE}, /* month 13 of the series with 80 */
        {"12135299938", NATIONAL_ID_DATE},
        {"12455299938", NATIONAL_ID_DATE}, /* 40 on the month: somebody's own series */
        {"29020112345", NATIONAL_ID_DATE}, /* 2001, or 1901, had no such day */
        {"12904580038", NATIONAL_ID_DATE}, /* 800 in the year 45 has no century */
        {"12905299937", NATIONAL_ID_DIGITS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (fault_of(cases[i].text, NATIONAL_ID_BEFORE_2032) != cases[i].fault)
            fail_msg("%s is not told as %d", cases[i].text, cases[i].fault);
    assert_int_equal(fault_of("12905299937", NATIONAL_ID_UNCHECKED), NATIONAL_ID_GOOD);
    assert_int_equal(fault_of("12935299938", NATIONAL_ID_UNCHECKED), NATIONAL_ID_DATE);
}

static void the_demo_worlds_numbers_are_good_and_say_who_has_them(void **state)
{
    (void)state;
    struct demo_numbers *numbers = demo_numbers_create();
    for (int i = 0; i < 400; i++) {
        char text[DEMO_NATIONAL_ID];
        struct national_id id;
        int year, month, day;
        bool female = i % 2;
        int64_t born = caltime_day(1930 + i % 60, 1 + i % 12, 1 + i % 28);
        demo_numbers_next(numbers, female, &born, text);
        caltime_civil(born, &year, &month, &day);
        assert_int_equal(national_id_read(str_of(text), NATIONAL_ID_BEFORE_2032, &id),
                         NATIONAL_ID_GOOD);
        assert_true(national_id_is_of(&id, year, month, day));
        assert_int_equal(id.sex, female ? NATIONAL_ID_FEMALE : NATIONAL_ID_MALE);
    }
    demo_numbers_destroy(numbers);
}

static void the_rule_changes_at_new_year_in_norway(void **state)
{
    (void)state;
    int64_t year = caltime_day(2032, 1, 1) * DAY;
    assert_int_equal(national_id_rule_at(year - HOUR - 1), NATIONAL_ID_BEFORE_2032);
    assert_int_equal(national_id_rule_at(year - HOUR), NATIONAL_ID_FROM_2032);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_test_populations_say_is_read),
        cmocka_unit_test(every_other_number_one_digit_away_is_refused),
        cmocka_unit_test(from_2032_the_first_check_digit_leaves_up_to_three),
        cmocka_unit_test(what_is_no_number_is_told_apart),
        cmocka_unit_test(the_demo_worlds_numbers_are_good_and_say_who_has_them),
        cmocka_unit_test(the_rule_changes_at_new_year_in_norway),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
