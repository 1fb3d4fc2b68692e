/* Requests as they come over a socket: heads, bodies, bounds, and what is refused. */
#include "client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* after the others */
#include <cmocka.h>

static struct world world;

static int setup(void **state)
{
    (void)state;
    world_init(&world);
    world_start(&world);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    world_stop(&world);
    return 0;
}

static struct answer *ask(const char *text)
{
    static struct answer answer;
    struct client *client = client_open(world.port);
    assert_non_null(client);
    client_send(client, text, strlen(text));
    client_answer(client, 5000, strncmp(text, "HEAD", 4) == 0, &answer);
    client_close(client);
    return &answer;
}

static void assert_body(const char *text, const char *body)
{
    struct answer *answer = ask(text);
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->body, body);
}

static void assert_status(const char *text, int status)
{
    struct answer *answer = ask(text);
    if (answer->status != status)
        fail_msg("%d instead of %d for: %s", answer->status, status, text);
}

#define HEAD_OF(line) line " HTTP/1.1\r\nHost: a\r\n"

static void handlers_see_path_query_header_cookie_and_body(void **state)
{
    (void)state;
    assert_body(HEAD_OF("GET /path/%C3%A6%20b?x=y") "\r\n", "/path/\xc3\xa6 b");
    assert_body(HEAD_OF("GET /query?p=1&q=a%26b+c") "\r\n", "a&b c");
    assert_body(HEAD_OF("GET /query?p=1") "\r\n", "(none)");
    assert_body(HEAD_OF("GET /header") "X-TRY:  yes \r\n\r\n", "yes");
    assert_body(HEAD_OF("GET /header") "\r\n", "(none)");
    assert_body(HEAD_OF("GET /cookie") "Cookie: cc=0; c=1=2 ;d=3\r\n\r\n", "1=2");
    assert_body(HEAD_OF("GET /cookie") "Cookie: d=3\r\n\r\n", "(none)");
    assert_body(HEAD_OF("POST /echo") "Content-Length: 5\r\n\r\nhello", "hello");
    assert_body(HEAD_OF("POST /echo") "Content-Length: 0\r\n\r\n", "(none)");
    assert_body(HEAD_OF("POST /echo") "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n "
                                      "world\r\n0\r\n\r\n",
                "hello world");
    assert_body("GET http://host/path/a HTTP/1.1\r\nHost: host\r\n\r\n", "/path/a");
}

static void methods_are_told_apart(void **state)
{
    (void)state;
    assert_body(HEAD_OF("GET /method") "\r\n", "0 GET");
    assert_body(HEAD_OF("POST /method") "\r\n", "1 POST");
    assert_body(HEAD_OF("PUT /method") "\r\n", "2 PUT");
    assert_body(HEAD_OF("PATCH /method") "\r\n", "3 PATCH");
    assert_body(HEAD_OF("DELETE /method") "\r\n", "4 DELETE");
    assert_body(HEAD_OF("OPTIONS /method") "\r\n", "5 OPTIONS");
    assert_body(HEAD_OF("get /method") "\r\n", "5 get");
}

static void head_is_answered_like_get_without_the_body(void **state)
{
    (void)state;
    struct answer *answer = ask("HEAD /path/abc HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer_header(answer, "Content-Length"), "9");
    assert_int_equal(answer->body_len, 0);
    answer = ask("HEAD /stream HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer_header(answer, "Content-Type"), "text/event-stream");
}

static void bad_targets_get_400(void **state)
{
    (void)state;
    assert_status(HEAD_OF("GET /path/%00") "\r\n", 400);
    assert_status(HEAD_OF("GET /path/%zz") "\r\n", 400);
    assert_status(HEAD_OF("GET /path%2fb") "\r\n", 400);
    assert_status(HEAD_OF("GET /path/%ff") "\r\n", 400);
    assert_status(HEAD_OF("GET /path/\xff") "\r\n", 400);
    assert_status(HEAD_OF("GET path") "\r\n", 400);
    assert_status(HEAD_OF("OPTIONS *") "\r\n", 400);
    assert_int_equal(atomic_load(&world.handled), 0);
}

/* Two readings of where a body ends let a request hide behind another. */
static void bodies_of_unclear_length_get_400(void **state)
{
    static const char *const heads[] = {
        "Content-Length: 5\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked",
        "Content-Length : 5",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 5, 5",
        "Content-Length: 0x5",
        "Content-Length: ",
        "X-Strange\x01: a",
        "X-Strange: a\x01z",
        "Host: b",
    };
    char text[512];
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        snprintf(text, sizeof text, HEAD_OF("POST /echo") "%s\r\n\r\nhello", heads[i]);
        assert_status(text, 400);
    }
    assert_status("POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                  400);
    assert_status("GET /echo HTTP/1.1\r\n\r\n", 400);
    assert_int_equal(atomic_load(&world.handled), 0);
}

static void a_chunked_body_of_bad_form_gets_400(void **state)
{
    (void)state;
    assert_status(
        HEAD_OF("POST /echo") "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", 400);
    assert_status(
        HEAD_OF("POST /echo") "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloworld\r\n0\r\n\r\n",
        400);
    assert_int_equal(atomic_load(&world.handled), 0);
}

static char *filled(size_t len)
{
    char *text = malloc(len + 1);
    memset(text, 'x', len);
    text[len] = 0;
    return text;
}

static void a_body_somewhat_too_large_is_read_and_the_connection_stays(void **state)
{
    (void)state;
    struct answer answer;
    struct client *client = client_open(world.port);
    char *body = filled(60000);
    client_text(client, HEAD_OF("POST /echo") "Content-Length: 60000\r\n\r\n");
    client_send(client, body, 60000);
    client_answer(client, 5000, false, &answer);
    assert_int_equal(answer.status, 413);
    assert_string_equal(answer_header(&answer, "Content-Type"), "application/problem+json");
    client_text(client,
                HEAD_OF("POST /echo") "Transfer-Encoding: chunked\r\n\r\n3e9\r\n%.*s\r\n0\r\n\r\n",
                1001, body);
    client_answer(client, 5000, false, &answer);
    assert_int_equal(answer.status, 413);
    client_text(client,
                HEAD_OF("POST /echo") "Transfer-Encoding: chunked\r\n\r\n3e8\r\n%.*s\r\n0\r\n\r\n",
                1000, body);
    client_answer(client, 5000, false, &answer);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_len, 1000);
    free(body);
    client_close(client);
}

static void a_body_announced_far_too_large_is_refused_at_once(void **state)
{
    (void)state;
    struct answer answer;
    struct client *client = client_open(world.port);
    client_text(client, HEAD_OF("POST /echo") "Content-Length: 50000000\r\n\r\n");
    client_answer(client, 2000, false, &answer);
    assert_int_equal(answer.status, 413);
    assert_non_null(answer_header(&answer, "Content-Security-Policy"));
    assert_true(client_closed(client, 2000));
    client_close(client);
    assert_status(HEAD_OF("POST /echo") "Content-Length: 99999999999999999999999\r\n\r\n", 413);
    assert_status(HEAD_OF("GET /echo") "Content-Length: 5\r\n\r\nhello", 413);
}

static void a_client_that_asks_first_hears_of_too_large_before_it_sends(void **state)
{
    (void)state;
    struct answer answer;
    struct client *client = client_open(world.port);
    client_text(client, HEAD_OF("POST /echo") "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    client_answer(client, 2000, true, &answer);
    assert_int_equal(answer.status, 100);
    client_text(client, "hello");
    client_answer(client, 2000, false, &answer);
    assert_int_equal(answer.status, 200);
    client_text(client,
                HEAD_OF("POST /echo") "Content-Length: 1500\r\nExpect: 100-continue\r\n\r\n");
    client_answer(client, 2000, false, &answer);
    assert_int_equal(answer.status, 413);
    client_close(client);
}

static void a_chunked_body_without_end_is_cut_off(void **state)
{
    (void)state;
    struct client *client = client_open(world.port);
    char *body = filled(0x8000);
    bool open = true;
    client_text(client, HEAD_OF("POST /echo") "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 1000 && open; i++)
        open = client_text(client, "8000\r\n") && client_send(client, body, 0x8000) &&
               client_text(client, "\r\n");
    assert_false(open);
    assert_int_equal(atomic_load(&world.handled), 0);
    free(body);
    client_close(client);
}

static void bodies_in_many_pieces_arrive_whole(void **state)
{
    (void)state;
    struct answer answer;
    struct client *client = client_open(world.port);
    char *body = filled(200000);
    for (size_t i = 0; i < 200000; i++)
        body[i] = (char)('a' + i * 7 % 26);
    client_text(client, HEAD_OF("POST /roomy/echo") "Content-Length: 200000\r\n\r\n");
    for (size_t at = 0, n = 1; at < 200000; at += n, n = n * 3 % 7919 + 1) {
        n = n < 200000 - at ? n : 200000 - at;
        client_send(client, body + at, n);
    }
    client_answer(client, 5000, false, &answer);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_len, 200000);
    assert_memory_equal(answer.body, body, 200000);
    client_text(client, HEAD_OF("POST /echo") "Content-Length: 2\r\n\r\nab");
    client_answer(client, 5000, false, &answer);
    assert_string_equal(answer.body, "ab");
    free(body);
    client_close(client);
}

static void a_head_beyond_16_KiB_gets_431(void **state)
{
    (void)state;
    char *text = filled(20000);
    char *head = malloc(70000);
    snprintf(head, 70000, HEAD_OF("GET /path") "X-Try: %.*s\r\n\r\n", 15000, text);
    assert_status(head, 200);
    snprintf(head, 70000, HEAD_OF("GET /cookie") "Cookie: c=%.*s\r\n\r\n", 15000, text);
    assert_status(head, 200);
    snprintf(head, 70000, HEAD_OF("GET /path") "X-Try: %.*s\r\n\r\n", 17000, text);
    assert_status(head, 431);
    assert_non_null(answer_header(ask(head), "Content-Security-Policy"));
    snprintf(head, 70000, HEAD_OF("GET /path/%.*s") "\r\n", 17000, text);
    assert_status(head, 431);
    /* Here libmicrohttpd's own memory ends, and its own answer comes. */
    snprintf(head, 70000, HEAD_OF("GET /path") "X: %s\r\nY: %s\r\nZ: %s\r\n\r\n", text, text, text);
    assert_status(head, 431);
    free(head);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(handlers_see_path_query_header_cookie_and_body, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(methods_are_told_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(head_is_answered_like_get_without_the_body, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(bad_targets_get_400, setup, teardown),
        cmocka_unit_test_setup_teardown(bodies_of_unclear_length_get_400, setup, teardown),
        cmocka_unit_test_setup_teardown(a_chunked_body_of_bad_form_gets_400, setup, teardown),
        cmocka_unit_test_setup_teardown(a_body_somewhat_too_large_is_read_and_the_connection_stays,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_body_announced_far_too_large_is_refused_at_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_client_that_asks_first_hears_of_too_large_before_it_sends,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_chunked_body_without_end_is_cut_off, setup, teardown),
        cmocka_unit_test_setup_teardown(bodies_in_many_pieces_arrive_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(a_head_beyond_16_KiB_gets_431, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
