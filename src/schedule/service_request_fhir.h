/* When a patient reports, as FHIR's ServiceRequests. */
#ifndef VARDE_SERVICE_REQUEST_FHIR_H
#define VARDE_SERVICE_REQUEST_FHIR_H

#include "router.h"

/* Whose: ?patient= or ?subject=, the path's id, or the subject of what came in. */
bool fhir_request_find(struct call *call, struct uuid *patient_r, bool *found_r,
                       struct error *error);
enum handled fhir_request_search(struct call *call);
bool fhir_request_find_one(struct call *call, struct uuid *patient_r, bool *found_r,
                           struct error *error);
enum handled fhir_request_read(struct call *call);
bool fhir_request_find_subject(struct call *call, struct uuid *patient_r, bool *found_r,
                               struct error *error);
enum handled fhir_request_create(struct call *call);

#endif
