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

bool holiday_norway(int64_t day)
{
    static const struct {
        int month, day;
    } fixed[] = {{1, 1}, {5, 1}, {5, 17}, {12, 25}, {12, 26}};
    /* Maundy Thursday, Good Friday, Easter, Ascension, Whitsun, as days from Easter Sunday. */
    static const int moving[] = {-3, -2, 0, 1, 39, 49, 50};
    int year, month, date;
    caltime_civil(day, &year, &month, &date);
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        if (month == fixed[i].month && date == fixed[i].day)
            return true;
    int64_t from_easter = day - holiday_easter(year);
    for (size_t i = 0; i < sizeof moving / sizeof moving[0]; i++)
        if (from_easter == moving[i])
            return true;
    return false;
}
