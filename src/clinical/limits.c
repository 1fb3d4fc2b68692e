/* Limits: which of them hold for a value, which is told, and what order they must stand in. */
#include "clinical/judge.h"

bool operator_holds(enum limit_operator operator, int64_t value, int64_t bound)
{
    switch (operator) {
    case OPERATOR_LT:
        return value < bound;
    case OPERATOR_LE:
        return value <= bound;
    case OPERATOR_GT:
        return value > bound;
    case OPERATOR_GE:
        return value >= bound;
    }
    return false;
}

bool operator_is_inclusive(enum limit_operator operator)
{
    return operator== OPERATOR_LE || operator== OPERATOR_GE;
}

static bool is_zone(const struct limit *limit)
{
    return limit->zone == ZONE_YELLOW || limit->zone == ZONE_RED;
}

/* A limit for a condition takes the place of those without one, on its side. */
bool limit_applies(const struct rules *rules, const struct limit *limit, uint32_t conditions)
{
    if (!is_zone(limit)) {
        return false;
    }
    if (limit->condition) {
        return (limit->condition & conditions) != 0;
    }
    for (size_t i = 0; conditions && i < rules->limit_count; i++) {
        const struct limit *other = &rules->limits[i];
        if (is_zone(other) && (other->condition & conditions) &&
            other->parameter == limit->parameter && other->kind == limit->kind &&
            other->side == limit->side) {
            return false;
        }
    }
    return true;
}

bool limit_is_void(const struct rules *rules, const struct limit *limit, uint32_t conditions)
{
    for (size_t i = 0; limit->zone == ZONE_YELLOW && i < rules->limit_count; i++) {
        const struct limit *other = &rules->limits[i];
        if (other->zone == ZONE_RED && other->parameter == limit->parameter &&
            other->kind == limit->kind && other->days == limit->days &&
            other->side == limit->side && other->value == limit->value &&
            limit_applies(rules, other, conditions)) {
            return true;
        }
    }
    return false;
}

enum rule limit_rule(const struct limit *limit)
{
    bool red = limit->zone == ZONE_RED;
    if (limit->kind == LIMIT_GAIN) {
        if (limit->side == SIDE_LOW) {
            return red ? RULE_LOSS_RED : RULE_LOSS_YELLOW;
        }
        return red ? RULE_GAIN_RED : RULE_GAIN_YELLOW;
    }
    if (limit->side == SIDE_LOW) {
        return red ? RULE_LIMIT_RED_LOW : RULE_LIMIT_YELLOW_LOW;
    }
    return red ? RULE_LIMIT_RED_HIGH : RULE_LIMIT_YELLOW_HIGH;
}

/* Which of two limits that are both met is told: the worse zone, what acts at once, then the
 * tighter one. The order in which limits come decides nothing. */
bool limit_is_told_before(const struct limit *a, const struct limit *b)
{
    if (a->zone != b->zone) {
        return a->zone > b->zone;
    }
    if (a->basis != b->basis) {
        return a->basis < b->basis;
    }
    if (a->side != b->side) {
        return a->side == SIDE_LOW;
    }
    if (a->value != b->value) {
        return a->side == SIDE_LOW ? a->value > b->value : a->value < b->value;
    }
    if (operator_is_inclusive(a->operator) != operator_is_inclusive(b->operator)) {
        return operator_is_inclusive(a->operator);
    }
    return a->condition < b->condition;
}

/* The habitual level is that of rest: what was measured in activity is no excursion from it. */
static bool is_of_rest_only(const struct limit *limit, uint32_t conditions)
{
    return limit->basis == BASIS_HABITUAL && !limit->condition && (conditions & CONDITION_ACTIVITY);
}

bool limit_is_met(const struct rules *rules, const struct limit *limit,
                  const struct measurement *value)
{
    return limit->parameter == value->parameter && limit->kind == LIMIT_VALUE &&
           operator_holds(limit->operator, value->value, limit->value) &&
           limit_applies(rules, limit, value->conditions) &&
           !limit_is_void(rules, limit, value->conditions) &&
           !is_of_rest_only(limit, value->conditions);
}

/* ---- the order of limits ---- */

/* Each operator of its own side; a gain is more than nothing, a loss less, over a day or more. */
static bool is_sensible(const struct limit *limit)
{
    bool low = limit->operator== OPERATOR_LT || limit->operator== OPERATOR_LE;
    if (low != (limit->side == SIDE_LOW)) {
        return false;
    }
    return limit->kind == LIMIT_VALUE ||
           (limit->days > 0 && (low ? limit->value < 0 : limit->value > 0));
}

/* red_low, yellow_low, yellow_high, red_high */
static int place_of(const struct limit *limit)
{
    bool red = limit->zone == ZONE_RED;
    return limit->side == SIDE_LOW ? !red : 2 + red;
}

/* Whether a may stand beside b, where a's place is not after b's. */
static bool is_pair_ordered(const struct limit *a, const struct limit *b)
{
    if (place_of(a) == place_of(b)) {
        return true;
    }
    return a->side == b->side ? a->value <= b->value : a->value < b->value;
}

static bool is_same_scale(const struct limit *a, const struct limit *b)
{
    return a->parameter == b->parameter && a->kind == b->kind && a->condition == b->condition &&
           (a->kind == LIMIT_VALUE || a->days == b->days);
}

bool limits_ordered(const struct limit *limits, size_t count, enum parameter parameter)
{
    for (size_t i = 0; i < count; i++) {
        if (limits[i].parameter != parameter) {
            continue;
        }
        if (!is_sensible(&limits[i])) {
            return false;
        }
        for (size_t j = 0; j < count; j++) {
            if (is_same_scale(&limits[i], &limits[j]) &&
                place_of(&limits[i]) <= place_of(&limits[j]) &&
                !is_pair_ordered(&limits[i], &limits[j])) {
                return false;
            }
        }
    }
    return true;
}
