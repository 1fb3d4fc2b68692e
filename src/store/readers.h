/* Connections for reading, shared by the workers. */
#ifndef VARDE_STORE_READERS_H
#define VARDE_STORE_READERS_H

#include "store/db.h"

struct readers;
struct readers *readers_create(const char *url, size_t most, struct error *error);
void readers_destroy(struct readers *readers);
/* Waits while all are in use. NULL with ERROR_BUSY when the database cannot be reached. */
struct db *readers_take(struct readers *readers, struct error *error);
void readers_give(struct readers *readers, struct db *db);

struct readers_stats {
    size_t most, open, busy; /* connections */
    size_t waiting;          /* threads */
};
void readers_stats(struct readers *readers, struct readers_stats *stats_r);

#endif
