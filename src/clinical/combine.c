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

/* Nothing that a form or a programme says makes it less. */
static void judge_self_harm(struct judging *judging, const struct finding *finding)
{
    const struct reason reason = reason_about(finding, RULE_SELF_HARM, ZONE_RED);
    judging_add(judging, &reason, true);
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
    return (rule >= RULE_ANSWER_YELLOW && rule <= RULE_SCORE_RED) || rule == RULE_ANTHONISEN ||
           rule == RULE_SELF_HARM;
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
        } else if (finding->kind == FINDING_SELF_HARM) {
            judge_self_harm(judging, finding);
        }
    }
    anthonisen_judge(judging);
    judge_forms(judging);
}

/* ---- together ---- */

static bool is_measured(enum rule rule)
{
    return (rule >= RULE_LIMIT_RED_LOW && rule <= RULE_LIMIT_RED_HIGH) ||
           (rule >= RULE_GAIN_YELLOW && rule <= RULE_LOSS_RED) ||
           (rule >= RULE_DRIFT_LOW && rule <= RULE_OXIMETRY_RED) || rule == RULE_PRESSURE_MEAN;
}

static bool is_physiology(const struct reason *reason, const struct combination *combination)
{
    return is_measured(reason->rule) && reason->zone >= combination->when &&
           reason->zone >= ZONE_YELLOW &&
           (combination->parameter == PARAMETER_NONE ||
            combination->parameter == reason->parameter);
}

static bool is_same_day(int32_t a, int32_t b)
{
    return a == b || a == 0 || b == 0;
}

static bool meets(const struct finding *finding, const struct combination *combination,
                  size_t number, bool points)
{
    return points ? finding->kind == FINDING_POINTS && combination->points > 0 &&
                        finding->value >= combination->points
                  : combination->answers && (finding->symptoms >> number & 1);
}

/* The finding of a day that a combination is met by: the most points, or an answer that it names.
 * One of this occasion rather than an earlier one. */
static const struct finding *find_symptom(const struct judging *judging, size_t number, bool points,
                                          int32_t day)
{
    const struct combination *combination = &judging->rules->combinations[number];
    const struct finding *found = NULL;
    for (size_t i = 0; i < judging->occasion->finding_count; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        if (is_same_day(finding->day, day) && meets(finding, combination, number, points) &&
            (!found || (points && finding->value > found->value) ||
             (found->earlier && !finding->earlier &&
              (!points || finding->value == found->value)))) {
            found = finding;
        }
    }
    return found;
}

/* Whether any finding of this occasion and day meets it. */
static bool has_news(const struct judging *judging, size_t number, bool points, int32_t day)
{
    const struct combination *combination = &judging->rules->combinations[number];
    for (size_t i = 0; i < judging->occasion->finding_count; i++) {
        const struct finding *finding = &judging->occasion->findings[i];
        if (!finding->earlier && is_same_day(finding->day, day) &&
            meets(finding, combination, number, points)) {
            return true;
        }
    }
    return false;
}

/* One parameter's physiology with symptoms of its day, as far as it is found. */
struct match {
    size_t number; /* of the combination */
    bool points;   /* symptoms: points, or an answer */
    enum parameter parameter;
    const struct finding *symptom;
    int32_t day;
    bool sure, news; /* news: not all of it was told when it came */
};

static void match_reason(const struct judging *judging, const struct reason *reason, bool earlier,
                         struct match *match)
{
    if (reason->parameter != match->parameter ||
        !is_physiology(reason, &judging->rules->combinations[match->number])) {
        return;
    }
    const struct finding *symptom =
        find_symptom(judging, match->number, match->points, reason->day);
    if (!symptom) {
        return;
    }
    if (!match->symptom || symptom->value > match->symptom->value) {
        match->symptom = symptom;
        match->day = reason->day;
    }
    match->sure = match->sure || !reason->unsure;
    match->news =
        match->news || !earlier || has_news(judging, match->number, match->points, reason->day);
}

static void judge_match(struct judging *judging, struct match *match)
{
    const struct combination *combination = &judging->rules->combinations[match->number];
    for (size_t i = 0; i < judging->triage->reason_count; i++) {
        match_reason(judging, &judging->triage->reasons[i], false, match);
    }
    for (size_t i = 0; i < judging->occasion->earlier_count; i++) {
        match_reason(judging, &judging->occasion->earlier[i], true, match);
    }
    if (!match->symptom || !match->news) {
        return;
    }
    struct reason reason = reason_about(
        match->symptom, match->points ? RULE_SYMPTOMS : RULE_SYMPTOM, combination->zone);
    reason.parameter = match->parameter;
    reason.day = match->day;
    reason.has_limit = match->points;
    reason.limit = match->points ? combination->points : 0;
    reason.operator= match->points ? OPERATOR_GE : OPERATOR_LT;
    judging_add(judging, &reason, match->sure);
}

/* A reason for each parameter, by points and by an answer: so what came first changes nothing. */
static void judge_combination(struct judging *judging, size_t number)
{
    const struct combination *combination = &judging->rules->combinations[number];
    if (combination->zone != ZONE_YELLOW && combination->zone != ZONE_RED) {
        return;
    }
    for (int i = PARAMETER_NONE + 1; i < PARAMETER_COUNT; i++) {
        for (int points = 1; points >= 0; points--) {
            struct match match = {
                .number = number, .points = points, .parameter = (enum parameter)i};
            judge_match(judging, &match);
        }
    }
}

void combinations_judge(struct judging *judging)
{
    for (size_t i = 0; i < judging->rules->combination_count && i < 64; i++) {
        judge_combination(judging, i);
    }
}
