/* What goes wrong around the store: full disks, locks held by others, servers and processes that
 * die. Commands then fail with ERROR_BUSY and later ones succeed; what was told to be stored is
 * there, and nothing is there twice. */
#include "lib.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/readers.h"
#include "store/writer.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct clock CLOCK;

/* Without a key, so that what is done twice is seen. */
static const char TABLE[] = "CREATE TABLE entry (id bigint NOT NULL, content text NOT NULL);";

static const struct sql ADD = {"INSERT INTO entry (id, content) VALUES (?1, ?2)"};
static const struct sql COUNT = {"SELECT count(*) FROM entry"};
static const struct sql IDS = {"SELECT id, length(content) FROM entry ORDER BY id"};

struct store {
    struct command command;
    int64_t id;
    struct str content;
    unsigned slow; /* milliseconds that it takes */
    int out;       /* where to tell that it was stored */
    _Atomic bool done;
};

static bool store_ask(struct command *command, struct tx *tx)
{
    (void)command;
    db_ask(tx->db, tx->arena, SQL("SELECT 1"), NO_ARGS);
    return true;
}

static bool store_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct store *store = (struct store *)command;
    (void)error;
    db_send(tx->db, &ADD, ARGS(v_int(store->id), v_str(store->content)));
    if (store->slow)
        pause_ms(store->slow);
    return true;
}

static void store_done(struct command *command)
{
    struct store *store = (struct store *)command;
    atomic_store(&store->done, true);
}

static void store_init(struct store *store, int64_t id)
{
    *store = (struct store){.id = id, .content = STR("x")};
    store->command.ask = store_ask;
    store->command.apply = store_apply;
    store->command.done = store_done;
}

static bool store_one(struct writer *writer, int64_t id, struct error *error)
{
    struct store store;
    store_init(&store, id);
    return writer_run(writer, &store.command, error);
}

static void prepare(const char *url)
{
    struct error error = {0};
    struct db *db = db_open(url, DB_CREATE, &error);
    if (!db || !db_begin(db, &error) || !db_script(db, TABLE, &error) || !db_commit(db, &error))
        fail_msg("%s", error.log);
    db_close(db);
}

static struct writer *writer_of(const char *url)
{
    struct error error = {0};
    struct writer *writer = writer_create(url, &CLOCK, 1000, NULL, &error);
    if (!writer)
        fail_msg("%s", error.log);
    return writer;
}

/* ---- what was told and what is there ---- */

enum { MOST = 100000 };

/* Per id: 0 not tried, 1 failed, 2 stored. */
static void expect_told_is_there(const char *url, const unsigned char *told)
{
    struct arena arena;
    struct rows *rows;
    struct error error = {0};
    struct db *db = db_open(url, DB_READ, &error);
    arena_init(&arena);
    assert_non_null(db);
    assert_true(db_run(db, &arena, &IDS, NO_ARGS, &rows, &error));
    unsigned char *seen = arena_alloc(&arena, MOST);
    for (size_t i = 0; i < rows_count(rows); i++) {
        int64_t id = row_int(rows, i, 0);
        assert_in_range(id, 0, MOST - 1);
        if (seen[id]++)
            fail_msg("%lld is there twice", (long long)id);
        assert_int_not_equal(told[id], 0);
    }
    for (int id = 0; id < MOST; id++)
        if (told[id] == 2 && !seen[id])
            fail_msg("%d was told to be stored and is not there", id);
    arena_finish(&arena);
    db_close(db);
}

/* Threads that store one thing after the other until they are stopped. */
enum { RUNNERS = 3 };

struct runner {
    struct writer *writer;
    unsigned char *told;
    int first;
    _Atomic int stored, failed;
    _Atomic bool stop;
    pthread_t thread;
    struct error wrong; /* a failure of another kind than busy */
};

static void *keep_storing(void *argument)
{
    struct runner *runner = argument;
    for (int id = runner->first; id < MOST && !runner->stop; id += RUNNERS) {
        struct error error = {0};
        bool ok = store_one(runner->writer, id, &error);
        runner->told[id] = ok ? 2 : 1;
        if (ok)
            runner->stored++;
        else
            runner->failed++;
        if (!ok && error.code != ERROR_BUSY)
            runner->wrong = error;
        if (!ok)
            pause_ms(2);
    }
    return NULL;
}

static void runners_start(struct runner *runners, struct writer *writer, unsigned char *told)
{
    for (int i = 0; i < RUNNERS; i++) {
        runners[i] = (struct runner){.writer = writer, .first = i};
        runners[i].told = told;
        assert_int_equal(pthread_create(&runners[i].thread, NULL, keep_storing, &runners[i]), 0);
    }
}

static int stored_by(struct runner *runners)
{
    int stored = 0;
    for (int i = 0; i < RUNNERS; i++)
        stored += runners[i].stored;
    return stored;
}

/* Waits until some more have been stored. */
static void runners_advance(struct runner *runners)
{
    int before = stored_by(runners);
    for (int i = 0; i < 1000 && stored_by(runners) < before + 20; i++)
        pause_ms(10);
    assert_true(stored_by(runners) >= before + 20);
}

static int runners_stop(struct runner *runners)
{
    int failed = 0;
    for (int i = 0; i < RUNNERS; i++)
        runners[i].stop = true;
    for (int i = 0; i < RUNNERS; i++) {
        pthread_join(runners[i].thread, NULL);
        failed += runners[i].failed;
    }
    for (int i = 0; i < RUNNERS; i++)
        if (runners[i].wrong.code)
            fail_msg("%s", runners[i].wrong.log);
    return failed;
}

/* ---- PostgreSQL ---- */

static void connections_that_are_cut_again_and_again(struct place *place)
{
    struct runner runners[RUNNERS];
    unsigned char *told = calloc(1, MOST);
    prepare(place->url);
    struct writer *writer = writer_of(place->url);
    runners_start(runners, writer, told);
    for (int i = 0; i < 15; i++) {
        runners_advance(runners);
        assert_true(place_disconnect(place) >= 1);
    }
    runners_advance(runners);
    assert_true(runners_stop(runners) > 0);
    assert_true(writer_healthy(writer));
    writer_destroy(writer);
    expect_told_is_there(place->url, told);
    free(told);
}

static void a_cluster_that_stops_and_starts(struct place *place)
{
    struct runner runners[RUNNERS];
    struct cluster *cluster = cluster_create();
    if (!cluster) {
        print_message("# skipped: no cluster of one's own can be made here\n");
        skip();
    }
    (void)place;
    unsigned char *told = calloc(1, MOST);
    const char *url = cluster_url(cluster);
    prepare(url);
    struct writer *writer = writer_of(url);
    runners_start(runners, writer, told);
    for (int i = 0; i < 4; i++) {
        runners_advance(runners);
        cluster_stop(cluster, i % 2);
        pause_ms(100);
        assert_false(writer_healthy(writer));
        cluster_start(cluster);
    }
    runners_advance(runners);
    assert_true(runners_stop(runners) > 0);
    assert_true(writer_healthy(writer));
    writer_destroy(writer);
    expect_told_is_there(url, told);
    cluster_destroy(cluster);
    free(told);
}

/* Nobody should notice that the server was started anew overnight. */
static void an_idle_connection_that_was_cut_is_opened_again_unnoticed(struct place *place)
{
    struct error error = {0};
    prepare(place->url);
    struct writer *writer = writer_of(place->url);
    struct readers *readers = readers_create(place->url, 2, &error);
    assert_non_null(readers);
    for (int64_t i = 0; i < 3; i++) {
        assert_true(place_disconnect(place) >= 2);
        if (!store_one(writer, i, &error))
            fail_msg("%s", error.log);
        struct db *db = readers_take(readers, &error);
        assert_int_equal(number(db, &COUNT), i + 1);
        readers_give(readers, db);
    }
    readers_destroy(readers);
    writer_destroy(writer);
}

static void a_reading_transaction_that_is_cut_fails_and_the_next_succeeds(struct place *place)
{
    struct arena arena;
    struct rows *rows;
    struct error error = {0};
    prepare(place->url);
    arena_init(&arena);
    struct db *db = place_open(place, DB_READ);
    assert_true(db_begin_read(db, &error));
    assert_int_equal(number(db, &COUNT), 0);
    place_disconnect(place);
    assert_false(db_run(db, &arena, &COUNT, NO_ARGS, &rows, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    assert_false(db_alive(db));
    db_end_read(db);
    assert_int_equal(number(db, &COUNT), 0);
    assert_false(db_run(db, &arena, SQL("INSERT INTO entry (id, content) VALUES (1, 'x')"), NO_ARGS,
                        &rows, &error));
    assert_true(db_alive(db));
    arena_finish(&arena);
    db_close(db);
}

/* The server stores, and the connection breaks before it can say so. */
static void a_commit_whose_answer_is_lost_is_not_done_twice(struct place *place)
{
    struct store stores[5];
    struct error error = {0};
    prepare(place->url);
    struct proxy *proxy = proxy_create(place);
    if (!proxy) {
        print_message("# skipped: PostgreSQL has no socket of this machine\n");
        skip();
    }
    struct writer *writer = writer_of(proxy_url(proxy));
    /* The first is slow, so that the others gather behind it; its commit is let through. */
    proxy_cut_at_commit(proxy, 2, false);
    for (int i = 0; i < 5; i++) {
        store_init(&stores[i], i);
        stores[i].slow = i == 0 ? 200 : 0;
        assert_true(writer_put(writer, &stores[i].command));
        if (i == 0)
            pause_ms(50);
    }
    for (int i = 0; i < 5; i++)
        while (!stores[i].done)
            pause_ms(5);
    assert_true(stores[0].command.ok);
    for (int i = 1; i < 5; i++) {
        assert_false(stores[i].command.ok);
        assert_int_equal(stores[i].command.error.code, ERROR_BUSY);
        assert_non_null(strstr(stores[i].command.error.detail, "cannot tell"));
    }
    assert_true(store_one(writer, 5, &error));
    writer_destroy(writer);
    proxy_destroy(proxy);
    assert_int_equal(place_number(place, &COUNT), 6);
    assert_int_equal(place_number(place, SQL("SELECT count(DISTINCT id) FROM entry")), 6);
}

static void a_commit_that_was_confirmed_counts_though_the_connection_ends(struct place *place)
{
    struct error error = {0};
    prepare(place->url);
    struct proxy *proxy = proxy_create(place);
    if (!proxy) {
        print_message("# skipped: PostgreSQL has no socket of this machine\n");
        skip();
    }
    struct writer *writer = writer_of(proxy_url(proxy));
    for (int64_t i = 0; i < 3; i++) {
        proxy_cut_at_commit(proxy, 1, true);
        if (!store_one(writer, i, &error))
            fail_msg("%s", error.log);
    }
    writer_destroy(writer);
    proxy_destroy(proxy);
    assert_int_equal(place_number(place, &COUNT), 3);
}

static void a_writer_leaves_a_server_that_only_reads(struct place *place)
{
    struct error error = {0};
    prepare(place->url);
    place_read_only(place, true);
    struct writer *writer = writer_of(place->url);
    assert_false(store_one(writer, 1, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    assert_false(writer_healthy(writer));
    place_read_only(place, false);
    if (!store_one(writer, 2, &error))
        fail_msg("%s", error.log);
    writer_destroy(writer);
    assert_int_equal(place_number(place, SQL("SELECT max(id) FROM entry")), 2);
    assert_int_equal(place_number(place, &COUNT), 1);
}

/* ---- locks ---- */

static void hold_the_lock(const struct place *place, int out)
{
    struct db *db = place_open(place, DB_WRITE);
    if (db_begin(db, NULL) && db_settle(db, NULL) && write(out, "!", 1) == 1)
        for (;;)
            pause();
}

static void a_lock_that_another_process_holds(struct place *place)
{
    struct error error = {0};
    char told;
    int in;
    prepare(place->url);
    pid_t child = child_start(hold_the_lock, place, &in);
    assert_int_equal(read(in, &told, 1), 1);
    struct writer *writer = writer_of(place->url);
    int64_t begun = clock_ticks();
    assert_false(store_one(writer, 1, &error));
    assert_in_range(clock_ticks() - begun, 4000000, 8000000);
    assert_int_equal(error.code, ERROR_BUSY);
    assert_false(writer_healthy(writer));
    assert_int_equal(place_number(place, &COUNT), 0);
    child_kill(child);
    close(in);
    for (int i = 0; i < 500 && !writer_healthy(writer); i++)
        pause_ms(20);
    assert_true(writer_healthy(writer));
    if (!store_one(writer, 2, &error))
        fail_msg("%s", error.log);
    assert_true(writer_healthy(writer));
    writer_destroy(writer);
    assert_int_equal(place_number(place, SQL("SELECT min(id) FROM entry")), 2);
}

/* ---- a process that is killed ---- */

enum { AHEAD = 24 };

static void tell_stored(struct command *command)
{
    struct store *store = (struct store *)command;
    int64_t id = store->id;
    if (command->ok && write(store->out, &id, sizeof id) != sizeof id)
        _exit(1);
    atomic_store(&store->done, true);
}

/* Tells the id of each that was stored; starts after the ids that are there. */
static void store_for_ever(const struct place *place, int out)
{
    static struct store stores[AHEAD];
    int64_t id = place_number(place, SQL("SELECT coalesce(max(id), 0) FROM entry")) + 1;
    struct writer *writer = writer_of(place->url);
    for (int i = 0; i < AHEAD; i++)
        stores[i].done = true;
    for (;; id++) {
        struct store *store = &stores[id % AHEAD];
        while (!store->done)
            sched_yield();
        store_init(store, id);
        store->out = out;
        store->command.done = tell_stored;
        if (!writer_put(writer, &store->command))
            _exit(1);
    }
}

static int collect(int in, unsigned char *told)
{
    int64_t id;
    int count = 0;
    while (read(in, &id, sizeof id) == sizeof id && id >= 0 && id < MOST) {
        told[id] = 2;
        count++;
    }
    return count;
}

static void a_process_that_is_killed_has_kept_all_that_it_told(struct place *place)
{
    unsigned char *told = malloc(MOST);
    assert_non_null(told);
    memset(told, 1, MOST);
    prepare(place->url);
    for (unsigned round = 0; round < 4; round++) {
        int in;
        pid_t child = child_start(store_for_ever, place, &in);
        pause_ms(300 + 70 * round);
        child_kill(child);
        assert_true(collect(in, told) > 20);
        close(in);
        expect_told_is_there(place->url, told);
    }
    free(told);
}

/* ---- a full disk ---- */

enum { DISK = 4 << 20, BALLAST = 1 << 20, CONTENT = 30000 };

/* A small disk that is gone when the process ends. */
static bool disk_mount(const char *folder)
{
    char options[40];
    snprintf(options, sizeof options, "size=%d", DISK);
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", folder, "tmpfs", 0, options) == 0;
}

static void ballast_add(const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    assert_int_equal(posix_fallocate(file, 0, BALLAST), 0);
    close(file);
}

static int fill(struct writer *writer, int id, unsigned char *told, const char *content, int most)
{
    for (int failed = 0; failed < 5 && most > 0; id++, most--) {
        struct error error = {0};
        struct store store;
        store_init(&store, id);
        store.content = (struct str){content, CONTENT};
        bool ok = writer_run(writer, &store.command, &error);
        told[id] = ok ? 2 : 1;
        failed += !ok;
        if (!ok)
            assert_int_equal(error.code, ERROR_BUSY);
    }
    return id;
}

static void expect_whole(const char *url)
{
    struct error error = {0};
    struct db *db = db_open(url, DB_READ, &error);
    assert_non_null(db);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM pragma_integrity_check"
                                    " WHERE integrity_check = 'ok'")),
                     1);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM entry WHERE length(content) <> 30000")),
                     0);
    db_close(db);
}

static void expect_healthy_by_itself(struct writer *writer)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    for (int i = 0; i < 1000 && !writer_healthy(writer); i++)
        nanosleep(&pause, NULL);
    assert_true(writer_healthy(writer));
}

static void a_full_disk_stores_nothing_by_halves(struct place *place)
{
    char path[300], other[300];
    struct error error = {0};
    if (!disk_mount(place->folder)) {
        print_message("# skipped: no disk may be mounted here\n");
        skip();
    }
    unsigned char *told = calloc(1, MOST);
    char *content = malloc(CONTENT);
    memset(content, 'c', CONTENT);
    snprintf(path, sizeof path, "%s/ballast", place->folder);
    snprintf(other, sizeof other, "sqlite:%s/other.db", place->folder);
    ballast_add(path);
    prepare(place->url);
    struct writer *writer = writer_of(place->url);
    int id = fill(writer, 0, told, content, MOST);
    assert_true(id < 1000);
    assert_false(writer_healthy(writer));
    assert_null(db_open(other, DB_CREATE, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    expect_told_is_there(place->url, told);
    expect_whole(place->url);
    assert_int_equal(unlink(path), 0);
    expect_healthy_by_itself(writer);
    int next = fill(writer, id, told, content, 8);
    assert_int_equal(next, id + 8);
    for (int i = id; i < next; i++)
        assert_int_equal(told[i], 2);
    assert_true(writer_healthy(writer));
    expect_told_is_there(place->url, told);
    writer_destroy(writer);
    expect_told_is_there(place->url, told);
    expect_whole(place->url);
    assert_int_equal(umount2(place->folder, MNT_DETACH), 0);
    free(content);
    free(told);
}

/* ---- the log ---- */

/* What was copied back makes room: the log must not grow with all that is written. */
static void the_log_starts_over_while_the_writer_is_busy(struct place *place)
{
    enum { ROUNDS = 130, MEGABYTE = 1 << 20, LOG_MOST = 90 * MEGABYTE };
    struct error error = {0};
    struct stat seen = {0};
    char path[600];
    off_t largest = 0;
    prepare(place->url);
    char *content = calloc(1, MEGABYTE);
    memset(content, 'c', MEGABYTE - 1);
    snprintf(path, sizeof path, "%s-wal", place->url + strlen("sqlite:"));
    struct db *db = place_open(place, DB_WRITE);
    for (int64_t i = 0; i < ROUNDS; i++) {
        assert_true(db_begin(db, &error));
        db_send(db, &ADD, ARGS(v_int(i), v_text(content)));
        assert_true(db_commit(db, &error));
        assert_int_equal(stat(path, &seen), 0);
        largest = seen.st_size > largest ? seen.st_size : largest;
    }
    assert_true(largest < LOG_MOST);
    assert_int_equal(number(db, &COUNT), ROUNDS);
    db_close(db);
    assert_int_not_equal(stat(path, &seen), 0);
    free(content);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_POSTGRES(connections_that_are_cut_again_and_again),
        ON_POSTGRES(a_cluster_that_stops_and_starts),
        ON_POSTGRES(an_idle_connection_that_was_cut_is_opened_again_unnoticed),
        ON_POSTGRES(a_reading_transaction_that_is_cut_fails_and_the_next_succeeds),
        ON_POSTGRES(a_commit_whose_answer_is_lost_is_not_done_twice),
        ON_POSTGRES(a_commit_that_was_confirmed_counts_though_the_connection_ends),
        ON_POSTGRES(a_writer_leaves_a_server_that_only_reads),
        ON_BOTH(a_lock_that_another_process_holds),
        ON_BOTH(a_process_that_is_killed_has_kept_all_that_it_told),
        ON_SQLITE(a_full_disk_stores_nothing_by_halves),
        ON_SQLITE(the_log_starts_over_while_the_writer_is_busy),
    };
    log_level_set(LOG_ERROR + 1);
    return cmocka_run_group_tests_name("disaster", tests, NULL, NULL);
}
