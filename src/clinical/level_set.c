#include "clinical/level_set.h"

#include "clinical/baseline.h"

static bool stands_before(const struct habit *habits, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (habits[i].parameter == habits[at].parameter) {
            return true;
        }
    }
    return false;
}

static bool can_be_measured(const struct parameter_info *info, int64_t level)
{
    return !info->has_hard || (level >= info->hard_low && level <= info->hard_high);
}

static enum level_fault fault_of(const struct habit *habits, size_t at, const bool *followed)
{
    const struct habit *habit = &habits[at];
    const struct parameter_info *info = parameter_info(habit->parameter);
    const struct baseline_prior *prior = baseline_prior(habit->parameter);
    if (!info || !followed[habit->parameter]) {
        return LEVEL_FAULT_NOT_FOLLOWED;
    }
    if (!prior) {
        return LEVEL_FAULT_NO_PRIOR;
    }
    if (habit->low != prior->low || habit->high != prior->high) {
        return LEVEL_FAULT_SIDES;
    }
    if (!can_be_measured(info, habit->level)) {
        return LEVEL_FAULT_LEVEL;
    }
    if (habit->sigma < prior->floor || habit->sigma > LEVEL_SIGMA_MOST * prior->sigma) {
        return LEVEL_FAULT_SIGMA;
    }
    return stands_before(habits, at) ? LEVEL_FAULT_TWICE : LEVEL_FAULT_NONE;
}

bool level_set_check(const struct habit *habits, size_t count, const bool *followed,
                     struct level_finding *finding_r)
{
    *finding_r = (struct level_finding){0};
    for (size_t i = 0; i < count; i++) {
        enum level_fault fault = fault_of(habits, i, followed);
        if (fault) {
            *finding_r = (struct level_finding){fault, i};
            return false;
        }
    }
    return true;
}
