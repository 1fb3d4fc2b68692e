#include "course.h"

#include <string.h>

/* Whether it came with a level. */
static bool is_own(const struct limit *limit)
{
    return limit->basis == BASIS_HABITUAL || limit->basis == BASIS_CONFIRMED;
}

/* What came with a parameter's level goes. */
static void forget(struct levels *levels, enum parameter parameter)
{
    size_t kept = 0;
    for (size_t i = 0; i < levels->limit_count; i++) {
        if (levels->limits[i].parameter != parameter || !is_own(&levels->limits[i])) {
            levels->limits[kept++] = levels->limits[i];
        }
    }
    levels->limit_count = kept;
    kept = 0;
    for (size_t i = 0; i < levels->habit_count; i++) {
        if (levels->habits[i].parameter != parameter) {
            levels->habits[kept++] = levels->habits[i];
        }
    }
    levels->habit_count = kept;
}

/* The standard limits whose place the proposal takes. */
static void give_way(struct levels *levels, enum parameter parameter)
{
    size_t kept = 0;
    for (size_t i = 0; i < levels->limit_count; i++) {
        if (!trial_replaces(parameter, &levels->limits[i])) {
            levels->limits[kept++] = levels->limits[i];
        }
    }
    levels->limit_count = kept;
}

static void put_limits(struct levels *levels, const struct trial_proposal *proposal,
                       const struct set *set)
{
    for (size_t i = 0; i < proposal->limit_count; i++) {
        bool red = proposal->limits[i].zone == ZONE_RED;
        if (levels->limit_count == PROGRAMME_LIMITS || (red && set->own_red == NO_OWN_RED)) {
            continue;
        }
        struct limit *limit = &levels->limits[levels->limit_count++];
        *limit = proposal->limits[i];
        if (set->at_once) {
            limit->basis = BASIS_ABSOLUTE;
        } else if (red && set->own_red == OWN_RED_CONFIRMED) {
            limit->basis = BASIS_CONFIRMED;
        }
    }
}

void levels_adopt(struct arena *arena, struct levels *levels, const struct plan *plan,
                  enum parameter parameter, const struct trial *trial, int32_t approved_on)
{
    const struct baseline_prior *prior = baseline_prior(parameter);
    struct trial_proposal proposal;
    if (!prior || !plan->followed[parameter]) {
        return;
    }
    trial_propose(arena, trial, parameter, &proposal);
    if (!proposal.limit_count) {
        return;
    }
    forget(levels, parameter);
    give_way(levels, parameter);
    put_limits(levels, &proposal, plan->set);
    bool drift = plan->set->parts & PART_DRIFT; /* the oximetry score needs the level alone */
    levels->habits[levels->habit_count++] = (struct habit){.parameter = parameter,
                                                           .level = proposal.baseline.level,
                                                           .sigma = proposal.baseline.sigma,
                                                           .approved_on = approved_on,
                                                           .low = drift && prior->low,
                                                           .high = drift && prior->high};
}
