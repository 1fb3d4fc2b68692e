/* The list of references that the schema does not enforce, held against the schema; and that each
 * of its questions runs on both databases. */
#include "../store/lib.h"

#include "check/check_reference.h"
#include "store/migrate.h"

#include <string.h>

static struct db *make(const struct place *place)
{
    struct error error = {0};
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    if (!migrate_run(db, 1, &applied, &error))
        fail_msg("%s", error.log);
    return db;
}

/* Is the column one of those between the commas? */
static bool holds(const char *columns, struct str column)
{
    struct str rest = str_of(columns), one;
    while (rest.at) {
        str_cut(rest, ',', &one, &rest);
        if (str_equal(one, column))
            return true;
    }
    return false;
}

static bool is_listed(struct str table, struct str column)
{
    for (const struct reference *one = check_reference_list; one->child; one++)
        if (str_is(table, one->child) && holds(one->columns, column))
            return true;
    return false;
}

static bool is_exempt(struct str table, struct str column)
{
    for (const struct reference_exempt *one = check_reference_exempt; one->table; one++)
        if (str_is(table, one->table) && str_is(column, one->column))
            return true;
    return false;
}

static bool ends(struct str text, const char *with)
{
    size_t len = strlen(with);
    return text.len >= len && memcmp(text.at + text.len - len, with, len) == 0;
}

/* Whatever is an id of something else: by its name, or by its type. */
static bool looks_like_reference(struct str column, struct str type)
{
    return ends(column, "_id") || ends(column, "_by") ||
           (str_is(type, "uuid") && !str_is(column, "id"));
}

static const struct sql COLUMNS = {
    "SELECT m.name, p.name, p.type, (SELECT count(*) FROM pragma_foreign_key_list(m.name) f"
    " WHERE f.\"from\" = p.name) FROM sqlite_master m JOIN pragma_table_info(m.name) p"
    " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, p.cid",
};

static void every_column_that_leads_elsewhere_is_enforced_listed_or_exempt(struct place *place)
{
    struct error error = {0};
    struct arena arena;
    struct rows *rows;
    int listed = 0, enforced = 0;
    struct db *db = make(place);
    arena_init(&arena);
    assert_true(db_run(db, &arena, &COLUMNS, NO_ARGS, &rows, &error));
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct str table = row_str(rows, i, 0), column = row_str(rows, i, 1);
        bool in_list = is_listed(table, column), exempt = is_exempt(table, column);
        bool in_schema = row_int(rows, i, 3) != 0;
        if (!looks_like_reference(column, row_str(rows, i, 2)))
            continue;
        if (in_list + exempt + in_schema != 1)
            fail_msg("%s.%s is %s", table.at, column.at,
                     in_list + exempt + in_schema
                         ? "said twice: enforced, listed or exempt, and one of them only"
                         : "in no list: add it to check_reference_list, or to the exempt ones");
        listed += in_list;
        enforced += in_schema;
    }
    assert_true(listed > 60 && enforced > 10);
    arena_finish(&arena);
    db_close(db);
}

static const struct sql TABLE_COLUMNS = {
    "SELECT p.name FROM pragma_table_info(?1) p WHERE p.name = ?2",
};

static void assert_column(struct db *db, const char *table, struct str column)
{
    struct error error = {0};
    struct arena arena;
    struct rows *rows;
    arena_init(&arena);
    assert_true(
        db_run(db, &arena, &TABLE_COLUMNS, ARGS(v_text(table), v_str(column)), &rows, &error));
    if (!rows_count(rows))
        fail_msg("there is no %s.%.*s", table, STR_ARG(column));
    arena_finish(&arena);
}

static void nothing_is_listed_that_is_not_there(struct place *place)
{
    struct db *db = make(place);
    for (const struct reference *one = check_reference_list; one->child; one++) {
        struct str rest = str_of(one->columns), column;
        while (rest.at) {
            str_cut(rest, ',', &column, &rest);
            assert_column(db, one->child, column);
        }
    }
    for (const struct reference_exempt *one = check_reference_exempt; one->table; one++) {
        assert_column(db, one->table, str_of(one->column));
        assert_true(strlen(one->why) > 10);
    }
    db_close(db);
}

/* Also those of tables that no test fills. */
static void every_part_runs_in_an_empty_database(struct place *place)
{
    struct error error = {0};
    struct db *db = make(place);
    struct check check = {.db = db, .now = 1};
    assert_true(db_begin_read(db, &error));
    if (!check_run(&check, NULL, &error))
        fail_msg("%s", error.log);
    db_end_read(db);
    assert_int_equal(check.faults, 0);
    db_close(db);
}

static void a_row_of_each_end_that_is_gone_is_found(struct place *place)
{
    struct error error = {0};
    struct db *db = make(place);
    struct uuid patient = id_of(1), account = id_of(2);
    must(db,
         SQL("INSERT INTO outbox (id, kind, patient_id, payload, created_at, due_at, attempts)"
             " VALUES (?2, 'x', ?1, '', 0, 0, 0)"),
         v_uuid(&patient), v_uuid(&account));
    must(db,
         SQL("INSERT INTO idempotency (account_id, key, request, status, content_type, body,"
             " created_at) VALUES (?1, 'k', ?2, 200, '', '', 0)"),
         v_uuid(&account), v_bytes("x", 1));
    struct check check = {.db = db, .now = 1};
    assert_true(check_run(&check, "references", &error));
    assert_int_equal(check.faults, 2);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(every_column_that_leads_elsewhere_is_enforced_listed_or_exempt),
        ON_SQLITE(nothing_is_listed_that_is_not_there),
        ON_BOTH(every_part_runs_in_an_empty_database),
        ON_BOTH(a_row_of_each_end_that_is_gone_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
