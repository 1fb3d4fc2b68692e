/* What the process that serves may do with each table of PostgreSQL, as a role that owns none: what
 * is only added to it can neither change nor take out. */
#ifndef VARDE_STORE_RIGHTS_H
#define VARDE_STORE_RIGHTS_H

#include "store/db.h"

struct right {
    const char *table;
    const char *words; /* "SELECT, INSERT" */
};

extern const struct right rights[];
extern const size_t right_count;

/* Gives the role these and no others, in one transaction of the tables' owner. */
bool rights_grant(struct db *db, struct str role, struct error *error);
/* Has the connection's own role all of them? The error names one that it lacks. True on SQLite. */
bool rights_check(struct db *db, struct error *error);

#endif
