#include "clinical/news2.h"

#include <stddef.h>

#define UNIT 1000000 /* millionths */

/* A row of the table: values up to `most` (inclusive, in the part's precision) give `points`. Rows
 * go upwards; the last holds for all above. */
struct row {
    int64_t most;
    int points;
};

#define ABOVE INT64_MAX

static const struct row RESP_RATE[] = {{8, 3}, {11, 1}, {20, 0}, {24, 2}, {ABOVE, 3}};
static const struct row SPO2_1[] = {{91, 3}, {93, 2}, {95, 1}, {ABOVE, 0}};
static const struct row SPO2_2_AIR[] = {{83, 3}, {85, 2}, {87, 1}, {ABOVE, 0}};
static const struct row SPO2_2_OXYGEN[] = {{83, 3}, {85, 2}, {87, 1},   {92, 0},
                                           {94, 1}, {96, 2}, {ABOVE, 3}};
static const struct row OXYGEN[] = {{0, 0}, {ABOVE, 2}};
static const struct row SBP[] = {{90, 3}, {100, 2}, {110, 1}, {219, 0}, {ABOVE, 3}};
static const struct row PULSE[] = {{40, 3}, {50, 1}, {90, 0}, {110, 1}, {130, 2}, {ABOVE, 3}};
static const struct row CONSCIOUSNESS[] = {{0, 0}, {ABOVE, 3}};
static const struct row TEMP[] = {{350, 3}, {360, 1}, {380, 0}, {390, 1}, {ABOVE, 2}}; /* tenths */

static int points_of(const struct row *rows, int64_t value)
{
    while (value > rows->most)
        rows++;
    return rows->points;
}

/* Half away from zero. */
static int64_t rounded(int64_t value, int64_t step)
{
    int64_t whole = value / step, rest = value % step;
    if (rest >= step - step / 2)
        return whole + 1;
    if (rest <= -(step - step / 2))
        return whole - 1;
    return whole;
}

/* On scale 2 only 93 % and more are worth something else with oxygen than on air. */
static int spo2_points(const struct news2_input *input)
{
    int64_t value = rounded(input->value[NEWS2_SPO2], UNIT);
    if (input->scale == NEWS2_SCALE_1)
        return points_of(SPO2_1, value);
    if (input->scale != NEWS2_SCALE_2)
        return -1;
    int air = points_of(SPO2_2_AIR, value), oxygen = points_of(SPO2_2_OXYGEN, value);
    if (!input->has[NEWS2_OXYGEN])
        return air == oxygen ? air : -1;
    return input->value[NEWS2_OXYGEN] ? oxygen : air;
}

static int part_points(const struct news2_input *input, enum news2_part part)
{
    int64_t value = input->value[part];
    if (!input->has[part])
        return -1;
    switch (part) {
    case NEWS2_RESP_RATE:
        return points_of(RESP_RATE, rounded(value, UNIT));
    case NEWS2_SPO2:
        return spo2_points(input);
    case NEWS2_OXYGEN:
        return points_of(OXYGEN, value != 0);
    case NEWS2_SBP:
        return points_of(SBP, rounded(value, UNIT));
    case NEWS2_PULSE:
        return points_of(PULSE, rounded(value, UNIT));
    case NEWS2_CONSCIOUSNESS:
        return points_of(CONSCIOUSNESS, value != 0);
    case NEWS2_TEMP:
        return points_of(TEMP, rounded(value, UNIT / 10));
    default:
        return -1;
    }
}

static enum news2_band band_of(int total, int most)
{
    if (total >= 7)
        return NEWS2_HIGH;
    if (total >= 5)
        return NEWS2_MEDIUM;
    if (most == 3)
        return NEWS2_SINGLE_3;
    return total ? NEWS2_LOW : NEWS2_ZERO;
}

void news2_score(const struct news2_input *input, struct news2 *news2_r)
{
    int total = 0, most = 0;
    bool complete = true;
    for (int part = 0; part < NEWS2_PARTS; part++) {
        int points = part_points(input, (enum news2_part)part);
        news2_r->points[part] = points;
        complete = complete && points >= 0;
        total += points > 0 ? points : 0;
        most = points > most ? points : most;
    }
    news2_r->total = complete ? total : -1;
    news2_r->band = complete ? band_of(total, most) : NEWS2_INCOMPLETE;
}
