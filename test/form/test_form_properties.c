/* What holds of every form and every set of answers: tried on many that a fixed seed makes up. */
#include "form_sample.h"

#include <stdio.h>

#define ROUNDS 3000
#define ITEMS 12
#define ANSWERS 24

struct world {
    uint64_t random;
    struct form_item items[ITEMS];
    struct form_option options[ITEMS * 3];
    struct form_condition conditions[ITEMS * 2];
    struct form form;
    struct form_answer list[ANSWERS];
    struct form_answers answers;
};

struct outcome {
    enum form_state states[ITEMS];
    struct form_score total, each[ITEMS];
    struct form_reason reasons[ANSWERS];
    size_t reason_count, problem_count;
};

static unsigned draw(struct world *w, unsigned below)
{
    w->random = w->random * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(w->random >> 33) % below;
}

static void make_condition(struct world *w, size_t index)
{
    struct form_condition *condition = &w->conditions[w->form.condition_count++];
    int question = (int)draw(w, ITEMS);
    bool choice = w->items[question].type == FORM_CHOICE;
    *condition = (struct form_condition){
        question, (enum form_operator)draw(w, choice ? 3 : 7), {.option = FORM_NONE}};
    if (condition->operator== FORM_EXISTS)
        condition->answer =
            (struct form_value){.type = FORM_BOOLEAN, .number = draw(w, 2), .option = FORM_NONE};
    else
        condition->answer = (struct form_value){.type = w->items[question].type,
                                                .number = draw(w, 3) * INT64_C(1000000),
                                                .option = question * 3 + (int)draw(w, 3)};
    w->items[index].conditions.count++;
}

static void make_item(struct world *w, size_t i)
{
    static const enum form_type types[] = {FORM_CHOICE, FORM_CHOICE, FORM_INTEGER, FORM_GROUP};
    struct form_item *item = &w->items[i];
    *item = (struct form_item){.parent = FORM_NONE, .type = types[draw(w, 4)], .places = FORM_NONE};
    for (size_t parent = 0; parent < i && item->parent == FORM_NONE; parent++)
        if (w->items[parent].type == FORM_GROUP && draw(w, 3) == 0)
            item->parent = (int)parent;
    item->required = draw(w, 2);
    item->repeats = item->type == FORM_CHOICE && draw(w, 2);
    if (item->type != FORM_CHOICE)
        return;
    item->options = (struct form_run){i * 3, 3};
    for (size_t option = i * 3; option < i * 3 + 3; option++)
        w->options[option] = (struct form_option){draw(w, 4) > 0, (int)draw(w, 7) - 2,
                                                  draw(w, 3) ? ZONE_NONE : ZONE_RED};
}

/* Again until the check finds it good: conditions are drawn without looking. */
static void make_form(struct world *w)
{
    enum form_state states[ITEMS];
    int item, condition;
    do {
        w->form = (struct form){w->items, ITEMS, w->options, ITEMS * 3, w->conditions, 0, NULL, 0};
        for (size_t i = 0; i < ITEMS; i++)
            make_item(w, i);
        for (size_t i = 0; i < ITEMS; i++) {
            w->items[i].conditions.first = w->form.condition_count;
            w->items[i].behaviour = draw(w, 2) ? FORM_ALL : FORM_ANY;
            for (unsigned n = draw(w, 4) < 2 ? 0 : 1 + draw(w, 2); n > 0; n--)
                make_condition(w, i);
        }
    } while (form_check(&w->form, states, &item, &condition) != FORM_GOOD);
}

static void make_answers(struct world *w)
{
    w->answers = (struct form_answers){.list = w->list, .count = draw(w, ANSWERS)};
    for (size_t i = 0; i < w->answers.count; i++) {
        int item = (int)draw(w, ITEMS);
        w->list[i] = (struct form_answer){item,
                                          {.type = w->items[item].type,
                                           .number = draw(w, 3) * INT64_C(1000000),
                                           .option = item * 3 + (int)draw(w, 3)},
                                          FORM_NONE};
    }
}

static void judge(const struct world *w, struct outcome *o)
{
    struct form_problem problems[1];
    memset(o, 0, sizeof *o);
    form_states(&w->form, w->answers, o->states);
    form_score(&w->form, w->answers, o->states, &o->total, o->each);
    o->reason_count = form_reasons(&w->form, w->answers, o->states, o->reasons, ANSWERS);
    o->problem_count = form_problems(&w->form, w->answers, o->states, problems, 1);
}

static bool score_equal(const struct form_score *a, const struct form_score *b)
{
    return a->sum == b->sum && a->questions == b->questions && a->answered == b->answered &&
           a->incomplete == b->incomplete;
}

static void assert_same(const struct outcome *a, const struct outcome *b)
{
    assert_memory_equal(a->states, b->states, sizeof a->states);
    assert_true(score_equal(&a->total, &b->total));
    for (size_t i = 0; i < ITEMS; i++)
        assert_true(score_equal(&a->each[i], &b->each[i]));
    assert_int_equal(a->reason_count, b->reason_count);
    assert_memory_equal(a->reasons, b->reasons, sizeof a->reasons);
    assert_int_equal(a->problem_count, b->problem_count);
}

static void start(struct world *w)
{
    *w = (struct world){.random = 20261121};
}

static void next(struct world *w, struct outcome *o)
{
    make_form(w);
    make_answers(w);
    judge(w, o);
}

static void the_order_of_answers_never_matters(void **state)
{
    struct world w;
    struct outcome before, after;
    (void)state;
    start(&w);
    for (int round = 0; round < ROUNDS; round++) {
        next(&w, &before);
        for (size_t i = w.answers.count; i > 1; i--) {
            size_t j = draw(&w, (unsigned)i);
            struct form_answer kept = w.list[i - 1];
            w.list[i - 1] = w.list[j];
            w.list[j] = kept;
        }
        judge(&w, &after);
        assert_same(&before, &after);
    }
}

static void what_hidden_answers_say_never_matters(void **state)
{
    struct world w;
    struct outcome before, after;
    size_t changed = 0;
    (void)state;
    start(&w);
    for (int round = 0; round < ROUNDS; round++) {
        next(&w, &before);
        for (size_t i = 0; i < w.answers.count; i++)
            if (before.states[w.list[i].item] == FORM_DISABLED) {
                w.list[i].value.option = w.list[i].item * 3 + (int)draw(&w, 3);
                w.list[i].value.number = draw(&w, 3) * INT64_C(1000000);
                changed++;
            }
        judge(&w, &after);
        assert_same(&before, &after);
    }
    assert_true(changed > ROUNDS);
}

static void taking_hidden_answers_away_changes_nothing(void **state)
{
    struct world w;
    struct outcome before, after;
    size_t removed = 0;
    (void)state;
    start(&w);
    for (int round = 0; round < ROUNDS; round++) {
        size_t kept = 0;
        next(&w, &before);
        for (size_t i = 0; i < w.answers.count; i++)
            if (before.states[w.list[i].item] == FORM_ENABLED)
                w.list[kept++] = w.list[i];
        removed += w.answers.count - kept;
        w.answers.count = kept;
        judge(&w, &after);
        assert_same(&before, &after);
    }
    assert_true(removed > ROUNDS);
}

static void the_total_is_the_sum_of_the_top(void **state)
{
    struct world w;
    struct outcome o;
    (void)state;
    start(&w);
    for (int round = 0; round < ROUNDS; round++) {
        struct form_score top = {0};
        next(&w, &o);
        for (size_t i = 0; i < ITEMS; i++)
            if (w.items[i].parent == FORM_NONE) {
                top.sum += o.each[i].sum;
                top.questions += o.each[i].questions;
                top.answered += o.each[i].answered;
                top.incomplete = top.incomplete || o.each[i].incomplete;
            }
        assert_true(score_equal(&top, &o.total));
        assert_true(o.total.answered <= o.total.questions);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_answers_never_matters),
        cmocka_unit_test(what_hidden_answers_say_never_matters),
        cmocka_unit_test(taking_hidden_answers_away_changes_nothing),
        cmocka_unit_test(the_total_is_the_sum_of_the_top),
    };
    return cmocka_run_group_tests_name("form properties", tests, NULL, NULL);
}
