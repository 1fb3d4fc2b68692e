#include "account/login_link_api.h"

#include "app.h"
#include "auth/auth_api.h"
#include "auth/login_link.h"
#include "base/log.h"
#include "house.h"
#include "take.h"

enum { TOKEN_MOST = 200 };

struct given {
    struct sign_in sign_in; /* first */
    struct str link;
};

/* Whatever is wrong with the link: who tries links learns nothing. */
static bool refuse(struct error *error)
{
    return error_set(error, ERROR_NOT_FOUND,
                     "This link cannot be used: it was used before, is too old, or is not whole. "
                     "Ask for a new one.");
}

static bool link_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct given *given = write->data;
    struct who who;
    bool found;
    if (!login_link_use(tx, given->link, &found, &who, error))
        return false;
    if (!found)
        return refuse(error);
    given->sign_in.login.account = who.account;
    given->sign_in.login.role = who.role_id;
    house_note(tx, &who, "login.link", "used");
    /* The cookie is about to be another's: nobody could log out of the old one any more. */
    struct str before = request_cookie(write->call->request, "varde_session");
    if (before.len)
        session_end(tx, write->call->app->sessions, before);
    return auth_open(write, tx, &given->sign_in);
}

/* What is no link is refused by reading alone: only one that lets somebody in costs a write. */
enum handled login_link_sign_in(struct call *call)
{
    struct error error = {0};
    struct who who;
    bool found;
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_line(call->json, "/token", TOKEN_MOST, true, &given->link, &error) ||
        !login_link_find(call->db, &call->request->arena, given->link, call->request->now, &found,
                         &who, &error))
        return call_fail(call, &error);
    if (!found) {
        if (sessions_tell_refusal(call->app->sessions, call->request->now))
            log_line(LOG_WARN, "login.link_refused", "a link that cannot be used was tried");
        refuse(&error);
        return call_fail(call, &error);
    }
    return auth_sign_in(call, &given->sign_in, link_apply);
}
