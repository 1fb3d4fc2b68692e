/* JSON in: what is refused and where, and that numbers stay as they were written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_in.h"

static void assert_refused(struct str text, const char *place, const char *why)
{
    struct error error = {0};
    struct json_object *tree = json_in_parse(text, &error);
    if (tree || json_in_check(text, NULL)) {
        fail_msg("%.*s was accepted", STR_ARG(text));
    }
    assert_int_equal(error.code, ERROR_INVALID);
    assert_string_equal(error.place, place);
    if (!strstr(error.detail, why)) {
        fail_msg("\"%s\" does not say \"%s\"", error.detail, why);
    }
}

static void assert_canonical(const char *text, const char *const *without, const char *expected)
{
    struct arena arena;
    struct buf out;
    arena_init(&arena);
    buf_init(&out, &arena, 0);
    struct json_object *tree = json_in_parse(str_of(text), NULL);
    if (!tree) {
        fail_msg("%s was refused", text);
    }
    json_in_canonical(tree, without, &out);
    if (!str_is(buf_slice(&out), expected)) {
        fail_msg("%.*s instead of %s", STR_ARG(buf_slice(&out)), expected);
    }
    json_in_destroy(tree);
    arena_finish(&arena);
}

static void grammar_is_rfc_8259_s(void **state)
{
    (void)state;
    assert_refused(STR(""), "line 1, column 1", "empty");
    assert_refused(STR_NONE, "line 1, column 1", "empty");
    assert_refused(STR(" \n "), "line 2, column 2", "empty");
    assert_refused(STR("{"), "line 1, column 2", "key");
    assert_refused(STR("{\"a\"}"), "line 1, column 5", "colon");
    assert_refused(STR("{\"a\":}"), "line 1, column 6", "value");
    assert_refused(STR("{\"a\":1,}"), "line 1, column 8", "key");
    assert_refused(STR("{a:1}"), "line 1, column 2", "key");
    assert_refused(STR("{'a':1}"), "line 1, column 2", "key");
    assert_refused(STR("{\"a\":1 \"b\":2}"), "line 1, column 8", "comma");
    assert_refused(STR("[1,]"), "line 1, column 4", "value");
    assert_refused(STR("[,1]"), "line 1, column 2", "value");
    assert_refused(STR("[1 2]"), "line 1, column 4", "comma");
    assert_refused(STR("[1"), "line 1, column 3", "comma");
    assert_refused(STR("nul"), "line 1, column 1", "value");
    assert_refused(STR("True"), "line 1, column 1", "value");
    assert_refused(STR("NaN"), "line 1, column 1", "value");
    assert_refused(STR("[Infinity]"), "line 1, column 2", "value");
    assert_refused(STR("[-Infinity]"), "line 1, column 3", "digit");
    assert_refused(STR("/* c */ 1"), "line 1, column 1", "value");
    assert_refused(STR("\xef\xbb\xbf{}"), "line 1, column 1", "value");
    assert_refused((struct str){"1\0", 2}, "line 1, column 2", "more");
}

static void nothing_may_follow_the_value(void **state)
{
    (void)state;
    assert_refused(STR("{}{}"), "line 1, column 3", "more");
    assert_refused(STR("{} \n\n x"), "line 3, column 2", "more");
    assert_refused(STR("1 2"), "line 1, column 3", "more");
    assert_refused(STR("truetrue"), "line 1, column 5", "more");
    assert_true(json_in_check(STR(" {} \r\n\t"), NULL));
}

static void numbers_are_checked(void **state)
{
    (void)state;
    static const char *const wrong[] = {"02.50", "-01",   "00",  ".5",   "1.",   "72.E0",
                                        "1e",    "1e+",   "-",   "+1",   "0x10", "1e1.",
                                        "1.5.2", "1e1e1", "--1", "1,000"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (json_in_check(str_of(wrong[i]), NULL)) {
            fail_msg("%s was accepted", wrong[i]);
        }
    }
    assert_refused(STR("[1, 02.50]"), "line 1, column 5", "leading zero");
    assert_refused(STR("{\"v\":\n 72.E0}"), "line 2, column 5", "after its point");
}

static void strings_are_checked(void **state)
{
    (void)state;
    assert_refused(STR("\"a\nb\""), "line 1, column 3", "control");
    assert_refused(STR("\"a\x01\""), "line 1, column 3", "control");
    assert_refused((struct str){"\"a\0\"", 4}, "line 1, column 3", "control");
    assert_refused(STR("\"\\u0000\""), "line 1, column 2", "NUL");
    assert_refused(STR("\"\\x41\""), "line 1, column 2", "escape");
    assert_refused(STR("\"\\u12g4\""), "line 1, column 2", "hexadecimal");
    assert_refused(STR("\"\\u12"), "line 1, column 2", "hexadecimal");
    assert_refused(STR("\"abc"), "line 1, column 5", "does not end");
    assert_refused(STR("\"abc\\"), "line 1, column 6", "does not end");
    assert_refused(STR("\"\\"), "line 1, column 3", "does not end");
}

static void half_a_surrogate_pair_is_refused(void **state)
{
    (void)state;
    assert_refused(STR("\"\\ud800\""), "line 1, column 2", "surrogate");
    assert_refused(STR("\"\\udc00\""), "line 1, column 2", "surrogate");
    assert_refused(STR("\"\\ud800\\u0041\""), "line 1, column 2", "surrogate");
    assert_refused(STR("\"\\ud800\\ud800\""), "line 1, column 2", "surrogate");
    assert_refused(STR("\"\\ud800x\""), "line 1, column 2", "surrogate");
    assert_refused(STR("\"\\ud800\\udc0"), "line 1, column 2", "surrogate");
    assert_canonical("\"\\ud83d\\uDE00\"", NULL, "\"😀\"");
}

static void bytes_that_are_not_utf_8_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"\"\x80\"",
                                        "\"\xc0\xaf\"",
                                        "\"\xc1\xbf\"",
                                        "\"\xe0\x80\x80\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\xf0\x80\x80\x80\"",
                                        "\"\xf4\x90\x80\x80\"",
                                        "\"\xf8\x88\x80\x80\"",
                                        "\"\xe2\x82\"",
                                        "\"\xe2\"",
                                        "\"\xff\"",
                                        "\"\xc3"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_refused(str_of(wrong[i]), "line 1, column 2", "UTF-8");
    }
    assert_true(json_in_check(STR("\"\xf4\x8f\xbf\xbf \xee\x80\x80 \xed\x9f\xbf é\""), NULL));
}

static void columns_count_characters(void **state)
{
    (void)state;
    assert_refused(STR("{\"blåbær\":x}"), "line 1, column 11", "value");
}

static void duplicate_keys_are_refused_by_name(void **state)
{
    (void)state;
    assert_refused(STR("{\"a\":1,\n \"a\":2}"), "line 2, column 2", "duplicate key \"a\"");
    assert_refused(STR("{\"ab\":1,\"\\u0061b\":2}"), "line 1, column 9", "duplicate key");
    assert_refused(STR("{\"\\ud83d\\ude00\":1,\"😀\":2}"), "line 1, column 19", "duplicate");
    assert_refused(STR("{\"\\u20ac\":1,\"€\":2}"), "line 1, column 13", "duplicate");
    assert_refused(STR("{\"\\u00e5\":1,\"å\":2}"), "line 1, column 13", "duplicate");
    assert_refused(STR("{\"\\n\\/\":1,\"\\u000a/\":2}"), "line 1, column 11", "duplicate");
    assert_refused(STR("{\"\":1,\"\":2}"), "line 1, column 7", "duplicate key \"\"");
    assert_refused(STR("[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]"), "line 1, column 20", "\"a\"");
    assert_true(json_in_check(STR("{\"a\":{\"a\":1},\"b\":{\"a\":1},\"ab\":[{\"a\":2}]}"), NULL));
}

static void errors_hold_no_values(void **state)
{
    (void)state;
    struct error error = {0};
    assert_false(json_in_check(STR("{\"name\":\"Kari\",\"name\":\"Ola\"}"), &error));
    assert_null(strstr(error.detail, "Kari"));
    assert_null(strstr(error.detail, "Ola"));
    assert_false(json_in_check(STR("{\"name\":\"Kari\" 17}"), &error));
    assert_null(strstr(error.detail, "Kari"));
    assert_null(strstr(error.detail, "17"));
}

static void a_long_duplicate_key_is_cut_between_characters(void **state)
{
    (void)state;
    char text[1024] = "{\"x", key[256] = "";
    for (size_t i = 0; i < 60; i++) {
        memcpy(key + 2 * i, "å", 3);
    }
    snprintf(text, sizeof text, "{\"x%s\":1,\"x%s\":2}", key, key);
    struct error error = {0};
    assert_false(json_in_check(str_of(text), &error));
    key[2 * 39] = 0; /* 79 bytes with the x: the eightieth would be half an å */
    char expected[300];
    snprintf(expected, sizeof expected, "duplicate key \"x%s\"", key);
    assert_non_null(strstr(error.detail, expected));
}

/* Keys k0 … with a last one that is the first again where `twice`. */
static char *object_of(size_t count, bool twice)
{
    char *text = malloc(count * 16 + 64), *at = text;
    at += snprintf(at, 16, "{\"first\":0");
    for (size_t i = 0; i < count; i++) {
        at += snprintf(at, 16, ",\"k%zu\":0", i);
    }
    snprintf(at, 24, ",\"%s\":0}", twice ? "k7" : "last");
    return text;
}

static void an_object_of_100000_keys_is_checked_quickly(void **state)
{
    (void)state;
    struct error error = {0};
    char *good = object_of(100000, false), *bad = object_of(100000, true);
    int64_t start = clock_ticks();
    assert_true(json_in_check(str_of(good), &error));
    assert_false(json_in_check(str_of(bad), &error));
    assert_true(clock_ticks() - start < 5 * 1000 * 1000); /* quadratic would take minutes */
    assert_non_null(strstr(error.detail, "\"k7\""));
    free(good);
    free(bad);
}

static void many_keys_name_the_first_that_comes_again(void **state)
{
    (void)state;
    char text[1024] = "{";
    size_t at = 1;
    for (size_t i = 0; i < 40; i++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s\"k%zu\":0", i ? "," : "",
                               i == 20   ? 5
                               : i == 30 ? 1
                                         : i);
    }
    text[at] = '}';
    struct error error = {0};
    assert_false(json_in_check(str_of(text), &error));
    assert_non_null(strstr(error.detail, "\"k5\""));
}

static char *nested(size_t depth, const char *open, const char *close)
{
    size_t width = strlen(open);
    char *text = calloc(depth * (width + 1) + 2, 1);
    for (size_t i = 0; i < depth; i++) {
        memcpy(text + i * width, open, width);
        text[depth * width + 1 + i] = *close;
    }
    text[depth * width] = '1';
    return text;
}

static void depth_has_a_bound(void **state)
{
    (void)state;
    static const char *const ways[][2] = {{"[", "]"}, {"{\"a\":", "}"}};
    for (size_t i = 0; i < 2; i++) {
        char *good = nested(JSON_DEPTH, ways[i][0], ways[i][1]);
        char *bad = nested(JSON_DEPTH + 1, ways[i][0], ways[i][1]);
        char *far = nested(1000000, ways[i][0], ways[i][1]);
        assert_canonical(good, NULL, good);
        assert_false(json_in_check(str_of(bad), NULL));
        assert_false(json_in_check(str_of(far), NULL));
        free(good);
        free(bad);
        free(far);
    }
}

static void numbers_stay_as_they_were_written(void **state)
{
    (void)state;
    static const char *const numbers[] = {"0",
                                          "-0",
                                          "2.0",
                                          "2",
                                          "-0.0",
                                          "1e2",
                                          "1E+2",
                                          "86.50",
                                          "12345678901234567890",
                                          "-9223372036854775809",
                                          "18446744073709551616",
                                          "123456789012345678901234567890",
                                          "9223372036854775807",
                                          "-9223372036854775808",
                                          "1e400",
                                          "-1e-400",
                                          "0.1000"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_canonical(numbers[i], NULL, numbers[i]);
    }
}

static void an_odd_integer_gets_its_own_text_among_others(void **state)
{
    (void)state;
    const char *text = "{\"z\":[1,\"a 5 \\\" -0 \\\\\",-0,2.50,true,false,null,{\"0\":00000}]}";
    assert_false(json_in_check(str_of(text), NULL));
    text = "{\"z\":[1,\"a 5 \\\" -0 \\\\\",-0,2.50,true,false,null,{\"0\":99999999999999999999}],"
           "\"y\":[[],[7],1e5,-0,3]}";
    assert_canonical(text, NULL,
                     "{\"y\":[[],[7],1e5,-0,3],\"z\":[1,\"a 5 \\\" -0 \\\\\",-0,2.50,true,false,"
                     "null,{\"0\":99999999999999999999}]}");
}

static void values_are_read_by_kind(void **state)
{
    (void)state;
    struct json_object *tree = json_in_parse(
        STR("{\"s\":\"x\",\"n\":2.0,\"i\":7,\"b\":true,\"a\":[1,\"y\"],\"o\":{},\"z\":null}"),
        NULL);
    assert_non_null(tree);
    assert_true(str_is(json_in_str(json_in_get(tree, "s")), "x"));
    assert_null(json_in_str(json_in_get(tree, "n")).at);
    assert_true(str_is(json_in_number(json_in_get(tree, "n")), "2.0"));
    assert_true(str_is(json_in_number(json_in_get(tree, "i")), "7"));
    assert_null(json_in_number(json_in_get(tree, "s")).at);
    assert_null(json_in_number(json_in_get(tree, "b")).at);
    assert_true(json_in_is_bool(json_in_get(tree, "b")));
    assert_true(json_in_is_number(json_in_get(tree, "i")));
    assert_true(json_in_is_string(json_in_get(tree, "s")));
    assert_true(json_in_is_object(json_in_get(tree, "o")));
    struct json_object *array = json_in_get(tree, "a");
    assert_true(json_in_is_array(array));
    assert_int_equal(json_in_length(array), 2);
    assert_true(str_is(json_in_str(json_in_at(array, 1)), "y"));
    assert_null(json_in_at(array, 2));
    assert_null(json_in_get(tree, "z"));
    assert_null(json_in_get(tree, "missing"));
    json_in_destroy(tree);
}

static void what_is_missing_can_be_asked_without_harm(void **state)
{
    (void)state;
    struct json_object *array = json_in_parse(STR("[1]"), NULL);
    assert_null(json_in_get(NULL, "a"));
    assert_null(json_in_get(array, "a"));
    assert_null(json_in_at(NULL, 0));
    assert_int_equal(json_in_length(NULL), 0);
    assert_null(json_in_str(NULL).at);
    assert_null(json_in_number(NULL).at);
    assert_false(json_in_is_object(NULL) || json_in_is_array(NULL) || json_in_is_bool(NULL) ||
                 json_in_is_string(NULL) || json_in_is_number(NULL));
    json_in_destroy(array);
    json_in_destroy(NULL);
}

static void a_document_that_is_only_null_is_an_error(void **state)
{
    (void)state;
    struct error error = {0};
    assert_null(json_in_parse(STR("null"), &error));
    assert_int_equal(error.code, ERROR_INVALID);
}

static void canonical_text_does_not_depend_on_order_blanks_or_escapes(void **state)
{
    (void)state;
    const char *same = "{\"a\":[1,2.0,{\"x\":null,\"y\":\"å\\n\"}],\"b\":true}";
    assert_canonical("{\"b\" : true,\n\"a\":[1, 2.0,{\"y\":\"\\u00e5\\u000a\",\"x\":null}]}", NULL,
                     same);
    assert_canonical(same, NULL, same);
    assert_canonical("{\"ab\":1,\"a\":2,\"B\":3}", NULL, "{\"B\":3,\"a\":2,\"ab\":1}");
}

static void canonical_text_leaves_out_named_keys_of_the_top_only(void **state)
{
    (void)state;
    const char *const without[] = {"id", "meta", NULL};
    assert_canonical("{\"meta\":{\"v\":1},\"c\":{\"id\":1,\"meta\":2},\"id\":\"x\"}", without,
                     "{\"c\":{\"id\":1,\"meta\":2}}");
}

static void text_keeps_the_order(void **state)
{
    (void)state;
    struct arena arena;
    struct buf out;
    arena_init(&arena);
    buf_init(&out, &arena, 0);
    struct json_object *tree = json_in_parse(STR("{ \"b\": [1.50, null], \"a\": {} }"), NULL);
    json_in_text(tree, &out);
    assert_true(str_is(buf_slice(&out), "{\"b\":[1.50,null],\"a\":{}}"));
    json_in_destroy(tree);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grammar_is_rfc_8259_s),
        cmocka_unit_test(nothing_may_follow_the_value),
        cmocka_unit_test(numbers_are_checked),
        cmocka_unit_test(strings_are_checked),
        cmocka_unit_test(half_a_surrogate_pair_is_refused),
        cmocka_unit_test(bytes_that_are_not_utf_8_are_refused),
        cmocka_unit_test(columns_count_characters),
        cmocka_unit_test(duplicate_keys_are_refused_by_name),
        cmocka_unit_test(errors_hold_no_values),
        cmocka_unit_test(a_long_duplicate_key_is_cut_between_characters),
        cmocka_unit_test(an_object_of_100000_keys_is_checked_quickly),
        cmocka_unit_test(many_keys_name_the_first_that_comes_again),
        cmocka_unit_test(depth_has_a_bound),
        cmocka_unit_test(numbers_stay_as_they_were_written),
        cmocka_unit_test(an_odd_integer_gets_its_own_text_among_others),
        cmocka_unit_test(values_are_read_by_kind),
        cmocka_unit_test(what_is_missing_can_be_asked_without_harm),
        cmocka_unit_test(a_document_that_is_only_null_is_an_error),
        cmocka_unit_test(canonical_text_does_not_depend_on_order_blanks_or_escapes),
        cmocka_unit_test(canonical_text_leaves_out_named_keys_of_the_top_only),
        cmocka_unit_test(text_keeps_the_order),
    };
    return cmocka_run_group_tests_name("json_in", tests, NULL, NULL);
}
