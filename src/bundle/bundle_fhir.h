/* POST /fhir: a Bundle. */
#ifndef VARDE_BUNDLE_FHIR_H
#define VARDE_BUNDLE_FHIR_H

#include "router.h"

bool fhir_bundle_find(struct call *call, struct uuid *patient_r, bool *found_r,
                      struct error *error);
enum handled fhir_bundle(struct call *call);

#endif
