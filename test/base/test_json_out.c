/* JSON out: commas, escapes, and that what is written can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/json_in.h"
#include "base/json_out.h"

static int make_arena(void **state)
{
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int drop_arena(void **state)
{
    arena_finish(*state);
    return 0;
}

static void assert_out(const struct json_out *out, const char *text)
{
    struct str got = json_out_slice(out);
    if (!str_is(got, text)) {
        fail_msg("%.*s instead of %s", STR_ARG(got), text);
    }
    assert_true(json_in_check(got, NULL));
}

static void commas_are_placed_by_the_writer(void **state)
{
    struct json_out out;
    json_out_init(&out, *state, 0);
    json_object_open(&out);
    json_put_text(&out, "a", "x");
    json_key(&out, "b");
    json_array_open(&out);
    json_int(&out, 1);
    json_object_open(&out);
    json_object_close(&out);
    json_array_open(&out);
    json_array_close(&out);
    json_bool(&out, true);
    json_null(&out);
    json_array_close(&out);
    json_put_bool(&out, "c", false);
    json_put_null(&out, "d");
    json_put_int(&out, "e", INT64_MIN);
    json_key(&out, "f");
    json_raw(&out, STR("2.0"));
    json_put_str(&out, "g", STR("y"));
    json_object_close(&out);
    assert_out(&out, "{\"a\":\"x\",\"b\":[1,{},[],true,null],\"c\":false,\"d\":null,"
                     "\"e\":-9223372036854775808,\"f\":2.0,\"g\":\"y\"}");
}

static void strings_are_escaped(void **state)
{
    struct json_out out;
    json_out_init(&out, *state, 16);
    json_array_open(&out);
    json_text(&out, "\"\\/\b\f\n\r\t");
    json_text(&out, "\x01\x1f\x7f");
    json_text(&out, "blåbær 😀");
    json_text(&out, "");
    json_str(&out, (struct str){"a\0b", 3});
    json_array_close(&out);
    struct str got = json_out_slice(&out);
    const char *text = "[\"\\\"\\\\/\\b\\f\\n\\r\\t\",\"\\u0001\\u001f\x7f\",\"blåbær 😀\",\"\","
                       "\"a\\u0000b\"]";
    assert_true(str_is(got, text));
}

static void a_missing_text_is_null_and_an_empty_one_is_not(void **state)
{
    struct json_out out;
    json_out_init(&out, *state, 16);
    json_array_open(&out);
    json_str(&out, STR_NONE);
    json_text(&out, NULL);
    json_str(&out, STR(""));
    json_array_close(&out);
    assert_out(&out, "[null,null,\"\"]");
}

static void printed_texts_of_any_length_are_whole(void **state)
{
    struct json_out out;
    json_out_init(&out, *state, 16);
    json_array_open(&out);
    json_printf(&out, "%d.%s", 7, "x");
    json_printf(&out, "%0600d", 1);
    json_array_close(&out);
    struct str got = json_out_slice(&out);
    assert_int_equal(got.len, strlen("[\"7.x\",\"\"]") + 600);
    assert_true(str_starts(got, "[\"7.x\",\"000"));
    assert_memory_equal(got.at + got.len - 4, "01\"]", 4);
}

static void what_is_written_reads_back_the_same(void **state)
{
    char all[127];
    for (int i = 0; i < 127; i++) {
        all[i] = (char)(i + 1);
    }
    struct json_out out;
    json_out_init(&out, *state, 16);
    json_object_open(&out);
    json_put_str(&out, "text", (struct str){all, sizeof all});
    json_object_close(&out);
    struct json_object *tree = json_in_parse(json_out_slice(&out), NULL);
    assert_non_null(tree);
    struct str back = json_in_str(json_in_get(tree, "text"));
    assert_int_equal(back.len, sizeof all);
    assert_memory_equal(back.at, all, sizeof all);
    json_in_destroy(tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(commas_are_placed_by_the_writer, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(strings_are_escaped, make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(a_missing_text_is_null_and_an_empty_one_is_not, make_arena,
                                        drop_arena),
        cmocka_unit_test_setup_teardown(printed_texts_of_any_length_are_whole, make_arena,
                                        drop_arena),
        cmocka_unit_test_setup_teardown(what_is_written_reads_back_the_same, make_arena,
                                        drop_arena),
    };
    return cmocka_run_group_tests_name("json_out", tests, NULL, NULL);
}
