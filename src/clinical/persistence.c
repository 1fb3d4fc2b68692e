/* Repeats, and what a single excursion beyond the habitual comes to.
 *
 * What counts as a repeat depends on times alone and never on values, so that a worse value cannot
 * choose its company. A longer row of readings without ten still minutes before it is continuous
 * measuring: after its first ten minutes each reading stands for itself. */
#include "clinical/judge.h"

#define REPEAT_WITHIN INT64_C(600000) /* milliseconds */
#define SELDOM 2                      /* days between reports above which nothing waits */

/* Of the same thing under the same conditions, and known to the minute. */
static bool is_of_series(const struct judging *judging, const struct measurement *value,
                         const struct measurement *other)
{
    return other->parameter == value->parameter && other->conditions == value->conditions &&
           other->at != 0 && judging_is_sound(judging, other);
}

static bool is_pressure(enum parameter parameter)
{
    return parameter == PARAMETER_SBP || parameter == PARAMETER_DBP || parameter == PARAMETER_MAP;
}

static bool is_between(int64_t at, int64_t from, int64_t until)
{
    return at >= from && at <= until;
}

/* Whether any reading lies in from..until; the earliest of them. */
static bool earliest(const struct judging *judging, const struct measurement *value, int64_t from,
                     int64_t until, int64_t *at_r)
{
    bool found = false;
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *other = &judging->occasion->values[i];
        if (is_of_series(judging, value, other) && is_between(other->at, from, until) &&
            (!found || other->at < *at_r)) {
            *at_r = other->at;
            found = true;
        }
    }
    return found;
}

/* Readings of the group, and how many of them stand before this one when they are put in order. */
static void rank(const struct judging *judging, size_t number, struct repeats *repeats,
                 size_t *before_r)
{
    const struct measurement *value = &judging->occasion->values[number];
    repeats->count = *before_r = 0;
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *other = &judging->occasion->values[i];
        if (is_of_series(judging, value, other) &&
            is_between(other->at, repeats->from, repeats->until)) {
            repeats->count++;
            *before_r +=
                other->value < value->value || (other->value == value->value && i < number);
        }
    }
}

void repeats_find(const struct judging *judging, size_t number, struct repeats *repeats_r)
{
    const struct measurement *value = &judging->occasion->values[number];
    int64_t first = value->at, before = 0;
    size_t place;
    *repeats_r = (struct repeats){.count = 1, .counts = true};
    if (value->at < REPEAT_WITHIN * 2 || value->at > INT64_MAX - REPEAT_WITHIN) {
        return;
    }
    if (!earliest(judging, value, value->at - REPEAT_WITHIN, value->at, &first) ||
        earliest(judging, value, first - REPEAT_WITHIN, first - 1, &before)) {
        return;
    }
    struct repeats group = {.from = first, .until = first + REPEAT_WITHIN};
    rank(judging, number, &group, &place);
    if (group.count < 2 || (group.count == 2 && is_pressure(value->parameter))) {
        return; /* two pressures in a row are how pressure is measured at home, and no repeat */
    }
    *repeats_r = group;
    repeats_r->counts = place == (group.count - 1) / 2 || place == group.count / 2;
}

static size_t count_beyond(const struct judging *judging, const struct measurement *value,
                           const struct limit *limit, const struct repeats *repeats)
{
    size_t beyond = 0;
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *other = &judging->occasion->values[i];
        beyond += is_of_series(judging, value, other) &&
                  is_between(other->at, repeats->from, repeats->until) &&
                  operator_holds(limit->operator, other->value, limit->value);
    }
    return beyond;
}

/* Without valid days shortly before, waiting for a second one would be waiting for long. */
static bool has_lasted(const struct span *span, const struct measurement *value,
                       const struct limit *limit)
{
    size_t before = span->count;
    while (before > 0 && span->days[before - 1].day >= value->day) {
        before--;
    }
    if (before == 0 || (int64_t)value->day - span->days[before - 1].day > SELDOM) {
        return true;
    }
    for (size_t i = before > 2 ? before - 2 : 0; i < before; i++) {
        if (operator_holds(limit->operator, span->days[i].value, limit->value)) {
            return true;
        }
    }
    return false;
}

enum persistence persistence_of(const struct judging *judging, const struct measurement *value,
                                const struct limit *limit, const struct repeats *repeats)
{
    struct span span = span_of(judging->occasion, value->parameter);
    if (has_lasted(&span, value, limit)) {
        return PERSISTENCE_ACTS;
    }
    if (!repeats->from) {
        return PERSISTENCE_ASKS;
    }
    return count_beyond(judging, value, limit, repeats) >= 2 ? PERSISTENCE_WATCH : PERSISTENCE_BACK;
}
