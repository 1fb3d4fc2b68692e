/* Bundles of 100 Observations over HTTP, and whether the 500th reading of a patient's day costs
 * more than the first. */
#include "bare.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "client.h"
#include "process.h"

#include <stdio.h>

enum { PATIENTS = 1000, ENTRIES = 100, READINGS = 500, ENDS = 50 };

struct sender {
    struct targets targets;
    char token[BENCH_TOKEN];
    uint64_t turn;
    const char *name; /* of single readings */
    int64_t start;
};

static size_t put_observation(const struct target *target, const char *name, uint64_t number,
                              int64_t at, char *to, size_t size)
{
    char time[CALTIME_TEXT];
    caltime_utc(at, time);
    return (size_t)snprintf(
        to, size,
        "{\"resourceType\":\"Observation\",\"identifier\":[{\"system\":\"urn:varde:bench\","
        "\"value\":\"%s-%llu\"}],\"status\":\"final\",\"category\":[{\"coding\":[{\"system\":"
        "\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}]}"
        "],\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8867-4\"}]},"
        "\"subject\":{\"reference\":\"Patient/%s\"},\"effectiveDateTime\":\"%s\","
        "\"valueQuantity\":{\"value\":%lld,\"unit\":\"/min\",\"system\":"
        "\"http://unitsofmeasure.org\",\"code\":\"/min\"}}",
        name, (unsigned long long)number, target->text, time, (long long)target->pulse / 1000000);
}

static size_t put_request(const struct sender *sender, const char *path, const char *body,
                          size_t len, char *to, size_t size)
{
    return (size_t)snprintf(to, size,
                            "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                            "Content-Type: application/fhir+json\r\nContent-Length: %zu\r\n\r\n%s",
                            path, sender->token, len, body);
}

static size_t make_bundle(void *context, char *to, size_t size)
{
    struct sender *sender = context;
    static char body[96 << 10]; /* allowed: the bench has one thread */
    uint64_t turn = sender->turn++;
    const struct target *target = &sender->targets.list[turn * 7919 % sender->targets.count];
    int64_t now = clock_now(NULL);
    size_t len = (size_t)snprintf(
        body, sizeof body, "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
    for (uint64_t i = 0; i < ENTRIES; i++) {
        len += (size_t)snprintf(body + len, sizeof body - len, "%s{\"resource\":", i ? "," : "");
        len += put_observation(target, "b", turn * ENTRIES + i, now - (int64_t)i * 1000, body + len,
                               sizeof body - len);
        len += (size_t)snprintf(body + len, sizeof body - len,
                                ",\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}");
    }
    len += (size_t)snprintf(body + len, sizeof body - len, "]}");
    return put_request(sender, "/fhir", body, len, to, size);
}

/* One patient's day, a reading a minute. */
static size_t make_reading(void *context, char *to, size_t size)
{
    struct sender *sender = context;
    char body[1024];
    uint64_t turn = sender->turn++;
    size_t len = put_observation(&sender->targets.list[0], sender->name, turn,
                                 sender->start + (int64_t)turn * 60000, body, sizeof body);
    return put_request(sender, "/fhir/Observation", body, len, to, size);
}

static void bundles(struct bench *bench, struct sender *sender, const struct world *world,
                    const struct server *server, struct bare *bare)
{
    struct load load = {.port = server->port,
                        .connections = 1,
                        .seconds = bench->seconds,
                        .wanted = 200,
                        .make = make_bundle,
                        .context = sender};
    struct load_result all = {0};
    double rates[BENCH_ROUNDS], limits[BENCH_ROUNDS];
    struct footprint from = footprint_of(world);
    char name[96];
    size_t rounds = (size_t)bench->rounds;
    for (size_t i = 0; i < rounds; i++) {
        int64_t answered = all.answered;
        double before = all.seconds;
        load_run(&load, &all);
        rates[i] = ENTRIES * (double)(all.answered - answered) / (all.seconds - before);
        limits[i] = bare_run(bare, ENTRIES, bench->seconds);
    }
    struct footprint to = footprint_of(world);
    if (to.observations - from.observations != ENTRIES * all.answered)
        bench_fail("%lld Bundles answered, but %lld Observations stored", (long long)all.answered,
                   (long long)(to.observations - from.observations));
    snprintf(name, sizeof name, "Bundles of %d, %s, 1 conn", ENTRIES, bench_kind(world->kind));
    bench_rounds(bench, name, rates, "1/s", limits, rounds,
                 "bare loop, batches of 100 single ones");
    load_finish(&all);
}

static double middle(const int64_t *microseconds)
{
    double all[ENDS];
    for (size_t i = 0; i < ENDS; i++)
        all[i] = (double)microseconds[i];
    return bench_median(all, ENDS);
}

static void day(struct bench *bench, struct sender *sender, const struct world *world,
                const struct server *server)
{
    struct load load = {.port = server->port,
                        .connections = 1,
                        .wanted = 201,
                        .make = make_reading,
                        .context = sender};
    struct load_result all = {0};
    char name[96];
    sender->turn = 0;
    sender->name = "day";
    sender->start = clock_now(NULL) - INT64_C(600) * 60000;
    while (all.count < READINGS)
        load_run(&load, &all); /* one at a time: there are no seconds for more */
    snprintf(name, sizeof name, "%dth reading of a day, %s", READINGS, bench_kind(world->kind));
    bench_result(bench, name, middle(all.microseconds + all.count - ENDS) / 1000, "ms",
                 middle(all.microseconds) / 1000, "the first ones");
    load_finish(&all);
}

void bench_bundles(struct bench *bench, enum db_kind kind)
{
    struct sender sender = {.name = "warm"};
    bench_say("Bundles, %s", bench_kind(kind));
    struct world world = world_open(bench, kind, PATIENTS, true);
    struct world limit = world_open(bench, kind, PATIENTS, true);
    targets_read(&sender.targets, &world);
    server_token(bench, &world, "journal", sender.token);
    struct server server = server_start(bench, &world);
    struct load_result warm = {0};
    struct load load = {.port = server.port,
                        .connections = 1,
                        .seconds = 0.5,
                        .wanted = 201,
                        .make = make_reading,
                        .context = &sender};
    sender.start = clock_now(NULL) - INT64_C(86400000) * 20;
    load_run(&load, &warm); /* and something for the bare loop to imitate */
    load_finish(&warm);
    struct bare *bare = bare_create(&limit, &world);
    sender.turn = 0;
    bundles(bench, &sender, &world, &server, bare);
    day(bench, &sender, &world, &server);
    bare_destroy(bare);
    server_stop(&server);
    targets_finish(&sender.targets);
    world_drop(bench, &limit);
    world_drop(bench, &world);
}
