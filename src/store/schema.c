#include "store/schema.h"

#include <stdlib.h>

/* Catalogues differ. Each gives table, column, type, place in the primary key (0: none). */
static const struct sql SQLITE_COLUMNS = {
    "SELECT t.name, c.name, lower(c.type), c.pk FROM sqlite_master t, pragma_table_info(t.name) c"
    " WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.cid",
};
static const struct sql POSTGRES_COLUMNS = {
    "SELECT t.relname, a.attname, format_type(a.atttypid, NULL),"
    " coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) FROM pg_class t"
    " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped"
    " LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary"
    " WHERE t.relkind IN ('r', 'p')"
    " AND t.relnamespace::regnamespace::text = ANY (current_schemas(false)::text[])"
    " ORDER BY t.relname COLLATE \"C\", a.attnum",
};

static enum value_kind kind_of(struct str type)
{
    static const struct {
        const char *word;
        enum value_kind kind;
    } types[] = {
        {"bigint", VALUE_INT}, {"text", VALUE_TEXT}, {"bytea", VALUE_BYTES}, {"uuid", VALUE_UUID}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_is(type, types[i].word))
            return types[i].kind;
    return VALUE_NULL;
}

void schema_quote(struct buf *out, struct str name)
{
    buf_char(out, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] == '"')
            buf_char(out, '"');
        buf_char(out, name.at[i]);
    }
    buf_char(out, '"');
}

static bool same_table(const struct rows *rows, size_t a, size_t b)
{
    return str_equal(row_str(rows, a, 0), row_str(rows, b, 0));
}

/* The key's columns in the key's order. */
static struct str key_of(struct arena *arena, const struct rows *rows, size_t first, size_t count)
{
    struct buf key;
    buf_init(&key, arena, 64);
    for (size_t place = 1; place <= count; place++)
        for (size_t i = first; i < first + count; i++) {
            if (row_int(rows, i, 3) != (int64_t)place)
                continue;
            if (place > 1)
                buf_text(&key, ", ");
            schema_quote(&key, row_str(rows, i, 1));
        }
    return buf_slice(&key);
}

static void read_table(struct arena *arena, const struct rows *rows, size_t first, size_t count,
                       struct schema_table *table_r)
{
    struct schema_column *columns = arena_array(arena, struct schema_column, count);
    for (size_t i = 0; i < count; i++)
        columns[i] = (struct schema_column){row_str(rows, first + i, 1),
                                            kind_of(row_str(rows, first + i, 2))};
    *table_r = (struct schema_table){
        .name = row_str(rows, first, 0),
        .count = count,
        .columns = columns,
        .key = key_of(arena, rows, first, count),
    };
}

bool schema_read(struct db *db, struct arena *arena, struct schema *schema_r, struct error *error)
{
    struct rows *rows;
    const struct sql *ask = db_kind(db) == DB_SQLITE ? &SQLITE_COLUMNS : &POSTGRES_COLUMNS;
    if (!db_run(db, arena, ask, NO_ARGS, &rows, error))
        return false;
    size_t all = rows_count(rows);
    *schema_r = (struct schema){.tables = arena_array(arena, struct schema_table, all + 1)};
    for (size_t first = 0, end; first < all; first = end) {
        for (end = first + 1; end < all && same_table(rows, first, end);)
            end++;
        read_table(arena, rows, first, end - first, &schema_r->tables[schema_r->count++]);
    }
    return true;
}

static bool count_table(struct db *db, struct schema_table *table, struct error *error)
{
    struct arena arena;
    struct buf text;
    struct rows *rows;
    arena_init(&arena);
    buf_init(&text, &arena, 128);
    buf_text(&text, "SELECT count(*) FROM ");
    schema_quote(&text, table->name);
    bool ok = db_run(db, &arena, db_compose(db, buf_slice(&text), false), NO_ARGS, &rows, error);
    table->rows = ok ? row_int(rows, 0, 0) : 0;
    arena_finish(&arena);
    return ok;
}

bool schema_count(struct db *db, struct schema *schema, struct error *error)
{
    for (size_t i = 0; i < schema->count; i++)
        if (!count_table(db, &schema->tables[i], error))
            return false;
    return true;
}

static const char *other_type(enum value_kind kind)
{
    switch (kind) {
    case VALUE_INT:
        return " NOT IN ('integer', 'null')";
    case VALUE_TEXT:
        return " NOT IN ('text', 'null')";
    default:
        return " NOT IN ('blob', 'null')";
    }
}

static void put_misfit(struct buf *text, const struct schema_column *column)
{
    if (column->kind == VALUE_NULL) { /* whatever it is, it is not ours */
        buf_char(text, '0');
        return;
    }
    buf_text(text, "typeof(");
    schema_quote(text, column->name);
    buf_printf(text, ")%s", other_type(column->kind));
    if (column->kind != VALUE_UUID)
        return;
    buf_text(text, " OR length(");
    schema_quote(text, column->name);
    buf_text(text, ") <> 16");
}

bool schema_fits(struct db *db, const struct schema_table *table, bool *fits_r, struct error *error)
{
    struct arena arena;
    struct buf text;
    struct rows *rows;
    *fits_r = true;
    if (db_kind(db) != DB_SQLITE)
        return true;
    arena_init(&arena);
    buf_init(&text, &arena, 1024);
    buf_text(&text, "SELECT 1 FROM ");
    schema_quote(&text, table->name);
    for (size_t i = 0; i < table->count; i++) {
        buf_text(&text, i ? " OR " : " WHERE ");
        put_misfit(&text, &table->columns[i]);
    }
    buf_text(&text, " LIMIT 1");
    bool ok = db_run(db, &arena, db_compose(db, buf_slice(&text), false), NO_ARGS, &rows, error);
    *fits_r = ok && rows_count(rows) == 0;
    arena_finish(&arena);
    return ok;
}

const struct schema_table *schema_find(const struct schema *schema, struct str name)
{
    for (size_t i = 0; i < schema->count; i++)
        if (str_equal(schema->tables[i].name, name))
            return &schema->tables[i];
    return NULL;
}
