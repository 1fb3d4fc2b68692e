/* What published instruments within an answered form score. */
#include "form/form_instruments.h"
#include "base/arena.h"
#include "base/decimal.h"

#define NOT_POINTS 1000 /* what no item of an instrument can have: the score is invalid */

static bool is_under(const struct form *form, int item, int top)
{
    while (item > top)
        item = form->items[item].parent;
    return item == top;
}

static bool has_points(const struct form *form, const struct form_item *item)
{
    for (size_t i = 0; item->type == FORM_CHOICE && i < item->options.count; i++)
        if (form->options[item->options.first + i].has_score)
            return true;
    return false;
}

static int whole_points(int64_t micro)
{
    return micro % MICRO == 0 && micro >= 0 && micro < NOT_POINTS * MICRO ? (int)(micro / MICRO)
                                                                          : NOT_POINTS;
}

struct asked {
    const struct form *form;
    struct form_answers answers;
    const enum form_state *states;
};

/* Of the one answer that counts; two answers to one item are none that an instrument knows. */
static int points_of(const struct asked *asked, int item)
{
    int points = INSTRUMENT_UNANSWERED;
    for (size_t i = 0; i < asked->answers.count; i++) {
        const struct form_answer *answer = &asked->answers.list[i];
        if (answer->item != item || !form_counts(asked->form, asked->answers, asked->states, i))
            continue;
        int option = answer->value.option;
        bool scored = option != FORM_NONE && asked->form->options[option].has_score;
        if (points != INSTRUMENT_UNANSWERED || !scored)
            return NOT_POINTS;
        points = whole_points(asked->form->options[option].score);
    }
    return points;
}

/* The questions with points at or below the item, in the form's order. */
static struct instrument_score score_of(struct arena *arena, const struct asked *asked,
                                        enum instrument instrument, int top)
{
    const struct form *form = asked->form;
    struct instrument_score score;
    int *points = arena_array(arena, int, form->item_count);
    size_t count = 0;
    bool repeats = false;
    for (int i = 0; i < (int)form->item_count; i++) {
        if (!is_under(form, i, top) || !has_points(form, &form->items[i]))
            continue;
        repeats = repeats || form_repeater(form, i) != FORM_NONE;
        points[count++] = points_of(asked, i);
    }
    instrument_score(instrument, points, repeats ? 0 : count, &score);
    return score;
}

size_t form_instruments(struct arena *arena, const struct questionnaire *questionnaire,
                        struct form_answers answers, const enum form_state *states,
                        struct form_instrument **list_r)
{
    const struct asked asked = {&questionnaire->form, answers, states};
    size_t items = questionnaire->form.item_count, count = 0;
    struct form_instrument *list = arena_array(arena, struct form_instrument, items + 1);
    for (int i = FORM_NONE; i < (int)items; i++) {
        enum instrument instrument =
            i == FORM_NONE ? questionnaire->instrument : questionnaire->items[i].instrument;
        if (instrument != INSTRUMENT_NONE)
            list[count++] =
                (struct form_instrument){instrument, i, score_of(arena, &asked, instrument, i)};
    }
    *list_r = list;
    return count;
}
