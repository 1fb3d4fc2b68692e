/* Who else may read or write the files of a SQLite database. */
#ifndef VARDE_STORE_DB_FILES_H
#define VARDE_STORE_DB_FILES_H

#include "base/error.h"

/* The database, its -wal, -shm and -journal must belong to who runs this, and its folder must not
 * be open to others for writing. With `mend`, files that others may read or write are closed to
 * them. mended_r: how many. Right for any URL that names no SQLite file. */
bool db_files_check(const char *url, bool mend, int *mended_r, struct error *error);

#endif
