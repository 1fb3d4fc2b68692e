#include "store/landing.h"

#include "base/part_file.h"
#include "store/copy.h"
#include "store/migrate.h"
#include "store/schema.h"

#include <stdlib.h>
#include <sys/stat.h>

/* ---- out of a database ---- */

struct told_rows {
    landing_told *told;
    void *context;
};

static void tell_rows(void *context, int64_t done)
{
    struct told_rows *self = context;
    if (self->told)
        self->told(self->context, done, 0);
}

/* The schema is made as it was at the version that the database has, so that it can be kept before
 * the database is brought to a newer one. */
static bool copy_out(struct db *from, struct db *to, struct copy_told_to told, struct error *error)
{
    enum schema_state state;
    int64_t version, rows;
    bool ok = migrate_state(from, &state, &version, error) && db_begin(to, error);
    if (!ok)
        return false;
    ok = migrate_within(to, version, 0, error) && copy_rows(from, to, told, &rows, error);
    if (ok)
        return db_commit(to, error);
    db_rollback(to);
    return false;
}

bool snapshot_take(struct db *from, struct scratch *to, landing_told *told, void *context,
                   struct error *error)
{
    struct told_rows rows = {told, context};
    if (db_kind(from) == DB_SQLITE)
        return scratch_take(to, from, told, context, error);
    if (!db_begin_read(from, error))
        return false;
    bool ok = copy_out(from, scratch_db(to), (struct copy_told_to){tell_rows, &rows}, error);
    db_end_read(from);
    return ok;
}

/* ---- into a database ---- */

struct landing {
    struct scratch *scratch;
    struct part_file *part; /* SQLite: the scratch is the database itself */
    struct db *db;          /* PostgreSQL */
};

static bool is_empty(struct db *db, struct error *error)
{
    struct arena arena;
    const char *text;
    arena_init(&arena);
    bool ok = copy_holdings(db, &arena, &text, error);
    if (ok && text[0])
        ok = error_at(error, ERROR_CONFLICT, "db", "the database is not empty: it holds %.180s",
                      text);
    arena_finish(&arena);
    return ok;
}

static bool file_is_empty(const char *url, const char *path, struct error *error)
{
    struct stat seen;
    if (stat(path, &seen) == 0 && seen.st_size > 0) {
        struct db *db = db_open(url, DB_READ, error);
        bool ok = db && is_empty(db, error);
        db_close(db);
        if (!ok)
            return false;
    }
    return scratch_may_replace(path, error);
}

static bool open_file(struct landing *self, const char *url, struct error *error)
{
    const char *path = url + strlen("sqlite:");
    if (!file_is_empty(url, path, error) || !(self->part = part_file_create(path, true, error)))
        return false;
    self->scratch = scratch_create(part_file_name(self->part), NULL, error);
    return self->scratch != NULL;
}

struct landing *landing_open(const char *url, const char *folder, struct error *error)
{
    struct landing *self = calloc(1, sizeof *self);
    bool ok;
    if (!self)
        abort();
    if (str_starts(str_of(url), "sqlite:"))
        ok = open_file(self, url, error);
    else
        ok = (self->db = db_open(url, DB_WRITE, error)) && is_empty(self->db, error) &&
             (self->scratch = scratch_create(NULL, folder, error));
    if (ok)
        return self;
    landing_destroy(self);
    return NULL;
}

struct scratch *landing_scratch(struct landing *self)
{
    return self->scratch;
}

const char *landing_unfinished(const struct landing *self)
{
    return self->part ? part_file_name(self->part) : NULL;
}

static bool compare(const struct schema *from, const struct schema *to, struct error *error)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct schema_table *source = &from->tables[i];
        const struct schema_table *target = schema_find(to, source->name);
        if (!target || target->rows != source->rows)
            return error_log(error, ERROR_INTERNAL, "%lld rows of %.*s came of %lld",
                             target ? (long long)target->rows : 0, STR_ARG(source->name),
                             (long long)source->rows);
    }
    return true;
}

static bool all_came(struct db *from, struct db *to, struct error *error)
{
    struct schema source, target;
    struct arena arena;
    arena_init(&arena);
    bool ok = schema_read(from, &arena, &source, error) && schema_count(from, &source, error) &&
              schema_read(to, &arena, &target, error) && schema_count(to, &target, error) &&
              compare(&source, &target, error);
    arena_finish(&arena);
    return ok;
}

/* Another process may have been there meanwhile; from here on it waits. */
bool landing_copy(struct landing *self, int64_t now, landing_told *told, void *context,
                  struct error *error)
{
    struct told_rows rows = {told, context};
    int64_t copied;
    if (!self->db)
        return true;
    return db_begin(self->db, error) && is_empty(self->db, error) &&
           migrate_within(self->db, migrate_newest(), now, error) &&
           copy_rows(scratch_db(self->scratch), self->db, (struct copy_told_to){tell_rows, &rows},
                     &copied, error) &&
           all_came(scratch_db(self->scratch), self->db, error);
}

struct db *landing_db(struct landing *self)
{
    return self->db ? self->db : scratch_db(self->scratch);
}

bool landing_commit(struct landing *self, struct error *error)
{
    if (self->db)
        return db_commit(self->db, error);
    return scratch_settle(self->scratch, error) && part_file_finish(self->part, error);
}

void landing_destroy(struct landing *self)
{
    if (!self)
        return;
    if (self->db)
        db_rollback(self->db);
    db_close(self->db);
    scratch_destroy(self->scratch);
    part_file_destroy(self->part);
    free(self);
}
