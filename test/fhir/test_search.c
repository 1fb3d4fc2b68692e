/* The grammar of searches. */
#include "base/arena.h"
#include "base/clock.h"
#include "fhir/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW INT64_C(1795255200000) /* 2026-11-21T10:00:00Z */

static void lists_part_at_commas_that_are_not_escaped(void **state)
{
    static const char *const expected[] = {"a", "b,c", "", "d\\"};
    struct arena arena;
    struct str list = STR("a,b\\,c,,d\\\\"), value;
    size_t count = 0;
    (void)state;
    arena_init(&arena);
    while (search_next(&arena, &list, &value)) {
        assert_true(count < 4);
        assert_true(str_is(value, expected[count++]));
    }
    assert_int_equal(count, 4);
    arena_finish(&arena);
}

struct token_case {
    const char *text;
    bool has_system;
    const char *system, *code;
};

static void tokens_tell_no_system_from_any(void **state)
{
    static const struct token_case cases[] = {
        {"code", false, "", "code"},   {"s|code", true, "s", "code"}, {"|code", true, "", "code"},
        {"s|", true, "s", ""},         {"a\\|b|c", true, "a|b", "c"}, {"a\\|b", false, "", "a|b"},
        {"s|c\\,d", true, "s", "c,d"}, {"", false, "", ""},           {"s|c|d", true, "s", "c|d"},
        {"\\", false, "", "\\"},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str list = str_of(cases[i].text);
        struct search_token token;
        assert_true(search_token_next(&arena, &list, &token));
        assert_null(list.at);
        assert_int_equal(token.has_system, cases[i].has_system);
        assert_true(str_is(token.system, cases[i].system));
        assert_true(str_is(token.code, cases[i].code));
    }
    arena_finish(&arena);
}

struct name_case {
    const char *whole, *name, *modifier, *chain;
};

static void names_have_modifiers_and_chains(void **state)
{
    static const struct name_case cases[] = {
        {"code", "code", NULL, NULL},
        {"code:not", "code", "not", NULL},
        {"patient.identifier", "patient", NULL, "identifier"},
        {"subject:Patient.identifier", "subject", "Patient", "identifier"},
        {"patient.identifier:exact", "patient", "exact", "identifier"},
        {"_id", "_id", NULL, NULL},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct search search;
        search_init(&search, &arena, 1);
        assert_true(search_add(&search, 1, str_of(cases[i].whole), STR("v")));
        assert_false(search_add(&search, 1, STR("more"), STR("v")));
        assert_true(str_equal(search.parameters[0].name, str_of(cases[i].name)));
        assert_true(str_equal(search.parameters[0].modifier, str_of(cases[i].modifier)));
        assert_true(str_equal(search.parameters[0].chain, str_of(cases[i].chain)));
        assert_true(str_is(search.parameters[0].whole, cases[i].whole));
    }
    arena_finish(&arena);
}

struct date_case {
    const char *text;
    enum search_prefix prefix;
    int64_t from, until;
};

static void dates_are_intervals_with_a_prefix(void **state)
{
    static const struct date_case cases[] = {
        {"2026-11-21T10:00:00Z", PREFIX_EQ, NOW, NOW + SECOND},
        {"ge2026-11-21T10:00Z", PREFIX_GE, NOW, NOW + MINUTE},
        {"sa2026-11-21T11:00", PREFIX_SA, NOW, NOW + MINUTE},
        {"lt2026-11-21", PREFIX_LT, NOW - 11 * HOUR, NOW + 13 * HOUR},
        {"eb2026-07-01", PREFIX_EB, INT64_C(1782856800000), INT64_C(1782943200000)},
        {"ap2026-11-11T10:00:00Z", PREFIX_AP, NOW - 11 * DAY, NOW - 9 * DAY + SECOND},
    };
    struct search_date date;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(search_date_parse(str_of(cases[i].text), NOW, &date));
        assert_int_equal(date.prefix, cases[i].prefix);
        assert_int_equal(date.from, cases[i].from);
        assert_int_equal(date.until, cases[i].until);
    }
    assert_false(search_date_parse(STR(""), NOW, &date));
    assert_false(search_date_parse(STR("ge"), NOW, &date));
    assert_false(search_date_parse(STR("xx2026"), NOW, &date));
    assert_false(search_date_parse(STR("2026-02-29"), NOW, &date));
}

/* The days on which the clocks change have 23 and 25 hours, and their months as much less or more.
 */
static void days_and_months_end_where_the_next_begin(void **state)
{
    static const char *const cases[][2] = {
        {"2026-03-28", "2026-03-29"},
        {"2026-03-29", "2026-03-30"},
        {"2026-10-24", "2026-10-25"},
        {"2026-10-25", "2026-10-26"},
        {"2026-03", "2026-04"},
        {"2026-10", "2026-11"},
        {"2026", "2027"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct search_date one, next;
        assert_true(search_date_parse(str_of(cases[i][0]), NOW, &one));
        assert_true(search_date_parse(str_of(cases[i][1]), NOW, &next));
        assert_int_equal(one.until, next.from);
    }
}

static void links_escape_what_would_end_a_parameter(void **state)
{
    struct arena arena;
    struct buf url;
    (void)state;
    arena_init(&arena);
    buf_init(&url, &arena, 16);
    search_url_add(&url, STR("code"), STR("http://loinc.org|1-2,3"));
    search_url_add(&url, STR("date"), STR("ge2026-11-21T10:00:00+01:00"));
    search_url_add(&url, STR("a&b"), STR("c=d#\xc3\xa5 %"));
    assert_string_equal(buf_cstr(&url), "?code=http://loinc.org%7C1-2,3&date=ge2026-11-21T10:00:00"
                                        "%2B01:00&a%26b=c%3Dd%23%C3%A5%20%25");
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_part_at_commas_that_are_not_escaped),
        cmocka_unit_test(tokens_tell_no_system_from_any),
        cmocka_unit_test(names_have_modifiers_and_chains),
        cmocka_unit_test(dates_are_intervals_with_a_prefix),
        cmocka_unit_test(days_and_months_end_where_the_next_begin),
        cmocka_unit_test(links_escape_what_would_end_a_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
