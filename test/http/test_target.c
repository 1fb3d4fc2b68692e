/* Targets and queries without a server: what is decoded, and what is refused. */
#include "base/arena.h"
#include "http/connection.h"

#include <setjmp.h>
#include <stdarg.h>
/* after the others */
#include <cmocka.h>

static struct request request;

static int setup(void **state)
{
    (void)state;
    request = (struct request){0};
    arena_init(&request.arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_finish(&request.arena);
    return 0;
}

static void assert_path(const char *target, const char *path, const char *query)
{
    struct str path_got, query_got;
    assert_true(target_parse(&request.arena, target, &path_got, &query_got));
    assert_int_equal(path_got.len, strlen(path));
    assert_memory_equal(path_got.at, path, path_got.len);
    assert_int_equal(query_got.len, strlen(query));
    if (query_got.len)
        assert_memory_equal(query_got.at, query, query_got.len);
}

static void assert_refused(const char *target)
{
    struct str path, query;
    if (target_parse(&request.arena, target, &path, &query))
        fail_msg("taken: %s", target);
}

static void paths_are_decoded_and_the_query_is_left_as_it_came(void **state)
{
    (void)state;
    assert_path("/", "/", "");
    assert_path("/a%20b/%C3%A6?c=%20&d", "/a b/\xc3\xa6", "c=%20&d");
    assert_path("/a+b", "/a+b", "");
    assert_path("/a?b?c", "/a", "b?c");
    assert_path("/%41%7a", "/Az", "");
    assert_path("/a%2e%2e%25", "/a..%", "");
    assert_path("http://host:80/a?b", "/a", "b");
    assert_path("https://host", "/", "");
}

static void bad_targets_are_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "*",
        "a",
        "?a",
        "/%",
        "/%4",
        "/a%zz",
        "/%0",
        "/a%00b",
        "/a%2fb",
        "/a%2Fb",
        "/a%5cb",
        "/%0d%0a",
        "/%7f",
        "/a\x01",
        "/%ff",
        "/\xc3",
        "/%c0%af",
        "/%e0%80%af",
        "/%ed%a0%80",
        "/%f4%90%80%80",
        "/%c3%28",
        "/%f8%80%80%80%80",
        "ftp://a/",
        NULL,
    };
    (void)state;
    for (size_t i = 0; bad[i]; i++)
        assert_refused(bad[i]);
}

static void assert_pairs(const char *query, const char *const *pairs, bool bad_at_end)
{
    struct str name = STR_NONE, value = STR_NONE;
    size_t at = 0, n = 0;
    bool bad = false;
    while (query_next(&request, str_of(query), &at, &name, &value, &bad)) {
        assert_non_null(pairs[n * 2]);
        /* NOLINTBEGIN(clang-analyzer-core.*): the list has pairs up to its NULL */
        assert_true(str_is(name, pairs[n * 2]));
        assert_true(str_is(value, pairs[n * 2 + 1]));
        /* NOLINTEND(clang-analyzer-core.*) */
        n++;
    }
    assert_null(pairs[n * 2]);
    assert_int_equal(bad, bad_at_end);
}

static void a_query_is_walked_in_order(void **state)
{
    (void)state;
    assert_pairs("", (const char *const[]){NULL}, false);
    assert_pairs("&&", (const char *const[]){NULL}, false);
    assert_pairs("a=1&b=2&a=3", (const char *const[]){"a", "1", "b", "2", "a", "3", NULL}, false);
    assert_pairs("a&b=&=c", (const char *const[]){"a", "", "b", "", "", "c", NULL}, false);
    assert_pairs("a=b=c+d%2B%26", (const char *const[]){"a", "b=c d+&", NULL}, false);
    assert_pairs("%C3%B8=%C3%A5", (const char *const[]){"\xc3\xb8", "\xc3\xa5", NULL}, false);
}

static void a_bad_escape_ends_a_query_and_says_so(void **state)
{
    (void)state;
    assert_pairs("a=1&b=%&c=2", (const char *const[]){"a", "1", NULL}, true);
    assert_pairs("a=%00", (const char *const[]){NULL}, true);
    assert_pairs("%ff=1", (const char *const[]){NULL}, true);
    assert_pairs("a=%c3", (const char *const[]){NULL}, true);
    assert_pairs("a=%4", (const char *const[]){NULL}, true);
}

static void the_first_of_equal_parameters_counts(void **state)
{
    (void)state;
    request.query = STR("a=1&b=2&b=3&c");
    assert_true(str_is(request_parameter(&request, "b"), "2"));
    assert_non_null(request_parameter(&request, "c").at);
    assert_int_equal(request_parameter(&request, "c").len, 0);
    assert_null(request_parameter(&request, "d").at);
}

static void listening_addresses_are_read_strictly(void **state)
{
    static const char *const bad[] = {
        "",
        "8080",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:99999",
        "127.0.0.1:80a",
        "::1:8080",
        "[::1]",
        "[]:80",
        "[::1:80",
        "example.org:80",
        ":80",
        "127.0.0.1:-1",
        "256.0.0.1:80",
    };
    struct error error = {0};
    unsigned port;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        error_clear(&error);
        assert_int_equal(http_bind(bad[i], &port, &error), -1);
        assert_int_equal(error.code, ERROR_INVALID);
        assert_true(error.detail[0] != 0);
    }
}

static void an_address_that_others_reach_is_told_from_one_that_they_do_not(void **state)
{
    static const char *const local[] = {"127.0.0.1:80", "127.9.8.7:0", "[::1]:80", "localhost:80"};
    static const char *const open[] = {"0.0.0.0:80",   "[::]:80",  "10.0.0.1:80",
                                       "128.0.0.1:80", "[::2]:80", "[fe80::1]:80"};
    (void)state;
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        assert_true(http_address_is_local(local[i]));
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        assert_true(http_address_check(open[i], NULL) && !http_address_is_local(open[i]));
    assert_false(http_address_is_local("nothing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(paths_are_decoded_and_the_query_is_left_as_it_came, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(bad_targets_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_query_is_walked_in_order, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bad_escape_ends_a_query_and_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(the_first_of_equal_parameters_counts, setup, teardown),
        cmocka_unit_test(listening_addresses_are_read_strictly),
        cmocka_unit_test(an_address_that_others_reach_is_told_from_one_that_they_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
