/* What leads from one table to another and the schema does not enforce, since the tables grow fast
 * or the one that is named came later: one row of a table each, held against the schema by a test.
 */
#ifndef VARDE_CHECK_REFERENCE_H
#define VARDE_CHECK_REFERENCE_H

#include "check/check.h"

struct reference {
    const char *child, *columns; /* with commas between */
    const char *parent;
    struct check_find
        find; /* answers: the patient (or nothing), and the value that leads nowhere */
};

/* A column that looks like a reference and is none. */
struct reference_exempt {
    const char *table, *column, *why;
};

/* The last has no child, no table. */
extern const struct reference check_reference_list[];
extern const struct reference_exempt check_reference_exempt[];

#endif
