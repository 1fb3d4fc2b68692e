/* The parts of reading an Observation, for observation_fhir.c and its neighbours alone. */
#ifndef VARDE_OBSERVATION_PARSE_H
#define VARDE_OBSERVATION_PARSE_H

#include "base/json_in.h"
#include "fhir/place.h"
#include "observation/observation.h"

/* Statuses under which a value may be missing without a reason. */
bool observation_may_lack(struct str status);

/* Panel, parameters, values and their marks (but those of time). */
bool observation_values_read(struct arena *arena, struct json_object *resource,
                             const struct place *place, struct observation *observation,
                             struct error *error);

#define OBSERVATION_CONDITION_URL "https://varde.no/fhir/StructureDefinition/measurement-condition"
/* The condition that an extension says; 0: it is another extension, or says none that we know. */
uint32_t observation_condition(struct json_object *extension);
/* Conditions by extension, added to those of the values. */
bool observation_conditions_read(struct json_object *resource, const struct place *place,
                                 struct observation *observation, struct error *error);

/* What the columns do not hold, as one JSON object: every member that observation_to_fhir would not
 * print by itself just as it came. */
bool observation_extra_read(struct arena *arena, struct json_object *resource,
                            const struct place *place, struct observation *observation,
                            struct error *error);

#endif
