#include "clinical/form_part.h"

#include <string.h>

#define MICRO INT64_C(1000000)

/* ---- instances ---- */

int form_repeater(const struct form *form, int item)
{
    for (int parent; (parent = form->items[item].parent) != FORM_NONE; item = parent) {
        const struct form_item *up = &form->items[parent];
        /* What is only shown under a question stands once, however many answers there are. */
        if (up->repeats && (up->type == FORM_GROUP || form->items[item].type != FORM_DISPLAY))
            return parent;
    }
    return FORM_NONE;
}

size_t form_state_count(const struct form *form, struct form_answers answers)
{
    return form->item_count * (answers.instance_count + 1);
}

size_t form_state_of(const struct form *form, int item, int within)
{
    return (size_t)(within + 1) * form->item_count + (size_t)item;
}

static int item_of(struct form_answers answers, int within)
{
    return within == FORM_NONE ? FORM_NONE : answers.instances[within].item;
}

/* Where an item's parent stands. */
static int parent_within(const struct form *form, struct form_answers answers, int item, int within)
{
    return within != FORM_NONE && answers.instances[within].item == form->items[item].parent
               ? answers.instances[within].within
               : within;
}

static bool instance_fits(const struct form *form, struct form_answers answers, int index)
{
    const struct form_instance *instance = &answers.instances[index];
    if (instance->within < FORM_NONE || instance->within >= index || instance->item < 0 ||
        (size_t)instance->item >= form->item_count)
        return false;
    const struct form_item *item = &form->items[instance->item];
    if (!item->repeats || !(item->type == FORM_GROUP || form_is_question(item->type)))
        return false;
    if (item->type == FORM_GROUP)
        return instance->answer == FORM_NONE;
    return instance->answer >= 0 && (size_t)instance->answer < answers.count &&
           answers.list[instance->answer].item == instance->item &&
           answers.list[instance->answer].within == instance->within;
}

bool form_is_below(const struct form *form, struct form_answers answers, size_t answer, int item,
                   int within)
{
    int at = answers.list[answer].item, in = answers.list[answer].within;
    while (at > item) {
        in = parent_within(form, answers, at, in);
        at = form->items[at].parent;
    }
    return at == item && in == within;
}

/* ---- answers ---- */

static bool answer_fits(const struct form *form, struct form_answers answers, size_t index)
{
    const struct form_answer *answer = &answers.list[index];
    return answer->item >= 0 && (size_t)answer->item < form->item_count &&
           answer->within >= FORM_NONE && answer->within < (int)answers.instance_count &&
           form_value_fits(form, &form->items[answer->item], &answer->value);
}

/* Of options alone: a Coding that is none is told by itself. */
static bool is_twice(const struct form *form, struct form_answers answers, size_t index)
{
    const struct form_answer *answer = &answers.list[index];
    if (form->items[answer->item].type != FORM_CHOICE || answer->value.type != FORM_CHOICE)
        return false;
    for (size_t i = 0; i < index; i++)
        if (answers.list[i].item == answer->item && answers.list[i].within == answer->within &&
            answer_fits(form, answers, i) &&
            form_value_equal(form, &answers.list[i].value, &answer->value))
            return true;
    return false;
}

bool form_counts(const struct form *form, struct form_answers answers,
                 const enum form_state *states, size_t answer)
{
    if (!answer_fits(form, answers, answer))
        return false;
    const struct form_answer *one = &answers.list[answer];
    return states[form_state_of(form, one->item, one->within)] == FORM_ENABLED &&
           !is_twice(form, answers, answer);
}

/* One place where an item is asked. */
struct form_place {
    const struct form *form;
    struct form_answers answers;
    const enum form_state *states;
    int item, within;
};

/* The next answer there that counts, from *index on; false when there is none. */
static bool next_answer(const struct form_place *place, size_t *index)
{
    for (; *index < place->answers.count; ++*index) {
        const struct form_answer *answer = &place->answers.list[*index];
        if (answer->item == place->item && answer->within == place->within &&
            form_counts(place->form, place->answers, place->states, *index))
            return true;
    }
    return false;
}

static size_t count_answers(const struct form_place *place)
{
    size_t count = 0;
    for (size_t i = 0; next_answer(place, &i); i++)
        count++;
    return count;
}

static size_t count_instances(const struct form_place *place)
{
    size_t count = 0;
    for (size_t i = 0; i < place->answers.instance_count; i++)
        count += place->answers.instances[i].item == place->item &&
                 place->answers.instances[i].within == place->within;
    return count;
}

static bool has_too_many(const struct form_item *item, size_t count)
{
    if (!item->repeats)
        return count > 1;
    return item->most > 0 && count > (size_t)item->most;
}

/* ---- conditions ---- */

/* Is what repeats in this instance above the repeater, or the repeater itself? */
static bool is_above(const struct form *form, struct form_answers answers, int within, int repeater)
{
    while (repeater != FORM_NONE && repeater != item_of(answers, within))
        repeater = form_repeater(form, repeater);
    return repeater == item_of(answers, within);
}

static bool is_within(struct form_answers answers, int instance, int within)
{
    while (instance != FORM_NONE && instance != within) {
        int up = answers.instances[instance].within;
        if (up < FORM_NONE || up >= instance)
            return false;
        instance = up;
    }
    return instance == within;
}

/* Where the question stands in an instance that both are in; else (false) the one that holds both
 * the asker and all the places where it stands. */
static bool shared_place(const struct form_place *asker, int question, struct form_place *place_r)
{
    int repeater = form_repeater(asker->form, question), shared = asker->within;
    while (!is_above(asker->form, asker->answers, shared, repeater))
        shared = asker->answers.instances[shared].within;
    *place_r = *asker;
    place_r->item = question;
    place_r->within = shared;
    return item_of(asker->answers, shared) == repeater;
}

/* The next of several places in that one, from place->within on. */
static bool next_place(const struct form_place *shared, struct form_place *place)
{
    int repeater = form_repeater(shared->form, shared->item);
    for (; place->within < (int)shared->answers.instance_count; place->within++)
        if (shared->answers.instances[place->within].item == repeater &&
            is_within(shared->answers, place->within, shared->within))
            return true;
    return false;
}

/* Of several, the nearest where it is answered: the last one before the asker, else the first one
 * after. False: nowhere. */
static bool nearest(const struct form_place *asker, int question, struct form_place *place_r)
{
    struct form_place shared, one;
    bool found = false;
    if (shared_place(asker, question, place_r))
        return true;
    shared = one = *place_r;
    for (one.within = 0; next_place(&shared, &one); one.within++) {
        if ((found && question > asker->item) || count_answers(&one) == 0)
            continue;
        *place_r = one;
        found = true;
    }
    return found;
}

static bool is_met(const struct form_place *asker, const struct form_condition *condition)
{
    struct form_place place;
    bool exists = false, equal = false, beyond = false;
    if (nearest(asker, condition->question, &place))
        for (size_t i = 0; next_answer(&place, &i); i++) {
            const struct form_value *value = &place.answers.list[i].value;
            exists = true;
            if (condition->operator== FORM_EXISTS)
                break;
            equal = equal || form_value_equal(place.form, value, &condition->answer);
            beyond = beyond ||
                     form_value_beyond(place.form, condition->operator, value, &condition->answer);
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

static bool conditions_met(const struct form_place *asker)
{
    const struct form *form = asker->form;
    const struct form_item *item = &form->items[asker->item];
    bool all = item->behaviour == FORM_ALL;
    for (size_t i = 0; i < item->conditions.count; i++)
        if (is_met(asker, &form->conditions[item->conditions.first + i]) != all)
            return !all;
    return all || item->conditions.count == 0;
}

/* ---- states ----
 *
 * A place is settled when all that it hangs on is, in as many rounds as it takes. What is never
 * settled hangs on itself. */

static enum form_state state_of(const struct form_place *place)
{
    return place->states[form_state_of(place->form, place->item, place->within)];
}

static struct form_place parent_of(const struct form_place *place)
{
    struct form_place parent = *place;
    parent.item = place->form->items[place->item].parent;
    parent.within = parent_within(place->form, place->answers, place->item, place->within);
    return parent;
}

static bool is_settled(const struct form_place *asker, int question)
{
    struct form_place shared, one;
    if (shared_place(asker, question, &shared))
        return state_of(&shared) != FORM_UNSETTLED;
    one = shared;
    for (one.within = 0; next_place(&shared, &one); one.within++)
        if (state_of(&one) == FORM_UNSETTLED)
            return false;
    return true;
}

static bool is_ready(const struct form_place *place)
{
    const struct form *form = place->form;
    const struct form_item *item = &form->items[place->item];
    struct form_place parent = parent_of(place);
    if (parent.item != FORM_NONE && state_of(&parent) == FORM_UNSETTLED)
        return false;
    for (size_t i = 0; i < item->conditions.count; i++)
        if (!is_settled(place, form->conditions[item->conditions.first + i].question))
            return false;
    return true;
}

/* Under a question: is it answered, by the very answer when it repeats? */
static bool is_answered_above(const struct form_place *place, const struct form_place *parent)
{
    if (place->within != parent->within)
        return form_counts(place->form, place->answers, place->states,
                           (size_t)place->answers.instances[place->within].answer);
    return count_answers(parent) > 0;
}

static bool is_enabled(const struct form_place *place)
{
    const struct form_item *items = place->form->items;
    struct form_place parent = parent_of(place);
    if (parent.item != FORM_NONE) {
        if (state_of(&parent) == FORM_DISABLED)
            return false;
        if (form_is_question(items[parent.item].type) && items[place->item].type != FORM_DISPLAY &&
            !is_answered_above(place, &parent))
            return false;
    }
    return conditions_met(place);
}

/* Unsettled is what is asked at all: once, or in an instance that is in order. */
static void begin(const struct form *form, struct form_answers answers, enum form_state *state_r)
{
    for (int within = FORM_NONE; within < (int)answers.instance_count; within++) {
        bool good = within == FORM_NONE ||
                    (instance_fits(form, answers, within) &&
                     state_r[form_state_of(form, answers.instances[within].item,
                                           answers.instances[within].within)] == FORM_UNSETTLED);
        for (size_t i = 0; i < form->item_count; i++)
            state_r[form_state_of(form, (int)i, within)] =
                good && form_repeater(form, (int)i) == item_of(answers, within) ? FORM_UNSETTLED
                                                                                : FORM_DISABLED;
    }
}

static bool settle_some(const struct form_place *any, enum form_state *state_r)
{
    bool moved = false;
    for (int within = FORM_NONE; within < (int)any->answers.instance_count; within++)
        for (size_t i = 0; i < any->form->item_count; i++) {
            struct form_place place = {any->form, any->answers, state_r, (int)i, within};
            if (state_of(&place) != FORM_UNSETTLED || !is_ready(&place))
                continue;
            state_r[form_state_of(any->form, (int)i, within)] =
                is_enabled(&place) ? FORM_ENABLED : FORM_DISABLED;
            moved = true;
        }
    return moved;
}

void form_states(const struct form *form, struct form_answers answers, enum form_state *state_r)
{
    struct form_place any = {form, answers, state_r, 0, FORM_NONE};
    begin(form, answers, state_r);
    while (settle_some(&any, state_r))
        ;
    for (size_t i = 0; i < form_state_count(form, answers); i++)
        if (state_r[i] == FORM_UNSETTLED)
            state_r[i] = FORM_DISABLED;
}

/* ---- problems ---- */

struct problems {
    struct form_problem *list;
    size_t count, most;
};

static void tell(struct problems *problems, const struct form_place *place,
                 enum form_problem_kind kind, int answer)
{
    if (problems->count < problems->most)
        problems->list[problems->count] =
            (struct form_problem){place->item, kind, answer, place->within};
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

static void judge_answer(const struct form_place *place, int number, struct problems *problems)
{
    const struct form_item *item = &place->form->items[place->item];
    const struct form_value *value = &place->answers.list[number].value;
    bool range = item->type == FORM_DATE || item->type == FORM_DATE_TIME;
    if (item->has_min && (range ? value->until - 1 : value->number) < item->min)
        tell(problems, place, FORM_BELOW, number);
    if (item->has_max && value->number > item->max)
        tell(problems, place, FORM_ABOVE, number);
    if (has_places_over(item, value))
        tell(problems, place, FORM_PLACES_OVER, number);
    if (form_is_words(value->type) && item->length > 0 && characters(value) > (size_t)item->length)
        tell(problems, place, FORM_TOO_LONG, number);
}

static bool is_answered(const struct form_place *place)
{
    if (form_is_question(place->form->items[place->item].type))
        return count_answers(place) > 0;
    for (size_t i = 0; i < place->answers.count; i++)
        if (form_counts(place->form, place->answers, place->states, i) &&
            form_is_below(place->form, place->answers, i, place->item, place->within))
            return true;
    return false;
}

static void judge_item(const struct form_place *place, struct problems *problems)
{
    const struct form_item *item = &place->form->items[place->item];
    bool question = form_is_question(item->type);
    if (item->required && item->type != FORM_DISPLAY && !is_answered(place))
        tell(problems, place, FORM_MISSING, FORM_NONE);
    if (has_too_many(item, question ? count_answers(place) : count_instances(place)))
        tell(problems, place, FORM_TOO_MANY, FORM_NONE);
    for (size_t i = 0; i < place->answers.count; i++) {
        const struct form_answer *answer = &place->answers.list[i];
        if (answer->item != place->item || answer->within != place->within)
            continue;
        if (!answer_fits(place->form, place->answers, i))
            tell(problems, place, FORM_MISFIT, (int)i);
        else if (is_twice(place->form, place->answers, i))
            tell(problems, place, FORM_TWICE, (int)i);
        else
            judge_answer(place, (int)i, problems);
    }
}

size_t form_problems(const struct form *form, struct form_answers answers,
                     const enum form_state *states, struct form_problem *problems_r, size_t most)
{
    struct problems problems = {problems_r, 0, most};
    for (size_t i = 0; i < form->item_count; i++)
        for (int within = FORM_NONE; within < (int)answers.instance_count; within++) {
            struct form_place place = {form, answers, states, (int)i, within};
            if (state_of(&place) == FORM_ENABLED)
                judge_item(&place, &problems);
        }
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

static struct form_score place_score(const struct form_place *place)
{
    const struct form_item *item = &place->form->items[place->item];
    struct form_score score = {0};
    bool scored = is_scored(place->form, item);
    if (state_of(place) != FORM_ENABLED || !(scored || item->unknown))
        return score;
    score.questions = scored;
    for (size_t i = 0; next_answer(place, &i); i++) {
        const struct form_value *value = &place->answers.list[i].value;
        if (value->type != FORM_CHOICE || value->option == FORM_NONE) {
            score.incomplete = true; /* what it would score is not known */
        } else if (place->form->options[value->option].has_score) {
            score.sum += place->form->options[value->option].score;
            score.answered = 1;
        }
    }
    score.incomplete = score.incomplete || (scored && item->required && !score.answered) ||
                       has_too_many(item, count_answers(place));
    return score;
}

static void score_add(struct form_score *to, const struct form_score *score)
{
    to->sum += score->sum;
    to->questions += score->questions;
    to->answered += score->answered;
    to->incomplete = to->incomplete || score->incomplete;
}

/* Is a group that must be there in none, and with it questions that score? */
static bool lacks_instance(const struct form_place *place)
{
    const struct form *form = place->form;
    const struct form_item *item = &form->items[place->item];
    if (item->type != FORM_GROUP || !item->repeats || !item->required ||
        state_of(place) != FORM_ENABLED || count_instances(place) > 0)
        return false;
    for (size_t i = (size_t)place->item + 1; i < form->item_count; i++) {
        int up = (int)i;
        while (up > place->item)
            up = form->items[up].parent;
        if (up == place->item && is_scored(form, &form->items[i]))
            return true;
    }
    return false;
}

static struct form_score item_score(const struct form *form, struct form_answers answers,
                                    const enum form_state *states, size_t item)
{
    struct form_score score = {0};
    for (int within = FORM_NONE; within < (int)answers.instance_count; within++) {
        struct form_place place = {form, answers, states, (int)item, within};
        struct form_score one = place_score(&place);
        one.incomplete = one.incomplete || lacks_instance(&place);
        score_add(&score, &one);
    }
    return score;
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
        if (answers.list[i].item == (int)item && answers.list[i].value.type == FORM_CHOICE &&
            answers.list[i].value.option == (int)option && form_counts(form, answers, states, i))
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
