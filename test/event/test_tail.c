/* Every process's bus holds the whole sequence of events in order, whoever wrote them. Two
 * processes are two sets of writer, bus and tail on one database. */
#include "../store/lib.h"

#include "base/clock.h"
#include "base/log.h"
#include "event/tail.h"
#include "house.h"
#include "store/migrate.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { WAIT_MS = 20000 };

struct process {
    struct clock clock;
    struct event_bus *bus;
    struct sessions *sessions;
    struct uuid_source *ids;
    struct house *house;
    struct writer *writer;
    struct tail *tail;
    unsigned number;
    int told;
};

static void process_start(struct process *process, const char *writes, const char *listens)
{
    struct error error = {0};
    process->bus = event_bus_create();
    process->sessions = sessions_create();
    process->ids = uuid_source_create();
    process->house = house_create(process->bus, process->ids);
    struct writer_hooks hooks = house_hooks(process->house);
    process->writer = writer_create(writes, &process->clock, 1000, &hooks, &error);
    if (!process->writer)
        fail_msg("%s", error.log);
    event_bus_start(process->bus, 0);
    process->tail = tail_start(listens, process->bus, process->sessions, &error);
    if (!process->tail)
        fail_msg("%s", error.log);
}

static void process_end(struct process *process)
{
    writer_destroy(process->writer);
    tail_stop(process->tail);
    house_destroy(process->house);
    uuid_source_destroy(process->ids);
    sessions_destroy(process->sessions);
    event_bus_destroy(process->bus);
}

static void prepare(const struct place *place)
{
    int applied;
    struct error error = {0};
    struct db *db = place_open(place, DB_CREATE);
    if (!migrate_run(db, 1, &applied, &error))
        fail_msg("%s %s", error.detail, error.log);
    db_close(db);
}

struct telling {
    struct command command;
    struct uuid patient;
};

static bool tell(struct command *command, struct tx *tx, struct error *error)
{
    struct telling *telling = (struct telling *)(void *)command;
    struct permit_enrolment enrolment = {
        .id = telling->patient, .programme = "copd", .service = id_of(7), .municipality = id_of(8)};
    (void)error;
    house_tell(tx, "report", &telling->patient, &enrolment);
    return true;
}

static bool write_one(struct process *process)
{
    struct telling telling = {.command = {.apply = tell}, .patient = id_of(process->number)};
    bool ok = writer_run(process->writer, &telling.command, NULL);
    process->told += ok;
    return ok;
}

static void *write_many(void *argument)
{
    for (int i = 0; i < 200; i++)
        write_one(argument);
    return NULL;
}

static void wait_for(struct process *process, int64_t last)
{
    for (int i = 0; i < WAIT_MS && event_bus_last(process->bus) < last; i++)
        pause_ms(1);
    assert_int_equal(event_bus_last(process->bus), last);
}

/* All of them, one after the other, of which so many are of each process. */
static void expect_whole(struct process *process, int64_t last, const int of[3])
{
    struct event *events = calloc((size_t)last, sizeof *events);
    int seen[3] = {0};
    bool missed;
    assert_non_null(events);
    wait_for(process, last);
    assert_int_equal(event_bus_read(process->bus, 0, events, (size_t)last, &missed), last);
    assert_false(missed);
    for (int64_t i = 0; i < last; i++) {
        assert_int_equal(events[i].id, i + 1);
        assert_string_equal(events[i].kind, "report");
        assert_string_equal(events[i].programme, "copd");
        assert_in_range(events[i].patient.b[15], 1, 2);
        seen[events[i].patient.b[15]]++;
    }
    assert_int_equal(seen[1], of[1]);
    assert_int_equal(seen[2], of[2]);
    free(events);
}

static void expect_both_whole(struct process *one, struct process *two)
{
    const int of[3] = {0, one->told, two->told};
    expect_whole(one, one->told + two->told, of);
    expect_whole(two, one->told + two->told, of);
}

static void write_at_both(struct process *one, struct process *two)
{
    pthread_t threads[2];
    assert_int_equal(pthread_create(&threads[0], NULL, write_many, one), 0);
    assert_int_equal(pthread_create(&threads[1], NULL, write_many, two), 0);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
}

static void both_hold_all_in_order_though_both_write_at_once(struct place *place)
{
    struct process one = {.number = 1}, two = {.number = 2};
    prepare(place);
    process_start(&one, place->url, place->url);
    process_start(&two, place->url, place->url);
    write_at_both(&one, &two);
    assert_int_equal(one.told + two.told, 400);
    expect_both_whole(&one, &two);
    process_end(&one);
    process_end(&two);
}

/* Where nobody can listen the tail looks every second. */
static void behind_a_pooler_that_lets_nobody_listen_all_comes_too(struct place *place)
{
    struct process one = {.number = 1}, two = {.number = 2};
    char url[600];
    prepare(place);
    snprintf(url, sizeof url, "%s%cvarde_prepare=false", place->url,
             strchr(place->url, '?') ? '&' : '?');
    process_start(&one, url, url);
    process_start(&two, url, url);
    for (int i = 0; i < 20; i++)
        assert_true(write_one(i % 2 ? &one : &two));
    expect_both_whole(&one, &two);
    process_end(&one);
    process_end(&two);
}

static void what_was_told_while_the_line_was_cut_is_read_afterwards(struct place *place)
{
    struct process one = {.number = 1}, two = {.number = 2};
    prepare(place);
    process_start(&one, place->url, place->url);
    process_start(&two, place->url, place->url);
    for (int round = 0; round < 3; round++) {
        uint64_t generation = sessions_generation(two.sessions);
        assert_true(write_one(&one));
        expect_both_whole(&one, &two);
        assert_true(place_disconnect(place) > 0);
        for (int i = 0; i < WAIT_MS && !write_one(&one); i++)
            pause_ms(1);
        expect_both_whole(&one, &two);
        /* What it remembers of rights may be old: it was not told meanwhile. */
        for (int i = 0; i < WAIT_MS && sessions_generation(two.sessions) == generation; i++)
            pause_ms(1);
        assert_true(sessions_generation(two.sessions) > generation);
    }
    process_end(&one);
    process_end(&two);
}

static bool end_rights(struct command *command, struct tx *tx, struct error *error)
{
    struct uuid account = id_of(5);
    (void)command;
    (void)error;
    session_end_account(tx, &account);
    return true;
}

static void rights_that_end_at_one_are_forgotten_at_the_other(struct place *place)
{
    struct process one = {.number = 1}, two = {.number = 2};
    struct command command = {.apply = end_rights};
    struct error error = {0};
    prepare(place);
    process_start(&one, place->url, place->url);
    process_start(&two, place->url, place->url);
    assert_true(write_one(&one));
    wait_for(&two, 1);
    pause_ms(20);
    uint64_t generation = sessions_generation(two.sessions);
    assert_true(writer_run(one.writer, &command, &error));
    for (int i = 0; i < WAIT_MS && sessions_generation(two.sessions) == generation; i++)
        pause_ms(1);
    assert_int_equal(sessions_generation(two.sessions), generation + 1);
    process_end(&one);
    process_end(&two);
}

/* ---- the bus alone ---- */

static void gap_came(void *reader)
{
    ++*(int *)reader;
}

static void the_bus_takes_what_follows_and_asks_for_what_lies_between(struct place *place)
{
    struct event events[6] = {{.id = 1}, {.id = 2}, {.id = 3}, {.id = 4}, {.id = 5}, {.id = 6}};
    struct event read[6];
    struct event_bus *bus = event_bus_create();
    bool missed;
    int gaps = 0;
    (void)place;
    event_bus_start(bus, 0);
    event_bus_on_gap(bus, gap_came, &gaps);
    assert_true(event_bus_publish(bus, events, 2));
    assert_false(event_bus_publish(bus, events + 4, 2));
    assert_int_equal(gaps, 1);
    assert_int_equal(event_bus_last(bus), 2);
    assert_true(event_bus_publish(bus, events, 6));
    assert_true(event_bus_publish(bus, events + 1, 3));
    assert_int_equal(gaps, 1);
    assert_int_equal(event_bus_read(bus, 0, read, 6, &missed), 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(read[i].id, i + 1);
    /* Who is ahead of this process waits; who is behind what it remembers is told. */
    assert_int_equal(event_bus_read(bus, 9, read, 6, &missed), 0);
    assert_false(missed);
    event_bus_start(bus, 100);
    assert_int_equal(event_bus_read(bus, 99, read, 6, &missed), 0);
    assert_true(missed);
    event_bus_destroy(bus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(the_bus_takes_what_follows_and_asks_for_what_lies_between),
        ON_BOTH(both_hold_all_in_order_though_both_write_at_once),
        ON_POSTGRES(behind_a_pooler_that_lets_nobody_listen_all_comes_too),
        ON_POSTGRES(what_was_told_while_the_line_was_cut_is_read_afterwards),
        ON_POSTGRES(rights_that_end_at_one_are_forgotten_at_the_other),
    };
    log_level_set(LOG_ERROR + 1);
    return cmocka_run_group_tests_name("tail", tests, NULL, NULL);
}
