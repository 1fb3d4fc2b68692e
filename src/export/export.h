/* One patient's whole record as one FHIR R4 Bundle of type `collection`, printed while it is read:
 * pages by key, so that it takes no more memory for more observations. What became which resource,
 * and why: docs/decisions/0021. */
#ifndef VARDE_EXPORT_H
#define VARDE_EXPORT_H

#include "programme/programme.h"

#include <stdio.h>

struct export_order {
    struct uuid patient;
    const char *base; /* the address of FHIR here, "https://host/fhir": what fullUrl begins with */
    int64_t now;
};

/* Reads one state of the database, in a transaction of its own. `to` is not closed. False: the
 * database failed or `to` takes no more; what was printed is then no Bundle. */
bool export_record(struct db *db, struct programmes *programmes, const struct export_order *order,
                   FILE *to, int64_t *entries_r, struct error *error);

/* By the id of /api/patients/{id}. */
bool export_find(struct db *db, struct arena *arena, const struct uuid *patient, bool *found_r,
                 struct error *error);
/* By a national id of either kind. */
bool export_find_by_number(struct db *db, struct arena *arena, struct str number,
                           struct uuid *patient_r, bool *found_r, struct error *error);

/* In the open transaction, before anything is shown: who took it out, for the access log. `user`:
 * the operating system's name of who runs the program. */
struct tx;
bool export_log(struct tx *tx, const struct uuid *patient, const char *user, struct error *error);

#endif
