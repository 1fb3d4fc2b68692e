/* Decimal numbers: text to scaled integers and back, with nothing lost on the way. */
#include "base/decimal.h"

#include <inttypes.h>
#include <stdio.h>

#define DIGITS_MAX 18
#define EXPONENT_MAX 30
#define PLACES_MAX 10 /* what decimal_text's buffer has room for beside the largest number */

struct scan {
    const char *at;
    const char *end;
};

static bool is_digit(const struct scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static bool take(struct scan *scan, char c)
{
    if (scan->at == scan->end || *scan->at != c) {
        return false;
    }
    scan->at++;
    return true;
}

/* Leading zeros are not significant and do not count. */
static bool take_digits(struct scan *scan, int64_t *digits, int *significant, int *count_r)
{
    int count = 0;
    for (; is_digit(scan); scan->at++, count++) {
        if ((*digits != 0 || *scan->at != '0') && ++*significant > DIGITS_MAX) {
            return false;
        }
        *digits = *digits * 10 + (*scan->at - '0');
    }
    *count_r = count;
    return count > 0;
}

static bool take_exponent(struct scan *scan, int *exponent_r)
{
    bool minus = take(scan, '-');
    if (!minus) {
        take(scan, '+');
    }
    if (!is_digit(scan)) {
        return false;
    }
    int exponent = 0;
    for (; is_digit(scan); scan->at++) {
        exponent = exponent * 10 + (*scan->at - '0');
        if (exponent > EXPONENT_MAX) {
            return false;
        }
    }
    *exponent_r = minus ? -exponent : exponent;
    return true;
}

static bool take_whole(struct scan *scan, int64_t *digits, int *significant)
{
    int count = 0;
    if (take(scan, '0')) {
        return !is_digit(scan);
    }
    return take_digits(scan, digits, significant, &count);
}

bool decimal_parse(struct str text, struct decimal *value_r)
{
    if (text.len == 0) {
        return false;
    }
    struct scan scan = {text.at, text.at + text.len};
    int64_t digits = 0;
    int significant = 0, places = 0, exponent = 0;
    bool minus = take(&scan, '-');
    if (!take_whole(&scan, &digits, &significant)) {
        return false;
    }
    if (take(&scan, '.') && !take_digits(&scan, &digits, &significant, &places)) {
        return false;
    }
    if ((take(&scan, 'e') || take(&scan, 'E')) && !take_exponent(&scan, &exponent)) {
        return false;
    }
    if (scan.at != scan.end || exponent - places < -EXPONENT_MAX) {
        return false;
    }
    *value_r = (struct decimal){minus ? -digits : digits, exponent - places, places};
    return true;
}

/* Half away from zero. */
static int64_t divide(int64_t digits, int tens)
{
    __int128 by = 1;
    while (tens-- > 0) {
        by *= 10;
    }
    __int128 twice = (__int128)digits * 2;
    return (int64_t)((twice + (digits < 0 ? -by : by)) / (by * 2));
}

bool decimal_micro(const struct decimal *value, int64_t *micro_r)
{
    int tens = value->exponent + 6;
    int64_t micro = value->digits;
    if (tens < -EXPONENT_MAX) {
        micro = 0; /* 19 digits at most: far below half a millionth */
    } else if (tens < 0) {
        micro = divide(micro, -tens);
    }
    for (; tens > 0 && micro != 0; tens--) {
        if (__builtin_mul_overflow(micro, 10, &micro)) {
            return false;
        }
    }
    *micro_r = micro;
    return true;
}

int64_t decimal_rounded(int64_t micro, int64_t step)
{
    return (micro + (micro < 0 ? -step : step) / 2) / step * step;
}

void decimal_text(int64_t micro, int places, char text_r[DECIMAL_TEXT])
{
    uint64_t size = micro < 0 ? 0 - (uint64_t)micro : (uint64_t)micro;
    uint64_t whole = size / (uint64_t)MICRO, part = size % (uint64_t)MICRO;
    char digits[PLACES_MAX + 1] = "0000000000";
    int count = 6;
    for (int i = 5; i >= 0; i--, part /= 10) {
        digits[i] = (char)('0' + part % 10);
    }
    while (count > 0 && digits[count - 1] == '0') {
        count--;
    }
    if (places > count) {
        count = places < PLACES_MAX ? places : PLACES_MAX;
    }
    digits[count] = '\0';
    snprintf(text_r, DECIMAL_TEXT, "%s%" PRIu64 "%s%s", micro < 0 ? "-" : "", whole,
             count > 0 ? "." : "", digits);
}
