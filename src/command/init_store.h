/* An installation into an empty database. */
#ifndef VARDE_INIT_STORE_H
#define VARDE_INIT_STORE_H

#include "auth/session.h"
#include "installation/installation.h"
#include "store/writer.h"

/* One command: all of it or nothing. ERROR_CONFLICT when the database holds anything. */
struct init_store {
    struct command command; /* as init_store_command gives it */
    const struct installation *installation;
    char token[TOKEN_TEXT]; /* afterwards: the first administrator's */
    int64_t expires_at;
};
struct command init_store_command(void);

/* What stands in the way: "3 accounts, 120 patients"; empty: nothing. Tables must be there. */
bool init_store_holds(struct db *db, struct arena *arena, struct str *holds_r, struct error *error);

#endif
