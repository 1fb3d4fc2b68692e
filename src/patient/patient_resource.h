/* Patient in FHIR R4. */
#ifndef VARDE_PATIENT_RESOURCE_H
#define VARDE_PATIENT_RESOURCE_H

#include "base/json_out.h"
#include "patient/patient_store.h"

void patient_to_fhir(struct json_out *out, const struct patient_row *patient);

#endif
