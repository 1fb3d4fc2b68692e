/* Reading: the first page of the work list and a patient's 90 days, for few and many patients; each
 * with the row of the access log that goes to disk before the answer leaves. Beside it the bare
 * question and that row. */
#include "base/clock.h"
#include "client.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGE = 50 };

static const struct sql PAGE_ROWS = {
    "SELECT patient_id, zone, since, version, reasons, missing, unread, tasks, taken_by"
    " FROM overview WHERE service_id = ?1 AND tier >= 0 ORDER BY tier, since, patient_id LIMIT 51",
};
static const struct sql SERIES_ROWS = {
    "SELECT effective, value, marks, version FROM observation"
    " WHERE patient_id = ?1 AND parameter = 2 AND effective > ?2 ORDER BY effective",
};
static const struct sql APPEND_ACCESS = {
    "INSERT INTO access_log (lane, number, at, account_id, role, organisation_id, ground, action,"
    " patient_id, patients, hash) VALUES (2, ?1, ?2, ?3, 'nurse', ?4, 'service', 'bench', ?5, ?6,"
    " ?7)",
};
static const struct sql LAST_ACCESS = {"SELECT max(number) FROM access_log WHERE lane = 2"};

struct reader {
    struct targets targets;
    char token[BENCH_TOKEN];
    bool series;
    uint64_t turn;
    struct db *read, *write; /* of the bare way */
    int64_t access;
};

static size_t make_get(void *context, char *to, size_t size)
{
    struct reader *reader = context;
    char path[160] = "/api/worklist";
    const struct target *target =
        &reader->targets.list[reader->turn++ * 7919 % reader->targets.count];
    if (reader->series)
        snprintf(path, sizeof path, "/api/patients/%s/series?parameter=pulse&days=90",
                 target->text);
    return (size_t)snprintf(to, size,
                            "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                            "Accept: application/json\r\n\r\n",
                            path, reader->token);
}

static void must(bool ok, const struct error *error)
{
    if (!ok)
        bench_fail("bare read: %s", error->log);
}

static void bare_read(struct reader *reader, struct arena *arena)
{
    struct error error = {0};
    struct rows *rows;
    struct uuid shown[PAGE] = {{{0}}};
    const struct target *target =
        &reader->targets.list[reader->turn++ * 7919 % reader->targets.count];
    int64_t now = clock_now(NULL);
    if (reader->series)
        must(db_run(reader->read, arena, &SERIES_ROWS,
                    ARGS(v_uuid(&target->id), v_int(now - 90 * DAY)), &rows, &error),
             &error);
    else
        must(db_run(reader->read, arena, &PAGE_ROWS, ARGS(v_uuid(&target->service)), &rows, &error),
             &error);
    for (size_t i = 0; i < PAGE && !reader->series; i++)
        shown[i] = row_uuid(rows, i, 0);
    int64_t row = ++reader->access;
    must(db_begin(reader->write, &error), &error);
    db_send(reader->write, &APPEND_ACCESS,
            ARGS(v_int(row), v_int(now), v_uuid(&reader->targets.account),
                 v_uuid(&reader->targets.organisation),
                 reader->series ? v_uuid(&target->id) : v_null(),
                 reader->series ? v_null() : v_bytes(shown, sizeof shown), v_bytes(shown, 32)));
    must(db_commit(reader->write, &error), &error);
}

static void bare_round(struct reader *reader, double seconds, struct load_result *all)
{
    struct arena arena;
    double start = bench_now(), now = start;
    arena_init(&arena);
    while (now - start < seconds) {
        double before = now;
        arena_reset(&arena);
        bare_read(reader, &arena);
        now = bench_now();
        load_note(all, now - before);
    }
    arena_finish(&arena);
}

static void measure(struct bench *bench, struct reader *reader, const struct server *server,
                    enum db_kind kind, int64_t patients)
{
    static const double shares[] = {0.5, 0.99};
    struct load load = {.port = server->port,
                        .connections = 1,
                        .seconds = bench->seconds / 2,
                        .wanted = 200,
                        .make = make_get,
                        .context = reader};
    double waits[2][BENCH_ROUNDS], limits[2][BENCH_ROUNDS];
    char name[96];
    struct load_result warm = {0};
    load_run(&load, &warm);
    load_finish(&warm);
    for (int round = 0; round < bench->rounds; round++) {
        struct load_result all = {0}, bare = {0};
        load_run(&load, &all);
        bare_round(reader, load.seconds, &bare);
        for (size_t i = 0; i < 2; i++) {
            waits[i][round] = load_percentile(&all, 0, shares[i]);
            limits[i][round] = load_percentile(&bare, 0, shares[i]);
        }
        load_finish(&all);
        load_finish(&bare);
    }
    for (size_t i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "%s p%.0f, %s, %lld patients",
                 reader->series ? "series of 90 days" : "list, first page", shares[i] * 100,
                 bench_kind(kind), (long long)patients);
        bench_rounds(bench, name, waits[i], "ms", limits[i], (size_t)bench->rounds,
                     "bare query and log row");
    }
}

void bench_read(struct bench *bench, enum db_kind kind, int64_t patients)
{
    struct reader reader = {0};
    struct error error = {0};
    bench_say("read, %s, %lld patients", bench_kind(kind), (long long)patients);
    struct world world = world_open(bench, kind, patients, false);
    targets_read(&reader.targets, &world);
    server_token(bench, &world, "nurse", reader.token);
    struct server server = server_start(bench, &world);
    reader.read = db_open(world.url, DB_READ, &error);
    reader.write = reader.read ? db_open(world.url, DB_WRITE, &error) : NULL;
    if (!reader.write)
        bench_fail("%s", error.log);
    reader.access = world_number(reader.write, &LAST_ACCESS);
    measure(bench, &reader, &server, kind, patients);
    reader.series = true;
    measure(bench, &reader, &server, kind, patients);
    db_close(reader.read);
    db_close(reader.write);
    server_stop(&server);
    targets_finish(&reader.targets);
    world_drop(bench, &world);
}
