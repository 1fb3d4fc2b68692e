/* A whole database into one private file and back into an empty one of either kind: only an empty
 * one is taken, and what does not end well leaves nothing. */
#include "lib.h"

#include "store/landing.h"
#include "store/migrate.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct sql PLACES = {"SELECT count(*) FROM organisation"};
static const struct sql ADD = {
    "INSERT INTO organisation (id, kind, name, parent_id, party_id, created_at)"
    " VALUES (?1, 'unit', 'Åsgård', ?2, ?1, 1)"};

static void migrate(struct db *db, int64_t version)
{
    struct error error = {0};
    assert_true(db_begin(db, &error));
    if (!migrate_within(db, version, 5, &error) || !db_commit(db, &error))
        fail_msg("%s", error.log);
}

/* A child before its parent. */
static void fill(struct place *place, int64_t version)
{
    struct db *db = place_open(place, DB_CREATE);
    struct uuid child = id_of(1), parent = id_of(2);
    migrate(db, version);
    must(db, &ADD, v_uuid(&parent), v_null());
    must(db, &ADD, v_uuid(&child), v_uuid(&parent));
    db_close(db);
}

static struct scratch *take(const struct place *place)
{
    struct error error = {0};
    struct db *db = place_open(place, DB_READ);
    struct scratch *scratch = scratch_create(NULL, place->folder, &error);
    if (!scratch || !snapshot_take(db, scratch, NULL, NULL, &error) ||
        !scratch_check(scratch, &error))
        fail_msg("%s %s", error.log, error.detail);
    db_close(db);
    return scratch;
}

/* The bytes of one into another that was not yet used. */
static void pour(struct scratch *from, struct scratch *to)
{
    struct error error = {0};
    char block[4096];
    ssize_t got;
    assert_true(scratch_settle(from, &error));
    for (off_t at = 0; (got = pread(scratch_file(from), block, sizeof block, at)) > 0; at += got)
        assert_int_equal(write(scratch_file(to), block, (size_t)got), got);
}

/* What a restore does: an empty database of the same kind beside the place's. */
static struct landing *land(struct place *place, struct scratch *from, const char *url)
{
    struct error error = {0};
    struct landing *landing = landing_open(url, place->folder, &error);
    if (!landing)
        fail_msg("%s %s", error.log, error.detail);
    pour(from, landing_scratch(landing));
    if (!scratch_check(landing_scratch(landing), &error) ||
        !landing_copy(landing, 7, NULL, NULL, &error))
        fail_msg("%s %s", error.log, error.detail);
    return landing;
}

static void wipe(struct place *place)
{
    char path[128];
    if (place->kind == DB_POSTGRES) {
        struct error error = {0};
        struct db *db = place_open(place, DB_WRITE);
        assert_true(db_begin(db, &error));
        assert_true(db_script(db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", &error));
        assert_true(db_commit(db, &error));
        db_close(db);
        return;
    }
    snprintf(path, sizeof path, "%s", place->url + strlen("sqlite:"));
    assert_int_equal(unlink(path), 0);
}

static bool is_there(const struct place *place)
{
    if (place->kind == DB_POSTGRES) {
        struct db *db = place_open(place, DB_READ);
        bool there = table_exists(db, "organisation");
        db_close(db);
        return there;
    }
    return access(place->url + strlen("sqlite:"), F_OK) == 0;
}

static bool opens(const struct place *place, struct error *error)
{
    *error = (struct error){0};
    struct landing *landing = landing_open(place->url, place->folder, error);
    landing_destroy(landing);
    return landing != NULL;
}

/* ---- cases ---- */

static void what_was_taken_is_there_after_the_commit(struct place *place)
{
    struct error error = {0};
    fill(place, migrate_newest());
    struct scratch *scratch = take(place);
    wipe(place);
    struct landing *landing = land(place, scratch, place->url);
    assert_int_equal(number(landing_db(landing), &PLACES), 2);
    if (!landing_commit(landing, &error))
        fail_msg("%s %s", error.log, error.detail);
    landing_destroy(landing);
    scratch_destroy(scratch);
    assert_int_equal(place_number(place, &PLACES), 2);
    /* When it was migrated first, not when it was restored. */
    assert_int_equal(place_number(place, SQL("SELECT max(applied_at) FROM migration")), 5);
}

static void without_the_commit_nothing_is_there(struct place *place)
{
    fill(place, migrate_newest());
    struct scratch *scratch = take(place);
    wipe(place);
    landing_destroy(land(place, scratch, place->url));
    scratch_destroy(scratch);
    assert_false(is_there(place));
}

static void a_database_with_something_in_it_is_refused(struct place *place)
{
    struct error error;
    fill(place, migrate_newest());
    assert_false(opens(place, &error));
    assert_int_equal(error.code, ERROR_CONFLICT);
    assert_non_null(strstr(error.detail, "2 rows of organisation"));
    assert_int_equal(place_number(place, &PLACES), 2);
}

static void an_empty_database_of_this_version_is_taken(struct place *place)
{
    struct error error = {0};
    fill(place, migrate_newest());
    struct scratch *scratch = take(place);
    wipe(place);
    struct db *db = place_open(place, DB_CREATE);
    migrate(db, migrate_newest());
    db_close(db);
    struct landing *landing = land(place, scratch, place->url);
    assert_true(landing_commit(landing, &error));
    landing_destroy(landing);
    scratch_destroy(scratch);
    assert_int_equal(place_number(place, &PLACES), 2);
}

static void an_older_version_is_kept_as_it_is(struct place *place)
{
    enum schema_state state;
    struct error error = {0};
    int64_t version;
    fill(place, migrate_newest() - 1);
    struct scratch *scratch = take(place);
    assert_true(migrate_state(scratch_db(scratch), &state, &version, &error));
    assert_int_equal(version, migrate_newest() - 1);
    assert_int_equal(number(scratch_db(scratch), &PLACES), 2);
    scratch_destroy(scratch);
}

static void a_database_that_another_uses_is_not_replaced(struct place *place)
{
    struct error error;
    struct db *db = place_open(place, DB_CREATE);
    migrate(db, migrate_newest());
    assert_false(opens(place, &error));
    assert_non_null(strstr(error.detail, "another process"));
    db_close(db);
    assert_true(opens(place, &error));
}

/* SQLite would play it back into whatever stands there next. */
static void the_log_of_a_lost_database_is_not_played_into_another(struct place *place)
{
    struct error error;
    char path[128];
    snprintf(path, sizeof path, "%s-wal", place->url + strlen("sqlite:"));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fclose(file);
    assert_false(opens(place, &error));
    assert_string_equal(error.place, path);
    unlink(path);
    assert_true(opens(place, &error));
}

static void a_scratch_leaves_no_name(struct place *place)
{
    char names[128];
    glob_t found = {0};
    fill(place, migrate_newest());
    struct scratch *scratch = take(place);
    snprintf(names, sizeof names, "%s/varde-*", place->folder);
    assert_int_equal(number(scratch_db(scratch), &PLACES), 2);
    assert_int_equal(glob(names, 0, NULL, &found), GLOB_NOMATCH);
    globfree(&found);
    scratch_destroy(scratch);
}

/* ---- what comes from outside ---- */

struct told {
    int count;
    char first[80];
};

static void note_dropped(void *context, struct str type, struct str name)
{
    struct told *told = context;
    if (told->count++ == 0)
        snprintf(told->first, sizeof told->first, "%.*s %.*s", STR_ARG(type), STR_ARG(name));
}

/* With the script having been run in what was taken. */
static bool tidies(struct place *place, const char *script, struct told *told, struct error *error)
{
    fill(place, migrate_newest());
    struct scratch *scratch = take(place);
    *told = (struct told){0};
    if (!db_script(scratch_db(scratch), script, error))
        fail_msg("%s", error->log);
    bool ok = scratch_tidy(scratch, migrate_newest(), place->folder, note_dropped, told, error);
    if (ok) {
        assert_int_equal(number(scratch_db(scratch), SQL("SELECT count(*) FROM sqlite_master WHERE"
                                                         " type IN ('trigger', 'view')")),
                         0);
        assert_int_equal(number(scratch_db(scratch), SQL("SELECT count(*) FROM sqlite_master WHERE"
                                                         " name = 'login_link_account'")),
                         1);
    }
    scratch_destroy(scratch);
    return ok;
}

static void what_was_made_here_is_known(struct place *place)
{
    struct error error = {0};
    struct told told;
    if (!tidies(place, "", &told, &error))
        fail_msg("%s %s", error.log, error.detail);
    assert_int_equal(told.count, 0);
}

static void triggers_views_and_indexes_from_outside_are_dropped(struct place *place)
{
    struct error error = {0};
    struct told told;
    static const char script[] =
        "CREATE TRIGGER \"a \"\"b\" AFTER INSERT ON session BEGIN DELETE FROM access_log; END;"
        "CREATE VIEW all_roles AS SELECT * FROM role;"
        "CREATE UNIQUE INDEX one_session ON session (account_id);"
        "DROP INDEX login_link_account;"
        "CREATE UNIQUE INDEX login_link_account ON login_link (created_at)";
    if (!tidies(place, script, &told, &error))
        fail_msg("%s %s", error.log, error.detail);
    assert_int_equal(told.count, 4);
    assert_string_equal(told.first, "view all_roles");
}

static void tables_that_are_not_as_ours_are_refused(struct place *place)
{
    static const char *const scripts[] = {
        "CREATE TABLE more (id bigint)",
        "ALTER TABLE note ADD COLUMN more bigint",
        "ALTER TABLE note ADD COLUMN more bigint AS (1)",
        "DROP TABLE access_log_seal",
        "ALTER TABLE note RENAME TO notes",
        "DROP TABLE job; CREATE VIRTUAL TABLE job USING fts5 (name)",
        "DROP TABLE login_link; CREATE TABLE login_link (token_hash bytea PRIMARY KEY,"
        " account_id uuid NOT NULL, created_at bigint NOT NULL, expires_at bigint NOT NULL,"
        " used_at bigint) WITHOUT ROWID",
    };
    struct told told;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct error error = {0};
        if (tidies(place, scripts[i], &told, &error))
            fail_msg("taken: %s", scripts[i]);
        assert_int_equal(error.code, ERROR_INVALID);
        wipe(place);
    }
}

static void values_of_other_types_are_refused(struct place *place)
{
    static const char *const scripts[] = {
        "UPDATE organisation SET created_at = 'soon'",  "UPDATE organisation SET created_at = 1.5",
        "UPDATE organisation SET name = x'00'",         "UPDATE organisation SET parent_id = x'00'",
        "UPDATE organisation SET parent_id = 'parent'",
    };
    struct told told;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        struct error error = {0};
        if (tidies(place, scripts[i], &told, &error))
            fail_msg("taken: %s", scripts[i]);
        assert_non_null(strstr(error.detail, "organisation"));
        wipe(place);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(what_was_taken_is_there_after_the_commit),
        ON_BOTH(without_the_commit_nothing_is_there),
        ON_BOTH(a_database_with_something_in_it_is_refused),
        ON_BOTH(an_empty_database_of_this_version_is_taken),
        ON_BOTH(an_older_version_is_kept_as_it_is),
        ON_SQLITE(a_database_that_another_uses_is_not_replaced),
        ON_SQLITE(the_log_of_a_lost_database_is_not_played_into_another),
        ON_BOTH(a_scratch_leaves_no_name),
        ON_BOTH(what_was_made_here_is_known),
        ON_SQLITE(triggers_views_and_indexes_from_outside_are_dropped),
        ON_SQLITE(tables_that_are_not_as_ours_are_refused),
        ON_SQLITE(values_of_other_types_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
