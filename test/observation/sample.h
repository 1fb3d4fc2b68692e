/* For tests of Observations: reads one, keeps it in an empty database as the house would, and
 * prints it again. */
#ifndef VARDE_TEST_OBSERVATION_SAMPLE_H
#define VARDE_TEST_OBSERVATION_SAMPLE_H

#include "../data.h"
#include "base/arena.h"
#include "base/json_in.h"
#include "observation/observation_fhir.h"
#include "store/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SAMPLE_RECEIVED INT64_C(1795255200000) /* 2026-11-21T10:00:00Z */

struct sample {
    struct arena arena;
    struct json_object *json;
    struct observation observation;
    struct error error;
    bool ok;
};

/* The text must be JSON; whether it is an Observation, ok says. */
void sample_read(struct sample *sample, const char *text);
/* A text with ' for ". */
void sample_quoted(struct sample *sample, const char *text);
void sample_finish(struct sample *sample);

/* An empty database of the present schema, in memory. */
struct db *sample_db(void);
struct uuid sample_patient(void);
void sample_store(struct db *db, struct sample *sample, const struct uuid *patient, int64_t version,
                  int64_t received);
/* Printed by observation_to_fhir from what the database has. */
struct json_object *sample_printed(struct db *db, struct arena *arena);

#endif
