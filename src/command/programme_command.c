/* Checks, loads and approves programme files, and lists what there is. */
#include "app.h"
#include "auth/operator.h"
#include "auth/permit.h"
#include "base/caltime.h"
#include "base/file.h"
#include "command/verbs.h"
#include "house.h"
#include "programme/programme_store.h"

#include <stdio.h>

enum { NAME_MOST = 120 };

/* What went wrong with one file of several. */
static int tell(const char *file, const struct error *error)
{
    const char *text = error->log[0] ? error->log : error->detail;
    bool within = error->place[0] && strcmp(error->place, file) != 0;
    fprintf(stderr, "varde: %s: %s%s%s\n", file, within ? error->place : "", within ? ": " : "",
            text);
    return error->code == ERROR_MALFORMED ? EXIT_USAGE : EXIT_FAILED;
}

/* ---- files ---- */

static bool read_programme(struct arena *arena, const char *path, struct str *document_r,
                           struct programme *programme_r, struct error *error)
{
    return file_read(arena, path, PROGRAMME_DOCUMENT_MOST, document_r, error) &&
           programme_parse(arena, *document_r, programme_r, error);
}

/* ---- check ---- */

static int run_check(const struct verb_line *line)
{
    int result = EXIT_GOOD;
    for (size_t i = 0; i < line->count; i++) {
        struct error error = {0};
        struct programme programme;
        struct str document;
        struct arena arena;
        arena_init(&arena);
        if (read_programme(&arena, line->operands[i], &document, &programme, &error))
            printf("%s: %s version %lld is good\n", line->operands[i], programme.id,
                   (long long)programme.version);
        else
            result = tell(line->operands[i], &error);
        arena_finish(&arena);
    }
    return result;
}

static void note(struct tx *tx, enum action action, const char *id, int64_t version)
{
    struct who operator;
    operator_act(tx, &operator);
    house_note(tx, &operator, action_word(action), "%s version %lld", id, (long long)version);
}

/* ---- load ---- */

struct load {
    struct command command;
    const struct programme *programme;
    struct str document;
    struct rows *stands;
    enum programme_loaded loaded;
};

static bool load_ask(struct command *command, struct tx *tx)
{
    struct load *load = (struct load *)(void *)command;
    load->stands = programme_ask(tx, load->programme->id, load->programme->version);
    return true;
}

static bool load_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct load *load = (struct load *)(void *)command;
    if (!programme_load(tx, load->stands, load->programme, load->document, NULL, &load->loaded,
                        error))
        return false;
    if (load->loaded != PROGRAMME_SAME)
        note(tx, ACTION_PROGRAMME_LOAD, load->programme->id, load->programme->version);
    return true;
}

static bool load_file(struct app *app, struct arena *arena, const char *path, struct error *error)
{
    static const char *const words[] = {[PROGRAMME_NEW] = "a new draft",
                                        [PROGRAMME_REPLACED] = "a draft that replaces the earlier",
                                        [PROGRAMME_SAME] = "there already"};
    struct programme programme;
    struct load load = {.command = {.ask = load_ask, .apply = load_apply}, .programme = &programme};
    if (!read_programme(arena, path, &load.document, &programme, error))
        return false;
    load.command.key = programme_key_of(programme.id);
    if (!writer_run(app->writer, &load.command, error))
        return false;
    printf("%s: %s version %lld, %s\n", path, programme.id, (long long)programme.version,
           words[load.loaded]);
    return true;
}

static int run_load(const struct verb_line *line)
{
    struct error error = {0};
    struct app app = {0};
    int result = EXIT_GOOD;
    if (!app_open(&app, &line->config, 0, &error))
        return verb_fail(line, &error);
    for (size_t i = 0; i < line->count; i++) {
        struct arena arena;
        arena_init(&arena);
        error = (struct error){0};
        if (!load_file(&app, &arena, line->operands[i], &error))
            result = tell(line->operands[i], &error);
        arena_finish(&arena);
    }
    app_close(&app);
    return result;
}

/* ---- approve ---- */

struct approve {
    struct command command;
    struct programme_approval approval;
    struct rows *stands;
};

static bool approve_ask(struct command *command, struct tx *tx)
{
    struct approve *approve = (struct approve *)(void *)command;
    approve->stands = programme_ask(tx, approve->approval.id, approve->approval.version);
    return true;
}

static bool approve_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct approve *approve = (struct approve *)(void *)command;
    if (!programme_approve(tx, approve->stands, &approve->approval, error))
        return false;
    note(tx, ACTION_PROGRAMME_APPROVE, approve->approval.id, approve->approval.version);
    return true;
}

static bool read_approval(const struct verb_line *line, struct programme_approval *approval,
                          struct error *error)
{
    const char *by = verb_option(line, "--by");
    if (!by || !by[0] || strlen(by) > NAME_MOST)
        return error_at(error, ERROR_MALFORMED, "--by", "say which clinician approves");
    approval->id = line->operands[0];
    approval->name = str_of(by);
    approval->note = str_of(verb_option(line, "--note"));
    return str_int(str_of(line->operands[1]), &approval->version) ||
           error_at(error, ERROR_MALFORMED, line->operands[1], "is no version");
}

static int run_approve(const struct verb_line *line)
{
    struct error error = {0};
    struct app app = {0};
    struct approve approve = {.command = {.ask = approve_ask, .apply = approve_apply}};
    if (!read_approval(line, &approve.approval, &error))
        return verb_fail(line, &error);
    approve.command.key = programme_key_of(approve.approval.id);
    bool ok = app_open(&app, &line->config, 0, &error) &&
              writer_run(app.writer, &approve.command, &error);
    app_close(&app);
    if (!ok)
        return verb_fail(line, &error);
    printf("%s version %lld is approved by %s\n", approve.approval.id,
           (long long)approve.approval.version, verb_option(line, "--by"));
    return EXIT_GOOD;
}

/* ---- list ---- */

static void print_row(const struct programme_row *row)
{
    int year, month, day;
    printf("%.*s %lld ", STR_ARG(row->id), (long long)row->version);
    if (row->approved_at) {
        caltime_civil(caltime_oslo_day(row->approved_at), &year, &month, &day);
        printf("approved by %.*s on %04d-%02d-%02d", STR_ARG(row->approved_by), year, month, day);
        if (row->note.len)
            printf(" (%.*s)", STR_ARG(row->note));
    } else {
        printf("draft");
    }
    printf(", %lld enrolments\n", (long long)row->enrolments);
}

static int run_list(const struct verb_line *line)
{
    struct error error = {0};
    struct arena arena;
    struct rows *rows;
    arena_init(&arena);
    struct db *db = db_open(line->config.db, DB_READ, &error);
    bool ok = db && programme_rows(db, &arena, &rows, &error);
    for (size_t i = 0; ok && i < rows_count(rows); i++) {
        struct programme_row row;
        programme_row_of(rows, i, &row);
        print_row(&row);
    }
    db_close(db);
    arena_finish(&arena);
    return ok ? EXIT_GOOD : verb_fail(line, &error);
}

static const struct option approve_options[] = {
    {"--by", "NAME", "the clinician who approves"},
    {"--note", "TEXT", "kept with the approval"},
    {NULL},
};

const struct verb programme_check_verb = {
    .name = "programme check",
    .operands = "FILE…",
    .least = 1,
    .most = VERB_OPERANDS_MOST,
    .summary = "read and check programme files; touches no database",
    .help = "The format is programmes/programme.schema.json.\n",
    .run = run_check,
};

const struct verb programme_load_verb = {
    .name = "programme load",
    .operands = "FILE…",
    .least = 1,
    .most = VERB_OPERANDS_MOST,
    .summary = "store programme files as drafts",
    .settings = SETTINGS_DB,
    .run = run_load,
};

const struct verb programme_approve_verb = {
    .name = "programme approve",
    .operands = "ID VERSION",
    .least = 2,
    .most = 2,
    .summary = "a named clinician approves a draft; it never changes again",
    .settings = SETTINGS_DB,
    .options = approve_options,
    .run = run_approve,
};

const struct verb programme_list_verb = {
    .name = "programme list",
    .operands = "",
    .summary = "the versions, and who approved them",
    .settings = SETTINGS_DB,
    .run = run_list,
};
