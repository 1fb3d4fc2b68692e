/* GET /fhir/metadata. */
#ifndef VARDE_FHIR_METADATA_H
#define VARDE_FHIR_METADATA_H

#include "router.h"

enum handled fhir_metadata(struct call *call);

#endif
