/* GET /fhir/Observation/{id}; GET /fhir/Observation?… and POST /fhir/Observation/_search. */
#ifndef VARDE_OBSERVATION_SEARCH_FHIR_H
#define VARDE_OBSERVATION_SEARCH_FHIR_H

#include "router.h"

enum handled fhir_observation_read(struct call *call);
/* Whose Observations: the zero id when the search goes over all patients by identifier. */
bool fhir_observation_find(struct call *call, struct uuid *patient_r, bool *found_r,
                           struct error *error);
enum handled fhir_observation_search(struct call *call);

#endif
