/* Individual limits: two and three deviations from the patient's own habit, never looser than the
 * programme's red ones. */
#include "base/decimal.h"
#include "demo/demo_patient.h"

#define DAYS_OF_TRIAL 14
#define PRIOR_WEIGHT 10

/* How the deviation is estimated from two weeks of a trial, by the population's and a least one. */
struct scale {
    enum parameter parameter;
    double population, least;
    int64_t step; /* millionths */
    bool low, high;
};

static const struct scale copd_scales[] = {
    {PARAMETER_SPO2, 1, 1, MICRO, true, false},
    {PARAMETER_PULSE, 5, 2, MICRO, true, true},
};
static const struct scale heart_scales[] = {
    {PARAMETER_WEIGHT, 0.6, 0.3, MICRO / 10, false, true},
    {PARAMETER_SBP, 8, 4, MICRO, true, true},
    {PARAMETER_PULSE, 5, 2, MICRO, true, true},
};
/* Who has lung disease too keeps the limit that fits the lungs. */
static const struct scale heart_and_lung_scales[] = {
    {PARAMETER_WEIGHT, 0.6, 0.3, MICRO / 10, false, true},
    {PARAMETER_SBP, 8, 4, MICRO, true, true},
    {PARAMETER_PULSE, 5, 2, MICRO, true, true},
    {PARAMETER_SPO2, 1, 1, MICRO, true, false},
};

/* Square root by Newton's way: the same on every machine. */
static double root(double square)
{
    double guess = square > 1 ? square : 1;
    for (int i = 0; i < 40; i++)
        guess = (guess + square / guess) / 2;
    return guess;
}

static double deviation_of(const struct scale *scale, double sigma)
{
    double days = DAYS_OF_TRIAL - 1;
    double square = (PRIOR_WEIGHT * scale->population * scale->population + days * sigma * sigma) /
                    (PRIOR_WEIGHT + days);
    double deviation = root(square);
    return deviation < scale->least ? scale->least : deviation;
}

/* Down to a whole number of steps for a low limit, up for a high one. */
static int64_t outward(double value, int64_t step, enum limit_side side)
{
    int64_t micro = (int64_t)(value * 1e6);
    return side == SIDE_LOW ? micro / step * step : (micro + step - 1) / step * step;
}

static bool floor_of(const struct programme *programme, enum parameter parameter,
                     enum limit_side side, int64_t *value_r)
{
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter == parameter && limit->kind == LIMIT_VALUE && !limit->condition &&
            limit->side == side && limit->zone == ZONE_RED) {
            *value_r = limit->value;
            return true;
        }
    }
    return false;
}

/* Red is held inside the programme's, and yellow a step inside red. */
static void hold(const struct programme *programme, const struct scale *scale, enum limit_side side,
                 int64_t *yellow, int64_t *red)
{
    int64_t bound;
    int sign = side == SIDE_LOW ? 1 : -1;
    if (floor_of(programme, scale->parameter, side, &bound) && (*red - bound) * sign < 0)
        *red = bound;
    if ((*yellow - *red) * sign < scale->step)
        *yellow = *red + sign * scale->step;
}

static size_t side_limits(const struct programme *programme, const struct scale *scale,
                          const struct demo_habit *habit, enum limit_side side,
                          struct limit limits_r[2])
{
    double deviation = deviation_of(scale, habit->sigma) * (side == SIDE_LOW ? -1 : 1);
    int64_t yellow = outward(habit->level + 2 * deviation, scale->step, side);
    int64_t red = outward(habit->level + 3 * deviation, scale->step, side);
    hold(programme, scale, side, &yellow, &red);
    enum limit_operator operator= side == SIDE_LOW ? OPERATOR_LE : OPERATOR_GE;
    limits_r[0] = (struct limit){scale->parameter, side, ZONE_YELLOW, operator, yellow };
    limits_r[1] = (struct limit){scale->parameter, side, ZONE_RED, operator, red };
    return 2;
}

size_t demo_patient_limits(const struct demo_patient *patient, const struct demo_plan *plan,
                           int programme, struct limit limits_r[PROGRAMME_LIMITS])
{
    const struct scale *scales = copd_scales;
    size_t count = sizeof copd_scales / sizeof copd_scales[0], used = 0;
    if (programme == DEMO_HEART) {
        bool both = patient->in[DEMO_COPD];
        scales = both ? heart_and_lung_scales : heart_scales;
        count = both ? sizeof heart_and_lung_scales / sizeof heart_and_lung_scales[0]
                     : sizeof heart_scales / sizeof heart_scales[0];
    }
    if (patient->trial)
        return 0;
    for (size_t i = 0; i < count; i++) {
        const struct demo_habit *habit = &patient->habits[scales[i].parameter];
        const struct programme *standard = &plan->programmes[programme];
        if (scales[i].low)
            used += side_limits(standard, &scales[i], habit, SIDE_LOW, limits_r + used);
        if (scales[i].high)
            used += side_limits(standard, &scales[i], habit, SIDE_HIGH, limits_r + used);
    }
    return used;
}
