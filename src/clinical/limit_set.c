#include "clinical/limit_set.h"

#include "clinical/judge.h"

/* ---- one by one ---- */

static bool is_followed(const struct limit_set *set, enum parameter parameter)
{
    const struct parameter_info *info = parameter_info(parameter);
    return info && info->ucum[0] && set->followed[parameter];
}

static bool is_one_bit(uint32_t bits)
{
    return (bits & (bits - 1)) == 0;
}

static bool is_shaped(const struct limit *limit)
{
    bool low = limit->operator== OPERATOR_LT || limit->operator== OPERATOR_LE;
    if ((limit->zone != ZONE_YELLOW && limit->zone != ZONE_RED) ||
        low != (limit->side == SIDE_LOW)) {
        return false;
    }
    if (limit->kind == LIMIT_VALUE) {
        return limit->days == 0 && is_one_bit(limit->condition) &&
               limit->condition < UINT32_C(1) << CONDITION_COUNT;
    }
    return limit->condition == 0 && limit->days >= 1 && limit->days <= LIMIT_DAYS_MOST &&
           (low ? limit->value < 0 : limit->value > 0);
}

static bool has_habit(const struct limit_set *set, enum parameter parameter)
{
    for (size_t i = 0; i < set->habit_count; i++) {
        if (set->habits[i].parameter == parameter) {
            return true;
        }
    }
    return false;
}

/* Red never waits for another day; only red waits for a repeat. */
static bool has_basis(const struct limit_set *set, const struct limit *limit)
{
    if (limit->kind != LIMIT_VALUE) {
        return limit->basis == BASIS_ABSOLUTE;
    }
    switch (limit->basis) {
    case BASIS_ABSOLUTE:
        return true;
    case BASIS_HABITUAL:
        return has_habit(set, limit->parameter);
    case BASIS_REPEATED:
        return limit->zone == ZONE_YELLOW;
    case BASIS_CONFIRMED:
        return limit->zone == ZONE_RED && parameter_is_pressure(limit->parameter);
    }
    return false;
}

/* Some of what a living patient measures meets it, and some does not. */
static bool is_within_bounds(const struct limit *limit)
{
    const struct parameter_info *info = parameter_info(limit->parameter);
    int64_t low = info->hard_low, high = info->hard_high;
    if (!info->has_hard) {
        return true;
    }
    if (limit->kind == LIMIT_GAIN) {
        low = info->hard_low - info->hard_high;
        high = info->hard_high - info->hard_low;
    }
    bool low_meets = operator_holds(limit->operator, low, limit->value);
    bool high_meets = operator_holds(limit->operator, high, limit->value);
    return low_meets != high_meets;
}

static bool is_same_kind(const struct limit *a, const struct limit *b)
{
    return a->parameter == b->parameter && a->kind == b->kind && a->condition == b->condition;
}

static bool is_same_place(const struct limit *a, const struct limit *b)
{
    return is_same_kind(a, b) && a->side == b->side && a->zone == b->zone && a->days == b->days;
}

static bool stands_before(const struct limit_set *set, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (is_same_place(&set->own[i], &set->own[at])) {
            return true;
        }
    }
    return false;
}

static enum limit_fault fault_of_one(const struct limit_set *set, size_t at)
{
    const struct limit *limit = &set->own[at];
    if (!is_followed(set, limit->parameter)) {
        return LIMIT_FAULT_NOT_FOLLOWED;
    }
    if (!is_shaped(limit)) {
        return LIMIT_FAULT_SHAPE;
    }
    if (!has_basis(set, limit)) {
        return LIMIT_FAULT_BASIS;
    }
    if (!is_within_bounds(limit)) {
        return LIMIT_FAULT_BOUNDS;
    }
    return stands_before(set, at) ? LIMIT_FAULT_TWICE : LIMIT_FAULT_NONE;
}

/* ---- what would hold together ---- */

/* On its side, does a condition have limits of its own? */
static bool has_own(const struct limit_set *set, const struct limit *as, uint32_t condition)
{
    for (size_t i = 0; i < set->all_count; i++) {
        const struct limit *limit = &set->all[i];
        if (limit->parameter == as->parameter && limit->kind == as->kind &&
            limit->side == as->side && limit->condition == condition) {
            return true;
        }
    }
    return false;
}

/* Does it hold for what is measured under the condition (0: nothing was said)? */
static bool holds_under(const struct limit_set *set, const struct limit *limit, uint32_t condition)
{
    return limit->condition == condition || (!limit->condition && !has_own(set, limit, condition));
}

/* Two that hold for the same value, whatever condition each of them names. */
static bool is_pair_ordered(const struct limit *a, const struct limit *b)
{
    struct limit pair[] = {*a, *b};
    pair[0].condition = pair[1].condition = 0;
    return limits_ordered(pair, 2, a->parameter);
}

static size_t place_of(const struct limit_set *set, const struct limit *limit)
{
    for (size_t i = 0; limit && i < set->own_count; i++) {
        if (is_same_place(&set->own[i], limit)) {
            return i;
        }
    }
    return set->own_count;
}

/* A standard limit of a condition that the set leaves alone: it is the programme's, and may overlap
 * with what is ordered for the rest (then all between is yellow, and nothing is lost). */
static bool is_left_alone(const struct limit_set *set, const struct limit *limit,
                          const struct limit *other)
{
    return other->condition && other->condition != limit->condition &&
           place_of(set, other) == set->own_count;
}

/* Does `limit` stand in order beside all that hold where it does? */
static bool is_ordered(const struct limit_set *set, const struct limit *limit, uint32_t condition)
{
    for (size_t i = 0; i < set->all_count; i++) {
        const struct limit *other = &set->all[i];
        if (other->parameter == limit->parameter && other->kind == limit->kind &&
            other->days == limit->days && holds_under(set, other, condition) &&
            !is_left_alone(set, limit, other) && !is_pair_ordered(limit, other)) {
            return false;
        }
    }
    return true;
}

static bool is_ordered_everywhere(const struct limit_set *set, const struct limit *limit)
{
    if (limit->condition) {
        return is_ordered(set, limit, limit->condition);
    }
    if (!is_ordered(set, limit, 0)) {
        return false;
    }
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++) {
        if (!has_own(set, limit, UINT32_C(1) << bit) &&
            !is_ordered(set, limit, UINT32_C(1) << bit)) {
            return false;
        }
    }
    return true;
}

/* ---- what must be red ---- */

static const struct limit *red_of(const struct limit_set *set, const struct limit *as)
{
    for (size_t i = 0; i < set->all_count; i++) {
        const struct limit *limit = &set->all[i];
        if (is_same_kind(limit, as) && limit->side == as->side && limit->zone == ZONE_RED) {
            return limit;
        }
    }
    return NULL;
}

/* Would a value be red by the floor and not by the limit? */
static bool is_looser(const struct limit *limit, const struct limit_floor *floor)
{
    if (limit->value == floor->value) {
        return operator_is_inclusive(floor->operator) && !operator_is_inclusive(limit->operator);
    }
    return (limit->value < floor->value) == (floor->side == SIDE_LOW);
}

/* Does it wait for a repeat where the programme's own red limit acts at once? */
static bool waits(const struct limit_set *set, const struct limit *red)
{
    for (size_t i = 0; red->basis == BASIS_CONFIRMED && i < set->standard_count; i++) {
        const struct limit *standard = &set->standard[i];
        if (is_same_kind(standard, red) && standard->side == red->side &&
            standard->zone == ZONE_RED && standard->basis == BASIS_CONFIRMED) {
            return false;
        }
    }
    return red->basis == BASIS_CONFIRMED;
}

/* Whether each condition that has limits of its own on the floor's side, and none, has its red one,
 * and as tight. */
static enum limit_fault fault_at_floor(const struct limit_set *set, const struct limit_floor *floor,
                                       const struct limit **limit_r)
{
    enum limit_fault fault = LIMIT_FAULT_NONE;
    struct limit as = {.parameter = floor->parameter, .side = floor->side, .kind = LIMIT_VALUE};
    for (uint32_t condition = 0; condition < UINT32_C(1) << CONDITION_COUNT; condition++) {
        if (!is_one_bit(condition) || (condition && !has_own(set, &as, condition))) {
            continue;
        }
        as.condition = condition;
        const struct limit *red = red_of(set, &as);
        if (!red) {
            *limit_r = NULL;
            return LIMIT_FAULT_NO_RED;
        }
        if (is_looser(red, floor) || waits(set, red)) {
            *limit_r = red;
            fault = LIMIT_FAULT_LOOSER;
        }
    }
    return fault;
}

static void find_floors(const struct limit_set *set, struct limit_finding *finding)
{
    for (size_t i = 0; i < set->floor_count; i++) {
        const struct limit_floor *floor = &set->floors[i];
        const struct limit *limit = NULL;
        enum limit_fault fault = fault_at_floor(set, floor, &limit);
        if (fault && (!finding->fault || fault < finding->fault)) {
            *finding =
                (struct limit_finding){fault, place_of(set, limit), floor->parameter, floor->side};
        }
    }
}

/* Has the set limits of one condition where the standard red one holds for all, and none of them
 * red? They would take its place there. */
static bool is_lost_under_condition(const struct limit_set *set, const struct limit *standard)
{
    for (size_t i = 0; i < set->own_count && !standard->condition; i++) {
        const struct limit *own = &set->own[i];
        if (own->condition && own->parameter == standard->parameter &&
            own->kind == standard->kind && own->side == standard->side && !red_of(set, own)) {
            return true;
        }
    }
    return false;
}

static bool find_lost(const struct limit_set *set, struct limit_finding *finding)
{
    for (size_t i = 0; i < set->standard_count; i++) {
        const struct limit *standard = &set->standard[i];
        if (standard->zone == ZONE_RED &&
            (!red_of(set, standard) || is_lost_under_condition(set, standard))) {
            *finding = (struct limit_finding){LIMIT_FAULT_NO_RED, set->own_count,
                                              standard->parameter, standard->side};
            return true;
        }
    }
    return false;
}

bool limit_set_check(const struct limit_set *set, struct limit_finding *finding_r)
{
    *finding_r = (struct limit_finding){.at = set->own_count};
    for (size_t i = 0; i < set->own_count; i++) {
        enum limit_fault fault = fault_of_one(set, i);
        if (fault && (!finding_r->fault || fault < finding_r->fault)) {
            *finding_r = (struct limit_finding){fault, i, set->own[i].parameter, set->own[i].side};
        }
    }
    for (size_t i = 0; !finding_r->fault && i < set->own_count; i++) {
        if (!is_ordered_everywhere(set, &set->own[i])) {
            *finding_r = (struct limit_finding){LIMIT_FAULT_ORDER, i, set->own[i].parameter,
                                                set->own[i].side};
        }
    }
    if (!finding_r->fault && !find_lost(set, finding_r)) {
        find_floors(set, finding_r);
    }
    return finding_r->fault == LIMIT_FAULT_NONE;
}
