/* Signing in and out, and who one is. */
#ifndef VARDE_AUTH_API_H
#define VARDE_AUTH_API_H

#include "auth/session.h"
#include "router.h"

/* A session by cookie that is being opened. */
struct sign_in {
    struct login login; /* known at the latest when `apply` calls auth_open */
    char token[TOKEN_TEXT];
    int64_t expires_at;
};
/* Runs `apply` with write->data = sign_in; the answer is that of auth_me, with the cookie. */
enum handled auth_sign_in(struct call *call, struct sign_in *sign_in,
                          bool (*apply)(struct write *write, struct tx *tx, struct error *error));
/* In `apply`. Returns true. */
bool auth_open(struct write *write, struct tx *tx, const struct sign_in *sign_in);

enum handled auth_me(struct call *call);
/* With demo = true only. */
enum handled auth_demo_logins(struct call *call);
enum handled auth_demo_sign_in(struct call *call);
enum handled auth_sign_out(struct call *call);

#endif
