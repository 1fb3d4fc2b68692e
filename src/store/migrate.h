/* Numbered migrations, append-only, one transaction each. */
#ifndef VARDE_STORE_MIGRATE_H
#define VARDE_STORE_MIGRATE_H

#include "store/db.h"

enum schema_state { SCHEMA_EMPTY, SCHEMA_OLD, SCHEMA_CURRENT, SCHEMA_NEWER };

bool migrate_state(struct db *db, enum schema_state *state_r, int64_t *version_r,
                   struct error *error);
/* Brings the database to the newest version; a newer one is refused. applied_r: how many ran. */
bool migrate_run(struct db *db, int64_t now, int *applied_r, struct error *error);
/* Up to a version that this program knows, all in the open transaction. */
bool migrate_within(struct db *db, int64_t version, int64_t now, struct error *error);
int64_t migrate_newest(void);

#endif
