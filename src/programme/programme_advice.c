/* Which of a programme's advice is for which reason. */
#include "programme/programme.h"

/* Advice for a parameter is for what its value means, not for a reading that is not believed. */
static bool is_of_validity(enum rule rule)
{
    return rule >= RULE_IMPLAUSIBLE && rule <= RULE_DEVICE;
}

/* Where a programme says nothing of its own. */
static const programme_key self_harm_questions[] = {"self_harm.ask.alone", "self_harm.ask.plan",
                                                    "self_harm.ask.means", "self_harm.ask.help"};
static const struct programme_advice self_harm = {
    .rule = RULE_SELF_HARM,
    .text = "self_harm.advice",
    .question_count = sizeof self_harm_questions / sizeof self_harm_questions[0],
    .questions = self_harm_questions,
};

/* How close it comes: a parameter or a question says more than a rule. 0: it is for others. */
static int closeness(const struct programme_advice *advice, const struct reason *reason,
                     struct str link_id)
{
    int close = 1;
    if (advice->rule) {
        if (advice->rule != reason->rule)
            return 0;
        close += 1;
    } else if (is_of_validity(reason->rule) || (reason->rule == RULE_SELF_HARM && !advice->item)) {
        return 0;
    }
    if (advice->parameter != PARAMETER_NONE) {
        if (advice->parameter != reason->parameter)
            return 0;
        close += 2;
    }
    if (advice->item) {
        if (!str_is(link_id, advice->item))
            return 0;
        close += 2;
    }
    return close;
}

const struct programme_advice *programme_advice_for(const struct programme *programme,
                                                    const struct reason *reason, struct str link_id)
{
    const struct programme_advice *best = reason->rule == RULE_SELF_HARM ? &self_harm : NULL;
    int closest = 0;
    for (size_t i = 0; i < programme->advice_count; i++) {
        int close = closeness(&programme->advice[i], reason, link_id);
        if (close > closest) {
            closest = close;
            best = &programme->advice[i];
        }
    }
    return best;
}
