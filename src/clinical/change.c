/* Gains and losses over calendar days (docs/clinical.md, Changes). */
#include "clinical/judge.h"

#define SELDOM_SPAN                                                                                \
    3 /* days: from this span on, who reports more seldom is compared further back */
#define SELDOM_REACH 14
/* days before the newest: a value that comes late from farther back is news for the newest alone */
#define LATE_REACH 2

/* ---- days ---- */

struct span span_of(const struct occasion *occasion, enum parameter parameter)
{
    size_t from = 0, until;
    while (from < occasion->history_count && occasion->history[from].parameter != parameter) {
        from++;
    }
    for (until = from;
         until < occasion->history_count && occasion->history[until].parameter == parameter;) {
        until++;
    }
    return (struct span){from < until ? &occasion->history[from] : NULL, until - from};
}

bool judging_has_day(const struct judging *judging, enum parameter parameter, int32_t day)
{
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        if (value->parameter == parameter && value->day == day &&
            judging_is_of_day(judging, value)) {
            return true;
        }
    }
    return false;
}

/* Whether no sound value before this one in the occasion is of its parameter (and day, and news).
 */
static bool is_first(const struct judging *judging, size_t number, bool of_day)
{
    const struct measurement *value = &judging->occasion->values[number];
    for (size_t i = 0; i < number; i++) {
        const struct measurement *other = &judging->occasion->values[i];
        if (other->parameter == value->parameter &&
            (!of_day || (other->day == value->day && !other->old)) &&
            judging_is_of_day(judging, other)) {
            return false;
        }
    }
    return true;
}

/* Whether the occasion has news of these days. */
static bool has_news(const struct judging *judging, enum parameter parameter, int64_t from,
                     int64_t until)
{
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        if (value->parameter == parameter && value->day >= from && value->day <= until &&
            !value->old && judging_is_of_day(judging, value)) {
            return true;
        }
    }
    return false;
}

/* The days in the history that came before what is older than they are. */
static void judge_late(struct judging *judging, enum parameter parameter, judge_day *judge)
{
    struct span span = span_of(judging->occasion, parameter);
    int64_t newest = span.count ? span.days[span.count - 1].day : 0;
    for (size_t i = 0; i < span.count; i++) {
        int32_t day = span.days[i].day;
        if (!has_news(judging, parameter, day, day == newest ? INT64_MAX : day) &&
            (day == newest ||
             has_news(judging, parameter, newest - LATE_REACH, (int64_t)day - 1))) {
            judge(judging, parameter, day, true);
        }
    }
}

void judging_each_day(struct judging *judging, judge_day *judge)
{
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        if (!judging_is_of_day(judging, value)) {
            continue;
        }
        if (!value->old && is_first(judging, i, true)) {
            judge(judging, value->parameter, value->day, false);
        }
        if (is_first(judging, i, false)) {
            judge_late(judging, value->parameter, judge);
        }
    }
}

/* ---- changes ---- */

/* What a change is looked for in. */
struct change {
    const struct judging *judging;
    enum parameter parameter;
    struct span span;
    int32_t day;
    uint32_t conditions;
    const struct judging *left_out; /* days that it has are as if they were not; NULL: none */
};

static const struct day_value *day_find(const struct change *change, int32_t day)
{
    for (size_t i = change->span.count; i > 0; i--) {
        if (change->span.days[i - 1].day == day) {
            return &change->span.days[i - 1];
        }
    }
    return NULL;
}

static bool is_left_out(const struct change *change, int32_t day)
{
    return change->left_out && judging_has_day(change->left_out, change->parameter, day);
}

/* What the day's value is compared with: the least (of a gain) or the most (of a loss) of the days
 * before; for who reports more seldom the last value within two weeks. */
static const struct day_value *compared(const struct change *change, const struct limit *limit)
{
    const struct day_value *found = NULL;
    for (size_t i = change->span.count; i > 0; i--) {
        const struct day_value *one = &change->span.days[i - 1];
        int64_t back = (int64_t)change->day - one->day;
        if (back < 1 || is_left_out(change, one->day)) {
            continue;
        }
        if (back > limit->days) {
            bool seldom = !found && limit->days >= SELDOM_SPAN && back <= SELDOM_REACH;
            return seldom ? one : found;
        }
        if (!found ||
            (limit->side == SIDE_LOW ? one->value > found->value : one->value < found->value)) {
            found = one;
        }
    }
    return found;
}

static bool is_met(const struct change *change, const struct limit *limit, int64_t *value_r)
{
    const struct day_value *now = day_find(change, change->day);
    const struct day_value *then = now ? compared(change, limit) : NULL;
    return then && !__builtin_sub_overflow(now->value, then->value, value_r) &&
           operator_holds(limit->operator, * value_r, limit->value);
}

/* The worse zone, then the shorter span, then the tighter limit. */
static bool is_told_before(const struct limit *a, const struct limit *b)
{
    if (a->zone != b->zone) {
        return a->zone > b->zone;
    }
    if (a->days != b->days) {
        return a->days < b->days;
    }
    if (a->value != b->value) {
        return a->side == SIDE_LOW ? a->value > b->value : a->value < b->value;
    }
    if (operator_is_inclusive(a->operator) != operator_is_inclusive(b->operator)) {
        return operator_is_inclusive(a->operator);
    }
    return a->condition < b->condition;
}

static const struct limit *worst_met(const struct change *change, enum limit_side side,
                                     int64_t *value_r)
{
    const struct rules *rules = change->judging->rules;
    const struct limit *worst = NULL;
    int64_t value;
    for (size_t i = 0; i < rules->limit_count; i++) {
        const struct limit *limit = &rules->limits[i];
        if (limit->parameter == change->parameter && limit->kind == LIMIT_GAIN &&
            limit->side == side && limit_applies(rules, limit, change->conditions) &&
            !limit_is_void(rules, limit, change->conditions) && is_met(change, limit, &value) &&
            (!worst || is_told_before(limit, worst))) {
            worst = limit;
            *value_r = value;
        }
    }
    return worst;
}

static uint32_t conditions_on(const struct judging *judging, enum parameter parameter, int32_t day)
{
    uint32_t conditions = 0;
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        if (value->parameter == parameter && value->day == day &&
            judging_is_of_day(judging, value)) {
            conditions |= value->conditions;
        }
    }
    return conditions;
}

static void judge_side(struct judging *judging, struct change *change, enum limit_side side,
                       bool late)
{
    int64_t value = 0, was;
    const struct limit *limit = worst_met(change, side, &value);
    if (limit && late) {
        change->left_out = judging;
        const struct limit *before = worst_met(change, side, &was);
        change->left_out = NULL;
        if (before && before->zone >= limit->zone) {
            return; /* it stood so without the late values */
        }
    }
    if (!limit) {
        return;
    }
    const struct reason reason = {.rule = limit_rule(limit),
                                  .parameter = change->parameter,
                                  .zone = limit->zone,
                                  .value = value,
                                  .has_limit = true,
                                  .limit = limit->value,
                                  .operator= limit->operator,
                                  .days = limit->days,
                                  .condition = limit->condition,
                                  .day = change->day};
    judging_add(judging, &reason,
                judging_has_sure(judging, change->parameter, late ? NULL : &change->day));
}

void change_judge(struct judging *judging, enum parameter parameter, int32_t day, bool late)
{
    struct change change = {.judging = judging,
                            .parameter = parameter,
                            .span = span_of(judging->occasion, parameter),
                            .day = day,
                            .conditions = conditions_on(judging, parameter, day)};
    judge_side(judging, &change, SIDE_LOW, late);
    judge_side(judging, &change, SIDE_HIGH, late);
}
