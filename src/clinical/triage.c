/* Triage: each measurement gives its reasons, then what changed over days, the answers, and what
 * they mean together; the worst of them gives the zone. */
#include "clinical/judge.h"

#include <string.h>

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

/* ---- what is judged ---- */

static bool is_followed(const bool followed[PARAMETER_COUNT], enum parameter parameter)
{
    return parameter != PARAMETER_BP && parameter_info(parameter) && followed[parameter];
}

bool judging_is_sound(const struct judging *judging, const struct measurement *value)
{
    return !(value->marks & (MARKS_UNSOUND | MARK_ABSENT)) &&
           is_followed(judging->rules->followed, value->parameter);
}

static bool is_far(const struct habit *habit, const struct measurement *value)
{
    __int128 away = (__int128)value->value - habit->level, far = (__int128)habit->sigma * 4;
    return habit->parameter == value->parameter && value->day > habit->approved_on &&
           ((habit->low && away < -far) || (habit->high && away > far));
}

bool judging_asks_repeat(const struct judging *judging, const struct measurement *value)
{
    if (value->marks & MARK_UNCONFIRMED) {
        return true;
    }
    for (size_t i = 0; i < judging->rules->habit_count; i++) {
        if (!(value->conditions & CONDITION_ACTIVITY) &&
            is_far(&judging->rules->habits[i], value)) {
            return true;
        }
    }
    return false;
}

bool judging_has_sure(const struct judging *judging, enum parameter parameter, const int32_t *day)
{
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        if (value->parameter == parameter && (!day || value->day == *day) &&
            judging_is_sound(judging, value) && !judging_asks_repeat(judging, value)) {
            return true;
        }
    }
    return false;
}

/* ---- reasons ---- */

void judging_add(struct judging *judging, const struct reason *reason, bool sure)
{
    struct triage *triage = judging->triage;
    size_t at = triage->reason_count;
    triage->zone = zone_worse(triage->zone, reason->zone);
    if (sure) {
        judging->confirmed = zone_worse(judging->confirmed, reason->zone);
    }
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
    triage->reasons[at].unsure = !sure;
}

static void add_validity(struct judging *judging, const struct measurement *value, enum rule rule,
                         bool sure)
{
    const struct reason reason = {.rule = rule,
                                  .parameter = value->parameter,
                                  .zone = ZONE_YELLOW,
                                  .value = value->value,
                                  .day = value->day};
    judging_add(judging, &reason, sure);
}

static void add_within(struct judging *judging, const struct measurement *value)
{
    const struct reason reason = {.rule = RULE_WITHIN,
                                  .parameter = value->parameter,
                                  .zone = ZONE_GREEN,
                                  .value = value->value,
                                  .day = value->day};
    judging_add(judging, &reason, true);
}

static void add_limit(struct judging *judging, const struct measurement *value,
                      const struct limit *limit, bool watch, bool sure)
{
    const struct reason reason = {.rule = watch ? RULE_WATCH : limit_rule(limit),
                                  .parameter = value->parameter,
                                  .zone = watch ? ZONE_GREEN : limit->zone,
                                  .value = value->value,
                                  .has_limit = true,
                                  .limit = limit->value,
                                  .operator= limit->operator,
                                  .condition = limit->condition,
                                  .day = value->day};
    judging_add(judging, &reason, sure);
}

/* ---- values ---- */

static void judge_unsound(struct judging *judging, const struct measurement *value)
{
    if (value->marks & MARK_DEVICE) {
        add_validity(judging, value, RULE_DEVICE, false);
    }
    if (value->marks & MARK_IMPLAUSIBLE) {
        add_validity(judging, value, RULE_IMPLAUSIBLE, false);
    }
    if (value->marks & MARK_FUTURE) {
        add_validity(judging, value, RULE_FUTURE, false);
    }
}

static enum persistence persistence(const struct judging *judging, const struct measurement *value,
                                    const struct limit *limit, const struct repeats *repeats)
{
    return limit->basis == BASIS_HABITUAL && limit->zone == ZONE_YELLOW
               ? persistence_of(judging, value, limit, repeats)
               : PERSISTENCE_ACTS;
}

/* What asked for a repeat and was measured three times is as it is; it stays yellow at least. */
static void judge_value(struct judging *judging, const struct measurement *value,
                        const struct repeats *repeats)
{
    const struct limit *limit = limit_worst_met(judging->rules, value);
    bool asks = judging_asks_repeat(judging, value), sure = !asks || repeats->count >= 3;
    enum persistence lasting =
        limit ? persistence(judging, value, limit, repeats) : PERSISTENCE_BACK;
    bool acts = lasting == PERSISTENCE_ACTS || lasting == PERSISTENCE_ASKS;
    if (acts) {
        add_limit(judging, value, limit, false, sure && lasting == PERSISTENCE_ACTS);
    } else if (limit && lasting == PERSISTENCE_WATCH) {
        add_limit(judging, value, limit, true, sure);
    }
    if (asks && !(acts && sure)) {
        add_validity(judging, value, RULE_UNCONFIRMED, sure);
    } else if (!limit) {
        add_within(judging, value);
    }
}

static void judge_values(struct judging *judging)
{
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        struct repeats repeats;
        if (!is_followed(judging->rules->followed, value->parameter) ||
            (value->marks & MARK_ABSENT) || value->old) {
            continue;
        }
        if (value->marks & MARKS_UNSOUND) {
            judge_unsound(judging, value);
            continue;
        }
        repeats_find(judging, i, &repeats);
        if (repeats.counts) {
            judge_value(judging, value, &repeats);
        }
    }
}

void triage_judge(const struct rules *rules, const struct occasion *occasion,
                  struct triage *triage_r)
{
    struct judging judging = {.rules = rules, .occasion = occasion, .triage = triage_r};
    *triage_r = (struct triage){.zone = ZONE_NONE};
    judge_values(&judging);
    judging_each_day(&judging, change_judge);
    judging_each_day(&judging, drift_judge);
    findings_judge(&judging);
    combinations_judge(&judging);
    triage_r->unconfirmed = triage_r->zone != judging.confirmed;
}
