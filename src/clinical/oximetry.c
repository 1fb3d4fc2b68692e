/* The score of SpO2 and pulse in COPD: how far both lie from the habitual together,
 * O = ½ · (max(0, (M_S − SpO2) / σ_S) + max(0, (pulse − M_P) / σ_P)), of daily values.
 *
 * Yellow at O ≥ 1 with a major symptom that day; red with two major symptoms on two calendar days
 * running (P). Without a pulse, a saturation or either level there is no score. */
#include "clinical/symptoms.h"

#define MOST (INT64_C(1) << 61) /* so that products of two, and the sum of two of these, fit */
#define ONE INT64_C(1000000)
#define SHOWN (ONE / 100) /* two decimals */

/* ---- the score ---- */

/* How far beyond on the bad side, and the sigma that it is measured by. */
struct excess {
    int64_t by, sigma;
};

static const struct habit *habit_of(const struct judging *judging, enum parameter parameter,
                                    int32_t day)
{
    for (size_t i = 0; i < judging->rules->habit_count; i++) {
        const struct habit *habit = &judging->rules->habits[i];
        if (habit->parameter == parameter && habit->sigma > 0 && day > habit->approved_on) {
            return habit;
        }
    }
    return NULL;
}

static bool value_on(const struct judging *judging, enum parameter parameter, int32_t day,
                     int64_t *value_r)
{
    struct span span = span_of(judging->occasion, parameter);
    for (size_t i = span.count; i > 0; i--) {
        if (span.days[i - 1].day == day) {
            *value_r = span.days[i - 1].value;
            return true;
        }
    }
    return false;
}

static bool excess_of(const struct judging *judging, enum parameter parameter, int32_t day,
                      struct excess *excess_r)
{
    const struct habit *habit = habit_of(judging, parameter, day);
    int64_t value;
    if (!habit || !judging_is_followed(judging, parameter) ||
        !value_on(judging, parameter, day, &value)) {
        return false;
    }
    __int128 by = parameter == PARAMETER_SPO2 ? (__int128)habit->level - value
                                              : (__int128)value - habit->level;
    excess_r->by = by < 0 ? 0 : by > MOST ? MOST : (int64_t)by;
    excess_r->sigma = habit->sigma > MOST ? MOST : habit->sigma;
    return true;
}

/* In millionths, down to the two decimals that are shown: O of 1 and more is never shown as less.
 */
static int64_t score_shown(const struct excess *a, const struct excess *b)
{
    __int128 sum = (__int128)a->by * ONE / a->sigma + (__int128)b->by * ONE / b->sigma;
    sum = sum / 2 < ONE ? ONE : sum / 2;
    return sum > MOST ? MOST : (int64_t)sum / SHOWN * SHOWN;
}

/* O ≥ 1, before any rounding. False also when there is none. */
static bool is_beyond(const struct judging *judging, int32_t day, int64_t *score_r)
{
    struct excess s, p;
    if (!excess_of(judging, PARAMETER_SPO2, day, &s) ||
        !excess_of(judging, PARAMETER_PULSE, day, &p)) {
        return false;
    }
    *score_r = score_shown(&s, &p);
    return (__int128)s.by * p.sigma + (__int128)p.by * s.sigma >= (__int128)2 * s.sigma * p.sigma;
}

/* ---- the rule ---- */

/* Of the day's own values of each of the two, one at least needs no repeat. */
static bool is_sure(const struct judging *judging, int32_t day)
{
    return (!judging_has_day(judging, PARAMETER_SPO2, day) ||
            judging_has_sure(judging, PARAMETER_SPO2, &day)) &&
           (!judging_has_day(judging, PARAMETER_PULSE, day) ||
            judging_has_sure(judging, PARAMETER_PULSE, &day));
}

static void judge_one(struct judging *judging, int32_t day)
{
    struct symptoms now, before;
    int64_t score, score_before;
    symptoms_on(judging, day, &now);
    if (now.majors < 1 || !is_beyond(judging, day, &score)) {
        return;
    }
    symptoms_on(judging, (int64_t)day - 1, &before);
    bool red = now.majors >= 2 && before.majors >= 2 && day > INT32_MIN &&
               is_beyond(judging, day - 1, &score_before);
    const struct reason reason = {.rule = red ? RULE_OXIMETRY_RED : RULE_OXIMETRY_YELLOW,
                                  .parameter = PARAMETER_SPO2,
                                  .zone = red ? ZONE_RED : ZONE_YELLOW,
                                  .value = score,
                                  .has_limit = true,
                                  .limit = ONE,
                                  .operator= OPERATOR_GE,
                                  .day = day};
    judging_add(judging, &reason, is_sure(judging, day));
}

/* ---- which days ---- */

static bool is_own(const struct judging *judging, enum parameter parameter, int64_t day,
                   int64_t newest)
{
    for (size_t i = 0; i < judging->occasion->value_count; i++) {
        const struct measurement *value = &judging->occasion->values[i];
        bool touches = value->day == day || (int64_t)value->day + 1 == day;
        if (value->parameter == parameter && touches && (!value->old || day == newest) &&
            judging_is_sound(judging, value)) {
            return true;
        }
    }
    return false;
}

/* Whether anything of this occasion is about the day or the day before it: then it is judged. What
 * came too late to be news by itself is that for the newest day alone. */
static bool is_news(const struct judging *judging, int64_t day, int64_t newest)
{
    struct symptoms symptoms;
    for (int64_t one = day - 1; one <= day; one++) {
        symptoms_on(judging, one, &symptoms);
        if (symptoms.news) {
            return true;
        }
    }
    return is_own(judging, PARAMETER_SPO2, day, newest) ||
           is_own(judging, PARAMETER_PULSE, day, newest);
}

/* A day with a score has a saturation: so the days of the history are all that can be. */
void oximetry_judge(struct judging *judging)
{
    struct span span = span_of(judging->occasion, PARAMETER_SPO2);
    for (size_t i = 0; judging->rules->oximetry && i < span.count; i++) {
        int32_t day = span.days[i].day;
        if (is_news(judging, day, span.days[span.count - 1].day)) {
            judge_one(judging, day);
        }
    }
}
