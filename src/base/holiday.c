#include "base/holiday.h"

#include "base/caltime.h"

#include <stddef.h>

/* Gauss's way, as corrected for the Gregorian calendar by the lunar and solar equations. */
int64_t holiday_easter(int year)
{
    int golden = year % 19, century = year / 100;
    int solar = century - century / 4, lunar = (8 * century + 13) / 25;
    int epact = (19 * golden + solar - lunar + 15) % 30;
    int moon = epact - (epact == 29 || (epact == 28 && golden > 10));
    /* The Sunday after the full moon, which is `moon` days after 21 March. */
    int64_t full = caltime_day(year, 3, 21) + moon;
    return full + 7 - (caltime_weekday(full) + 1) % 7;
}

const char *holiday_word(int64_t day)
{
    static const struct {
        int month, day;
        const char *word;
    } fixed[] = {{1, 1, "new_year"},
                 {5, 1, "may_day"},
                 {5, 17, "constitution_day"},
                 {12, 25, "christmas_day"},
                 {12, 26, "boxing_day"}};
    static const struct {
        int after; /* days from Easter Sunday */
        const char *word;
    } moving[] = {{-3, "maundy_thursday"}, {-2, "good_friday"},   {0, "easter_sunday"},
                  {1, "easter_monday"},    {39, "ascension_day"}, {49, "whit_sunday"},
                  {50, "whit_monday"}};
    int year, month, date;
    caltime_civil(day, &year, &month, &date);
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (month == fixed[i].month && date == fixed[i].day)
            return fixed[i].word;
    int64_t from_easter = day - holiday_easter(year);
    for (size_t i = 0; i < sizeof moving / sizeof moving[0]; i++)
        if (from_easter == moving[i].after)
            return moving[i].word;
    return NULL;
}

bool holiday_norway(int64_t day)
{
    return holiday_word(day) != NULL;
}
