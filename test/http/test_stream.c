/* Streams: events arrive, wakings are not lost, slow and vanished readers, the end. */
#include "client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
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

static struct client *listen_to(const char *path, const char *version)
{
    struct client *client = client_open(world.port);
    assert_non_null(client);
    client_text(client, "GET %s %s\r\nHost: a\r\n\r\n", path, version);
    return client;
}

static void events_arrive_when_the_stream_is_woken(void **state)
{
    struct http_stats stats;
    char text[32];
    (void)state;
    world_start(&world);
    struct client *client = listen_to("/stream", "HTTP/1.1");
    assert_true(client_until(client, "data: 1\n\n", 2000));
    assert_non_null(strstr(client->room, "Transfer-Encoding: chunked"));
    assert_non_null(strstr(client->room, "Content-Type: text/event-stream"));
    assert_non_null(strstr(client->room, "Cache-Control: no-store"));
    assert_non_null(strstr(client->room, "X-Frame-Options: DENY"));
    for (int i = 2; i < 300; i++) {
        world_event(&world);
        snprintf(text, sizeof text, "data: %d\n\n", i);
        assert_true(client_until(client, text, 2000));
    }
    http_stats(world.server, &stats);
    assert_int_equal(stats.streams, 1);
    client_close(client);
    world_stop(&world);
}

static void a_stream_for_http_1_0_ends_with_the_connection(void **state)
{
    (void)state;
    world_start(&world);
    struct client *client = listen_to("/stream", "HTTP/1.0");
    assert_true(client_until(client, "data: 1\n\n", 2000));
    assert_null(strstr(client->room, "chunked"));
    world_event(&world);
    assert_true(client_until(client, "data: 2\n\n", 2000));
    http_quiesce(world.server);
    assert_true(client_closed(client, 2000));
    client_close(client);
    world_stop(&world);
}

struct burst {
    pthread_t thread;
    int events;
};

static void *burst_run(void *context)
{
    struct burst *burst = context;
    unsigned seed = (unsigned)burst->events;
    for (int i = 0; i < burst->events; i++) {
        world_event(&world);
        for (unsigned pause = (seed = seed * 1103515245u + 12345u) >> 16 & 1023; pause; pause--)
            atomic_thread_fence(memory_order_seq_cst);
        if (seed >> 28 == 0)
            usleep(200);
    }
    return NULL;
}

/* The second event of each pair comes while the streams fall asleep after the first. Nothing comes
 * after it that would make up for a lost waking. */
static void no_event_is_lost_in_a_race_with_falling_asleep(void **state)
{
    enum { STREAMS = 4, ROUNDS = 2000 };
    struct client *clients[STREAMS];
    char text[32];
    unsigned seed = 1;
    (void)state;
    world_start(&world);
    for (int i = 0; i < STREAMS; i++) {
        clients[i] = listen_to("/stream", "HTTP/1.1");
        assert_true(client_until(clients[i], "data: 1\n\n", 2000));
    }
    for (int round = 1; round <= ROUNDS; round++) {
        world_event(&world);
        seed = seed * 1103515245u + 12345u;
        for (unsigned pause = seed >> 15 & 0x1ffff; pause; pause--)
            atomic_signal_fence(memory_order_seq_cst);
        world_event(&world);
        snprintf(text, sizeof text, "data: %d\n\n", 1 + 2 * round);
        for (int i = 0; i < STREAMS; i++) {
            assert_true(client_until(clients[i], text, 5000));
            clients[i]->len = 0;
        }
    }
    for (int i = 0; i < STREAMS; i++)
        client_close(clients[i]);
    world_stop(&world);
    assert_int_equal(atomic_load(&world.finished), STREAMS);
}

/* The waking comes from within `next`, after it has found nothing to say. */
static void an_event_between_nothing_more_and_the_sleep_is_sent(void **state)
{
    (void)state;
    world_start(&world);
    struct client *client = listen_to("/stream-late", "HTTP/1.1");
    assert_true(client_until(client, "data: 500\n\n", 5000));
    client_close(client);
    world_stop(&world);
}

static void streams_that_come_and_go_under_events_do_no_harm(void **state)
{
    struct burst burst = {.events = 3000};
    (void)state;
    world_start(&world);
    pthread_create(&burst.thread, NULL, burst_run, &burst);
    for (int i = 0; i < 150; i++) {
        struct client *client = listen_to("/stream", "HTTP/1.1");
        if (i % 3)
            assert_true(client_until(client, "data: ", 2000));
        client_close(client);
    }
    pthread_join(burst.thread, NULL);
    /* Who is gone is noticed by writing to him. */
    for (int i = 0; i < 200 && atomic_load(&world.finished) < 150; i++) {
        world_event(&world);
        usleep(10000);
    }
    /* A connection that was closed before its request was seen has none. */
    assert_int_equal(atomic_load(&world.finished), atomic_load(&world.handled));
    assert_true(atomic_load(&world.finished) >= 100);
    world_stop(&world);
}

/* 50 kB events to a reader that stops: the next is asked for when the one before it is with the
 * system. */
static void a_reader_that_stops_makes_no_memory_grow_and_is_ended(void **state)
{
    (void)state;
    world.config.patience = 3;
    world_start(&world);
    struct client *client = listen_to("/stream-large", "HTTP/1.1");
    assert_true(client_until(client, "data: 1\n\n", 2000));
    int filled = 0;
    for (int i = 0; i < 10 && filled != atomic_load(&world.filled); i++, usleep(200000))
        filled = atomic_load(&world.filled);
    for (int i = 0; i < 1000; i++)
        world_event(&world);
    usleep(200000);
    assert_int_equal(atomic_load(&world.filled), filled);
    assert_true(atomic_load(&world.filled_bytes) < 16u << 20);
    assert_true(reaches(&world.finished, 1, 8000));
    client_close(client);
    world_stop(&world);
}

static void a_slow_reader_gets_every_byte(void **state)
{
    (void)state;
    world_start(&world);
    struct client *client = listen_to("/stream-large", "HTTP/1.1");
    for (int i = 1; i <= 40; i++) {
        char text[32];
        snprintf(text, sizeof text, "data: %d\n\n", i);
        assert_true(client_until(client, text, 5000));
        char *at = strstr(client->room, text);
        client->len -= (size_t)(at - client->room);
        memmove(client->room, at, client->len + 1);
        usleep(5000);
    }
    client_close(client);
    world_stop(&world);
}

static void quiesce_ends_streams_at_rest_and_full_ones(void **state)
{
    struct client *clients[12];
    (void)state;
    world_start(&world);
    for (int i = 0; i < 12; i++) {
        clients[i] = listen_to(i % 4 ? "/stream" : "/stream-large", "HTTP/1.1");
        if (i % 4)
            assert_true(client_until(clients[i], "data: 1\n\n", 2000));
    }
    assert_true(reaches(&world.handled, 12, 2000));
    http_quiesce(world.server);
    for (int i = 0; i < 12; i++)
        if (i % 4)
            assert_true(client_until(clients[i], "\r\n0\r\n\r\n", 2000));
    world_stop(&world);
    assert_int_equal(atomic_load(&world.finished), 12);
    for (int i = 0; i < 12; i++)
        client_close(clients[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(events_arrive_when_the_stream_is_woken, setup),
        cmocka_unit_test_setup(a_stream_for_http_1_0_ends_with_the_connection, setup),
        cmocka_unit_test_setup(no_event_is_lost_in_a_race_with_falling_asleep, setup),
        cmocka_unit_test_setup(an_event_between_nothing_more_and_the_sleep_is_sent, setup),
        cmocka_unit_test_setup(streams_that_come_and_go_under_events_do_no_harm, setup),
        cmocka_unit_test_setup(a_reader_that_stops_makes_no_memory_grow_and_is_ended, setup),
        cmocka_unit_test_setup(a_slow_reader_gets_every_byte, setup),
        cmocka_unit_test_setup(quiesce_ends_streams_at_rest_and_full_ones, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
