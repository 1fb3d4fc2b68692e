/* A private SQLite file, on its way into a backup or out of one: no log beside it, no sync, foreign
 * keys not held while it is filled. */
#ifndef VARDE_STORE_SCRATCH_H
#define VARDE_STORE_SCRATCH_H

#include "store/db.h"

struct scratch;
/* path NULL: one in `folder` whose name is taken away at once, so that nothing of it is left
 * however this process ends. Else a file that is there and stays. */
struct scratch *scratch_create(const char *path, const char *folder, struct error *error);
void scratch_destroy(struct scratch *self);

/* The file's bytes: written before scratch_db is used, read after scratch_settle. */
int scratch_file(const struct scratch *self);
struct db *scratch_db(struct scratch *self);
/* Is it a database, is every page of it sound, does every foreign key hold? */
bool scratch_check(struct scratch *self, struct error *error);
/* Whose schema came from outside: is each table as this program makes it at the version, with
 * values of the columns' types? Triggers, views and indexes that are not ours are dropped, which is
 * told; indexes that are missing are made. folder: for a temporary file. */
typedef void scratch_dropped(void *context, struct str type, struct str name);
bool scratch_tidy(struct scratch *self, int64_t version, const char *folder,
                  scratch_dropped *dropped, void *context, struct error *error);
/* Ends the connection: all is in the file. */
bool scratch_settle(struct scratch *self, struct error *error);

typedef void scratch_told(void *context, int64_t done, int64_t all); /* pages */
/* Fills it with another SQLite database as it is at one moment, while others write there. */
bool scratch_take(struct scratch *self, struct db *from, scratch_told *told, void *context,
                  struct error *error);

/* May the database at the path be replaced: is nobody else at it, and no other's log beside it? A
 * path where nothing is may be. */
bool scratch_may_replace(const char *path, struct error *error);

#endif
