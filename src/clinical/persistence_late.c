/* A day that comes late may be the second one beyond a limit that waits for two: then the later day
 * acts, as it would have, had both come in their order. */
#include "clinical/judge.h"

#define VALID_DAYS 2 /* before the day, of which one must be beyond */
#define REACH 14     /* days back, at most */

/* Of the two valid days before `day`: one that this occasion brought lies beyond the limit, and no
 * other does, for with that it acted already. */
static bool is_second(const struct judging *judging, const struct limit *limit,
                      const struct span *span, int32_t day)
{
    bool brought = false;
    size_t seen = 0;
    for (size_t i = span->count; i > 0 && seen < VALID_DAYS; i--) {
        const struct day_value *one = &span->days[i - 1];
        if (one->day >= day) {
            continue;
        }
        seen++;
        if ((int64_t)day - one->day > REACH ||
            !operator_holds(limit->operator, one->value, limit->value)) {
            continue;
        }
        if (!judging_has_day(judging, limit->parameter, one->day)) {
            return false;
        }
        brought = true;
    }
    return brought;
}

static const struct day_value *value_on(const struct span *span, int32_t day)
{
    for (size_t i = 0; i < span->count; i++) {
        if (span->days[i].day == day) {
            return &span->days[i];
        }
    }
    return NULL;
}

static bool waits(const struct limit *limit)
{
    return limit->kind == LIMIT_VALUE && limit->zone == ZONE_YELLOW &&
           (limit->basis == BASIS_HABITUAL || limit->basis == BASIS_REPEATED);
}

void persistence_judge(struct judging *judging, enum parameter parameter, int32_t day, bool late)
{
    struct span span = span_of(judging->occasion, parameter);
    const struct day_value *value = late ? value_on(&span, day) : NULL;
    for (size_t i = 0; value && i < judging->rules->limit_count; i++) {
        const struct limit *limit = &judging->rules->limits[i];
        const struct measurement one = {.parameter = parameter, .value = value->value, .day = day};
        if (!waits(limit) || !limit_is_met(judging->rules, limit, &one) ||
            !is_second(judging, limit, &span, day)) {
            continue;
        }
        const struct reason reason = {.rule = limit_rule(limit),
                                      .parameter = parameter,
                                      .zone = ZONE_YELLOW,
                                      .value = value->value,
                                      .has_limit = true,
                                      .limit = limit->value,
                                      .operator= limit->operator,
                                      .condition = limit->condition,
                                      .day = day};
        judging_add(judging, &reason, judging_has_sure(judging, parameter, NULL));
        return;
    }
}
