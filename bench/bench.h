/* The benchmarks: each measures the program through its own door, and beside it, in the same run
 * and on the same kind of database, what the machine could do at best. */
#ifndef VARDE_BENCH_H
#define VARDE_BENCH_H

#include "store/db.h"

#include <stdnoreturn.h>

#define BENCH_PATH 512
#define BENCH_RESULTS 160
#define BENCH_ROUNDS 16

/* Of several rounds. */
struct spread {
    double median, low, high;
};

struct result {
    const char *suite;
    char name[96];
    struct spread value;
    const char *unit;
    double ratio; /* to the limit; 0: there is none */
    char limit[96];
};

struct bench {
    bool quick;
    const char *only;
    int rounds;
    double seconds;           /* a round */
    char program[BENCH_PATH]; /* build/varde */
    char output[BENCH_PATH];  /* build/bench.json */
    char project[BENCH_PATH];
    const char *suite;         /* that runs now */
    char folder[BENCH_PATH];   /* temporary, on a disk */
    char postgres[BENCH_PATH]; /* URL of a durable one; empty: there is none */
    int databases;             /* made so far, for their names */
    int64_t worlds[2][4];      /* by kind of database: the sizes that are there */
    size_t result_count;
    struct result results[BENCH_RESULTS];
};

/* Ends the run: what cannot be measured rightly is not measured at all. */
noreturn void bench_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void bench_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* values: of each round; they are sorted. limits: in the same rounds, or NULL; limit_name says what
 * they are. The ratio is the median of the rounds' ratios, so that what else the machine does hits
 * both. */
void bench_rounds(struct bench *to, const char *name, double *values, const char *unit,
                  const double *limits, size_t count, const char *limit_name);
/* One value. limit 0: none. */
void bench_result(struct bench *to, const char *name, double value, const char *unit, double limit,
                  const char *limit_name);
const char *bench_kind(enum db_kind kind); /* "sqlite", "postgres" */
double bench_now(void);                    /* seconds, monotonic */
/* Sorts. */
struct spread bench_spread(double *values, size_t count);
double bench_median(double *values, size_t count);

/* report.c: on standard output, as JSON, and as docs/performance.md out of bench/performance.md. */
void bench_print(const struct bench *bench);
void bench_write_json(const struct bench *bench);
void bench_write_page(const struct bench *bench);

/* The suites. */
void bench_ingest(struct bench *bench, enum db_kind kind);
void bench_bundles(struct bench *bench, enum db_kind kind);
void bench_read(struct bench *bench, enum db_kind kind, int64_t patients);
void bench_live(struct bench *bench, enum db_kind kind);
void bench_due(struct bench *bench, enum db_kind kind);
void bench_startup(struct bench *bench, enum db_kind kind);

#endif
