/* Several statements in one, for PostgreSQL (struct sql.gather). */
#ifndef VARDE_STORE_SEVERAL_H
#define VARDE_STORE_SEVERAL_H

#include <stddef.h>

/* To be freed. The n-th row's arguments follow those of the one before. */
char *several_inserts(const char *sql, size_t args, size_t times);
/* The number of the row that a row of the answer belongs to comes last, from 0. */
char *several_questions(const char *sql, size_t args, size_t times);

#endif
