/* Norwegian holidays: Easter by its published dates, and what hangs on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/caltime.h"
#include "base/holiday.h"

static void easter_is_where_the_almanacs_have_it(void **state)
{
    static const struct {
        int year, month, day;
    } rows[] = {
        {1818, 3, 22}, {1943, 4, 25}, {1954, 4, 18}, {1961, 4, 2},  {1981, 4, 19}, {2000, 4, 23},
        {2008, 3, 23}, {2011, 4, 24}, {2019, 4, 21}, {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},
        {2027, 3, 28}, {2038, 4, 25}, {2049, 4, 18}, {2076, 4, 19}, {2100, 3, 28},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t day = holiday_easter(rows[i].year);
        if (day != caltime_day(rows[i].year, rows[i].month, rows[i].day)) {
            fail_msg("Easter of %d", rows[i].year);
        }
    }
}

static void easter_is_a_sunday_in_every_year(void **state)
{
    (void)state;
    for (int year = 1583; year < 3000; year++) {
        int64_t day = holiday_easter(year);
        assert_int_equal(caltime_weekday(day), 6);
        assert_true(day >= caltime_day(year, 3, 22) && day <= caltime_day(year, 4, 25));
    }
}

static void a_year_has_its_twelve_days(void **state)
{
    static const int days[][2] = {{1, 1},  {4, 2},  {4, 3},  {4, 5},  {4, 6},   {5, 1},
                                  {5, 14}, {5, 17}, {5, 24}, {5, 25}, {12, 25}, {12, 26}};
    size_t found = 0;
    (void)state;
    for (int64_t day = caltime_day(2026, 1, 1); day < caltime_day(2027, 1, 1); day++) {
        int year, month, date;
        if (!holiday_norway(day)) {
            continue;
        }
        caltime_civil(day, &year, &month, &date);
        assert_true(found < 12);
        assert_int_equal(month, days[found][0]);
        assert_int_equal(date, days[found][1]);
        found++;
    }
    assert_int_equal(found, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(easter_is_where_the_almanacs_have_it),
        cmocka_unit_test(easter_is_a_sunday_in_every_year),
        cmocka_unit_test(a_year_has_its_twelve_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
