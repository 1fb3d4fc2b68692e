#include "store/migrate.h"

#include "store/migrations.h"

static const struct sql HISTORY = {
    "SELECT max(version) FROM migration",
};
static const struct sql NOTE = {
    "INSERT INTO migration (version, name, applied_at) VALUES (?1, ?2, ?3)",
};
/* Ask the catalogue of either database; the only SQL here that is not shared. */
static const struct sql SQLITE_HAS = {
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration'",
};
static const struct sql POSTGRES_HAS = {
    "SELECT count(*), count(*) FILTER (WHERE has_table_privilege("
    " quote_ident(schemaname) || '.' || quote_ident(tablename), 'SELECT')), current_user"
    " FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = 'migration'",
};
/* Whose tables they are when not ours, and whether we may make any. */
static const struct sql POSTGRES_OWNER = {
    "SELECT (SELECT CAST(min(CAST(tableowner AS text)) AS text) FROM pg_tables"
    " WHERE schemaname = current_schema() AND NOT pg_has_role(tableowner, 'MEMBER')),"
    " CAST(has_schema_privilege(current_schema(), 'CREATE') AS int), current_user",
};
static const struct sql SQLITE_TABLES = {
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE "
    "'~'",
};
static const struct sql POSTGRES_TABLES = {
    "SELECT count(*) FROM pg_tables WHERE schemaname = ANY (current_schemas(false))",
};
static const char HISTORY_TABLE[] =
    "CREATE TABLE migration (version bigint PRIMARY KEY, name text NOT NULL,"
    " applied_at bigint NOT NULL)";

int64_t migrate_newest(void)
{
    return (int64_t)migration_count;
}

static bool version_of(struct db *db, int64_t *version_r, bool *fresh_r, struct error *error)
{
    struct arena arena;
    struct rows *rows;
    bool ok = false;
    arena_init(&arena);
    const struct sql *has = db_kind(db) == DB_SQLITE ? &SQLITE_HAS : &POSTGRES_HAS;
    if (!db_run(db, &arena, has, NO_ARGS, &rows, error))
        goto done;
    *fresh_r = row_int(rows, 0, 0) == 0;
    *version_r = 0;
    if (!*fresh_r && db_kind(db) == DB_POSTGRES && row_int(rows, 0, 1) == 0) {
        error_at(error, ERROR_FORBIDDEN, "db",
                 "the role %.60s may not read here: run varde grant as the tables' owner",
                 row_str(rows, 0, 2).at);
        goto done;
    }
    if (!*fresh_r && !db_run(db, &arena, &HISTORY, NO_ARGS, &rows, error))
        goto done;
    if (!*fresh_r)
        *version_r = row_int(rows, 0, 0);
    ok = true;
done:
    arena_finish(&arena);
    return ok;
}

bool migrate_tables(struct db *db, int64_t *count_r, struct error *error)
{
    struct arena arena;
    struct rows *rows;
    arena_init(&arena);
    const struct sql *tables = db_kind(db) == DB_SQLITE ? &SQLITE_TABLES : &POSTGRES_TABLES;
    bool ok = db_run(db, &arena, tables, NO_ARGS, &rows, error);
    *count_r = ok ? row_int(rows, 0, 0) : 0;
    arena_finish(&arena);
    return ok;
}

bool migrate_state(struct db *db, enum schema_state *state_r, int64_t *version_r,
                   struct error *error)
{
    bool fresh;
    if (!version_of(db, version_r, &fresh, error))
        return false;
    if (*version_r > migrate_newest())
        *state_r = SCHEMA_NEWER;
    else if (*version_r == migrate_newest())
        *state_r = SCHEMA_CURRENT;
    else
        *state_r = *version_r == 0 ? SCHEMA_EMPTY : SCHEMA_OLD;
    return true;
}

static bool may_migrate(struct db *db, struct error *error)
{
    struct arena arena;
    struct rows *rows;
    if (db_kind(db) != DB_POSTGRES)
        return true;
    arena_init(&arena);
    bool ok = db_run(db, &arena, &POSTGRES_OWNER, NO_ARGS, &rows, error);
    if (ok && !row_is_null(rows, 0, 0))
        ok = error_at(error, ERROR_FORBIDDEN, "db",
                      "the tables belong to %.60s, and %.60s cannot change them: run varde migrate "
                      "as their owner",
                      row_str(rows, 0, 0).at, row_str(rows, 0, 2).at);
    else if (ok && !row_int(rows, 0, 1))
        ok = error_at(error, ERROR_FORBIDDEN, "db",
                      "%.60s may not make tables in this database: run varde migrate as its owner",
                      row_str(rows, 0, 2).at);
    arena_finish(&arena);
    return ok;
}

/* In the open transaction. */
static bool apply(struct db *db, int64_t version, int64_t now, bool fresh, struct error *error)
{
    const struct migration *migration = &migrations[version - 1];
    if (fresh && !db_script(db, HISTORY_TABLE, error))
        return false;
    if (!db_script(db, migration->script, error))
        return false;
    db_send(db, &NOTE, ARGS(v_int(version), v_text(migration->name), v_int(now)));
    return true;
}

bool migrate_within(struct db *db, int64_t version, int64_t now, struct error *error)
{
    int64_t at;
    bool fresh;
    if (!version_of(db, &at, &fresh, error))
        return false;
    for (; at < version; at++, fresh = false)
        if (!apply(db, at + 1, now, fresh, error))
            return false;
    return db_settle(db, error);
}

/* The version is asked for again inside the transaction: another process may be migrating too. */
static bool step(struct db *db, int64_t now, bool *applied_r, struct error *error)
{
    int64_t version;
    bool fresh;
    *applied_r = false;
    if (!db_begin(db, error))
        return false;
    bool ok = version_of(db, &version, &fresh, error);
    if (ok && version < migrate_newest()) {
        *applied_r = ok = apply(db, version + 1, now, fresh, error);
        if (ok)
            return db_commit(db, error);
    }
    db_rollback(db);
    return ok;
}

bool migrate_run(struct db *db, int64_t now, int *applied_r, struct error *error)
{
    int64_t version;
    bool fresh, applied;
    *applied_r = 0;
    if (!version_of(db, &version, &fresh, error))
        return false;
    if (version > migrate_newest())
        return error_at(
            error, ERROR_CONFLICT, "db",
            "the database has version %lld and this program knows %lld: use a newer program",
            (long long)version, (long long)migrate_newest());
    if (version == migrate_newest())
        return true;
    if (!may_migrate(db, error))
        return false;
    do {
        if (!step(db, now, &applied, error))
            return false;
        *applied_r += applied;
    } while (applied);
    return true;
}
