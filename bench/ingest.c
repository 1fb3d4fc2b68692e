/* Durable ingest: FHIR Observations over HTTP at 1, 8 and 32 connections, beside the bare loop. */
#include "bare.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "client.h"
#include "process.h"

#include <math.h>
#include <stdio.h>

enum { PATIENTS = 1000, SHARES = 3 };

static const double percentiles[SHARES] = {0.5, 0.9, 0.99};

struct sender {
    struct targets targets;
    char token[BENCH_TOKEN];
    uint64_t turn;
};

static size_t make_observation(void *context, char *to, size_t size)
{
    struct sender *sender = context;
    char now[CALTIME_TEXT], body[1024];
    uint64_t turn = sender->turn++;
    const struct target *target = &sender->targets.list[turn * 7919 % sender->targets.count];
    bool oxygen = turn % 2 && target->spo2;
    caltime_utc(clock_now(NULL), now);
    int len = snprintf(
        body, sizeof body,
        "{\"resourceType\":\"Observation\",\"identifier\":[{\"system\":\"urn:varde:bench\","
        "\"value\":\"h-%llu\"}],\"status\":\"final\",\"category\":[{\"coding\":[{\"system\":"
        "\"http://terminology.hl7.org/CodeSystem/"
        "observation-category\",\"code\":\"vital-signs\"}]}],"
        "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"%s\"}]},"
        "\"subject\":{\"reference\":\"Patient/%s\"},\"effectiveDateTime\":\"%s\","
        "\"valueQuantity\":{\"value\":%lld,\"unit\":\"%s\",\"system\":"
        "\"http://unitsofmeasure.org\",\"code\":\"%s\"}}",
        (unsigned long long)turn, oxygen ? "59408-5" : "8867-4", target->text, now,
        (long long)(oxygen ? target->spo2 : target->pulse) / 1000000, oxygen ? "%" : "/min",
        oxygen ? "%" : "/min");
    return (size_t)snprintf(to, size,
                            "POST /fhir/Observation HTTP/1.1\r\nHost: localhost\r\n"
                            "Authorization: Bearer %s\r\nContent-Type: application/fhir+json\r\n"
                            "Content-Length: %d\r\n\r\n%s",
                            sender->token, len, body);
}

/* What was answered 201 is in the database, no more and no less. */
static void check_stored(const struct world *world, const struct footprint *before, int64_t sent)
{
    int64_t stored = footprint_of(world).observations - before->observations;
    if (stored != sent)
        bench_fail("%s: %lld answers of 201, but %lld Observations stored", bench_kind(world->kind),
                   (long long)sent, (long long)stored);
}

/* The bare loop is a limit only while it writes what the server writes. */
static void check_alike(const struct footprint *from, const struct footprint *to,
                        const struct footprint *bare_from, const struct footprint *bare_to)
{
    static const char *const names[] = {"reports", "outcomes", "events", "access log rows"};
    double server = (double)(to->observations - from->observations);
    double bare = (double)(bare_to->observations - bare_from->observations);
    double shares[][2] = {
        {(double)(to->reports - from->reports) - (double)(bare_to->reports - bare_from->reports),
         0},
        {(double)(to->outcomes - from->outcomes) / server,
         (double)(bare_to->outcomes - bare_from->outcomes) / bare},
        {(double)(to->events - from->events) / server,
         (double)(bare_to->events - bare_from->events) / bare},
        {(double)(to->access - from->access) / server,
         (double)(bare_to->access - bare_from->access) / bare},
    };
    for (size_t i = 1; i < 4; i++)
        if (fabs(shares[i][0] - shares[i][1]) > 0.03)
            bench_fail("an Observation leaves %.3f %s, the bare loop writes %.3f", shares[i][0],
                       names[i], shares[i][1]);
    if (fabs(shares[0][0]) > 0.1 * PATIENTS)
        bench_fail("%.0f more reports than the bare loop writes", shares[0][0]);
}

/* What each round came to. */
struct rounds {
    double rates[BENCH_ROUNDS], limits[BENCH_ROUNDS];
    double batches[BENCH_ROUNDS]; /* milliseconds of the bare loop for one */
    double waits[SHARES][BENCH_ROUNDS];
};

static void tell(struct bench *bench, enum db_kind kind, int connections, struct rounds *rounds)
{
    char name[96];
    size_t count = (size_t)bench->rounds;
    snprintf(name, sizeof name, "ingest, %s, %d conn", bench_kind(kind), connections);
    bench_rounds(bench, name, rounds->rates, "1/s", rounds->limits, count,
                 "bare loop writing the same rows");
    for (size_t i = 0; i < SHARES; i++) {
        snprintf(name, sizeof name, "  p%.0f, %s, %d conn", percentiles[i] * 100, bench_kind(kind),
                 connections);
        bench_rounds(bench, name, rounds->waits[i], "ms", rounds->batches, count,
                     "batch time of the bare loop");
    }
    snprintf(name, sizeof name, "  bare loop, %s, batches of %d", bench_kind(kind), connections);
    bench_rounds(bench, name, rounds->limits, "1/s", NULL, count, NULL);
}

struct ingest {
    struct bench *bench;
    struct world world, limit;
    struct server server;
    struct sender sender;
    struct bare *bare;
};

static double http_round(struct ingest *ingest, int connections, double seconds,
                         struct load_result *all)
{
    struct load load = {
        .port = ingest->server.port,
        .connections = connections,
        .seconds = seconds,
        .wanted = 201,
        .make = make_observation,
        .context = &ingest->sender,
    };
    int64_t answered = all->answered;
    double before = all->seconds;
    load_run(&load, all);
    return (double)(all->answered - answered) / (all->seconds - before);
}

/* Rounds of both by turns, so that what else the machine does hits both. */
static void at_connections(struct ingest *ingest, int connections)
{
    struct bench *bench = ingest->bench;
    struct load_result all = {0};
    struct footprint before = footprint_of(&ingest->world);
    struct rounds rounds;
    for (int i = 0; i < bench->rounds; i++) {
        size_t from = all.count;
        rounds.rates[i] = http_round(ingest, connections, bench->seconds, &all);
        rounds.limits[i] = bare_run(ingest->bare, connections, bench->seconds);
        rounds.batches[i] = 1000 * connections / rounds.limits[i];
        for (size_t k = 0; k < SHARES; k++)
            rounds.waits[k][i] = load_percentile(&all, from, percentiles[k]);
    }
    check_stored(&ingest->world, &before, all.answered);
    tell(bench, ingest->world.kind, connections, &rounds);
    load_finish(&all);
}

static void tell_memory(struct ingest *ingest, int64_t idle)
{
    char name[96];
    const char *kind = bench_kind(ingest->world.kind);
    snprintf(name, sizeof name, "memory after ingest, %s", kind);
    bench_result(ingest->bench, name, (double)child_memory(ingest->server.pid) / 1024, "MiB",
                 (double)idle / 1024, "the same server before it");
}

void bench_ingest(struct bench *bench, enum db_kind kind)
{
    static const int connections[] = {1, 8, 32};
    struct ingest ingest = {.bench = bench};
    struct load_result warm = {0};
    bench_say("ingest, %s", bench_kind(kind));
    ingest.world = world_open(bench, kind, PATIENTS, true);
    ingest.limit = world_open(bench, kind, PATIENTS, true);
    targets_read(&ingest.sender.targets, &ingest.world);
    server_token(bench, &ingest.world, "journal", ingest.sender.token);
    ingest.server = server_start(bench, &ingest.world);
    int64_t idle = child_memory(ingest.server.pid);
    struct footprint from = footprint_of(&ingest.world), bare_from = footprint_of(&ingest.limit);
    http_round(&ingest, 8, 1, &warm);
    load_finish(&warm);
    ingest.bare = bare_create(&ingest.limit, &ingest.world);
    bare_run(ingest.bare, 8, 1);
    for (size_t i = 0; i < sizeof connections / sizeof connections[0]; i++)
        at_connections(&ingest, connections[i]);
    tell_memory(&ingest, idle);
    struct footprint to = footprint_of(&ingest.world), bare_to = footprint_of(&ingest.limit);
    check_alike(&from, &to, &bare_from, &bare_to);
    bare_destroy(ingest.bare);
    server_stop(&ingest.server);
    targets_finish(&ingest.sender.targets);
    world_drop(bench, &ingest.limit);
    world_drop(bench, &ingest.world);
}
