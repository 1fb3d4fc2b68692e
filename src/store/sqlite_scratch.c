#include "store/scratch.h"

#include "store/driver.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP_PAGES = 1024, AT_FORMS = 18 };

static const struct sql TOUCH = {"SELECT count(*) FROM sqlite_master"};
static const struct sql INTEGRITY = {"SELECT integrity_check FROM pragma_integrity_check(1)"};
static const struct sql FOREIGN = {
    "SELECT \"table\", \"parent\" FROM pragma_foreign_key_check LIMIT 1"};

struct scratch {
    struct db *db;
    int file;
};

static char *name_in(const char *folder)
{
    char *path;
    if (asprintf(&path, "%s/varde-XXXXXX", folder) < 0)
        abort();
    return path;
}

struct scratch *scratch_create(const char *path, const char *folder, struct error *error)
{
    struct scratch *self = calloc(1, sizeof *self);
    char *name = path ? strdup(path) : name_in(folder);
    if (!self || !name)
        abort();
    self->file = path ? open(name, O_RDWR | O_CLOEXEC) : mkostemp(name, O_CLOEXEC);
    if (self->file < 0)
        error_at(error, ERROR_BUSY, path ? path : folder, "no file can be made there: %m");
    else
        self->db = sqlite_open(name, DB_SCRATCH, error);
    if (!path && self->file >= 0)
        unlink(name);
    free(name);
    if (self->db)
        return self;
    scratch_destroy(self);
    return NULL;
}

void scratch_destroy(struct scratch *self)
{
    if (!self)
        return;
    db_close(self->db);
    if (self->file >= 0)
        close(self->file);
    free(self);
}

int scratch_file(const struct scratch *self)
{
    return self->file;
}

struct db *scratch_db(struct scratch *self)
{
    return self->db;
}

static bool check_keys(struct scratch *self, struct arena *arena, struct error *error)
{
    struct rows *rows;
    if (!db_run(self->db, arena, &FOREIGN, NO_ARGS, &rows, error))
        return false;
    return rows_count(rows) == 0 ||
           error_set(error, ERROR_INVALID, "a row of %.*s points to one of %.*s that is not there",
                     STR_ARG(row_str(rows, 0, 0)), STR_ARG(row_str(rows, 0, 1)));
}

bool scratch_check(struct scratch *self, struct error *error)
{
    struct arena arena;
    struct rows *rows;
    arena_init(&arena);
    bool ok = db_run(self->db, &arena, &INTEGRITY, NO_ARGS, &rows, error);
    if (ok && !str_is(row_str(rows, 0, 0), "ok"))
        ok = error_set(error, ERROR_INVALID, "the database is damaged: %.*s",
                       STR_ARG(row_str(rows, 0, 0)));
    ok = ok && check_keys(self, &arena, error);
    arena_finish(&arena);
    return ok;
}

bool scratch_settle(struct scratch *self, struct error *error)
{
    struct stat seen;
    db_close(self->db);
    self->db = NULL;
    return (fstat(self->file, &seen) == 0 && seen.st_size > 0) ||
           error_log(error, ERROR_INTERNAL, "the temporary file is empty");
}

/* Copied pages say that there is a log beside the file; for this one there is none, and both bytes
 * say so (SQLite's file format, offsets 18 and 19). What the connection has kept of the first page
 * must go before it is used. */
static bool without_log(struct scratch *self, struct error *error)
{
    static const char forms[] = {1, 1};
    if (pwrite(self->file, forms, sizeof forms, AT_FORMS) != sizeof forms)
        return error_log(error, ERROR_BUSY, "the temporary file cannot be written: %m");
    sqlite3_db_release_memory(sqlite_handle(self->db));
    return true;
}

static int copy_pages(sqlite3_backup *backup, scratch_told *told, void *context)
{
    int code;
    do {
        code = sqlite3_backup_step(backup, STEP_PAGES);
        int64_t all = sqlite3_backup_pagecount(backup);
        if (told)
            told(context, all - sqlite3_backup_remaining(backup), all);
    } while (code == SQLITE_OK);
    return code;
}

/* In steps without a transaction the copy begins anew whenever somebody has written between two; in
 * one reading transaction all steps see the same state, and in WAL mode nobody waits for it. */
bool scratch_take(struct scratch *self, struct db *from, scratch_told *told, void *context,
                  struct error *error)
{
    struct arena arena;
    struct sqlite3 *to = sqlite_handle(self->db);
    if (!db_begin_read(from, error))
        return false;
    arena_init(&arena);
    bool ok = db_run(from, &arena, &TOUCH, NO_ARGS, NULL, error);
    arena_finish(&arena);
    sqlite3_backup *backup =
        ok ? sqlite3_backup_init(to, "main", sqlite_handle(from), "main") : NULL;
    int code = backup ? copy_pages(backup, told, context) : sqlite3_errcode(to);
    int finished = sqlite3_backup_finish(backup);
    db_end_read(from);
    if (ok && (code != SQLITE_DONE || finished != SQLITE_OK))
        ok = error_log(error, ERROR_BUSY, "the copy into the temporary file failed: %s",
                       sqlite3_errstr(code == SQLITE_DONE ? finished : code));
    return ok && without_log(self, error);
}

static bool no_other_log(const char *path, const char *ending, struct error *error)
{
    struct stat seen;
    char *name;
    if (asprintf(&name, "%s%s", path, ending) < 0)
        abort();
    bool ok = stat(name, &seen) != 0;
    if (!ok)
        error_at(error, ERROR_CONFLICT, name,
                 "belongs to a database that is not there and would spoil another: move it away");
    free(name);
    return ok;
}

/* Leaving WAL mode succeeds only for one who is alone at the database. */
static bool is_alone(const char *path, struct error *error)
{
    sqlite3 *handle = NULL;
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, "PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE; ROLLBACK;", NULL,
                            NULL, NULL);
    sqlite3_close(handle);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return error_at(error, ERROR_CONFLICT, "db", "another process is at %.150s: stop it first",
                        path);
    return code == SQLITE_OK ||
           error_at(error, ERROR_CONFLICT, "db", "%.150s: %s", path, sqlite3_errstr(code));
}

bool scratch_may_replace(const char *path, struct error *error)
{
    struct stat seen;
    if (stat(path, &seen) == 0)
        return is_alone(path, error);
    return no_other_log(path, "-wal", error) && no_other_log(path, "-journal", error);
}
