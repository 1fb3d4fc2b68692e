/* The program's own migrations: each runs on both databases, over data that an earlier one has
 * left. */
#include "lib.h"

#include "store/migrate.h"
#include "store/migrations.h"

#include <stdio.h>

static const struct sql VERSIONS = {"SELECT count(*) FROM migration"};

static const struct sql NOTE = {
    "INSERT INTO migration (version, name, applied_at) VALUES (?1, ?2, 5)",
};

/* As migrate_run does it, but only up to here. */
static void apply_first(struct db *db, size_t count)
{
    struct error error = {0};
    assert_true(db_begin(db, &error));
    if (!db_script(db,
                   "CREATE TABLE migration (version bigint PRIMARY KEY, name text NOT NULL,"
                   " applied_at bigint NOT NULL)",
                   &error))
        fail_msg("%s", error.log);
    for (size_t i = 0; i < count; i++) {
        if (!db_script(db, migrations[i].script, &error))
            fail_msg("%s", error.log);
        db_send(db, &NOTE, ARGS(v_int((int64_t)i + 1), v_text(migrations[i].name)));
    }
    assert_true(db_commit(db, &error));
}

static void put_organisations(struct db *db)
{
    static const struct sql add = {"INSERT INTO organisation (id, kind, name, number, parent_id, "
                                   "party_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"};
    struct uuid municipality = id_of(1), service = id_of(2), hospital = id_of(3);
    must(db, &add, v_uuid(&municipality), v_text("municipality"), v_text("Åsgård"), v_text("0001"),
         v_null(), v_uuid(&municipality), v_int(1));
    must(db, &add, v_uuid(&service), v_text("service"), v_text("Oppfølging"), v_null(),
         v_uuid(&municipality), v_uuid(&municipality), v_int(2));
    must(db, &add, v_uuid(&hospital), v_text("hospital"), v_text("Sykehus"), v_null(), v_null(),
         v_uuid(&hospital), v_int(3));
    must(db, SQL("INSERT INTO organisation_link (from_id, to_id, kind) VALUES (?1, ?2, ?3)"),
         v_uuid(&service), v_uuid(&municipality), v_text("serves"));
}

static void put_people(struct db *db)
{
    struct uuid account = id_of(10), role = id_of(11), service = id_of(2), agreement = id_of(12);
    must(db,
         SQL("INSERT INTO agreement (id, title, starts_at, ends_at, created_at)"
             " VALUES (?1, 'Together', 1, NULL, 1)"),
         v_uuid(&agreement));
    must(db, SQL("INSERT INTO agreement_party (organisation_id, agreement_id) VALUES (?1, ?2)"),
         v_uuid(&service), v_uuid(&agreement));
    must(db, SQL("INSERT INTO agreement_programme (agreement_id, programme) VALUES (?1, 'copd')"),
         v_uuid(&agreement));
    must(db,
         SQL("INSERT INTO account (id, login, kind, name, active, created_at)"
             " VALUES (?1, 'nurse', 'person', 'Nurse', 1, 1)"),
         v_uuid(&account));
    must(db,
         SQL("INSERT INTO role (id, account_id, organisation_id, role, starts_at)"
             " VALUES (?1, ?2, ?3, 'nurse', 1)"),
         v_uuid(&role), v_uuid(&account), v_uuid(&service));
    must(db,
         SQL("INSERT INTO session (token_hash, account_id, role_id, kind, created_at, expires_at)"
             " VALUES (?1, ?2, ?3, 'cookie', 1, 2)"),
         v_bytes("0123456789abcdef0123456789abcdef", 32), v_uuid(&account), v_uuid(&role));
}

static void all_run_on_an_empty_database(struct place *place)
{
    struct error error = {0};
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    if (!migrate_run(db, 1, &applied, &error))
        fail_msg("%s", error.log);
    assert_int_equal(applied, migration_count);
    assert_int_equal(number(db, &VERSIONS), migration_count);
    db_close(db);
}

static void data_of_the_first_survives_all_that_follow(struct place *place)
{
    struct error error = {0};
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    apply_first(db, 1);
    put_organisations(db);
    put_people(db);
    if (!migrate_run(db, 1, &applied, &error))
        fail_msg("%s", error.log);
    assert_int_equal(applied, migration_count - 1);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM organisation")), 3);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM organisation o JOIN organisation p"
                                    " ON p.id = o.parent_id WHERE o.name = 'Oppfølging'"
                                    " AND p.name = 'Åsgård' AND p.number = '0001'")),
                     1);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM organisation_link")), 1);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM session s JOIN role r ON r.id = s.role_id"
                                    " JOIN account a ON a.id = r.account_id"
                                    " JOIN agreement_party p"
                                    " ON p.organisation_id = r.organisation_id"
                                    " JOIN agreement_programme g"
                                    " ON g.agreement_id = p.agreement_id"
                                    " WHERE a.login = 'nurse' AND g.programme = 'copd'")),
                     1);
    db_close(db);
}

static void names_from_before_are_searched_as_new_ones_are(struct place *place)
{
    static const char *const names[][2] = {
        {"Åse-Marie", "ÆRØ Ødegård"}, {"Bjørn Áilu", "Čađŋŧžš"}, {"ĐŊŦŽŠ Å", "Äikiö-Löf"},
        {"André", "Müller Éa"},       {"Kari", "NORDMANN"},
    };
    enum { BEFORE = 6, NAMES = sizeof names / sizeof names[0] };
    struct error error = {0};
    struct uuid municipality = id_of(1);
    struct arena arena;
    struct rows *rows;
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    arena_init(&arena);
    apply_first(db, BEFORE);
    put_organisations(db);
    for (unsigned i = 0; i < NAMES; i++) {
        struct uuid id = id_of(100 + i);
        must(db,
             SQL("INSERT INTO patient (id, family, given, birth_date, sex, municipality_id,"
                 " language, created_at) VALUES (?1, ?2, ?3, '1950-01-01', 'female', ?4, 'nb', 1)"),
             v_uuid(&id), v_text(names[i][1]), v_text(names[i][0]), v_uuid(&municipality));
    }
    if (!migrate_run(db, 1, &applied, &error))
        fail_msg("%s", error.log);
    assert_true(
        db_run(db, &arena, SQL("SELECT search FROM patient ORDER BY id"), NO_ARGS, &rows, &error));
    assert_int_equal(rows_count(rows), NAMES);
    for (unsigned i = 0; i < NAMES; i++) {
        const char *name = arena_printf(&arena, "%s %s", names[i][0], names[i][1]);
        if (!str_equal(row_str(rows, i, 0), str_fold(&arena, str_of(name))))
            fail_msg("%s is searched as %s", name, row_str(rows, i, 0).at);
    }
    arena_finish(&arena);
    db_close(db);
}

/* Orders from before levels could be ordered say nothing of any, and neither do their enrolments.
 */
static void orders_from_before_levels_order_none(struct place *place)
{
    enum { BEFORE = 8 };
    struct error error = {0};
    struct uuid patient = id_of(20), enrolment = id_of(21), account = id_of(10);
    struct uuid municipality = id_of(1), service = id_of(2);
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    apply_first(db, BEFORE);
    put_organisations(db);
    put_people(db);
    must(db,
         SQL("INSERT INTO patient (id, family, given, birth_date, sex, municipality_id, language,"
             " created_at) VALUES (?1, 'Nordmann', 'Kari', '1950-01-01', 'female', ?2, 'nb', 1)"),
         v_uuid(&patient), v_uuid(&municipality));
    must(db,
         SQL("INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
             " municipality_id, state, state_since, limits_version, limits, created_at)"
             " VALUES (?1, ?2, 'copd', 3, ?3, ?4, 'active', 1, 1, '[[1,0,3,1,88000000]]', 1)"),
         v_uuid(&patient), v_uuid(&enrolment), v_uuid(&service), v_uuid(&municipality));
    must(db,
         SQL("INSERT INTO limit_order (patient_id, enrolment_id, version, ordered_by, ordered_at,"
             " entered_by, entered_at, reason) VALUES (?1, ?2, 1, 'Lege', 1, ?3, 1, 'x')"),
         v_uuid(&patient), v_uuid(&enrolment), v_uuid(&account));
    if (!migrate_run(db, 1, &applied, &error))
        fail_msg("%s", error.log);
    assert_int_equal(applied, migration_count - BEFORE);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM limit_order WHERE news2_scale IS NULL"
                                    " AND ordered_by = 'Lege'")),
                     1);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM enrolment WHERE levels IS NULL"
                                    " AND limits = '[[1,0,3,1,88000000]]'")),
                     1);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM patient_habit")), 0);
    db_close(db);
}

static void names_are_numbered_in_order(struct place *place)
{
    char start[16];
    (void)place;
    for (size_t i = 0; i < migration_count; i++) {
        snprintf(start, sizeof start, "%04u_", (unsigned)(i + 1));
        assert_memory_equal(migrations[i].name, start, 5);
    }
}

/* PostgreSQL never takes NULL in a primary key; SQLite does unless the column says NOT NULL. */
static void no_primary_key_takes_null(struct place *place)
{
    static const struct sql loose = {
        "SELECT t.name || '.' || c.name FROM pragma_table_list t, pragma_table_info(t.name) c"
        " WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
        " AND t.name <> 'migration' AND t.wr = 0 AND c.pk > 0 AND c.\"notnull\" = 0"};
    struct arena arena;
    struct rows *rows;
    struct error error = {0};
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    assert_true(migrate_run(db, 1, &applied, &error));
    arena_init(&arena);
    assert_true(db_run(db, &arena, &loose, NO_ARGS, &rows, &error));
    for (size_t i = 0; i < rows_count(rows); i++)
        print_error("%s may be NULL\n", row_str(rows, i, 0).at);
    assert_int_equal(rows_count(rows), 0);
    arena_finish(&arena);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(all_run_on_an_empty_database),
        ON_BOTH(data_of_the_first_survives_all_that_follow),
        ON_BOTH(names_from_before_are_searched_as_new_ones_are),
        ON_BOTH(orders_from_before_levels_order_none),
        ON_SQLITE(names_are_numbered_in_order),
        ON_SQLITE(no_primary_key_takes_null),
    };
    return cmocka_run_group_tests_name("migrations", tests, NULL, NULL);
}
