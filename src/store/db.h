/* One connection to one database, SQLite or PostgreSQL behind one SQL text.
 *
 * SQL is written once, in the subset that both share: parameters ?1 ?2 …, integers of 64 bits
 * (epoch milliseconds, booleans as 0 and 1), text, bytes and uuids; ON CONFLICT, RETURNING, window
 * functions; no date or JSON functions. Sums and averages are CAST to bigint, and a parameter that
 * nothing gives a type (?1 IS NULL) is CAST to its own. A statement is a constant; its address is
 * its identity, and every connection prepares it once.
 *
 * A connection is used by one thread at a time. */
#ifndef VARDE_STORE_DB_H
#define VARDE_STORE_DB_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "base/uuid.h"

struct db;
struct rows;

struct sql {
    const char *text;
    /* Sent again and again inside one transaction: where a statement of its own for each costs more
     * than what it does, several travel as one.
     * - An INSERT … VALUES (…) that ends there, whose answer nobody wants, into a table whose rows
     *   are never changed: it may come after changes to other tables that were sent later, but is
     *   there for whoever asks.
     * - A SELECT. */
    bool gather;
};

enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BYTES, VALUE_UUID };

struct value {
    enum value_kind kind;
    int64_t integer;
    struct str bytes; /* of text, bytes and uuid; must live until the call returns */
};

static inline struct value v_null(void)
{
    return (struct value){.kind = VALUE_NULL};
}
static inline struct value v_int(int64_t value)
{
    return (struct value){.kind = VALUE_INT, .integer = value};
}
/* A slice with at NULL is NULL. */
static inline struct value v_str(struct str text)
{
    return (struct value){.kind = text.at ? VALUE_TEXT : VALUE_NULL, .bytes = text};
}
static inline struct value v_text(const char *text)
{
    return v_str(str_of(text));
}
static inline struct value v_bytes(const void *at, size_t len)
{
    return (struct value){.kind = VALUE_BYTES, .bytes = {(const char *)at, len}};
}
/* NULL or the zero id is NULL. */
static inline struct value v_uuid(const struct uuid *id)
{
    if (!id || uuid_is_zero(id))
        return v_null();
    return (struct value){.kind = VALUE_UUID, .bytes = {(const char *)id->b, sizeof id->b}};
}

/* The arguments of a statement: db_run(db, arena, &SQL, ARGS(v_int(1), v_text("x")), &rows, error).
 */
#define ARGS(...)                                                                                  \
    (const struct value[]){__VA_ARGS__},                                                           \
        sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)
#define NO_ARGS NULL, 0

enum db_kind { DB_SQLITE, DB_POSTGRES };

enum db_mode {
    DB_READ,    /* refuses to write */
    DB_WRITE,   /* the writer's connection */
    DB_CREATE,  /* as DB_WRITE, and makes an SQLite file that is not there */
    DB_SCRATCH, /* a private SQLite file: nothing is synced, rolled back or held to foreign keys */
    DB_LISTEN,  /* as DB_READ, and hears what other processes tell */
};

/* url: sqlite:PATH, postgresql://… or postgres://…. ERROR_BUSY when it cannot be reached now.
 * postgresql://…?varde_prepare=false: through a pooler that gives a connection away after each
 * transaction. */
struct db *db_open(const char *url, enum db_mode mode, struct error *error);
void db_close(struct db *db);
enum db_kind db_kind(const struct db *db);
/* Is the connection still good? One that was lost is opened again by the next call. */
bool db_alive(struct db *db);

/* Runs one statement and waits for it. Rows live in the arena; rows_r may be NULL. */
bool db_run(struct db *db, struct arena *arena, const struct sql *sql, const struct value *args,
            size_t count, struct rows **rows_r, struct error *error);

/* Runs a SELECT and gives each row as it comes, as row 0 of `rows` and good until `take` returns;
 * what has gone by is not kept. `take` returns false to stop, with the error set; it may ask more
 * on the same connection, and what it changes there the SELECT need not see. Outside a transaction
 * the SELECT is a reading one of its own. */
typedef bool db_row(void *context, const struct rows *rows, struct error *error);
bool db_each(struct db *db, const struct sql *sql, const struct value *args, size_t count,
             db_row *take, void *context, struct error *error);

/* A statement whose text is known only when the program runs: of tables that were found, never with
 * a value in it. It lives as long as the connection. */
const struct sql *db_compose(struct db *db, struct str text, bool gather);

/* Inside a transaction: sends a statement without waiting. What failed first is told by the next
 * db_settle (or db_commit), and spoils the transaction until it is rolled back. db_ask's rows may
 * be read after db_settle. On PostgreSQL all that is sent between two settles travels together; on
 * SQLite each runs at once. */
void db_send(struct db *db, const struct sql *sql, const struct value *args, size_t count);
struct rows *db_ask(struct db *db, struct arena *arena, const struct sql *sql,
                    const struct value *args, size_t count);
bool db_settle(struct db *db, struct error *error);

/* Writing transactions exclude each other over all processes, so that what is numbered inside
 * one (events, the access log) is numbered in the order of the commits. */
bool db_begin(struct db *db, struct error *error);
/* After false the transaction is rolled back. */
bool db_commit(struct db *db, struct error *error);
void db_rollback(struct db *db);
/* Statements since db_begin that can write. */
size_t db_sent(const struct db *db);

/* A reading transaction: several statements see one state. */
bool db_begin_read(struct db *db, struct error *error);
void db_end_read(struct db *db);
/* Is a transaction open, of either kind? For what works inside one as well as on a bare reader. */
bool db_in_transaction(const struct db *db);

/* A script of several statements without parameters (migrations), in the open transaction. */
bool db_script(struct db *db, const char *script, struct error *error);

/* What the processes on one PostgreSQL tell each other. An SQLite file has one process. */
enum db_news { NEWS_EVENT, NEWS_RIGHTS, NEWS_COUNT };

struct db_told {
    bool missed; /* the connection is new: anything may have been told before it was there */
    bool deaf;   /* nothing is ever told here: a pooler stands between */
    bool told[NEWS_COUNT];
    int64_t number[NEWS_COUNT]; /* the highest */
};

/* In a writing transaction: told with its commit to whoever listens, this process too. */
void db_notify(struct db *db, enum db_news news, int64_t number);
/* On a connection that listens: waits until something is told, `wake` can be read, or so many
 * milliseconds have passed. */
void db_wait(struct db *db, int wake, int ms, struct db_told *told_r);

unsigned rows_columns(const struct rows *rows);
size_t rows_count(const struct rows *rows);
/* Rows that an INSERT, UPDATE or DELETE touched. */
int64_t rows_changed(const struct rows *rows);
enum value_kind row_kind(const struct rows *rows, size_t row, unsigned column);
bool row_is_null(const struct rows *rows, size_t row, unsigned column);
int64_t row_int(const struct rows *rows, size_t row, unsigned column); /* 0 for NULL */
struct str row_str(const struct rows *rows, size_t row,
                   unsigned column); /* STR_NONE for NULL; terminated */
struct uuid row_uuid(const struct rows *rows, size_t row, unsigned column); /* zero for NULL */

#endif
