/* Reading connections are shared, never more than allowed, and never two threads on one. */
#include "lib.h"

#include "store/readers.h"

#include <pthread.h>
#include <stdatomic.h>

static void prepare(const struct place *place)
{
    struct db *db = place_open(place, DB_CREATE);
    must_run(db, SQL("CREATE TABLE thing (id bigint)"), NO_ARGS);
    must_run(db, SQL("INSERT INTO thing (id) VALUES (1)"), NO_ARGS);
    db_close(db);
}

static struct readers *readers_of(const struct place *place, size_t most)
{
    struct error error = {0};
    struct readers *readers = readers_create(place->url, most, &error);
    if (!readers)
        fail_msg("%s", error.log);
    return readers;
}

static void a_connection_that_was_given_back_is_used_again(struct place *place)
{
    struct error error = {0};
    prepare(place);
    struct readers *readers = readers_of(place, 2);
    struct db *first = readers_take(readers, &error);
    readers_give(readers, first);
    struct db *second = readers_take(readers, &error);
    assert_ptr_equal(first, second);
    struct db *third = readers_take(readers, &error);
    assert_ptr_not_equal(second, third);
    assert_int_equal(number(third, SQL("SELECT id FROM thing")), 1);
    readers_give(readers, second);
    readers_give(readers, third);
    readers_give(readers, NULL);
    readers_destroy(readers);
}

static void there_are_none_without_a_database(struct place *place)
{
    struct error error = {0};
    assert_null(readers_create(place->url, 2, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    readers_destroy(NULL);
}

enum { MOST = 3, THREADS = 6, ROUNDS = 60 };

struct crowd {
    struct readers *readers;
    _Atomic int inside, highest, wrong;
};

static void *read_often(void *argument)
{
    static const struct sql get = {"SELECT id FROM thing"};
    struct crowd *crowd = argument;
    struct arena arena;
    arena_init(&arena);
    for (int i = 0; i < ROUNDS; i++) {
        struct rows *rows = NULL;
        struct db *db = readers_take(crowd->readers, NULL);
        int inside = ++crowd->inside;
        for (int seen = crowd->highest;
             seen < inside && !atomic_compare_exchange_weak(&crowd->highest, &seen, inside);)
            continue;
        if (!db || !db_run(db, &arena, &get, NO_ARGS, &rows, NULL) || row_int(rows, 0, 0) != 1)
            crowd->wrong++;
        crowd->inside--;
        readers_give(crowd->readers, db);
    }
    arena_finish(&arena);
    return NULL;
}

static void many_threads_share_a_few(struct place *place)
{
    struct crowd crowd = {.inside = 0};
    pthread_t threads[THREADS];
    prepare(place);
    crowd.readers = readers_of(place, MOST);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &crowd), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(crowd.wrong, 0);
    assert_in_range(crowd.highest, 1, MOST);
    readers_destroy(crowd.readers);
}

struct patient_taker {
    struct readers *readers;
    struct db *db;
    _Atomic bool taken;
};

static void *take_one(void *argument)
{
    struct patient_taker *taker = argument;
    taker->db = readers_take(taker->readers, NULL);
    taker->taken = true;
    return NULL;
}

static void who_comes_when_all_are_in_use_waits(struct place *place)
{
    struct patient_taker taker = {.taken = false};
    pthread_t thread;
    prepare(place);
    taker.readers = readers_of(place, 1);
    struct db *only = readers_take(taker.readers, NULL);
    assert_int_equal(pthread_create(&thread, NULL, take_one, &taker), 0);
    pause_ms(50);
    assert_false(taker.taken);
    readers_give(taker.readers, only);
    pthread_join(thread, NULL);
    assert_ptr_equal(taker.db, only);
    readers_give(taker.readers, taker.db);
    readers_destroy(taker.readers);
}

/* A lost connection makes room for a new one. */
static void a_lost_connection_is_not_given_out_again(struct place *place)
{
    struct error error = {0};
    prepare(place);
    struct readers *readers = readers_of(place, 1);
    for (int i = 0; i < 3; i++) {
        struct db *db = readers_take(readers, &error);
        assert_int_equal(number(db, SQL("SELECT id FROM thing")), 1);
        assert_true(place_disconnect(place) >= 1);
        assert_false(db_alive(db));
        readers_give(readers, db);
    }
    readers_destroy(readers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_connection_that_was_given_back_is_used_again),
        ON_SQLITE(there_are_none_without_a_database),
        ON_BOTH(many_threads_share_a_few),
        ON_BOTH(who_comes_when_all_are_in_use_waits),
        ON_POSTGRES(a_lost_connection_is_not_given_out_again),
    };
    return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
