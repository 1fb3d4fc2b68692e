/* Looking at whom time may have brought something: all patients are made due at once, and the
 * server's own job goes through them. Beside it a bare loop that reads the same patients' rows and
 * writes the same row, by as many patients a transaction, without a rule. */
#include "base/caltime.h"
#include "base/clock.h"
#include "process.h"
#include "world.h"

#include <stdio.h>
#include <time.h>

enum { PATIENTS = 1000, CHUNK = 20, PATIENCE = 120, DAYS_BACK = 7 };

static const struct sql WAKE_ALL = {"UPDATE patient_due SET due_at = 0, looked_at = 0"};
static const struct sql WAITING = {"SELECT count(*) FROM patient_due WHERE looked_at = 0"};
static const struct sql FIRST = {"SELECT min(looked_at) FROM patient_due"};
static const struct sql LAST = {"SELECT max(looked_at) FROM patient_due"};
/* The first round is not counted: it began at a time that nobody wrote down. */
static const struct sql AFTER_FIRST = {
    "SELECT count(*) FROM patient_due WHERE looked_at > (SELECT min(looked_at) FROM patient_due)"};

static const struct sql SOME = {
    "SELECT patient_id FROM patient_due WHERE patient_id > ?1 ORDER BY patient_id LIMIT 20"};
_Static_assert(CHUNK == 20, "SOME says the number");
/* What each look needs to know, each table by its key. */
static const struct sql READ[] = {
    {"SELECT id, service_id, programme, programme_version, state, state_since, unwell_from"
     " FROM enrolment WHERE patient_id = ?1"},
    {"SELECT enrolment_id, from_state, to_state, at FROM enrolment_transition"
     " WHERE patient_id = ?1"},
    {"SELECT enrolment_id, from_day, phases FROM enrolment_schedule WHERE patient_id = ?1"},
    {"SELECT from_day, until_day FROM pause WHERE patient_id = ?1"},
    {"SELECT service_id, missing, missing_since, missed, tasks, tasks_since, version, looks,"
     " taken_by, taken_at FROM overview WHERE patient_id = ?1"},
    {"SELECT id, kind, about, state, due_at, created_at, ended_at FROM task"
     " WHERE patient_id = ?1"},
    {"SELECT id, enrolment_id, check_at, effect FROM started_action WHERE patient_id = ?1"},
};
static const struct sql READINGS = {
    "SELECT effective FROM observation WHERE patient_id = ?1 AND parameter = ?2"
    " AND effective >= ?3 AND effective < ?4",
    .gather = true};
static const struct sql ANSWERS = {
    "SELECT authored FROM response WHERE patient_id = ?1 AND authored >= ?2 AND authored < ?3"};
static const struct sql LOOKED = {
    "INSERT INTO patient_due (patient_id, due_at, looked_at, attempts, failed_at)"
    " VALUES (?1, ?2, ?3, 0, 0) ON CONFLICT (patient_id) DO UPDATE"
    " SET due_at = excluded.due_at, looked_at = excluded.looked_at, attempts = 0"};
/* What is followed of nearly everybody: the fewest trees in which it may be looked up. */
static const int parameters[] = {1, 2};

struct bare_look {
    struct db *db;
    struct arena arena;
    struct uuid after;
};

static void must(bool ok, const struct error *error)
{
    if (!ok)
        bench_fail("due: %s", error->log);
}

/* ---- the server ---- */

static void wake_all(struct db *db)
{
    struct error error = {0};
    must(db_begin(db, &error), &error);
    db_send(db, &WAKE_ALL, NO_ARGS);
    must(db_commit(db, &error), &error);
}

/* Patients looked at in a second. */
static double job_round(struct db *db)
{
    const struct timespec pause = {.tv_nsec = 50000000};
    double start = bench_now();
    wake_all(db);
    while (world_number(db, &WAITING)) {
        if (bench_now() - start > PATIENCE)
            bench_fail("due: not all were looked at in %d s", PATIENCE);
        nanosleep(&pause, NULL);
    }
    double took = (double)(world_number(db, &LAST) - world_number(db, &FIRST)) / 1000;
    return took > 0 ? (double)world_number(db, &AFTER_FIRST) / took : 0;
}

/* ---- the bare loop ---- */

static void look_at(struct bare_look *bare, const struct uuid *patient, int64_t now)
{
    struct error error = {0};
    for (size_t i = 0; i < sizeof READ / sizeof READ[0]; i++)
        db_ask(bare->db, &bare->arena, &READ[i], ARGS(v_uuid(patient)));
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
        db_ask(
            bare->db, &bare->arena, &READINGS,
            ARGS(v_uuid(patient), v_int(parameters[i]), v_int(now - DAYS_BACK * DAY), v_int(now)));
    db_ask(bare->db, &bare->arena, &ANSWERS,
           ARGS(v_uuid(patient), v_int(now - DAYS_BACK * DAY), v_int(now)));
    must(db_settle(bare->db, &error), &error);
    db_send(bare->db, &LOOKED, ARGS(v_uuid(patient), v_int(now + DAY), v_int(now)));
}

static size_t look_at_some(struct bare_look *bare)
{
    struct error error = {0};
    struct rows *some;
    int64_t now = clock_now(NULL);
    arena_reset(&bare->arena);
    struct value after = {VALUE_UUID, 0, {(const char *)bare->after.b, sizeof bare->after.b}};
    must(db_begin(bare->db, &error), &error);
    must(db_run(bare->db, &bare->arena, &SOME, &after, 1, &some, &error), &error);
    for (size_t i = 0; i < rows_count(some); i++) {
        bare->after = row_uuid(some, i, 0);
        look_at(bare, &bare->after, now);
    }
    must(db_commit(bare->db, &error), &error);
    return rows_count(some);
}

static double bare_round(struct bare_look *bare)
{
    size_t looked = 0, some;
    double start = bench_now();
    bare->after = (struct uuid){{0}};
    while ((some = look_at_some(bare)) > 0)
        looked += some;
    return (double)looked / (bench_now() - start);
}

void bench_due(struct bench *bench, enum db_kind kind)
{
    struct error error = {0};
    struct bare_look bare = {0};
    double rates[BENCH_ROUNDS], limits[BENCH_ROUNDS];
    char name[96];
    bench_say("due, %s", bench_kind(kind));
    struct world world = world_open(bench, kind, PATIENTS, true);
    struct server server = server_start(bench, &world);
    arena_init(&bare.arena);
    bare.db = db_open(world.url, DB_WRITE, &error);
    must(bare.db != NULL, &error);
    job_round(bare.db);
    for (int round = 0; round < bench->rounds; round++) {
        rates[round] = job_round(bare.db);
        limits[round] = bare_round(&bare);
    }
    snprintf(name, sizeof name, "patients looked at, %s", bench_kind(kind));
    bench_rounds(bench, name, rates, "1/s", limits, (size_t)bench->rounds,
                 "bare loop reading the same patients");
    snprintf(name, sizeof name, "  bare loop, %s, %d a transaction", bench_kind(kind), CHUNK);
    bench_rounds(bench, name, limits, "1/s", NULL, (size_t)bench->rounds, NULL);
    db_close(bare.db);
    arena_finish(&bare.arena);
    server_stop(&server);
    world_drop(bench, &world);
}
