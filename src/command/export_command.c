/* `varde export`: one patient's whole record as a FHIR Bundle, printed or into a file that is there
 * whole or not at all. That it was taken out is in the access log before the first byte is. */
#include "app.h"
#include "base/part_file.h"
#include "command/verbs.h"
#include "export/export.h"
#include "fhir/capability.h"
#include "store/migrate.h"

#include <pwd.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

enum { NUMBER_MOST = 64 };

/* ---- whose ---- */

static bool trim(struct str *text)
{
    while (text->len && strchr(" \t\r\n", text->at[text->len - 1]))
        text->len--;
    while (text->len && strchr(" \t", text->at[0])) {
        text->at++;
        text->len--;
    }
    return text->len > 0;
}

/* From the terminal it is not shown while it is typed. */
static bool read_number(char text_r[NUMBER_MOST], struct str *number_r, struct error *error)
{
    struct termios before, silent;
    bool asks = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (asks) {
        fputs("National id: ", stderr);
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    bool got = fgets(text_r, NUMBER_MOST, stdin) != NULL;
    if (asks) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    *number_r = got ? str_of(text_r) : STR_NONE;
    return (got && trim(number_r)) ||
           error_at(error, ERROR_MALFORMED, "--national-id", "there was none on standard input");
}

static bool find_by_number(struct db *db, struct arena *arena, struct uuid *patient_r,
                           struct error *error)
{
    char text[NUMBER_MOST];
    struct str number;
    bool found;
    if (!read_number(text, &number, error) ||
        !export_find_by_number(db, arena, number, patient_r, &found, error))
        return false;
    return found ||
           error_at(error, ERROR_NOT_FOUND, "--national-id", "there is no patient with this id");
}

static bool find(const struct verb_line *line, struct db *db, struct arena *arena,
                 struct uuid *patient_r, struct error *error)
{
    const char *id = verb_option(line, "--patient");
    bool found = false;
    if (!id)
        return find_by_number(db, arena, patient_r, error);
    if (uuid_parse(str_of(id), patient_r) && !export_find(db, arena, patient_r, &found, error))
        return false;
    return found || error_at(error, ERROR_NOT_FOUND, "--patient",
                             "there is no patient with this id; it is that of /api/patients/ID");
}

/* ---- the log ---- */

struct log_command {
    struct command command;
    struct uuid patient;
    const char *user;
};

static bool log_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct log_command *self = (struct log_command *)(void *)command;
    return export_log(tx, &self->patient, self->user, error);
}

static bool log_it(struct app *app, struct arena *arena, const struct uuid *patient,
                   struct error *error)
{
    const struct passwd *user = getpwuid(getuid());
    struct log_command log = {
        .command = {.key = *patient, .apply = log_apply},
        .patient = *patient,
        .user = user ? arena_printf(arena, "%s", user->pw_name)
                     : arena_printf(arena, "user %ld", (long)getuid()),
    };
    return writer_run(app->writer, &log.command, error);
}

/* ---- the database ---- */

static bool is_current(struct db *db, struct error *error)
{
    enum schema_state state;
    int64_t version;
    if (!migrate_state(db, &state, &version, error))
        return false;
    return state == SCHEMA_CURRENT ||
           error_at(error, ERROR_CONFLICT, "--db",
                    "is at schema %lld, and this program needs %lld: see varde migrate",
                    (long long)version, (long long)migrate_newest());
}

/* ---- the command ---- */

static bool print(struct app *app, struct arena *arena, struct db *db, const struct uuid *patient,
                  FILE *to, int64_t *entries_r, struct error *error)
{
    const struct config *config = &app->config;
    const struct export_order order = {
        .patient = *patient,
        .base = capability_base(arena, config->base_url, config->tls_cert[0] || config->behind_tls,
                                STR_NONE, config->listen),
        .now = clock_now(&app->clock),
    };
    return export_record(db, app->programmes, &order, to, entries_r, error);
}

static bool into_file(const struct verb_line *line, struct app *app, struct arena *arena,
                      struct db *db, const struct uuid *patient, int64_t *entries_r,
                      struct error *error)
{
    const char *name = verb_option(line, "--out");
    struct part_file *file =
        part_file_create(name ? name : "-", verb_option(line, "--replace") != NULL, error);
    bool ok = file && log_it(app, arena, patient, error) &&
              print(app, arena, db, patient, part_file_stream(file), entries_r, error) &&
              part_file_finish(file, error);
    part_file_destroy(file);
    return ok;
}

static bool export_it(const struct verb_line *line, struct app *app, struct arena *arena,
                      int64_t *entries_r, struct error *error)
{
    struct uuid patient;
    struct db *db = readers_take(app->readers, error);
    bool ok = db && is_current(db, error) && find(line, db, arena, &patient, error) &&
              into_file(line, app, arena, db, &patient, entries_r, error);
    readers_give(app->readers, db);
    return ok;
}

static bool read_options(const struct verb_line *line, struct error *error)
{
    bool by_id = verb_option(line, "--patient"), by_number = verb_option(line, "--national-id");
    if (by_id == by_number)
        return error_at(error, ERROR_MALFORMED, "--patient",
                        "say whose record: either this or --national-id");
    return !verb_option(line, "--replace") || verb_option(line, "--out") ||
           error_at(error, ERROR_MALFORMED, "--replace", "is for a file that --out names");
}

static int run(const struct verb_line *line)
{
    struct error error = {0};
    struct app app = {0};
    struct arena arena;
    int64_t entries = 0;
    arena_init(&arena);
    bool ok = read_options(line, &error) && app_open(&app, &line->config, 0, &error) &&
              export_it(line, &app, &arena, &entries, &error);
    app_close(&app);
    arena_finish(&arena);
    if (!ok)
        return verb_fail(line, &error);
    if (verb_option(line, "--out"))
        printf("%s: %lld entries\n", verb_option(line, "--out"), (long long)entries);
    return EXIT_GOOD;
}

static const struct option options[] = {
    {"--patient", "ID", "whose record, by the id of /api/patients/ID"},
    {"--national-id", NULL, "by the national id, read from standard input or asked for"},
    {"--out", "FILE", "into a file for you alone, instead of to standard output"},
    {"--replace", NULL, "take the place of a FILE that is there"},
    {NULL},
};

const struct verb export_verb = {
    .name = "export",
    .operands = "",
    .summary = "print one patient's whole record as a FHIR Bundle",
    .help = "All that is kept of the patient, every version of it, as one FHIR R4 Bundle of type\n"
            "collection. That it was taken out stands in the patient's access log, with the name "
            "that\nthe operating system has for you. The server may be running.\n",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
