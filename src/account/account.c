#include "account/account.h"

#include "organisation/organisation.h"

bool account_is_login(struct str login)
{
    for (size_t i = 0; i < login.len; i++) {
        char c = login.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || !memchr(".-_@", c, 4)))
            return false;
    }
    return login.len >= 2 && login.len <= ACCOUNT_LOGIN_MOST && !str_starts(login, "p-");
}

enum role account_role_of(struct str word)
{
    enum role role = role_of_word(word);
    return role == ROLE_PATIENT || role == ROLE_KIN ? ROLE_NONE : role;
}

bool account_may_act(struct str account_kind, enum role role, struct str organisation_kind,
                     const char *place, struct error *error)
{
    if (!organisation_takes_role(organisation_kind, role))
        return error_at(error, ERROR_INVALID, place, "a %.*s has no %s", STR_ARG(organisation_kind),
                        role_word(role));
    return str_is(account_kind, "machine") == (role == ROLE_MACHINE) ||
           error_at(error, ERROR_INVALID, place,
                    "a machine acts as machine, and a person never does");
}
