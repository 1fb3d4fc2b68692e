#include "base/file.h"
#include "base/i18n.h"
#include "replay/replay.h"
#include "verbs.h"

#include <errno.h>
#include <stdio.h>

#define FILE_MOST (256U << 20)

struct options {
    const char *programme, *series, *limits;
    int64_t trial;
    const struct language *language;
};

static bool read_options(const struct verb_line *line, struct options *options, struct error *error)
{
    const char *language = verb_option(line, "--language");
    *options = (struct options){.programme = verb_option(line, "--programme"),
                                .series = verb_option(line, "--series"),
                                .limits = verb_option(line, "--limits"),
                                .language = language ? language_find(str_of(language))
                                                     : language_accept(STR_NONE)};
    if (!options->language)
        return error_at(error, ERROR_MALFORMED, "--language", "is no language of this program");
    if (!options->programme || !options->series) {
        error_at(error, ERROR_MALFORMED, options->programme ? "--series" : "--programme",
                 "is missing");
        return false;
    }
    return verb_number(line, "--trial", 0, REPLAY_TRIAL_MOST, REPLAY_TRIAL, &options->trial, error);
}

/* An error within a file is told with the file's name. */
static int fail(const char *path, const struct error *error)
{
    const char *text = error->log[0] ? error->log : error->detail;
    if (!path || strcmp(path, error->place) == 0)
        fprintf(stderr, "varde replay: %s%s%s\n", error->place, error->place[0] ? ": " : "", text);
    else
        fprintf(stderr, "varde replay: %s: %s%s%s\n", path, error->place,
                error->place[0] ? ": " : "", text);
    return EXIT_FAILED;
}

struct printer {
    struct arena arena;
    const struct language *language;
    bool failed;
};

static void print_day(const struct replay_day *day, void *context)
{
    struct printer *printer = context;
    struct buf line;
    buf_init(&line, &printer->arena, 512);
    replay_print(&line, day, printer->language);
    printer->failed = fwrite(line.at, 1, line.len, stdout) != line.len || printer->failed;
    arena_reset(&printer->arena);
}

/* Each file with what reads it; *path_r is the file that is at fault. */
static bool load(struct arena *arena, const struct options *options, struct replay *replay,
                 const char **path_r, struct error *error)
{
    struct str text = STR_NONE;
    struct limit *own;
    struct programme *programme = arena_new(arena, struct programme);
    struct series *series = arena_new(arena, struct series);
    *path_r = options->programme;
    if (!file_read(arena, *path_r, FILE_MOST, &text, error) ||
        !programme_parse(arena, text, programme, error))
        return false;
    *path_r = options->series;
    if (!file_read(arena, *path_r, FILE_MOST, &text, error) ||
        !series_parse(arena, text, series, error))
        return false;
    *replay = (struct replay){.programme = programme,
                              .series = series,
                              .trial_days = (int)options->trial,
                              .language = options->language};
    *path_r = options->limits;
    if (!options->limits)
        return true;
    if (!file_read(arena, *path_r, FILE_MOST, &text, error) ||
        !replay_limits(arena, text, &own, &replay->own_count, error))
        return false;
    replay->own = own;
    return true;
}

static int replay(const struct options *options)
{
    struct arena arena;
    struct error error = {0};
    struct printer printer = {.language = options->language};
    struct replay replay;
    const char *path;
    arena_init(&arena);
    arena_init(&printer.arena);
    bool ok = load(&arena, options, &replay, &path, &error);
    if (ok) {
        path = NULL;
        ok = replay_run(&arena, &replay, print_day, &printer, &error);
    }
    if (ok && (fflush(stdout) != 0 || printer.failed)) {
        path = NULL;
        ok = error_set(&error, ERROR_INTERNAL, "the answer cannot be written: %s", strerror(errno));
    }
    int code = ok ? EXIT_GOOD : fail(path, &error);
    arena_finish(&printer.arena);
    arena_finish(&arena);
    return code;
}

static int run(const struct verb_line *line)
{
    struct options options;
    struct error error = {0};
    return read_options(line, &options, &error) ? replay(&options) : verb_fail(line, &error);
}

static const struct option options_taken[] = {
    {"--programme", "FILE", "the programme, as in programmes/copd.json"},
    {"--series", "CSV", "- reads standard input"},
    {"--limits", "FILE",
     "individual limits, a JSON list as in a programme file, each with its parameter"},
    {"--trial", "N", "days of the trial, from the first measurement [14]; 0: no trial"},
    {"--language", "TAG", "of the texts: nb [nb] or en"},
    {NULL},
};

const struct verb replay_verb = {
    .name = "replay",
    .operands = "",
    .summary = "judge a series of measurements day by day, as the server would",
    .help =
        "Prints a JSON line for each day:\n"
        "  "
        "{\"day\":\"2026-01-15\",\"zone\":\"yellow\",\"reasons\":[{\"rule\":\"gain.yellow\",…}]}\n"
        "A day without measurements has the zone none and \"missing\":true; a zone that only "
        "values\n"
        "give which should be measured again has \"unconfirmed\":true.\n\n"
        "The CSV has a header line that names time, parameter, value, unit, in any order, and\n"
        "perhaps condition (rest, activity, oxygen); other columns are left alone. Individual "
        "limits\n"
        "are in force from the first day. The baseline that the trial proposes counts as approved\n"
        "from the next day.\n",
    .options = options_taken,
    .run = run,
};
