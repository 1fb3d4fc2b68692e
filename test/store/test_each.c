/* db_each on both databases: every row once and in order, one at a time, with arguments, inside and
 * outside a transaction, and with questions in between. */
#include "lib.h"

#include <stdio.h>

enum { MANY = 1000 };

static const struct sql ADD = {"INSERT INTO thing (id, t, b) VALUES (?1, ?2, ?3)"};
static const struct sql ALL = {"SELECT id, t, b FROM thing ORDER BY id"};
static const struct sql FROM = {"SELECT id FROM thing WHERE id >= ?1 AND t <> ?2 ORDER BY id"};
static const struct sql ONE = {"SELECT id FROM thing WHERE id = ?1"};
static const struct sql WRONG = {"SELECT nothing FROM thing"};
static const struct sql DROP = {"DELETE FROM thing WHERE id = ?1"};

struct walk {
    struct db *db;
    int64_t next, stop_at;
    unsigned depth;
};

static struct db *fill(struct place *place)
{
    struct error error = {0};
    struct db *db = place_open(place, DB_CREATE);
    assert_true(db_begin(db, &error));
    assert_true(
        db_script(db, "CREATE TABLE thing (id bigint PRIMARY KEY, t text, b bytea)", &error));
    for (int64_t i = 0; i < MANY; i++)
        db_send(db, &ADD, ARGS(v_int(i), v_text("å"), i % 2 ? v_bytes("\0\1", 2) : v_null()));
    assert_true(db_commit(db, &error));
    return db;
}

static bool expect_row(void *context, const struct rows *rows, struct error *error)
{
    struct walk *walk = context;
    (void)error;
    assert_int_equal(rows_count(rows), 1);
    assert_int_equal(rows_columns(rows), 3);
    assert_int_equal(row_int(rows, 0, 0), walk->next);
    assert_true(str_is(row_str(rows, 0, 1), "å"));
    assert_int_equal(row_kind(rows, 0, 2), walk->next % 2 ? VALUE_BYTES : VALUE_NULL);
    assert_int_equal(row_str(rows, 0, 2).len, walk->next % 2 ? 2 : 0);
    walk->next++;
    return true;
}

static void every_row_comes_once_and_in_order(struct place *place)
{
    struct error error = {0};
    struct db *db = fill(place);
    struct walk walk = {.db = db};
    assert_true(db_each(db, &ALL, NO_ARGS, expect_row, &walk, &error));
    assert_int_equal(walk.next, MANY);
    walk.next = 0;
    assert_true(db_begin(db, &error));
    must(db, &DROP, v_int(MANY - 1));
    assert_true(db_each(db, &ALL, NO_ARGS, expect_row, &walk, &error));
    assert_int_equal(walk.next, MANY - 1);
    db_rollback(db);
    db_close(db);
}

static bool stop(void *context, const struct rows *rows, struct error *error)
{
    struct walk *walk = context;
    walk->next = row_int(rows, 0, 0);
    return walk->next < walk->stop_at || error_set(error, ERROR_NOT_FOUND, "enough");
}

static void it_takes_arguments_and_ends_when_told(struct place *place)
{
    struct error error = {0};
    struct db *db = fill(place);
    struct walk walk = {.stop_at = 700};
    assert_false(db_each(db, &FROM, ARGS(v_int(690), v_text("b")), stop, &walk, &error));
    assert_string_equal(error.detail, "enough");
    assert_int_equal(walk.next, 700);
    walk.stop_at = MANY;
    assert_true(db_each(db, &FROM, ARGS(v_int(690), v_text("b")), stop, &walk, &error));
    assert_int_equal(walk.next, MANY - 1);
    walk.next = -1;
    assert_true(db_each(db, &FROM, ARGS(v_int(0), v_text("å")), stop, &walk, &error));
    assert_int_equal(walk.next, -1);
    db_close(db);
}

static bool ask_more(void *context, const struct rows *rows, struct error *error)
{
    struct walk *walk = context, inner = {walk->db, 0, MANY, walk->depth + 1};
    struct arena arena;
    struct rows *one;
    int64_t id = row_int(rows, 0, 0);
    arena_init(&arena);
    bool ok =
        db_run(walk->db, &arena, &ONE, ARGS(v_int(id)), &one, error) && row_int(one, 0, 0) == id;
    arena_finish(&arena);
    /* The same statement within itself. */
    if (ok && walk->depth < 2)
        ok =
            db_each(walk->db, &FROM, ARGS(v_int(MANY - 3), v_text("x")), ask_more, &inner, error) &&
            inner.next == 3;
    walk->next++;
    return ok;
}

static void others_may_be_asked_meanwhile(struct place *place)
{
    struct error error = {0};
    struct db *db = fill(place);
    struct walk walk = {.db = db};
    assert_true(db_each(db, &FROM, ARGS(v_int(MANY - 300), v_text("x")), ask_more, &walk, &error));
    assert_int_equal(walk.next, 300);
    db_close(db);
}

static void what_is_wrong_is_told_and_leaves_the_connection_good(struct place *place)
{
    struct error error = {0};
    struct db *db = fill(place);
    struct walk walk = {0};
    assert_false(db_each(db, &WRONG, NO_ARGS, expect_row, &walk, &error));
    assert_int_equal(error.code, ERROR_INTERNAL);
    error_clear(&error);
    assert_false(db_each(db, &FROM, NO_ARGS, expect_row, &walk, &error));
    assert_int_equal(error.code, ERROR_INTERNAL);
    assert_true(db_each(db, &ALL, NO_ARGS, expect_row, &walk, &error));
    assert_int_equal(walk.next, MANY);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(every_row_comes_once_and_in_order),
        ON_BOTH(it_takes_arguments_and_ends_when_told),
        ON_BOTH(others_may_be_asked_meanwhile),
        ON_BOTH(what_is_wrong_is_told_and_leaves_the_connection_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
