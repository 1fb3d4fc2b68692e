/* Checks, loads and approves programme files, and lists what there is. */
#include "programme_command.h"

#include "app.h"
#include "base/caltime.h"
#include "programme/programme_store.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, WORDS_MOST = 256, NAME_MOST = 120 };

static const char USAGE[] =
    "Programme files: what a programme follows and asks, its limits and what it says.\n\n"
    "  varde programme check   FILE…                        read and check files, touch no "
    "database\n"
    "  varde programme load    --db URL FILE…               store them as drafts\n"
    "  varde programme approve --db URL ID VERSION --by NAME [--note TEXT]\n"
    "                                                       a named clinician approves a draft; it "
    "never changes again\n"
    "  varde programme list    --db URL                     the versions, and who approved them\n\n"
    "The format is programmes/programme.schema.json. Exit status: 0 all is well, 1 something was "
    "refused or failed, 2 the command line is wrong.\n";

/* What stands on the command line, beside the settings. */
struct words {
    size_t count;
    const char *list[WORDS_MOST];
    const char *by, *note;
    struct config config;
};

static int tell(const char *file, const struct error *error)
{
    const char *text = error->log[0] ? error->log : error->detail;
    fprintf(stderr, "varde: %s%s%s%s%s\n", file ? file : "", file ? ": " : "", error->place,
            error->place[0] ? ": " : "", text);
    return error->code == ERROR_MALFORMED ? EXIT_USAGE : EXIT_FAILED;
}

/* ---- the command line ---- */

static bool take_flag(struct words *words, struct str flag, const char *value, struct error *error)
{
    char name[64], given[64];
    snprintf(name, sizeof name, "%.*s", STR_ARG(flag));
    snprintf(given, sizeof given, "%s", name);
    if (strcmp(name, "--by") == 0) {
        words->by = value;
        return true;
    }
    if (strcmp(name, "--note") == 0) {
        words->note = value;
        return true;
    }
    if (strcmp(name, "--config") == 0)
        return true; /* read before */
    for (char *c = name; *c; c++)
        if (*c == '-')
            *c = '_';
    return config_set(&words->config, str_of(name + 2), str_of(value), given, error);
}

static bool read_words(int count, char **values, struct words *words, struct error *error)
{
    for (int i = 0; i < count; i++) {
        struct str flag, value;
        if (!str_starts(str_of(values[i]), "--")) {
            if (words->count == WORDS_MOST)
                return error_at(error, ERROR_MALFORMED, values[i], "is one too many");
            words->list[words->count++] = values[i];
            continue;
        }
        bool joined = str_cut(str_of(values[i]), '=', &flag, &value);
        if (!joined && i + 1 == count)
            return error_at(error, ERROR_MALFORMED, values[i], "needs a value");
        if (!take_flag(words, flag, joined ? value.at : values[++i], error))
            return false;
    }
    return true;
}

/* First the file, then the environment, then the flags. */
static bool read_command(int count, char **values, struct words *words, struct error *error)
{
    const char *file = getenv("VARDE_CONFIG");
    config_defaults(&words->config);
    for (int i = 0; i + 1 < count; i++)
        if (strcmp(values[i], "--config") == 0)
            file = values[i + 1];
    return (!file || config_file(&words->config, file, error)) &&
           config_environment(&words->config, error) && read_words(count, values, words, error);
}

/* ---- files ---- */

static bool read_file(struct arena *arena, const char *path, struct str *text_r,
                      struct error *error)
{
    struct buf text;
    char bytes[16384];
    size_t got;
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_set(error, ERROR_INVALID, "cannot be opened");
    buf_init(&text, arena, sizeof bytes);
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0 && text.len <= PROGRAMME_DOCUMENT_MOST)
        buf_add(&text, bytes, got);
    bool failed = ferror(file) != 0;
    (void)fclose(file);
    *text_r = buf_slice(&text);
    return !failed || error_set(error, ERROR_INVALID, "cannot be read");
}

static bool read_programme(struct arena *arena, const char *path, struct str *document_r,
                           struct programme *programme_r, struct error *error)
{
    return read_file(arena, path, document_r, error) &&
           programme_parse(arena, *document_r, programme_r, error);
}

/* ---- check ---- */

static int run_check(const struct words *words)
{
    int result = EXIT_GOOD;
    for (size_t i = 0; i < words->count; i++) {
        struct error error = {0};
        struct programme programme;
        struct str document;
        struct arena arena;
        arena_init(&arena);
        if (read_programme(&arena, words->list[i], &document, &programme, &error))
            printf("%s: %s version %lld is good\n", words->list[i], programme.id,
                   (long long)programme.version);
        else
            result = tell(words->list[i], &error);
        arena_finish(&arena);
    }
    return result;
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
    return programme_load(tx, load->stands, load->programme, load->document, NULL, &load->loaded,
                          error);
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

static int run_load(const struct words *words)
{
    struct error error = {0};
    struct app app = {0};
    int result = EXIT_GOOD;
    if (!app_open(&app, &words->config, 0, &error))
        return tell(NULL, &error);
    for (size_t i = 0; i < words->count; i++) {
        struct arena arena;
        arena_init(&arena);
        error = (struct error){0};
        if (!load_file(&app, &arena, words->list[i], &error))
            result = tell(words->list[i], &error);
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
    return programme_approve(tx, approve->stands, &approve->approval, error);
}

static bool read_approval(const struct words *words, struct programme_approval *approval,
                          struct error *error)
{
    if (words->count != 2)
        return error_at(error, ERROR_MALFORMED, "approve", "takes an id and a version");
    if (!words->by || !words->by[0] || strlen(words->by) > NAME_MOST)
        return error_at(error, ERROR_MALFORMED, "--by", "say which clinician approves");
    approval->id = words->list[0];
    approval->name = str_of(words->by);
    approval->note = str_of(words->note);
    return str_int(str_of(words->list[1]), &approval->version) ||
           error_at(error, ERROR_MALFORMED, words->list[1], "is no version");
}

static int run_approve(const struct words *words)
{
    struct error error = {0};
    struct app app = {0};
    struct approve approve = {.command = {.ask = approve_ask, .apply = approve_apply}};
    if (!read_approval(words, &approve.approval, &error))
        return tell(NULL, &error);
    approve.command.key = programme_key_of(approve.approval.id);
    bool ok = app_open(&app, &words->config, 0, &error) &&
              writer_run(app.writer, &approve.command, &error);
    app_close(&app);
    if (!ok)
        return tell(NULL, &error);
    printf("%s version %lld is approved by %s\n", approve.approval.id,
           (long long)approve.approval.version, words->by);
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

static int run_list(const struct words *words)
{
    struct error error = {0};
    struct arena arena;
    struct rows *rows;
    if (words->count) {
        error_at(&error, ERROR_MALFORMED, words->list[0], "is one too many");
        return tell(NULL, &error);
    }
    arena_init(&arena);
    struct db *db = db_open(words->config.db, DB_READ, &error);
    bool ok = db && programme_rows(db, &arena, &rows, &error);
    for (size_t i = 0; ok && i < rows_count(rows); i++) {
        struct programme_row row;
        programme_row_of(rows, i, &row);
        print_row(&row);
    }
    db_close(db);
    arena_finish(&arena);
    return ok ? EXIT_GOOD : tell(NULL, &error);
}

static const struct {
    const char *name;
    int (*run)(const struct words *words);
    bool files;
} commands[] = {
    {"check", run_check, true},
    {"load", run_load, true},
    {"approve", run_approve, false},
    {"list", run_list, false},
};

int programme_command(int count, char **values)
{
    struct words words = {.count = 0};
    struct error error = {0};
    for (int i = 0; i < count; i++) {
        if (strcmp(values[i], "--help") == 0) {
            fputs(USAGE, stdout);
            return EXIT_GOOD;
        }
    }
    for (size_t i = 0; count && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(values[0], commands[i].name) != 0)
            continue;
        if (!read_command(count - 1, values + 1, &words, &error))
            return tell(NULL, &error);
        if (!commands[i].files || words.count)
            return commands[i].run(&words);
    }
    fputs(USAGE, stderr);
    return EXIT_USAGE;
}
