/* SQLite: WAL with full sync, one writer, readers on connections of their own. */
#include "store/sqlite_checkpoint.h"

#include "store/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CACHE_KIB = 65536, BUSY_MS = 5000, ROW_KEPT = 1 << 20 };
/* The writer's. A reader would map the file anew after every commit, and meet each page as a fault.
 */
#define MMAP_BYTES (INT64_C(2000) << 20)

/* Its content may come from outside. */
static const char SCRATCH[] =
    "PRAGMA foreign_keys=OFF; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
    "PRAGMA temp_store=FILE; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;";

struct sqlite {
    struct db db;
    sqlite3 *handle;
    struct checkpoint *checkpoint; /* the writer's only */
    bool failed;                   /* something sent has failed; the error is kept till settled */
    struct error error;
};

static struct sqlite *of(struct db *db)
{
    return (struct sqlite *)(void *)db;
}

struct sqlite3 *sqlite_handle(struct db *db)
{
    return of(db)->handle;
}

static bool fail(struct sqlite *self, int code, const char *what, struct error *error)
{
    bool own = sqlite3_extended_errcode(self->handle) == code;
    const char *message = own ? sqlite3_errmsg(self->handle) : sqlite3_errstr(code);
    if ((code & 0xff) == SQLITE_FULL && self->checkpoint)
        checkpoint_wake(self->checkpoint);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_PERM:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_log(error, ERROR_BUSY, "sqlite: %s (%d): %s", message, code, what);
    default:
        return error_log(error, ERROR_INTERNAL, "sqlite: %s (%d): %s", message, code, what);
    }
}

static bool exec(struct sqlite *self, const char *script, struct error *error)
{
    int code = sqlite3_exec(self->handle, script, NULL, NULL, NULL);
    return code == SQLITE_OK ? true : fail(self, code, script, error);
}

static void statement_drop(void *statement)
{
    sqlite3_finalize(statement);
}

static void sqlite_close_db(struct db *db)
{
    struct sqlite *self = of(db);
    checkpoint_stop(self->checkpoint);
    prepared_clear(&db->prepared, statement_drop);
    sqlite3_close(self->handle);
    free(self);
}

static bool sqlite_alive(struct db *db)
{
    (void)db;
    return true;
}

static int bind(sqlite3_stmt *statement, int at, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        break;
    case VALUE_INT:
        return sqlite3_bind_int64(statement, at, value->integer);
    case VALUE_TEXT:
        return sqlite3_bind_text64(statement, at, value->bytes.at ? value->bytes.at : "",
                                   value->bytes.len, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BYTES:
    case VALUE_UUID:
        return sqlite3_bind_blob64(statement, at, value->bytes.at ? value->bytes.at : "",
                                   value->bytes.len, SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, at);
}

static sqlite3_stmt *prepare(struct sqlite *self, const struct sql *sql, struct error *error)
{
    struct prepared_slot *slot = prepared_find(&self->db.prepared, sql);
    sqlite3_stmt *statement = slot->statement;
    if (statement)
        return statement;
    int code = sqlite3_prepare_v3(self->handle, sql->text, -1, SQLITE_PREPARE_PERSISTENT,
                                  &statement, NULL);
    if (code != SQLITE_OK) {
        fail(self, code, sql->text, error);
        return NULL;
    }
    slot->statement = statement;
    return statement;
}

/* False for what the shared subset does not have: a number with a fraction. */
static bool read_cell(struct arena *arena, sqlite3_stmt *statement, int column, struct cell *cell)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
        cell->kind = VALUE_NULL;
        return true;
    case SQLITE_INTEGER:
        cell->kind = VALUE_INT;
        cell->integer = sqlite3_column_int64(statement, column);
        return true;
    case SQLITE_TEXT:
        cell->kind = VALUE_TEXT;
        cell->bytes.at = (const char *)sqlite3_column_text(statement, column);
        break;
    case SQLITE_BLOB:
        cell->kind = VALUE_BYTES;
        cell->bytes.at = sqlite3_column_blob(statement, column);
        break;
    default:
        return false;
    }
    cell->bytes.len = (size_t)sqlite3_column_bytes(statement, column);
    cell->bytes = arena_str(arena, cell->bytes.at ? cell->bytes : STR(""));
    return true;
}

static bool read_row(struct rows *rows, sqlite3_stmt *statement)
{
    bool ok = true;
    rows->columns = (unsigned)sqlite3_column_count(statement);
    struct cell *cells = rows_append(rows);
    for (unsigned i = 0; i < rows->columns; i++)
        ok = read_cell(rows->arena, statement, (int)i, &cells[i]) && ok;
    return ok;
}

static bool execute(struct sqlite *self, struct rows *rows, const struct sql *sql,
                    const struct value *args, size_t count, struct error *error)
{
    sqlite3_stmt *statement = prepare(self, sql, error);
    if (!statement)
        return false;
    bool match = (size_t)sqlite3_bind_parameter_count(statement) == count;
    int code = match ? SQLITE_OK : SQLITE_RANGE;
    for (size_t i = 0; i < count && code == SQLITE_OK; i++)
        code = bind(statement, (int)i + 1, &args[i]);
    while (code == SQLITE_OK || code == SQLITE_ROW) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW && rows && !read_row(rows, statement))
            code = SQLITE_MISMATCH;
    }
    if (code == SQLITE_DONE && rows && !sqlite3_stmt_readonly(statement))
        rows->changed = sqlite3_changes64(self->handle);
    bool ok = code == SQLITE_DONE ? true : fail(self, code, sql->text, error);
    sqlite3_reset(statement);
    return ok;
}

static void sqlite_send(struct db *db, struct rows *rows, const struct sql *sql,
                        const struct value *args, size_t count)
{
    struct sqlite *self = of(db);
    if (!self->failed)
        self->failed = !execute(self, rows, sql, args, count, &self->error);
}

static bool sqlite_settle(struct db *db, struct error *error)
{
    struct sqlite *self = of(db);
    if (self->failed && error)
        *error = self->error;
    return !self->failed;
}

/* A statement of its own, so that `take` may run the same one. */
static bool each_row(struct sqlite *self, sqlite3_stmt *statement, const struct sql *sql,
                     db_row *take, void *context, struct error *error)
{
    struct arena arena;
    bool ok = true;
    int code;
    arena_init(&arena);
    while (ok && (code = sqlite3_step(statement)) != SQLITE_DONE) {
        arena_recycle(&arena, ROW_KEPT);
        struct rows *rows = rows_create_one(&arena, (unsigned)sqlite3_column_count(statement));
        if (code == SQLITE_ROW && !read_row(rows, statement))
            code = SQLITE_MISMATCH;
        ok = code == SQLITE_ROW ? take(context, rows, error) : fail(self, code, sql->text, error);
    }
    arena_finish(&arena);
    return ok;
}

static bool sqlite_each(struct db *db, const struct sql *sql, const struct value *args,
                        size_t count, db_row *take, void *context, struct error *error)
{
    struct sqlite *self = of(db);
    sqlite3_stmt *statement = NULL;
    if (self->failed)
        return sqlite_settle(db, error);
    int code = sqlite3_prepare_v3(self->handle, sql->text, -1, 0, &statement, NULL);
    if (code == SQLITE_OK && (size_t)sqlite3_bind_parameter_count(statement) != count)
        code = SQLITE_RANGE;
    for (size_t i = 0; i < count && code == SQLITE_OK; i++)
        code = bind(statement, (int)i + 1, &args[i]);
    bool ok = code == SQLITE_OK ? each_row(self, statement, sql, take, context, error)
                                : fail(self, code, sql->text, error);
    sqlite3_finalize(statement);
    return ok;
}

static void forget_failure(struct sqlite *self)
{
    self->failed = false;
    error_clear(&self->error);
}

/* A failure inside a transaction spoils it, as it does on PostgreSQL. */
static bool sqlite_run(struct db *db, struct arena *arena, const struct sql *sql,
                       const struct value *args, size_t count, struct rows **rows_r,
                       struct error *error)
{
    if (!db->in_transaction)
        forget_failure(of(db));
    *rows_r = rows_create(arena);
    sqlite_send(db, *rows_r, sql, args, count);
    return sqlite_settle(db, error);
}

static bool sqlite_begin(struct db *db, struct error *error)
{
    forget_failure(of(db));
    return exec(of(db), "BEGIN IMMEDIATE", error);
}

static bool sqlite_commit(struct db *db, struct error *error)
{
    return sqlite_settle(db, error) && exec(of(db), "COMMIT", error);
}

/* A full disk may have rolled back already. */
static void sqlite_rollback(struct db *db)
{
    forget_failure(of(db));
    if (!sqlite3_get_autocommit(of(db)->handle))
        exec(of(db), "ROLLBACK", NULL);
}

static bool sqlite_begin_read(struct db *db, struct error *error)
{
    forget_failure(of(db));
    return exec(of(db), "BEGIN", error);
}

static bool sqlite_script(struct db *db, const char *script, struct error *error)
{
    struct sqlite *self = of(db);
    if (self->failed)
        return sqlite_settle(db, error);
    int code = sqlite3_exec(self->handle, script, NULL, NULL, NULL);
    self->failed = code != SQLITE_OK && !fail(self, code, "script", &self->error);
    return sqlite_settle(db, error);
}

static void sqlite_notify(struct db *db, enum db_news news, int64_t number)
{
    (void)db;
    (void)news;
    (void)number;
}

static void sqlite_wait(struct db *db, int wake, int ms, struct db_told *told)
{
    struct pollfd news = {wake, POLLIN, 0};
    (void)db;
    (void)told;
    (void)poll(&news, 1, ms);
}

static const struct driver driver = {
    .kind = DB_SQLITE,
    .close = sqlite_close_db,
    .alive = sqlite_alive,
    .run = sqlite_run,
    .each = sqlite_each,
    .send = sqlite_send,
    .settle = sqlite_settle,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .begin_read = sqlite_begin_read,
    .end_read = sqlite_rollback,
    .script = sqlite_script,
    .notify = sqlite_notify,
    .wait = sqlite_wait,
};

static bool configure(struct sqlite *self, enum db_mode mode, struct error *error)
{
    char pragmas[200];
    sqlite3_busy_timeout(self->handle, BUSY_MS);
    sqlite3_extended_result_codes(self->handle, 1);
    snprintf(pragmas, sizeof pragmas,
             "PRAGMA cache_size=-%d; PRAGMA mmap_size=%lld; PRAGMA foreign_keys=ON;"
             "PRAGMA secure_delete=OFF; PRAGMA temp_store=MEMORY;",
             CACHE_KIB, mode == DB_READ ? 0LL : (long long)MMAP_BYTES);
    if (!exec(self, pragmas, error))
        return false;
    if (mode == DB_READ)
        return exec(self, "PRAGMA query_only=ON;", error);
    if (mode == DB_SCRATCH)
        return exec(self, SCRATCH, error);
    return exec(self,
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;",
                error);
}

/* Patients' data is for the owner only; the log and the index take the file's mode. */
static void create_private(const char *path)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file >= 0)
        close(file);
}

struct db *sqlite_open(const char *path, enum db_mode mode, struct error *error)
{
    static const int flags[] = {
        [DB_READ] = SQLITE_OPEN_READWRITE,
        [DB_WRITE] = SQLITE_OPEN_READWRITE,
        [DB_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
        [DB_SCRATCH] = SQLITE_OPEN_READWRITE,
    };
    struct stat seen;
    if (mode != DB_CREATE && stat(path, &seen) != 0) {
        if (errno == ENOENT)
            error_at(error, ERROR_BUSY, "db",
                     "there is no database at %.150s: varde init makes one", path);
        else
            error_at(error, ERROR_BUSY, "db", "%.150s cannot be looked at: %s", path,
                     strerror(errno));
        return NULL;
    }
    if (mode == DB_CREATE && strcmp(path, ":memory:") != 0)
        create_private(path);
    struct sqlite *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    self->db.driver = &driver;
    int code = sqlite3_open_v2(path, &self->handle, flags[mode] | SQLITE_OPEN_NOMUTEX, NULL);
    bool ok = code == SQLITE_OK ? configure(self, mode, error) : fail(self, code, "open", error);
    if (ok && mode != DB_READ && mode != DB_SCRATCH) {
        self->checkpoint = checkpoint_start(path, self->handle, error);
        ok = self->checkpoint != NULL;
    }
    if (!ok) {
        sqlite_close_db(&self->db);
        return NULL;
    }
    return &self->db;
}
