/* Repeats: readings of the same thing, shortly after one another, in whichever reports they came.
 *
 * What counts as a repeat depends on times alone and never on values, so that a worse value cannot
 * choose its company. A longer row of readings without ten still minutes before it is continuous
 * measuring: after its first ten minutes each reading stands for itself. */
#include "clinical/judge.h"

#define REPEAT_WITHIN INT64_C(600000) /* milliseconds */

/* ---- where to look ---- */

size_t values_from(const struct judging *judging, int64_t from)
{
    size_t low = 0, high = judging->in_order ? judging->occasion->value_count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (judging->occasion->values[middle].at < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool values_are_after(const struct judging *judging, size_t number, int64_t until)
{
    return judging->in_order && number < judging->occasion->value_count &&
           judging->occasion->values[number].at > until;
}

static bool is_before(const struct measurement *reading, enum parameter parameter, int64_t from)
{
    return reading->parameter != parameter ? reading->parameter < parameter : reading->at < from;
}

size_t readings_from(const struct judging *judging, enum parameter parameter, int64_t from)
{
    const struct occasion *occasion = judging->occasion;
    size_t low = 0, high = occasion->reading_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&occasion->readings[middle], parameter, from)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return occasion->value_count + low;
}

/* ---- a row ---- */

/* All of the same thing under the same conditions within from..until, one after the other. */
struct walk {
    const struct judging *judging;
    const struct measurement *of;
    int64_t from, until;
    size_t number; /* of the one that was found */
    bool begun;
};

/* Of the same thing under the same conditions, and known to the minute. */
static bool is_of_walk(const struct walk *walk, const struct measurement *other)
{
    return other->parameter == walk->of->parameter && other->conditions == walk->of->conditions &&
           other->at != 0 && other->at >= walk->from && other->at <= walk->until &&
           judging_is_sound(walk->judging, other);
}

/* The readings of other reports are in order, values often: only those near in time are looked at.
 */
static const struct measurement *next(struct walk *walk)
{
    const struct judging *judging = walk->judging;
    size_t values = judging->occasion->value_count, all = judging_looked_at(judging);
    for (size_t i = walk->begun ? walk->number + 1 : values_from(judging, walk->from); i < all;
         i++) {
        if (i == values || values_are_after(judging, i, walk->until)) {
            i = readings_from(judging, walk->of->parameter, walk->from);
        }
        const struct measurement *other = i < all ? judging_at(judging, i) : NULL;
        if (!other ||
            (i >= values && (other->parameter != walk->of->parameter || other->at > walk->until))) {
            return NULL;
        }
        if (is_of_walk(walk, other)) {
            walk->number = i;
            walk->begun = true;
            return other;
        }
    }
    return NULL;
}

/* Whether any reading lies in from..until; the earliest of them. */
static bool earliest(const struct judging *judging, const struct measurement *value, int64_t from,
                     int64_t until, int64_t *at_r)
{
    struct walk walk = {.judging = judging, .of = value, .from = from, .until = until};
    const struct measurement *other = next(&walk);
    bool found = other != NULL;
    for (*at_r = found ? other->at : 0; other; other = next(&walk)) {
        *at_r = other->at < *at_r ? other->at : *at_r;
    }
    return found;
}

/* Readings of the row, and how many of them stand before this one when they are put in order. */
static void rank(const struct judging *judging, size_t number, struct repeats *repeats,
                 size_t *before_r)
{
    const struct measurement *value = judging_at(judging, number), *other;
    struct walk walk = {
        .judging = judging, .of = value, .from = repeats->from, .until = repeats->until};
    repeats->count = *before_r = 0;
    while ((other = next(&walk))) {
        repeats->count++;
        *before_r +=
            other->value < value->value || (other->value == value->value && walk.number < number);
    }
}

void repeats_find(const struct judging *judging, size_t number, struct repeats *repeats_r)
{
    const struct measurement *value = judging_at(judging, number);
    int64_t first, before;
    size_t place;
    *repeats_r = (struct repeats){.count = 1, .counts = true};
    if (value->at < REPEAT_WITHIN * 2 || value->at > INT64_MAX - REPEAT_WITHIN) {
        return;
    }
    if (!earliest(judging, value, value->at - REPEAT_WITHIN, value->at, &first) ||
        earliest(judging, value, first - REPEAT_WITHIN, first - 1, &before)) {
        return;
    }
    struct repeats row = {.from = first, .until = first + REPEAT_WITHIN};
    rank(judging, number, &row, &place);
    if (row.count < 2) {
        return;
    }
    *repeats_r = row;
    repeats_r->again = row.count > 2 || !parameter_is_pressure(value->parameter);
    repeats_r->counts = place == (row.count - 1) / 2 || place == row.count / 2;
}

size_t repeats_beyond(const struct judging *judging, const struct measurement *value,
                      const struct limit *limit, const struct repeats *repeats)
{
    struct walk walk = {
        .judging = judging, .of = value, .from = repeats->from, .until = repeats->until};
    const struct measurement *other;
    size_t beyond = 0;
    if (!repeats->from) {
        return operator_holds(limit->operator, value->value, limit->value);
    }
    while ((other = next(&walk))) {
        beyond += operator_holds(limit->operator, other->value, limit->value);
    }
    return beyond;
}
