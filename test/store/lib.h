/* For tests of the store: each case gets an empty database of its own, and most run on both kinds.
 */
#ifndef VARDE_TEST_STORE_LIB_H
#define VARDE_TEST_STORE_LIB_H

#include "store/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

struct cluster;

/* An empty database and a folder of one's own; both are gone after the test. */
struct place {
    enum db_kind kind;
    char url[512];
    char folder[64];
    char name[64]; /* of the PostgreSQL database */
    bool missing;  /* there is no such database here */
};

struct store_case {
    enum db_kind kind;
    void (*test)(struct place *place);
};

int case_setup(void **state);
int case_teardown(void **state);
void case_run(void **state);

#define ON(kind, word, test)                                                                       \
    {                                                                                              \
#test " (" word ")", case_run, case_setup, case_teardown, &(struct store_case)             \
        {                                                                                          \
            kind, test                                                                             \
        }                                                                                          \
    }
#define ON_SQLITE(test) ON(DB_SQLITE, "SQLite", test)
/* Skipped when VARDE_TEST_POSTGRES is not set. */
#define ON_POSTGRES(test) ON(DB_POSTGRES, "PostgreSQL", test)
#define ON_BOTH(test) ON_SQLITE(test), ON_POSTGRES(test)

/* A statement where it is used: its address is its identity, as the store wants it. */
#define SQL(words)                                                                                 \
    ({                                                                                             \
        static const struct sql statement_ = {words};                                              \
        &statement_;                                                                               \
    })

struct db *place_open(const struct place *place, enum db_mode mode);
/* Runs a statement that must succeed. */
#define must(db, sql, ...) must_run((db), (sql), ARGS(__VA_ARGS__))
void must_run(struct db *db, const struct sql *sql, const struct value *args, size_t count);
/* The one number that a statement without arguments answers. */
int64_t number(struct db *db, const struct sql *sql);
/* The same on a connection of its own. */
int64_t place_number(const struct place *place, const struct sql *sql);
bool table_exists(struct db *db, const char *name);

/* Ends all connections that the server has to the database, waits until they are gone, and tells
 * how many there were (PostgreSQL). */
int place_disconnect(const struct place *place);
/* Makes new connections find a server that only reads, as after another took over (PostgreSQL). */
void place_read_only(const struct place *place, bool read_only);

/* Runs in a process of its own, which must not return; reads from the file descriptor what it
 * writes to its own. Ended by child_kill. */
pid_t child_start(void (*run)(const struct place *place, int out), const struct place *place,
                  int *in_r);
void child_kill(pid_t child);

/* A PostgreSQL of one's own that may be stopped and started; NULL when there is none here. */
struct cluster *cluster_create(void);
void cluster_destroy(struct cluster *cluster);
const char *cluster_url(const struct cluster *cluster);
void cluster_start(struct cluster *cluster);
/* rough: as when it crashes. */
void cluster_stop(struct cluster *cluster, bool rough);

/* Stands between a client and PostgreSQL; NULL when that is not reached through a socket of this
 * machine. */
struct proxy;
struct proxy *proxy_create(const struct place *place);
/* All connections must be closed before. */
void proxy_destroy(struct proxy *proxy);
const char *proxy_url(const struct proxy *proxy);
/* Cuts the connection at the server's answer to that commit from now (1: the next): just after it
 * with `tell`, else in place of it. */
void proxy_cut_at_commit(struct proxy *proxy, int which, bool tell);

/* An id that `n` makes; never the zero id. */
struct uuid id_of(unsigned n);
void pause_ms(unsigned milliseconds);

#endif
