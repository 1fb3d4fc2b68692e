#include "base/file.h"
#include "base/i18n.h"
#include "command/verbs.h"
#include "replay/replay.h"
#include "replay/said.h"

#include <errno.h>
#include <stdio.h>

#define FILE_MOST (256U << 20)

struct options {
    const char *programme, *series, *limits;
    int64_t trial, news2;
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
    return verb_number(line, "--trial", 0, REPLAY_TRIAL_MOST, REPLAY_TRIAL, &options->trial,
                       error) &&
           verb_number(line, "--news2", NEWS2_SCALE_NONE, NEWS2_SCALE_2, NEWS2_SCALE_NONE,
                       &options->news2, error);
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
    const struct programme *programme;
    const struct language *language;
    bool failed;
};

static void print_day(const struct replay_day *day, void *context)
{
    struct printer *printer = context;
    struct buf line;
    buf_init(&line, &printer->arena, 512);
    replay_print(&line, day, printer->programme, printer->language);
    printer->failed = fwrite(line.at, 1, line.len, stdout) != line.len || printer->failed;
    arena_reset(&printer->arena);
}

/* Each file with what reads it; *path_r is the file that is at fault. */
static bool load(struct arena *arena, const struct options *options, struct replay *replay,
                 const char **path_r, struct error *error)
{
    struct str text = STR_NONE;
    struct limit *own;
    struct finding *findings;
    size_t finding_count, gold_count;
    struct programme *programme = arena_new(arena, struct programme);
    struct series *series = arena_new(arena, struct series);
    *path_r = options->programme;
    if (!file_read(arena, *path_r, FILE_MOST, &text, error) ||
        !programme_parse(arena, text, programme, error))
        return false;
    *path_r = options->series;
    if (!file_read(arena, *path_r, FILE_MOST, &text, error) ||
        !series_parse(arena, text, series, error) ||
        !said_judge(arena, programme, series, &findings, &finding_count, error))
        return false;
    const struct gold_fact *gold = gold_facts(arena, series, &gold_count);
    *replay = (struct replay){.programme = programme,
                              .values = series->values,
                              .value_count = series->count,
                              .findings = findings,
                              .finding_count = finding_count,
                              .scores = series->scores,
                              .score_count = series->score_count,
                              .gold = gold,
                              .gold_count = gold_count,
                              .tells = true,
                              .news2 = (enum news2_scale)options->news2,
                              .trial_days = (int)options->trial};
    *path_r = options->limits;
    if (!options->limits)
        return true;
    if (!file_read(arena, *path_r, FILE_MOST, &text, error) ||
        !replay_limits(arena, text, &own, &replay->own_count, error) ||
        !replay_keep_red(arena, programme, &own, &replay->own_count, error))
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
        printer.programme = replay.programme;
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
    {"--news2", "SCALE", "1 or 2, as ordered for the patient; else the programme's [0]"},
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
        "give which should be measured again has \"unconfirmed\":true. The first day after the "
        "trial\n"
        "has \"baseline\": what the trial came to for each parameter, and the limits adopted.\n\n"
        "The CSV has a header line that names time, parameter, value, unit, in any order, and\n"
        "perhaps condition (rest, activity, oxygen); other columns are left alone. acvpu may be a\n"
        "letter (A, C, V, P, U).\n\n"
        "NEWS2 is told on each day that has anything of it: \"news2\":{\"scale\",\"score\" or "
        "null,\n"
        "\"band\",\"complete\",\"judged\",\"points\":{…},\"missing\":[…]}. judged is false where "
        "neither the\n"
        "programme nor --news2 switches it on: then it is by scale 1 and gives no zone. Oxygen is "
        "known\n"
        "by o2_flow in L/min (0 is air), or by condition oxygen.\n\n"
        "Scores of instruments are told as \"instruments\":[{\"instrument\",\"score\" or "
        "null,\"band\",\n"
        "\"complete\",\"answered\",\"asks\":[…]}]. The parameter is phq9, phq2, gad7, who5, cat, "
        "mmrc "
        "or nyha;\n"
        "the value the points of each item with blanks between, - for no answer (phq9 is nine of 0 "
        "to 3:\n"
        "\"1 0 2 3 1 0 1 0 0\"), or one total; the unit may be empty. Item 9 of phq9 above 0 is "
        "red.\n\n"
        "GOLD is told where something of it is given, as \"gold\":{\"group\":\"A\", \"B\", \"E\" "
        "or null,"
        "\n"
        "\"mmrc\",\"cat\",\"exacerbations\",\"admissions\",\"missing\":[…]}: by the newest of "
        "each, at most "
        "a year\n"
        "old. The parameters exacerbations (moderate ones, without admission) and admissions are "
        "how "
        "many\n"
        "there were in the twelve months before; the unit is empty. Without either nothing is told."
        "\n\n"
        "Answers to the programme's forms have FORM/LINKID as parameter and an option's code as "
        "value\n"
        "(\"daily/chest_pain\", \"no\"), true or false, a number, a date or text; the unit is "
        "empty. "
        "Those\n"
        "of one form at the same time are one completed response, and must be complete.\n\n"
        "Individual limits are in force from the first day. For a parameter and condition they "
        "take\n"
        "the place of all the programme's, except that a red limit stays on a side for which the "
        "file\n"
        "has no red one; and for that parameter no baseline is proposed. Else the baseline that "
        "the\n"
        "trial proposes counts as approved from the next day.\n",
    .options = options_taken,
    .run = run,
};
