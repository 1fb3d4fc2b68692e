/* May a set of individual limits take the place of the programme's? Each case is a set in words,
 * beside the standard limits below, and what is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "clinical/limit_set.h"

enum { MOST = 32 };

struct limits {
    struct limit list[MOST];
    size_t count;
};

static const char *const standard_words = "spo2 low red <= 85; spo2 low yellow <= 87;"
                                          " spo2 high yellow >= 93 oxygen; spo2 high red >= 97"
                                          " oxygen; pulse low red <= 40; pulse low yellow <= 50;"
                                          " pulse high yellow >= 101; pulse high red >= 111;"
                                          " weight high yellow >= 1 /1; weight high yellow >= 1.5"
                                          " /3; weight high red > 2 /3; weight low yellow <= -2 /3;"
                                          " temp high red >= 39.1; sbp high red >= 180";
static const char *const floor_words =
    "spo2 low red <= 85; pulse low red <= 40; pulse high red >= 131; sbp high red >= 180";

/* Parts between blanks. */
static size_t parts_of(struct str words, struct str part_r[8])
{
    struct str one, rest = words;
    size_t count = 0;
    for (bool more = true; more && count < 8;) {
        more = str_cut(rest, ' ', &one, &rest);
        if (one.len)
            part_r[count++] = one;
    }
    return count;
}

static struct limit limit_of(struct str words)
{
    static const char *const signs[] = {"<", "<=", ">", ">="};
    struct str part[8] = {{0}};
    struct decimal number;
    size_t count = parts_of(words, part);
    assert_true(count >= 5);
    struct limit limit = {.parameter = parameter_of_word(part[0].at, part[0].len),
                          .side = str_is(part[1], "low") ? SIDE_LOW : SIDE_HIGH,
                          .zone = str_is(part[2], "red") ? ZONE_RED : ZONE_YELLOW};
    for (int i = 0; i < 4; i++)
        if (str_is(part[3], signs[i]))
            limit.operator=(enum limit_operator) i;
    assert_true(decimal_parse(part[4], &number) && decimal_micro(&number, &limit.value));
    for (size_t i = 5; i < count; i++) {
        if (str_is(part[i], "habitual")) {
            limit.basis = BASIS_HABITUAL;
        } else if (str_is(part[i], "repeated")) {
            limit.basis = BASIS_REPEATED;
        } else if (str_is(part[i], "confirmed")) {
            limit.basis = BASIS_CONFIRMED;
        } else if (part[i].at[0] == '/') {
            limit.kind = LIMIT_GAIN;
            limit.days = part[i].at[1] - '0';
        } else {
            limit.condition = condition_of_word(part[i].at, part[i].len);
            assert_true(limit.condition);
        }
    }
    return limit;
}

static void read_limits(const char *words, struct limits *limits_r)
{
    struct str one, rest = str_of(words);
    limits_r->count = 0;
    for (bool more = rest.len > 0; more;) {
        more = str_cut(rest, ';', &one, &rest);
        assert_true(limits_r->count < MOST);
        limits_r->list[limits_r->count++] = limit_of(one);
    }
}

/* Individual ones, and the standard ones that they leave. */
static void replace(const struct limits *standard, const struct limits *own, struct limits *all_r)
{
    *all_r = *own;
    for (size_t i = 0; i < standard->count; i++) {
        const struct limit *limit = &standard->list[i];
        bool left = true;
        for (size_t k = 0; k < own->count; k++)
            left = left && !(own->list[k].parameter == limit->parameter &&
                             own->list[k].kind == limit->kind &&
                             own->list[k].condition == limit->condition);
        if (left)
            all_r->list[all_r->count++] = *limit;
    }
}

static struct limit_finding check(const char *words)
{
    struct limits standard, own, all, red;
    struct limit_floor floors[MOST];
    bool followed[PARAMETER_COUNT] = {
        [PARAMETER_SPO2] = true, [PARAMETER_PULSE] = true, [PARAMETER_WEIGHT] = true,
        [PARAMETER_BP] = true,   [PARAMETER_TEMP] = true,  [PARAMETER_SBP] = true,
    };
    const struct habit habit = {PARAMETER_SPO2, 91000000, 1000000, 20000, true, false};
    struct limit_finding finding;
    read_limits(standard_words, &standard);
    read_limits(floor_words, &red);
    read_limits(words, &own);
    replace(&standard, &own, &all);
    for (size_t i = 0; i < red.count; i++)
        floors[i] = (struct limit_floor){red.list[i].parameter, red.list[i].side,
                                         red.list[i].operator, red.list[i].value };
    struct limit_set set = {
        .own = own.list,
        .own_count = own.count,
        .all = all.list,
        .all_count = all.count,
        .standard = standard.list,
        .standard_count = standard.count,
        .floors = floors,
        .floor_count = red.count,
        .followed = followed,
        .habits = &habit,
        .habit_count = 1,
    };
    bool good = limit_set_check(&set, &finding);
    assert_int_equal(good, finding.fault == LIMIT_FAULT_NONE);
    return finding;
}

#define SPO2 "spo2 low red <= 86; spo2 low yellow <= 89"
#define PULSE "pulse low red <= 45; pulse low yellow <= 55; pulse high yellow >= 95; "

static void each_set_is_good_or_says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        enum limit_fault fault;
        size_t at; /* MOST: of none alone */
    } cases[] = {
        {"", LIMIT_FAULT_NONE, 0},
        {SPO2, LIMIT_FAULT_NONE, 0},
        {SPO2 "; spo2 low red <= 85 rest", LIMIT_FAULT_NONE, 0},
        {PULSE "pulse high red >= 131", LIMIT_FAULT_NONE, 0},
        {"spo2 low red <= 85", LIMIT_FAULT_NONE, 0},
        {"weight high red > 1.5 /3; weight high yellow >= 1 /3", LIMIT_FAULT_NONE, 0},
        {"temp high red >= 39.5; temp high yellow >= 38", LIMIT_FAULT_NONE, 0},
        /* What the programme does not follow, and what has no value of its own. */
        {SPO2 "; glucose low red <= 3", LIMIT_FAULT_NOT_FOLLOWED, 2},
        {"bp low red <= 80", LIMIT_FAULT_NOT_FOLLOWED, 0},
        /* Operators of the other side, changes that are none. */
        {"spo2 low red >= 86", LIMIT_FAULT_SHAPE, 0},
        {PULSE "pulse high red <= 111", LIMIT_FAULT_SHAPE, 3},
        {"weight high red > -1 /3", LIMIT_FAULT_SHAPE, 0},
        {"weight low red <= 1 /3", LIMIT_FAULT_SHAPE, 0},
        {"weight high red > 1 /0", LIMIT_FAULT_SHAPE, 0},
        {"weight high red > 1 /3 rest", LIMIT_FAULT_SHAPE, 0},
        /* What waits for a second day or a repeat. */
        {"spo2 low red <= 86 habitual; spo2 low yellow <= 89 habitual", LIMIT_FAULT_NONE, 0},
        {"spo2 low red <= 86; spo2 low yellow <= 89 repeated", LIMIT_FAULT_NONE, 0},
        {PULSE "pulse high red >= 111 habitual", LIMIT_FAULT_BASIS, 3}, /* has no level */
        {"spo2 low red <= 86 repeated", LIMIT_FAULT_BASIS, 0},
        {"spo2 low red <= 86; spo2 low yellow <= 89 confirmed", LIMIT_FAULT_BASIS, 1},
        {"weight high red > 1.5 /3 habitual", LIMIT_FAULT_BASIS, 0},
        {"weight high red > 1.5 /3 confirmed", LIMIT_FAULT_BASIS, 0},
        /* A red limit that waits is looser than one that does not. */
        {"spo2 low red <= 88 confirmed", LIMIT_FAULT_BASIS, 0}, /* only pressures are confirmed */
        {"sbp high red >= 175", LIMIT_FAULT_NONE, 0},
        {"sbp high red >= 175 confirmed", LIMIT_FAULT_LOOSER, 0},
        /* What nobody measures: the limit would never, or always, be met. */
        {"spo2 low red <= 100", LIMIT_FAULT_BOUNDS, 0},
        {"spo2 low red < 50", LIMIT_FAULT_BOUNDS, 0},
        {"spo2 low red <= 49", LIMIT_FAULT_BOUNDS, 0},
        {PULSE "pulse high red > 250", LIMIT_FAULT_BOUNDS, 3},
        {"weight high red > 300 /3", LIMIT_FAULT_BOUNDS, 0},
        {SPO2 "; spo2 low red <= 87", LIMIT_FAULT_TWICE, 2},
        /* red low ≤ yellow low < yellow high ≤ red high */
        {"spo2 low red <= 90; spo2 low yellow <= 89", LIMIT_FAULT_ORDER, 0},
        {"pulse low red <= 45; pulse low yellow <= 95; pulse high yellow >= 95; pulse high red >= "
         "111",
         LIMIT_FAULT_ORDER, 1},
        {PULSE "pulse high red >= 94", LIMIT_FAULT_ORDER, 2},
        {"weight high red > 1 /3; weight high yellow >= 1.5 /3", LIMIT_FAULT_ORDER, 0},
        /* Beside the programme's yellow at 93 with oxygen, which it may overlap; not its own. */
        {"spo2 low red <= 90; spo2 low yellow <= 94", LIMIT_FAULT_NONE, 0},
        {"spo2 low red <= 90; spo2 low yellow <= 94; spo2 high yellow >= 93 oxygen; spo2 high red "
         ">= "
         "97 oxygen",
         LIMIT_FAULT_ORDER, 1},
        {"spo2 low red <= 94 oxygen; spo2 high red >= 97 oxygen; spo2 high yellow >= 93 oxygen",
         LIMIT_FAULT_ORDER, 0},
        /* A red limit of the programme's would go, and nothing would be red. */
        {"spo2 low yellow <= 89", LIMIT_FAULT_NO_RED, MOST},
        {"pulse low red <= 45", LIMIT_FAULT_NO_RED, MOST},
        {"weight high yellow > 1 /3", LIMIT_FAULT_NO_RED, MOST},
        {SPO2 "; spo2 low yellow <= 88 rest", LIMIT_FAULT_NO_RED, MOST},
        {SPO2 "; spo2 low red <= 86 oxygen", LIMIT_FAULT_NO_RED, MOST}, /* the high red is lost */
        /* Nor where a condition takes the place of a limit for all, without a floor. */
        {"temp high yellow >= 38 activity", LIMIT_FAULT_NO_RED, MOST},
        {"temp high yellow >= 38 activity; temp high red >= 39 activity", LIMIT_FAULT_NONE, 0},
        /* Beyond the floor, by value and by operator. */
        {"spo2 low red <= 84", LIMIT_FAULT_LOOSER, 0},
        {"spo2 low red < 85", LIMIT_FAULT_LOOSER, 0},
        {"spo2 low yellow <= 88 rest; spo2 low red <= 84 rest", LIMIT_FAULT_LOOSER, 1},
        {PULSE "pulse high red > 131", LIMIT_FAULT_LOOSER, 3},
        /* What nobody may order is told before what a reason would allow. */
        {"spo2 low red <= 84; spo2 low yellow <= 83", LIMIT_FAULT_ORDER, 0},
        {"spo2 low red <= 84; pulse low red <= 45", LIMIT_FAULT_NO_RED, MOST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct limits own;
        read_limits(cases[i].words, &own);
        struct limit_finding finding = check(cases[i].words);
        if (finding.fault != cases[i].fault)
            fail_msg("\"%s\": %d and not %d", cases[i].words, finding.fault, cases[i].fault);
        if (finding.fault)
            assert_int_equal(finding.at, cases[i].at == MOST ? own.count : cases[i].at);
    }
}

/* Whatever is ordered and found good without a reason: what is red by a floor is red. */
static void a_good_set_never_leaves_a_patient_without_the_floor(void **state)
{
    (void)state;
    size_t good = 0;
    for (int red = 60; red <= 99; red++) {
        for (int sign = 0; sign < 2; sign++) {
            for (int rest = 0; rest < 3; rest++) {
                char words[128];
                snprintf(words, sizeof words, "spo2 low red %s %d%s%s", sign ? "<=" : "<", red,
                         rest ? "; spo2 low red <= 85 rest" : "",
                         rest == 2 ? "; spo2 low yellow <= 92 activity" : "");
                struct limit_finding finding = check(words);
                bool red_by_floor = red > 85 || (red == 85 && sign);
                if (!finding.fault) {
                    good++;
                    assert_true(red_by_floor && rest != 2);
                }
            }
        }
    }
    assert_true(good > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_set_is_good_or_says_what_is_wrong),
        cmocka_unit_test(a_good_set_never_leaves_a_patient_without_the_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
