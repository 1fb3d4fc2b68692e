/* The migrations inside the program, in order: number 1 is the first. Made by the build from
 * migrations/NNNN_what.sql. */
#ifndef VARDE_STORE_MIGRATIONS_H
#define VARDE_STORE_MIGRATIONS_H

#include <stddef.h>

struct migration {
    const char *name;
    const char *script;
};

extern const struct migration migrations[];
extern const size_t migration_count;

#endif
