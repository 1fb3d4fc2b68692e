#include "clinical/form.h"

#include <string.h>

#define MICRO INT64_C(1000000)

static bool is_question(enum form_type type)
{
    return type != FORM_GROUP && type != FORM_DISPLAY;
}

static bool is_number(enum form_type type)
{
    return type == FORM_INTEGER || type == FORM_DECIMAL || type == FORM_QUANTITY;
}

static bool is_ordered(enum form_type type)
{
    return is_number(type) || type == FORM_DATE;
}

static enum form_type plain(enum form_type type)
{
    return type == FORM_TEXT ? FORM_STRING : type;
}

static bool is_in(struct form_run run, size_t index)
{
    return index >= run.first && index - run.first < run.count;
}

static bool unit_offered(const struct form *form, const struct form_item *item, int unit)
{
    for (size_t i = 0; i < item->units.count; i++)
        if (form->units[item->units.first + i] == unit)
            return true;
    return false;
}

static bool value_fits(const struct form *form, const struct form_item *item,
                       const struct form_value *value)
{
    if (!is_question(item->type) || plain(item->type) != plain(value->type))
        return false;
    switch (item->type) {
    case FORM_BOOLEAN:
        return value->number == 0 || value->number == 1;
    case FORM_INTEGER:
        return value->number % MICRO == 0;
    case FORM_CHOICE:
        return value->option >= 0 && is_in(item->options, (size_t)value->option);
    case FORM_STRING:
    case FORM_TEXT:
        return value->text && value->len > 0;
    case FORM_DATE:
        return value->until > value->number;
    case FORM_QUANTITY:
        return unit_offered(form, item, value->unit);
    default:
        return true;
    }
}

/* ---- answers ---- */

static bool answer_fits(const struct form *form, struct form_answers answers, size_t index)
{
    const struct form_answer *answer = &answers.list[index];
    return answer->item >= 0 && (size_t)answer->item < form->item_count &&
           value_fits(form, &form->items[answer->item], &answer->value);
}

static bool is_twice(const struct form *form, struct form_answers answers, size_t index)
{
    const struct form_answer *answer = &answers.list[index];
    if (form->items[answer->item].type != FORM_CHOICE)
        return false;
    for (size_t i = 0; i < index; i++)
        if (answers.list[i].item == answer->item && answers.list[i].value.type == FORM_CHOICE &&
            answers.list[i].value.option == answer->value.option)
            return true;
    return false;
}

bool form_counts(const struct form *form, struct form_answers answers,
                 const enum form_state *states, size_t answer)
{
    return answer_fits(form, answers, answer) &&
           states[answers.list[answer].item] == FORM_ENABLED && !is_twice(form, answers, answer);
}

/* The next answer to the item that counts, from *index on; false when there is none. */
static bool next_answer(const struct form *form, struct form_answers answers,
                        const enum form_state *states, size_t item, size_t *index)
{
    for (; *index < answers.count; ++*index)
        if (answers.list[*index].item == (int)item && form_counts(form, answers, states, *index))
            return true;
    return false;
}

static size_t count_answers(const struct form *form, struct form_answers answers,
                            const enum form_state *states, size_t item)
{
    size_t count = 0;
    for (size_t i = 0; next_answer(form, answers, states, item, &i); i++)
        count++;
    return count;
}

static bool has_too_many(const struct form_item *item, size_t count)
{
    if (!item->repeats)
        return count > 1;
    return item->most > 0 && count > (size_t)item->most;
}

/* ---- conditions ---- */

static bool is_equal(const struct form_value *a, const struct form_value *b)
{
    switch (plain(a->type)) {
    case FORM_CHOICE:
        return a->option == b->option;
    case FORM_STRING:
        return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
    case FORM_DATE:
        return a->number == b->number && a->until == b->until;
    case FORM_QUANTITY:
        return a->unit == b->unit && a->number == b->number;
    default:
        return a->number == b->number;
    }
}

/* Of dates only what is so for every day that a year or a month may mean. */
static bool is_beyond(enum form_operator operator, const struct form_value * a,
                      const struct form_value *b)
{
    bool dates = a->type == FORM_DATE;
    if (a->type == FORM_QUANTITY && a->unit != b->unit)
        return false;
    switch (operator) {
    case FORM_GREATER:
        return dates ? a->number >= b->until : a->number > b->number;
    case FORM_GREATER_EQUAL:
        return a->number >= b->number;
    case FORM_LESS:
        return dates ? a->until <= b->number : a->number < b->number;
    case FORM_LESS_EQUAL:
        return dates ? a->until <= b->until : a->number <= b->number;
    default:
        return false;
    }
}

static bool is_met(const struct form *form, struct form_answers answers,
                   const enum form_state *states, const struct form_condition *condition)
{
    size_t question = (size_t)condition->question;
    bool exists = false, equal = false, beyond = false;
    for (size_t i = 0; next_answer(form, answers, states, question, &i); i++) {
        const struct form_value *value = &answers.list[i].value;
        exists = true;
        if (condition->operator== FORM_EXISTS)
            break;
        equal = equal || is_equal(value, &condition->answer);
        beyond = beyond || is_beyond(condition->operator, value, &condition->answer);
    }
    switch (condition->operator) {
    case FORM_EXISTS:
        return exists == (condition->answer.number != 0);
    case FORM_EQUAL:
        return equal;
    case FORM_NOT_EQUAL:
        return !equal;
    default:
        return beyond;
    }
}

static bool conditions_met(const struct form *form, struct form_answers answers,
                           const enum form_state *states, const struct form_item *item)
{
    bool all = item->behaviour == FORM_ALL;
    for (size_t i = 0; i < item->conditions.count; i++)
        if (is_met(form, answers, states, &form->conditions[item->conditions.first + i]) != all)
            return !all;
    return all || item->conditions.count == 0;
}

/* ---- states ----
 *
 * An item is settled when all that it hangs on is, in as many rounds as it takes. What is never
 * settled hangs on itself. */

static bool is_ready(const struct form *form, const struct form_item *item,
                     const enum form_state *states)
{
    if (item->parent != FORM_NONE && states[item->parent] == FORM_UNSETTLED)
        return false;
    for (size_t i = 0; i < item->conditions.count; i++)
        if (states[form->conditions[item->conditions.first + i].question] == FORM_UNSETTLED)
            return false;
    return true;
}

static bool is_enabled(const struct form *form, struct form_answers answers,
                       const enum form_state *states, const struct form_item *item)
{
    if (item->parent != FORM_NONE) {
        size_t parent = (size_t)item->parent;
        if (states[parent] == FORM_DISABLED)
            return false;
        if (is_question(form->items[parent].type) && item->type != FORM_DISPLAY &&
            count_answers(form, answers, states, parent) == 0)
            return false;
    }
    return conditions_met(form, answers, states, item);
}

static void settle(const struct form *form, struct form_answers answers, enum form_state *state_r)
{
    bool moved = true;
    for (size_t i = 0; i < form->item_count; i++)
        state_r[i] = FORM_UNSETTLED;
    while (moved) {
        moved = false;
        for (size_t i = 0; i < form->item_count; i++) {
            const struct form_item *item = &form->items[i];
            if (state_r[i] != FORM_UNSETTLED || !is_ready(form, item, state_r))
                continue;
            state_r[i] = is_enabled(form, answers, state_r, item) ? FORM_ENABLED : FORM_DISABLED;
            moved = true;
        }
    }
}

void form_states(const struct form *form, struct form_answers answers, enum form_state *state_r)
{
    settle(form, answers, state_r);
    for (size_t i = 0; i < form->item_count; i++)
        if (state_r[i] == FORM_UNSETTLED)
            state_r[i] = FORM_DISABLED;
}

/* ---- the check ---- */

static bool run_fits(struct form_run run, size_t count)
{
    return run.first <= count && run.count <= count - run.first;
}

static enum form_fault check_place(const struct form *form, size_t index)
{
    const struct form_item *item = &form->items[index];
    if (item->type == FORM_GROUP && item->repeats)
        return FORM_FAULT_REPEATS;
    if (item->parent == FORM_NONE)
        return FORM_GOOD;
    if (item->parent < 0 || (size_t)item->parent >= index)
        return FORM_FAULT_PARENT;
    const struct form_item *parent = &form->items[item->parent];
    if (parent->type == FORM_DISPLAY)
        return FORM_FAULT_PARENT;
    return parent->repeats && item->type != FORM_DISPLAY ? FORM_FAULT_REPEATS : FORM_GOOD;
}

static enum form_fault check_options(const struct form *form, const struct form_item *item)
{
    if ((item->type == FORM_CHOICE) != (item->options.count > 0))
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
    if (item->type == FORM_QUANTITY ? item->units.count == 0
                                    : item->units.count > 0 && !is_number(item->type))
        return FORM_FAULT_UNITS;
    if (!item->has_min && !item->has_max)
        return FORM_GOOD;
    if (!is_ordered(item->type) || (item->type == FORM_QUANTITY && item->units.count > 1) ||
        (item->has_min && item->has_max && item->min > item->max))
        return FORM_FAULT_BOUNDS;
    return FORM_GOOD;
}

static enum form_fault check_condition(const struct form *form,
                                       const struct form_condition *condition)
{
    if (condition->question < 0 || (size_t)condition->question >= form->item_count)
        return FORM_FAULT_QUESTION;
    const struct form_item *question = &form->items[condition->question];
    const struct form_value *answer = &condition->answer;
    if (!is_question(question->type))
        return FORM_FAULT_QUESTION;
    if (condition->operator== FORM_EXISTS)
        return answer->type == FORM_BOOLEAN && (answer->number == 0 || answer->number == 1)
                   ? FORM_GOOD
                   : FORM_FAULT_ANSWER;
    if (condition->operator> FORM_NOT_EQUAL && !is_ordered(question->type))
        return FORM_FAULT_OPERATOR;
    return value_fits(form, question, answer) ? FORM_GOOD : FORM_FAULT_ANSWER;
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
    settle(form, (struct form_answers){NULL, 0}, state);
    for (size_t i = 0; i < form->item_count; i++) {
        *item_r = (int)i;
        if (state[i] == FORM_UNSETTLED)
            return FORM_FAULT_CYCLE;
    }
    *item_r = FORM_NONE;
    return FORM_GOOD;
}

/* ---- problems ---- */

struct problems {
    struct form_problem *list;
    size_t count, most;
};

static void tell(struct problems *problems, size_t item, enum form_problem_kind kind, int answer)
{
    if (problems->count < problems->most)
        problems->list[problems->count] = (struct form_problem){(int)item, kind, answer};
    problems->count++;
}

static size_t characters(const struct form_value *value)
{
    size_t count = 0;
    for (size_t i = 0; i < value->len; i++)
        count += ((unsigned char)value->text[i] & 0xc0) != 0x80;
    return count;
}

/* Whole multiples of the last decimal that is allowed. */
static bool has_places_over(const struct form_item *item, const struct form_value *value)
{
    int64_t step = MICRO;
    if ((item->type != FORM_DECIMAL && item->type != FORM_QUANTITY) || item->places == FORM_NONE)
        return false;
    for (int i = 0; i < item->places && i < FORM_PLACES; i++)
        step /= 10;
    return value->number % step != 0;
}

static void judge_answer(const struct form_item *item, size_t index,
                         const struct form_answer *answer, int number, struct problems *problems)
{
    const struct form_value *value = &answer->value;
    int64_t last = item->type == FORM_DATE ? value->until - 1 : value->number;
    if (item->has_min && last < item->min)
        tell(problems, index, FORM_BELOW, number);
    if (item->has_max && value->number > item->max)
        tell(problems, index, FORM_ABOVE, number);
    if (has_places_over(item, value))
        tell(problems, index, FORM_PLACES_OVER, number);
    if (plain(item->type) == FORM_STRING && item->length > 0 &&
        characters(value) > (size_t)item->length)
        tell(problems, index, FORM_TOO_LONG, number);
}

static bool is_below(const struct form *form, int item, size_t group)
{
    while (item > (int)group)
        item = form->items[item].parent;
    return item == (int)group;
}

static bool is_answered(const struct form *form, struct form_answers answers,
                        const enum form_state *states, size_t item)
{
    if (is_question(form->items[item].type))
        return count_answers(form, answers, states, item) > 0;
    for (size_t i = 0; i < answers.count; i++)
        if (form_counts(form, answers, states, i) && is_below(form, answers.list[i].item, item))
            return true;
    return false;
}

static void judge_item(const struct form *form, struct form_answers answers,
                       const enum form_state *states, size_t index, struct problems *problems)
{
    const struct form_item *item = &form->items[index];
    size_t count = count_answers(form, answers, states, index);
    if (item->required && item->type != FORM_DISPLAY && !is_answered(form, answers, states, index))
        tell(problems, index, FORM_MISSING, FORM_NONE);
    if (has_too_many(item, count))
        tell(problems, index, FORM_TOO_MANY, FORM_NONE);
    for (size_t i = 0; i < answers.count; i++) {
        if (answers.list[i].item != (int)index)
            continue;
        if (!answer_fits(form, answers, i))
            tell(problems, index, FORM_MISFIT, (int)i);
        else if (is_twice(form, answers, i))
            tell(problems, index, FORM_TWICE, (int)i);
        else
            judge_answer(item, index, &answers.list[i], (int)i, problems);
    }
}

size_t form_problems(const struct form *form, struct form_answers answers,
                     const enum form_state *states, struct form_problem *problems_r, size_t most)
{
    struct problems problems = {problems_r, 0, most};
    for (size_t i = 0; i < form->item_count; i++)
        if (states[i] == FORM_ENABLED)
            judge_item(form, answers, states, i, &problems);
    return problems.count;
}

/* ---- scores ---- */

static bool is_scored(const struct form *form, const struct form_item *item)
{
    for (size_t i = 0; i < item->options.count; i++)
        if (form->options[item->options.first + i].has_score)
            return true;
    return false;
}

static struct form_score item_score(const struct form *form, struct form_answers answers,
                                    const enum form_state *states, size_t index)
{
    const struct form_item *item = &form->items[index];
    struct form_score score = {0};
    if (states[index] != FORM_ENABLED || !is_scored(form, item))
        return score;
    score.questions = 1;
    for (size_t i = 0; next_answer(form, answers, states, index, &i); i++) {
        const struct form_option *option = &form->options[answers.list[i].value.option];
        if (option->has_score) {
            score.sum += option->score;
            score.answered = 1;
        }
    }
    score.incomplete = (item->required && !score.answered) ||
                       has_too_many(item, count_answers(form, answers, states, index));
    return score;
}

static void score_add(struct form_score *to, const struct form_score *score)
{
    to->sum += score->sum;
    to->questions += score->questions;
    to->answered += score->answered;
    to->incomplete = to->incomplete || score->incomplete;
}

void form_score(const struct form *form, struct form_answers answers, const enum form_state *states,
                struct form_score *total_r, struct form_score *each_r)
{
    *total_r = (struct form_score){0};
    for (size_t i = 0; i < form->item_count; i++) {
        struct form_score score = item_score(form, answers, states, i);
        score_add(total_r, &score);
        if (each_r)
            each_r[i] = score;
    }
    /* Children stand after their parents. */
    for (size_t i = form->item_count; each_r && i-- > 0;)
        if (form->items[i].parent != FORM_NONE)
            score_add(&each_r[form->items[i].parent], &each_r[i]);
}

/* ---- reasons ---- */

struct reasons {
    struct form_reason *list;
    size_t count, most;
};

static bool is_chosen(const struct form *form, struct form_answers answers,
                      const enum form_state *states, size_t item, size_t option)
{
    for (size_t i = 0; i < answers.count; i++)
        if (answers.list[i].item == (int)item && answers.list[i].value.option == (int)option &&
            form_counts(form, answers, states, i))
            return true;
    return false;
}

static void item_reasons(const struct form *form, struct form_answers answers,
                         const enum form_state *states, size_t item, enum zone zone,
                         struct reasons *reasons)
{
    struct form_run run = form->items[item].options;
    for (size_t option = run.first; option < run.first + run.count; option++) {
        if (form->options[option].flag != zone || !is_chosen(form, answers, states, item, option))
            continue;
        if (reasons->count < reasons->most)
            reasons->list[reasons->count] = (struct form_reason){(int)item, (int)option, zone};
        reasons->count++;
    }
}

size_t form_reasons(const struct form *form, struct form_answers answers,
                    const enum form_state *states, struct form_reason *reasons_r, size_t most)
{
    struct reasons reasons = {reasons_r, 0, most};
    for (enum zone zone = ZONE_RED; zone >= ZONE_YELLOW; zone--)
        for (size_t i = 0; i < form->item_count; i++)
            item_reasons(form, answers, states, i, zone, &reasons);
    return reasons.count;
}
