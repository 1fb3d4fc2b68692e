/* What the benchmarks came to: a table, JSON, and a page of the documentation. */
#include "base/caltime.h"
#include "base/clock.h"
#include "bench.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE = 512 };

void bench_print(const struct bench *bench)
{
    printf("\n%-44s %10s %21s %-5s %7s  %s\n", "name", "median", "lowest to highest", "unit",
           "ratio", "to");
    for (size_t i = 0; i < bench->result_count; i++) {
        const struct result *result = &bench->results[i];
        printf("%-44s %10.2f %10.2f %10.2f %-5s ", result->name, result->value.median,
               result->value.low, result->value.high, result->unit);
        if (result->ratio > 0)
            printf("%7.2f  %s\n", result->ratio, result->limit);
        else
            printf("\n");
    }
}

static FILE *create(const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        bench_fail("cannot write %s: %s", path, strerror(errno));
    return file;
}

static void finish(FILE *file, const char *path)
{
    if (fclose(file) != 0)
        bench_fail("cannot write %s: %s", path, strerror(errno));
}

void bench_write_json(const struct bench *bench)
{
    char now[CALTIME_TEXT];
    FILE *file = create(bench->output);
    caltime_utc(clock_now(NULL), now);
    fprintf(file, "{\n  \"at\": \"%s\",\n  \"quick\": %s,\n  \"cores\": %ld,\n  \"results\": [\n",
            now, bench->quick ? "true" : "false", sysconf(_SC_NPROCESSORS_ONLN));
    for (size_t i = 0; i < bench->result_count; i++) {
        const struct result *result = &bench->results[i];
        fprintf(file,
                "    {\"name\": \"%s\", \"value\": %.3f, \"low\": %.3f, \"high\": %.3f,"
                " \"unit\": \"%s\"",
                result->name, result->value.median, result->value.low, result->value.high,
                result->unit);
        if (result->ratio > 0)
            fprintf(file, ", \"ratio\": %.4f, \"limit\": \"%s\"", result->ratio, result->limit);
        fprintf(file, "}%s\n", i + 1 < bench->result_count ? "," : "");
    }
    fputs("  ]\n}\n", file);
    finish(file, bench->output);
}

static void put_table(FILE *file, const struct bench *bench, const char *suite)
{
    fputs("| | median | lowest to highest | | ratio | to |\n|---|--:|--:|---|--:|---|\n", file);
    for (size_t i = 0; i < bench->result_count; i++) {
        const struct result *result = &bench->results[i];
        if (strcmp(result->suite, suite) != 0)
            continue;
        fprintf(file, "| %s | %.2f | %.2f to %.2f | %s | ", result->name, result->value.median,
                result->value.low, result->value.high, result->unit);
        if (result->ratio > 0)
            fprintf(file, "%.2f | %s |\n", result->ratio, result->limit);
        else
            fputs("| |\n", file);
    }
}

static void put_machine(FILE *file)
{
    char line[LINE], model[LINE] = "unknown";
    FILE *info = fopen("/proc/cpuinfo", "r");
    while (info && fgets(line, sizeof line, info)) {
        char *colon = strchr(line, ':');
        if (strncmp(line, "model name", strlen("model name")) != 0 || !colon)
            continue;
        snprintf(model, sizeof model, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
        break;
    }
    if (info)
        (void)fclose(info);
    fprintf(file, "%ld cores (%s), %lld MiB of memory", sysconf(_SC_NPROCESSORS_ONLN), model,
            (long long)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) >> 20);
}

/* A line @word@ of the page's source stands for what was measured. */
static void put_line(FILE *file, const struct bench *bench, const char *line)
{
    struct str word, rest;
    char suite[32], now[CALTIME_TEXT];
    if (line[0] != '@' || !str_cut(str_of(line + 1), '@', &word, &rest)) {
        fputs(line, file);
    } else if (str_is(word, "machine")) {
        caltime_utc(clock_now(NULL), now);
        fprintf(file, "Measured on %.10s: ", now);
        put_machine(file);
        fprintf(file, "; %d rounds each.\n", bench->rounds);
    } else {
        snprintf(suite, sizeof suite, "%.*s", STR_ARG(word));
        put_table(file, bench, suite);
    }
}

void bench_write_page(const struct bench *bench)
{
    char from[BENCH_PATH + 32], to[BENCH_PATH + 32], line[LINE];
    snprintf(from, sizeof from, "%s/bench/performance.md", bench->project);
    snprintf(to, sizeof to, "%s/docs/performance.md", bench->project);
    FILE *source = fopen(from, "r");
    if (!source)
        bench_fail("cannot read %s: %s", from, strerror(errno));
    FILE *file = create(to);
    while (fgets(line, sizeof line, source))
        put_line(file, bench, line);
    (void)fclose(source);
    finish(file, to);
    bench_say("bench: wrote docs/performance.md");
}
