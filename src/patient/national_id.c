#include "patient/national_id.h"

#include "base/caltime.h"
#include "base/clock.h"

#include <stdio.h>

enum { DIGITS = 11 };

static bool read_digits(struct str text, int digit_r[DIGITS])
{
    if (text.len != DIGITS)
        return false;
    for (size_t i = 0; i < DIGITS; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        digit_r[i] = text.at[i] - '0';
    }
    return true;
}

/* What is left of the weighted sum, the check digit's own weight being 1. */
static int remainder_of(const int digit[DIGITS], const int *weights, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += weights[i] * digit[i];
    return sum % 11;
}

static bool are_checked(const int digit[DIGITS], enum national_id_rule rule)
{
    static const int first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
    static const int second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    int most = rule == NATIONAL_ID_FROM_2032 ? 3 : 0;
    return remainder_of(digit, first, 10) <= most && remainder_of(digit, second, 11) == 0;
}

/* The century that the three digits tell, for two digits of the year; 0: none. */
static int century_of(int individual, int year)
{
    if (individual < 500)
        return 1900;
    if (individual < 750 && year >= 54)
        return 1800;
    if (year < 40)
        return 2000;
    return individual >= 900 ? 1900 : 0;
}

static bool is_day(int year, int month, int day)
{
    int y, m, d;
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    caltime_civil(caltime_day(year, month, day), &y, &m, &d);
    return y == year && m == month && d == day;
}

static void read_kind(struct national_id *id)
{
    id->system = id->day > 40 ? NATIONAL_ID_D : NATIONAL_ID_BIRTH;
    id->day -= id->day > 40 ? 40 : 0;
    id->synthetic = id->month > 65;
    id->month -= id->month > 80 ? 80 : id->month > 65 ? 65 : 0;
}

static bool read_day(struct national_id *id, int individual, enum national_id_rule rule)
{
    int century = century_of(individual, id->year);
    if (rule == NATIONAL_ID_FROM_2032) /* the 29th of February in any century */
        return is_day(id->year ? 1900 + id->year : 2000, id->month, id->day);
    id->has_century = true;
    id->year += century;
    return century && is_day(id->year, id->month, id->day);
}

enum national_id_fault national_id_read(struct str text, enum national_id_rule rule,
                                        struct national_id *id_r)
{
    int digit[DIGITS];
    if (!read_digits(text, digit))
        return NATIONAL_ID_SHAPE;
    *id_r = (struct national_id){.day = digit[0] * 10 + digit[1],
                                 .month = digit[2] * 10 + digit[3],
                                 .year = digit[4] * 10 + digit[5]};
    read_kind(id_r);
    if (!read_day(id_r, digit[6] * 100 + digit[7] * 10 + digit[8], rule))
        return NATIONAL_ID_DATE;
    if (rule != NATIONAL_ID_FROM_2032)
        id_r->sex = digit[8] % 2 ? NATIONAL_ID_MALE : NATIONAL_ID_FEMALE;
    return rule == NATIONAL_ID_UNCHECKED || are_checked(digit, rule) ? NATIONAL_ID_GOOD
                                                                     : NATIONAL_ID_DIGITS;
}

enum national_id_rule national_id_rule_at(int64_t now)
{
    return caltime_oslo_day(now) >= caltime_day(2032, 1, 1) ? NATIONAL_ID_FROM_2032
                                                            : NATIONAL_ID_BEFORE_2032;
}

bool national_id_is_of(const struct national_id *id, int year, int month, int day)
{
    return (id->has_century ? id->year == year : id->year == year % 100) && id->month == month &&
           id->day == day;
}

bool national_id_born(const struct national_id *id, char day_r[NATIONAL_ID_DAY])
{
    char text[40];
    snprintf(text, sizeof text, "%04d-%02d-%02d", id->year, id->month, id->day);
    memcpy(day_r, text, NATIONAL_ID_DAY - 1);
    day_r[NATIONAL_ID_DAY - 1] = 0;
    return id->has_century;
}
