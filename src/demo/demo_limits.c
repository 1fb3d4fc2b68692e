/* Individual limits and levels: what a trial of two weeks proposes from the patient's own days, as
 * a doctor then orders it. */
#include "base/decimal.h"
#include "clinical/baseline.h"
#include "demo/demo_patient.h"

enum { DAYS_OF_TRIAL = 14, TRIAL_STREAM = 2, LEVELS_FOR_ALL = 4 };
#define MEASURED 0.92 /* of the days of a trial */

/* What is ordered, and on which sides limits are. */
struct wanted {
    enum parameter parameter;
    bool low, high;
};

static const struct wanted copd_wants[] = {
    {PARAMETER_SPO2, true, false},
    {PARAMETER_PULSE, true, true},
};
/* Who has lung disease too keeps the limit that fits the lungs. */
static const struct wanted heart_wants[] = {
    {PARAMETER_WEIGHT, false, true},
    {PARAMETER_SBP, true, true},
    {PARAMETER_PULSE, true, true},
    {PARAMETER_SPO2, true, false},
};

static const struct limit *floor_of(const struct programme *programme, enum parameter parameter,
                                    enum limit_side side)
{
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        if (limit->parameter == parameter && limit->kind == LIMIT_VALUE && !limit->condition &&
            limit->side == side && limit->zone == ZONE_RED)
            return limit;
    }
    return NULL;
}

/* The days of the trial, of which some have no value. */
static size_t live_trial(const struct demo_patient *patient, const struct demo_plan *plan,
                         enum parameter parameter, struct day_value days_r[DAYS_OF_TRIAL])
{
    struct demo_random random =
        demo_random_of(plan->seed, (uint64_t)patient->number, TRIAL_STREAM + (uint64_t)parameter);
    struct demo_habit habit = patient->habits[parameter];
    size_t count = 0;
    habit.drift = demo_random_normal(&random);
    for (int32_t day = 1; day <= DAYS_OF_TRIAL; day++) {
        int64_t value = demo_habit_day(&habit, parameter, &random);
        if (demo_random_chance(&random, MEASURED))
            days_r[count++] = (struct day_value){parameter, day, value};
    }
    return count;
}

/* Some were ordered before levels were: theirs are limits alone, and act at once. */
static bool has_levels(const struct demo_patient *patient)
{
    return patient->number <= LEVELS_FOR_ALL || patient->number % 6 != 1;
}

static void add_limits(const struct demo_patient *patient, const struct wanted *wanted,
                       const struct baseline *baseline, struct demo_ordered *ordered)
{
    for (size_t i = 0; i < 4; i++) {
        struct limit limit = baseline->limits[i];
        if (limit.side == SIDE_LOW ? !wanted->low : !wanted->high)
            continue;
        limit.basis = has_levels(patient) ? BASIS_HABITUAL : BASIS_ABSOLUTE;
        ordered->limits[ordered->limit_count++] = limit;
    }
}

static void add_level(const struct wanted *wanted, const struct baseline *baseline,
                      struct levels *levels)
{
    const struct baseline_prior *prior = baseline_prior(wanted->parameter);
    levels->habits[levels->habit_count++] = (struct habit){.parameter = wanted->parameter,
                                                           .level = baseline->level,
                                                           .sigma = baseline->sigma,
                                                           .low = prior->low,
                                                           .high = prior->high};
}

static void propose(const struct demo_patient *patient, const struct demo_plan *plan,
                    const struct programme *programme, const struct wanted *wanted,
                    struct demo_ordered *ordered)
{
    struct day_value days[DAYS_OF_TRIAL];
    struct baseline baseline;
    const struct baseline_input input = {
        .parameter = wanted->parameter,
        .trial_days = DAYS_OF_TRIAL,
        .days = days,
        .day_count = live_trial(patient, plan, wanted->parameter, days),
        .floor_low = floor_of(programme, wanted->parameter, SIDE_LOW),
        .floor_high = floor_of(programme, wanted->parameter, SIDE_HIGH),
    };
    baseline_propose(&input, &baseline);
    if (baseline.quality == BASELINE_NONE)
        return;
    add_limits(patient, wanted, &baseline, ordered);
    if (has_levels(patient))
        add_level(wanted, &baseline, &ordered->levels);
}

void demo_patient_ordered(const struct demo_patient *patient, const struct demo_plan *plan,
                          int programme, struct demo_ordered *ordered_r)
{
    const struct wanted *wanted = programme == DEMO_HEART ? heart_wants : copd_wants;
    size_t count = programme == DEMO_HEART ? sizeof heart_wants / sizeof heart_wants[0]
                                           : sizeof copd_wants / sizeof copd_wants[0];
    *ordered_r = (struct demo_ordered){0};
    if (patient->trial)
        return;
    if (programme == DEMO_HEART && !patient->in[DEMO_COPD])
        count--;
    for (size_t i = 0; i < count; i++)
        propose(patient, plan, &plan->programmes[programme], &wanted[i], ordered_r);
}
