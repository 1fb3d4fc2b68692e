/* Whoever works at the command line of the machine. The operating system let them in; they have no
 * log-in here and no role. What they do to the record stands in the access log under one account of
 * the house, so that a patient reads it as any other. */
#ifndef VARDE_AUTH_OPERATOR_H
#define VARDE_AUTH_OPERATOR_H

#include "auth/access_log.h"

/* Cannot be a log-in: brackets and blanks are refused there. It has no role, and no session. */
#define OPERATOR_LOGIN "(command line)"

/* In the open transaction: makes the account when it is not there. Waits. */
bool operator_entry(struct tx *tx, const char *action, struct access_entry *entry_r,
                    struct error *error);

#endif
