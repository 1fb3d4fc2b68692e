#include "command/verb.h"

#include "base/arena.h"
#include "base/log.h"
#include "store/db_url.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- help ---- */

static void put_row(FILE *to, const char *name, const char *help)
{
    if (strlen(name) > 26)
        fprintf(to, "  %s\n  %-26s %s\n", name, "", help);
    else
        fprintf(to, "  %-26s %s\n", name, help);
}

static void put_settings(FILE *to)
{
    struct arena arena;
    struct buf help;
    arena_init(&arena);
    buf_init(&help, &arena, 4096);
    config_help(&help);
    fputs("\nSettings: a flag, then VARDE_NAME in the environment, then the file named by --config "
          "(lines of\nname = value).\n\n",
          to);
    fputs(buf_cstr(&help), to);
    arena_finish(&arena);
}

static void put_verb(FILE *to, const struct verb *verb)
{
    fprintf(to, "varde %s%s%s%s\n\n%s\n", verb->name, verb->operands[0] ? " " : "", verb->operands,
            verb->options || verb->settings ? " [options]" : "", verb->summary);
    if (verb->help)
        fprintf(to, "\n%s", verb->help);
    if (verb->options || verb->settings)
        fputc('\n', to);
    for (const struct option *option = verb->options; option && option->flag; option++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s%s", option->flag, option->value ? " " : "",
                 option->value ? option->value : "");
        put_row(to, name, option->help);
    }
    if (verb->settings == SETTINGS_DB) {
        put_row(to, "--db URL", "sqlite:PATH or postgresql://HOST/NAME");
        put_row(to, "--config FILE", "settings, as varde serve reads them");
    }
    if (verb->settings == SETTINGS_ALL)
        put_settings(to);
}

static void put_verbs(FILE *to, const struct verb *const verbs[])
{
    fputs("Varde: digital home follow-up.\n\n", to);
    for (size_t i = 0; verbs[i]; i++) {
        char name[64];
        snprintf(name, sizeof name, "varde %s", verbs[i]->name);
        put_row(to, name, verbs[i]->summary);
    }
    put_row(to, "varde --version", "what this is");
    fputs(
        "\nvarde COMMAND --help tells more. Exit status: 0 all is well, 1 something was refused or "
        "failed,\n2 the command line or a file's form is wrong.\n",
        to);
    put_settings(to);
}

/* ---- reading ---- */

static const struct option *find_option(const struct verb *verb, struct str flag, size_t *at_r)
{
    for (size_t i = 0; verb->options && verb->options[i].flag; i++)
        if (str_is(flag, verb->options[i].flag)) {
            *at_r = i;
            return &verb->options[i];
        }
    return NULL;
}

/* "--behind-tls" is the setting behind_tls. */
static bool set_setting(struct verb_line *line, struct str flag, const char *value,
                        struct error *error)
{
    char name[64], given[64];
    snprintf(given, sizeof given, "%.*s", STR_ARG(flag));
    if (line->verb->settings == SETTINGS_NONE)
        return error_at(error, ERROR_MALFORMED, given, "is no flag of this command");
    snprintf(name, sizeof name, "%s", given + 2);
    for (char *c = name; *c; c++)
        if (*c == '-')
            *c = '_';
    return str_is(flag, "--config") ||
           config_set(&line->config, CONFIG_FLAG, str_of(name), str_of(value), given, error);
}

static bool take_flag(struct verb_line *line, int argc, char **argv, int *at, struct error *error)
{
    struct str flag, value;
    size_t place = 0;
    const char *given = argv[*at];
    bool joined = str_cut(str_of(given), '=', &flag, &value);
    if (!joined)
        flag = str_of(given);
    const struct option *option = find_option(line->verb, flag, &place);
    if (option && !option->value) {
        line->values[place] = "";
        return !joined || error_at(error, ERROR_MALFORMED, option->flag, "takes no value");
    }
    if (!joined && *at + 1 >= argc)
        return error_at(error, ERROR_MALFORMED, given, "needs a value");
    const char *text = joined ? value.at : argv[++*at];
    if (!option)
        return set_setting(line, flag, text, error);
    line->values[place] = text;
    return true;
}

static bool take_operand(struct verb_line *line, const char *given, struct error *error)
{
    char shown[160];
    db_url_mask(given, shown, sizeof shown); /* a forgotten --db */
    if (line->count >= line->verb->most || line->count == VERB_OPERANDS_MOST)
        return error_at(error, ERROR_MALFORMED, shown, "is one too many");
    line->operands[line->count++] = given;
    return true;
}

/* First the file, then the environment; the flags come after. */
static bool read_settings(struct verb_line *line, int argc, char **argv, struct error *error)
{
    const char *file = getenv("VARDE_CONFIG");
    config_defaults(&line->config);
    if (line->verb->settings == SETTINGS_NONE)
        return true;
    for (int i = 0; i < argc; i++) {
        if (str_starts(str_of(argv[i]), "--config="))
            file = argv[i] + strlen("--config=");
        else if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
            file = argv[i + 1];
    }
    return (!file || config_file(&line->config, file, error)) &&
           config_environment(&line->config, error);
}

static bool read_line(struct verb_line *line, int argc, char **argv, struct error *error)
{
    bool only_operands = false;
    if (!read_settings(line, argc, argv, error))
        return false;
    for (int i = 0; i < argc; i++) {
        if (!only_operands && strcmp(argv[i], "--") == 0)
            only_operands = true;
        else if (!only_operands && str_starts(str_of(argv[i]), "--")) {
            if (!take_flag(line, argc, argv, &i, error))
                return false;
        } else if (!take_operand(line, argv[i], error))
            return false;
    }
    if (line->count < line->verb->least)
        return error_at(error, ERROR_MALFORMED, line->verb->operands, "is missing");
    return line->verb->settings == SETTINGS_NONE || config_complete(&line->config, error);
}

const char *verb_option(const struct verb_line *line, const char *flag)
{
    size_t at;
    return find_option(line->verb, str_of(flag), &at) ? line->values[at] : NULL;
}

bool verb_number(const struct verb_line *line, const char *flag, int64_t least, int64_t most,
                 int64_t usual, int64_t *value_r, struct error *error)
{
    const char *text = verb_option(line, flag);
    *value_r = usual;
    if (text && (!str_int(str_of(text), value_r) || *value_r < least || *value_r > most))
        return error_at(error, ERROR_MALFORMED, flag, "must be a whole number from %lld to %lld",
                        (long long)least, (long long)most);
    return true;
}

int verb_fail(const struct verb_line *line, const struct error *error)
{
    const char *text = error->log[0] ? error->log : error->detail;
    bool usage = error->code == ERROR_MALFORMED;
    fprintf(stderr, "varde %s: %s%s%s\n", line->verb->name, error->place,
            error->place[0] ? ": " : "", text);
    if (usage)
        fprintf(stderr, "See varde %s --help.\n", line->verb->name);
    return usage ? EXIT_USAGE : EXIT_FAILED;
}

/* ---- which ---- */

static size_t words_of(const struct verb *verb)
{
    return strchr(verb->name, ' ') ? 2 : 1;
}

static bool is_called(const struct verb *verb, int argc, char **argv)
{
    struct str first, second;
    if (argc < 2)
        return false;
    if (!str_cut(str_of(verb->name), ' ', &first, &second))
        return strcmp(verb->name, argv[1]) == 0;
    return str_is(first, argv[1]) && argc > 2 && str_is(second, argv[2]);
}

/* Help of all verbs that begin with this word; false when there are none. */
static bool put_family(FILE *to, const struct verb *const verbs[], const char *word)
{
    bool some = false;
    for (size_t i = 0; verbs[i]; i++) {
        struct str first, second;
        if (!str_cut(str_of(verbs[i]->name), ' ', &first, &second) || !str_is(first, word))
            continue;
        if (some)
            fputc('\n', to);
        put_verb(to, verbs[i]);
        some = true;
    }
    return some;
}

static bool has_flag(int argc, char **argv, const char *flag)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], flag) == 0)
            return true;
    return false;
}

static void log_level_of(const struct config *config)
{
    static const char *const words[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++)
        if (strcmp(words[i], config->log_level) == 0)
            log_level_set((enum log_level)i);
}

static int run(const struct verb *verb, int argc, char **argv)
{
    struct verb_line line = {.verb = verb};
    struct error error = {0};
    int skipped = 1 + (int)words_of(verb);
    if (has_flag(argc, argv, "--help")) {
        put_verb(stdout, verb);
        return EXIT_GOOD;
    }
    if (!read_line(&line, argc - skipped, argv + skipped, &error))
        return verb_fail(&line, &error);
    log_level_of(&line.config);
    if (verb->settings == SETTINGS_DB)
        config_settle_db(&line.config);
    return verb->run(&line);
}

int verb_main(const struct verb *const verbs[], int argc, char **argv)
{
    for (size_t i = 0; verbs[i]; i++)
        if (is_called(verbs[i], argc, argv))
            return run(verbs[i], argc, argv);
    bool help = has_flag(argc, argv, "--help");
    if (argc > 1 && put_family(help ? stdout : stderr, verbs, argv[1]))
        return help ? EXIT_GOOD : EXIT_USAGE;
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        printf("varde %s\n", VARDE_VERSION);
        return EXIT_GOOD;
    }
    if (help || argc < 2) {
        put_verbs(help ? stdout : stderr, verbs);
        return help ? EXIT_GOOD : EXIT_USAGE;
    }
    char shown[160];
    db_url_mask(argv[1], shown, sizeof shown);
    fprintf(stderr, "varde: there is no command “%s”; see varde --help\n", shown);
    return EXIT_USAGE;
}
