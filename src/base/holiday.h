/* Norwegian public holidays, computed. */
#ifndef VARDE_BASE_HOLIDAY_H
#define VARDE_BASE_HOLIDAY_H

#include <stdbool.h>
#include <stdint.h>

/* day: counted from 1970-01-01. Sundays are not told. Years 1583 and later. */
bool holiday_norway(int64_t day);
/* The holiday's word, "good_friday"; NULL on other days. Its text is "holiday." and the word. */
const char *holiday_word(int64_t day);
/* Easter Sunday of a year (Gregorian). */
int64_t holiday_easter(int year);

#endif
