/* Programmes as data: what a programme follows and its standard limits. A version never changes
 * once it is in the database, so what was read once is kept. */
#ifndef VARDE_PROGRAMME_H
#define VARDE_PROGRAMME_H

#include "clinical/triage.h"
#include "store/db.h"

#define PROGRAMME_ID 40
#define PROGRAMME_LIMITS 64

struct programme {
    char id[PROGRAMME_ID];
    int64_t version;
    char name[64]; /* message key */
    bool followed[PARAMETER_COUNT];
    size_t limit_count;
    struct limit limits[PROGRAMME_LIMITS];
};

/* Reads and checks a programme file. Errors name the place as a JSON pointer
 * ("/parameters/2/limits/0/zone"); each parameter's limits must stand in order. */
bool programme_parse(struct str document, struct programme *programme_r, struct error *error);

struct programmes;
struct programmes *programmes_create(void);
void programmes_destroy(struct programmes *programmes);
/* The programme, read through db when it is not known yet; lives as long as `programmes`. NULL with
 * an error when there is none or the database fails. Inside a writing transaction only as the
 * writer. */
const struct programme *programmes_get(struct programmes *programmes, struct db *db, const char *id,
                                       int64_t version, struct error *error);

/* A parameter's limits, standard or individual, from rows of patient_limit (parameter, side, zone,
 * operator, value): those parameters that have individual ones lose the standard ones. */
#define LIMIT_COLUMNS "l.parameter, l.side, l.zone, l.operator, l.value"
size_t programme_limits(const struct programme *programme, const struct rows *individual,
                        size_t first, size_t count, unsigned column,
                        struct limit limits_r[PROGRAMME_LIMITS]);

struct tx;
/* Stores a version, approved by a named person, in the open transaction. */
void programme_store(struct tx *tx, const struct programme *programme, struct str document,
                     const char *approved_by, const char *note);

#endif
