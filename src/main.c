/* The command line: picks the command, reads the settings, says what went wrong. */
#include "app.h"
#include "auth/session.h"
#include "base/caltime.h"
#include "base/log.h"
#include "check_command.h"
#include "demo/demo.h"
#include "embedded.h"
#include "programme_command.h"
#include "replay_command.h"
#include "router.h"
#include "serve.h"
#include "store/migrate.h"
#include "version.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct arguments {
    int count;
    char **values;
};

/* What commands take beside the settings. */
struct options {
    int64_t patients, days, seed, hours, until;
    struct str login;
    bool check;
};

static int fail(const struct error *error)
{
    const char *text = error->log[0] ? error->log : error->detail;
    fprintf(stderr, "varde: %s%s%s\n", error->place, error->place[0] ? ": " : "", text);
    return error->code == ERROR_MALFORMED ? EXIT_USAGE : EXIT_FAILED;
}

static const char USAGE[] =
    "Varde: digital home follow-up.\n\n"
    "  varde serve    [settings]                       run the service\n"
    "  varde migrate  [--db URL] [--check]             bring a database to this version\n"
    "  varde demo     --db URL [--patients N] [--days D] [--seed S] [--until TIME]\n"
    "                                                  fill an empty database with a made-up "
    "world\n"
    "  varde token    --db URL --as LOGIN [--hours H]  a bearer token (people: with demo = true "
    "only)\n"
    "  varde check    [--db URL]                       verify the access log's chain, judge "
    "every outcome again\n"
    "  varde programme check|load|approve|list …      programme files; see varde programme --help\n"
    "  varde replay   --programme FILE --series CSV [--limits FILE] [--trial N]\n"
    "                                                  judge a series day by day\n"
    "  varde routes                                    the table of URLs, a JSON object a line\n"
    "  varde --print-config [settings]                 the settings as they would be used\n"
    "  varde --version\n\n"
    "Settings: a flag, then VARDE_NAME in the environment, then the file named by --config.\n\n";

static int usage(FILE *to)
{
    struct arena arena;
    struct buf help;
    arena_init(&arena);
    buf_init(&help, &arena, 4096);
    config_help(&help);
    fputs(USAGE, to);
    fputs(buf_cstr(&help), to);
    arena_finish(&arena);
    return to == stdout ? EXIT_GOOD : EXIT_USAGE;
}

static bool option_number(struct str value, int64_t least, int64_t most, int64_t *to,
                          const char *flag, struct error *error)
{
    if (!str_int(value, to) || *to < least || *to > most)
        return error_at(error, ERROR_MALFORMED, flag, "must be a whole number from %lld to %lld",
                        (long long)least, (long long)most);
    return true;
}

static bool option_time(struct str value, int64_t *to, const char *flag, struct error *error)
{
    struct caltime time;
    if (!caltime_parse(value, 60, true, &time))
        return error_at(error, ERROR_MALFORMED, flag, "must be a time like 2026-11-21T10:00:00Z");
    *to = time.from;
    return true;
}

/* An option of a command; else it is a setting, with '-' for '_'. */
static bool take_option(struct options *options, struct config *config, const char *flag,
                        struct str value, struct error *error)
{
    char name[64];
    if (strcmp(flag, "--patients") == 0)
        return option_number(value, 1, DEMO_PATIENTS_MOST, &options->patients, flag, error);
    if (strcmp(flag, "--days") == 0)
        return option_number(value, 1, DEMO_DAYS_MOST, &options->days, flag, error);
    if (strcmp(flag, "--seed") == 0)
        return option_number(value, 1, INT64_MAX, &options->seed, flag, error);
    if (strcmp(flag, "--hours") == 0)
        return option_number(value, 1, 24 * 365, &options->hours, flag, error);
    if (strcmp(flag, "--until") == 0)
        return option_time(value, &options->until, flag, error);
    if (strcmp(flag, "--as") == 0) {
        options->login = value;
        return true;
    }
    snprintf(name, sizeof name, "%s", flag + 2);
    for (char *c = name; *c; c++)
        if (*c == '-')
            *c = '_';
    return config_set(config, str_of(name), value, flag, error);
}

static bool split_flag(const struct arguments *arguments, int *at, char flag_r[64],
                       struct str *value_r, struct error *error)
{
    struct str name, value;
    const char *argument = arguments->values[*at];
    if (!str_starts(str_of(argument), "--"))
        return error_at(error, ERROR_MALFORMED, argument, "is no flag; see varde --help");
    bool joined = str_cut(str_of(argument), '=', &name, &value);
    snprintf(flag_r, 64, "%.*s", STR_ARG(name));
    if (!joined && *at + 1 >= arguments->count)
        return error_at(error, ERROR_MALFORMED, argument, "needs a value");
    *value_r = joined ? value : str_of(arguments->values[++*at]);
    return true;
}

/* First the file, then the environment, then the flags. */
static bool read_settings(const struct arguments *arguments, struct options *options,
                          struct config *config, struct error *error)
{
    const char *file = getenv("VARDE_CONFIG");
    char flag[64];
    struct str value = STR_NONE;
    config_defaults(config);
    for (int i = 0; i + 1 < arguments->count; i++)
        if (strcmp(arguments->values[i], "--config") == 0)
            file = arguments->values[i + 1];
    if ((file && !config_file(config, file, error)) || !config_environment(config, error))
        return false;
    for (int i = 0; i < arguments->count; i++) {
        if (strcmp(arguments->values[i], "--check") == 0) {
            options->check = true;
            continue;
        }
        if (!split_flag(arguments, &i, flag, &value, error))
            return false;
        if (strcmp(flag, "--config") != 0 && !take_option(options, config, flag, value, error))
            return false;
    }
    return true;
}

static int run_serve(const struct config *config, const struct options *options)
{
    struct error error = {0};
    (void)options;
    return serve(config, &error) ? EXIT_GOOD : fail(&error);
}

static int run_migrate(const struct config *config, const struct options *options)
{
    struct error error = {0};
    enum schema_state state;
    int64_t version;
    int applied = 0;
    struct db *db = db_open(config->db, options->check ? DB_WRITE : DB_CREATE, &error);
    bool ok = db && migrate_state(db, &state, &version, &error) &&
              (options->check || migrate_run(db, clock_now(NULL), &applied, &error));
    db_close(db);
    if (!ok)
        return fail(&error);
    printf("version %lld, this program knows %lld, applied %d\n", (long long)version + applied,
           (long long)migrate_newest(), applied);
    return options->check && state != SCHEMA_CURRENT ? EXIT_FAILED : EXIT_GOOD;
}

static bool create_database(const char *url, int64_t now, struct error *error)
{
    int applied;
    struct db *db = db_open(url, DB_CREATE, error);
    bool ok = db && migrate_run(db, now, &applied, error);
    db_close(db);
    return ok;
}

static int run_demo(const struct config *config, const struct options *options)
{
    struct error error = {0};
    struct app app = {0};
    struct demo_result result;
    struct demo_options demo = {
        .patients = options->patients,
        .days = options->days,
        .seed = (uint64_t)options->seed,
        .until = options->until ? options->until : clock_now(NULL),
        .programme_count = embedded_programme_count,
        .programmes = embedded_programmes,
    };
    if (!create_database(config->db, demo.until, &error) ||
        !app_open(&app, config, demo.seed, &error))
        return fail(&error);
    bool ok = demo_fill(&app, &demo, &result, &error);
    app_close(&app);
    if (!ok)
        return fail(&error);
    printf("%lld patients, %lld enrolments, %lld reports; the lists show %lld red, %lld yellow, "
           "%lld green\n",
           (long long)result.patients, (long long)result.enrolments, (long long)result.reports,
           (long long)result.red, (long long)result.yellow, (long long)result.green);
    return EXIT_GOOD;
}

/* A token for a demo or machine user. */
struct token_command {
    struct command command;
    struct login login;
    int64_t hours;
    char token[TOKEN_TEXT];
};

static bool token_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct token_command *self = (struct token_command *)(void *)command;
    (void)error;
    session_open(tx, str_of(self->token), &self->login.account, &self->login.role, "bearer",
                 tx->now + self->hours * HOUR);
    return true;
}

static bool make_token(struct app *app, const struct options *options, struct token_command *token,
                       struct error *error)
{
    struct arena arena;
    bool found = false;
    struct db *db = readers_take(app->readers, error);
    arena_init(&arena);
    bool ok =
        db && login_find(db, &arena, options->login, clock_now(NULL), &found, &token->login, error);
    readers_give(app->readers, db);
    arena_finish(&arena);
    if (ok && !found)
        return error_at(error, ERROR_NOT_FOUND, "--as", "there is no log-in “%.*s”",
                        STR_ARG(options->login));
    if (ok && !app->config.demo && strcmp(token->login.kind, "machine") != 0)
        return error_at(error, ERROR_FORBIDDEN, "--as",
                        "tokens for people are made only with demo = true (VARDE_DEMO=true)");
    if (!ok)
        return false;
    token_make(token->token);
    return writer_run(app->writer, &token->command, error);
}

static int run_token(const struct config *config, const struct options *options)
{
    struct error error = {0};
    struct app app = {0};
    struct token_command token = {.command = {.apply = token_apply}, .hours = options->hours};
    if (!options->login.at) {
        error_at(&error, ERROR_MALFORMED, "--as", "say for which log-in");
        return fail(&error);
    }
    bool ok = app_open(&app, config, 0, &error) && make_token(&app, options, &token, &error);
    app_close(&app);
    if (!ok)
        return fail(&error);
    printf("%s\n", token.token);
    return EXIT_GOOD;
}

static int run_check(const struct config *config, const struct options *options)
{
    struct error error = {0};
    bool sound;
    (void)options;
    if (!check_command(config, &sound, &error))
        return fail(&error);
    return sound ? EXIT_GOOD : EXIT_FAILED;
}

static int run_routes(const struct config *config, const struct options *options)
{
    struct arena arena;
    struct buf text;
    (void)config;
    (void)options;
    arena_init(&arena);
    buf_init(&text, &arena, 4096);
    routes_print(&text);
    fputs(buf_cstr(&text), stdout);
    arena_finish(&arena);
    return EXIT_GOOD;
}

static int run_print_config(const struct config *config, const struct options *options)
{
    struct arena arena;
    struct buf text;
    (void)options;
    arena_init(&arena);
    buf_init(&text, &arena, 4096);
    config_print(config, &text);
    fputs(buf_cstr(&text), stdout);
    arena_finish(&arena);
    return EXIT_GOOD;
}

static const struct {
    const char *name;
    int (*run)(const struct config *config, const struct options *options);
} commands[] = {
    {"serve", run_serve},
    {"migrate", run_migrate},
    {"demo", run_demo},
    {"token", run_token},
    {"check", run_check},
    {"routes", run_routes},
    {"--print-config", run_print_config},
};

static void log_level_of(const struct config *config)
{
    static const char *const words[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++)
        if (strcmp(words[i], config->log_level) == 0)
            log_level_set((enum log_level)i);
}

int main(int argc, char **argv)
{
    struct options options = {.patients = DEMO_PATIENTS, .days = DEMO_DAYS, .seed = 1, .hours = 12};
    struct config config;
    struct error error = {0};
    struct arguments rest = {argc - 2, argv + 2};
    umask(0077); /* a record of health is nobody else's to read on this machine */
    /* One heap: glibc's arenas cost a system call per page in the threads that commit. */
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_TRIM_THRESHOLD, 1 << 28);
    if (argc < 2)
        return usage(stderr);
    if (strcmp(argv[1], "programme") == 0)
        return programme_command(rest.count, rest.values);
    if (strcmp(argv[1], "replay") == 0)
        return replay_command(argc - 2, argv + 2);
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            return usage(stdout);
    if (strcmp(argv[1], "--version") == 0) {
        printf("varde %s\n", VARDE_VERSION);
        return EXIT_GOOD;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        if (!read_settings(&rest, &options, &config, &error))
            return fail(&error);
        log_level_of(&config);
        return commands[i].run(&config, &options);
    }
    fprintf(stderr, "varde: there is no command “%s”; see varde --help\n", argv[1]);
    return EXIT_USAGE;
}
