/* GET /fhir/Patient/{id} and GET /fhir/Patient?identifier=…, ?_id=… */
#ifndef VARDE_PATIENT_FHIR_H
#define VARDE_PATIENT_FHIR_H

#include "router.h"

enum handled fhir_patient_read(struct call *call);
enum handled fhir_patient_search(struct call *call);

#endif
