/* What comes from outside brings its own schema, and a trigger in it would be live in the database
 * that it becomes. The measure is a database that this program makes at the same version. */
#include "store/migrate.h"
#include "store/schema.h"
#include "store/scratch.h"

#include <ctype.h>

static const struct sql PARTS = {
    "SELECT type, name, tbl_name, sql FROM sqlite_master"
    " WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_' ORDER BY type DESC, name"};
static const struct sql ENCODING = {"SELECT encoding FROM pragma_encoding"};

struct tidying {
    struct scratch *scratch;
    struct rows *ours, *found;
    struct arena *arena;
    scratch_dropped *dropped;
    void *context;
};

/* ---- the same but for spaces and comments? ---- */

static size_t blank(struct str text, size_t at)
{
    if (isspace((unsigned char)text.at[at]))
        return 1;
    bool line = at + 1 < text.len && text.at[at] == '-' && text.at[at + 1] == '-';
    bool block = at + 1 < text.len && text.at[at] == '/' && text.at[at + 1] == '*';
    size_t end = at + 2;
    if (!line && !block)
        return 0;
    while (end < text.len &&
           (line ? text.at[end] != '\n'
                 : text.at[end - 1] != '*' || text.at[end] != '/' || end == at + 2))
        end++;
    return (end < text.len ? end + 1 : end) - at;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 128;
}

/* Blanks matter between two words only, and are kept as they are in quotes. */
static struct str squeezed(struct arena *arena, struct str text)
{
    struct buf out;
    char quote = 0, last = 0;
    bool gap = false;
    buf_init(&out, arena, text.len + 1);
    for (size_t at = 0; at < text.len;) {
        size_t skip = quote ? 0 : blank(text, at);
        char c = text.at[at];
        gap = gap || skip;
        at += skip ? skip : 1;
        if (skip)
            continue;
        if (gap && is_word(last) && is_word(c))
            buf_char(&out, ' ');
        buf_char(&out, c);
        if (quote ? c == quote : c == '"' || c == '\'' || c == '`' || c == '[')
            quote = quote ? 0 : (char)(c == '[' ? ']' : c);
        gap = false;
        last = c;
    }
    return buf_slice(&out);
}

static bool same_part(struct arena *arena, const struct rows *a, size_t i, const struct rows *b,
                      size_t k)
{
    for (unsigned column = 0; column < 3; column++)
        if (!str_equal(row_str(a, i, column), row_str(b, k, column)))
            return false;
    return str_equal(squeezed(arena, row_str(a, i, 3)), squeezed(arena, row_str(b, k, 3)));
}

static bool stands_in(struct arena *arena, const struct rows *in, const struct rows *rows, size_t i)
{
    for (size_t k = 0; k < rows_count(in); k++)
        if (same_part(arena, rows, i, in, k))
            return true;
    return false;
}

static bool is_table(const struct rows *rows, size_t i)
{
    return str_is(row_str(rows, i, 0), "table");
}

/* ---- taking off what is not ours, and putting on what is missing ---- */

static bool drop(struct tidying *self, size_t i, struct error *error)
{
    struct buf text;
    struct str type = row_str(self->found, i, 0), name = row_str(self->found, i, 1);
    buf_init(&text, self->arena, 128);
    buf_printf(&text, "DROP %.*s ", STR_ARG(type));
    schema_quote(&text, name);
    if (self->dropped)
        self->dropped(self->context, type, name);
    return db_script(scratch_db(self->scratch), buf_cstr(&text), error);
}

static bool tables_are_ours(struct tidying *self, struct error *error)
{
    for (size_t i = 0; i < rows_count(self->found); i++)
        if (is_table(self->found, i) && !stands_in(self->arena, self->ours, self->found, i))
            return error_set(error, ERROR_INVALID, "the table %.60s is not one of this version",
                             row_str(self->found, i, 1).at);
    for (size_t i = 0; i < rows_count(self->ours); i++)
        if (is_table(self->ours, i) && !stands_in(self->arena, self->found, self->ours, i))
            return error_set(error, ERROR_INVALID, "the table %.60s is not there",
                             row_str(self->ours, i, 1).at);
    return true;
}

static bool tidy(struct tidying *self, struct error *error)
{
    for (size_t i = 0; i < rows_count(self->found); i++)
        if (!is_table(self->found, i) && !stands_in(self->arena, self->ours, self->found, i) &&
            !drop(self, i, error))
            return false;
    for (size_t i = 0; i < rows_count(self->ours); i++)
        if (!is_table(self->ours, i) && !stands_in(self->arena, self->found, self->ours, i) &&
            !db_script(scratch_db(self->scratch), row_str(self->ours, i, 3).at, error))
            return false;
    return true;
}

/* ---- values ---- */

static bool all_fit(struct db *db, struct arena *arena, struct error *error)
{
    struct schema schema;
    bool fits = true;
    if (!schema_read(db, arena, &schema, error))
        return false;
    for (size_t i = 0; i < schema.count; i++) {
        if (!schema_fits(db, &schema.tables[i], &fits, error))
            return false;
        if (!fits)
            return error_set(error, ERROR_INVALID, "the table %.60s holds a value of another type",
                             schema.tables[i].name.at);
    }
    return true;
}

/* ---- all ---- */

static bool is_utf8(struct db *db, struct arena *arena, struct error *error)
{
    struct rows *rows;
    return db_run(db, arena, &ENCODING, NO_ARGS, &rows, error) &&
           (str_is(row_str(rows, 0, 0), "UTF-8") ||
            error_set(error, ERROR_INVALID, "the database is not in UTF-8"));
}

static bool make_model(struct db *db, struct arena *arena, int64_t version, struct rows **ours_r,
                       struct error *error)
{
    if (!db_begin(db, error))
        return false;
    bool ok =
        migrate_within(db, version, 0, error) && db_run(db, arena, &PARTS, NO_ARGS, ours_r, error);
    db_rollback(db);
    return ok;
}

bool scratch_tidy(struct scratch *self, int64_t version, const char *folder,
                  scratch_dropped *dropped, void *context, struct error *error)
{
    struct arena arena;
    struct tidying tidying = {
        .scratch = self, .arena = &arena, .dropped = dropped, .context = context};
    struct db *db = scratch_db(self);
    struct scratch *model = scratch_create(NULL, folder, error);
    arena_init(&arena);
    bool ok =
        model && make_model(scratch_db(model), &arena, version, &tidying.ours, error) &&
        is_utf8(db, &arena, error) && db_run(db, &arena, &PARTS, NO_ARGS, &tidying.found, error) &&
        tables_are_ours(&tidying, error) && tidy(&tidying, error) && all_fit(db, &arena, error);
    arena_finish(&arena);
    scratch_destroy(model);
    return ok;
}
