/* Drift: an exponentially weighted mean of the daily deviations from the habitual level.
 *
 * E takes a fifth of each day's z = (x - level) / sigma, clipped at 4; it is beyond when
 * |E| >= 3 sqrt((0.2 / 1.8) (1 - 0.8^2t)). Nine times 0.2 / 1.8 is 1, so that this is
 * E² >= 1 - 0.64^t, and whole numbers do: E in billionths, the squares in billionths of them. */
#include "clinical/judge.h"
#include "clinical/root.h"

#define BILLION INT64_C(1000000000)
#define CLIP (4 * BILLION)
#define DRIFT_DAYS 60
#define DRIFT_GAP 14
#define LAST_THREE 7U

/* ---- the mean ---- */

struct mean {
    int64_t at;    /* billionths of sigma */
    __int128 left; /* 0.64^t in 10^-18 */
    int days;
    int32_t last_day;
    unsigned low, high; /* bit 0: the last day was beyond on this side; bit 1: the one before … */
};

static void restart(struct mean *mean)
{
    *mean = (struct mean){.left = (__int128)BILLION * BILLION};
}

static int64_t deviation(const struct habit *habit, int64_t value)
{
    __int128 z = ((__int128)value - habit->level) * BILLION / habit->sigma;
    return z > CLIP ? CLIP : z < -CLIP ? -CLIP : (int64_t)z;
}

static __int128 limit_square(const struct mean *mean)
{
    return (__int128)BILLION * BILLION - mean->left;
}

static void take(struct mean *mean, const struct habit *habit, const struct day_value *day)
{
    if (mean->days > 0 && (int64_t)day->day - mean->last_day > DRIFT_GAP) {
        restart(mean);
    }
    mean->at = (deviation(habit, day->value) + 4 * mean->at) / 5;
    mean->left = mean->left * 16 / 25;
    mean->days++;
    mean->last_day = day->day;
    bool beyond = (__int128)mean->at * mean->at >= limit_square(mean);
    mean->low = (mean->low << 1 | (beyond && mean->at < 0)) & LAST_THREE;
    mean->high = (mean->high << 1 | (beyond && mean->at > 0)) & LAST_THREE;
}

/* Beyond today, and on one of the two valid days before. */
static bool lasts(unsigned days)
{
    return (days & 1) && (days & 6);
}

void drift_on(const struct span *span, const struct habit *habit, int32_t day,
              const struct judging *left_out, struct drift *drift_r)
{
    struct mean mean;
    size_t until = span->count;
    while (until > 0 && span->days[until - 1].day > day) {
        until--;
    }
    restart(&mean);
    for (size_t i = until > DRIFT_DAYS ? until - DRIFT_DAYS : 0; i < until && habit->sigma > 0;
         i++) {
        const struct day_value *one = &span->days[i];
        if (one->day > habit->approved_on &&
            !(left_out && judging_has_day(left_out, habit->parameter, one->day))) {
            take(&mean, habit, one);
        }
    }
    *drift_r = (struct drift){
        .mean = mean.at / 1000,
        .limit = (int64_t)(root_floor((unsigned __int128)limit_square(&mean)) / 1000),
        .days = mean.days,
        .beyond_low = (mean.low & 1) != 0,
        .beyond_high = (mean.high & 1) != 0,
        .persists = (habit->low && lasts(mean.low)) || (habit->high && lasts(mean.high)),
    };
}

/* ---- the reason ---- */

static void judge_habit(struct judging *judging, const struct habit *habit, int32_t day, bool late)
{
    struct span span = span_of(judging->occasion, habit->parameter);
    struct drift drift, before;
    drift_on(&span, habit, day, NULL, &drift);
    if (!drift.persists || !span.count) {
        return;
    }
    if (late) {
        drift_on(&span, habit, day, judging, &before);
        if (before.persists && before.beyond_low == drift.beyond_low) {
            return; /* it stood so without the late values */
        }
    }
    bool low = drift.beyond_low;
    const struct reason reason = {.rule = low ? RULE_DRIFT_LOW : RULE_DRIFT_HIGH,
                                  .parameter = habit->parameter,
                                  .zone = ZONE_YELLOW,
                                  .value = drift.mean,
                                  .has_limit = true,
                                  .limit = low ? -drift.limit : drift.limit,
                                  .operator= low ? OPERATOR_LE : OPERATOR_GE,
                                  .day = day};
    judging_add(judging, &reason, judging_has_sure(judging, habit->parameter, late ? NULL : &day));
}

void drift_judge(struct judging *judging, enum parameter parameter, int32_t day, bool late)
{
    for (size_t i = 0; i < judging->rules->habit_count; i++) {
        const struct habit *habit = &judging->rules->habits[i];
        if (habit->parameter == parameter && day > habit->approved_on) {
            judge_habit(judging, habit, day, late);
        }
    }
}
