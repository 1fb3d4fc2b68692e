/* Observation in FHIR R4, in and out. */
#ifndef VARDE_OBSERVATION_FHIR_H
#define VARDE_OBSERVATION_FHIR_H

#include "base/json_in.h"
#include "base/json_out.h"
#include "observation/observation.h"

/* Reads and checks the resource: marks of validity by value are set (hard limits, confirm zone,
 * panel cross-checks, device and absence), those of time by `received`. Texts point into the arena.
 * False: ERROR_INVALID with a FHIRPath place ("Observation.component[1].valueQuantity.value"). */
bool observation_from_fhir(struct arena *arena, struct json_object *resource, int64_t received,
                           struct observation *observation_r, struct error *error);
struct place; /* fhir/place.h */
/* The same of a resource within another: top is where it stands, as "Bundle.entry[1].resource". */
bool observation_from_fhir_at(struct arena *arena, struct json_object *resource,
                              const struct place *top, int64_t received,
                              struct observation *observation_r, struct error *error);

struct rows;
/* Prints the Observation that rows [first, first + count) of a query with OBSERVATION_COLUMNS make.
 */
void observation_to_fhir(struct json_out *out, struct arena *arena, const struct rows *rows,
                         size_t first, size_t count);

/* The columns, in order, of every query whose rows observation_to_fhir prints; from observation o.
 */
#define OBSERVATION_COLUMNS                                                                        \
    "o.patient_id, o.key, o.version, o.parameter, o.panel, o.status, o.value, o.value_text,"       \
    " o.unit, o.marks, o.effective, o.effective_precision, o.effective_offset, o.received_at,"     \
    " o.device, o.identifier_system, o.identifier_value, o.extra, o.conditions"

#endif
