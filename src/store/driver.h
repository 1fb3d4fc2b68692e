/* What a kind of database must offer; only store/ sees this. */
#ifndef VARDE_STORE_DRIVER_H
#define VARDE_STORE_DRIVER_H

#include "store/db.h"

struct cell {
    enum value_kind kind;
    int64_t integer;
    struct str bytes;
};

struct rows {
    struct arena *arena;
    size_t count;
    size_t room; /* rows that cells has room for */
    unsigned columns;
    int64_t changed;
    struct cell *cells;
};

struct driver {
    enum db_kind kind;
    void (*close)(struct db *db);
    bool (*alive)(struct db *db);
    bool (*run)(struct db *db, struct arena *arena, const struct sql *sql, const struct value *args,
                size_t count, struct rows **rows_r, struct error *error);
    bool (*each)(struct db *db, const struct sql *sql, const struct value *args, size_t count,
                 db_row *take, void *context, struct error *error);
    /* rows may be NULL: the answer is not wanted. */
    void (*send)(struct db *db, struct rows *rows, const struct sql *sql, const struct value *args,
                 size_t count);
    bool (*settle)(struct db *db, struct error *error);
    bool (*begin)(struct db *db, struct error *error);
    bool (*commit)(struct db *db, struct error *error);
    void (*rollback)(struct db *db);
    bool (*begin_read)(struct db *db, struct error *error);
    void (*end_read)(struct db *db);
    bool (*script)(struct db *db, const char *script, struct error *error);
    void (*notify)(struct db *db, enum db_news news, int64_t number);
    void (*wait)(struct db *db, int wake, int ms, struct db_told *told);
};

/* Statements that a connection has prepared, by the address of their text. */
struct prepared_slot {
    const struct sql *sql;
    void *statement;
};

struct prepared {
    size_t used, size;
    struct prepared_slot *slots;
};

/* The slot of a statement; its `statement` is NULL when it was not there before. */
struct prepared_slot *prepared_find(struct prepared *prepared, const struct sql *sql);
void prepared_clear(struct prepared *prepared, void (*drop)(void *statement));

/* A statement made while running. */
struct composed {
    struct composed *next;
    struct sql sql;
    char text[];
};

struct db {
    const struct driver *driver;
    struct prepared prepared;
    struct composed *composed;
    size_t sent;
    bool in_transaction;
    unsigned each_depth; /* of db_each inside db_each */
};

struct db *sqlite_open(const char *path, enum db_mode mode, struct error *error);
struct sqlite3;
struct sqlite3 *sqlite_handle(struct db *db);
struct db *postgres_open(const char *url, enum db_mode mode, struct error *error);

/* Runs a statement without preparing it, after all that was sent. */
bool postgres_once(struct db *db, struct rows *rows, const struct sql *sql,
                   const struct value *args, size_t count, struct error *error);
/* postgres_cursor.c */
bool postgres_each(struct db *db, const struct sql *sql, const struct value *args, size_t count,
                   db_row *take, void *context, struct error *error);

/* Appends a row of empty cells and returns its first. */
struct cell *rows_append(struct rows *rows);
struct rows *rows_create(struct arena *arena);
/* Without rows yet; with room for one. */
struct rows *rows_create_one(struct arena *arena, unsigned columns);

#endif
