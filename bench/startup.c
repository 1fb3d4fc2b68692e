/* Start-up: from exec until /readyz says yes, and what the server holds of memory then. */
#include "process.h"
#include "world.h"

#include <stdio.h>

enum { PATIENTS = 1000, STARTS = 7 };

/* How long a program takes that only says its version. */
static double bare_start(struct bench *bench)
{
    static char version[] = "--version";
    char *const argv[] = {bench->program, version, NULL};
    char output[256];
    double start = bench_now();
    child_run(argv, output, sizeof output);
    return bench_now() - start;
}

void bench_startup(struct bench *bench, enum db_kind kind)
{
    double seconds[STARTS], bare[STARTS], memory[STARTS];
    char name[96];
    bench_say("startup, %s", bench_kind(kind));
    struct world world = world_open(bench, kind, PATIENTS, true);
    for (size_t i = 0; i < STARTS; i++) {
        struct server server = server_start(bench, &world);
        seconds[i] = server.seconds * 1000;
        memory[i] = (double)child_memory(server.pid) / 1024;
        server_stop(&server);
        bare[i] = bare_start(bench) * 1000;
    }
    snprintf(name, sizeof name, "start-up to readyz, %s", bench_kind(kind));
    bench_rounds(bench, name, seconds, "ms", bare, STARTS, "varde --version");
    snprintf(name, sizeof name, "memory at start, %s", bench_kind(kind));
    bench_rounds(bench, name, memory, "MiB", NULL, STARTS, NULL);
    world_drop(bench, &world);
}
