/* The roll-up against a simple count: random reports, late ones, closings, acts taken back, pauses;
 * stopped anywhere, written by two, in any order. */
#include "../store/lib.h"

#include "alarm/alarm_load.h"
#include "alarm/alarm_period.h"
#include "alarm/alarm_sheet.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "base/log.h"
#include "embedded.h"
#include "programme/programme_store.h"
#include "store/migrate.h"

#include <stdio.h>

#define A_DAY (INT64_C(24) * 60 * 60 * 1000)
enum { SERVICE = 1, PATIENTS = 4, ENROLMENTS = 2, DAYS = 70, STEPS = 160, CASES = 200 };
/* Noon, so that hours added stay within the day. */
#define START (INT64_C(20500) * A_DAY + 11 * 60 * 60 * 1000)

struct house_day {
    enum zone zone;
    bool downgraded, acted_on;
};

struct one_case {
    bool open, downgraded;
    unsigned patient, enrolment;
    int64_t number;
};

struct world {
    struct db *db;
    struct programmes *programmes;
    struct arena arena;
    uint64_t random;
    int64_t now, events, ids;
    size_t case_count;
    struct one_case cases[CASES];
    /* Each alarm: on which day, and by which case. */
    size_t alarm_count;
    struct {
        unsigned patient, enrolment;
        int64_t day;
        size_t by; /* its case */
    } alarms[STEPS];
    struct house_day days[PATIENTS][ENROLMENTS][DAYS + 1];
};

static unsigned draw(struct world *world, unsigned below)
{
    world->random = world->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(world->random >> 33) % below;
}

static struct uuid patient_id(unsigned patient)
{
    return id_of(100 + patient);
}

static struct uuid enrolment_id(unsigned patient, unsigned enrolment)
{
    return id_of(1000 + patient * 10 + enrolment);
}

static struct uuid timed_id(int64_t at, int64_t number)
{
    struct uuid id = id_of((unsigned)(100000 + number));
    for (int i = 0; i < 6; i++)
        id.b[i] = (uint8_t)(at >> (40 - 8 * i));
    return id;
}

static int64_t tell(struct world *world, const char *kind, unsigned patient)
{
    struct uuid who = patient_id(patient), service = id_of(SERVICE);
    must(world->db,
         SQL("INSERT INTO event (id, at, kind, patient_id, service_id, municipality_id, programme)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?5, 'copd')"),
         v_int(++world->events), v_int(world->now), v_text(kind), v_uuid(&who), v_uuid(&service));
    return world->events;
}

static void make_programmes(struct world *world)
{
    struct error error = {0};
    struct programme programme;
    for (size_t i = 0; i < embedded_programme_count; i++) {
        struct tx tx = {.db = world->db, .arena = &world->arena, .now = 1};
        assert_true(programme_parse(&world->arena, embedded_programmes[i], &programme, &error));
        assert_true(db_begin(world->db, &error));
        programme_store(&tx, &programme, embedded_programmes[i], "A", "test");
        assert_true(db_commit(world->db, &error));
    }
}

static void enrol(struct world *world, unsigned patient, unsigned enrolment, const char *state,
                  int64_t at)
{
    static const char *const programmes[] = {"copd", "heart-failure"};
    struct uuid who = patient_id(patient), id = enrolment_id(patient, enrolment);
    struct uuid service = id_of(SERVICE);
    int64_t version = number(
        world->db, enrolment ? SQL("SELECT max(version) FROM programme WHERE id = 'heart-failure'")
                             : SQL("SELECT max(version) FROM programme WHERE id = 'copd'"));
    must(world->db,
         SQL("INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
             " municipality_id, state, state_since, limits_version, created_at)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, 0, ?7)"),
         v_uuid(&who), v_uuid(&id), v_text(programmes[enrolment]), v_int(version), v_uuid(&service),
         v_text(state), v_int(at));
    tell(world, "enrolment", patient);
}

static void go_to(struct world *world, unsigned patient, unsigned enrolment, const char *from,
                  const char *to)
{
    struct uuid who = patient_id(patient), id = enrolment_id(patient, enrolment);
    int64_t event = tell(world, "enrolment", patient);
    must(world->db,
         SQL("UPDATE enrolment SET state = ?3, state_since = ?4 WHERE patient_id = ?1 AND id = ?2"),
         v_uuid(&who), v_uuid(&id), v_text(to), v_int(world->now));
    must(world->db,
         SQL("INSERT INTO enrolment_transition (patient_id, enrolment_id, number, from_state,"
             " to_state, account_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?1, ?6)"),
         v_uuid(&who), v_uuid(&id), v_int(event), v_text(from), v_text(to), v_int(world->now));
}

static struct world *make(struct place *place)
{
    struct error error = {0};
    int applied;
    static struct world made;
    struct world *world = &made;
    *world = (struct world){.db = place_open(place, DB_CREATE), .now = START, .random = 1};
    arena_init(&world->arena);
    world->programmes = programmes_create();
    if (!migrate_run(world->db, 1, &applied, &error))
        fail_msg("%s", error.log);
    make_programmes(world);
    struct uuid service = id_of(SERVICE);
    must(world->db,
         SQL("INSERT INTO organisation (id, kind, name, party_id, created_at)"
             " VALUES (?1, 'municipality', 'A', ?1, 0)"),
         v_uuid(&service));
    return world;
}

static void finish(struct world *world)
{
    programmes_destroy(world->programmes);
    db_close(world->db);
    arena_finish(&world->arena);
}

/* ---- the job ---- */

static void write_step(struct world *world, struct arena *arena, const struct alarm_step *step)
{
    struct error error = {0};
    struct tx tx = {.db = world->db, .arena = arena, .now = world->now};
    assert_true(db_begin(world->db, &error));
    alarm_step_write(step, &tx);
    if (!db_commit(world->db, &error))
        fail_msg("%s", error.log);
}

/* At most so many steps: then it is as if the process had ended. */
static bool bring(struct world *world, int steps)
{
    bool done = false;
    struct arena arena;
    struct error error = {0};
    arena_init(&arena);
    for (int i = 0; i < steps && !done; i++) {
        struct alarm_step *step;
        arena_reset(&arena);
        if (!alarm_step_read(world->db, &arena, world->programmes, world->now, &step, &done,
                             &error))
            fail_msg("%s", error.log);
        if (!done)
            write_step(world, &arena, step);
    }
    arena_finish(&arena);
    return done;
}

/* ---- what happens ---- */

static void outcome(struct world *world, unsigned patient, unsigned enrolment, int64_t day,
                    enum zone zone, const char *reasons)
{
    struct uuid who = patient_id(patient), id = enrolment_id(patient, enrolment);
    struct uuid report = timed_id(world->now, ++world->ids);
    char inputs[96];
    snprintf(inputs, sizeof inputs, "{\"values\":[[1,90000000,0,0,%lld]]}", (long long)day);
    must(world->db,
         SQL("INSERT INTO outcome (patient_id, report_id, enrolment_id, number, at, zone,"
             " unconfirmed, rule_version, programme_version, limits_version, inputs, reasons)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 3, (SELECT max(programme_version) FROM enrolment"
             " WHERE patient_id = ?1 AND id = ?3), 0, ?7, ?8)"),
         v_uuid(&who), v_uuid(&report), v_uuid(&id), v_int(tell(world, "report", patient)),
         v_int(world->now), v_int(zone), v_text(inputs), v_text(reasons));
}

static size_t open_case(const struct world *world, unsigned patient, unsigned enrolment)
{
    for (size_t i = 0; i < world->case_count; i++)
        if (world->cases[i].open && world->cases[i].patient == patient &&
            world->cases[i].enrolment == enrolment)
            return i;
    return CASES;
}

static void close_or_reopen(struct world *world, size_t at, bool closed, const char *outcomes)
{
    struct one_case *one = &world->cases[at];
    struct uuid who = patient_id(one->patient), id = id_of((unsigned)(50000 + one->number));
    struct uuid act = timed_id(world->now, ++world->ids), service = id_of(SERVICE);
    if (closed)
        must(world->db,
             SQL("INSERT INTO acknowledgement (patient_id, id, service_id, at, account_id, zone,"
                 " reasons, overview_version, outcomes, closed)"
                 " VALUES (?1, ?2, ?3, ?4, ?1, 2, '[]', 1, ?5, 1)"),
             v_uuid(&who), v_uuid(&act), v_uuid(&service), v_int(world->now), v_text(outcomes));
    must(world->db,
         SQL("UPDATE triage_case SET closed_at = ?3, acknowledgement_id = ?4"
             " WHERE patient_id = ?1 AND id = ?2"),
         v_uuid(&who), v_uuid(&id), closed ? v_int(world->now) : v_null(),
         closed ? v_uuid(&act) : v_null());
    tell(world, closed ? "acknowledged" : "reopened", one->patient);
    one->open = !closed;
    one->downgraded = closed && strcmp(outcomes, "[\"home_visit\"]") != 0;
}

static void raise_case(struct world *world, unsigned patient, unsigned enrolment)
{
    struct uuid who = patient_id(patient), enrolled = enrolment_id(patient, enrolment);
    struct uuid service = id_of(SERVICE);
    struct one_case *one = &world->cases[world->case_count];
    *one = (struct one_case){true, false, patient, enrolment, (int64_t)world->case_count};
    struct uuid id = id_of((unsigned)(50000 + one->number));
    must(world->db,
         SQL("INSERT INTO triage_case (patient_id, id, enrolment_id, service_id, opened_at, since,"
             " zone, unconfirmed, report_id, reasons)"
             " VALUES (?1, ?2, ?3, ?4, ?5, ?5, 2, 0, ?2, '[]')"),
         v_uuid(&who), v_uuid(&id), v_uuid(&enrolled), v_uuid(&service), v_int(world->now));
    world->case_count++;
}

static void report(struct world *world, unsigned patient, unsigned enrolment, int late)
{
    static const char *const reasons[] = {"[]", "[[5,1,1,90000000,null,0]]",
                                          "[[2,1,2,90000000,90000000,1]]",
                                          "[[1,1,3,85000000,85000000,1]]"};
    static const enum zone zones[] = {ZONE_GREEN, ZONE_GREEN, ZONE_YELLOW, ZONE_RED};
    enum zone zone = zones[draw(world, 4)];
    int64_t day = caltime_oslo_day(world->now) - late, at = day - caltime_oslo_day(START);
    size_t by;
    if (at < 0)
        return;
    if (zone >= ZONE_YELLOW && open_case(world, patient, enrolment) == CASES)
        raise_case(world, patient, enrolment);
    outcome(world, patient, enrolment, day, zone, reasons[zone]);
    struct house_day *one = &world->days[patient][enrolment][at];
    one->zone = zone > one->zone ? zone : one->zone;
    if (zone < ZONE_YELLOW)
        return;
    by = open_case(world, patient, enrolment);
    world->alarms[world->alarm_count].patient = patient;
    world->alarms[world->alarm_count].enrolment = enrolment;
    world->alarms[world->alarm_count].day = at;
    world->alarms[world->alarm_count++].by = by;
}

static void act(struct world *world, unsigned patient, unsigned enrolment)
{
    static const char *const outcomes[] = {"[\"home_visit\"]", "[\"false_alarm\"]", "[\"seen\"]",
                                           "[\"home_visit\",\"device_fault\"]"};
    size_t open = open_case(world, patient, enrolment);
    if (open != CASES) {
        close_or_reopen(world, open, true, outcomes[draw(world, 4)]);
        return;
    }
    for (size_t i = world->case_count; i-- > 0;)
        if (world->cases[i].patient == patient && world->cases[i].enrolment == enrolment) {
            close_or_reopen(world, i, false, NULL);
            return;
        }
}

/* ---- and what it must come to ---- */

static uint32_t bit_of(int64_t at, int64_t *month_r)
{
    unsigned bit;
    *month_r = alarm_month_of(caltime_oslo_day(START) + at, &bit);
    return UINT32_C(1) << bit;
}

static int64_t stored(struct world *world, const struct sql *sql, unsigned patient,
                      unsigned enrolment, int64_t month)
{
    struct error error = {0};
    struct rows *rows;
    struct uuid who = patient_id(patient), id = enrolment_id(patient, enrolment);
    if (!db_run(world->db, &world->arena, sql, ARGS(v_uuid(&who), v_uuid(&id), v_int(month)), &rows,
                &error))
        fail_msg("%s", error.log);
    return rows_count(rows) ? row_int(rows, 0, 0) : 0;
}

#define OF(what, table)                                                                            \
    SQL("SELECT " what " FROM " table " WHERE patient_id = ?1 AND enrolment_id = ?2 AND month = "  \
        "?3")

static void compare_day(struct world *world, unsigned p, unsigned e, int64_t at)
{
    struct house_day day = world->days[p][e][at];
    int64_t month;
    const uint32_t bit = bit_of(at, &month);
    bool over = at < caltime_oslo_day(world->now) - caltime_oslo_day(START);
    for (size_t i = 0; i < world->alarm_count; i++) {
        if (world->alarms[i].patient != p || world->alarms[i].enrolment != e ||
            world->alarms[i].day != at)
            continue;
        bool downgraded = world->cases[world->alarms[i].by].downgraded;
        day.downgraded = day.downgraded || downgraded;
        day.acted_on = day.acted_on || !downgraded;
    }
    const int64_t green = stored(world, OF("green", "alarm_month"), p, e, month);
    const int64_t yellow = stored(world, OF("yellow", "alarm_month"), p, e, month);
    const int64_t red = stored(world, OF("red", "alarm_month"), p, e, month);
    const int64_t down = stored(world, OF("downgraded", "alarm_month"), p, e, month);
    assert_int_equal((green & bit) != 0, over && day.zone == ZONE_GREEN);
    assert_int_equal((yellow & bit) != 0, over && day.zone == ZONE_YELLOW);
    assert_int_equal((red & bit) != 0, over && day.zone == ZONE_RED);
    assert_int_equal((down & bit) != 0, over && day.downgraded && !day.acted_on);
}

static int64_t alarm_days_of(struct world *world, int rule)
{
    struct rows *rows;
    struct error error = {0};
    int64_t days = 0;
    assert_true(db_run(world->db, &world->arena,
                       SQL("SELECT days FROM alarm_limit WHERE rule = ?1 AND limited = 1"),
                       ARGS(v_int(rule)), &rows, &error));
    for (size_t i = 0; i < rows_count(rows); i++)
        days += alarm_bits((uint32_t)row_int(rows, i, 0));
    return days;
}

static void compare_all(struct world *world)
{
    int64_t over = caltime_oslo_day(world->now) - caltime_oslo_day(START), red = 0;
    for (unsigned p = 0; p < PATIENTS; p++)
        for (unsigned e = 0; e < ENROLMENTS; e++)
            for (int64_t at = 0; at <= DAYS; at++) {
                compare_day(world, p, e, at);
                red += at < over && world->days[p][e][at].zone == ZONE_RED;
            }
    /* A red day has one red reason here. */
    assert_int_equal(alarm_days_of(world, RULE_LIMIT_RED_LOW), red);
}

static void happen(struct world *world)
{
    unsigned patient = draw(world, PATIENTS), enrolment = draw(world, ENROLMENTS);
    unsigned what = draw(world, 10);
    world->now += 1000;
    if (what < 5)
        report(world, patient, enrolment, 0);
    else if (what < 7)
        report(world, patient, enrolment, (int)draw(world, 12));
    else
        act(world, patient, enrolment);
}

static void it_counts_what_the_outcomes_say_in_whatever_order_they_came(struct place *place)
{
    struct world *world = make(place);
    for (unsigned p = 0; p < PATIENTS; p++)
        for (unsigned e = 0; e < ENROLMENTS; e++)
            enrol(world, p, e, "active", START - A_DAY);
    for (int i = 0; i < STEPS; i++) {
        happen(world);
        if (draw(world, 3) == 0 && world->now < START + (DAYS - 2) * A_DAY)
            world->now += A_DAY;
        if (draw(world, 12) == 0)
            bring(world, (int)draw(world, 3));
        if (draw(world, 40) == 0) {
            assert_true(bring(world, 1000));
            compare_all(world);
        }
    }
    assert_true(world->alarm_count > 20 && world->case_count > 10);
    world->now += A_DAY;
    assert_true(bring(world, 1000));
    compare_all(world);
    finish(world);
}

/* A process that hung writes what it had read before others wrote: the next run makes it good. */
static void what_is_written_late_is_made_good_by_the_next_run(struct place *place)
{
    struct world *world = make(place);
    struct arena arena;
    struct alarm_step *stale;
    struct error error = {0};
    bool done;
    arena_init(&arena);
    for (unsigned p = 0; p < PATIENTS; p++)
        for (unsigned e = 0; e < ENROLMENTS; e++)
            enrol(world, p, e, "active", START - A_DAY);
    for (int i = 0; i < 30; i++)
        happen(world);
    world->now += 2 * A_DAY;
    assert_true(
        alarm_step_read(world->db, &arena, world->programmes, world->now, &stale, &done, &error));
    for (int i = 0; i < 30; i++)
        happen(world);
    world->now += A_DAY;
    assert_true(bring(world, 1000));
    compare_all(world);
    write_step(world, &arena, stale);
    assert_true(bring(world, 1000));
    compare_all(world);
    arena_finish(&arena);
    finish(world);
}

/* ---- what did not come ---- */

/* Days of a patient, from a Monday: T t trial with and without a report, A a active, Y y unwell, P
 * p paused. The answer: m missing. Copd's schedule: daily on trial and while unwell, else once a
 * week, by Sunday. */
struct missing_case {
    const char *days, *missing;
};

static enum zone letter_zone(char letter)
{
    return letter >= 'a' ? ZONE_NONE : ZONE_GREEN;
}

static const char *letter_state(char letter)
{
    return strchr("Tt", letter) ? "trial" : strchr("Pp", letter) ? "paused" : "active";
}

/* Yellow came on the day before the first unwell one; green comes on the first one well. */
static void fall_ill(struct world *world, unsigned patient, size_t day, bool unwell)
{
    struct uuid who = patient_id(patient), id = enrolment_id(patient, 0);
    int64_t at = START + (int64_t)day * A_DAY;
    if (!unwell)
        must(world->db,
             SQL("INSERT INTO unwell (patient_id, enrolment_id, from_at, until_at, reports)"
                 " SELECT patient_id, id, unwell_from, ?3, 1 FROM enrolment"
                 " WHERE patient_id = ?1 AND id = ?2"),
             v_uuid(&who), v_uuid(&id), v_int(at));
    must(world->db, SQL("UPDATE enrolment SET unwell_from = ?3 WHERE patient_id = ?1 AND id = ?2"),
         v_uuid(&who), v_uuid(&id), unwell ? v_int(at - A_DAY) : v_null());
}

static void live(struct world *world, unsigned patient, const char *days)
{
    const char *state = letter_state(days[0]);
    enrol(world, patient, 0, state, START);
    for (size_t i = 0; days[i]; i++) {
        world->now = START + (int64_t)i * A_DAY + 1000;
        if (strcmp(state, letter_state(days[i])) != 0)
            go_to(world, patient, 0, state, letter_state(days[i]));
        state = letter_state(days[i]);
        bool unwell = strchr("Yy", days[i]) != NULL;
        bool was = i && strchr("Yy", days[i - 1]);
        if (unwell != was)
            fall_ill(world, patient, i, unwell);
        if (letter_zone(days[i]) == ZONE_GREEN)
            outcome(world, patient, 0, caltime_oslo_day(world->now), ZONE_GREEN,
                    "[[5,1,1,90000000,null,0]]");
    }
}

static void a_day_is_missing_when_a_report_was_due_and_none_came(struct place *place)
{
    static const struct missing_case cases[] = {
        {"TTTtTttT", "...m.mm."},
        {"AaaaaaaAaaaaaaaaaaaaaaaa",
         "....................m..."},                 /* the third week; not the fourth */
        {"AaaaaaaaaAaaaaaaA", "................."},   /* one in each week */
        {"aaaaaaaaaaaAaaaaaa", "......m..........."}, /* the first has none */
        {"AayyYyA", "..mm.m."},
        {"TtPppppTt", ".m......m"},
        {"AaaaaaTttA", ".......mm."},
    };
    struct world *world = make(place);
    for (unsigned p = 0; p < sizeof cases / sizeof cases[0]; p++) {
        live(world, p, cases[p].days);
        world->now = START + (int64_t)strlen(cases[p].days) * A_DAY;
        assert_true(bring(world, 1000));
        for (size_t at = 0; cases[p].days[at]; at++) {
            int64_t month;
            const uint32_t bit = bit_of((int64_t)at, &month);
            bool missing = (stored(world, OF("missing", "alarm_month"), p, 0, month) & bit) != 0;
            bool expected = cases[p].missing[at] == 'm';
            if (missing != expected)
                fail_msg("%s on day %zu: %s", cases[p].days, at, missing ? "missing" : "not");
        }
    }
    finish(world);
}

/* A report made in time and delivered later withdraws the mark. */
static void a_late_report_fills_the_day_that_was_missing(struct place *place)
{
    struct world *world = make(place);
    int64_t month, day = caltime_oslo_day(START);
    enrol(world, 0, 0, "trial", START);
    world->now = START + 4 * A_DAY;
    assert_true(bring(world, 1000));
    const uint32_t bit = bit_of(2, &month);
    assert_true(stored(world, OF("missing", "alarm_month"), 0, 0, month) & bit);
    outcome(world, 0, 0, day + 2, ZONE_YELLOW, "[[2,1,2,90000000,90000000,1]]");
    assert_true(bring(world, 1000));
    assert_false(stored(world, OF("missing", "alarm_month"), 0, 0, month) & bit);
    assert_true(stored(world, OF("yellow", "alarm_month"), 0, 0, month) & bit);
    finish(world);
}

/* Nothing is due while it is paused, and yet what comes counts once its day is over. */
static void a_report_while_paused_counts(struct place *place)
{
    struct world *world = make(place);
    int64_t month;
    enrol(world, 0, 0, "paused", START);
    world->now = START + 3 * A_DAY;
    assert_true(bring(world, 1000));
    outcome(world, 0, 0, caltime_oslo_day(world->now), ZONE_RED, "[[1,1,3,85000000,85000000,1]]");
    assert_true(bring(world, 1000));
    const uint32_t bit = bit_of(3, &month);
    assert_false(stored(world, OF("red", "alarm_month"), 0, 0, month) & bit);
    world->now += A_DAY;
    assert_true(bring(world, 1000));
    assert_true(stored(world, OF("red", "alarm_month"), 0, 0, month) & bit);
    assert_int_equal(stored(world, OF("missing", "alarm_month"), 0, 0, month), 0);
    world->now += 3 * A_DAY;
    assert_true(bring(world, 1000));
    finish(world);
}

static void count_line(void *context, const char *line)
{
    (void)line;
    ++*(int *)context;
}

static void count_rows(void *context, size_t rows)
{
    (void)context;
    (void)rows;
}

static int differing(struct world *world, int64_t *patients_r)
{
    struct error error = {0};
    int lines = 0;
    const struct alarm_told told = {&lines, count_line, count_rows};
    if (!alarm_load_again(world->db, &told, patients_r, &error))
        fail_msg("%s", error.log);
    return lines;
}

/* Worked out again it is the same; a day or an alarm that was changed by hand is found. */
static void what_was_tampered_with_is_found(struct place *place)
{
    struct world *world = make(place);
    int64_t patients;
    for (unsigned p = 0; p < PATIENTS; p++)
        enrol(world, p, 0, "trial", START - A_DAY);
    for (int i = 0; i < 40; i++)
        report(world, draw(world, PATIENTS), 0, (int)draw(world, 1));
    world->now += 2 * A_DAY;
    assert_true(bring(world, 1000));
    assert_int_equal(differing(world, &patients), 0);
    assert_int_equal(patients, PATIENTS);
    must(world->db, SQL("UPDATE alarm_month SET missing = 0 WHERE missing <> ?1"), v_int(0));
    assert_true(differing(world, &patients) >= PATIENTS);
    must(world->db, SQL("UPDATE alarm_patient SET event_id = ?1, through = 0"), v_int(0));
    assert_true(bring(world, 1000));
    assert_int_equal(differing(world, &patients), 0);
    struct uuid who = patient_id(0), other = patient_id(1);
    must(world->db,
         SQL("UPDATE alarm_patient SET sheet = (SELECT b.sheet FROM alarm_patient b"
             " WHERE b.patient_id = ?2) WHERE patient_id = ?1"),
         v_uuid(&who), v_uuid(&other));
    assert_int_equal(differing(world, &patients), 1);
    must(world->db, SQL("UPDATE alarm_patient SET event_id = ?1, through = 0"), v_int(0));
    assert_true(bring(world, 1000));
    assert_int_equal(differing(world, &patients), 0);
    must(world->db, SQL("UPDATE alarm_limit SET value = value + ?1"), v_int(1));
    assert_true(differing(world, &patients) > 0);
    finish(world);
}

/* A clock that was ahead took days for over; a pause from today takes back what was missing in
 * them. */
static void a_pause_after_a_clock_that_was_ahead_counts(struct place *place)
{
    struct world *world = make(place);
    int64_t patients;
    struct uuid who = patient_id(0), id = id_of(77);
    enrol(world, 0, 0, "trial", START - A_DAY);
    world->now = START + 5 * A_DAY;
    assert_true(bring(world, 1000));
    world->now = START + A_DAY;
    must(world->db,
         SQL("INSERT INTO account (id, login, kind, name, active, created_at)"
             " VALUES (?1, 'n', 'person', 'N', 1, 0)"),
         v_uuid(&who));
    must(world->db,
         SQL("INSERT INTO pause (patient_id, id, from_day, reason, account_id, at)"
             " VALUES (?1, ?2, ?3, 'Reise', ?1, ?4)"),
         v_uuid(&who), v_uuid(&id), v_int(caltime_oslo_day(world->now)), v_int(world->now));
    tell(world, "schedule", 0);
    assert_true(bring(world, 1000));
    assert_int_equal(differing(world, &patients), 0);
    assert_int_equal(patients, 1);
    finish(world);
}

static void one_report_of_several_days_counts_on_each(struct place *place)
{
    struct world *world = make(place);
    int64_t month, day = caltime_oslo_day(START);
    char inputs[200];
    struct uuid who = patient_id(0), id = enrolment_id(0, 0), report = timed_id(START, 1);
    enrol(world, 0, 0, "active", START - A_DAY);
    snprintf(
        inputs, sizeof inputs,
        "{\"values\":[[1,84000000,0,0,%lld],[1,92000000,0,0,%lld,5]],\"history\":[[1,2,3]],"
        "\"findings\":[[1,2,0,0,0,\"copd:3:0:1:1\",%lld,0],[4,1,0,0,0,\"copd:3:0:-1:-1\",7,1]]}",
        (long long)day - 3, (long long)day - 1, (long long)day - 2);
    must(world->db,
         SQL("INSERT INTO outcome (patient_id, report_id, enrolment_id, number, at, zone,"
             " unconfirmed, rule_version, programme_version, limits_version, inputs, reasons)"
             " VALUES (?1, ?2, ?3, ?4, ?5, 3, 0, 3, (SELECT max(programme_version) FROM enrolment),"
             " 0, ?6, '[[1,1,3,84000000,85000000,1],"
             "[14,0,2,0,null,0,0,0,\"copd:3:0:1:1\"],[5,1,1,92000000,null,0]]')"),
         v_uuid(&who), v_uuid(&report), v_uuid(&id), v_int(tell(world, "report", 0)), v_int(START),
         v_text(inputs));
    world->now = START + A_DAY;
    assert_true(bring(world, 1000));
    static const char *const words[] = {"red", "yellow", "green"};
    for (int i = 0; i < 3; i++) {
        const uint32_t bit = bit_of(i - 3, &month);
        const int64_t red = stored(world, OF("red", "alarm_month"), 0, 0, month);
        const int64_t yellow = stored(world, OF("yellow", "alarm_month"), 0, 0, month);
        const int64_t green = stored(world, OF("green", "alarm_month"), 0, 0, month);
        if (((i == 0 ? red : i == 1 ? yellow : green) & bit) == 0)
            fail_msg("the day is not %s", words[i]);
    }
    assert_int_equal(alarm_days_of(world, RULE_LIMIT_RED_LOW), 1);
    finish(world);
}

struct heard {
    size_t months, limits;
    struct alarm_month month[4];
    struct alarm_limit limit[4];
};

static void hear_month(void *context, const struct alarm_month *month)
{
    struct heard *heard = context;
    heard->month[heard->months++] = *month;
}

static void hear_limit(void *context, const struct alarm_limit *limit)
{
    struct heard *heard = context;
    heard->limit[heard->limits++] = *limit;
}

/* Also the highest of everything; and cut off anywhere it is no sheet. */
static void a_sheet_says_what_it_was_made_of(void **state)
{
    (void)state;
    const struct uuid a = id_of(1), b = id_of(2);
    const struct alarm_cause most = {.rule = RULE_PRESSURE_MEAN,
                                     .parameter = PARAMETER_ACVPU,
                                     .zone = ZONE_RED,
                                     .operator= OPERATOR_GE,
                                     .span = 366,
                                     .condition = (1 << CONDITION_COUNT) - 1,
                                     .individual = true,
                                     .limited = true,
                                     .value = INT64_MAX};
    struct alarm_month months[] = {{.enrolment = b, .month = 24321, .red = 4, .yellow = 3},
                                   {.enrolment = a, .month = 24322, .green = INT32_MAX},
                                   {.enrolment = b, .month = 24320, .missing = 1}};
    struct alarm_limit limits[] = {{.enrolment = b, .month = 24321, .cause = most, .days = 4},
                                   {.enrolment = b,
                                    .month = 24321,
                                    .cause = {.rule = 1, .zone = ZONE_YELLOW, .value = -5},
                                    .days = 3,
                                    .downgraded = 1}};
    struct alarm_rolled rolled = {
        .from = 24310, .months = months, .month_count = 3, .limits = limits, .limit_count = 2};
    struct heard heard = {0};
    const struct alarm_sheet_take to = {&heard, hear_month, hear_limit};
    struct arena arena;
    arena_init(&arena);
    const struct str sheet = alarm_sheet_pack(&arena, &rolled);
    assert_int_equal(alarm_sheet_from(sheet), 24310);
    assert_true(alarm_sheet_each(sheet, &a, &to));
    assert_int_equal(heard.months, 1);
    assert_int_equal(heard.month[0].green, INT32_MAX);
    assert_int_equal(heard.limits, 0);
    assert_true(alarm_sheet_each(sheet, &b, &to));
    assert_int_equal(heard.months, 3);
    assert_int_equal(heard.month[1].month, 24320);
    assert_int_equal(heard.month[2].red, 4);
    assert_int_equal(heard.limits, 2);
    assert_int_equal(heard.limit[0].cause.value, -5);
    assert_int_equal(heard.limit[0].downgraded, 1);
    assert_true(alarm_cause_equal(&heard.limit[1].cause, &most));
    for (size_t len = 3; len < sheet.len; len++) {
        heard = (struct heard){0};
        bool whole = alarm_sheet_each((struct str){sheet.at, len}, &b, &to);
        assert_false(whole && heard.limits == 2);
    }
    arena_finish(&arena);
}

static void months_are_cut_where_the_period_is(void **state)
{
    (void)state;
    const int64_t day = caltime_day(2028, 2, 10); /* a leap year */
    unsigned bit;
    const int64_t month = alarm_month_of(day, &bit);
    const struct alarm_period whole = {day - 9, day + 19}, one = {day, day};
    const struct alarm_period before = {day - 30, day - 10}, long_one = {day - 200, day + 200};
    assert_int_equal(bit, 9);
    assert_int_equal(alarm_bits(alarm_period_bits(&whole, month)), 29);
    assert_int_equal(alarm_period_bits(&one, month), 1 << 9);
    assert_int_equal(alarm_period_bits(&before, month), 0);
    assert_int_equal(alarm_bits(alarm_period_bits(&before, month - 1)), 21);
    assert_int_equal(alarm_bits(alarm_period_bits(&long_one, month)), 29);
    assert_int_equal(alarm_bits(alarm_period_bits(&long_one, month - 1)), 31);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(it_counts_what_the_outcomes_say_in_whatever_order_they_came),
        ON_BOTH(what_is_written_late_is_made_good_by_the_next_run),
        ON_BOTH(a_day_is_missing_when_a_report_was_due_and_none_came),
        ON_BOTH(a_late_report_fills_the_day_that_was_missing),
        ON_BOTH(a_report_while_paused_counts),
        ON_BOTH(a_pause_after_a_clock_that_was_ahead_counts),
        ON_BOTH(what_was_tampered_with_is_found),
        ON_BOTH(one_report_of_several_days_counts_on_each),
        cmocka_unit_test(a_sheet_says_what_it_was_made_of),
        cmocka_unit_test(months_are_cut_where_the_period_is),
    };
    log_level_set(LOG_ERROR + 1);
    return cmocka_run_group_tests_name("alarm_load", tests, NULL, NULL);
}
