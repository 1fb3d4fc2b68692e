/* All rows of all tables from one database into another of either kind. */
#ifndef VARDE_STORE_COPY_H
#define VARDE_STORE_COPY_H

#include "store/db.h"

/* Called now and then; done: rows so far. May be NULL. */
typedef void copy_told(void *context, int64_t done);

struct copy_told_to {
    copy_told *told;
    void *context;
};

/* Both have the same tables and columns, or it is refused. Reads in the open reading transaction of
 * `from`, writes in the open writing one of `to`; what stood there is replaced. Foreign keys are
 * looked at when all rows are there (on SQLite by the commit, and not in a scratch). Memory does
 * not grow with the tables. */
bool copy_rows(struct db *from, struct db *to, struct copy_told_to told, int64_t *rows_r,
               struct error *error);

/* What a database holds beside the list of its migrations: "1000 rows of patient …", or empty
 * text. */
bool copy_holdings(struct db *db, struct arena *arena, const char **text_r, struct error *error);

#endif
