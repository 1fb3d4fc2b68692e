/* Who holds which token. A token is 32 random bytes, shown once; the database keeps its hash. */
#ifndef VARDE_AUTH_SESSION_H
#define VARDE_AUTH_SESSION_H

#include "auth/who.h"
#include "store/writer.h"

#define TOKEN_TEXT 44 /* 43 characters of base64url and the end */

struct sessions;
struct sessions *sessions_create(void);
void sessions_destroy(struct sessions *sessions);

/* Who the token is, remembered for some seconds. found_r false: no such session, or over. */
bool session_find(struct sessions *sessions, struct db *db, struct arena *arena, struct str token,
                  int64_t now, bool *found_r, struct who *who_r, struct error *error);

void token_make(char token_r[TOKEN_TEXT]);

/* In the open transaction. */
void session_open(struct tx *tx, struct str token, const struct uuid *account,
                  const struct uuid *role, const char *kind, int64_t expires_at);
void session_end(struct tx *tx, struct sessions *sessions, struct str token);
/* All sessions of a role or an account. */
void session_end_role(struct tx *tx, const struct uuid *role);
void session_end_account(struct tx *tx, const struct uuid *account);

/* After a commit that took rights away: every session is asked for anew, here at once. */
void sessions_forget(struct sessions *sessions);
/* In the open transaction of such a change: the other processes forget theirs with its commit. */
void sessions_tell(struct tx *tx);
/* Grows with each sessions_forget. */
uint64_t sessions_generation(struct sessions *sessions);

/* A log-in was refused: is it to be logged? A few each minute are, so that nobody fills the log. */
bool sessions_tell_refusal(struct sessions *sessions, int64_t now);

/* The account behind a log-in name and its first role in force. */
struct login {
    struct uuid account, role;
    char kind[16];
};
bool login_find(struct db *db, struct arena *arena, struct str login, int64_t now, bool *found_r,
                struct login *login_r, struct error *error);

#endif
