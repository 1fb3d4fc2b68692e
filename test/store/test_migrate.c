/* How migrations run, with a list of its own in place of the program's. */
#include "lib.h"

#include "store/migrate.h"
#include "store/migrations.h"

#include <pthread.h>

const struct migration migrations[] = {
    {"0001_first", "CREATE TABLE first (id bigint PRIMARY KEY, t text NOT NULL);\n"
                   "INSERT INTO first (id, t) VALUES (1, 'one');\n"},
    {"0002_second", "-- It doesn't change what is there?\n"
                    "CREATE TABLE second (id uuid PRIMARY KEY) WITHOUT ROWID;\n"
                    "ALTER TABLE first ADD COLUMN n bigint;\nUPDATE first SET n = id + 1;\n"},
    {"0003_third", "CREATE TABLE before_third (id bigint);\n"
                   "INSERT INTO before_third (id) VALUES (1);\n"
                   "CREATE TABLE third (id bigint);\n"},
};
const size_t migration_count = 3;

static const struct sql VERSIONS = {"SELECT count(*) FROM migration"};
static const struct sql NEWEST = {"SELECT max(version) FROM migration"};

static void expect_state(struct db *db, enum schema_state expected, int64_t expected_version)
{
    struct error error = {0};
    enum schema_state state;
    int64_t version;
    assert_true(migrate_state(db, &state, &version, &error));
    assert_int_equal(state, expected);
    assert_int_equal(version, expected_version);
}

static void migrate(struct db *db, int expected)
{
    struct error error = {0};
    int applied = -1;
    if (!migrate_run(db, 1700000000000, &applied, &error))
        fail_msg("%s", error.log);
    assert_int_equal(applied, expected);
}

static void an_empty_database_becomes_current(struct place *place)
{
    struct db *db = place_open(place, DB_CREATE);
    expect_state(db, SCHEMA_EMPTY, 0);
    migrate(db, 3);
    expect_state(db, SCHEMA_CURRENT, 3);
    assert_true(table_exists(db, "third"));
    assert_int_equal(number(db, SQL("SELECT n FROM first WHERE id = 1")), 2);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM migration WHERE version = 2 AND name = "
                                    "'0002_second' AND applied_at = 1700000000000")),
                     1);
    db_close(db);
}

static void running_again_changes_nothing(struct place *place)
{
    struct db *db = place_open(place, DB_CREATE);
    migrate(db, 3);
    migrate(db, 0);
    assert_int_equal(number(db, &VERSIONS), 3);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM first")), 1);
    db_close(db);
    db = place_open(place, DB_WRITE);
    migrate(db, 0);
    db_close(db);
}

static void one_that_fails_leaves_nothing_and_those_before_it_stay(struct place *place)
{
    struct error error = {0};
    struct db *db = place_open(place, DB_CREATE);
    int applied = -1;
    must_run(db, SQL("CREATE TABLE third (id bigint)"), NO_ARGS);
    assert_false(migrate_run(db, 1, &applied, &error));
    assert_int_equal(applied, 2);
    assert_int_equal(error.code, ERROR_INTERNAL);
    assert_false(table_exists(db, "before_third"));
    expect_state(db, SCHEMA_OLD, 2);
    must_run(db, SQL("DROP TABLE third"), NO_ARGS);
    migrate(db, 1);
    expect_state(db, SCHEMA_CURRENT, 3);
    db_close(db);
}

static void a_first_one_that_fails_leaves_an_empty_database(struct place *place)
{
    struct error error = {0};
    struct db *db = place_open(place, DB_CREATE);
    int applied = -1;
    must_run(db, SQL("CREATE TABLE first (id bigint)"), NO_ARGS);
    assert_false(migrate_run(db, 1, &applied, &error));
    assert_int_equal(applied, 0);
    assert_false(table_exists(db, "migration"));
    expect_state(db, SCHEMA_EMPTY, 0);
    must_run(db, SQL("DROP TABLE first"), NO_ARGS);
    migrate(db, 3);
    db_close(db);
}

static void a_newer_database_is_refused_and_left_alone(struct place *place)
{
    struct error error = {0};
    struct db *db = place_open(place, DB_CREATE);
    int applied = -1;
    migrate(db, 3);
    must_run(db, SQL("INSERT INTO migration (version, name, applied_at) VALUES (4, 'later', 1)"),
             NO_ARGS);
    expect_state(db, SCHEMA_NEWER, 4);
    assert_false(migrate_run(db, 1, &applied, &error));
    assert_int_equal(error.code, ERROR_CONFLICT);
    assert_string_equal(error.place, "db");
    assert_int_equal(applied, 0);
    assert_int_equal(number(db, &NEWEST), 4);
    db_close(db);
}

static void an_old_database_gets_only_what_it_lacks(struct place *place)
{
    struct error error = {0};
    struct db *db = place_open(place, DB_CREATE);
    assert_true(db_begin(db, &error));
    assert_true(db_script(db,
                          "CREATE TABLE migration (version bigint PRIMARY KEY, name text NOT NULL,"
                          " applied_at bigint NOT NULL);"
                          "INSERT INTO migration VALUES (1, '0001_first', 5);",
                          &error));
    assert_true(db_script(db, migrations[0].script, &error));
    db_send(db, SQL("INSERT INTO first (id, t) VALUES (7, 'seven')"), NO_ARGS);
    assert_true(db_commit(db, &error));
    expect_state(db, SCHEMA_OLD, 1);
    migrate(db, 2);
    assert_int_equal(number(db, SQL("SELECT n FROM first WHERE id = 7")), 8);
    assert_int_equal(number(db, SQL("SELECT applied_at FROM migration WHERE version = 1")), 5);
    db_close(db);
}

struct racer {
    const struct place *place;
    bool ok;
    int applied;
    struct error error;
};

static void *race(void *argument)
{
    struct racer *racer = argument;
    struct db *db = db_open(racer->place->url, DB_WRITE, &racer->error);
    racer->ok = db && migrate_run(db, 1, &racer->applied, &racer->error);
    db_close(db);
    return NULL;
}

static void several_at_once_share_the_work(struct place *place)
{
    enum { RACERS = 4 };
    struct racer racers[RACERS];
    pthread_t threads[RACERS];
    int applied = 0;
    db_close(place_open(place, DB_CREATE));
    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){.place = place};
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < RACERS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < RACERS; i++) {
        if (!racers[i].ok)
            fail_msg("%s", racers[i].error.log);
        applied += racers[i].applied;
    }
    assert_int_equal(applied, 3);
    assert_int_equal(place_number(place, &VERSIONS), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(an_empty_database_becomes_current),
        ON_BOTH(running_again_changes_nothing),
        ON_BOTH(one_that_fails_leaves_nothing_and_those_before_it_stay),
        ON_BOTH(a_first_one_that_fails_leaves_an_empty_database),
        ON_BOTH(a_newer_database_is_refused_and_left_alone),
        ON_BOTH(an_old_database_gets_only_what_it_lacks),
        ON_BOTH(several_at_once_share_the_work),
    };
    return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
