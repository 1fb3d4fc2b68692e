/* Triage: each measurement gives its reasons, then what changed over days, the answers, and what
 * they mean together; the worst of them gives the zone. */
#include "clinical/baseline.h"
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
    [RULE_NEWS2_YELLOW] = "news2.yellow",
    [RULE_NEWS2_RED] = "news2.red",
    [RULE_OXIMETRY_YELLOW] = "oximetry.yellow",
    [RULE_OXIMETRY_RED] = "oximetry.red",
    [RULE_ANTHONISEN] = "anthonisen.yellow",
    [RULE_PRESSURE_MEAN] = "pressure.mean",
    [RULE_SELF_HARM] = "answer.self_harm",
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

bool judging_is_followed(const struct judging *judging, enum parameter parameter)
{
    return parameter != PARAMETER_BP && parameter_info(parameter) &&
           judging->rules->followed[parameter];
}

bool judging_is_sound(const struct judging *judging, const struct measurement *value)
{
    return !(value->marks & (MARKS_UNSOUND | MARK_ABSENT)) &&
           judging_is_followed(judging, value->parameter);
}

bool judging_is_of_day(const struct judging *judging, const struct measurement *value)
{
    return judging_is_sound(judging, value) && !(value->conditions & CONDITION_ACTIVITY);
}

/* More than four sigma, or four times the least that is believed of a sigma. */
static bool is_far(const struct habit *habit, const struct measurement *value)
{
    const struct baseline_prior *prior = baseline_prior(habit->parameter);
    int64_t sigma = prior && prior->floor > habit->sigma ? prior->floor : habit->sigma;
    __int128 away = (__int128)value->value - habit->level, far = (__int128)sigma * 4;
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
    size_t count = day ? judging_looked_at(judging) : judging->occasion->value_count;
    for (size_t i = 0; i < count; i++) {
        const struct measurement *value = judging_at(judging, i);
        if (value->parameter == parameter && (!day || value->day == *day) &&
            judging_is_of_day(judging, value) && !judging_asks_repeat(judging, value)) {
            return true;
        }
    }
    return false;
}

/* ---- reasons ---- */

bool reason_is_before(const struct reason *a, const struct reason *b)
{
    return a->zone != b->zone ? a->zone > b->zone
                              : a->rule == RULE_SELF_HARM && b->rule != RULE_SELF_HARM;
}

void judging_add(struct judging *judging, const struct reason *reason, bool sure)
{
    struct triage *triage = judging->triage;
    size_t at = triage->reason_count;
    triage->zone = zone_worse(triage->zone, reason->zone);
    if (sure) {
        judging->confirmed = zone_worse(judging->confirmed, reason->zone);
    }
    while (at > 0 && reason_is_before(reason, &triage->reasons[at - 1])) {
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

static bool is_in_order(const struct occasion *occasion)
{
    for (size_t i = 1; i < occasion->value_count; i++) {
        if (occasion->values[i].at < occasion->values[i - 1].at) {
            return false;
        }
    }
    return true;
}

void triage_judge(const struct rules *rules, const struct occasion *occasion,
                  struct triage *triage_r)
{
    struct judging judging = {.rules = rules,
                              .occasion = occasion,
                              .triage = triage_r,
                              .in_order = is_in_order(occasion)};
    *triage_r = (struct triage){.zone = ZONE_NONE};
    values_judge(&judging);
    judging_each_day(&judging, persistence_judge);
    judging_each_day(&judging, change_judge);
    judging_each_day(&judging, drift_judge);
    oximetry_judge(&judging);
    pressure_mean_judge(&judging);
    news2_judge(&judging);
    findings_judge(&judging);
    combinations_judge(&judging);
    triage_r->unconfirmed = triage_r->zone != judging.confirmed;
}
