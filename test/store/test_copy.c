/* Rows of every kind go from one database into one of the other kind and come back the same,
 * whatever tables there are, and rows that point to each other too. */
#include "lib.h"

#include "base/sha.h"
#include "store/copy.h"
#include "store/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Names that SQL must quote; a row that points into its own table; a circle; no rows at all. */
static const char TABLES[] =
    "CREATE TABLE migration (version bigint PRIMARY KEY, name text NOT NULL, applied_at bigint NOT "
    "NULL);"
    "CREATE TABLE thing (id uuid PRIMARY KEY, n bigint, \"key\" text, b bytea, parent uuid "
    "REFERENCES"
    " thing (id), \"order\" bigint) WITHOUT ROWID;"
    "CREATE INDEX thing_n ON thing (n) WHERE n IS NOT NULL;"
    "CREATE UNIQUE INDEX thing_order ON thing (\"order\", id);"
    "CREATE TABLE part (thing_id uuid NOT NULL REFERENCES thing (id), number bigint NOT NULL,"
    " text text NOT NULL DEFAULT 'x', PRIMARY KEY (number, thing_id)) WITHOUT ROWID;"
    "CREATE TABLE bare (id bigint PRIMARY KEY, t text UNIQUE);";

static const struct sql ADD = {
    "INSERT INTO thing (id, n, \"key\", b, parent, \"order\") VALUES (?1, ?2, ?3, ?4, ?5, ?6)"};
static const struct sql ADD_PART = {
    "INSERT INTO part (thing_id, number, text) VALUES (?1, ?2, ?3)"};
static const struct sql THINGS = {
    "SELECT id, n, \"key\", b, parent, \"order\" FROM thing ORDER BY id"};
static const struct sql PARTS = {
    "SELECT thing_id, number, text FROM part ORDER BY number, thing_id"};

enum { MANY = 5000, BIG = 3 << 20 };

static void script(struct db *db, const char *text)
{
    struct error error = {0};
    if (!db_begin(db, &error) || !db_script(db, text, &error) || !db_commit(db, &error))
        fail_msg("%s", error.log);
}

/* Parents have higher ids than their children. */
static void fill(struct db *db)
{
    static const char text[] = "Åse Bjørg «ŋ» المَرْضَى 𝄞 ' \" \\ ? ?1 $1 %";
    struct error error = {0};
    struct uuid first = id_of(1), last = id_of(9), other = id_of(5);
    char *big = malloc(BIG), bytes[256];
    memset(big, 'b', BIG);
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    must(db, &ADD, v_uuid(&last), v_int(INT64_MIN), v_text(text), v_bytes(bytes, 256), v_null(),
         v_int(INT64_MAX));
    must(db, &ADD, v_uuid(&other), v_null(), v_text(""), v_bytes("", 0), v_uuid(&last), v_null());
    must(db, &ADD, v_uuid(&first), v_int(0), v_str((struct str){big, BIG}), v_null(), v_uuid(&last),
         v_int(-1));
    free(big);
    assert_true(db_begin(db, &error));
    for (int i = 0; i < MANY; i++)
        db_send(db, &ADD_PART, ARGS(v_uuid(i % 2 ? &first : &last), v_int(i), v_text(text)));
    assert_true(db_commit(db, &error));
}

/* ---- what a database holds, as one hash ---- */

struct digest {
    uint8_t hash[SHA_BYTES];
    int64_t rows;
};

static bool add_row(void *context, const struct rows *rows, struct error *error)
{
    struct digest *digest = context;
    (void)error;
    for (unsigned i = 0; i < rows_columns(rows); i++) {
        int64_t numbers[] = {row_kind(rows, 0, i), row_int(rows, 0, i),
                             (int64_t)row_str(rows, 0, i).len};
        struct str parts[] = {{(const char *)digest->hash, SHA_BYTES},
                              {(const char *)numbers, sizeof numbers},
                              row_str(rows, 0, i)};
        sha256(parts, 3, digest->hash);
    }
    digest->rows++;
    return true;
}

static struct digest digest_of(struct db *db)
{
    struct digest digest = {0};
    struct error error = {0};
    assert_true(db_each(db, &THINGS, NO_ARGS, add_row, &digest, &error));
    assert_true(db_each(db, &PARTS, NO_ARGS, add_row, &digest, &error));
    assert_int_equal(digest.rows, MANY + 3);
    return digest;
}

/* ---- another database beside the place's ---- */

struct second {
    char path[96], url[112];
    struct db *db;
};

static struct second second_open(const struct place *place, const char *name)
{
    struct error error = {0};
    struct second second;
    snprintf(second.path, sizeof second.path, "%s/%s.db", place->folder, name);
    snprintf(second.url, sizeof second.url, "sqlite:%s", second.path);
    FILE *file = fopen(second.path, "w");
    assert_non_null(file);
    (void)fclose(file);
    second.db = db_open(second.url, DB_SCRATCH, &error);
    assert_non_null(second.db);
    return second;
}

static void second_close(struct second *second)
{
    db_close(second->db);
    unlink(second->path);
}

static void told(void *context, int64_t done)
{
    *(int64_t *)context = done;
}

static bool copy(struct db *from, struct db *to, int64_t *rows_r, struct error *error)
{
    int64_t seen = 0;
    struct copy_told_to tell = {told, &seen};
    bool ok = db_begin_read(from, error) && db_begin(to, error) &&
              copy_rows(from, to, tell, rows_r, error);
    db_end_read(from);
    if (ok) {
        assert_true(seen > 0 && seen <= *rows_r);
        return db_commit(to, error);
    }
    db_rollback(to);
    return false;
}

/* ---- cases ---- */

static void every_kind_of_value_goes_out_and_comes_back(struct place *place)
{
    struct error error = {0};
    int64_t rows = 0;
    struct second second = second_open(place, "second"), third = second_open(place, "third");
    struct db *db = place_open(place, DB_CREATE);
    script(third.db, TABLES);
    script(second.db, TABLES);
    script(db, TABLES);
    fill(third.db);
    struct digest before = digest_of(third.db);
    if (!copy(third.db, db, &rows, &error))
        fail_msg("in: %s", error.log);
    assert_int_equal(rows, MANY + 3);
    if (!copy(db, second.db, &rows, &error))
        fail_msg("out: %s", error.log);
    assert_int_equal(rows, MANY + 3);
    struct digest within = digest_of(db), after = digest_of(second.db);
    assert_memory_equal(before.hash, within.hash, SHA_BYTES);
    assert_memory_equal(before.hash, after.hash, SHA_BYTES);
    db_close(db);
    second_close(&second);
    second_close(&third);
}

static void what_stood_there_is_replaced(struct place *place)
{
    struct error error = {0};
    int64_t rows;
    struct uuid stale = id_of(77);
    struct second second = second_open(place, "second");
    struct db *db = place_open(place, DB_CREATE);
    script(second.db, TABLES);
    script(db, TABLES);
    fill(second.db);
    must(db, &ADD, v_uuid(&stale), v_int(1), v_null(), v_null(), v_null(), v_null());
    must(db, SQL("INSERT INTO bare (id, t) VALUES (1, 'x')"));
    if (!copy(second.db, db, &rows, &error))
        fail_msg("%s", error.log);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM bare")), 0);
    struct digest source = digest_of(second.db), target = digest_of(db);
    assert_memory_equal(source.hash, target.hash, SHA_BYTES);
    db_close(db);
    second_close(&second);
}

static int64_t trimmings(struct db *db)
{
    if (db_kind(db) == DB_SQLITE)
        return 7 * 100 + 2;
    return number(db,
                  SQL("SELECT (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public') * 100"
                      " + (SELECT count(*) FROM pg_constraint WHERE contype = 'f')"));
}

static void foreign_keys_and_indexes_are_there_afterwards(struct place *place)
{
    struct error error = {0};
    int64_t rows;
    struct uuid nobody = id_of(1000);
    struct second second = second_open(place, "second");
    struct db *db = place_open(place, DB_CREATE);
    script(second.db, TABLES);
    script(db, TABLES);
    fill(second.db);
    int64_t before = trimmings(db);
    assert_int_equal(before, 7 * 100 + 2);
    if (!copy(second.db, db, &rows, &error))
        fail_msg("%s", error.log);
    assert_int_equal(trimmings(db), before);
    /* A row that points nowhere is found, and nothing of the copy stays. */
    must(second.db, &ADD_PART, v_uuid(&nobody), v_int(9), v_text("x"));
    must(second.db, SQL("DELETE FROM part WHERE number < 9"));
    assert_false(copy(second.db, db, &rows, &error));
    assert_non_null(strcasestr(error.log, "foreign key"));
    assert_int_equal(trimmings(db), before);
    digest_of(db);
    db_close(db);
    second_close(&second);
}

static void refuse(struct place *place, const char *change, const char *words)
{
    struct error error = {0};
    int64_t rows;
    struct second second = second_open(place, "second");
    struct db *db = place_open(place, DB_WRITE);
    script(second.db, TABLES);
    fill(second.db);
    script(second.db, change);
    assert_false(copy(second.db, db, &rows, &error));
    if (!strstr(error.log, words))
        fail_msg("“%s” does not say “%s”", error.log, words);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM thing")), 0);
    db_close(db);
    second_close(&second);
}

static void what_does_not_fit_is_refused_and_named(struct place *place)
{
    struct db *db = place_open(place, DB_CREATE);
    script(db, TABLES);
    db_close(db);
    refuse(place, "CREATE TABLE later (id bigint PRIMARY KEY)", "table later is not known");
    refuse(place, "DROP TABLE bare", "the same tables");
    refuse(place, "ALTER TABLE bare ADD COLUMN more text", "table bare has a column");
    refuse(place, "DROP TABLE bare; CREATE TABLE bare (id bigint PRIMARY KEY, t bigint UNIQUE)",
           "bare.t is not the same");
}

/* SQLite takes any value into any column. */
static void a_value_of_another_type_is_refused_and_named(struct place *place)
{
    struct db *db = place_open(place, DB_CREATE);
    script(db, TABLES);
    db_close(db);
    refuse(place, "UPDATE part SET number = 'seven' WHERE number = 7", "part.number holds");
    refuse(place, "UPDATE thing SET b = 'text' WHERE b IS NULL", "thing.b holds");
}

static void what_a_database_holds_is_told(struct place *place)
{
    struct error error = {0};
    struct arena arena;
    const char *text;
    struct db *db = place_open(place, DB_CREATE);
    arena_init(&arena);
    assert_true(copy_holdings(db, &arena, &text, &error));
    assert_string_equal(text, "");
    script(db, TABLES);
    must(db, SQL("INSERT INTO migration (version, name, applied_at) VALUES (1, 'x', 1)"));
    assert_true(copy_holdings(db, &arena, &text, &error));
    assert_string_equal(text, "");
    must(db, SQL("INSERT INTO bare (id) VALUES (1), (2)"));
    assert_true(copy_holdings(db, &arena, &text, &error));
    assert_string_equal(text, "2 rows of bare");
    arena_finish(&arena);
    db_close(db);
}

static void tables_columns_and_keys_are_found(struct place *place)
{
    struct error error = {0};
    struct schema schema;
    struct arena arena;
    static const enum value_kind kinds[] = {VALUE_UUID,  VALUE_INT,  VALUE_TEXT,
                                            VALUE_BYTES, VALUE_UUID, VALUE_INT};
    struct db *db = place_open(place, DB_CREATE);
    arena_init(&arena);
    script(db, TABLES);
    assert_true(schema_read(db, &arena, &schema, &error));
    assert_int_equal(schema.count, 4);
    assert_true(str_is(schema.tables[0].name, "bare"));
    const struct schema_table *thing = schema_find(&schema, STR("thing"));
    assert_int_equal(thing->count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(thing->columns[i].kind, kinds[i]);
    assert_true(str_is(thing->columns[2].name, "key"));
    assert_true(str_is(schema_find(&schema, STR("part"))->key, "\"number\", \"thing_id\""));
    assert_null(schema_find(&schema, STR("nothing")));
    arena_finish(&arena);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(every_kind_of_value_goes_out_and_comes_back),
        ON_BOTH(what_stood_there_is_replaced),
        ON_BOTH(foreign_keys_and_indexes_are_there_afterwards),
        ON_BOTH(what_does_not_fit_is_refused_and_named),
        ON_BOTH(a_value_of_another_type_is_refused_and_named),
        ON_BOTH(what_a_database_holds_is_told),
        ON_BOTH(tables_columns_and_keys_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
