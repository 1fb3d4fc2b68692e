/* Accounts and the roles they are given: what fits whom, whoever gives it. */
#ifndef VARDE_ACCOUNT_H
#define VARDE_ACCOUNT_H

#include "auth/who.h"
#include "base/error.h"

enum { ACCOUNT_NAME_MOST = 110, ACCOUNT_LOGIN_MOST = 60 }; /* bytes */

/* Small letters, digits and . - _ @; p- begins those that patients get. */
bool account_is_login(struct str login);
#define ACCOUNT_LOGIN_RULE "must be at least two of a-z, 0-9 and . - _ @, and not begin with p-"

/* A role that an administrator gives; ROLE_NONE for any other word, also a patient's and kin's. */
enum role account_role_of(struct str word);
/* May an account of this kind act in this role for an organisation of that kind? If not: why. */
bool account_may_act(struct str account_kind, enum role role, struct str organisation_kind,
                     const char *place, struct error *error);

#endif
