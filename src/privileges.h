/* What the process may do: as little as serving takes. */
#ifndef VARDE_PRIVILEGES_H
#define VARDE_PRIVILEGES_H

#include "base/error.h"

#include <stdint.h>

/* Started as root with a user: becomes that user, with no way back. Without a user: stays who it
 * is, and says so when that is root. In any case no new privileges (setuid programs), no core file
 * and no reading of the memory, which holds records, by others of the same user. Before the first
 * thread. */
bool privileges_drop(const char *user, struct error *error);

/* So many files and connections will be open at once: raises the process's limit when it may. */
bool privileges_files(int64_t files, struct error *error);

#endif
