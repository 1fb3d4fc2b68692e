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

/* The individual limits in force, as enrolment.limits holds them beside the rows of patient_limit:
 * [[parameter, side, zone, operator, value], …] */
struct str limits_print(struct arena *arena, const struct limit *limits, size_t count);
/* What holds for an enrolment, from its `limits` (STR_NONE: none): those parameters that have
 * individual ones lose the standard ones. The first own_r are individual. False when the text is
 * not one that limits_print made: nobody may then be judged by what is left. */
bool programme_limits(const struct programme *programme, struct str individual,
                      struct limit limits_r[PROGRAMME_LIMITS], size_t *count_r, size_t *own_r,
                      struct error *error);

struct tx;
/* Stores a version, approved by a named person, in the open transaction. */
void programme_store(struct tx *tx, const struct programme *programme, struct str document,
                     const char *approved_by, const char *note);

#endif
