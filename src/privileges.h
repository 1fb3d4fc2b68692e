/* What the process may do: as little as serving takes. */
#ifndef VARDE_PRIVILEGES_H
#define VARDE_PRIVILEGES_H

#include "base/error.h"

/* Started as root with a user: becomes that user, with no way back. Without a user: stays who it
 * is, and says so when that is root. In any case no new privileges (setuid programs), no core file
 * and no reading of the memory, which holds records, by others of the same user. Before the first
 * thread. */
bool privileges_drop(const char *user, struct error *error);

#endif
