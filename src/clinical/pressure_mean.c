/* Home blood pressure as the mean of seven days, for hypertension: single values say little. */
#include "clinical/home_pressure.h"
#include "clinical/judge.h"

#include <stdlib.h>

/* Four a day are asked for. Whoever measures so often that there are more has no home pressure. */
#define READINGS_MOST 512

struct pressure {
    int32_t day;
    int64_t at, value;
};

struct pressures {
    size_t count;
    struct pressure list[READINGS_MOST];
};

static int by_time(const void *a, const void *b)
{
    const struct pressure *one = a, *other = b;
    if (one->day != other->day) {
        return one->day < other->day ? -1 : 1;
    }
    if (one->at != other->at) {
        return one->at < other->at ? -1 : 1;
    }
    return (one->value > other->value) - (one->value < other->value);
}

static bool is_taken(const struct judging *judging, const struct measurement *value,
                     enum parameter parameter)
{
    return value->parameter == parameter && judging_is_of_day(judging, value);
}

/* Half a pressure brings nothing to a mean; which half came first does not matter. */
static bool is_paired(const struct judging *judging, const struct measurement *value)
{
    enum parameter half = value->parameter == PARAMETER_SBP ? PARAMETER_DBP : PARAMETER_SBP;
    if (!is_taken(judging, value, PARAMETER_SBP) && !is_taken(judging, value, PARAMETER_DBP)) {
        return false;
    }
    for (size_t i = 0; i < judging_looked_at(judging); i++) {
        const struct measurement *other = judging_at(judging, i);
        if (other->day == value->day && other->at == value->at && is_taken(judging, other, half)) {
            return true;
        }
    }
    return false;
}

/* All of the seven days, in order; false when there are more than a person takes. */
static bool gather(const struct judging *judging, enum parameter parameter, int32_t last,
                   struct pressures *pressures_r)
{
    pressures_r->count = 0;
    for (size_t i = 0; i < judging_looked_at(judging); i++) {
        const struct measurement *value = judging_at(judging, i);
        int64_t back = (int64_t)last - value->day;
        if (!is_taken(judging, value, parameter) || back < 0 || back >= HOME_PRESSURE_DAYS) {
            continue;
        }
        if (pressures_r->count == READINGS_MOST) {
            return false;
        }
        pressures_r->list[pressures_r->count++] =
            (struct pressure){value->day, value->at, value->value};
    }
    if (pressures_r->count) {
        qsort(pressures_r->list, pressures_r->count, sizeof pressures_r->list[0], by_time);
    }
    return true;
}

/* Systolic and diastolic of one moment; what has no time of day, by size. */
static size_t pair(const struct pressures *sbp, const struct pressures *dbp,
                   struct home_reading readings_r[READINGS_MOST])
{
    size_t count = 0, i = 0, k = 0;
    while (i < sbp->count && k < dbp->count) {
        const struct pressure *one = &sbp->list[i], *other = &dbp->list[k];
        if (one->day == other->day && one->at == other->at) {
            readings_r[count++] = (struct home_reading){
                .day = one->day, .minute = -1, .sbp = one->value, .dbp = other->value};
            i++;
            k++;
        } else if (one->day < other->day || (one->day == other->day && one->at < other->at)) {
            i++;
        } else {
            k++;
        }
    }
    return count;
}

static void add(struct judging *judging, enum parameter parameter, int64_t mean, int64_t bound,
                int32_t day)
{
    bool own = judging_has_day(judging, parameter, day);
    const struct reason reason = {.rule = RULE_PRESSURE_MEAN,
                                  .parameter = parameter,
                                  .zone = ZONE_YELLOW,
                                  .value = mean,
                                  .has_limit = true,
                                  .limit = bound,
                                  .operator= OPERATOR_GE,
                                  .day = day};
    judging_add(judging, &reason, !own || judging_has_sure(judging, parameter, &day));
}

static void judge_one(struct judging *judging, int32_t day)
{
    const struct pressure_mean *bounds = &judging->rules->pressure_mean;
    struct pressures sbp, dbp;
    struct home_reading readings[READINGS_MOST];
    struct home_pressure mean;
    if (!gather(judging, PARAMETER_SBP, day, &sbp) || !gather(judging, PARAMETER_DBP, day, &dbp)) {
        return;
    }
    home_pressure_mean(readings, pair(&sbp, &dbp, readings), day, bounds, &mean);
    if (mean.enough && mean.high_sbp) {
        add(judging, PARAMETER_SBP, mean.sbp, bounds->sbp, day);
    }
    if (mean.enough && mean.high_dbp) {
        add(judging, PARAMETER_DBP, mean.dbp, bounds->dbp, day);
    }
}

/* The newest day with a pressure. */
static int32_t newest_day(const struct judging *judging)
{
    int32_t newest = INT32_MIN;
    for (size_t i = 0; i < judging_looked_at(judging); i++) {
        const struct measurement *value = judging_at(judging, i);
        if (value->day > newest && is_paired(judging, value)) {
            newest = value->day;
        }
    }
    return newest;
}

/* The day of a value of this occasion; of one that came too late to be news by itself, none. */
static bool is_first_of_day(const struct judging *judging, size_t number)
{
    const struct measurement *value = &judging->occasion->values[number];
    for (size_t i = 0; i < number; i++) {
        const struct measurement *other = &judging->occasion->values[i];
        if (other->day == value->day && !other->old && is_paired(judging, other)) {
            return false;
        }
    }
    return !value->old;
}

/* Each day of the occasion, and the newest one, whose mean a late value changes too. */
void pressure_mean_judge(struct judging *judging)
{
    const struct pressure_mean *bounds = &judging->rules->pressure_mean;
    int32_t newest = bounds->sbp || bounds->dbp ? newest_day(judging) : INT32_MIN;
    bool reaches = false;
    for (size_t i = 0; newest != INT32_MIN && i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        if (!is_paired(judging, value)) {
            continue;
        }
        reaches = reaches || (int64_t)newest - value->day < HOME_PRESSURE_DAYS;
        if (value->day != newest && is_first_of_day(judging, i)) {
            judge_one(judging, value->day);
        }
    }
    if (reaches) {
        judge_one(judging, newest);
    }
}
