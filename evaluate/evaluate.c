#include "evaluate.h"

#include "base/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PEOPLE_MOST 100000
#define USAGE                                                                                      \
    "./dev evaluate [--quick] [--seed N] [--people N] [--output FILE]\n"                           \
    "  Simulates people with COPD and heart failure, and tells what the rules find and how often " \
    "they\n  alarm for nothing. A whole run also writes docs/evaluation.md.\n"                     \
    "  --quick    fewer people\n"                                                                  \
    "  --seed N   other people; the same for the same number [1]\n"                                \
    "  --people N of each of the four kinds\n"                                                     \
    "  --output FILE  the JSON [build/evaluate.json]\n"

static bool cut_last(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash) {
        *slash = 0;
    }
    return slash != NULL;
}

/* This program lies in a folder of the build folder, that somewhere in the project. */
static bool find_project(struct evaluation *evaluation, struct error *error)
{
    char path[EVALUATE_PATH], file[EVALUATE_PATH + 32];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len < 0 || len > EVALUATE_PATH - 32) {
        return error_set(error, ERROR_INTERNAL, "cannot find myself: %s", strerror(errno));
    }
    path[len] = 0;
    bool up = cut_last(path);
    up = up && cut_last(path);
    if (up && !evaluation->output[0]) {
        snprintf(evaluation->output, sizeof evaluation->output, "%.480s/evaluate.json", path);
    }
    for (; up; up = cut_last(path)) {
        snprintf(file, sizeof file, "%s/programmes/copd.json", path);
        if (access(file, R_OK) == 0) {
            snprintf(evaluation->project, sizeof evaluation->project, "%s", path);
            return true;
        }
    }
    return error_set(error, ERROR_INTERNAL, "there are no programmes above me");
}

static bool load(struct arena *arena, struct evaluation *evaluation, struct error *error)
{
    static const char *const names[ILLNESS_COUNT] = {"copd", "heart-failure"};
    for (int i = 0; i < ILLNESS_COUNT; i++) {
        char path[EVALUATE_PATH + 64];
        struct str text;
        snprintf(path, sizeof path, "%s/programmes/%s.json", evaluation->project, names[i]);
        if (!file_read(arena, path, PROGRAMME_DOCUMENT_MOST, &text, error) ||
            !programme_parse(arena, text, &evaluation->programmes[i], error)) {
            return false;
        }
    }
    return true;
}

static bool read_number(const char *text, uint64_t most, uint64_t *number_r)
{
    int64_t number;
    if (!text || !str_int(str_of(text), &number) || number < 0 || (uint64_t)number > most) {
        return false;
    }
    *number_r = (uint64_t)number;
    return true;
}

/* An option with its value; people_r 0: not said. */
static bool read_option(const char *name, const char *value, struct evaluation *evaluation,
                        uint64_t *people_r)
{
    if (strcmp(name, "--seed") == 0) {
        return read_number(value, INT64_MAX, &evaluation->seed);
    }
    if (strcmp(name, "--people") == 0) {
        return read_number(value, PEOPLE_MOST, people_r) && *people_r > 0;
    }
    if (strcmp(name, "--output") != 0 || !value || strlen(value) >= sizeof evaluation->output) {
        return false;
    }
    snprintf(evaluation->output, sizeof evaluation->output, "%s", value);
    return true;
}

/* False: another line than these. */
static bool read_line(int argc, char **argv, struct evaluation *evaluation, uint64_t *people_r)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0) {
            evaluation->quick = true;
        } else if (i + 1 < argc && read_option(argv[i], argv[i + 1], evaluation, people_r)) {
            i++;
        } else {
            return false;
        }
    }
    return true;
}

static bool run(struct arena *arena, struct evaluation *evaluation, bool whole, struct error *error)
{
    if (!find_project(evaluation, error) || !load(arena, evaluation, error) ||
        !populations_run(evaluation, error) || !published_run(arena, evaluation, error)) {
        return false;
    }
    check_run(evaluation->seed, evaluation->patients, evaluation->checks);
    report_print(evaluation);
    return report_json(evaluation, error) && (!whole || report_page(evaluation, error));
}

int main(int argc, char **argv)
{
    struct evaluation *evaluation = calloc(1, sizeof *evaluation);
    struct error error = {0};
    struct arena arena;
    uint64_t people = 0;
    if (!evaluation) {
        return 1;
    }
    evaluation->seed = 1;
    bool good = read_line(argc, argv, evaluation, &people);
    if (!good) {
        bool asked = argc == 2 && strcmp(argv[1], "--help") == 0;
        fputs(USAGE, asked ? stdout : stderr);
        free(evaluation);
        return asked ? 0 : 2;
    }
    bool whole = !evaluation->quick && !people && evaluation->seed == 1;
    evaluation->people = people ? (int)people : evaluation->quick ? 60 : 600;
    evaluation->patients = people ? (int)people : evaluation->quick ? 150 : 2000;
    evaluation->rounds = evaluation->quick || people ? 200 : 1000;
    arena_init(&arena);
    bool ok = run(&arena, evaluation, whole, &error);
    if (!ok) {
        fprintf(stderr, "evaluate: %s%s%s\n", error.place, error.place[0] ? ": " : "",
                error.log[0] ? error.log : error.detail);
    }
    populations_free(evaluation);
    arena_finish(&arena);
    free(evaluation);
    return ok ? 0 : 1;
}
