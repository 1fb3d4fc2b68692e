/* db_each on PostgreSQL: a cursor read in pages, so that a table of any size passes through the
 * same memory, and others may be asked between two pages. */
#include "store/driver.h"

#include <stdio.h>

enum { PAGE_KEPT = 1 << 20, PAGE_FIRST = 256, PAGE_MOST = 4096, PAGE_SMALL = 1 << 19 };

struct cursor {
    struct db *db;
    struct arena arena;
    struct sql fetch, close;
    int rows; /* of the next page */
    char fetch_text[64], close_text[64];
};

static void cursor_say(struct cursor *self, int rows, unsigned depth)
{
    self->rows = rows;
    snprintf(self->fetch_text, sizeof self->fetch_text, "FETCH %d FROM varde_each_%u", rows, depth);
}

/* Small rows come many at a time; large ones after them do not. */
static void cursor_fit(struct cursor *self, unsigned depth)
{
    if (self->arena.used < PAGE_SMALL && self->rows < PAGE_MOST)
        cursor_say(self, 4 * self->rows, depth);
    else if (self->arena.used > 4 * PAGE_SMALL && self->rows > PAGE_FIRST)
        cursor_say(self, PAGE_FIRST, depth);
}

static bool cursor_open(struct cursor *self, struct db *db, const struct sql *sql,
                        const struct value *args, size_t count, struct error *error)
{
    unsigned depth = db->each_depth;
    arena_init(&self->arena);
    self->db = db;
    cursor_say(self, PAGE_FIRST, depth);
    snprintf(self->close_text, sizeof self->close_text, "CLOSE varde_each_%u", depth);
    self->fetch.text = self->fetch_text;
    self->close.text = self->close_text;
    struct sql declare = {arena_printf(
        &self->arena, "DECLARE varde_each_%u NO SCROLL CURSOR FOR %s", depth, sql->text)};
    return postgres_once(db, NULL, &declare, args, count, error);
}

static bool take_page(const struct rows *page, db_row *take, void *context, struct error *error)
{
    for (size_t i = 0; i < page->count; i++) {
        struct rows row = *page;
        row.count = 1;
        row.cells = page->cells + i * page->columns;
        if (!take(context, &row, error))
            return false;
    }
    return true;
}

bool postgres_each(struct db *db, const struct sql *sql, const struct value *args, size_t count,
                   db_row *take, void *context, struct error *error)
{
    struct cursor cursor = {0};
    struct rows *page = NULL;
    bool ok = cursor_open(&cursor, db, sql, args, count, error);
    const unsigned depth = db->each_depth++;
    do {
        if (page)
            cursor_fit(&cursor, depth);
        arena_recycle(&cursor.arena, PAGE_KEPT);
        page = rows_create(&cursor.arena);
        ok = ok && postgres_once(db, page, &cursor.fetch, NULL, 0, error) &&
             take_page(page, take, context, error);
    } while (ok && page->count);
    db->each_depth--;
    /* After a failure the transaction ends, and the cursor with it. */
    postgres_once(db, NULL, &cursor.close, NULL, 0, ok ? error : NULL);
    arena_finish(&cursor.arena);
    return ok;
}
