/* The server as a whole: connections that stay, requests that wait, slow clients, limits, the end.
 */
#include "client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>
/* after the others */
#include <cmocka.h>

#define HEAD_OF(line) line " HTTP/1.1\r\nHost: a\r\n"

static struct world world;

static int setup(void **state)
{
    (void)state;
    world_init(&world);
    return 0;
}

static struct client *open_client(void)
{
    struct client *client = client_open(world.port);
    assert_non_null(client);
    return client;
}

static void assert_answer(struct client *client, int status, const char *body)
{
    static struct answer answer;
    client_answer(client, 5000, false, &answer);
    assert_int_equal(answer.status, status);
    if (body)
        assert_string_equal(answer.body, body);
}

static void a_connection_carries_many_requests(void **state)
{
    struct http_stats stats;
    (void)state;
    world_start(&world);
    struct client *client = open_client();
    for (int i = 0; i < 300; i++) {
        char body[16];
        snprintf(body, sizeof body, "n%d", i);
        client_text(client, HEAD_OF("POST /echo") "Content-Length: %zu\r\n\r\n%s", strlen(body),
                    body);
        assert_answer(client, 200, body);
    }
    http_stats(world.server, &stats);
    assert_int_equal(stats.requests, 300);
    assert_int_equal(stats.connections, 1);
    assert_int_equal(stats.refused, 0);
    client_close(client);
    world_stop(&world);
    assert_int_equal(atomic_load(&world.finished), 300);
}

static void requests_sent_without_waiting_are_answered_in_order(void **state)
{
    (void)state;
    world_start(&world);
    struct client *client = open_client();
    for (int i = 0; i < 50; i++)
        client_text(
            client,
            HEAD_OF("POST /wait") "Content-Length: 3\r\n\r\n%03d" HEAD_OF("GET /path/%d") "\r\n", i,
            i);
    for (int i = 0; i < 50; i++) {
        char text[32];
        snprintf(text, sizeof text, "%03d", i);
        assert_answer(client, 201, text);
        snprintf(text, sizeof text, "/path/%d", i);
        assert_answer(client, 200, text);
    }
    client_close(client);
    world_stop(&world);
}

static void assert_strict(const struct answer *answer)
{
    static const struct header want[] = {
        {"Content-Security-Policy",
         "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
         "object-src 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const char *value = answer_header(answer, want[i].name);
        assert_non_null(value);
        assert_string_equal(value, want[i].value);
    }
    assert_non_null(strstr(answer_header(answer, "Permissions-Policy"), "camera=(self)"));
    assert_non_null(answer_header(answer, "X-Request-Id"));
    assert_null(answer_header(answer, "Server"));
}

static void every_answer_carries_the_strict_headers(void **state)
{
    static const char *const paths[] = {"/path",  "/unknown", "/none", "/empty",
                                        "/moved", "/wait",    "/%zz"};
    struct answer answer;
    (void)state;
    world_start(&world);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        client_get(world.port, paths[i], &answer);
        assert_int_not_equal(answer.status, 0);
        assert_strict(&answer);
        assert_string_equal(answer_header(&answer, "Cache-Control"), "no-store");
        assert_null(answer_header(&answer, "Strict-Transport-Security"));
    }
    client_get(world.port, "/cached", &answer);
    assert_string_equal(answer_header(&answer, "Cache-Control"), "max-age=60");
    client_get(world.port, "/moved", &answer);
    assert_string_equal(answer_header(&answer, "Location"), "/path");
    world_stop(&world);
}

static void get_json(const char *times, const char *accept, struct answer *answer)
{
    struct client *client = client_open(world.port);
    client_text(client, "GET /json?times=%s HTTP/1.1\r\nHost: a\r\n%s%s\r\n\r\n", times,
                accept ? "Accept-Encoding: " : "X-None: ", accept ? accept : "");
    client_answer(client, 5000, false, answer);
    client_close(client);
}

static size_t unpacked(const struct answer *answer, char *room, size_t size)
{
    z_stream stream = {0};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)answer->body;
    stream.avail_in = (uInt)answer->body_len;
    stream.next_out = (Bytef *)room;
    stream.avail_out = (uInt)size;
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    return stream.total_out;
}

static void json_is_packed_for_those_who_can_read_that(void **state)
{
    static struct answer plain, packed;
    static char room[CLIENT_ROOM];
    (void)state;
    world_start(&world);
    get_json("twenty-letters-or-more", NULL, &plain);
    assert_null(answer_header(&plain, "Content-Encoding"));
    assert_string_equal(answer_header(&plain, "Vary"), "Accept-Encoding");
    get_json("twenty-letters-or-more", "br, gzip;q=0.5", &packed);
    assert_string_equal(answer_header(&packed, "Content-Encoding"), "gzip");
    assert_strict(&packed);
    assert_true(packed.body_len < plain.body_len / 4);
    assert_int_equal(unpacked(&packed, room, sizeof room), plain.body_len);
    assert_memory_equal(room, plain.body, plain.body_len);
    world_stop(&world);
}

static void what_is_small_or_refused_or_no_json_is_not_packed(void **state)
{
    static struct answer answer;
    (void)state;
    world_start(&world);
    get_json("a", "gzip", &answer);
    assert_null(answer_header(&answer, "Content-Encoding"));
    get_json("twenty-letters-or-more", "gzip;q=0, identity", &answer);
    assert_null(answer_header(&answer, "Content-Encoding"));
    get_json("twenty-letters-or-more", "br", &answer);
    assert_null(answer_header(&answer, "Content-Encoding"));
    world_stop(&world);
}

static void hsts_is_sent_when_configured(void **state)
{
    struct answer answer;
    (void)state;
    world.config.hsts = true;
    world_start(&world);
    client_get(world.port, "/path", &answer);
    assert_non_null(answer_header(&answer, "Strict-Transport-Security"));
    world_stop(&world);
}

static void an_answer_that_is_missing_or_cannot_be_sent_is_500(void **state)
{
    struct answer answer;
    (void)state;
    world_start(&world);
    client_get(world.port, "/none", &answer);
    assert_int_equal(answer.status, 500);
    client_get(world.port, "/split", &answer);
    assert_int_equal(answer.status, 500);
    assert_null(answer_header(&answer, "Set-Cookie"));
    assert_strict(&answer);
    world_stop(&world);
    assert_int_equal(atomic_load(&world.finished), 2);
}

/* ---- waiting ---- */

static void a_request_can_wait_once_twice_and_not_at_all(void **state)
{
    (void)state;
    world_start(&world);
    struct client *client = open_client();
    for (int i = 0; i < 200; i++) {
        client_text(client, HEAD_OF("GET /wait") "\r\n" HEAD_OF("GET /again") "\r\n");
        assert_answer(client, 201, "woken");
        assert_answer(client, 201, "woken");
        client_text(client, HEAD_OF("GET /sooner") "\r\n" HEAD_OF("GET /changed") "\r\n");
        assert_answer(client, 201, "woken");
        assert_answer(client, 503, "not taken");
    }
    assert_int_equal(atomic_load(&world.woken), 800);
    client_close(client);
    world_stop(&world);
}

static void *load(void *context)
{
    struct client *client = client_open(world.port);
    struct answer *answer = malloc(sizeof *answer);
    size_t *good = context;
    for (int i = 0; i < 150; i++) {
        client_text(client, HEAD_OF("POST /%s") "Content-Length: 4\r\n\r\n%04d",
                    i % 2 ? "wait" : "again", i);
        client_answer(client, 10000, false, answer);
        *good += answer->status == 201 && strtol(answer->body, NULL, 10) == i;
    }
    free(answer);
    client_close(client);
    return NULL;
}

static void no_waking_is_lost_under_load(void **state)
{
    pthread_t threads[16];
    size_t good[16] = {0};
    (void)state;
    world_start(&world);
    for (int i = 0; i < 16; i++)
        pthread_create(&threads[i], NULL, load, &good[i]);
    for (int i = 0; i < 16; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(good[i], 150);
    }
    world_stop(&world);
    assert_int_equal(atomic_load(&world.finished), 16 * 150);
}

static void a_client_that_leaves_while_its_request_waits_does_no_harm(void **state)
{
    (void)state;
    world.held = true;
    world_start(&world);
    for (int i = 0; i < 20; i++) {
        struct client *client = open_client();
        client_text(client, HEAD_OF("GET /wait") "\r\n");
        assert_true(reaches(&world.handled, i + 1, 2000));
        client_close(client);
    }
    assert_int_equal(atomic_load(&world.finished), 0);
    world_release(&world);
    assert_true(reaches(&world.finished, 20, 2000));
    world_stop(&world);
}

/* ---- slow clients, and many ---- */

static double seconds_until_closed(struct client *client, const char *each)
{
    struct timespec from, now;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < 100; i++) {
        client_text(client, "%s", each);
        if (client_closed(client, 100))
            break;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - from.tv_sec) + (double)(now.tv_nsec - from.tv_nsec) / 1e9;
}

static void a_silent_client_is_ended_after_the_patience(void **state)
{
    (void)state;
    world.config.patience = 1;
    world_start(&world);
    struct client *nothing = open_client(), *head = open_client(), *body = open_client();
    client_text(head, "GET /path HTTP/1.1\r\nHo");
    client_text(body, HEAD_OF("POST /echo") "Content-Length: 10\r\n\r\nabc");
    assert_true(client_closed(nothing, 3500));
    assert_true(client_closed(head, 3500));
    assert_true(client_closed(body, 3500));
    client_close(nothing);
    client_close(head);
    client_close(body);
    world_stop(&world);
}

/* A byte now and then keeps MHD's own timeout away. */
static void a_dribbling_client_is_ended_after_four_times_the_patience(void **state)
{
    (void)state;
    world.config.patience = 1;
    world_start(&world);
    struct client *head = open_client();
    client_text(head, "GET /path HTTP/1.1\r\nX: ");
    double took = seconds_until_closed(head, "a");
    assert_true(took > 3 && took < 6);
    struct client *body = open_client();
    client_text(body, HEAD_OF("POST /echo") "Content-Length: 1000\r\n\r\n");
    took = seconds_until_closed(body, "a");
    assert_true(took > 3 && took < 6);
    assert_int_equal(atomic_load(&world.handled), 0);
    client_close(head);
    client_close(body);
    world_stop(&world);
}

static void a_waiting_request_may_take_longer_than_the_patience(void **state)
{
    (void)state;
    world.config.patience = 1;
    world.held = true;
    world_start(&world);
    struct client *client = open_client();
    client_text(client, HEAD_OF("GET /wait") "\r\n");
    assert_false(client_until(client, "HTTP", 5500));
    world_release(&world);
    assert_answer(client, 201, "woken");
    client_close(client);
    world_stop(&world);
}

static void large_answers_arrive_whole_and_do_not_hold_others_up(void **state)
{
    (void)state;
    world.config.threads = 1;
    world_start(&world);
    struct client *large = open_client(), *small = open_client();
    client_text(large, HEAD_OF("GET /large") "\r\n");
    usleep(100000); /* its socket is full now */
    client_text(small, HEAD_OF("GET /path") "\r\n");
    assert_answer(small, 200, "/path");
    static struct answer answer;
    client_answer(large, 5000, false, &answer);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.body_len, 4u << 20);
    client_close(large);
    client_close(small);
    world_stop(&world);
}

static void no_address_gets_more_connections_than_allowed(void **state)
{
    struct client *clients[8];
    int open = 0;
    (void)state;
    world.config.per_address = 5;
    world_start(&world);
    for (int i = 0; i < 8; i++) {
        static struct answer answer;
        clients[i] = open_client();
        client_text(clients[i], HEAD_OF("GET /path") "\r\n");
        client_answer(clients[i], 1000, false, &answer);
        open += answer.status == 200;
    }
    assert_int_equal(open, 5);
    for (int i = 0; i < 8; i++)
        client_close(clients[i]);
    world_stop(&world);
}

static void more_connections_than_allowed_wait_for_their_turn(void **state)
{
    struct client *clients[6];
    static struct answer answer;
    (void)state;
    world.config.threads = 1;
    world.config.connections = 4;
    world_start(&world);
    for (int i = 0; i < 6; i++) {
        clients[i] = open_client();
        client_text(clients[i], HEAD_OF("GET /path") "\r\n");
    }
    client_answer(clients[3], 1000, false, &answer);
    assert_int_equal(answer.status, 200);
    client_answer(clients[5], 300, false, &answer);
    assert_int_equal(answer.status, 0);
    client_close(clients[0]);
    client_close(clients[1]);
    client_answer(clients[5], 2000, false, &answer);
    assert_int_equal(answer.status, 200);
    for (int i = 2; i < 6; i++)
        client_close(clients[i]);
    world_stop(&world);
}

/* ---- the end ---- */

static void what_is_under_way_is_answered_and_nobody_new_comes_in(void **state)
{
    static struct answer answer;
    struct client *clients[10];
    (void)state;
    world.held = true;
    world_start(&world);
    struct client *idle = open_client();
    client_text(idle, HEAD_OF("GET /path") "\r\n");
    assert_answer(idle, 200, "/path");
    for (int i = 0; i < 10; i++) {
        clients[i] = open_client();
        client_text(clients[i], HEAD_OF("GET /wait") "\r\n");
    }
    assert_true(reaches(&world.handled, 11, 2000));
    http_quiesce(world.server);
    assert_null(client_open(world.port));
    world_stop(&world);
    for (int i = 0; i < 10; i++) {
        client_answer(clients[i], 2000, false, &answer);
        assert_int_equal(answer.status, 201);
        assert_string_equal(answer_header(&answer, "Connection"), "close");
        client_close(clients[i]);
    }
    assert_true(client_closed(idle, 1000));
    client_close(idle);
    assert_int_equal(atomic_load(&world.finished), 11);
}

static void it_starts_on_ipv6_and_says_why_it_cannot_start(void **state)
{
    struct error error = {0};
    char taken[32];
    (void)state;
    world_start(&world);
    struct http_config again = world.config;
    snprintf(taken, sizeof taken, "127.0.0.1:%u", world.port);
    again.listen = taken;
    assert_null(http_start(&again, &error));
    assert_non_null(strstr(error.detail, "in use"));
    error_clear(&error);
    again.listen = "[::1]:0";
    struct http_server *six = http_start(&again, &error);
    if (six) /* a machine may be without IPv6 */
        assert_true(http_port(six) > 0);
    else
        assert_non_null(strstr(error.detail, "[::1]"));
    http_stop(six);
    world_stop(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_connection_carries_many_requests, setup),
        cmocka_unit_test_setup(requests_sent_without_waiting_are_answered_in_order, setup),
        cmocka_unit_test_setup(every_answer_carries_the_strict_headers, setup),
        cmocka_unit_test_setup(json_is_packed_for_those_who_can_read_that, setup),
        cmocka_unit_test_setup(what_is_small_or_refused_or_no_json_is_not_packed, setup),
        cmocka_unit_test_setup(hsts_is_sent_when_configured, setup),
        cmocka_unit_test_setup(an_answer_that_is_missing_or_cannot_be_sent_is_500, setup),
        cmocka_unit_test_setup(a_request_can_wait_once_twice_and_not_at_all, setup),
        cmocka_unit_test_setup(no_waking_is_lost_under_load, setup),
        cmocka_unit_test_setup(a_client_that_leaves_while_its_request_waits_does_no_harm, setup),
        cmocka_unit_test_setup(a_silent_client_is_ended_after_the_patience, setup),
        cmocka_unit_test_setup(a_dribbling_client_is_ended_after_four_times_the_patience, setup),
        cmocka_unit_test_setup(a_waiting_request_may_take_longer_than_the_patience, setup),
        cmocka_unit_test_setup(large_answers_arrive_whole_and_do_not_hold_others_up, setup),
        cmocka_unit_test_setup(no_address_gets_more_connections_than_allowed, setup),
        cmocka_unit_test_setup(more_connections_than_allowed_wait_for_their_turn, setup),
        cmocka_unit_test_setup(what_is_under_way_is_answered_and_nobody_new_comes_in, setup),
        cmocka_unit_test_setup(it_starts_on_ipv6_and_says_why_it_cannot_start, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
