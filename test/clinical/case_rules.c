/* Clinical cases: changes, habits, answers, scores, and what they mean together. */
#include <string.h>

#include "case_parse.h"

static void set_word(char to[CASE_WORD], const char *word)
{
    snprintf(to, CASE_WORD, "%s", word);
}

static bool take_zone(const struct words *words, size_t i, enum zone *zone_r)
{
    return i < words->count && zone_of_word(words->at[i], zone_r) && *zone_r >= ZONE_YELLOW;
}

#define CHANGE_LINE "gain|loss PARAMETER yellow|red >|>= NUMBER [UNIT] in N days"

/* A loss is written as what is lost, and kept as a change below nothing. */
static bool take_change(struct case_file *file, const struct words *words,
                        struct clinical_case *one)
{
    bool loss = words_is(words, 0, "loss");
    struct limit limit = {.kind = LIMIT_GAIN, .side = loss ? SIDE_LOW : SIDE_HIGH};
    size_t next = 4;
    int32_t days;
    if (words->count < 8 || one->limit_count == CASE_LIMITS) {
        return case_wrong(file, CHANGE_LINE);
    }
    if (!take_parameter(file, words->at[1], &limit.parameter)) {
        return false;
    }
    if (!take_zone(words, 2, &limit.zone) || !take_operator(words->at[3], &limit.operator) ||
        limit.operator<OPERATOR_GT || !take_number(words, &next, limit.parameter, &limit.value) ||
        !words_is(words, next, "in") || !take_whole(words, next + 1, &days)) {
        return case_wrong(file, CHANGE_LINE);
    }
    if (loss) {
        limit.value = -limit.value;
        limit.operator= limit.operator== OPERATOR_GT ? OPERATOR_LT : OPERATOR_LE;
    }
    limit.days = days;
    one->limits[one->limit_count++] = limit;
    return true;
}

#define HABIT_LINE "habit PARAMETER NUMBER [UNIT] sigma NUMBER [UNIT] approved DAY low|high|both"

static bool take_habit(struct case_file *file, const struct words *words, struct clinical_case *one)
{
    struct habit *habit = &one->habits[one->habit_count];
    size_t next = 2;
    if (words->count < 8 || one->habit_count == CASE_RULES) {
        return case_wrong(file, HABIT_LINE);
    }
    if (!take_parameter(file, words->at[1], &habit->parameter)) {
        return false;
    }
    if (!take_number(words, &next, habit->parameter, &habit->level) ||
        !words_is(words, next++, "sigma") || !take_plain(words, next++, &habit->sigma) ||
        !words_is(words, next++, "approved") || !take_whole(words, next++, &habit->approved_on)) {
        return case_wrong(file, HABIT_LINE);
    }
    habit->low = words_is(words, next, "low") || words_is(words, next, "both");
    habit->high = words_is(words, next, "high") || words_is(words, next, "both");
    one->habit_count++;
    return habit->low || habit->high || case_wrong(file, HABIT_LINE);
}

static size_t name_number(struct case_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->at[i], name) == 0) {
            return i;
        }
    }
    if (names->count < CASE_RULES) {
        set_word(names->at[names->count++], name);
    }
    return names->count - 1;
}

/* limit score NAME yellow|red OPERATOR NUMBER */
static bool take_score_limit(struct case_file *file, const struct words *words,
                             struct clinical_case *one)
{
    struct score_limit *limit = &one->scores[one->score_count];
    if (words->count != 6 || one->score_count == CASE_RULES || !take_zone(words, 3, &limit->zone) ||
        !take_operator(words->at[4], &limit->operator) || !take_plain(words, 5, &limit->value)) {
        return case_wrong(file, "limit score NAME yellow|red OPERATOR NUMBER");
    }
    limit->score = (int)name_number(&one->score_names, words->at[2]);
    one->score_count++;
    return true;
}

#define FINDING_LINE                                                                               \
    "[earlier] answer NAME [yellow|red], [earlier] score NAME NUMBER, [earlier] form NAME, "       \
    "[earlier|yesterday] points NUMBER [majors N] [minors N]"

/* points NUMBER [majors N] [minors N], from the number on. */
static bool take_points(const struct words *words, size_t i, struct finding *finding)
{
    int32_t majors = 0, minors = 0;
    finding->kind = FINDING_POINTS;
    if (!take_plain(words, i++, &finding->value)) {
        return false;
    }
    if (words_is(words, i, "majors") && take_whole(words, i + 1, &majors)) {
        i += 2;
    }
    if (words_is(words, i, "minors") && take_whole(words, i + 1, &minors)) {
        i += 2;
    }
    finding->majors = majors;
    finding->minors = minors;
    return i == words->count;
}

static bool take_finding(struct case_file *file, const struct words *words, size_t i,
                         struct clinical_case *one)
{
    struct finding *finding = &one->findings[one->finding_count];
    char *name = one->finding_names[one->finding_count];
    bool good = words->count > i + 1 && one->finding_count < CASE_FINDINGS;
    if (!good) {
        return case_wrong(file, FINDING_LINE);
    }
    *finding = (struct finding){
        .earlier = i > 0, .day = words_is(words, 0, "yesterday") ? -1 : 0, .about = name};
    set_word(name, words->at[i + 1]);
    if (words_is(words, i, "answer")) {
        finding->kind = FINDING_ANSWER;
        good = words->count == i + 2 || take_zone(words, i + 2, &finding->zone);
    } else if (words_is(words, i, "score")) {
        finding->kind = FINDING_SCORE;
        finding->score = (int)name_number(&one->score_names, name);
        good = take_plain(words, i + 2, &finding->value);
    } else if (words_is(words, i, "points")) {
        good = take_points(words, i + 1, finding);
    } else if (words_is(words, i, "self_harm")) {
        finding->kind = FINDING_SELF_HARM;
        finding->zone = ZONE_RED;
    } else {
        finding->kind = FINDING_FORM;
        good = words_is(words, i, "form");
    }
    finding->about_len = strlen(name);
    one->finding_count++;
    return good || case_wrong(file, FINDING_LINE);
}

/* earlier yellow|red RULE PARAMETER: what an earlier report of the day gave. */
static bool take_earlier(struct case_file *file, const struct words *words,
                         struct clinical_case *one)
{
    struct reason *reason = &one->earlier[one->earlier_count];
    if (!take_zone(words, 1, &reason->zone)) {
        return take_finding(file, words, 1, one);
    }
    if (words->count != 4 || one->earlier_count == CASE_RULES) {
        return case_wrong(file, "earlier yellow|red RULE PARAMETER");
    }
    for (int rule = 1; rule <= RULE_SELF_HARM; rule++) {
        if (strcmp(rule_word((enum rule)rule), words->at[2]) == 0) {
            reason->rule = (enum rule)rule;
        }
    }
    one->earlier_count++;
    return (reason->rule || case_wrong(file, "no such rule")) &&
           take_parameter(file, words->at[3], &reason->parameter);
}

#define COMBINE_LINE "combine yellow|red PARAMETER|any with [N points] [or] [NAME or …] gives ZONE"

static bool take_combine(struct case_file *file, const struct words *words,
                         struct clinical_case *one)
{
    struct combination *combination = &one->combinations[one->combination_count];
    struct case_names *names = &one->combination_names[one->combination_count];
    size_t next = 4;
    if (words->count < 7 || one->combination_count == CASE_RULES ||
        !take_zone(words, 1, &combination->when) || !words_is(words, 3, "with")) {
        return case_wrong(file, COMBINE_LINE);
    }
    if (!words_is(words, 2, "any") &&
        !take_parameter(file, words->at[2], &combination->parameter)) {
        return false;
    }
    if (words_is(words, 5, "points") && take_plain(words, 4, &combination->points)) {
        next = 6;
    }
    for (; next < words->count && !words_is(words, next, "gives"); next++) {
        if (!words_is(words, next, "or")) {
            name_number(names, words->at[next]);
            combination->answers = true;
        }
    }
    one->combination_count++;
    return (next + 2 == words->count && take_zone(words, next + 1, &combination->zone)) ||
           case_wrong(file, COMBINE_LINE);
}

bool take_rule(struct case_file *file, const struct words *words, struct clinical_case *one,
               bool *handled_r)
{
    *handled_r = true;
    if (words_is(words, 0, "limit") && words_is(words, 1, "score")) {
        return take_score_limit(file, words, one);
    } else if (words_is(words, 0, "gain") || words_is(words, 0, "loss")) {
        return take_change(file, words, one);
    } else if (words_is(words, 0, "habit")) {
        return take_habit(file, words, one);
    } else if (words_is(words, 0, "combine")) {
        return take_combine(file, words, one);
    } else if (words_is(words, 0, "earlier")) {
        return take_earlier(file, words, one);
    } else if (words_is(words, 0, "yesterday")) {
        return take_finding(file, words, 1, one);
    } else if (words_is(words, 0, "answer") || words_is(words, 0, "score") ||
               words_is(words, 0, "points") || words_is(words, 0, "form") ||
               words_is(words, 0, "self_harm")) {
        return take_finding(file, words, 0, one);
    }
    *handled_r = false;
    return true;
}
