/* Reports that did not come: who is marked, since when, and that no row is passed over where a page
 * ends. */
#include "../store/lib.h"

#include "base/clock.h"
#include "base/log.h"
#include "embedded.h"
#include "house.h"
#include "programme/programme_store.h"
#include "store/migrate.h"
#include "worklist/missing.h"

#include <stdlib.h>

#define NOW INT64_C(1780000000000)
#define A_DAY (INT64_C(24) * 60 * 60 * 1000)

static const struct clock CLOCK = {.fixed = NOW};

struct marking {
    struct command command;
    struct programmes *programmes;
    int64_t marked;
};

static bool apply_marking(struct command *command, struct tx *tx, struct error *error)
{
    struct marking *marking = (struct marking *)command;
    return missing_mark(tx, marking->programmes, &MISSING_GRACE, &marking->marked, error);
}

/* In a writing transaction of its own, as the program would. */
static int64_t mark(const struct place *place)
{
    struct error error = {0};
    struct uuid_source *ids = uuid_source_create_seeded(1);
    struct house *house = house_create(NULL, ids);
    struct writer_hooks hooks = house_hooks(house);
    struct writer *writer = writer_create(place->url, &CLOCK, 4, &hooks, &error);
    struct marking marking = {.command = {.alone = true, .apply = apply_marking},
                              .programmes = programmes_create()};
    assert_non_null(writer);
    if (!writer_run(writer, &marking.command, &error))
        fail_msg("%s", error.log);
    writer_destroy(writer);
    programmes_destroy(marking.programmes);
    house_destroy(house);
    uuid_source_destroy(ids);
    return marking.marked;
}

enum { SERVICE = 1 };

static struct db *make(struct place *place)
{
    struct error error = {0};
    struct arena arena;
    struct programme programme;
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    arena_init(&arena);
    if (!migrate_run(db, NOW, &applied, &error))
        fail_msg("%s", error.log);
    for (size_t i = 0; i < embedded_programme_count; i++) {
        struct tx tx = {.db = db, .arena = &arena, .now = NOW};
        assert_true(programme_parse(&arena, embedded_programmes[i], &programme, &error));
        assert_true(db_begin(db, &error));
        programme_store(&tx, &programme, embedded_programmes[i], "A", "test");
        assert_true(db_commit(db, &error));
    }
    struct uuid service = id_of(SERVICE);
    must(db,
         SQL("INSERT INTO organisation (id, kind, name, party_id, created_at)"
             " VALUES (?1, 'municipality', 'A', ?1, 0)"),
         v_uuid(&service));
    arena_finish(&arena);
    return db;
}

static void enrol(struct db *db, unsigned patient, unsigned number, const char *state, int days)
{
    struct uuid who = id_of(patient), id = id_of(100000 + number), service = id_of(SERVICE);
    must(db,
         SQL("INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
             " municipality_id, state, state_since, limits_version, created_at)"
             " VALUES (?1, ?2, 'copd', 3, ?3, ?3, ?4, ?5, 0, 0)"),
         v_uuid(&who), v_uuid(&id), v_uuid(&service), v_text(state), v_int(NOW - days * A_DAY));
}

/* hours: since the last report; 0: there was none. */
static void put(struct db *db, unsigned patient, enum zone zone, int64_t hours)
{
    struct uuid who = id_of(patient), service = id_of(SERVICE);
    must(db,
         SQL("INSERT INTO overview (patient_id, service_id, municipality_id, tier, zone,"
             " unconfirmed, since, version, report_open_until, reported_at, reasons, missing,"
             " unread, tasks) VALUES (?1, ?2, ?2, 4, ?3, 0, 0, 1, 0, ?4, '[]', 0, 0, 0)"),
         v_uuid(&who), v_uuid(&service), v_int(zone),
         hours ? v_int(NOW - hours * 60 * 60 * 1000) : v_null());
}

static void
a_report_is_missing_when_it_is_later_than_the_schedule_and_the_grace(struct place *place)
{
    static const struct {
        const char *state;
        enum zone zone;
        int64_t hours;
        int every; /* days, when it is missing; 0: it is not */
    } all[] = {
        {"trial", ZONE_NONE, 47, 0},    {"trial", ZONE_NONE, 49, 1},
        {"active", ZONE_GREEN, 239, 0}, {"active", ZONE_GREEN, 241, 7},
        {"active", ZONE_YELLOW, 47, 0}, {"active", ZONE_YELLOW, 49, 1},
        {"active", ZONE_RED, 49, 1},    {"paused", ZONE_RED, 999, 0},
        {"closing", ZONE_NONE, 999, 0}, {"granted", ZONE_NONE, 0, 0},
    };
    enum { ALL = sizeof all / sizeof all[0] };
    struct db *db = make(place);
    int64_t expected = 0;
    for (unsigned i = 0; i < ALL; i++) {
        put(db, 10 + i, all[i].zone, all[i].hours);
        enrol(db, 10 + i, i, all[i].state, 60);
        expected += all[i].every > 0;
    }
    /* Never reported: since the trial began. */
    put(db, 50, ZONE_NONE, 0);
    enrol(db, 50, 50, "trial", 3);
    assert_int_equal(mark(place), expected + 1);
    struct arena arena;
    struct rows *rows;
    struct error error = {0};
    arena_init(&arena);
    assert_true(db_run(db, &arena,
                       SQL("SELECT reported_at, missing, missing_since, version, tier"
                           " FROM overview ORDER BY patient_id"),
                       NO_ARGS, &rows, &error));
    for (unsigned i = 0; i < ALL; i++) {
        int64_t since = all[i].every ? row_int(rows, i, 0) + all[i].every * A_DAY : 0;
        if (row_int(rows, i, 2) != since)
            fail_msg("%s after %d hours", all[i].state, (int)all[i].hours);
        assert_int_equal(row_int(rows, i, 1), all[i].every > 0);
        assert_int_equal(row_int(rows, i, 3), all[i].every ? 2 : 1);
        if (all[i].every && all[i].zone < ZONE_YELLOW)
            assert_int_equal(row_int(rows, i, 4), 2);
    }
    assert_int_equal(row_int(rows, ALL, 2), NOW - 2 * A_DAY);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM event WHERE kind = 'missing'")),
                     expected + 1);
    assert_int_equal(mark(place), 0);
    arena_finish(&arena);
    db_close(db);
}

/* A page ends between two enrolments of one row: with an odd number before them. */
static void no_row_is_passed_over_where_a_page_ends(struct place *place)
{
    enum { ROWS = 700 };
    struct db *db = make(place);
    struct error error = {0};
    assert_true(db_begin(db, &error));
    for (unsigned i = 0; i < ROWS; i++) {
        put(db, 10 + i, ZONE_NONE, 24 * 5);
        enrol(db, 10 + i, 2 * i, "active", 60);
        if (i > 0)
            enrol(db, 10 + i, 2 * i + 1, "trial", 60);
    }
    assert_true(db_commit(db, &error));
    /* The first is followed weekly alone, the strictest of the others' two is daily. */
    assert_int_equal(mark(place), ROWS - 1);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(a_report_is_missing_when_it_is_later_than_the_schedule_and_the_grace),
        ON_BOTH(no_row_is_passed_over_where_a_page_ends),
    };
    log_level_set(LOG_ERROR + 1);
    return cmocka_run_group_tests_name("missing", tests, NULL, NULL);
}
