/* `varde init`: an installation from a file, into an empty database. */
#include "app.h"
#include "base/caltime.h"
#include "base/file.h"
#include "command/init_store.h"
#include "command/link_command.h"
#include "command/verbs.h"
#include "embedded.h"
#include "store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MOST = 4096 };

/* ---- files ---- */

static bool find_embedded(struct arena *arena, struct str id, struct str *document_r,
                          struct error *error)
{
    struct programme *programme = arena_new(arena, struct programme);
    struct buf known;
    buf_init(&known, arena, 80);
    for (size_t i = 0; i < embedded_programme_count; i++) {
        *document_r = embedded_programmes[i];
        if (!programme_parse(arena, *document_r, programme, error))
            return false;
        if (str_is(id, programme->id))
            return true;
        buf_printf(&known, "%s%s", i ? ", " : "", programme->id);
    }
    return error_set(error, ERROR_INVALID,
                     "the program has no such programme inside (it has %s): say where it is, like "
                     "“file = %.*s.json”",
                     buf_cstr(&known), STR_ARG(id));
}

/* context: the installation file's path, beside which programmes are looked for. */
static bool read_programme(void *context, struct arena *arena, struct str id, struct str file,
                           struct str *document_r, struct error *error)
{
    const char *beside = context, *slash = strrchr(beside, '/');
    int len = slash ? (int)(slash - beside) + 1 : 0;
    if (!file.len)
        return find_embedded(arena, id, document_r, error);
    if (file.at[0] == '/')
        len = 0;
    return file_read(arena, arena_printf(arena, "%.*s%.*s", len, beside, STR_ARG(file)),
                     PROGRAMME_DOCUMENT_MOST, document_r, error);
}

/* ---- telling ---- */

static void tell(const char *path, const struct installation_problem *problems, size_t count,
                 const char *word)
{
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, "%s:%d: %s%s\n", path, problems[i].line, word, problems[i].text);
}

static int tell_problems(const char *path, const struct installation *installation)
{
    size_t count = installation->problem_count;
    tell(path, installation->problems, installation->noted, "");
    if (count > installation->noted)
        fprintf(stderr, "… and %zu more\n", count - installation->noted);
    fprintf(stderr, "varde init: %zu %s in %s; nothing was done\n", count,
            count == 1 ? "error" : "errors", path);
    return EXIT_USAGE;
}

static void tell_counts(const struct installation *installation)
{
    int approved = 0;
    for (int i = 0; i < installation->programme_count; i++)
        approved += installation->programmes[i].approved_by.at != NULL;
    printf("%d organisations, %d agreements, %d programmes (%d approved), %d accounts\n",
           installation->organisation_count, installation->agreement_count,
           installation->programme_count, approved, installation->account_count);
}

static void tell_link(const struct config *config, const struct installation *installation,
                      const struct init_store *store)
{
    const struct installation_account *admin = &installation->accounts[installation->first_admin];
    char until[CALTIME_TEXT];
    caltime_text(store->expires_at, PRECISION_MINUTE, caltime_oslo_offset(store->expires_at),
                 until);
    printf("%.*s (%.*s) logs in once by this link, until %s:\n", STR_ARG(admin->name),
           STR_ARG(admin->login), until);
    link_print(config, store->token);
    printf("For anybody else, and when it is too late: varde link --as LOGIN\n");
}

/* ---- the database ---- */

/* Is it empty, or can it be made so that it is? */
static bool prepare(const char *url, struct error *error)
{
    enum schema_state state;
    struct arena arena;
    struct str holds = STR("");
    int64_t version, tables = 0;
    int applied;
    struct db *db = db_open(url, DB_CREATE, error);
    arena_init(&arena);
    bool ok = db && migrate_state(db, &state, &version, error);
    if (ok && state == SCHEMA_EMPTY)
        ok = migrate_tables(db, &tables, error);
    else if (ok && state == SCHEMA_OLD && version > 1)
        ok = init_store_holds(db, &arena, &holds, error);
    if (ok && tables)
        ok = error_at(error, ERROR_CONFLICT, "--db",
                      "the database holds %lld tables of something else: give Varde one of its own",
                      (long long)tables);
    if (ok && holds.len)
        ok = error_at(error, ERROR_CONFLICT, "--db",
                      "the database holds %.*s: an installation begins with an empty one",
                      STR_ARG(holds));
    ok = ok && migrate_run(db, clock_now(NULL), &applied, error);
    db_close(db);
    arena_finish(&arena);
    return ok;
}

static bool fill(const struct config *config, struct init_store *store, struct error *error)
{
    struct app app = {0};
    bool ok = prepare(config->db, error) && app_open(&app, config, 0, error) &&
              writer_run(app.writer, &store->command, error);
    app_close(&app);
    return ok;
}

static void remove_database(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char name[PATH_MOST];
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(name, sizeof name, "%.*s%s", CONFIG_TEXT, path, endings[i]);
        (void)unlink(name);
    }
}

/* So that the name is there after a loss of power, too. */
static void keep_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MOST] = ".";
    if (slash)
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path);
    int at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at < 0)
        return;
    (void)fsync(at);
    (void)close(at);
}

/* All of it is in the one file, and that gets its name. */
static bool put_in_place(const char *made, const char *path, struct error *error)
{
    char log[PATH_MOST];
    struct stat seen;
    snprintf(log, sizeof log, "%.*s-wal", CONFIG_TEXT, made);
    if (stat(log, &seen) == 0 && seen.st_size)
        return error_log(error, ERROR_INTERNAL, "%s was not brought into its database", log);
    if (link(made, path) != 0)
        return error_at(error, errno == EEXIST ? ERROR_CONFLICT : ERROR_INTERNAL, "--db",
                        "%.120s: %s", path, strerror(errno));
    keep_name(path);
    return true;
}

/* A database file that is not there yet is made under another name, so that what is interrupted
 * leaves none that could be taken for an installation. */
static bool fill_new_file(const struct config *config, const char *path, struct init_store *store,
                          struct error *error)
{
    struct config beside = *config;
    const char *made = beside.db + strlen("sqlite:");
    if (snprintf(beside.db, sizeof beside.db, "sqlite:%s.init-%lld", path, (long long)getpid()) >=
        (int)sizeof beside.db)
        return error_at(error, ERROR_MALFORMED, "--db", "the path is too long");
    bool ok = fill(&beside, store, error) && put_in_place(made, path, error);
    remove_database(made);
    return ok;
}

static bool fill_database(const struct config *config, struct init_store *store,
                          struct error *error)
{
    struct str url = str_of(config->db);
    struct stat seen;
    const char *path = config->db + strlen("sqlite:");
    if (str_starts(url, "sqlite:") && stat(path, &seen) != 0 && errno == ENOENT)
        return fill_new_file(config, path, store, error);
    return fill(config, store, error);
}

/* ---- the command ---- */

static int init(const struct verb_line *line, const char *path,
                const struct installation *installation)
{
    struct error error = {0};
    struct init_store store = {.command = init_store_command(), .installation = installation};
    if (!fill_database(&line->config, &store, &error))
        return verb_fail(line, &error);
    tell(path, installation->remarks, installation->remark_count, "note: ");
    tell_counts(installation);
    tell_link(&line->config, installation, &store);
    return EXIT_GOOD;
}

static int run(const struct verb_line *line)
{
    const char *path = line->operands[0];
    struct error error = {0};
    struct installation installation;
    struct arena arena;
    struct str text = STR_NONE;
    int result;
    arena_init(&arena);
    const struct installation_source source = {read_programme, (void *)(uintptr_t)path};
    if (!file_read(&arena, path, INSTALLATION_TEXT_MOST, &text, &error)) {
        result = verb_fail(line, &error);
    } else if (!installation_read(&arena, text, &source, caltime_oslo_day(clock_now(NULL)),
                                  &installation)) {
        result = tell_problems(path, &installation);
    } else if (verb_option(line, "--check")) {
        tell(path, installation.remarks, installation.remark_count, "note: ");
        tell_counts(&installation);
        result = EXIT_GOOD;
    } else {
        result = init(line, path, &installation);
    }
    arena_finish(&arena);
    return result;
}

static const struct option options[] = {
    {"--check", NULL, "read and check the file; touch no database"},
    {NULL},
};

const struct verb init_verb = {
    .name = "init",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .summary = "set up an installation from a file, in an empty database",
    .help = "The file names organisations, opening hours, programmes, agreements and the first "
            "accounts;\ndocs/examples/installation.conf explains it. Everything that is wrong in "
            "it is told at once, each\nwith its line, and then nothing is done. A database that "
            "is not there is made; one that holds\nanything is refused. Prints a link by which the "
            "first administrator logs in, once.\n",
    .settings = SETTINGS_DB,
    .options = options,
    .run = run,
};
