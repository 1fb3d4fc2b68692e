/* Units to each parameter's own, in exact fractions.
 *
 * The pound is 0.45359237 kg by definition; 1 mmol/L of glucose is 18.016 mg/dL; 1 kPa is 7.50062
 * mmHg. Spellings beyond UCUM's are those that devices and their applications send; each has one
 * meaning within its parameter ("C" is no coulomb in a temperature). */
#include <string.h>

#include "clinical/parameter.h"

/* own = (value × times + plus) / by */
struct unit {
    const char *text;
    int64_t times, plus, by;
};

#define SAME(text)                                                                                 \
    {                                                                                              \
        text, 1, 0, 1                                                                              \
    }
#define POUND(text)                                                                                \
    {                                                                                              \
        text, 45359237, 0, 100000000                                                               \
    }
#define FAHRENHEIT(text)                                                                           \
    {                                                                                              \
        text, 5, -160, 9                                                                           \
    }
#define KILOPASCAL(text)                                                                           \
    {                                                                                              \
        text, 750062, 0, 100000                                                                    \
    }
#define MG_DL(text)                                                                                \
    {                                                                                              \
        text, 1000, 0, 18016                                                                       \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, 0, 0, 0                                                                              \
    }

static const struct unit percent[] = {SAME("%"), {"1", 100, 0, 1}, {"{fraction}", 100, 0, 1}, END};
static const struct unit per_minute[] = {
    SAME("/min"),        SAME("1/min"),       SAME("{beat}/min"),   SAME("{beats}/min"),
    SAME("{Beats}/min"), SAME("beats/min"),   SAME("bpm"),          SAME("BPM"),
    SAME("min-1"),       SAME("{pulse}/min"), SAME("beats/minute"), END,
};
static const struct unit breaths[] = {
    SAME("/min"),           SAME("1/min"),
    SAME("{breath}/min"),   SAME("{breaths}/min"),
    SAME("breaths/min"),    SAME("{resp}/min"),
    SAME("min-1"),          SAME("br/min"),
    SAME("breaths/minute"), END,
};
static const struct unit pressure[] = {
    SAME("mm[Hg]"), SAME("mmHg"), SAME("mm Hg"), KILOPASCAL("kPa"), END,
};
static const struct unit temperature[] = {
    SAME("Cel"),
    SAME("°C"),
    SAME("degC"),
    SAME("C"),
    SAME("℃"),
    FAHRENHEIT("[degF]"),
    FAHRENHEIT("degF"),
    FAHRENHEIT("°F"),
    FAHRENHEIT("F"),
    FAHRENHEIT("℉"),
    END,
};
static const struct unit mass[] = {
    SAME("kg"), {"g", 1, 0, 1000}, POUND("[lb_av]"), POUND("lb"), POUND("lbs"), END,
};
static const struct unit glucose[] = {
    SAME("mmol/L"), SAME("mmol/l"), MG_DL("mg/dL"), MG_DL("mg/dl"), END,
};

static const struct unit volume[] = {
    SAME("L"), SAME("l"), {"mL", 1, 0, 1000}, {"ml", 1, 0, 1000}, END,
};
static const struct unit flow[] = {
    SAME("L/min"),
    SAME("l/min"),
    {"L/s", 60, 0, 1},
    {"l/s", 60, 0, 1},
    {"mL/s", 6, 0, 100},
    {"ml/s", 6, 0, 100},
    {"mL/min", 1, 0, 1000},
    {"ml/min", 1, 0, 1000},
    SAME("liters/min"),
    SAME("LPM"),
    SAME("lpm"),
    END,
};
static const struct unit length[] = {
    SAME("cm"),          {"m", 100, 0, 1},         {"mm", 1, 0, 10},     {"[in_i]", 254, 0, 100},
    {"in", 254, 0, 100}, {"[ft_i]", 3048, 0, 100}, {"ft", 3048, 0, 100}, END,
};
static const struct unit mass_by_area[] = {
    SAME("kg/m2"), SAME("kg/m^2"), SAME("kg/m²"), SAME("kg.m-2"), END,
};
static const struct unit score[] = {
    SAME("{score}"), SAME("1"), SAME("{points}"), SAME("{point}"), SAME("score"), END,
};
static const struct unit level[] = {
    SAME("{acvpu}"),
    SAME("{score}"),
    END,
};

static const struct unit *const units[PARAMETER_COUNT] = {
    [PARAMETER_SPO2] = percent, [PARAMETER_PULSE] = per_minute,  [PARAMETER_SBP] = pressure,
    [PARAMETER_DBP] = pressure, [PARAMETER_MAP] = pressure,      [PARAMETER_TEMP] = temperature,
    [PARAMETER_WEIGHT] = mass,  [PARAMETER_RESP_RATE] = breaths, [PARAMETER_GLUCOSE] = glucose,
    [PARAMETER_FEV1] = volume,  [PARAMETER_FEV1_PP] = percent,   [PARAMETER_FVC] = volume,
    [PARAMETER_PEF] = flow,     [PARAMETER_BMI] = mass_by_area,  [PARAMETER_HEIGHT] = length,
    [PARAMETER_O2_FLOW] = flow, [PARAMETER_NEWS2] = score,       [PARAMETER_PHQ9] = score,
    [PARAMETER_GAD7] = score,   [PARAMETER_ACVPU] = level,
};

static const struct unit *find(enum parameter parameter, const char *text, size_t len)
{
    const struct unit *unit = parameter_info(parameter) ? units[parameter] : NULL;
    for (; unit && unit->text; unit++) {
        if (strlen(unit->text) == len && memcmp(unit->text, text, len) == 0) {
            return unit;
        }
    }
    return NULL;
}

#define EXPONENT_LOW (-30)
#define VALUE_MOST ((__int128)INT64_MAX) /* of any unit: far beyond what fits at the end */

static __int128 power(int tens)
{
    __int128 value = 1;
    while (tens-- > 0) {
        value *= 10;
    }
    return value;
}

/* Half away from zero; below > 0. The remainder is compared, so that nothing is doubled. */
static __int128 divide(__int128 above, __int128 below)
{
    __int128 whole = above / below, rest = above % below;
    rest = rest < 0 ? -rest : rest;
    if (rest >= below - rest) {
        whole += above < 0 ? -1 : 1;
    }
    return whole;
}

/* Every product stays within 128 bits: the exponent is -30 at least, so that a sum is at most
 * 160 × 10^30 and what divides it at most 10^8 × 10^24. */
enum unit_result parameter_normalise(enum parameter parameter, int64_t digits, int exponent,
                                     const char *unit_text, size_t unit_len, int64_t *micro_r)
{
    const struct unit *unit = find(parameter, unit_text, unit_len);
    if (!unit) {
        return UNIT_UNKNOWN;
    }
    __int128 value = digits;
    exponent = digits == 0 ? 0 : exponent;
    for (; exponent < 0 && value % 10 == 0; exponent++) {
        value /= 10;
    }
    for (; exponent > 0 && value != 0; exponent--) {
        value *= 10;
        if (value > VALUE_MOST || value < -VALUE_MOST) {
            return UNIT_RANGE;
        }
    }
    if (exponent < EXPONENT_LOW) {
        return UNIT_RANGE;
    }
    int places = exponent < 0 ? -exponent : 0;
    __int128 above = value * unit->times + unit->plus * power(places);
    __int128 below = unit->by;
    if (places > 6) {
        below *= power(places - 6);
    } else {
        above *= power(6 - places);
    }
    __int128 micro = divide(above, below);
    if (micro > INT64_MAX || micro < INT64_MIN) {
        return UNIT_RANGE;
    }
    *micro_r = (int64_t)micro;
    return UNIT_OK;
}
