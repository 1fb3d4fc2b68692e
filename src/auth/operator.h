/* Who acts when something is done from the command line by whoever has the database: an account of
 * the kind "operator", always with the same id, that has no role and that nobody can log in as. */
#ifndef VARDE_AUTH_OPERATOR_H
#define VARDE_AUTH_OPERATOR_H

#include "auth/who.h"
#include "store/writer.h"

/* Makes it when it is not there yet, in the open transaction. */
void operator_act(struct tx *tx, struct who *who_r);

#endif
