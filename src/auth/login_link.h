/* Links by which somebody without another way in logs in, once: 32 random bytes, of which the
 * database keeps the hash. A newer link ends those that the account had before. */
#ifndef VARDE_AUTH_LOGIN_LINK_H
#define VARDE_AUTH_LOGIN_LINK_H

#include "auth/session.h"

enum { LOGIN_LINK_HOURS = 24, LOGIN_LINK_HOURS_MOST = 7 * 24 };

/* In the open transaction. */
void login_link_make(struct tx *tx, const struct uuid *account, int64_t expires_at,
                     char token_r[TOKEN_TEXT]);

/* Could the token be used now? Used, expired, unknown, of an account that is not active, has no
 * role or is a machine's: all alike found_r false. Whom it lets in, in the account's first role. */
bool login_link_find(struct db *db, struct arena *arena, struct str token, int64_t now,
                     bool *found_r, struct who *who_r, struct error *error);
/* The same, and from then on it is used: of two at the same time one is told so. */
bool login_link_use(struct tx *tx, struct str token, bool *found_r, struct who *who_r,
                    struct error *error);

#endif
