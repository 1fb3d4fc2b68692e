/* What a database takes, and what is left of its disk. */
#ifndef VARDE_STORE_SPACE_H
#define VARDE_STORE_SPACE_H

#include "store/db.h"

/* Bytes; -1: not to be known from here (PostgreSQL's disk is its own machine's). */
struct db_space {
    const char *kind; /* "sqlite", "postgresql" */
    int64_t size;
    int64_t log; /* SQLite's: what is not yet copied back into the file */
    int64_t disk_size, disk_free;
};

/* url: the one that the connection was opened with. */
bool db_space(struct db *db, const char *url, struct arena *arena, struct db_space *space_r,
              struct error *error);

#endif
