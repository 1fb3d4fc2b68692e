/* A whole database as one private SQLite file, and back into an empty database of either kind. */
#ifndef VARDE_STORE_LANDING_H
#define VARDE_STORE_LANDING_H

#include "store/scratch.h"

/* Called now and then. all: 0 when it is not known; the numbers are pages or rows. */
typedef void landing_told(void *context, int64_t done, int64_t all);

/* Fills an empty scratch with what `from` holds at one moment, while others write there. */
bool snapshot_take(struct db *from, struct scratch *to, landing_told *told, void *context,
                   struct error *error);

/* An empty database that is about to be filled. Until landing_commit nothing of it is seen, and
 * without it nothing stays. */
struct landing;
/* Refused when there is something in it, which is told. An SQLite file may be absent. folder: for a
 * temporary file, where one is needed. */
struct landing *landing_open(const char *url, const char *folder, struct error *error);
/* To be filled first. */
struct scratch *landing_scratch(struct landing *self);
/* The name of a file that must go when the process is ended; NULL when there is none. */
const char *landing_unfinished(const struct landing *self);
/* Takes over what the scratch holds, and looks whether all rows came. */
bool landing_copy(struct landing *self, int64_t now, landing_told *told, void *context,
                  struct error *error);
/* What will be there, to be looked at before the commit. */
struct db *landing_db(struct landing *self);
bool landing_commit(struct landing *self, struct error *error);
void landing_destroy(struct landing *self);

#endif
