/* Organisations: what kinds there are, who may make them, who acts for them, what links them. */
#ifndef VARDE_ORGANISATION_H
#define VARDE_ORGANISATION_H

#include "auth/who.h"
#include "base/error.h"

enum { ORGANISATION_NAME_MOST = 110, ORGANISATION_PHONE_MOST = 24 }; /* bytes */

/* Parties sign for themselves and for what is below them; they are made by who installs. */
bool organisation_is_party(struct str kind);
bool organisation_is_kind(struct str kind);
/* The kinds, from 0; NULL: no more. */
const char *organisation_kind_word(size_t at);
/* May an administrator of a party of this kind make one of that kind? */
bool organisation_fits_under(struct str kind, struct str party_kind);
/* Does anybody act for an organisation of this kind in this role? */
bool organisation_takes_role(struct str kind, enum role role);
/* `serves` leads from a service to a municipality, `partner` from a department to a service. Who
 * installs also makes municipalities and hospitals a `member` of a health community. */
bool organisation_may_link(struct str link, struct str from_kind, struct str to_kind);

bool organisation_may_be_member(struct str from_kind, struct str to_kind);

/* A municipality number (four digits), or an organisation number (nine, with its check digit). */
bool organisation_is_number(struct str number);
/* Digits with blanks between them, and a country's + before. */
bool organisation_is_phone(struct str phone);

/* Administrators keep all that belongs to their party, others what they act for. */
bool organisation_keeps(const struct who *who, const struct uuid *organisation,
                        const struct uuid *party);

#endif
