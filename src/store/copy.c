/* The tables are found in the databases, so that a new one is copied without a word here. An order
 * of tables that satisfied foreign keys would not do for rows that point into their own table. */
#include "store/copy.h"

#include "store/schema.h"

enum { SETTLE_ROWS = 2048, SETTLE_BYTES = 4 << 20, NAMED_MOST = 6 };

/* Ours to take off and put back: foreign keys, and indexes that hold no constraint. */
static const struct sql POSTGRES_TRIMMINGS = {
    "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),"
    " format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname,"
    " pg_get_constraintdef(c.oid)), 1 AS step FROM pg_constraint c"
    " JOIN pg_class t ON t.oid = c.conrelid"
    " WHERE c.contype = 'f' AND"
    " t.relnamespace::regnamespace::text = ANY (current_schemas(false)::text[])"
    " UNION ALL SELECT format('DROP INDEX %s', i.indexrelid::regclass), "
    "pg_get_indexdef(i.indexrelid),"
    " 0 FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
    " WHERE NOT i.indisprimary AND t.relkind = 'r' AND"
    " NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) AND"
    " t.relnamespace::regnamespace::text = ANY (current_schemas(false)::text[]) ORDER BY step",
};

struct copy {
    struct db *from, *to;
    struct copy_told_to told;
    const struct schema_table *source, *target;
    const struct sql *insert;
    int64_t rows; /* of all tables so far */
    size_t waiting_rows, waiting_bytes;
};

/* ---- foreign keys and indexes ---- */

static bool run_scripts(struct db *db, const struct rows *scripts, unsigned column,
                        struct error *error)
{
    for (size_t i = 0; scripts && i < rows_count(scripts); i++)
        if (!db_script(db, row_str(scripts, i, column).at, error))
            return false;
    return true;
}

static bool take_off(struct db *db, struct arena *arena, struct rows **trimmings_r,
                     struct error *error)
{
    *trimmings_r = NULL;
    if (db_kind(db) == DB_SQLITE) /* looks at the commit, and can say that for all keys at once */
        return db_script(db, "PRAGMA defer_foreign_keys = ON", error);
    return db_run(db, arena, &POSTGRES_TRIMMINGS, NO_ARGS, trimmings_r, error) &&
           run_scripts(db, *trimmings_r, 0, error);
}

/* Planned without knowing what is there, the first hours would be slow. */
static bool put_back(struct db *db, const struct rows *trimmings, struct error *error)
{
    return run_scripts(db, trimmings, 1, error) &&
           (db_kind(db) != DB_POSTGRES || db_script(db, "ANALYZE", error));
}

/* ---- one table ---- */

static struct str table_text(struct arena *arena, const char *before,
                             const struct schema_table *table)
{
    struct buf text;
    buf_init(&text, arena, 128);
    buf_text(&text, before);
    schema_quote(&text, table->name);
    return buf_slice(&text);
}

static void put_columns(struct buf *text, const struct schema_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        if (i)
            buf_text(text, ", ");
        schema_quote(text, table->columns[i].name);
    }
}

/* In the order of the primary key, since a tree that grows at its end is written once. */
static const struct sql *select_of(struct db *db, struct arena *arena,
                                   const struct schema_table *columns,
                                   const struct schema_table *table)
{
    struct buf text;
    buf_init(&text, arena, 1024);
    buf_text(&text, "SELECT ");
    put_columns(&text, columns);
    buf_text(&text, " FROM ");
    schema_quote(&text, table->name);
    if (table->key.len) {
        buf_text(&text, " ORDER BY ");
        buf_str(&text, table->key);
    }
    return db_compose(db, buf_slice(&text), false);
}

static const struct sql *insert_of(struct db *db, struct arena *arena,
                                   const struct schema_table *table)
{
    struct buf text;
    buf_init(&text, arena, 1024);
    buf_text(&text, "INSERT INTO ");
    schema_quote(&text, table->name);
    buf_text(&text, " (");
    put_columns(&text, table);
    buf_text(&text, ") VALUES (");
    for (size_t i = 1; i <= table->count; i++)
        buf_printf(&text, i == 1 ? "?%zu" : ", ?%zu", i);
    buf_char(&text, ')');
    return db_compose(db, buf_slice(&text), true);
}

static bool fits(enum value_kind kind, enum value_kind column)
{
    return kind == VALUE_NULL || kind == column || (kind == VALUE_BYTES && column == VALUE_UUID);
}

static bool value_of(const struct copy *self, const struct rows *rows, unsigned column,
                     struct value *value_r, struct error *error)
{
    const struct schema_column *at = &self->target->columns[column];
    enum value_kind kind = row_kind(rows, 0, column);
    if (!fits(kind, at->kind))
        return error_log(error, ERROR_INTERNAL, "%.*s.%.*s holds a value of another type",
                         STR_ARG(self->target->name), STR_ARG(at->name));
    *value_r = (struct value){kind == VALUE_NULL ? VALUE_NULL : at->kind, row_int(rows, 0, column),
                              row_str(rows, 0, column)};
    return true;
}

/* So that neither libpq nor the server gathers more than a few megabytes. */
static bool settle_now_and_then(struct copy *self, struct error *error)
{
    if (self->waiting_rows < SETTLE_ROWS && self->waiting_bytes < SETTLE_BYTES)
        return true;
    self->waiting_rows = self->waiting_bytes = 0;
    if (self->told.told)
        self->told.told(self->told.context, self->rows);
    return db_settle(self->to, error);
}

static bool copy_row(void *context, const struct rows *rows, struct error *error)
{
    struct copy *self = context;
    struct value values[rows_columns(rows)];
    for (unsigned i = 0; i < rows_columns(rows); i++) {
        if (!value_of(self, rows, i, &values[i], error))
            return false;
        self->waiting_bytes += values[i].bytes.len;
    }
    db_send(self->to, self->insert, values, rows_columns(rows));
    self->rows++;
    self->waiting_rows++;
    return settle_now_and_then(self, error);
}

static bool copy_table(struct copy *self, struct error *error)
{
    struct arena arena;
    arena_init(&arena);
    const struct sql *clear =
        db_compose(self->to, table_text(&arena, "DELETE FROM ", self->target), false);
    const struct sql *select = select_of(self->from, &arena, self->target, self->source);
    self->insert = insert_of(self->to, &arena, self->target);
    db_send(self->to, clear, NO_ARGS);
    bool ok =
        db_each(self->from, select, NO_ARGS, copy_row, self, error) && db_settle(self->to, error);
    arena_finish(&arena);
    return ok;
}

/* ---- all ---- */

static const struct schema_column *find_column(const struct schema_table *table, struct str name)
{
    for (size_t i = 0; i < table->count; i++)
        if (str_equal(table->columns[i].name, name))
            return &table->columns[i];
    return NULL;
}

static bool tables_match(const struct schema_table *source, const struct schema_table *target,
                         struct error *error)
{
    for (size_t i = 0; i < target->count; i++) {
        const struct schema_column *column = &target->columns[i];
        const struct schema_column *found = find_column(source, column->name);
        if (!found || found->kind != column->kind || column->kind == VALUE_NULL)
            return error_log(error, ERROR_CONFLICT,
                             "the column %.*s.%.*s is not the same in both databases",
                             STR_ARG(target->name), STR_ARG(column->name));
    }
    return source->count == target->count ||
           error_log(error, ERROR_CONFLICT, "the table %.*s has a column that is not known",
                     STR_ARG(source->name));
}

static bool schemas_match(const struct schema *from, const struct schema *to, struct error *error)
{
    for (size_t i = 0; i < from->count; i++) {
        const struct schema_table *target = schema_find(to, from->tables[i].name);
        if (!target)
            return error_log(error, ERROR_CONFLICT, "the table %.*s is not known",
                             STR_ARG(from->tables[i].name));
        if (!tables_match(&from->tables[i], target, error))
            return false;
    }
    return from->count == to->count ||
           error_log(error, ERROR_CONFLICT, "the databases do not have the same tables");
}

bool copy_rows(struct db *from, struct db *to, struct copy_told_to told, int64_t *rows_r,
               struct error *error)
{
    struct copy self = {.from = from, .to = to, .told = told};
    struct schema source, target;
    struct rows *trimmings;
    struct arena arena;
    arena_init(&arena);
    bool ok = schema_read(from, &arena, &source, error) &&
              schema_read(to, &arena, &target, error) && schemas_match(&source, &target, error) &&
              take_off(to, &arena, &trimmings, error);
    for (size_t i = 0; ok && i < source.count; i++) {
        self.source = &source.tables[i];
        self.target = schema_find(&target, self.source->name);
        ok = copy_table(&self, error);
    }
    ok = ok && put_back(to, trimmings, error);
    *rows_r = self.rows;
    arena_finish(&arena);
    return ok;
}

bool copy_holdings(struct db *db, struct arena *arena, const char **text_r, struct error *error)
{
    struct schema schema;
    struct buf text;
    size_t named = 0;
    if (!schema_read(db, arena, &schema, error) || !schema_count(db, &schema, error))
        return false;
    buf_init(&text, arena, 256);
    for (size_t i = 0; i < schema.count; i++) {
        const struct schema_table *table = &schema.tables[i];
        if (table->rows == 0 || str_is(table->name, "migration"))
            continue;
        if (named++ < NAMED_MOST)
            buf_printf(&text, "%s%lld rows of %.*s", named > 1 ? ", " : "", (long long)table->rows,
                       STR_ARG(table->name));
    }
    if (named > NAMED_MOST)
        buf_printf(&text, " and %zu tables more", named - NAMED_MOST);
    *text_r = buf_cstr(&text);
    return true;
}
