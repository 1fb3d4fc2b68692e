/* Decimal numbers as text gives them, without binary fractions.
 *
 * A measured value is kept twice: as the text it came with (2.0 is not 2), and as a scaled
 * integer in millionths of the parameter's own unit, which is what rules compare. */
#ifndef VARDE_BASE_DECIMAL_H
#define VARDE_BASE_DECIMAL_H

#include "base/str.h"

#define MICRO INT64_C(1000000)

/* value = digits × 10^exponent; places: digits after the point as written. */
struct decimal {
    int64_t digits;
    int exponent;
    int places;
};

/* JSON number grammar (no leading '+', no leading zeros, exponent allowed). False when it is not
 * one, or when it has more than 18 significant digits or an exponent beyond ±30. */
bool decimal_parse(struct str text, struct decimal *value_r);
/* In millionths, rounded half away from zero; false when it does not fit. */
bool decimal_micro(const struct decimal *value, int64_t *micro_r);
/* To whole multiples of step > 0, half away from zero. */
int64_t decimal_rounded(int64_t micro, int64_t step);
/* Millionths as text with at least `places` digits after the point, and as many more (to six)
 * as it takes to be exact. The point is '.'. */
#define DECIMAL_TEXT 32
void decimal_text(int64_t micro, int places, char text_r[DECIMAL_TEXT]);

#endif
