#include "store/db_url.h"
#include "store/driver.h"

#include <stdlib.h>

struct db *db_open(const char *url, enum db_mode mode, struct error *error)
{
    struct str text = str_of(url);
    if (!db_url_check(url, error))
        return NULL;
    if (str_starts(text, "sqlite:"))
        return sqlite_open(url + strlen("sqlite:"), mode == DB_LISTEN ? DB_READ : mode, error);
    return postgres_open(url, mode, error);
}

void db_close(struct db *db)
{
    if (!db)
        return;
    struct composed *composed = db->composed;
    db->driver->close(db);
    for (struct composed *next; composed; composed = next) {
        next = composed->next;
        free(composed);
    }
}

const struct sql *db_compose(struct db *db, struct str text, bool gather)
{
    struct composed *composed = calloc(1, sizeof *composed + text.len + 1);
    if (!composed)
        abort();
    memcpy(composed->text, text.at, text.len);
    composed->sql = (struct sql){.text = composed->text, .gather = gather};
    composed->next = db->composed;
    db->composed = composed;
    return &composed->sql;
}

enum db_kind db_kind(const struct db *db)
{
    return db->driver->kind;
}

bool db_alive(struct db *db)
{
    return db->driver->alive(db);
}

/* What begins with WITH may write, so it counts. */
static bool can_write(const struct sql *sql)
{
    return strncmp(sql->text, "SELECT", strlen("SELECT")) != 0;
}

bool db_run(struct db *db, struct arena *arena, const struct sql *sql, const struct value *args,
            size_t count, struct rows **rows_r, struct error *error)
{
    struct rows *rows = NULL;
    db->sent += can_write(sql);
    if (!db->driver->run(db, arena, sql, args, count, &rows, error))
        return false;
    if (rows_r)
        *rows_r = rows;
    return true;
}

bool db_each(struct db *db, const struct sql *sql, const struct value *args, size_t count,
             db_row *take, void *context, struct error *error)
{
    bool own = !db->in_transaction;
    if (own && !db_begin_read(db, error))
        return false;
    bool ok = db->driver->each(db, sql, args, count, take, context, error);
    if (own)
        db_end_read(db);
    return ok;
}

void db_send(struct db *db, const struct sql *sql, const struct value *args, size_t count)
{
    db->sent += can_write(sql);
    db->driver->send(db, NULL, sql, args, count);
}

struct rows *db_ask(struct db *db, struct arena *arena, const struct sql *sql,
                    const struct value *args, size_t count)
{
    struct rows *rows = rows_create(arena);
    db->sent += can_write(sql);
    db->driver->send(db, rows, sql, args, count);
    return rows;
}

bool db_settle(struct db *db, struct error *error)
{
    return db->driver->settle(db, error);
}

bool db_begin(struct db *db, struct error *error)
{
    db->sent = 0;
    db->in_transaction = db->driver->begin(db, error);
    return db->in_transaction;
}

bool db_commit(struct db *db, struct error *error)
{
    bool ok = db->driver->commit(db, error);
    if (!ok)
        db->driver->rollback(db);
    db->in_transaction = false;
    return ok;
}

void db_rollback(struct db *db)
{
    if (db->in_transaction)
        db->driver->rollback(db);
    db->in_transaction = false;
}

size_t db_sent(const struct db *db)
{
    return db->sent;
}

bool db_begin_read(struct db *db, struct error *error)
{
    db->in_transaction = db->driver->begin_read(db, error);
    return db->in_transaction;
}

void db_end_read(struct db *db)
{
    if (db->in_transaction)
        db->driver->end_read(db);
    db->in_transaction = false;
}

bool db_in_transaction(const struct db *db)
{
    return db->in_transaction;
}

bool db_script(struct db *db, const char *script, struct error *error)
{
    return db->driver->script(db, script, error);
}

struct rows *rows_create(struct arena *arena)
{
    struct rows *rows = arena_new(arena, struct rows);
    rows->arena = arena;
    return rows;
}

struct rows *rows_create_one(struct arena *arena, unsigned columns)
{
    struct rows *rows = rows_create(arena);
    rows->columns = columns;
    rows->cells = arena_array(arena, struct cell, columns);
    rows->room = 1;
    return rows;
}

struct cell *rows_append(struct rows *rows)
{
    if (rows->count == rows->room) {
        size_t room = rows->room ? rows->room * 2 : 4;
        struct cell *cells = arena_array(rows->arena, struct cell, room * rows->columns);
        if (rows->count)
            memcpy(cells, rows->cells, rows->count * rows->columns * sizeof *cells);
        rows->cells = cells;
        rows->room = room;
    }
    return rows->cells + rows->count++ * rows->columns;
}

void db_notify(struct db *db, enum db_news news, int64_t number)
{
    db->driver->notify(db, news, number);
}

void db_wait(struct db *db, int wake, int ms, struct db_told *told_r)
{
    *told_r = (struct db_told){0};
    db->driver->wait(db, wake, ms, told_r);
}

unsigned rows_columns(const struct rows *rows)
{
    return rows->columns;
}

size_t rows_count(const struct rows *rows)
{
    return rows->count;
}

int64_t rows_changed(const struct rows *rows)
{
    return rows->changed;
}

static const struct cell *cell_at(const struct rows *rows, size_t row, unsigned column)
{
    static const struct cell none = {.kind = VALUE_NULL};
    if (row >= rows->count || column >= rows->columns)
        return &none;
    return &rows->cells[row * rows->columns + column];
}

enum value_kind row_kind(const struct rows *rows, size_t row, unsigned column)
{
    return cell_at(rows, row, column)->kind;
}

bool row_is_null(const struct rows *rows, size_t row, unsigned column)
{
    return cell_at(rows, row, column)->kind == VALUE_NULL;
}

int64_t row_int(const struct rows *rows, size_t row, unsigned column)
{
    const struct cell *cell = cell_at(rows, row, column);
    return cell->kind == VALUE_INT ? cell->integer : 0;
}

struct str row_str(const struct rows *rows, size_t row, unsigned column)
{
    const struct cell *cell = cell_at(rows, row, column);
    return cell->kind == VALUE_NULL || cell->kind == VALUE_INT ? STR_NONE : cell->bytes;
}

struct uuid row_uuid(const struct rows *rows, size_t row, unsigned column)
{
    struct uuid id = {{0}};
    const struct cell *cell = cell_at(rows, row, column);
    if (cell->bytes.len == sizeof id.b)
        memcpy(id.b, cell->bytes.at, sizeof id.b);
    return id;
}

static size_t slot_of(const struct prepared *prepared, const struct sql *sql)
{
    size_t i = ((uintptr_t)sql >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    for (i &= prepared->size - 1; prepared->slots[i].sql; i = (i + 1) & (prepared->size - 1))
        if (prepared->slots[i].sql == sql)
            break;
    return i;
}

static void prepared_grow(struct prepared *prepared)
{
    struct prepared old = *prepared;
    prepared->size = old.size ? old.size * 2 : 128;
    prepared->slots = calloc(prepared->size, sizeof *prepared->slots);
    if (!prepared->slots)
        abort();
    for (size_t i = 0; i < old.size; i++)
        if (old.slots[i].sql)
            prepared->slots[slot_of(prepared, old.slots[i].sql)] = old.slots[i];
    free(old.slots);
}

struct prepared_slot *prepared_find(struct prepared *prepared, const struct sql *sql)
{
    if (prepared->used * 2 >= prepared->size)
        prepared_grow(prepared);
    struct prepared_slot *slot = &prepared->slots[slot_of(prepared, sql)];
    if (!slot->sql) {
        slot->sql = sql;
        prepared->used++;
    }
    return slot;
}

void prepared_clear(struct prepared *prepared, void (*drop)(void *statement))
{
    for (size_t i = 0; i < prepared->size; i++)
        if (prepared->slots[i].statement && drop)
            drop(prepared->slots[i].statement);
    free(prepared->slots);
    *prepared = (struct prepared){0};
}
