/* Forms as arrays: what the check refuses, and what the evaluator does with answers that fit
 * nothing and with forms that it would refuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "clinical/form.h"

#define M INT64_C(1000000)
#define MOST 8

/* Items 0 to 5 of every test: a group, in it a choice of three, a number, a date and a quantity;
 * and a text beside it. */
enum { GROUP, PAIN, AGE, DAY, WEIGHT, NOTE, COUNT };

struct world {
    struct form_item items[COUNT];
    struct form_option options[3];
    struct form_condition conditions[4];
    int units[2];
    struct form form;
    struct form_answer list[MOST];
    struct form_answers answers;
    enum form_state states[COUNT];
};

static void build(struct world *w)
{
    *w = (struct world){
        .items = {[GROUP] = {.parent = FORM_NONE, .type = FORM_GROUP},
                  [PAIN] = {.parent = GROUP, .type = FORM_CHOICE, .options = {0, 3}},
                  [AGE] = {.parent = GROUP, .type = FORM_INTEGER},
                  [DAY] = {.parent = GROUP, .type = FORM_DATE},
                  [WEIGHT] = {.parent = GROUP, .type = FORM_QUANTITY, .units = {0, 1}},
                  [NOTE] = {.parent = FORM_NONE, .type = FORM_TEXT}},
        .options = {{true, 0, ZONE_NONE}, {true, 2 * M, ZONE_YELLOW}, {true, 5 * M, ZONE_RED}},
        .units = {7, 8},
    };
    for (int i = 0; i < COUNT; i++)
        w->items[i].places = FORM_NONE;
    w->form = (struct form){w->items, COUNT, w->options, 3, w->conditions, 4, w->units, 2};
    w->answers.list = w->list;
}

static struct form_value value_of(enum form_type type, int64_t number)
{
    return (struct form_value){.type = type, .number = number, .option = (int)number};
}

static void answer(struct world *w, int item, struct form_value value)
{
    assert_true(w->answers.count < MOST);
    w->list[w->answers.count++] = (struct form_answer){item, value, FORM_NONE};
}

static void choose(struct world *w, int option)
{
    answer(w, PAIN, value_of(FORM_CHOICE, option));
}

static void expect_fault(struct world *w, enum form_fault fault, int item)
{
    int item_r, condition_r;
    assert_int_equal(form_check(&w->form, w->states, &item_r, &condition_r), fault);
    assert_int_equal(item_r, item);
}

/* The text stands when … */
static void ask_when(struct world *w, int question, enum form_operator operator,
                     struct form_value value)
{
    struct form_run *run = &w->items[NOTE].conditions;
    w->conditions[run->count++] = (struct form_condition){question, operator, value };
    expect_fault(w, FORM_GOOD, FORM_NONE);
}

static bool note_stands(struct world *w)
{
    form_states(&w->form, w->answers, w->states);
    return w->states[NOTE] == FORM_ENABLED;
}

static struct form_score score_of(struct world *w)
{
    struct form_score total;
    form_states(&w->form, w->answers, w->states);
    form_score(&w->form, w->answers, w->states, &total, NULL);
    return total;
}

static size_t problem_of(struct world *w, enum form_problem_kind kind)
{
    struct form_problem problems[MOST];
    form_states(&w->form, w->answers, w->states);
    size_t count = form_problems(&w->form, w->answers, w->states, problems, MOST);
    for (size_t i = 0; i < count && i < MOST; i++)
        assert_int_equal(problems[i].kind, kind);
    return count;
}

/* ---- the check ---- */

static void a_form_in_order_is_good(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    expect_fault(&w, FORM_GOOD, FORM_NONE);
}

static void what_is_out_of_order_is_refused(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    w.items[PAIN].parent = AGE;
    expect_fault(&w, FORM_FAULT_PARENT, PAIN);
    build(&w);
    w.items[PAIN].parent = -2;
    expect_fault(&w, FORM_FAULT_PARENT, PAIN);
    build(&w);
    w.items[GROUP].type = FORM_DISPLAY;
    expect_fault(&w, FORM_FAULT_PARENT, PAIN);
    build(&w);
    w.items[PAIN].options = (struct form_run){2, SIZE_MAX};
    expect_fault(&w, FORM_FAULT_RUN, PAIN);
    build(&w);
    w.items[AGE].options = (struct form_run){0, 1};
    expect_fault(&w, FORM_FAULT_OPTIONS, AGE);
    build(&w);
    w.options[1].score = FORM_SCORE_MOST + 1;
    expect_fault(&w, FORM_FAULT_SCORE, PAIN);
    build(&w);
    w.items[DAY].units.count = 1;
    expect_fault(&w, FORM_FAULT_UNITS, DAY);
    build(&w);
    w.items[WEIGHT].units.count = 2;
    w.items[WEIGHT].has_min = true;
    expect_fault(&w, FORM_FAULT_BOUNDS, WEIGHT);
}

static void a_condition_that_cannot_be_asked_is_refused(void **state)
{
    static const struct {
        struct form_condition condition;
        enum form_fault fault;
    } wrong[] = {
        {{GROUP, FORM_EXISTS, {.type = FORM_BOOLEAN, .number = 1}}, FORM_FAULT_QUESTION},
        {{COUNT, FORM_EXISTS, {.type = FORM_BOOLEAN, .number = 1}}, FORM_FAULT_QUESTION},
        {{AGE, FORM_EXISTS, {.type = FORM_INTEGER, .number = 1}}, FORM_FAULT_ANSWER},
        {{PAIN, FORM_GREATER, {.type = FORM_CHOICE, .option = 1}}, FORM_FAULT_OPERATOR},
        {{PAIN, FORM_EQUAL, {.type = FORM_CHOICE, .option = 3}}, FORM_FAULT_ANSWER},
        {{PAIN, FORM_EQUAL, {.type = FORM_STRING, .text = "1", .len = 1}}, FORM_FAULT_ANSWER},
        {{WEIGHT, FORM_LESS, {.type = FORM_QUANTITY, .number = M, .unit = 8}}, FORM_FAULT_ANSWER},
    };
    struct world w;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        build(&w);
        w.conditions[0] = wrong[i].condition;
        w.items[NOTE].conditions.count = 1;
        expect_fault(&w, wrong[i].fault, NOTE);
    }
}

static void several_conditions_must_say_how_they_go_together(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    ask_when(&w, AGE, FORM_EXISTS, value_of(FORM_BOOLEAN, 1));
    w.conditions[1] = w.conditions[0];
    w.items[NOTE].conditions.count = 2;
    expect_fault(&w, FORM_FAULT_BEHAVIOUR, NOTE);
    w.items[NOTE].behaviour = FORM_ALL;
    expect_fault(&w, FORM_GOOD, FORM_NONE);
}

/* The group stands when a question within it is answered; and a ring of three. */
static void what_hangs_on_itself_is_refused_and_never_enabled(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    w.conditions[0] = (struct form_condition){AGE, FORM_EXISTS, value_of(FORM_BOOLEAN, 1)};
    w.items[GROUP].conditions.count = 1;
    expect_fault(&w, FORM_FAULT_CYCLE, GROUP);
    answer(&w, AGE, value_of(FORM_INTEGER, M));
    form_states(&w.form, w.answers, w.states);
    assert_int_equal(w.states[GROUP], FORM_DISABLED);
    assert_int_equal(w.states[AGE], FORM_DISABLED);
    assert_int_equal(w.states[NOTE], FORM_ENABLED);
    build(&w);
    for (int i = 0; i < 3; i++) {
        int next = PAIN + (i + 1) % 3;
        w.conditions[i] = (struct form_condition){next, FORM_EXISTS, value_of(FORM_BOOLEAN, 0)};
        w.items[PAIN + i].conditions = (struct form_run){(size_t)i, 1};
    }
    expect_fault(&w, FORM_FAULT_CYCLE, PAIN);
}

static void a_question_may_hang_on_a_later_one(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    w.conditions[0] = (struct form_condition){NOTE, FORM_EXISTS, value_of(FORM_BOOLEAN, 1)};
    w.items[AGE].conditions.count = 1;
    expect_fault(&w, FORM_GOOD, FORM_NONE);
    form_states(&w.form, w.answers, w.states);
    assert_int_equal(w.states[AGE], FORM_DISABLED);
    answer(&w, NOTE, (struct form_value){.type = FORM_STRING, .text = "x", .len = 1});
    form_states(&w.form, w.answers, w.states);
    assert_int_equal(w.states[AGE], FORM_ENABLED);
}

/* ---- conditions ---- */

static void each_operator_compares_at_its_edge(void **state)
{
    static const struct {
        enum form_operator operator;
        bool below, at, above;
    } rows[] = {
        {FORM_EQUAL, false, true, false},        {FORM_NOT_EQUAL, true, false, true},
        {FORM_GREATER, false, false, true},      {FORM_LESS, true, false, false},
        {FORM_GREATER_EQUAL, false, true, true}, {FORM_LESS_EQUAL, true, true, false},
    };
    struct world w;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int64_t age = 17; age <= 19; age++) {
            build(&w);
            ask_when(&w, AGE, rows[i].operator, value_of(FORM_INTEGER, 18 * M));
            answer(&w, AGE, value_of(FORM_INTEGER, age * M));
            bool expected = age < 18 ? rows[i].below : age > 18 ? rows[i].above : rows[i].at;
            assert_int_equal(note_stands(&w), expected);
        }
}

static void without_an_answer_only_not_exists_and_not_equal_hold(void **state)
{
    struct world w;
    (void)state;
    for (enum form_operator o = FORM_EQUAL; o <= FORM_LESS_EQUAL; o++) {
        build(&w);
        ask_when(&w, AGE, o, value_of(FORM_INTEGER, 18 * M));
        assert_int_equal(note_stands(&w), o == FORM_NOT_EQUAL);
    }
    for (int exists = 0; exists <= 1; exists++) {
        build(&w);
        ask_when(&w, AGE, FORM_EXISTS, value_of(FORM_BOOLEAN, exists));
        assert_int_equal(note_stands(&w), !exists);
        answer(&w, AGE, value_of(FORM_INTEGER, 0));
        assert_int_equal(note_stands(&w), exists);
    }
}

static void of_several_answers_one_is_enough(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    w.items[AGE].repeats = true;
    ask_when(&w, AGE, FORM_GREATER, value_of(FORM_INTEGER, 18 * M));
    answer(&w, AGE, value_of(FORM_INTEGER, 3 * M));
    assert_false(note_stands(&w));
    answer(&w, AGE, value_of(FORM_INTEGER, 30 * M));
    assert_true(note_stands(&w));
    w.conditions[0].operator= FORM_NOT_EQUAL;
    w.conditions[0].answer.number = 3 * M;
    assert_false(note_stands(&w));
}

static void all_and_any_differ_when_one_of_two_holds(void **state)
{
    struct world w;
    (void)state;
    for (int answers = 0; answers < 4; answers++) {
        build(&w);
        w.conditions[0] = (struct form_condition){AGE, FORM_EXISTS, value_of(FORM_BOOLEAN, 1)};
        w.conditions[1] = (struct form_condition){PAIN, FORM_EXISTS, value_of(FORM_BOOLEAN, 1)};
        w.items[NOTE].conditions.count = 2;
        if (answers & 1)
            answer(&w, AGE, value_of(FORM_INTEGER, M));
        if (answers & 2)
            choose(&w, 0);
        w.items[NOTE].behaviour = FORM_ALL;
        assert_int_equal(note_stands(&w), answers == 3);
        w.items[NOTE].behaviour = FORM_ANY;
        assert_int_equal(note_stands(&w), answers != 0);
    }
}

static struct form_value days(int64_t first, int64_t until)
{
    return (struct form_value){.type = FORM_DATE, .number = first, .until = until};
}

/* A year that holds the day is neither before nor after it. */
static void a_date_that_may_mean_either_is_neither(void **state)
{
    static const enum form_operator operators[] = {FORM_EQUAL, FORM_GREATER, FORM_LESS,
                                                   FORM_GREATER_EQUAL, FORM_LESS_EQUAL};
    struct world w;
    (void)state;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        build(&w);
        ask_when(&w, DAY, operators[i], days(100, 101));
        answer(&w, DAY, days(0, 365));
        assert_false(note_stands(&w));
    }
    for (size_t i = 0; i < 3; i++) {
        build(&w);
        ask_when(&w, DAY, operators[i], days(0, 365));
        answer(&w, DAY, days(100, 101));
        assert_false(note_stands(&w));
    }
    build(&w);
    ask_when(&w, DAY, FORM_GREATER, days(0, 365));
    answer(&w, DAY, days(365, 366));
    assert_true(note_stands(&w));
}

static void a_quantity_in_another_unit_is_not_compared(void **state)
{
    struct form_value kg = {.type = FORM_QUANTITY, .number = 80 * M, .unit = 7};
    struct form_value other = {.type = FORM_QUANTITY, .number = 90 * M, .unit = 8};
    struct world w;
    (void)state;
    build(&w);
    w.items[WEIGHT].units.count = 2;
    ask_when(&w, WEIGHT, FORM_GREATER, kg);
    answer(&w, WEIGHT, other);
    assert_false(note_stands(&w));
    w.list[0].value.unit = 7;
    assert_true(note_stands(&w));
}

static void what_is_under_a_disabled_group_is_disabled_and_its_answers_are_none(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    w.items[GROUP].conditions = (struct form_run){1, 1};
    w.conditions[1] =
        (struct form_condition){NOTE, FORM_EQUAL, {.type = FORM_STRING, .text = "yes", .len = 3}};
    expect_fault(&w, FORM_GOOD, FORM_NONE);
    choose(&w, 2);
    assert_int_equal(score_of(&w).questions, 0);
    assert_false(form_counts(&w.form, w.answers, w.states, 0));
    assert_int_equal(form_reasons(&w.form, w.answers, w.states, NULL, 0), 0);
    answer(&w, NOTE, (struct form_value){.type = FORM_TEXT, .text = "yes", .len = 3});
    assert_int_equal(score_of(&w).sum, 5 * M);
    assert_int_equal(form_reasons(&w.form, w.answers, w.states, NULL, 0), 1);
}

static void under_an_unanswered_question_only_a_display_stands(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    w.items[DAY].parent = AGE;
    w.items[WEIGHT] = (struct form_item){.parent = AGE, .type = FORM_DISPLAY};
    w.items[DAY].required = true;
    expect_fault(&w, FORM_GOOD, FORM_NONE);
    assert_int_equal(problem_of(&w, FORM_MISSING), 0);
    assert_int_equal(w.states[DAY], FORM_DISABLED);
    assert_int_equal(w.states[WEIGHT], FORM_ENABLED);
    answer(&w, AGE, value_of(FORM_INTEGER, M));
    assert_int_equal(problem_of(&w, FORM_MISSING), 1);
}

/* ---- answers ---- */

static void an_answer_that_does_not_fit_counts_for_nothing(void **state)
{
    static const struct form_answer wrong[] = {
        {PAIN, {.type = FORM_CHOICE, .option = 3}},
        {PAIN, {.type = FORM_CHOICE, .option = -1}},
        {PAIN, {.type = FORM_INTEGER, .option = 2}},
        {GROUP, {.type = FORM_GROUP}},
        {AGE, {.type = FORM_INTEGER, .number = 1}},
        {DAY, {.type = FORM_DATE, .number = 5, .until = 5}},
        {WEIGHT, {.type = FORM_QUANTITY, .unit = 8}},
        {NOTE, {.type = FORM_TEXT, .text = "", .len = 0}},
    };
    struct world w;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        build(&w);
        answer(&w, wrong[i].item, wrong[i].value);
        assert_int_equal(problem_of(&w, FORM_MISFIT), 1);
        assert_false(form_counts(&w.form, w.answers, w.states, 0));
        assert_int_equal(score_of(&w).answered, 0);
    }
    build(&w);
    answer(&w, COUNT, value_of(FORM_INTEGER, M));
    answer(&w, -1, value_of(FORM_INTEGER, M));
    assert_int_equal(problem_of(&w, FORM_MISFIT), 0);
    assert_false(form_counts(&w.form, w.answers, w.states, 0));
    assert_false(form_counts(&w.form, w.answers, w.states, 1));
}

static void bounds_are_inclusive(void **state)
{
    struct world w;
    (void)state;
    for (int64_t age = 17; age <= 71; age += 1) {
        build(&w);
        w.items[AGE].has_min = w.items[AGE].has_max = true;
        w.items[AGE].min = 18 * M;
        w.items[AGE].max = 70 * M;
        answer(&w, AGE, value_of(FORM_INTEGER, age * M));
        bool wrong = age < 18 || age > 70;
        assert_int_equal(problem_of(&w, age < 18 ? FORM_BELOW : FORM_ABOVE), wrong);
    }
}

static void decimals_and_characters_are_counted(void **state)
{
    struct form_value kg = {.type = FORM_QUANTITY, .number = 80500000, .unit = 7};
    struct world w;
    (void)state;
    build(&w);
    w.items[WEIGHT].places = 1;
    answer(&w, WEIGHT, kg);
    assert_int_equal(problem_of(&w, FORM_PLACES_OVER), 0);
    w.list[0].value.number = 80550000;
    assert_int_equal(problem_of(&w, FORM_PLACES_OVER), 1);
    build(&w);
    w.items[NOTE].length = 3;
    answer(&w, NOTE, (struct form_value){.type = FORM_TEXT, .text = "blå", .len = 4});
    assert_int_equal(problem_of(&w, FORM_TOO_LONG), 0);
    w.items[NOTE].length = 2;
    assert_int_equal(problem_of(&w, FORM_TOO_LONG), 1);
}

static void a_required_group_wants_one_answer_in_it(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    w.items[GROUP].required = true;
    assert_int_equal(problem_of(&w, FORM_MISSING), 1);
    answer(&w, AGE, value_of(FORM_INTEGER, M));
    assert_int_equal(problem_of(&w, FORM_MISSING), 0);
}

/* ---- scores and reasons ---- */

static void a_score_without_a_required_answer_is_incomplete(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    assert_false(score_of(&w).incomplete);
    w.items[PAIN].required = true;
    assert_true(score_of(&w).incomplete);
    w.options[0].has_score = false;
    choose(&w, 0);
    assert_true(score_of(&w).incomplete);
    w.options[0].has_score = true;
    assert_false(score_of(&w).incomplete);
    assert_int_equal(score_of(&w).sum, 0);
    assert_int_equal(score_of(&w).answered, 1);
}

static void two_answers_where_one_may_stand_leave_no_score_and_lose_no_flag(void **state)
{
    struct form_reason reasons[2];
    struct world w;
    (void)state;
    build(&w);
    choose(&w, 1);
    choose(&w, 2);
    assert_true(score_of(&w).incomplete);
    assert_int_equal(problem_of(&w, FORM_TOO_MANY), 1);
    assert_int_equal(form_reasons(&w.form, w.answers, w.states, reasons, 2), 2);
    assert_int_equal(reasons[0].zone, ZONE_RED);
    assert_int_equal(reasons[0].option, 2);
    assert_int_equal(reasons[1].zone, ZONE_YELLOW);
    assert_int_equal(form_reasons(&w.form, w.answers, w.states, reasons, 1), 2);
    assert_int_equal(reasons[0].zone, ZONE_RED);
}

static void the_same_option_twice_counts_once(void **state)
{
    struct world w;
    (void)state;
    build(&w);
    w.items[PAIN].repeats = true;
    choose(&w, 1);
    choose(&w, 2);
    choose(&w, 1);
    assert_int_equal(score_of(&w).sum, 7 * M);
    assert_int_equal(problem_of(&w, FORM_TWICE), 1);
    w.items[PAIN].most = 1;
    assert_true(score_of(&w).incomplete);
}

static void groups_add_up_what_is_below_them(void **state)
{
    struct form_score total, each[COUNT];
    struct world w;
    (void)state;
    build(&w);
    w.items[NOTE] = (struct form_item){.parent = FORM_NONE, .type = FORM_CHOICE, .options = {0, 3}};
    choose(&w, 1);
    answer(&w, NOTE, value_of(FORM_CHOICE, 2));
    form_states(&w.form, w.answers, w.states);
    form_score(&w.form, w.answers, w.states, &total, each);
    assert_int_equal(total.sum, 7 * M);
    assert_int_equal(each[GROUP].sum, 2 * M);
    assert_int_equal(each[PAIN].sum, 2 * M);
    assert_int_equal(each[NOTE].sum, 5 * M);
    assert_int_equal(each[AGE].questions, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_in_order_is_good),
        cmocka_unit_test(what_is_out_of_order_is_refused),
        cmocka_unit_test(a_condition_that_cannot_be_asked_is_refused),
        cmocka_unit_test(several_conditions_must_say_how_they_go_together),
        cmocka_unit_test(what_hangs_on_itself_is_refused_and_never_enabled),
        cmocka_unit_test(a_question_may_hang_on_a_later_one),
        cmocka_unit_test(each_operator_compares_at_its_edge),
        cmocka_unit_test(without_an_answer_only_not_exists_and_not_equal_hold),
        cmocka_unit_test(of_several_answers_one_is_enough),
        cmocka_unit_test(all_and_any_differ_when_one_of_two_holds),
        cmocka_unit_test(a_date_that_may_mean_either_is_neither),
        cmocka_unit_test(a_quantity_in_another_unit_is_not_compared),
        cmocka_unit_test(what_is_under_a_disabled_group_is_disabled_and_its_answers_are_none),
        cmocka_unit_test(under_an_unanswered_question_only_a_display_stands),
        cmocka_unit_test(an_answer_that_does_not_fit_counts_for_nothing),
        cmocka_unit_test(bounds_are_inclusive),
        cmocka_unit_test(decimals_and_characters_are_counted),
        cmocka_unit_test(a_required_group_wants_one_answer_in_it),
        cmocka_unit_test(a_score_without_a_required_answer_is_incomplete),
        cmocka_unit_test(two_answers_where_one_may_stand_leave_no_score_and_lose_no_flag),
        cmocka_unit_test(the_same_option_twice_counts_once),
        cmocka_unit_test(groups_add_up_what_is_below_them),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
