/* A stored history is read as it holds, by local day, and judged anew by whatever limits. */
#include "../store/lib.h"

#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "clinical/baseline.h"
#include "embedded.h"
#include "observation/observation_days.h"
#include "response/findings.h"
#include "store/migrate.h"
#include "workshop/history.h"

enum { FIRST = 20500, PATIENT = 1, OTHER = 2, ENROLMENT = 3, SERVICE = 4 };
#define MINUTE INT64_C(60000)

struct made {
    struct arena arena;
    struct db *db;
    struct programme programme;
    struct programmes *programmes;
    unsigned keys;
    struct history history;
};

static int64_t at(int day, int hour)
{
    return observation_day_start(FIRST + day) + hour * 60 * MINUTE;
}

static void make(struct place *place, struct made *made)
{
    struct error error = {0};
    int applied;
    *made = (struct made){.db = place_open(place, DB_CREATE)};
    arena_init(&made->arena);
    if (!migrate_run(made->db, 0, &applied, &error))
        fail_msg("%s", error.log);
    for (size_t i = 0; i < embedded_programme_count; i++) {
        assert_true(
            programme_parse(&made->arena, embedded_programmes[i], &made->programme, &error));
        if (strcmp(made->programme.id, "copd") != 0)
            continue;
        must(made->db,
             SQL("INSERT INTO programme (id, version, document, created_at, approved_at)"
                 " VALUES ('copd', ?1, ?2, 0, 0)"),
             v_int(made->programme.version), v_str(embedded_programmes[i]));
        break;
    }
    made->programmes = programmes_create();
    assert_string_equal(made->programme.id, "copd");
}

static void finish(struct made *made)
{
    db_close(made->db);
    programmes_destroy(made->programmes);
    arena_finish(&made->arena);
}

struct put {
    unsigned patient;
    int64_t at;
    int value; /* per cent */
    const char *status;
    unsigned key; /* 0: one of its own */
    int version;
    uint32_t marks;
};

static void put(struct made *made, struct put one)
{
    uint8_t key[16] = {0};
    struct uuid patient = id_of(one.patient ? one.patient : PATIENT), id = id_of(99);
    unsigned number = one.key ? one.key : 1000 + made->keys++;
    memcpy(key, &number, sizeof number);
    must(made->db,
         SQL("INSERT INTO observation (patient_id, parameter, effective, key, version, panel,"
             " report_id, status, value, marks, effective_precision, effective_offset,"
             " received_at, account_id, content, conditions)"
             " VALUES (?1, 1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, 4, 60, ?2, ?5, ?3, 0)"),
         v_uuid(&patient), v_int(one.at), v_bytes(key, sizeof key),
         v_int(one.version ? one.version : 1), v_uuid(&id),
         v_text(one.status ? one.status : "final"), v_int(one.value * MICRO), v_int(one.marks));
}

static void put_days(struct made *made, const int *values, int count)
{
    for (int i = 0; i < count; i++)
        if (values[i])
            put(made, (struct put){.at = at(i, 8), .value = values[i]});
}

static void step(struct made *made, int number, int day, const char *state)
{
    struct uuid patient = id_of(PATIENT), enrolment = id_of(ENROLMENT);
    must(made->db,
         SQL("INSERT INTO enrolment_transition (patient_id, enrolment_id, number, from_state,"
             " to_state, account_id, at) VALUES (?1, ?2, ?3, '', ?4, ?1, ?5)"),
         v_uuid(&patient), v_uuid(&enrolment), v_int(number), v_text(state), v_int(at(day, 6)));
}

static void answer(struct made *made, int day, int64_t version, const struct finding *finding)
{
    struct buf text;
    struct uuid patient = id_of(PATIENT);
    uint8_t key[16] = {0};
    unsigned number = 1000 + made->keys++;
    memcpy(key, &number, sizeof number);
    buf_init(&text, &made->arena, 64);
    findings_print(&text, finding, 1);
    must(made->db,
         SQL("INSERT INTO response (patient_id, authored, key, version, report_id, programme,"
             " programme_version, form, status, authored_precision, authored_offset, received_at,"
             " account_id, content, findings, document)"
             " VALUES (?1, ?2, ?3, 1, ?1, 'copd', ?4, 'daily', 'completed', 4, 60, ?2, ?1, ?3,"
             " ?5, '[]')"),
         v_uuid(&patient), v_int(at(day, 9)), v_bytes(key, sizeof key), v_int(version),
         v_str(buf_slice(&text)));
}

static void read_days(struct made *made, int from, int to)
{
    struct error error = {0};
    const struct history_question question = {.patient = id_of(PATIENT),
                                              .enrolment = id_of(ENROLMENT),
                                              .programme = &made->programme,
                                              .programmes = made->programmes,
                                              .from = FIRST + from,
                                              .to = FIRST + to,
                                              .today = FIRST + 400};
    assert_true(db_begin_read(made->db, &error));
    if (!history_read(made->db, &made->arena, &question, &made->history, &error))
        fail_msg("%s", error.log);
    db_end_read(made->db);
}

static struct history_judged judged(struct made *made, const struct history_rules *rules)
{
    struct error error = {0};
    struct history_judged judged;
    if (!history_judge(&made->arena, &made->history, rules, &judged, &error))
        fail_msg("%s", error.detail);
    return judged;
}

/* g y r, . for none, m for missing. */
static const char *days(struct made *made, const struct history_judged *judged)
{
    char *text = arena_raw(&made->arena, judged->day_count + 1);
    for (size_t i = 0; i < judged->day_count; i++)
        text[i] = judged->list[i].missing ? 'm' : ".gyr"[judged->list[i].zone];
    text[judged->day_count] = 0;
    return text;
}

static const struct limit OWN[] = {
    {.parameter = PARAMETER_SPO2,
     .side = SIDE_LOW,
     .zone = ZONE_YELLOW,
     .operator= OPERATOR_LE,
     .value = 89 * MICRO},
    {.parameter = PARAMETER_SPO2,
     .side = SIDE_LOW,
     .zone = ZONE_RED,
     .operator= OPERATOR_LE,
     .value = 87 * MICRO},
};
static const struct history_rules STANDARD = {.limits = NULL};
static const struct history_rules TIGHTER = {.limits = OWN, .limit_count = 2};

/* ---- reading ---- */

static void what_holds_is_read_and_nothing_else(struct place *place)
{
    struct made made;
    make(place, &made);
    put(&made, (struct put){.at = at(1, 8), .value = 91});
    put(&made, (struct put){.at = at(1, 9), .value = 70, .key = 1});
    put(&made,
        (struct put){.at = at(1, 9), .value = 92, .key = 1, .version = 2, .status = "amended"});
    put(&made, (struct put){.at = at(2, 8), .value = 60, .status = "entered-in-error"});
    put(&made, (struct put){.at = at(2, 8), .value = 61, .key = 2});
    put(&made,
        (struct put){
            .at = at(2, 8), .value = 61, .key = 2, .version = 2, .status = "entered-in-error"});
    put(&made, (struct put){.patient = OTHER, .at = at(1, 8), .value = 62});
    put(&made, (struct put){.at = at(-30, 8), .value = 95});
    put(&made, (struct put){.at = at(-500, 8), .value = 96});
    put(&made, (struct put){.at = at(4, 0), .value = 97}); /* the next day begins at midnight */
    read_days(&made, 0, 3);
    assert_int_equal(made.history.value_count, 3);
    assert_int_equal(made.history.values[0].value, 95 * MICRO);
    assert_int_equal(made.history.values[1].value, 91 * MICRO);
    assert_int_equal(made.history.values[2].value, 92 * MICRO);
    assert_int_equal(made.history.values[2].day, FIRST + 1);
    assert_int_equal(made.history.values[2].at, at(1, 9));
    finish(&made);
}

static void answers_are_read_with_their_day(struct place *place)
{
    const struct finding points = {.kind = FINDING_POINTS, .value = 2 * MICRO, .symptoms = 3};
    const struct finding score = {.kind = FINDING_SCORE, .value = 9 * MICRO};
    struct made made;
    make(place, &made);
    answer(&made, 2, made.programme.version, &points);
    answer(&made, 1, made.programme.version - 1, &points);
    answer(&made, 3, made.programme.version - 1, &score);
    answer(&made, -9, made.programme.version, &points);
    read_days(&made, 0, 3);
    assert_int_equal(made.history.finding_count, 2);
    assert_int_equal(made.history.findings[0].day, FIRST + 1);
    assert_int_equal(made.history.findings[0].symptoms, 0); /* another version's combinations */
    assert_int_equal(made.history.findings[1].day, FIRST + 2);
    assert_int_equal(made.history.findings[1].symptoms, 3);
    finish(&made);
}

static void the_trial_is_where_the_enrolment_began_or_where_its_values_begin(struct place *place)
{
    struct made made;
    struct error error = {0};
    struct uuid patient = id_of(PATIENT), enrolment = id_of(ENROLMENT), service = id_of(SERVICE);
    int32_t from;
    make(place, &made);
    must(made.db,
         SQL("INSERT INTO organisation (id, kind, name, party_id, created_at)"
             " VALUES (?1, 'municipality', 'A', ?1, 0)"),
         v_uuid(&service));
    must(made.db,
         SQL("INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
             " municipality_id, state, state_since, limits_version, created_at)"
             " VALUES (?1, ?2, 'copd', 3, ?3, ?3, 'active', 0, 0, ?4)"),
         v_uuid(&patient), v_uuid(&enrolment), v_uuid(&service), v_int(at(-3, 8)));
    const struct history_question question = {.patient = patient,
                                              .enrolment = enrolment,
                                              .programme = &made.programme,
                                              .today = FIRST + 300};
    assert_true(db_begin_read(made.db, &error));
    assert_true(history_trial(made.db, &made.arena, &question, 14, &from, &error));
    assert_int_equal(from, FIRST - 3);
    db_end_read(made.db);
    step(&made, 1, 1, "trial");
    step(&made, 2, 15, "active");
    put(&made, (struct put){.at = at(14, 8), .value = 91});
    assert_true(db_begin_read(made.db, &error));
    assert_true(history_trial(made.db, &made.arena, &question, 14, &from, &error));
    assert_int_equal(from, FIRST + 1);
    assert_true(history_trial(made.db, &made.arena, &question, 13, &from, &error));
    assert_int_equal(from, FIRST + 14); /* in thirteen days nothing was measured */
    db_end_read(made.db);
    finish(&made);
}

static void more_readings_than_are_read_are_told_and_never_silently_left_out(struct place *place)
{
    struct uuid patient = id_of(PATIENT), id = id_of(99);
    struct made made;
    make(place, &made);
    put(&made, (struct put){.at = at(0, 8), .value = 80});
    must(made.db,
         SQL("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)"
             " INSERT INTO observation (patient_id, parameter, effective, key, version, panel,"
             " report_id, status, value, marks, effective_precision, effective_offset,"
             " received_at, account_id, content, conditions)"
             " SELECT ?2, 1, ?3 + i, CAST(printf('%016d', i) AS BLOB), 1, 0, ?4, 'final', ?5, 0, 4,"
             " 60, ?3, ?4, CAST(printf('%016d', i) AS BLOB), 0 FROM n"),
         v_int(HISTORY_READINGS_MOST), v_uuid(&patient), v_int(at(1, 8)), v_uuid(&id),
         v_int(92 * MICRO));
    read_days(&made, 0, 1);
    assert_true(made.history.cut);
    read_days(&made, 1, 1);
    assert_false(made.history.cut);
    assert_int_equal(made.history.value_count, HISTORY_READINGS_MOST + 1);
    finish(&made);
}

/* ---- judging ---- */

static void days_count_by_zone_and_each_limit_by_the_days_it_alarmed(struct place *place)
{
    static const int values[] = {92, 89, 87, 85, 91, 88};
    struct made made;
    make(place, &made);
    put_days(&made, values, 6);
    put(&made, (struct put){.at = at(1, 20), .value = 88});
    read_days(&made, 0, 5);
    struct history_judged standard = judged(&made, &STANDARD), own = judged(&made, &TIGHTER);
    assert_string_equal(days(&made, &standard), "ggyrgg");
    assert_string_equal(days(&made, &own), "gyrrgy");
    assert_int_equal(own.days.yellow, 2);
    assert_int_equal(own.days.red, 2);
    assert_int_equal(own.days.total, 6);
    assert_true(own.limits[0].individual);
    assert_int_equal(own.limits[0].limit.zone, ZONE_RED);
    assert_int_equal(own.limits[0].alarm_days, 2);
    assert_int_equal(own.limits[1].alarm_days, 2); /* twice on the second day, and counted once */
    assert_int_equal(own.list[2].reason_count, 1);
    assert_int_equal(own.list[2].reasons[0].limit, 87 * MICRO);
    for (size_t i = 2; i < own.limit_count; i++)
        assert_false(own.limits[i].individual);
    finish(&made);
}

static void what_came_before_is_looked_back_on_but_not_judged(struct place *place)
{
    static const int values[] = {92, 88, 92, 92, 88, 88};
    struct limit own[2] = {OWN[0], OWN[1]};
    struct made made;
    make(place, &made);
    put_days(&made, values, 6);
    own[0].basis = BASIS_HABITUAL;
    const struct history_rules rules = {.limits = own, .limit_count = 2};
    read_days(&made, 4, 5);
    struct history_judged late = judged(&made, &rules);
    assert_string_equal(days(&made, &late), "yy");
    assert_true(late.list[0].unconfirmed); /* alone: two good days stood before it */
    assert_false(late.list[1].unconfirmed);
    finish(&made);
}

static void levels_drift_from_the_first_day_on(struct place *place)
{
    static const int values[] = {89, 89, 89, 89, 92, 92, 89, 89, 89, 89};
    const struct habit level = {PARAMETER_SPO2, 92 * MICRO, MICRO, 0, true, false};
    const struct history_rules rules = {.habits = &level, .habit_count = 1};
    struct made made;
    make(place, &made);
    put_days(&made, values, 10);
    read_days(&made, 5, 9);
    struct history_judged with = judged(&made, &rules), without = judged(&made, &STANDARD);
    assert_int_equal(without.rule_count, 0);
    assert_int_equal(with.rule_count, 1);
    assert_int_equal(with.rules[0].rule, RULE_DRIFT_LOW);
    assert_int_equal(with.rules[0].parameter, PARAMETER_SPO2);
    assert_string_equal(days(&made, &without), "ggggg");
    assert_true(with.rules[0].alarm_days > 0 && with.rules[0].alarm_days < 4);
    finish(&made);
}

static void was_unwell(struct made *made, int64_t from, int64_t until)
{
    struct uuid patient = id_of(PATIENT), enrolment = id_of(ENROLMENT);
    must(made->db,
         SQL("INSERT INTO unwell (patient_id, enrolment_id, from_at, until_at, reports)"
             " VALUES (?1, ?2, ?3, ?4, 1)"),
         v_uuid(&patient), v_uuid(&enrolment), v_int(from), v_int(until));
}

static void enrol(struct made *made)
{
    struct uuid patient = id_of(PATIENT), enrolment = id_of(ENROLMENT), service = id_of(SERVICE);
    must(made->db,
         SQL("INSERT INTO organisation (id, kind, name, party_id, created_at)"
             " VALUES (?1, 'municipality', 'A', ?1, 0)"),
         v_uuid(&service));
    must(made->db,
         SQL("INSERT INTO enrolment (patient_id, id, programme, programme_version, service_id,"
             " municipality_id, state, state_since, limits_version, created_at)"
             " VALUES (?1, ?2, 'copd', ?5, ?3, ?3, 'active', ?4, 0, ?4)"),
         v_uuid(&patient), v_uuid(&enrolment), v_uuid(&service), v_int(at(0, 6)),
         v_int(made->programme.version));
}

static void a_report_is_missing_where_one_was_due_and_none_came_in_time(struct place *place)
{
    static const int values[] = {92, 0, 92, 0, 0, 92, 0, 0, 0, 0, 0, 0, 0, 0, 86, 0, 92, 0, 0};
    struct made made;
    make(place, &made);
    enrol(&made);
    put_days(&made, values, 19);
    step(&made, 1, 0, "trial");
    step(&made, 2, 4, "active");
    read_days(&made, 0, 18);
    /* Day 0 is a Monday. Daily from the day after the trial began; then once a week, by Sunday. */
    assert_int_equal(made.programme.schedule.active.a_week, 1);
    struct history_judged all = judged(&made, &STANDARD);
    assert_string_equal(days(&made, &all), "gmgmmg.......my.g..");
    assert_int_equal(all.days.missing, 4);
    assert_int_equal(all.days.total, 9);
    /* Daily while it is yellow or red, from the day after it began to the day it ended. */
    was_unwell(&made, at(14, 9), at(16, 9));
    was_unwell(&made, at(8, 9), at(10, 1));
    read_days(&made, 0, 18);
    all = judged(&made, &STANDARD);
    assert_string_equal(days(&made, &all), "gmgmmg...mm..mymg..");
    /* Nothing is missing before the day is over, however few are looked at. */
    made.history.today = FIRST + 15;
    all = judged(&made, &STANDARD);
    assert_string_equal(days(&made, &all), "gmgmmg...mm..my.g..");
    read_days(&made, 9, 15);
    all = judged(&made, &STANDARD);
    assert_string_equal(days(&made, &all), "mm..mym");
    finish(&made);
}

/* A report of day 0, and the next one on another: of the days 11 to 13 the last, a Sunday, is due.
 */
static const char *due_on_the_last_day(struct place *place, int next, bool answers, int today)
{
    const struct finding points = {.kind = FINDING_POINTS, .value = 2 * MICRO};
    static char text[8];
    struct made made;
    make(place, &made);
    enrol(&made);
    put(&made, (struct put){.at = at(0, 8), .value = 92});
    if (answers)
        answer(&made, next, made.programme.version, &points);
    else
        put(&made, (struct put){.at = at(next, 8), .value = 92});
    read_days(&made, 11, 13);
    made.history.today = FIRST + today;
    struct history_judged all = judged(&made, &STANDARD);
    snprintf(text, sizeof text, "%s", days(&made, &all));
    finish(&made);
    return text;
}

static void a_report_on_any_day_of_the_week_meets_it(struct place *place)
{
    assert_string_equal(due_on_the_last_day(place, 7, false, 30), "...");
}

static void answers_alone_are_a_report(struct place *place)
{
    assert_string_equal(due_on_the_last_day(place, 9, true, 30), "...");
}

static void a_report_that_comes_too_late_leaves_the_day_missing(struct place *place)
{
    assert_string_equal(due_on_the_last_day(place, 14, false, 30), "..m");
}

static void what_may_still_come_is_not_missing(struct place *place)
{
    assert_string_equal(due_on_the_last_day(place, 20, false, 13), "...");
}

static void missing_days_are_those_that_were_whatever_is_tried(struct place *place)
{
    static const int values[] = {92, 88, 0, 0, 92};
    struct made made;
    make(place, &made);
    enrol(&made);
    put_days(&made, values, 5);
    was_unwell(&made, at(1, 9), at(3, 1));
    read_days(&made, 0, 4);
    struct history_judged stands = judged(&made, &STANDARD), tried = judged(&made, &TIGHTER);
    assert_string_equal(days(&made, &stands), "ggmmg");
    assert_string_equal(days(&made, &tried), "gymmg");
    finish(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(what_holds_is_read_and_nothing_else),
        ON_BOTH(answers_are_read_with_their_day),
        ON_BOTH(the_trial_is_where_the_enrolment_began_or_where_its_values_begin),
        ON_SQLITE(more_readings_than_are_read_are_told_and_never_silently_left_out),
        ON_SQLITE(days_count_by_zone_and_each_limit_by_the_days_it_alarmed),
        ON_SQLITE(what_came_before_is_looked_back_on_but_not_judged),
        ON_SQLITE(levels_drift_from_the_first_day_on),
        ON_BOTH(a_report_is_missing_where_one_was_due_and_none_came_in_time),
        ON_SQLITE(a_report_on_any_day_of_the_week_meets_it),
        ON_SQLITE(answers_alone_are_a_report),
        ON_SQLITE(a_report_that_comes_too_late_leaves_the_day_missing),
        ON_SQLITE(what_may_still_come_is_not_missing),
        ON_SQLITE(missing_days_are_those_that_were_whatever_is_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
