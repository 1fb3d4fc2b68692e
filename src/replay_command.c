#include "replay_command.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "replay/replay.h"

#include <errno.h>
#include <stdio.h>

enum { GOOD = 0, FAILED = 1, USAGE = 2 };

#define FILE_MOST (256U << 20)

static const char HELP[] =
    "varde replay --programme FILE --series CSV [--limits FILE] [--trial N] [--language TAG]\n\n"
    "Judges a series of measurements as the server would, and prints a JSON line for each day:\n"
    "  {\"day\":\"2026-01-15\",\"zone\":\"yellow\",\"reasons\":[{\"rule\":\"gain.yellow\",…}]}\n"
    "A day without measurements has the zone none and \"missing\":true; a zone that only values\n"
    "give which should be measured again has \"unconfirmed\":true.\n\n"
    "  --programme FILE  the programme, as in programmes/copd.json\n"
    "  --series CSV      a header line that names time, parameter, value, unit, in any order, and\n"
    "                    perhaps condition (rest, activity, oxygen); other columns are left "
    "alone;\n"
    "                    - reads standard input\n"
    "  --limits FILE     individual limits, a JSON list as in a programme file, each with its\n"
    "                    \"parameter\"; in force from the first day\n"
    "  --trial N         days of the trial, from the first measurement (14); its proposed "
    "baseline\n"
    "                    counts as approved from the next day; 0: no trial\n"
    "  --language TAG    of the texts: nb (default) or en\n";

struct options {
    const char *programme, *series, *limits;
    int64_t trial;
    const struct language *language;
};

static int wrong_use(const char *flag, const char *why)
{
    fprintf(stderr, "varde replay: %s: %s; see varde replay --help\n", flag, why);
    return USAGE;
}

static int set_option(struct options *options, struct str flag, struct str value, const char *given)
{
    if (str_is(flag, "--programme"))
        options->programme = value.at;
    else if (str_is(flag, "--series"))
        options->series = value.at;
    else if (str_is(flag, "--limits"))
        options->limits = value.at;
    else if (str_is(flag, "--trial")) {
        if (!str_int(value, &options->trial) || options->trial < 0 ||
            options->trial > REPLAY_TRIAL_MOST)
            return wrong_use(given, "must be a whole number from 0 to 366");
    } else if (str_is(flag, "--language")) {
        options->language = language_find(value);
        if (!options->language)
            return wrong_use(given, "is no language of this program");
    } else
        return wrong_use(given, "is no flag of this command");
    return GOOD;
}

/* --flag value, or --flag=value. */
static int read_options(int count, char **arguments, struct options *options)
{
    for (int i = 0; i < count; i++) {
        struct str flag, value;
        const char *given = arguments[i];
        if (!str_cut(str_of(given), '=', &flag, &value)) {
            if (i + 1 == count)
                return wrong_use(given, "needs a value");
            value = str_of(arguments[++i]);
        }
        int code = set_option(options, flag, value, given);
        if (code != GOOD)
            return code;
    }
    if (!options->programme)
        return wrong_use("--programme", "is missing");
    return options->series ? GOOD : wrong_use("--series", "is missing");
}

static bool read_file(struct arena *arena, const char *path, struct str *text_r,
                      struct error *error)
{
    struct buf text;
    char part[65536];
    size_t got;
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    if (!file)
        return error_at(error, ERROR_INVALID, path, "cannot be read: %s", strerror(errno));
    buf_init(&text, arena, sizeof part);
    while ((got = fread(part, 1, sizeof part, file)) > 0 && text.len <= FILE_MOST)
        buf_add(&text, part, got);
    bool ok = !ferror(file) && text.len <= FILE_MOST;
    if (!ok)
        error_at(error, ERROR_INVALID, path, "cannot be read, or has more than 256 MiB");
    if (!standard)
        (void)fclose(file);
    *text_r = buf_slice(&text);
    return ok;
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
    return FAILED;
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
    struct str text;
    struct limit *own;
    struct programme *programme = arena_new(arena, struct programme);
    struct series *series = arena_new(arena, struct series);
    *path_r = options->programme;
    if (!read_file(arena, *path_r, &text, error) || !programme_parse(arena, text, programme, error))
        return false;
    *path_r = options->series;
    if (!read_file(arena, *path_r, &text, error) || !series_parse(arena, text, series, error))
        return false;
    *replay = (struct replay){.programme = programme,
                              .series = series,
                              .trial_days = (int)options->trial,
                              .language = options->language};
    *path_r = options->limits;
    if (!options->limits)
        return true;
    if (!read_file(arena, *path_r, &text, error) ||
        !replay_limits(arena, text, &own, &replay->own_count, error))
        return false;
    replay->own = own;
    return true;
}

static int run(const struct options *options)
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
    int code = ok ? GOOD : fail(path, &error);
    arena_finish(&printer.arena);
    arena_finish(&arena);
    return code;
}

int replay_command(int count, char **arguments)
{
    struct options options = {.trial = REPLAY_TRIAL, .language = language_accept(STR_NONE)};
    for (int i = 0; i < count; i++)
        if (strcmp(arguments[i], "--help") == 0) {
            fputs(HELP, stdout);
            return GOOD;
        }
    int code = read_options(count, arguments, &options);
    return code == GOOD ? run(&options) : code;
}
