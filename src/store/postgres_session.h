/* Opening a connection to PostgreSQL, what holds for all that runs on it, and what is told between
 * the processes.
 *
 * A URL with varde_prepare=false goes through a pooler that gives the same connection to another
 * after each transaction: nothing is prepared by name, nothing is set for longer than a
 * transaction, and nobody can listen. */
#ifndef VARDE_STORE_POSTGRES_SESSION_H
#define VARDE_STORE_POSTGRES_SESSION_H

#include "store/db.h"

#include <libpq-fe.h>

struct postgres_place {
    char *url; /* as libpq takes it */
    bool pooled;
    bool listens;
    enum db_mode mode; /* DB_READ when it listens */
};

void postgres_place_init(struct postgres_place *place, const char *url, enum db_mode mode);
void postgres_place_finish(struct postgres_place *place);

/* In pipeline mode. ok_r false: why stands in the connection's message. */
PGconn *postgres_connect(const struct postgres_place *place, bool *ok_r);

/* What a pooled connection sends at the start of a transaction, in the place of what others set for
 * as long as they live. NULL: nothing. */
const struct sql *postgres_settings(const struct postgres_place *place);

/* The name of what is told. */
const char *postgres_channel(enum db_news news);
/* Waits as db_wait does; a connection that cannot be used is given as NULL. False: it is lost. */
bool postgres_hear(PGconn *connection, int wake, int ms, struct db_told *told);

#endif
