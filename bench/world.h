/* Databases with made-up patients, and a server on one. */
#ifndef VARDE_BENCH_WORLD_H
#define VARDE_BENCH_WORLD_H

#include "bench.h"

#include <sys/types.h>

enum { WORLD_DAYS = 3 };

struct world {
    enum db_kind kind;
    char url[BENCH_PATH + 128];
    char name[64]; /* of the file or the database */
    bool copy;
};

/* A world of that many patients; made once for each size and kind. With `copy` one's own copy of
 * it, which world_drop removes; without it the common one, which must not be written to but for the
 * access log. */
struct world world_open(struct bench *bench, enum db_kind kind, int64_t patients, bool copy);
void world_drop(struct bench *bench, struct world *world);

/* One number; NULL is 0. */
int64_t world_number(struct db *db, const struct sql *sql);

struct server {
    pid_t pid;
    int port;
    double seconds; /* from its start until /readyz */
};

struct server server_start(struct bench *bench, const struct world *world);
void server_stop(struct server *server);

#define BENCH_TOKEN 64
void server_token(struct bench *bench, const struct world *world, const char *login,
                  char token_r[BENCH_TOKEN]);

/* Somebody to measure for: a patient of the service that `journal` writes for. */
struct target {
    struct uuid id;
    char text[UUID_TEXT];
    size_t enrolment_count;
    struct {
        struct uuid id, gp_office, department;
        char programme[40];
    } enrolments[2];
    struct uuid service, municipality;
    int64_t pulse, spo2; /* millionths: as they were last */
    /* Of the overview. */
    bool green;
    int64_t version;
    bool reported; /* in this run: the report stays open */
    struct uuid report;
};

struct targets {
    struct arena arena;
    size_t count;
    struct target *list;
    struct uuid account, organisation; /* of journal */
};

void targets_read(struct targets *targets, const struct world *world);
void targets_finish(struct targets *targets);

#endif
