/* One Observation as it comes in, checked and reduced to what the record keeps. */
#ifndef VARDE_OBSERVATION_H
#define VARDE_OBSERVATION_H

#include "base/caltime.h"
#include "base/error.h"
#include "base/uuid.h"
#include "clinical/triage.h"
#include "fhir/subject.h"

#define OBSERVATION_VALUES 4 /* a panel's most */

struct observation_value {
    struct measurement measurement; /* parameter, value in millionths of its own unit, marks */
    struct str text;                /* the number as it was written; STR_NONE when absent */
    struct str unit;                /* the unit's code (else its name) as it was written */
};

struct observation {
    enum parameter panel; /* PARAMETER_BP, or PARAMETER_NONE for a single value */
    size_t count;         /* at least 1; absent values are there with MARK_ABSENT */
    struct observation_value values[OBSERVATION_VALUES];
    struct str status; /* final, amended, corrected, preliminary … as FHIR has them */
    struct caltime effective;
    struct str device;            /* Device reference or identifier, STR_NONE when missing */
    struct str identifier_system; /* of the first identifier with a value */
    struct str identifier_value;  /* STR_NONE when there is none */
    uint8_t key[16];              /* same key: the same Observation (see observation_key) */
    uint8_t content[16];          /* hash of the whole resource but id, meta and text */
    struct str
        extra; /* JSON object: what the resource said beyond the above; STR_NONE when nothing */
    struct fhir_subject subject; /* as the resource says it */
};

/* Half of the public id: with an identifier a hash of it, else with an Idempotency-Key (not
 * STR_NONE) a hash of the account and that, else of patient-independent content: code, device, time
 * and value. */
void observation_key(struct observation *observation, const struct uuid *account,
                     struct str idempotency_key);
/* The key of every Observation with this identifier (no system: STR_NONE), for searching. */
void observation_identifier_key(struct str system, struct str value, uint8_t key_r[16]);

#endif
