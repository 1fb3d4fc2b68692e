/* What answers and scores say by themselves, and together with what was measured. */
#include "clinical/judge.h"

/* ---- alone ---- */

static struct reason reason_about(const struct finding *finding, enum rule rule, enum zone zone)
{
    return (struct reason){.rule = rule,
                           .zone = zone,
                           .value = finding->value,
                           .about = finding->about,
                           .about_len = finding->about_len};
}

static void judge_answer(struct judging *judging, const struct finding *finding)
{
    if (finding->zone == ZONE_YELLOW || finding->zone == ZONE_RED) {
        bool red = finding->zone == ZONE_RED;
        const struct reason reason =
            reason_about(finding, red ? RULE_ANSWER_RED : RULE_ANSWER_YELLOW, finding->zone);
        judging_add(judging, &reason, true);
    }
}

/* The worse zone, then the tighter: the one farther within. */
static bool is_told_before(const struct score_limit *a, const struct score_limit *b)
{
    bool a_low = a->operator== OPERATOR_LT || a->operator== OPERATOR_LE;
    bool b_low = b->operator== OPERATOR_LT || b->operator== OPERATOR_LE;
    if (a->zone != b->zone) {
        return a->zone > b->zone;
    }
    if (a_low != b_low) {
        return a_low;
    }
    if (a->value != b->value) {
        return a_low ? a->value > b->value : a->value < b->value;
    }
    return operator_is_inclusive(a->operator) && !operator_is_inclusive(b->operator);
}

static void judge_score(struct judging *judging, const struct finding *finding)
{
    const struct score_limit *worst = NULL;
    for (size_t i = 0; i < judging->rules->score_count; i++) {
        const struct score_limit *limit = &judging->rules->scores[i];
        if (limit->score == finding->score &&
            (limit->zone == ZONE_YELLOW || limit->zone == ZONE_RED) &&
            operator_holds(limit->operator, finding->value, limit->value) &&
            (!worst || is_told_before(limit, worst))) {
            worst = limit;
        }
    }
    if (worst) {
        bool red = worst->zone == ZONE_RED;
        struct reason reason =
            reason_about(finding, red ? RULE_SCORE_RED : RULE_SCORE_YELLOW, worst->zone);
        reason.has_limit = true;
        reason.limit = worst->value;
        reason.operator= worst->operator;
        judging_add(judging, &reason, true);
    }
}

static bool is_of_form(enum rule rule)
{
    return rule >= RULE_ANSWER_YELLOW && rule <= RULE_SCORE_RED;
}

static void judge_forms(struct judging *judging)
{
    for (size_t i = 0; i < judging->triage->reason_count; i++) {
        if (is_of_form(judging->triage->reasons[i].rule)) {
            return;
        }
    }
    for (size_t i = 0; i < judging->occasion->finding_count; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        if (finding->kind == FINDING_FORM && !finding->earlier) {
            const struct reason reason = reason_about(finding, RULE_FORM, ZONE_GREEN);
            judging_add(judging, &reason, true);
        }
    }
}

void findings_judge(struct judging *judging)
{
    for (size_t i = 0; i < judging->occasion->finding_count; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        if (finding->earlier) {
            continue;
        }
        if (finding->kind == FINDING_ANSWER) {
            judge_answer(judging, finding);
        } else if (finding->kind == FINDING_SCORE) {
            judge_score(judging, finding);
        }
    }
    judge_forms(judging);
}

/* ---- together ---- */

static bool is_physiology(const struct reason *reason, const struct combination *combination)
{
    bool measured = (reason->rule >= RULE_LIMIT_RED_LOW && reason->rule <= RULE_LIMIT_RED_HIGH) ||
                    (reason->rule >= RULE_GAIN_YELLOW && reason->rule <= RULE_LOSS_RED) ||
                    reason->rule == RULE_DRIFT_LOW || reason->rule == RULE_DRIFT_HIGH;
    return measured && reason->zone >= combination->when && reason->zone >= ZONE_YELLOW &&
           (combination->parameter == PARAMETER_NONE ||
            combination->parameter == reason->parameter);
}

/* What was measured, as far as it combines. */
struct physiology {
    const struct reason *reason;
    bool sure, news; /* news: of this occasion */
};

/* Of what needs no repeat rather than of what does. */
static struct physiology find_physiology(const struct judging *judging,
                                         const struct combination *combination)
{
    struct physiology found = {NULL, false, false};
    for (size_t i = 0; i < judging->triage->reason_count; i++) {
        const struct reason *reason = &judging->triage->reasons[i];
        if (is_physiology(reason, combination) &&
            (!found.reason || (judging->sure[i] && !found.sure))) {
            found = (struct physiology){reason, judging->sure[i], true};
        }
    }
    for (size_t i = 0; i < judging->occasion->earlier_count && !found.sure; i++) {
        const struct reason *reason = &judging->occasion->earlier[i];
        if (is_physiology(reason, combination)) {
            found = (struct physiology){reason, true, found.news};
        }
    }
    return found;
}

/* The finding that a combination is met by: the most points, else an answer that it names. One of
 * this occasion rather than an earlier one. */
static const struct finding *find_symptom(const struct judging *judging,
                                          const struct combination *combination, size_t number,
                                          bool points)
{
    const struct finding *found = NULL;
    for (size_t i = 0; i < judging->occasion->finding_count; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        bool fits = points ? finding->kind == FINDING_POINTS && combination->points > 0 &&
                                 finding->value >= combination->points
                           : combination->answers && (finding->symptoms >> number & 1);
        if (fits && (!found || (points && finding->value > found->value) ||
                     (found->earlier && !finding->earlier &&
                      (!points || finding->value == found->value)))) {
            found = finding;
        }
    }
    return found;
}

/* Whether any finding of this occasion meets the combination. */
static bool has_news(const struct judging *judging, const struct combination *combination,
                     size_t number)
{
    for (size_t i = 0; i < judging->occasion->finding_count; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        if (!finding->earlier && ((finding->kind == FINDING_POINTS && combination->points > 0 &&
                                   finding->value >= combination->points) ||
                                  (combination->answers && (finding->symptoms >> number & 1)))) {
            return true;
        }
    }
    return false;
}

static void judge_combination(struct judging *judging, size_t number)
{
    const struct combination *combination = &judging->rules->combinations[number];
    struct physiology physiology = find_physiology(judging, combination);
    const struct finding *points = find_symptom(judging, combination, number, true);
    const struct finding *symptom =
        points ? points : find_symptom(judging, combination, number, false);
    if (!physiology.reason || !symptom ||
        (combination->zone != ZONE_YELLOW && combination->zone != ZONE_RED)) {
        return;
    }
    if (!physiology.news && !has_news(judging, combination, number)) {
        return; /* all of it was told when it came */
    }
    struct reason reason =
        reason_about(symptom, points ? RULE_SYMPTOMS : RULE_SYMPTOM, combination->zone);
    reason.parameter = physiology.reason->parameter;
    reason.has_limit = points != NULL;
    reason.limit = points ? combination->points : 0;
    reason.operator= points ? OPERATOR_GE : OPERATOR_LT;
    judging_add(judging, &reason, physiology.sure);
}

void combinations_judge(struct judging *judging)
{
    for (size_t i = 0; i < judging->rules->combination_count && i < 64; i++) {
        judge_combination(judging, i);
    }
}
