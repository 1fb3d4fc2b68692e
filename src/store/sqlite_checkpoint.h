/* Copies SQLite's log back into the database without holding up the writer. */
#ifndef VARDE_STORE_SQLITE_CHECKPOINT_H
#define VARDE_STORE_SQLITE_CHECKPOINT_H

#include "base/error.h"

struct sqlite3;
struct checkpoint;

/* Starts a thread with a connection of its own, woken by the writer's commits. */
struct checkpoint *checkpoint_start(const char *path, struct sqlite3 *writer, struct error *error);
/* Copies what there is, though nothing was committed: a log that has no room to grow starts over at
 * its beginning, which needs none. */
void checkpoint_wake(struct checkpoint *self);
void checkpoint_stop(struct checkpoint *self);

#endif
