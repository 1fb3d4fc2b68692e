/* Triage: each measurement gives its reasons, the worst of them gives the zone. */
#include "clinical/triage.h"

#include <string.h>

#define UNSOUND (MARK_IMPLAUSIBLE | MARK_FUTURE | MARK_DEVICE)

static const char *const words[] = {
    [RULE_LIMIT_RED_LOW] = "limit.red_low",
    [RULE_LIMIT_YELLOW_LOW] = "limit.yellow_low",
    [RULE_LIMIT_YELLOW_HIGH] = "limit.yellow_high",
    [RULE_LIMIT_RED_HIGH] = "limit.red_high",
    [RULE_WITHIN] = "limit.within",
    [RULE_IMPLAUSIBLE] = "validity.implausible",
    [RULE_UNCONFIRMED] = "validity.unconfirmed",
    [RULE_FUTURE] = "validity.future",
    [RULE_DEVICE] = "validity.device",
    [RULE_GAIN_YELLOW] = "gain.yellow",
    [RULE_GAIN_RED] = "gain.red",
    [RULE_LOSS_YELLOW] = "loss.yellow",
    [RULE_LOSS_RED] = "loss.red",
    [RULE_ANSWER_YELLOW] = "answer.yellow",
    [RULE_ANSWER_RED] = "answer.red",
    [RULE_SCORE_YELLOW] = "score.yellow",
    [RULE_SCORE_RED] = "score.red",
    [RULE_SYMPTOMS] = "combined.symptoms",
    [RULE_SYMPTOM] = "combined.answer",
    [RULE_FORM] = "form.within",
    [RULE_WATCH] = "habitual.watch",
    [RULE_DRIFT_LOW] = "drift.low",
    [RULE_DRIFT_HIGH] = "drift.high",
};

static const char *const conditions[CONDITION_COUNT] = {"rest", "activity", "oxygen"};

const char *condition_word(unsigned bit)
{
    return bit < CONDITION_COUNT ? conditions[bit] : NULL;
}

uint32_t condition_of_word(const char *word, size_t len)
{
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++) {
        if (strlen(conditions[bit]) == len && memcmp(conditions[bit], word, len) == 0) {
            return UINT32_C(1) << bit;
        }
    }
    return 0;
}

const char *rule_word(enum rule rule)
{
    size_t number = (size_t)rule;
    return number > 0 && number < sizeof words / sizeof words[0] ? words[number] : "";
}

/* ---- limits ---- */

static bool is_met(const struct limit *limit, int64_t value)
{
    switch (limit->operator) {
    case OPERATOR_LT:
        return value < limit->value;
    case OPERATOR_LE:
        return value <= limit->value;
    case OPERATOR_GT:
        return value > limit->value;
    case OPERATOR_GE:
        return value >= limit->value;
    }
    return false;
}

static enum rule rule_of(const struct limit *limit)
{
    if (limit->side == SIDE_LOW) {
        return limit->zone == ZONE_RED ? RULE_LIMIT_RED_LOW : RULE_LIMIT_YELLOW_LOW;
    }
    return limit->zone == ZONE_RED ? RULE_LIMIT_RED_HIGH : RULE_LIMIT_YELLOW_HIGH;
}

static bool is_inclusive(const struct limit *limit)
{
    enum limit_operator how = limit->operator;
    return how == OPERATOR_LE || how == OPERATOR_GE;
}

/* A red limit at the same place takes the yellow one's. */
static bool is_void(const struct limit *limit, const struct limit *limits, size_t count)
{
    if (limit->zone == ZONE_RED) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct limit *other = &limits[i];
        if (other->zone == ZONE_RED && other->parameter == limit->parameter &&
            other->side == limit->side && other->value == limit->value) {
            return true;
        }
    }
    return false;
}

/* Which of two limits that are both met is told: the worse zone, then the tighter one. The order in
 * which limits come decides nothing. */
static bool is_told_before(const struct limit *a, const struct limit *b)
{
    if (a->zone != b->zone) {
        return a->zone > b->zone;
    }
    if (a->side != b->side) {
        return a->side == SIDE_LOW;
    }
    if (a->value != b->value) {
        return a->side == SIDE_LOW ? a->value > b->value : a->value < b->value;
    }
    return is_inclusive(a) && !is_inclusive(b);
}

static const struct limit *worst_met(const struct measurement *measurement,
                                     const struct limit *limits, size_t count)
{
    const struct limit *worst = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct limit *limit = &limits[i];
        if (limit->parameter == measurement->parameter &&
            (limit->zone == ZONE_YELLOW || limit->zone == ZONE_RED) &&
            is_met(limit, measurement->value) && !is_void(limit, limits, count) &&
            (!worst || is_told_before(limit, worst))) {
            worst = limit;
        }
    }
    return worst;
}

/* ---- reasons ---- */

/* Behind those that are as bad, so that the order of the measurements stays; the mildest falls out
 * when there are too many. */
static void add(struct triage *triage, const struct reason *reason)
{
    size_t at = triage->reason_count;
    triage->zone = zone_worse(triage->zone, reason->zone);
    while (at > 0 && triage->reasons[at - 1].zone < reason->zone) {
        at--;
    }
    if (at == TRIAGE_REASONS) {
        return;
    }
    if (triage->reason_count < TRIAGE_REASONS) {
        triage->reason_count++;
    }
    for (size_t i = triage->reason_count - 1; i > at; i--) {
        triage->reasons[i] = triage->reasons[i - 1];
    }
    triage->reasons[at] = *reason;
}

static enum zone add_validity(struct triage *triage, const struct measurement *measurement,
                              enum rule rule)
{
    struct reason reason = {.rule = rule,
                            .parameter = measurement->parameter,
                            .zone = ZONE_YELLOW,
                            .value = measurement->value};
    add(triage, &reason);
    return ZONE_YELLOW;
}

static enum zone add_limit(struct triage *triage, const struct measurement *measurement,
                           const struct limit *limit)
{
    enum limit_operator how = limit ? limit->operator: OPERATOR_LT;
    struct reason reason = {.rule = limit ? rule_of(limit) : RULE_WITHIN,
                            .parameter = measurement->parameter,
                            .zone = limit ? limit->zone : ZONE_GREEN,
                            .value = measurement->value,
                            .has_limit = limit != NULL,
                            .limit = limit ? limit->value : 0,
                            .operator= how };
    add(triage, &reason);
    return reason.zone;
}

static void judge_unsound(struct triage *triage, const struct measurement *measurement)
{
    if (measurement->marks & MARK_DEVICE) {
        add_validity(triage, measurement, RULE_DEVICE);
    }
    if (measurement->marks & MARK_IMPLAUSIBLE) {
        add_validity(triage, measurement, RULE_IMPLAUSIBLE);
    }
    if (measurement->marks & MARK_FUTURE) {
        add_validity(triage, measurement, RULE_FUTURE);
    }
}

/* Adds the measurement's reasons; returns the zone that it gives on its own when it needs no
 * repeat, else none. */
static enum zone judge(struct triage *triage, const struct measurement *measurement,
                       const struct limit *limits, size_t limit_count)
{
    if (measurement->marks & MARK_ABSENT) {
        return ZONE_NONE;
    }
    if (measurement->marks & UNSOUND) {
        judge_unsound(triage, measurement);
        return ZONE_NONE;
    }
    const struct limit *limit = worst_met(measurement, limits, limit_count);
    if (!(measurement->marks & MARK_UNCONFIRMED)) {
        return add_limit(triage, measurement, limit);
    }
    if (limit) {
        add_limit(triage, measurement, limit);
    }
    add_validity(triage, measurement, RULE_UNCONFIRMED);
    return ZONE_NONE;
}

static bool is_followed(const bool followed[PARAMETER_COUNT], enum parameter parameter)
{
    return parameter != PARAMETER_BP && parameter_info(parameter) && followed[parameter];
}

void triage_judge(const struct rules *rules, const struct occasion *occasion,
                  struct triage *triage_r)
{
    enum zone confirmed = ZONE_NONE;
    *triage_r = (struct triage){.zone = ZONE_NONE};
    for (size_t i = 0; i < occasion->value_count; i++) {
        const struct measurement *value = &occasion->values[i];
        if (is_followed(rules->followed, value->parameter)) {
            confirmed =
                zone_worse(confirmed, judge(triage_r, value, rules->limits, rules->limit_count));
        }
    }
    triage_r->unconfirmed = triage_r->zone != confirmed;
}

/* ---- the order of limits ---- */

static bool is_side_of_operator(const struct limit *limit)
{
    enum limit_operator how = limit->operator;
    bool low = how == OPERATOR_LT || how == OPERATOR_LE;
    return low == (limit->side == SIDE_LOW);
}

/* Whether a may stand beside b, where a is not after b: red_low, yellow_low, yellow_high, red_high.
 */
static bool is_pair_ordered(const struct limit *a, const struct limit *b)
{
    if (rule_of(a) == rule_of(b)) {
        return true;
    }
    return a->side == b->side ? a->value <= b->value : a->value < b->value;
}

bool limits_ordered(const struct limit *limits, size_t count, enum parameter parameter)
{
    for (size_t i = 0; i < count; i++) {
        if (limits[i].parameter != parameter) {
            continue;
        }
        if (!is_side_of_operator(&limits[i])) {
            return false;
        }
        for (size_t j = 0; j < count; j++) {
            if (limits[j].parameter == parameter && rule_of(&limits[i]) <= rule_of(&limits[j]) &&
                !is_pair_ordered(&limits[i], &limits[j])) {
                return false;
            }
        }
    }
    return true;
}
