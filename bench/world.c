#include "world.h"

#include "client.h"
#include "process.h"

#include <errno.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The URL of another database of the same PostgreSQL: postgresql:///NAME?host=… */
static void postgres_url(const struct bench *bench, const char *name, char *url_r, size_t size)
{
    const char *path = strstr(bench->postgres, "//");
    path = path ? strchr(path + 2, '/') : NULL;
    if (!path)
        bench_fail("an odd PostgreSQL: %s", bench->postgres);
    const char *rest = strchr(path, '?');
    snprintf(url_r, size, "%.*s/%s%s", (int)(path - bench->postgres), bench->postgres, name,
             rest ? rest : "");
}

static void postgres_do(const struct bench *bench, const char *command)
{
    PGconn *connection = PQconnectdb(bench->postgres);
    PGresult *result = PQexec(connection, command);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        bench_fail("%s: %s", command, PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
}

static void world_url(const struct bench *bench, struct world *world)
{
    if (world->kind == DB_SQLITE)
        snprintf(world->url, sizeof world->url, "sqlite:%s/%s.db", bench->folder, world->name);
    else
        postgres_url(bench, world->name, world->url, sizeof world->url);
}

static void make(struct bench *bench, struct world *world, int64_t patients)
{
    char count[24], days[24], output[256], command[128];
    snprintf(count, sizeof count, "%lld", (long long)patients);
    snprintf(days, sizeof days, "%d", patients > 10000 ? 1 : WORLD_DAYS);
    if (world->kind == DB_POSTGRES) {
        snprintf(command, sizeof command, "CREATE DATABASE %s", world->name);
        postgres_do(bench, command);
    }
    static char demo[] = "demo", db[] = "--db", patients_flag[] = "--patients",
                days_flag[] = "--days";
    double start = bench_now();
    char *const argv[] = {bench->program, demo,      db,   world->url, patients_flag,
                          count,          days_flag, days, NULL};
    child_run(argv, output, sizeof output);
    char name[96];
    snprintf(name, sizeof name, "demo world, %lld patients, %s", (long long)patients,
             bench_kind(world->kind));
    bench_result(bench, name, bench_now() - start, "s", 0, NULL);
}

static void make_once(struct bench *bench, struct world *world, int64_t patients)
{
    int64_t *known = bench->worlds[world->kind == DB_POSTGRES];
    for (size_t i = 0; i < sizeof bench->worlds[0] / sizeof bench->worlds[0][0]; i++) {
        if (known[i] == patients)
            return;
        if (known[i])
            continue;
        known[i] = patients;
        make(bench, world, patients);
        return;
    }
    bench_fail("too many sizes");
}

struct world world_open(struct bench *bench, enum db_kind kind, int64_t patients, bool copy)
{
    struct world world = {.kind = kind}, mine = {.kind = kind, .copy = true};
    char command[192];
    snprintf(world.name, sizeof world.name, "world_%lld", (long long)patients);
    world_url(bench, &world);
    make_once(bench, &world, patients);
    if (!copy)
        return world;
    snprintf(mine.name, sizeof mine.name, "copy_%d", ++bench->databases);
    world_url(bench, &mine);
    if (kind == DB_SQLITE) {
        file_copy(world.url + strlen("sqlite:"), mine.url + strlen("sqlite:"));
        return mine;
    }
    snprintf(command, sizeof command, "CREATE DATABASE %s TEMPLATE %s", mine.name, world.name);
    postgres_do(bench, command);
    return mine;
}

void world_drop(struct bench *bench, struct world *world)
{
    char command[128], path[BENCH_PATH + 256];
    static const char *const endings[] = {"", "-wal", "-shm"};
    if (!world->copy)
        return;
    if (world->kind == DB_POSTGRES) {
        snprintf(command, sizeof command, "DROP DATABASE %s WITH (FORCE)", world->name);
        postgres_do(bench, command);
        return;
    }
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", world->url + strlen("sqlite:"), endings[i]);
        unlink(path);
    }
}

int64_t world_number(struct db *db, const struct sql *sql)
{
    struct arena arena;
    struct rows *rows;
    struct error error = {0};
    arena_init(&arena);
    if (!db_run(db, &arena, sql, NO_ARGS, &rows, &error))
        bench_fail("%s: %s", sql->text, error.log);
    int64_t number = row_int(rows, 0, 0);
    arena_finish(&arena);
    return number;
}

struct server server_start(struct bench *bench, const struct world *world)
{
    enum { PATIENCE = 60 };
    static char serve[] = "serve", db[] = "--db", listen_flag[] = "--listen";
    char address[64], messages[BENCH_PATH + 32], url[sizeof world->url];
    struct server server = {.port = client_free_port()};
    snprintf(address, sizeof address, "127.0.0.1:%d", server.port);
    snprintf(messages, sizeof messages, "%s/server.log", bench->folder);
    snprintf(url, sizeof url, "%s", world->url);
    char *const argv[] = {bench->program, serve, db, url, listen_flag, address, NULL};
    double start = bench_now();
    server.pid = child_start(argv, messages);
    while (client_get_status(server.port, "/readyz") != 200) {
        const struct timespec pause = {.tv_nsec = 500000};
        if (bench_now() - start > PATIENCE)
            bench_fail("the server does not get ready on %s", world->url);
        nanosleep(&pause, NULL);
    }
    server.seconds = bench_now() - start;
    return server;
}

void server_stop(struct server *server)
{
    child_stop(server->pid);
    server->pid = 0;
}

void server_token(struct bench *bench, const struct world *world, const char *login,
                  char token_r[BENCH_TOKEN])
{
    static char token[] = "token", db[] = "--db", as[] = "--as";
    char name[32], url[sizeof world->url], output[256];
    snprintf(name, sizeof name, "%s", login);
    snprintf(url, sizeof url, "%s", world->url);
    char *const argv[] = {bench->program, token, db, url, as, name, NULL};
    child_run(argv, output, sizeof output);
    if (strlen(output) >= BENCH_TOKEN)
        bench_fail("an odd token: %s", output);
    snprintf(token_r, BENCH_TOKEN, "%s", output);
}
