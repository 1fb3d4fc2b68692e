/* The name of a database as it may be shown, and whether it can be read: a password in it never
 * reaches a log, a terminal or an error. */
#ifndef VARDE_STORE_DB_URL_H
#define VARDE_STORE_DB_URL_H

#include "base/error.h"

#include <stddef.h>

/* postgresql://user:***@host/name. What is no URL is masked alike where it looks like one (a colon,
 * and an @ later); what begins with sqlite: stays. Cut when it does not fit. */
void db_url_mask(const char *url, char *out, size_t size);
/* Takes varde_prepare=false out, which libpq does not know; was it there? (db.h, db_open) */
bool db_url_take_pooled(char *url);
/* What db_open would say of the form alone. Never repeats a part that may be a password. */
bool db_url_check(const char *url, struct error *error);

#endif
