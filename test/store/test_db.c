/* What one connection promises, on both databases: values come back as they went in, errors surface
 * where they should and leave nothing behind. */
#include "lib.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char TABLE[] =
    "CREATE TABLE thing (id bigint PRIMARY KEY, n bigint, t text, b bytea, u uuid);";

static const struct sql ADD = {"INSERT INTO thing (id, n, t, b, u) VALUES (?1, ?2, ?3, ?4, ?5)"};
static const struct sql ADD_ID = {"INSERT INTO thing (id) VALUES (?1)"};
static const struct sql ADD_NEW = {"INSERT INTO thing (id) VALUES (?1) ON CONFLICT DO NOTHING"};
static const struct sql GET = {"SELECT n, t, b, u FROM thing WHERE id = ?1"};
static const struct sql COUNT = {"SELECT count(*) FROM thing"};
static const struct sql NO_TABLE = {"SELECT id FROM nowhere"};

/* A connection, an arena and a table. */
struct bench {
    struct db *db;
    struct arena arena;
    struct error error;
};

static void script(struct db *db, const char *text)
{
    struct error error = {0};
    if (!db_begin(db, &error) || !db_script(db, text, &error) || !db_commit(db, &error))
        fail_msg("%s", error.log);
}

static void bench_init(struct bench *bench, const struct place *place)
{
    *bench = (struct bench){.db = place_open(place, DB_CREATE)};
    arena_init(&bench->arena);
    script(bench->db, TABLE);
}

static void bench_finish(struct bench *bench)
{
    arena_finish(&bench->arena);
    db_close(bench->db);
}

static struct rows *run(struct bench *bench, const struct sql *sql, const struct value *args,
                        size_t count)
{
    struct rows *rows = NULL;
    if (!db_run(bench->db, &bench->arena, sql, args, count, &rows, &bench->error))
        fail_msg("%s: %s", sql->text, bench->error.log);
    return rows;
}

static void assert_bytes(struct str seen, const void *at, size_t len)
{
    assert_non_null(seen.at);
    assert_int_equal(seen.len, len);
    assert_memory_equal(seen.at, at, len);
}

/* ---- values ---- */

static void values_of_every_kind_come_back(struct place *place)
{
    static const char bytes[] = {0, 1, '\'', (char)0xff, 0, '\n'};
    static const char text[] = "Åse Bjørg «ŋ» المَرْضَى 𝄞 ' \" \\ ? ?1 $1 %";
    struct uuid id = id_of(77);
    struct bench bench;
    bench_init(&bench, place);
    run(&bench, &ADD, ARGS(v_int(1), v_int(-42), v_text(text), v_bytes(bytes, 6), v_uuid(&id)));
    struct rows *rows = run(&bench, &GET, ARGS(v_int(1)));
    assert_int_equal(rows_count(rows), 1);
    assert_int_equal(row_int(rows, 0, 0), -42);
    assert_bytes(row_str(rows, 0, 1), text, sizeof text - 1);
    assert_int_equal(row_str(rows, 0, 1).at[sizeof text - 1], 0);
    assert_bytes(row_str(rows, 0, 2), bytes, sizeof bytes);
    struct uuid seen = row_uuid(rows, 0, 3);
    assert_true(uuid_equal(&seen, &id));
    bench_finish(&bench);
}

static void integers_keep_all_64_bits(struct place *place)
{
    static const int64_t extremes[] = {INT64_MIN,  INT64_MIN + 1, -1,       0, 1,
                                       UINT32_MAX, INT64_MAX - 1, INT64_MAX};
    struct bench bench;
    bench_init(&bench, place);
    for (size_t i = 0; i < sizeof extremes / sizeof *extremes; i++) {
        run(&bench, &ADD,
            ARGS(v_int((int64_t)i), v_int(extremes[i]), v_null(), v_null(), v_null()));
        struct rows *rows = run(&bench, &GET, ARGS(v_int((int64_t)i)));
        assert_false(row_is_null(rows, 0, 0));
        assert_true(row_int(rows, 0, 0) == extremes[i]);
    }
    bench_finish(&bench);
}

static void empty_is_not_null(struct place *place)
{
    struct bench bench;
    struct uuid zero = {{0}};
    bench_init(&bench, place);
    run(&bench, &ADD, ARGS(v_int(1), v_int(0), v_text(""), v_bytes(NULL, 0), v_uuid(&zero)));
    run(&bench, &ADD, ARGS(v_int(2), v_null(), v_text(NULL), v_null(), v_uuid(NULL)));
    struct rows *rows = run(&bench, &GET, ARGS(v_int(1)));
    for (unsigned column = 0; column < 3; column++)
        assert_false(row_is_null(rows, 0, column));
    assert_bytes(row_str(rows, 0, 1), "", 0);
    assert_bytes(row_str(rows, 0, 2), "", 0);
    assert_true(row_is_null(rows, 0, 3));
    rows = run(&bench, &GET, ARGS(v_int(2)));
    for (unsigned column = 0; column < 4; column++)
        assert_true(row_is_null(rows, 0, column));
    assert_int_equal(row_int(rows, 0, 0), 0);
    assert_null(row_str(rows, 0, 1).at);
    struct uuid none = row_uuid(rows, 0, 3);
    assert_true(uuid_is_zero(&none));
    bench_finish(&bench);
}

static void large_values_come_back(struct place *place)
{
    enum { LARGE = 3000000 };
    struct bench bench;
    bench_init(&bench, place);
    char *bytes = arena_raw(&bench.arena, LARGE);
    for (size_t i = 0; i < LARGE; i++)
        bytes[i] = (char)(i * 7 >> 3);
    run(&bench, &ADD, ARGS(v_int(1), v_null(), v_null(), v_bytes(bytes, LARGE), v_null()));
    assert_bytes(row_str(run(&bench, &GET, ARGS(v_int(1))), 0, 2), bytes, LARGE);
    bench_finish(&bench);
}

/* The first call must not decide the types for those that follow. */
static void a_null_first_and_a_value_later_share_a_statement(struct place *place)
{
    static const struct sql plus = {"SELECT ?1 + 1"};
    static const struct sql either = {
        "SELECT count(*) FROM thing WHERE CAST(?1 AS text) IS NULL OR t = ?1"};
    struct bench bench;
    bench_init(&bench, place);
    assert_true(row_is_null(run(&bench, &plus, ARGS(v_null())), 0, 0));
    assert_true(row_int(run(&bench, &plus, ARGS(v_int(INT64_C(1) << 40))), 0, 0) ==
                (INT64_C(1) << 40) + 1);
    assert_true(row_is_null(run(&bench, &plus, ARGS(v_null())), 0, 0));
    run(&bench, &ADD, ARGS(v_int(1), v_null(), v_null(), v_null(), v_null()));
    struct uuid id = id_of(1);
    run(&bench, &ADD, ARGS(v_int(2), v_int(2), v_text("x"), v_bytes("y", 1), v_uuid(&id)));
    run(&bench, &ADD, ARGS(v_int(3), v_null(), v_text("x"), v_null(), v_uuid(&id)));
    assert_int_equal(row_int(run(&bench, &either, ARGS(v_null())), 0, 0), 3);
    assert_int_equal(row_int(run(&bench, &either, ARGS(v_text("x"))), 0, 0), 2);
    bench_finish(&bench);
}

static void a_parameter_may_stand_twice_and_in_any_order(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    struct rows *rows =
        run(&bench, SQL("SELECT CAST(?2 AS text), CAST(?1 AS bigint), CAST(?2 AS text), 'a ? b'"),
            ARGS(v_int(5), v_text("two")));
    assert_bytes(row_str(rows, 0, 0), "two", 3);
    assert_int_equal(row_int(rows, 0, 1), 5);
    assert_bytes(row_str(rows, 0, 2), "two", 3);
    assert_bytes(row_str(rows, 0, 3), "a ? b", 5);
    bench_finish(&bench);
}

static void numbers_with_fractions_are_refused_aloud(struct place *place)
{
    struct bench bench;
    struct rows *rows = NULL;
    bench_init(&bench, place);
    run(&bench, &ADD, ARGS(v_int(1), v_int(3), v_null(), v_null(), v_null()));
    assert_false(db_run(bench.db, &bench.arena, SQL("SELECT avg(n) FROM thing"), NO_ARGS, &rows,
                        &bench.error));
    assert_int_equal(bench.error.code, ERROR_INTERNAL);
    assert_int_equal(number(bench.db, SQL("SELECT CAST(sum(n) AS bigint) FROM thing")), 3);
    bench_finish(&bench);
}

/* ---- rows ---- */

static void rows_changed_tells_what_was_touched(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    assert_int_equal(rows_changed(run(&bench, &ADD_NEW, ARGS(v_int(1)))), 1);
    assert_int_equal(rows_changed(run(&bench, &ADD_NEW, ARGS(v_int(1)))), 0);
    run(&bench, &ADD_NEW, ARGS(v_int(2)));
    run(&bench, &ADD_NEW, ARGS(v_int(3)));
    assert_int_equal(rows_changed(run(&bench, &COUNT, NO_ARGS)), 0);
    assert_int_equal(
        rows_changed(run(&bench, SQL("UPDATE thing SET n = 1 WHERE id > ?1"), ARGS(v_int(1)))), 2);
    assert_int_equal(rows_changed(run(&bench, SQL("UPDATE thing SET n = 1 WHERE id > 9"), NO_ARGS)),
                     0);
    assert_int_equal(rows_changed(run(&bench, SQL("DELETE FROM thing"), NO_ARGS)), 3);
    bench_finish(&bench);
}

static void returning_gives_rows(struct place *place)
{
    static const struct sql upsert = {"INSERT INTO thing (id, n) VALUES (?1, 1) ON CONFLICT (id) "
                                      "DO UPDATE SET n = thing.n + 1 RETURNING n, id"};
    struct bench bench;
    bench_init(&bench, place);
    for (int64_t i = 1; i <= 3; i++) {
        struct rows *rows = run(&bench, &upsert, ARGS(v_int(8)));
        assert_int_equal(rows_count(rows), 1);
        assert_int_equal(rows_changed(rows), 1);
        assert_int_equal(row_int(rows, 0, 0), i);
        assert_int_equal(row_int(rows, 0, 1), 8);
    }
    struct rows *rows =
        run(&bench, SQL("DELETE FROM thing WHERE id = 99 RETURNING id, n"), NO_ARGS);
    assert_int_equal(rows_count(rows), 0);
    assert_int_equal(rows_changed(rows), 0);
    bench_finish(&bench);
}

static void many_rows_come_in_order(struct place *place)
{
    enum { MANY = 3000 };
    struct bench bench;
    bench_init(&bench, place);
    assert_true(db_begin(bench.db, NULL));
    for (int64_t i = 0; i < MANY; i++)
        db_send(bench.db, &ADD, ARGS(v_int(i), v_int(i * i), v_null(), v_null(), v_null()));
    assert_true(db_commit(bench.db, &bench.error));
    struct rows *rows = run(&bench, SQL("SELECT id, n FROM thing ORDER BY id"), NO_ARGS);
    assert_int_equal(rows_count(rows), MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(row_int(rows, i, 0), i);
        assert_int_equal(row_int(rows, i, 1), i * i);
    }
    bench_finish(&bench);
}

static void what_is_not_there_reads_as_null(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    struct rows *rows = run(&bench, &GET, ARGS(v_int(1)));
    assert_int_equal(rows_count(rows), 0);
    assert_true(row_is_null(rows, 0, 0));
    rows = run(&bench, &COUNT, NO_ARGS);
    assert_true(row_is_null(rows, 1, 0));
    assert_true(row_is_null(rows, 0, 1));
    assert_null(row_str(rows, 0, 1).at);
    bench_finish(&bench);
}

/* ---- sending and settling ---- */

static void answers_are_there_after_settle(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    assert_true(db_begin(bench.db, &bench.error));
    struct rows *fresh = db_ask(bench.db, &bench.arena, &ADD_NEW, ARGS(v_int(1)));
    struct rows *again = db_ask(bench.db, &bench.arena, &ADD_NEW, ARGS(v_int(1)));
    struct rows *count = db_ask(bench.db, &bench.arena, &COUNT, NO_ARGS);
    assert_true(db_settle(bench.db, &bench.error));
    assert_int_equal(rows_changed(fresh), 1);
    assert_int_equal(rows_changed(again), 0);
    assert_int_equal(row_int(count, 0, 0), 1);
    assert_true(db_settle(bench.db, &bench.error));
    assert_true(db_commit(bench.db, &bench.error));
    assert_int_equal(number(bench.db, &COUNT), 1);
    bench_finish(&bench);
}

/* Both directions carry more than the sockets' buffers hold. */
static void thousands_of_statements_in_one_journey_do_not_block(struct place *place)
{
    enum { MANY = 6000, SIZE = 2000 };
    static const struct sql echo = {"SELECT CAST(?1 AS text), CAST(?2 AS bigint)"};
    struct bench bench;
    struct rows **rows;
    bench_init(&bench, place);
    rows = arena_array(&bench.arena, struct rows *, MANY);
    char *text = arena_raw(&bench.arena, SIZE);
    memset(text, 'x', SIZE);
    assert_true(db_begin(bench.db, &bench.error));
    for (int64_t i = 0; i < MANY; i++) {
        rows[i] =
            db_ask(bench.db, &bench.arena, &echo, ARGS(v_str((struct str){text, SIZE}), v_int(i)));
        db_send(bench.db, &ADD_ID, ARGS(v_int(i)));
    }
    assert_true(db_settle(bench.db, &bench.error));
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(row_int(rows[i], 0, 1), i);
        assert_int_equal(row_str(rows[i], 0, 0).len, SIZE);
    }
    assert_true(db_commit(bench.db, &bench.error));
    assert_int_equal(number(bench.db, &COUNT), MANY);
    bench_finish(&bench);
}

static void a_failed_send_is_told_at_settle_and_the_first_one_counts(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    run(&bench, &ADD_ID, ARGS(v_int(1)));
    assert_true(db_begin(bench.db, &bench.error));
    db_send(bench.db, &ADD_ID, ARGS(v_int(2)));
    db_send(bench.db, &ADD_ID, ARGS(v_int(1)));
    struct rows *after = db_ask(bench.db, &bench.arena, &COUNT, NO_ARGS);
    db_send(bench.db, &NO_TABLE, NO_ARGS);
    assert_false(db_settle(bench.db, &bench.error));
    assert_int_equal(bench.error.code, ERROR_INTERNAL);
    assert_non_null(strstr(bench.error.log, "INSERT INTO thing (id)"));
    assert_null(strstr(bench.error.log, "nowhere"));
    assert_int_equal(rows_count(after), 0);
    db_rollback(bench.db);
    assert_int_equal(number(bench.db, &COUNT), 1);
    bench_finish(&bench);
}

static void a_failed_transaction_stays_failed_until_it_is_rolled_back(struct place *place)
{
    struct bench bench;
    struct rows *rows;
    bench_init(&bench, place);
    assert_true(db_begin(bench.db, &bench.error));
    db_send(bench.db, &ADD_ID, ARGS(v_int(1)));
    assert_false(db_run(bench.db, &bench.arena, &NO_TABLE, NO_ARGS, &rows, &bench.error));
    error_clear(&bench.error);
    assert_false(db_settle(bench.db, &bench.error));
    assert_non_null(strstr(bench.error.log, "nowhere"));
    assert_false(db_run(bench.db, &bench.arena, &ADD_ID, ARGS(v_int(2)), &rows, &bench.error));
    error_clear(&bench.error);
    assert_false(db_commit(bench.db, &bench.error));
    assert_non_null(strstr(bench.error.log, "nowhere"));
    assert_int_equal(number(bench.db, &COUNT), 0);
    assert_true(db_begin(bench.db, &bench.error));
    db_send(bench.db, &ADD_ID, ARGS(v_int(3)));
    assert_true(db_commit(bench.db, &bench.error));
    assert_int_equal(number(bench.db, SQL("SELECT id FROM thing")), 3);
    bench_finish(&bench);
}

static void a_commit_with_something_failed_stores_nothing(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    for (int round = 0; round < 3; round++) {
        assert_true(db_begin(bench.db, &bench.error));
        db_send(bench.db, &ADD_ID, ARGS(v_int(1)));
        db_send(bench.db, &ADD_ID, ARGS(v_int(1)));
        db_send(bench.db, &ADD_ID, ARGS(v_int(2)));
        assert_false(db_commit(bench.db, &bench.error));
        assert_int_equal(bench.error.code, ERROR_INTERNAL);
        assert_int_equal(number(bench.db, &COUNT), 0);
    }
    bench_finish(&bench);
}

static void rollback_leaves_nothing(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    assert_true(db_begin(bench.db, &bench.error));
    db_send(bench.db, &ADD_ID, ARGS(v_int(1)));
    db_rollback(bench.db);
    db_rollback(bench.db);
    assert_int_equal(number(bench.db, &COUNT), 0);
    assert_true(db_begin(bench.db, &bench.error));
    run(&bench, &ADD_ID, ARGS(v_int(1)));
    db_rollback(bench.db);
    assert_int_equal(number(bench.db, &COUNT), 0);
    bench_finish(&bench);
}

static void only_what_can_write_counts_as_sent(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    assert_true(db_begin(bench.db, &bench.error));
    assert_int_equal(db_sent(bench.db), 0);
    db_ask(bench.db, &bench.arena, &COUNT, NO_ARGS);
    run(&bench, &GET, ARGS(v_int(1)));
    assert_int_equal(db_sent(bench.db), 0);
    db_ask(bench.db, &bench.arena, &ADD_NEW, ARGS(v_int(1)));
    db_send(bench.db, &ADD_NEW, ARGS(v_int(2)));
    run(&bench, &ADD_NEW, ARGS(v_int(3)));
    assert_int_equal(db_sent(bench.db), 3);
    assert_true(db_commit(bench.db, &bench.error));
    assert_true(db_begin(bench.db, &bench.error));
    assert_int_equal(db_sent(bench.db), 0);
    db_rollback(bench.db);
    bench_finish(&bench);
}

/* ---- statements that are wrong ---- */

static void a_statement_that_cannot_be_prepared_harms_no_other(struct place *place)
{
    static const struct sql later = {"SELECT count(*) FROM later"};
    struct bench bench;
    struct rows *rows;
    bench_init(&bench, place);
    for (int i = 0; i < 2; i++) {
        assert_false(db_run(bench.db, &bench.arena, &later, NO_ARGS, &rows, &bench.error));
        assert_int_equal(bench.error.code, ERROR_INTERNAL);
        assert_int_equal(number(bench.db, &COUNT), 0);
    }
    assert_true(db_begin(bench.db, &bench.error));
    db_ask(bench.db, &bench.arena, &later, NO_ARGS);
    db_ask(bench.db, &bench.arena, &GET, ARGS(v_int(1)));
    db_ask(bench.db, &bench.arena, &later, NO_ARGS);
    assert_false(db_settle(bench.db, &bench.error));
    db_rollback(bench.db);
    run(&bench, &GET, ARGS(v_int(1)));
    script(bench.db, "CREATE TABLE later (id bigint);");
    assert_int_equal(number(bench.db, &later), 0);
    bench_finish(&bench);
}

static void a_wrong_number_of_arguments_is_refused(struct place *place)
{
    struct bench bench;
    struct rows *rows;
    bench_init(&bench, place);
    run(&bench, &ADD_ID, ARGS(v_int(1)));
    assert_false(db_run(bench.db, &bench.arena, &ADD_ID, NO_ARGS, &rows, &bench.error));
    assert_false(
        db_run(bench.db, &bench.arena, &ADD_ID, ARGS(v_int(7), v_int(8)), &rows, &bench.error));
    assert_int_equal(bench.error.code, ERROR_INTERNAL);
    assert_int_equal(number(bench.db, &COUNT), 1);
    run(&bench, &ADD_ID, ARGS(v_int(2)));
    bench_finish(&bench);
}

static void references_are_held(struct place *place)
{
    struct bench bench;
    struct rows *rows;
    bench_init(&bench, place);
    script(bench.db, "CREATE TABLE part (thing_id bigint NOT NULL REFERENCES thing (id));");
    assert_false(db_run(bench.db, &bench.arena, SQL("INSERT INTO part (thing_id) VALUES (4)"),
                        NO_ARGS, &rows, &bench.error));
    assert_int_equal(bench.error.code, ERROR_INTERNAL);
    bench_finish(&bench);
}

static void an_error_tells_the_statement_but_no_value(struct place *place)
{
    struct bench bench;
    struct rows *rows;
    bench_init(&bench, place);
    run(&bench, &ADD, ARGS(v_int(90817263), v_null(), v_text("secret"), v_null(), v_null()));
    assert_false(db_run(bench.db, &bench.arena, &ADD,
                        ARGS(v_int(90817263), v_null(), v_text("secret"), v_null(), v_null()),
                        &rows, &bench.error));
    assert_non_null(strstr(bench.error.log, "INSERT INTO thing"));
    assert_null(strstr(bench.error.log, "90817263"));
    assert_null(strstr(bench.error.log, "secret"));
    assert_null(strstr(bench.error.detail, "INSERT"));
    bench_finish(&bench);
}

/* ---- reading ---- */

static void a_reading_connection_refuses_to_write(struct place *place)
{
    struct bench bench;
    struct rows *rows;
    bench_init(&bench, place);
    struct db *reader = place_open(place, DB_READ);
    assert_false(db_run(reader, &bench.arena, &ADD_ID, ARGS(v_int(1)), &rows, &bench.error));
    assert_int_not_equal(bench.error.code, ERROR_NONE);
    db_close(reader);
    reader = place_open(place, DB_READ);
    assert_true(db_begin_read(reader, &bench.error));
    db_ask(reader, &bench.arena, &NO_TABLE, NO_ARGS);
    assert_false(db_settle(reader, &bench.error));
    db_end_read(reader);
    assert_false(db_run(reader, &bench.arena, &ADD_ID, ARGS(v_int(1)), &rows, &bench.error));
    assert_true(db_begin_read(reader, &bench.error));
    assert_false(db_run(reader, &bench.arena, &ADD_ID, ARGS(v_int(1)), &rows, &bench.error));
    db_end_read(reader);
    assert_int_equal(number(reader, &COUNT), 0);
    db_close(reader);
    bench_finish(&bench);
}

static void a_reading_transaction_sees_one_state(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    struct db *reader = place_open(place, DB_READ);
    run(&bench, &ADD_ID, ARGS(v_int(1)));
    assert_true(db_begin_read(reader, &bench.error));
    assert_int_equal(number(reader, &COUNT), 1);
    run(&bench, &ADD_ID, ARGS(v_int(2)));
    assert_int_equal(number(reader, &COUNT), 1);
    struct rows *asked = db_ask(reader, &bench.arena, &COUNT, NO_ARGS);
    assert_true(db_settle(reader, &bench.error));
    assert_int_equal(row_int(asked, 0, 0), 1);
    db_end_read(reader);
    assert_int_equal(number(reader, &COUNT), 2);
    db_close(reader);
    bench_finish(&bench);
}

static void a_reader_goes_on_after_an_error(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    struct db *reader = place_open(place, DB_READ);
    for (int i = 0; i < 2; i++) {
        assert_true(db_begin_read(reader, &bench.error));
        db_ask(reader, &bench.arena, &NO_TABLE, NO_ARGS);
        struct rows *rows = db_ask(reader, &bench.arena, &COUNT, NO_ARGS);
        assert_false(db_settle(reader, &bench.error));
        assert_int_equal(rows_count(rows), 0);
        db_end_read(reader);
        assert_int_equal(number(reader, &COUNT), 0);
    }
    assert_true(db_begin_read(reader, &bench.error));
    struct rows *rows = db_ask(reader, &bench.arena, &COUNT, NO_ARGS);
    assert_true(db_settle(reader, &bench.error));
    assert_int_equal(rows_count(rows), 1);
    db_end_read(reader);
    db_close(reader);
    bench_finish(&bench);
}

/* ---- scripts and opening ---- */

static void a_script_holds_many_statements(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    script(bench.db, "-- Isn't this ?1 a comment; with a quote?\n"
                     "CREATE TABLE a (id uuid NOT NULL, t text NOT NULL, PRIMARY KEY (id)) WITHOUT "
                     "ROWID;\n\n"
                     "INSERT INTO thing (id, t) VALUES (1, 'what?'), (2, 'it''s; so');\n"
                     "CREATE INDEX thing_n ON thing (n) WHERE t IS NOT NULL;\n-- the end");
    assert_true(table_exists(bench.db, "a"));
    assert_int_equal(number(bench.db, SQL("SELECT count(*) FROM thing WHERE t = 'what?'")), 1);
    assert_int_equal(number(bench.db, SQL("SELECT count(*) FROM thing WHERE t = 'it''s; so'")), 1);
    bench_finish(&bench);
}

static void a_script_that_fails_leaves_nothing(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    assert_true(db_begin(bench.db, &bench.error));
    db_send(bench.db, &ADD_ID, ARGS(v_int(1)));
    assert_false(db_script(bench.db, "CREATE TABLE a (id bigint); CREATE TABLE thing (id bigint);",
                           &bench.error));
    assert_int_equal(bench.error.code, ERROR_INTERNAL);
    db_rollback(bench.db);
    assert_false(table_exists(bench.db, "a"));
    assert_int_equal(number(bench.db, &COUNT), 0);
    assert_true(db_begin(bench.db, &bench.error));
    db_send(bench.db, &ADD_ID, ARGS(v_int(1)));
    db_send(bench.db, &ADD_ID, ARGS(v_int(1)));
    assert_false(db_script(bench.db, "CREATE TABLE a (id bigint);", &bench.error) &&
                 db_commit(bench.db, &bench.error));
    assert_non_null(strstr(bench.error.log, "INSERT INTO thing"));
    db_rollback(bench.db);
    assert_false(table_exists(bench.db, "a"));
    bench_finish(&bench);
}

static void a_name_of_no_known_kind_is_refused(struct place *place)
{
    struct error error = {0};
    (void)place;
    assert_null(db_open("mysql://localhost/varde", DB_READ, &error));
    assert_int_equal(error.code, ERROR_MALFORMED);
}

static void a_database_that_is_not_there_is_busy_and_not_made(struct place *place)
{
    struct error error = {0};
    char path[200];
    assert_null(db_open(place->url, DB_WRITE, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    assert_null(db_open(place->url, DB_READ, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    assert_int_not_equal(access(place->url + strlen("sqlite:"), F_OK), 0);
    snprintf(path, sizeof path, "sqlite:%s/no/such/folder.db", place->folder);
    assert_null(db_open(path, DB_CREATE, &error));
    assert_int_equal(error.code, ERROR_BUSY);
}

static void a_file_that_is_no_database_is_refused_and_left_alone(struct place *place)
{
    static const char text[] = "Dear diary, this was never meant to be a database. ";
    struct error error = {0};
    struct stat seen;
    const char *path = place->url + strlen("sqlite:");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (int i = 0; i < 200; i++)
        fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_null(db_open(place->url, DB_CREATE, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    assert_int_equal(stat(path, &seen), 0);
    assert_int_equal(seen.st_size, 200 * (sizeof text - 1));
}

static void a_server_that_is_not_there_is_busy(struct place *place)
{
    struct error error = {0};
    char url[300];
    snprintf(url, sizeof url, "postgresql:///varde?host=%s", place->folder);
    assert_null(db_open(url, DB_WRITE, &error));
    assert_int_equal(error.code, ERROR_BUSY);
    assert_null(strstr(error.detail, place->folder));
}

static void a_new_file_is_for_its_owner_only(struct place *place)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    struct bench bench;
    struct stat seen;
    char path[600];
    bench_init(&bench, place);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", place->url + strlen("sqlite:"), endings[i]);
        assert_int_equal(stat(path, &seen), 0);
        assert_int_equal(seen.st_mode & 0777, 0600);
    }
    bench_finish(&bench);
}

static const struct sql ADD_MANY = {
    .text = "INSERT INTO thing (id, n, t, b, u) VALUES (?1, ?2, ?3, ?4, ?5)",
    .gather = true,
};
static const struct sql ASK_MANY = {
    .text = "SELECT id, t, n FROM thing WHERE id >= ?1 AND id < ?2 ORDER BY id DESC",
    .gather = true,
};

/* 1 to 40: what waits is cut into several sizes. The n-th asks for the rows below n, newest first,
 * so the first finds none. */
static void what_is_gathered_is_stored_and_answers_whom_it_should(struct place *place)
{
    enum { MANY = 40 };
    struct bench bench;
    struct rows *rows[MANY + 1];
    char text[MANY + 1][16];
    bench_init(&bench, place);
    assert_true(db_begin(bench.db, &bench.error));
    for (int i = 1; i <= MANY; i++) {
        snprintf(text[i], sizeof text[i], "t%d", i);
        struct value maybe = i % 3 ? v_int(i * 10) : v_null();
        db_send(
            bench.db, &ADD_MANY,
            ARGS(v_int(i), maybe, v_text(text[i]), i % 2 ? v_null() : v_bytes("\0b", 2), v_null()));
        memset(text[i], 'x', sizeof text[i]); /* values live until the call returns, no longer */
    }
    for (int i = 1; i <= MANY; i++)
        rows[i] = db_ask(bench.db, &bench.arena, &ASK_MANY, ARGS(v_int(1), v_int(i)));
    struct rows *none = db_ask(bench.db, &bench.arena, &ASK_MANY, ARGS(v_null(), v_int(9)));
    db_send(bench.db, SQL("UPDATE thing SET t = 'later'"), NO_ARGS);
    assert_true(db_settle(bench.db, &bench.error));
    assert_int_equal(rows_count(none), 0);
    for (int i = 1; i <= MANY; i++) {
        assert_int_equal(rows_count(rows[i]), (size_t)i - 1);
        for (int k = 1; k < i; k++) {
            size_t row = (size_t)(i - 1 - k);
            snprintf(text[0], sizeof text[0], "t%d", k);
            assert_int_equal(row_int(rows[i], row, 0), k);
            assert_string_equal(row_str(rows[i], row, 1).at, text[0]);
            assert_int_equal(row_is_null(rows[i], row, 2), k % 3 == 0);
        }
    }
    assert_true(db_commit(bench.db, &bench.error));
    assert_int_equal(number(bench.db, &COUNT), MANY);
    assert_int_equal(number(bench.db, SQL("SELECT count(*) FROM thing WHERE t = 'later'")), MANY);
    assert_int_equal(number(bench.db, SQL("SELECT count(*) FROM thing WHERE b IS NULL")), MANY / 2);
    bench_finish(&bench);
}

static void one_bad_row_among_the_gathered_fails_the_transaction(struct place *place)
{
    struct bench bench;
    bench_init(&bench, place);
    assert_true(db_begin(bench.db, &bench.error));
    for (int i = 1; i <= 5; i++)
        db_send(bench.db, &ADD_MANY,
                ARGS(v_int(i == 4 ? 1 : i), v_null(), v_null(), v_null(), v_null()));
    assert_false(db_commit(bench.db, &bench.error));
    assert_int_equal(number(bench.db, &COUNT), 0);
    assert_true(db_begin(bench.db, &bench.error));
    db_send(bench.db, &ADD_MANY, ARGS(v_int(7), v_null(), v_null(), v_null(), v_null()));
    db_rollback(bench.db);
    assert_true(db_begin(bench.db, &bench.error));
    assert_true(db_commit(bench.db, &bench.error));
    assert_int_equal(number(bench.db, &COUNT), 0);
    bench_finish(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(values_of_every_kind_come_back),
        ON_BOTH(integers_keep_all_64_bits),
        ON_BOTH(empty_is_not_null),
        ON_BOTH(large_values_come_back),
        ON_BOTH(a_null_first_and_a_value_later_share_a_statement),
        ON_BOTH(a_parameter_may_stand_twice_and_in_any_order),
        ON_BOTH(numbers_with_fractions_are_refused_aloud),
        ON_BOTH(rows_changed_tells_what_was_touched),
        ON_BOTH(returning_gives_rows),
        ON_BOTH(many_rows_come_in_order),
        ON_BOTH(what_is_not_there_reads_as_null),
        ON_BOTH(answers_are_there_after_settle),
        ON_BOTH(thousands_of_statements_in_one_journey_do_not_block),
        ON_BOTH(what_is_gathered_is_stored_and_answers_whom_it_should),
        ON_BOTH(one_bad_row_among_the_gathered_fails_the_transaction),
        ON_BOTH(a_failed_send_is_told_at_settle_and_the_first_one_counts),
        ON_BOTH(a_failed_transaction_stays_failed_until_it_is_rolled_back),
        ON_BOTH(a_commit_with_something_failed_stores_nothing),
        ON_BOTH(rollback_leaves_nothing),
        ON_BOTH(only_what_can_write_counts_as_sent),
        ON_BOTH(a_statement_that_cannot_be_prepared_harms_no_other),
        ON_BOTH(a_wrong_number_of_arguments_is_refused),
        ON_BOTH(references_are_held),
        ON_BOTH(an_error_tells_the_statement_but_no_value),
        ON_BOTH(a_reading_connection_refuses_to_write),
        ON_BOTH(a_reading_transaction_sees_one_state),
        ON_BOTH(a_reader_goes_on_after_an_error),
        ON_BOTH(a_script_holds_many_statements),
        ON_BOTH(a_script_that_fails_leaves_nothing),
        ON_SQLITE(a_name_of_no_known_kind_is_refused),
        ON_SQLITE(a_database_that_is_not_there_is_busy_and_not_made),
        ON_SQLITE(a_file_that_is_no_database_is_refused_and_left_alone),
        ON_POSTGRES(a_server_that_is_not_there_is_busy),
        ON_SQLITE(a_new_file_is_for_its_owner_only),
    };
    return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
