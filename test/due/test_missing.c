/* Reports that were due, looked at by a clock that is set by hand: what is marked, since when, and
 * what the trace says became of it. */
#include "../store/lib.h"

#include "base/caltime.h"
#include "base/clock.h"
#include "base/log.h"
#include "due/due.h"
#include "embedded.h"
#include "house.h"
#include "programme/programme_store.h"
#include "store/migrate.h"

/* A Wednesday at noon, a month after the change to summer time. */
#define TODAY caltime_day(2026, 4, 29)
enum { SERVICE = 1, NURSE = 2, PATIENT = 10, ENROLMENT = 20, REPORT = 100 };

struct looking {
    struct command command;
    struct programmes *programmes;
    struct uuid patient;
};

static bool apply_look(struct command *command, struct tx *tx, struct error *error)
{
    struct looking *looking = (struct looking *)(void *)command;
    return due_look(tx, looking->programmes, &looking->patient, error);
}

static int64_t noon(int offset)
{
    return caltime_oslo_moment(TODAY + offset, 12 * 60);
}

static void look_at(const struct place *place, int64_t now)
{
    struct error error = {0};
    struct clock clock = {.fixed = now};
    struct uuid_source *ids = uuid_source_create_seeded((uint64_t)now);
    struct house *house = house_create(NULL, ids);
    struct writer_hooks hooks = house_hooks(house);
    struct writer *writer = writer_create(place->url, &clock, 4, &hooks, &error);
    struct looking looking = {.command = {.alone = true, .apply = apply_look},
                              .programmes = programmes_create(),
                              .patient = id_of(PATIENT)};
    assert_non_null(writer);
    if (!writer_run(writer, &looking.command, &error))
        fail_msg("%s", error.log);
    writer_destroy(writer);
    programmes_destroy(looking.programmes);
    house_destroy(house);
    uuid_source_destroy(ids);
}

static void store_copd(struct db *db)
{
    struct error error = {0};
    struct arena arena;
    struct programme programme;
    arena_init(&arena);
    struct tx tx = {.db = db, .arena = &arena, .now = 1};
    for (size_t i = 0; i < embedded_programme_count; i++) {
        assert_true(programme_parse(&arena, embedded_programmes[i], &programme, &error));
        assert_true(db_begin(db, &error));
        programme_store(&tx, &programme, embedded_programmes[i], "A", "test");
        assert_true(db_commit(db, &error));
    }
    arena_finish(&arena);
}

/* One patient, who has been followed for a year and reports by these phases since `from`. */
static struct db *make(struct place *place, const char *phases, int from)
{
    struct error error = {0};
    int applied;
    struct db *db = place_open(place, DB_CREATE);
    struct uuid service = id_of(SERVICE), nurse = id_of(NURSE), patient = id_of(PATIENT),
                enrolment = id_of(ENROLMENT);
    if (!migrate_run(db, 1, &applied, &error))
        fail_msg("%s", error.log);
    store_copd(db);
    must(db,
         SQL("INSERT INTO organisation (id, kind, name, party_id, created_at)"
             " VALUES (?1, 'municipality', 'A', ?1, 0)"),
         v_uuid(&service));
    must(db,
         SQL("INSERT INTO account (id, login, kind, name, active, created_at)"
             " VALUES (?1, 'n', 'person', 'N', 1, 0)"),
         v_uuid(&nurse));
    must(db,
         SQL("INSERT INTO patient (id, family, given, birth_date, sex, municipality_id, language,"
             " created_at) VALUES (?1, 'A', 'B', '1950-01-01', 'female', ?2, 'nb', 0)"),
         v_uuid(&patient), v_uuid(&service));
    must(db,
         SQL("INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
             " municipality_id, state, state_since, limits_version, created_at)"
             " VALUES (?1, ?2, 'copd', (SELECT max(version) FROM programme WHERE id = 'copd'),"
             " ?3, ?3, 'active', ?4, 0, ?4)"),
         v_uuid(&patient), v_uuid(&enrolment), v_uuid(&service), v_int(noon(-365)));
    must(db,
         SQL("INSERT INTO enrolment_schedule (patient_id, enrolment_id, version, from_day, phases,"
             " reason, account_id, at) VALUES (?1, ?2, 1, ?3, ?4, 'x', ?5, 0)"),
         v_uuid(&patient), v_uuid(&enrolment), v_int(TODAY + from), v_text(phases), v_uuid(&nurse));
    must(db,
         SQL("INSERT INTO overview (patient_id, service_id, municipality_id, tier, zone,"
             " unconfirmed, since, version, enrolment_id, report_open_until, reasons, missing,"
             " unread, tasks, contact_at)"
             " VALUES (?1, ?2, ?2, 4, 0, 0, 5, 1, ?3, 0, '[]', 0, 0, 0, ?4)"),
         v_uuid(&patient), v_uuid(&service), v_uuid(&enrolment), v_int(noon(0)));
    return db;
}

static void report(struct db *db, unsigned number, int64_t made)
{
    struct uuid patient = id_of(PATIENT), id = id_of(REPORT + number), key = id_of(number);
    must(db,
         SQL("INSERT INTO report (patient_id, id, source, account_id, received_at)"
             " VALUES (?1, ?2, 'fhir', ?3, ?4)"),
         v_uuid(&patient), v_uuid(&id), v_uuid(&id), v_int(made));
    must(db,
         SQL("INSERT INTO observation (patient_id, parameter, effective, key, version, panel,"
             " report_id, status, value, marks, effective_precision, effective_offset,"
             " received_at, account_id, content)"
             " VALUES (?1, ?2, ?3, ?4, 1, 0, ?5, 'final', 97000000, 0, 5, 0, ?6, ?5, ?4)"),
         v_uuid(&patient), v_int(PARAMETER_SPO2), v_int(made), v_bytes(key.b, sizeof key.b),
         v_uuid(&id), v_int(number));
}

#define DAILY "[{\"kind\":\"every\",\"every\":1,\"from\":\"2026-04-20\",\"until\":null}]"
#define FREE "[{\"kind\":\"a_week\",\"aWeek\":3,\"from\":\"2026-03-30\",\"until\":null}]"
#define CLOSE                                                                                      \
    "[{\"kind\":\"every\",\"every\":1,\"from\":\"2026-04-20\",\"until\":null,"                     \
    "\"deadlines\":[\"10:01\",\"10:05\"]}]"
#define TRACED(word) number(db, SQL("SELECT count(*) FROM missing_event WHERE kind = '" word "'"))
#define ROW(column) number(db, SQL("SELECT " column " FROM overview"))

static void each_day_that_is_missed_is_traced_once_and_is_news_only_at_first(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    report(db, 1, noon(-3));
    look_at(place, noon(-2));
    assert_int_equal(ROW("missing"), 0);
    look_at(place, noon(-1));
    assert_int_equal(ROW("missed"), 1);
    assert_int_equal(ROW("missing_since"), caltime_oslo_moment(TODAY - 1, 0));
    assert_int_equal(ROW("tier"), 2);
    int64_t version = ROW("version");
    look_at(place, noon(-1));
    look_at(place, noon(0));
    assert_int_equal(ROW("missed"), 2);
    assert_int_equal(ROW("missing_since"), caltime_oslo_moment(TODAY - 1, 0));
    assert_int_equal(ROW("version"), version);
    assert_int_equal(TRACED("missed"), 2);
    assert_int_equal(number(db, SQL("SELECT due_at FROM patient_due")),
                     caltime_oslo_moment(TODAY + 1, 0));
    db_close(db);
}

static void late_delivery_of_the_first_of_two_leaves_the_second(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    report(db, 1, noon(-3));
    look_at(place, noon(0));
    assert_int_equal(ROW("missed"), 2);
    report(db, 2, noon(-2));
    look_at(place, noon(0));
    assert_int_equal(ROW("missing"), 1);
    assert_int_equal(ROW("missed"), 1);
    assert_int_equal(ROW("missing_since"), caltime_oslo_moment(TODAY, 0));
    assert_int_equal(TRACED("withdrawn"), 1);
    assert_int_equal(TRACED("missed"), 1);
    report(db, 3, noon(-1));
    look_at(place, noon(0));
    assert_int_equal(ROW("missing"), 0);
    assert_int_equal(TRACED("withdrawn"), 2);
    assert_int_equal(number(db, SQL("SELECT count(DISTINCT report_id) FROM missing_event")), 2);
    db_close(db);
}

static void the_next_report_that_is_due_ends_it(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    report(db, 1, noon(-3));
    look_at(place, noon(0));
    report(db, 2, noon(0));
    look_at(place, noon(0) + HOUR);
    assert_int_equal(ROW("missing"), 0);
    assert_int_equal(TRACED("met"), 1);
    assert_int_equal(TRACED("withdrawn"), 0);
    db_close(db);
}

static void what_is_no_longer_due_is_moved(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    report(db, 1, noon(-3));
    look_at(place, noon(0));
    must(db, SQL("UPDATE enrolment SET state = 'closed', state_since = ?1"), v_int(noon(0)));
    look_at(place, noon(0) + HOUR);
    assert_int_equal(ROW("missing"), 0);
    assert_int_equal(TRACED("moved"), 1);
    assert_int_equal(number(db, SQL("SELECT count(*) FROM patient_due")), 0);
    db_close(db);
}

/* A device that sends without pause on Sunday takes nothing from Monday and Tuesday. */
static void many_readings_on_one_day_hide_no_other_day(struct place *place)
{
    struct db *db = make(place, FREE, -30);
    int32_t monday = -2, day = monday - 7;
    report(db, 1, noon(day));
    report(db, 2, noon(day + 1));
    for (unsigned i = 0; i < 2100; i++)
        report(db, 3 + i, noon(monday - 1) + (int64_t)i * SECOND);
    look_at(place, noon(monday));
    assert_int_equal(ROW("missing"), 0);
    db_close(db);
}

/* Two deadlines close to each other: what was sent between them is told from what came just before.
 */
static void deadlines_within_an_hour_are_told_apart(struct place *place)
{
    struct db *db = make(place, CLOSE, -9);
    report(db, 1, caltime_oslo_moment(TODAY - 1, 10 * 60 + 1));
    report(db, 2, caltime_oslo_moment(TODAY - 1, 10 * 60 + 4));
    report(db, 3, caltime_oslo_moment(TODAY - 1, 10 * 60 + 12));
    look_at(place, noon(0) - 3 * HOUR);
    assert_int_equal(ROW("missing"), 0);
    must(db,
         SQL("UPDATE observation SET status = 'entered-in-error' WHERE value = 97000000"
             " AND effective = ?1"),
         v_int(caltime_oslo_moment(TODAY - 1, 10 * 60 + 4)));
    look_at(place, noon(0) - 3 * HOUR);
    assert_int_equal(ROW("missed"), 1);
    db_close(db);
}

/* However long the trace of its states is, the last of them holds. */
static void the_newest_of_many_states_holds(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    struct uuid patient = id_of(PATIENT), enrolment = id_of(ENROLMENT), nurse = id_of(NURSE);
    for (int i = 0; i <= 1000; i++)
        must(db,
             SQL("INSERT INTO enrolment_transition (patient_id, enrolment_id, number, from_state,"
                 " to_state, account_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
             v_uuid(&patient), v_uuid(&enrolment), v_int(i + 1),
             v_text(i % 2 ? "paused" : "active"), v_text(i % 2 ? "active" : "paused"),
             v_uuid(&nurse), v_int(noon(i == 1000 ? -8 : -100) + i));
    must(db, SQL("UPDATE enrolment SET state = ?1"), v_text("paused"));
    look_at(place, noon(0));
    assert_int_equal(ROW("missing"), 0);
    db_close(db);
}

/* The job stood still for a while: one look tells it all, and a later one nothing more. */
static void a_look_after_a_long_time_tells_all_that_was_missed(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    report(db, 1, noon(-9));
    look_at(place, noon(0));
    assert_int_equal(ROW("missed"), 8);
    assert_int_equal(TRACED("missed"), 1);
    look_at(place, noon(0));
    assert_int_equal(TRACED("missed"), 1);
    db_close(db);
}

/* The first of what is missed running falls out of the days that are looked at: it stays what it
 * was, and each further one counts. */
static void a_mark_of_more_than_42_days_stays_what_it_was(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    report(db, 1, noon(-9));
    look_at(place, noon(-7));
    const int64_t first = caltime_oslo_moment(TODAY - 7, 0);
    assert_int_equal(ROW("missing_since"), first);
    int64_t version = ROW("version");
    for (int day = -6; day <= 50; day += 7)
        look_at(place, noon(day));
    assert_int_equal(ROW("missing_since"), first);
    assert_int_equal(ROW("missed"), 58);
    look_at(place, noon(50));
    assert_int_equal(ROW("missed"), 58);
    look_at(place, noon(51));
    assert_int_equal(ROW("missing_since"), first);
    assert_int_equal(ROW("missed"), 59);
    assert_int_equal(ROW("version"), version);
    assert_int_equal(TRACED("moved"), 0);
    report(db, 2, noon(51) + HOUR);
    look_at(place, noon(51) + 2 * HOUR);
    assert_int_equal(ROW("missing"), 0);
    assert_int_equal(TRACED("met"), 1);
    db_close(db);
}

/* Beyond a year nothing is counted any more, and nothing is told anew each day. */
static void a_mark_of_more_than_a_year_stays_too(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    report(db, 1, noon(-9));
    look_at(place, noon(-7));
    look_at(place, noon(350));
    int64_t traced = TRACED("missed");
    for (int day = 360; day < 380; day++)
        look_at(place, noon(day));
    assert_int_equal(ROW("missing_since"), caltime_oslo_moment(TODAY - 7, 0));
    assert_int_equal(TRACED("moved"), 0);
    assert_true(TRACED("missed") <= traced + 20);
    db_close(db);
}

/* A report delivered late within the days looked at ends it: what is missed after it is another. */
static void an_old_mark_begins_anew_after_a_report_in_the_midst_of_it(struct place *place)
{
    struct db *db = make(place, DAILY, -9);
    report(db, 1, noon(-9));
    look_at(place, noon(-7));
    look_at(place, noon(40));
    look_at(place, noon(50));
    report(db, 2, noon(30));
    look_at(place, noon(51));
    assert_int_equal(ROW("missing_since"), caltime_oslo_moment(TODAY + 32, 0));
    assert_int_equal(ROW("missed"), 20);
    db_close(db);
}

/* By the clock on the wall: the day on which it is put forward has 23 hours. */
static void a_day_of_23_hours_ends_at_midnight(struct place *place)
{
    const int64_t change = caltime_day(2026, 3, 29);
    struct db *db = make(place, DAILY, (int)(change - 5 - TODAY));
    must(db, SQL("UPDATE enrolment_schedule SET phases = ?1"),
         v_text("[{\"kind\":\"every\",\"every\":1,\"from\":\"2026-03-24\",\"until\":null}]"));
    report(db, 1, caltime_oslo_moment(change - 1, 12 * 60));
    look_at(place, caltime_oslo_moment(change + 1, 0) - 1);
    assert_int_equal(ROW("missing"), 0);
    assert_int_equal(number(db, SQL("SELECT due_at FROM patient_due")),
                     caltime_oslo_moment(change + 1, 0));
    look_at(place, caltime_oslo_moment(change + 1, 0));
    assert_int_equal(ROW("missed"), 1);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(each_day_that_is_missed_is_traced_once_and_is_news_only_at_first),
        ON_BOTH(late_delivery_of_the_first_of_two_leaves_the_second),
        ON_BOTH(the_next_report_that_is_due_ends_it),
        ON_BOTH(what_is_no_longer_due_is_moved),
        ON_BOTH(a_look_after_a_long_time_tells_all_that_was_missed),
        ON_BOTH(a_mark_of_more_than_42_days_stays_what_it_was),
        ON_BOTH(a_mark_of_more_than_a_year_stays_too),
        ON_BOTH(an_old_mark_begins_anew_after_a_report_in_the_midst_of_it),
        ON_BOTH(a_day_of_23_hours_ends_at_midnight),
        ON_BOTH(many_readings_on_one_day_hide_no_other_day),
        ON_BOTH(deadlines_within_an_hour_are_told_apart),
        ON_BOTH(the_newest_of_many_states_holds),
    };
    log_level_set(LOG_ERROR + 1);
    return cmocka_run_group_tests_name("missing", tests, NULL, NULL);
}
