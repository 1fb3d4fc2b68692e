/* build/bench [--quick] [--only SUITE]: runs the suites, prints a table, writes build/bench.json.
 */
#include "bench.h"

#include "base/caltime.h"
#include "base/clock.h"
#include "process.h"

#include <errno.h>
#include <glob.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static const char USAGE[] =
    "build/bench [--quick] [--only ingest|bundles|read|live|due|startup]\n\n"
    "Measures build/varde on SQLite and on a PostgreSQL of its own (fsync on), beside what the\n"
    "machine could do at best. Prints a table and writes build/bench.json; a whole run writes\n"
    "docs/performance.md too.\n";

static struct bench bench;

void bench_say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

static void clean(void)
{
    children_stop();
    if (bench.folder[0])
        folder_remove(bench.folder);
    bench.folder[0] = 0;
}

void bench_fail(const char *format, ...)
{
    va_list args;
    fputs("bench: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

const char *bench_kind(enum db_kind kind)
{
    return kind == DB_SQLITE ? "sqlite" : "postgres";
}

double bench_now(void)
{
    return (double)clock_ticks() / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return one < other ? -1 : one > other;
}

struct spread bench_spread(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    double upper = values[count / 2], lower = values[(count - 1) / 2];
    return (struct spread){(lower + upper) / 2, values[0], values[count - 1]};
}

double bench_median(double *values, size_t count)
{
    return bench_spread(values, count).median;
}

static struct result *add_result(struct bench *to, const char *name, const char *unit,
                                 const char *limit_name)
{
    if (to->result_count == BENCH_RESULTS)
        bench_fail("more than %d results", BENCH_RESULTS);
    struct result *result = &to->results[to->result_count++];
    result->suite = to->suite;
    result->unit = unit;
    snprintf(result->name, sizeof result->name, "%s", name);
    snprintf(result->limit, sizeof result->limit, "%s", limit_name ? limit_name : "");
    return result;
}

void bench_rounds(struct bench *to, const char *name, double *values, const char *unit,
                  const double *limits, size_t count, const char *limit_name)
{
    struct result *result = add_result(to, name, unit, limit_name);
    double ratios[BENCH_ROUNDS];
    if (count > BENCH_ROUNDS)
        bench_fail("%s: more than %d rounds", name, BENCH_ROUNDS);
    for (size_t i = 0; limits && i < count; i++)
        ratios[i] = values[i] / limits[i];
    if (limits)
        result->ratio = bench_median(ratios, count);
    result->value = bench_spread(values, count);
    bench_say("  %-44s %12.2f %s", name, result->value.median, unit);
}

void bench_result(struct bench *to, const char *name, double value, const char *unit, double limit,
                  const char *limit_name)
{
    bench_rounds(to, name, &value, unit, limit > 0 ? &limit : NULL, 1, limit_name);
}

static bool wanted(const char *suite)
{
    return !bench.only || strcmp(bench.only, suite) == 0;
}

static void run_suites(enum db_kind kind)
{
    static const int64_t sizes[] = {1000, 10000, 100000};
    static const struct {
        const char *name;
        void (*run)(struct bench *bench, enum db_kind kind);
    } suites[] = {
        {"startup", bench_startup}, {"ingest", bench_ingest}, {"bundles", bench_bundles},
        {"live", bench_live},       {"due", bench_due},
    };
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        bench.suite = suites[i].name;
        if (wanted(bench.suite))
            suites[i].run(&bench, kind);
    }
    bench.suite = "read";
    for (int i = 0; i < (bench.quick ? 1 : 3) && wanted(bench.suite); i++)
        bench_read(&bench, kind, sizes[i]);
}

static bool cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = 0;
    return slash != NULL;
}

/* The program lies in the build folder, this one there or in its folder bench; the project is the
 * build folder's parent. */
static void find_program(char own_r[BENCH_PATH])
{
    char build[BENCH_PATH];
    ssize_t len = readlink("/proc/self/exe", own_r, BENCH_PATH - 1);
    if (len < 0 || len > 400)
        bench_fail("cannot find myself: %s", strerror(errno));
    own_r[len] = 0;
    snprintf(build, sizeof build, "%s", own_r);
    for (int i = 0; i < 2 && cut_last(build); i++) {
        snprintf(bench.program, sizeof bench.program, "%.480s/varde", build);
        if (access(bench.program, X_OK) == 0)
            break;
    }
    if (access(bench.program, X_OK) != 0)
        bench_fail("there is no varde beside %s: build it first", own_r);
    snprintf(bench.output, sizeof bench.output, "%.480s/bench.json", build);
    cut_last(build);
    snprintf(bench.project, sizeof bench.project, "%s", build);
}

static void make_folder(void)
{
    const char *base = getenv("TMPDIR");
    struct statfs seen;
    if (!base || !*base)
        base = "/tmp";
    if (statfs(base, &seen) == 0 && seen.f_type == TMPFS_MAGIC)
        base = "/var/tmp"; /* a disk in memory would make every commit free */
    snprintf(bench.folder, sizeof bench.folder, "%.400s/varde-bench.XXXXXX", base);
    if (!mkdtemp(bench.folder)) {
        bench.folder[0] = 0;
        bench_fail("cannot make a folder in %s: %s", base, strerror(errno));
    }
}

static bool postgres_is_here(const char *script)
{
    glob_t found = {0};
    bool here = glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0;
    globfree(&found);
    return here && access(script, X_OK) == 0;
}

/* Runs this program again inside a PostgreSQL that is there for it alone, and gone afterwards. */
static void inside_postgres(int argc, char **argv, char *own)
{
    static char run[] = "run", durable[] = "--durable", inside[] = "--inside";
    char script[BENCH_PATH + 32];
    snprintf(script, sizeof script, "%s/tools/postgres.sh", bench.project);
    if (!postgres_is_here(script)) {
        bench_say("bench: without PostgreSQL, which is not here");
        return;
    }
    char **again = calloc((size_t)argc + 6, sizeof *again);
    if (!again)
        abort();
    char *first[] = {script, run, durable, own, inside};
    memcpy(again, first, sizeof first);
    for (int i = 1; i < argc; i++)
        again[4 + i] = argv[i];
    execv(script, again);
    free(again);
    bench_fail("cannot run %s: %s", script, strerror(errno));
}

static int usage(FILE *to)
{
    fputs(USAGE, to);
    return to == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
    char own[BENCH_PATH];
    bool inside = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            bench.quick = true;
        else if (strcmp(argv[i], "--inside") == 0)
            inside = true;
        else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc)
            bench.only = argv[++i];
        else
            return usage(strcmp(argv[i], "--help") == 0 ? stdout : stderr);
    }
    find_program(own);
    if (!inside)
        inside_postgres(argc, argv, own);
    const char *postgres = inside ? getenv("VARDE_TEST_POSTGRES") : NULL;
    snprintf(bench.postgres, sizeof bench.postgres, "%s", postgres ? postgres : "");
    bench.rounds = bench.quick ? 3 : 5;
    bench.seconds = bench.quick ? 1 : 2;
    umask(S_IRWXG | S_IRWXO);
    if (atexit(clean) != 0)
        bench_fail("atexit");
    make_folder();
    run_suites(DB_SQLITE);
    if (bench.postgres[0])
        run_suites(DB_POSTGRES);
    if (!bench.result_count)
        return usage(stderr);
    bench_print(&bench);
    bench_write_json(&bench);
    if (!bench.quick && !bench.only && bench.postgres[0])
        bench_write_page(&bench);
    return 0;
}
