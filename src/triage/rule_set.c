#include "triage/rule_set.h"

bool rule_set_make(const struct programme *programme, struct str limits, struct str levels,
                   struct rule_set *set_r, struct error *error)
{
    size_t count, own;
    if (!programme_limits(programme, limits, set_r->limits, &count, &own, error) ||
        !levels_read(levels, &set_r->levels, error))
        return false;
    enum news2_scale ordered = set_r->levels.news2;
    set_r->rules = (struct rules){
        .limits = set_r->limits,
        .limit_count = count,
        .followed = programme->followed,
        .scores = programme->score_limits,
        .score_count = programme->score_limit_count,
        .combinations = programme->combinations,
        .combination_count = programme->combination_count,
        .habits = set_r->levels.habits,
        .habit_count = set_r->levels.habit_count,
        .news2 = ordered != NEWS2_SCALE_NONE ? ordered : programme->rules.news2,
        .oximetry = programme->rules.oximetry,
        .anthonisen = programme->rules.anthonisen,
        .pressure_mean = programme->rules.pressure_mean,
    };
    return true;
}
