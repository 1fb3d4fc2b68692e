/* The demo world: what its readme and others' scripts rely on, looked up in the database that it
 * fills. */
#include "auth/session.h"
#include "base/caltime.h"
#include "demo/demo.h"
#include "demo/demo_names.h"
#include "embedded.h"
#include "house.h"
#include "store/migrate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* Friday 2026-11-20, noon in Norway. */
#define UNTIL (INT64_C(1795172400) * SECOND)
#define THURSDAY_EVENING (UNTIL - 18 * HOUR)

/* The statement's address is its identity. */
#define SQL(words)                                                                                 \
    ({                                                                                             \
        static const struct sql statement_ = {words};                                              \
        &statement_;                                                                               \
    })

struct world {
    char folder[64], path[96], url[128];
    struct app app;
    struct demo_result result;
    struct db *db;
    struct arena arena;
};

static const struct demo_options small = {
    .patients = 120, .days = 40, .seed = 3, .until = UNTIL, .programme_count = 2};

static struct str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t len = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(len + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    bytes[len] = 0;
    return (struct str){bytes, len};
}

static void make_database(struct world *world)
{
    struct error error = {0};
    int applied;
    snprintf(world->folder, sizeof world->folder, "/tmp/varde-demo.XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    snprintf(world->path, sizeof world->path, "%s/demo.db", world->folder);
    snprintf(world->url, sizeof world->url, "sqlite:%s", world->path);
    struct db *db = db_open(world->url, DB_CREATE, &error);
    if (!db || !migrate_run(db, UNTIL, &applied, &error))
        fail_msg("%s", error.log);
    db_close(db);
}

static void open_app(struct world *world, uint64_t seed)
{
    struct error error = {0};
    world->app.ids = uuid_source_create_seeded(seed);
    world->app.house = house_create(NULL, world->app.ids);
    world->app.programmes = programmes_create();
    struct writer_hooks hooks = house_hooks(world->app.house);
    world->app.writer = writer_create(world->url, &world->app.clock, 16, &hooks, &error);
    world->app.readers = readers_create(world->url, 1, &error);
    if (!world->app.writer || !world->app.readers)
        fail_msg("%s", error.log);
}

static void close_app(struct world *world)
{
    writer_destroy(world->app.writer);
    readers_destroy(world->app.readers);
    programmes_destroy(world->app.programmes);
    house_destroy(world->app.house);
    uuid_source_destroy(world->app.ids);
    world->app = (struct app){0};
}

static bool fill(struct world *world, const struct demo_options *options, struct error *error)
{
    struct demo_options with = *options;
    with.programmes = embedded_programmes;
    return demo_fill(&world->app, &with, &world->result, error);
}

static struct world *world_create(const struct demo_options *options)
{
    struct error error = {0};
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    make_database(world);
    open_app(world, options->seed);
    if (!fill(world, options, &error))
        fail_msg("%s %s", error.log, error.detail);
    close_app(world);
    world->db = db_open(world->url, DB_READ, &error);
    assert_non_null(world->db);
    arena_init(&world->arena);
    return world;
}

static void world_destroy(struct world *world)
{
    char path[112];
    static const char *const endings[] = {"", "-wal", "-shm"};
    db_close(world->db);
    arena_finish(&world->arena);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", world->path, endings[i]);
        unlink(path);
    }
    rmdir(world->folder);
    free(world);
}

static int setup(void **state)
{
    *state = world_create(&small);
    return 0;
}

static int teardown(void **state)
{
    world_destroy(*state);
    return 0;
}

static struct rows *look(struct world *world, const struct sql *sql)
{
    struct error error = {0};
    struct rows *rows;
    if (!db_run(world->db, &world->arena, sql, NO_ARGS, &rows, &error))
        fail_msg("%s", error.log);
    return rows;
}

static int64_t number(struct world *world, const struct sql *sql)
{
    struct rows *rows = look(world, sql);
    assert_int_equal(rows_count(rows), 1);
    return row_int(rows, 0, 0);
}

static void the_same_arguments_give_the_same_bytes(void **state)
{
    struct world *first = *state, *again = world_create(&small);
    db_close(first->db);
    db_close(again->db);
    first->db = again->db = NULL;
    struct str one = read_file(first->path), other = read_file(again->path);
    assert_int_equal(one.len, other.len);
    assert_memory_equal(one.at, other.at, one.len);
    free((char *)one.at);
    free((char *)other.at);
    world_destroy(again);
    struct error error = {0};
    first->db = db_open(first->url, DB_READ, &error);
    assert_non_null(first->db);
}

static void another_seed_gives_another_world(void **state)
{
    struct world *first = *state;
    struct demo_options options = small;
    options.seed = 4;
    struct world *other = world_create(&options);
    static const struct sql sum = {
        "SELECT sum(value / 100000 * (effective % 1009)) FROM observation"};
    assert_int_not_equal(number(first, &sum), number(other, &sum));
    world_destroy(other);
}

static void a_database_with_an_organisation_is_refused(void **state)
{
    struct world *world = *state;
    struct error error = {0};
    struct demo_options options = small;
    int64_t before = number(world, SQL("SELECT count(*) FROM patient"));
    options.programme_count = 0;
    open_app(world, 5);
    assert_false(fill(world, &options, &error));
    close_app(world);
    assert_int_equal(error.code, ERROR_CONFLICT);
    assert_non_null(strstr(error.detail, "empty"));
    assert_int_equal(number(world, SQL("SELECT count(*) FROM patient")), before);
}

static void without_its_programmes_nothing_is_made(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    struct error error = {0};
    struct demo_options options = small;
    (void)state;
    assert_non_null(world);
    make_database(world);
    options.programme_count = 1;
    open_app(world, 5);
    assert_false(fill(world, &options, &error));
    close_app(world);
    assert_non_null(strstr(error.detail, "heart-failure"));
    world->db = db_open(world->url, DB_READ, &error);
    arena_init(&world->arena);
    assert_int_equal(number(world, SQL("SELECT count(*) FROM organisation")), 0);
    world_destroy(world);
}

static void the_list_shows_some_red_more_yellow_and_mostly_green(void **state)
{
    struct world *world = *state;
    const struct demo_result *result = &world->result;
    assert_int_equal(result->red + result->yellow + result->green + result->none, small.patients);
    assert_in_range(result->red * 1000 / small.patients, 15, 45);
    assert_in_range(result->yellow * 1000 / small.patients, 40, 160);
    assert_in_range(result->green * 1000 / small.patients, 500, 850);
    assert_int_equal(number(world, SQL("SELECT count(*) FROM overview WHERE zone = 3")),
                     result->red);
    assert_in_range(number(world, SQL("SELECT count(*) FROM overview WHERE taken_by IS NOT NULL")),
                    1, 5);
}

static void alarms_over_all_days_are_rare(void **state)
{
    struct world *world = *state;
    int64_t all = number(world, SQL("SELECT count(*) FROM outcome"));
    assert_in_range(number(world, SQL("SELECT count(*) FROM outcome WHERE zone = 3")) * 1000 / all,
                    1, 30);
    assert_in_range(number(world, SQL("SELECT count(*) FROM outcome WHERE zone = 2")) * 1000 / all,
                    10, 100);
    assert_int_equal(number(world, SQL("SELECT count(*) FROM outcome WHERE zone = 0")), 0);
    assert_in_range(number(world, SQL("SELECT count(*) FROM observation WHERE marks > 0")), 1, 60);
}

/* Scripts count on these. */
static void the_first_patients_are_as_told(void **state)
{
    static const char *const wanted[] = {
        "copd active Nesvik kommune", "heart-failure active Nesvik kommune",
        "copd active Fjelldal kommune", "copd trial Nesvik kommune"};
    struct rows *rows = look(
        *state, SQL("SELECT a.login, e.programme, e.state, o.name, v.zone, e.gp_office_id IS NULL,"
                    " e.department_id IS NULL FROM account a"
                    " JOIN enrolment e ON e.patient_id = a.patient_id"
                    " JOIN organisation o ON o.id = e.municipality_id"
                    " JOIN overview v ON v.patient_id = a.patient_id"
                    " WHERE a.login IN ('patient1', 'patient2', 'patient3', 'patient4')"
                    " ORDER BY a.login"));
    assert_int_equal(rows_count(rows), 4);
    for (size_t i = 0; i < 4; i++) {
        char seen[128];
        snprintf(seen, sizeof seen, "%s %s %s", row_str(rows, i, 1).at, row_str(rows, i, 2).at,
                 row_str(rows, i, 3).at);
        assert_string_equal(seen, wanted[i]);
        assert_int_equal(row_int(rows, i, 4), ZONE_GREEN);
        assert_int_equal(row_int(rows, i, 5) + row_int(rows, i, 6), 0);
    }
}

static void every_log_in_has_its_role(void **state)
{
    struct world *world = *state;
    static const char *const logins[] = {
        "nurse",    "nurse2",     "coordinator", "coordinator2", "caseworker", "gp",
        "gp2",      "specialist", "teamlead",    "groupstaff",   "editor",     "admin",
        "outsider", "journal",    "patient1",    "patient120",   "kin1"};
    for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
        struct error error = {0};
        struct login login;
        bool found;
        assert_true(
            login_find(world->db, &world->arena, str_of(logins[i]), UNTIL, &found, &login, &error));
        if (!found)
            fail_msg("no %s", logins[i]);
    }
    assert_int_equal(number(world, SQL("SELECT count(*) FROM kin k JOIN account a"
                                       " ON a.patient_id = k.patient_id WHERE a.login = 'patient1'"
                                       " AND k.may_read = 1 AND k.may_report = 1")),
                     1);
}

static void the_outsider_has_patients_of_its_own_and_no_agreement(void **state)
{
    struct world *world = *state;
    assert_int_equal(number(world, SQL("SELECT count(*) FROM enrolment e JOIN role r"
                                       " ON r.organisation_id = e.service_id JOIN account a"
                                       " ON a.id = r.account_id WHERE a.login = 'outsider'")),
                     number(world, SQL("SELECT count(*) FROM enrolment e JOIN organisation o"
                                       " ON o.id = e.municipality_id"
                                       " WHERE o.name = 'Utland kommune'")));
    assert_int_equal(number(world, SQL("SELECT count(*) FROM agreement_party p JOIN organisation o"
                                       " ON o.id = p.organisation_id"
                                       " WHERE o.name = 'Utland kommune'")),
                     0);
    assert_in_range(number(world, SQL("SELECT count(*) FROM patient p JOIN organisation o"
                                      " ON o.id = p.municipality_id"
                                      " WHERE o.name = 'Utland kommune'")),
                    1, 10);
}

static int digit_sum(const char *digits, const int *weights, size_t count)
{
    int sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (digits[i] - '0') * weights[i];
    return sum;
}

static void person_numbers_are_synthetic_valid_and_fit_birthday_and_sex(void **state)
{
    static const int first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2, 1};
    static const int second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    struct rows *rows = look(*state, SQL("SELECT national_id, birth_date, sex FROM patient"));
    assert_int_equal(rows_count(rows), small.patients);
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *id = row_str(rows, i, 0).at, *born = row_str(rows, i, 1).at;
        char month[3];
        assert_int_equal(row_str(rows, i, 0).len, 11);
        assert_int_equal(digit_sum(id, first, 10) % 11, 0);
        assert_int_equal(digit_sum(id, second, 11) % 11, 0);
        assert_memory_equal(id, born + 8, 2);
        assert_memory_equal(id + 4, born + 2, 2);
        snprintf(month, sizeof month, "%c%c", born[5] + 8, born[6]);
        assert_memory_equal(id + 2, month, 2);
        assert_int_equal((id[8] - '0') % 2, str_is(row_str(rows, i, 2), "male"));
    }
    assert_int_equal(number(*state, SQL("SELECT count(DISTINCT national_id) FROM patient")),
                     small.patients);
}

/* A day's numbers run out after a while: then the next day's are given, and no number twice. */
static void person_numbers_do_not_run_out(void **state)
{
    struct demo_numbers *numbers = demo_numbers_create();
    int64_t birthday = caltime_day(1950, 5, 17);
    char before[DEMO_NATIONAL_ID] = "", number_[DEMO_NATIONAL_ID];
    (void)state;
    for (int i = 0; i < 400; i++) {
        int64_t born = birthday;
        demo_numbers_next(numbers, true, &born, number_);
        assert_in_range(born, birthday, birthday + 2);
        assert_string_not_equal(number_, before);
        snprintf(before, sizeof before, "%s", number_);
    }
    int64_t born = birthday;
    demo_numbers_next(numbers, true, &born, number_);
    assert_true(born > birthday);
    demo_numbers_destroy(numbers);
}

static void the_access_log_holds_and_tells_of_every_report(void **state)
{
    struct world *world = *state;
    struct error error = {0};
    int64_t rows, broken;
    assert_true(access_log_verify(world->db, ACCESS_LOG_LANE, &rows, &broken, &error));
    assert_int_equal(broken, 0);
    assert_int_equal(number(world, SQL("SELECT count(*) FROM access_log"
                                       " WHERE action = 'observation.write'")),
                     number(world, SQL("SELECT count(*) FROM report")));
    assert_int_equal(number(world, SQL("SELECT count(*) FROM report")), world->result.reports);
}

/* Received after measured, measured while awake, nothing from after the end. */
static void reports_come_when_people_are_up_and_none_from_the_future(void **state)
{
    struct world *world = *state;
    assert_int_equal(number(world, SQL("SELECT count(*) FROM observation"
                                       " WHERE received_at - effective NOT BETWEEN 50000 AND 400000"
                                       " AND report_id NOT IN (SELECT report_id FROM missing_event"
                                       " WHERE kind = 'withdrawn')")),
                     0);
    int64_t last = number(world, SQL("SELECT max(received_at) FROM report"));
    assert_in_range(last, UNTIL - 3 * HOUR, UNTIL);
    struct rows *rows = look(world, SQL("SELECT effective, effective_offset FROM observation"));
    for (size_t i = 0; i < rows_count(rows); i++) {
        int64_t minute = (row_int(rows, i, 0) / MINUTE + row_int(rows, i, 1)) % (24 * 60);
        assert_int_equal(row_int(rows, i, 1), caltime_oslo_offset(row_int(rows, i, 0)));
        assert_in_range(minute, 7 * 60 - 20, 21 * 60);
    }
}

static void nurses_leave_nothing_of_the_days_before_but_the_last_evening(void **state)
{
    struct world *world = *state;
    struct rows *rows = look(world, SQL("SELECT min(zone_since) FROM overview WHERE zone > 0"));
    assert_true(row_int(rows, 0, 0) > THURSDAY_EVENING - 4 * HOUR);
    assert_int_equal(number(world, SQL("SELECT count(*) FROM triage_case c JOIN overview o"
                                       " ON o.patient_id = c.patient_id"
                                       " WHERE c.closed_at IS NULL AND o.zone < c.zone")),
                     0);
    assert_true(number(world, SQL("SELECT count(*) FROM acknowledgement WHERE zone = 3")) > 0);
    assert_int_equal(number(world, SQL("SELECT count(*) FROM acknowledgement"
                                       " WHERE zone = 3 AND outcomes = '[\"seen\"]'")),
                     0);
}

static void active_patients_have_limits_that_two_people_stand_for(void **state)
{
    struct world *world = *state;
    assert_int_equal(number(world, SQL("SELECT count(*) FROM enrolment e LEFT JOIN limit_order l"
                                       " ON l.patient_id = e.patient_id AND l.enrolment_id = e.id"
                                       " AND l.version = e.limits_version"
                                       " WHERE (e.state = 'active') <> (l.version IS NOT NULL)")),
                     0);
    assert_int_equal(
        number(world, SQL("SELECT count(*) FROM enrolment e WHERE COALESCE(e.limits, '') <>"
                          " COALESCE((SELECT '[' || group_concat('[' || l.parameter || ',' ||"
                          " l.side || ',' || l.zone || ',' || l.operator || ',' || l.value ||"
                          " CASE l.basis WHEN 'habitual' THEN ',0,0,0,1' ELSE '' END || ']')"
                          " || ']' FROM (SELECT * FROM patient_limit p"
                          " WHERE p.patient_id = e.patient_id AND p.enrolment_id = e.id"
                          " AND p.version = e.limits_version"
                          " ORDER BY p.parameter, p.side, p.zone) l), '')")),
        0);
    assert_int_equal(number(world, SQL("SELECT count(*) FROM limit_order"
                                       " WHERE checked_by = entered_by"
                                       " OR checked_at < entered_at OR ordered_at > entered_at")),
                     0);
    /* Two wait on the last morning, each nurse's for the other. */
    assert_int_equal(number(world, SQL("SELECT count(DISTINCT entered_by) FROM limit_order"
                                       " WHERE checked_by IS NULL AND rejected_by IS NULL")),
                     2);
    assert_int_equal(
        number(world, SQL("SELECT count(*) FROM limit_order o JOIN enrolment e"
                          " ON e.patient_id = o.patient_id AND e.id = o.enrolment_id"
                          " WHERE (o.checked_by IS NULL) <> (o.version <> e.limits_version)")),
        0);
    assert_in_range(number(world, SQL("SELECT count(*) FROM enrolment WHERE state = 'trial'")), 20,
                    40);
    /* Never looser than the programme's red. */
    assert_int_equal(number(world, SQL("SELECT count(*) FROM patient_limit WHERE parameter = 1"
                                       " AND zone = 3 AND value < 85000000")),
                     0);
}

static void most_active_patients_have_approved_levels(void **state)
{
    struct world *world = *state;
    int64_t active = number(world, SQL("SELECT count(*) FROM enrolment WHERE state = 'active'"));
    int64_t with = number(world, SQL("SELECT count(*) FROM enrolment WHERE levels IS NOT NULL"));
    assert_in_range(with * 100 / active, 70, 95);
    assert_int_equal(number(world, SQL("SELECT count(*) FROM enrolment WHERE state <> 'active'"
                                       " AND levels IS NOT NULL")),
                     0);
    /* Of the order in force each has its day, and none of what waits has. */
    assert_int_equal(number(world, SQL("SELECT count(*) FROM patient_habit h JOIN enrolment e"
                                       " ON e.patient_id = h.patient_id AND e.id = h.enrolment_id"
                                       " WHERE (h.version = e.limits_version) <>"
                                       " (h.approved_on IS NOT NULL)")),
                     0);
    assert_true(number(world, SQL("SELECT count(*) FROM patient_habit"
                                  " WHERE approved_on IS NULL")) > 0);
}

static void limits_stand_in_order(void **state)
{
    struct rows *rows = look(
        *state, SQL("SELECT y.side, y.value, r.value FROM patient_limit y JOIN patient_limit r"
                    " ON r.patient_id = y.patient_id AND r.enrolment_id = y.enrolment_id"
                    " AND r.version = y.version AND r.parameter = y.parameter AND r.side = y.side"
                    " AND r.zone = 3"
                    " WHERE y.zone = 2"));
    assert_true(rows_count(rows) > 100);
    for (size_t i = 0; i < rows_count(rows); i++) {
        int64_t apart = row_int(rows, i, 1) - row_int(rows, i, 2);
        assert_true(row_int(rows, i, 0) == 0 ? apart > 0 : apart < 0);
    }
}

static int64_t counted(struct world *world, const char *what, const char *value)
{
    static const struct sql count = {
        "SELECT (SELECT count(*) FROM task t WHERE ?1 = 'task' AND t.kind = ?2)"
        " + (SELECT count(*) FROM task_event e WHERE ?1 = 'task_event' AND e.kind = ?2)"
        " + (SELECT count(*) FROM missing_event m WHERE ?1 = 'missing' AND m.kind = ?2)"
        " + (SELECT count(*) FROM triage_case_event c WHERE ?1 = 'case' AND c.kind = ?2)"};
    struct error error = {0};
    struct rows *rows;
    if (!db_run(world->db, &world->arena, &count, ARGS(v_text(what), v_text(value)), &rows, &error))
        fail_msg("%s", error.log);
    return row_int(rows, 0, 0);
}

/* Also when they were in nobody's mind: of each kind some. */
static void time_has_brought_what_was_missed_and_tasks_of_every_kind(void **state)
{
    static const char *const wanted[][2] = {
        {"task", "weekly_contact"},
        {"task", "trial_end"},
        {"task", "monthly_contact"},
        {"task", "effect_check"},
        {"task", "doctor_contact"},
        {"task", "equipment_check"},
        {"task", "closing_proposed"},
        {"task", "other"},
        {"task_event", "moved"},
        {"task_event", "done"},
        {"task_event", "handed_over"},
        {"task_event", "cancelled"},
        {"missing", "missed"},
        {"missing", "withdrawn"},
        {"case", "taken"},
        {"case", "lapsed"},
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!counted(world, wanted[i][0], wanted[i][1]))
            fail_msg("no %s of kind %s", wanted[i][0], wanted[i][1]);
    int64_t missing = number(world, SQL("SELECT count(*) FROM overview WHERE missing = 1"));
    assert_in_range(missing * 1000 / small.patients, 60, 200);
    assert_in_range(number(world, SQL("SELECT count(*) FROM overview WHERE tasks > 0")) * 1000 /
                        small.patients,
                    30, 200);
    assert_in_range(number(world, SQL("SELECT count(DISTINCT effect) FROM started_action")), 2, 4);
    assert_true(number(world, SQL("SELECT count(*) FROM started_action"
                                  " WHERE effect IS NULL")) > 0);
    /* A silent one was gone through, and others still are to be. */
    assert_true(number(world, SQL("SELECT count(*) FROM silent_review")) > 0);
    assert_true(number(world, SQL("SELECT count(*) FROM overview WHERE missing = 1 AND"
                                  " reported_at < 1795172400000 - 16 * 86400000")) > 1);
}

static void schedules_of_every_kind_and_pauses_are_agreed(void **state)
{
    struct world *world = *state;
    assert_int_equal(number(world, SQL("SELECT count(DISTINCT substr(phases, 1, 50))"
                                       " FROM enrolment_schedule")),
                     6);
    int64_t day = caltime_oslo_day(UNTIL);
    struct rows *rows = look(world, SQL("SELECT from_day, until_day FROM pause"));
    bool now = false, ahead = false, over = false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        now = now || (row_int(rows, i, 0) <= day && row_int(rows, i, 1) > day);
        ahead = ahead || row_int(rows, i, 0) > day;
        over = over || row_int(rows, i, 1) <= day;
    }
    assert_true(now && ahead && over);
}

static void each_enrolment_has_its_trace_to_the_state_it_is_in(void **state)
{
    assert_int_equal(number(*state, SQL("SELECT count(*) FROM enrolment e"
                                        " LEFT JOIN enrolment_transition t"
                                        " ON t.patient_id = e.patient_id AND t.enrolment_id = e.id"
                                        " AND t.to_state = e.state AND t.at = e.state_since"
                                        " WHERE t.number IS NULL")),
                     0);
    assert_int_equal(number(*state, SQL("SELECT count(*) FROM enrolment_transition t"
                                        " JOIN enrolment_transition n"
                                        " ON n.patient_id = t.patient_id"
                                        " AND n.enrolment_id = t.enrolment_id"
                                        " AND n.number = t.number + 1"
                                        " WHERE n.from_state <> t.to_state OR n.at <= t.at")),
                     0);
}

static void options_out_of_range_are_refused(void **state)
{
    struct demo_options wrong[] = {small, small, small};
    (void)state;
    wrong[0].patients = 0;
    wrong[1].days = DEMO_DAYS_MOST + 1;
    wrong[2].until = 0;
    for (size_t i = 0; i < 3; i++) {
        struct app app = {0};
        struct demo_result result;
        struct error error = {0};
        assert_false(demo_fill(&app, &wrong[i], &result, &error));
        assert_int_equal(error.code, ERROR_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_arguments_give_the_same_bytes),
        cmocka_unit_test(another_seed_gives_another_world),
        cmocka_unit_test(a_database_with_an_organisation_is_refused),
        cmocka_unit_test(without_its_programmes_nothing_is_made),
        cmocka_unit_test(the_list_shows_some_red_more_yellow_and_mostly_green),
        cmocka_unit_test(alarms_over_all_days_are_rare),
        cmocka_unit_test(the_first_patients_are_as_told),
        cmocka_unit_test(every_log_in_has_its_role),
        cmocka_unit_test(the_outsider_has_patients_of_its_own_and_no_agreement),
        cmocka_unit_test(person_numbers_are_synthetic_valid_and_fit_birthday_and_sex),
        cmocka_unit_test(person_numbers_do_not_run_out),
        cmocka_unit_test(the_access_log_holds_and_tells_of_every_report),
        cmocka_unit_test(reports_come_when_people_are_up_and_none_from_the_future),
        cmocka_unit_test(nurses_leave_nothing_of_the_days_before_but_the_last_evening),
        cmocka_unit_test(active_patients_have_limits_that_two_people_stand_for),
        cmocka_unit_test(most_active_patients_have_approved_levels),
        cmocka_unit_test(limits_stand_in_order),
        cmocka_unit_test(time_has_brought_what_was_missed_and_tasks_of_every_kind),
        cmocka_unit_test(schedules_of_every_kind_and_pauses_are_agreed),
        cmocka_unit_test(each_enrolment_has_its_trace_to_the_state_it_is_in),
        cmocka_unit_test(options_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
