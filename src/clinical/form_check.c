/* Is a form in order? What is wrong is told once, when it is read, so that the rest need not ask.
 */
#include "clinical/form_part.h"

static bool run_fits(struct form_run run, size_t count)
{
    return run.first <= count && run.count <= count - run.first;
}

static enum form_fault check_place(const struct form *form, size_t index)
{
    const struct form_item *item = &form->items[index];
    if (item->parent == FORM_NONE)
        return FORM_GOOD;
    if (item->parent < 0 || (size_t)item->parent >= index)
        return FORM_FAULT_PARENT;
    return form->items[item->parent].type == FORM_DISPLAY ? FORM_FAULT_PARENT : FORM_GOOD;
}

static enum form_fault check_options(const struct form *form, const struct form_item *item)
{
    bool choice = item->type == FORM_CHOICE;
    if (choice != (item->options.count > 0 || item->open || item->wordy))
        return FORM_FAULT_OPTIONS;
    for (size_t i = 0; i < item->options.count; i++) {
        const struct form_option *option = &form->options[item->options.first + i];
        if (option->flag == ZONE_GREEN)
            return FORM_FAULT_OPTIONS;
        if (option->has_score &&
            (option->score > FORM_SCORE_MOST || option->score < -FORM_SCORE_MOST))
            return FORM_FAULT_SCORE;
    }
    return FORM_GOOD;
}

static enum form_fault check_bounds(const struct form_item *item)
{
    if (item->units.count > 0 && !form_is_number(item->type))
        return FORM_FAULT_UNITS;
    if (!item->has_min && !item->has_max)
        return FORM_GOOD;
    if (!form_is_ordered(item->type) || (item->type == FORM_QUANTITY && item->units.count != 1) ||
        (item->has_min && item->has_max && item->min > item->max))
        return FORM_FAULT_BOUNDS;
    return FORM_GOOD;
}

static bool has_operator(const struct form_item *question, const struct form_condition *condition)
{
    if (question->type == FORM_ATTACHMENT || question->type == FORM_REFERENCE)
        return false;
    return condition->operator<= FORM_NOT_EQUAL || form_is_ordered(question->type) ||
           (question->type == FORM_CHOICE && form_is_number(condition->answer.type));
}

static enum form_fault check_condition(const struct form *form,
                                       const struct form_condition *condition)
{
    if (condition->question < 0 || (size_t)condition->question >= form->item_count)
        return FORM_FAULT_QUESTION;
    const struct form_item *question = &form->items[condition->question];
    const struct form_value *answer = &condition->answer;
    if (!form_is_question(question->type))
        return FORM_FAULT_QUESTION;
    if (condition->operator== FORM_EXISTS)
        return answer->type == FORM_BOOLEAN && (answer->number == 0 || answer->number == 1)
                   ? FORM_GOOD
                   : FORM_FAULT_ANSWER;
    if (!has_operator(question, condition))
        return FORM_FAULT_OPERATOR;
    return form_value_compares(form, question, answer) ? FORM_GOOD : FORM_FAULT_ANSWER;
}

static enum form_fault check_item(const struct form *form, size_t index)
{
    const struct form_item *item = &form->items[index];
    enum form_fault fault = check_place(form, index);
    if (fault == FORM_GOOD &&
        (!run_fits(item->options, form->option_count) || !run_fits(item->units, form->unit_count) ||
         !run_fits(item->conditions, form->condition_count)))
        fault = FORM_FAULT_RUN;
    if (fault == FORM_GOOD)
        fault = check_options(form, item);
    if (fault == FORM_GOOD)
        fault = check_bounds(item);
    if (fault == FORM_GOOD && item->conditions.count > 1 && item->behaviour == FORM_UNSAID)
        fault = FORM_FAULT_BEHAVIOUR;
    return fault;
}

/* Only when every item is good by itself: a condition looks at others. */
static enum form_fault check_conditions(const struct form *form, const struct form_item *item,
                                        int *condition_r)
{
    enum form_fault fault = FORM_GOOD;
    for (size_t i = 0; fault == FORM_GOOD && i < item->conditions.count; i++) {
        *condition_r = (int)(item->conditions.first + i);
        fault = check_condition(form, &form->conditions[*condition_r]);
    }
    if (fault == FORM_GOOD)
        *condition_r = FORM_NONE;
    return fault;
}

/* ---- rings ---- */

static bool is_free(const struct form *form, const struct form_item *item,
                    const enum form_state *states)
{
    if (item->parent != FORM_NONE && states[item->parent] == FORM_UNSETTLED)
        return false;
    for (size_t i = 0; i < item->conditions.count; i++)
        if (states[form->conditions[item->conditions.first + i].question] == FORM_UNSETTLED)
            return false;
    return true;
}

/* An item is settled when all that it hangs on is, in as many rounds as it takes. What is never
 * settled hangs on itself. */
static void settle(const struct form *form, enum form_state *states)
{
    bool moved = true;
    for (size_t i = 0; i < form->item_count; i++)
        states[i] = FORM_UNSETTLED;
    while (moved) {
        moved = false;
        for (size_t i = 0; i < form->item_count; i++)
            if (states[i] == FORM_UNSETTLED && is_free(form, &form->items[i], states)) {
                states[i] = FORM_ENABLED;
                moved = true;
            }
    }
}

enum form_fault form_check(const struct form *form, enum form_state *state, int *item_r,
                           int *condition_r)
{
    enum form_fault fault = FORM_GOOD;
    *item_r = *condition_r = FORM_NONE;
    for (size_t i = 0; fault == FORM_GOOD && i < form->item_count; i++) {
        *item_r = (int)i;
        fault = check_item(form, i);
    }
    for (size_t i = 0; fault == FORM_GOOD && i < form->item_count; i++) {
        *item_r = (int)i;
        fault = check_conditions(form, &form->items[i], condition_r);
    }
    if (fault != FORM_GOOD)
        return fault;
    settle(form, state);
    for (size_t i = 0; i < form->item_count; i++) {
        *item_r = (int)i;
        if (state[i] == FORM_UNSETTLED)
            return FORM_FAULT_CYCLE;
    }
    *item_r = FORM_NONE;
    return FORM_GOOD;
}
