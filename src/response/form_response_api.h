/* Answered forms, and the forms, over FHIR. */
#ifndef VARDE_FORM_RESPONSE_API_H
#define VARDE_FORM_RESPONSE_API_H

#include "router.h"

/* SUBJECT_FOUND: whom the QuestionnaireResponse that comes in is about. */
bool fhir_response_subject(struct call *call, struct uuid *patient_r, bool *found_r,
                           struct error *error);
enum handled fhir_response_create(struct call *call);
/* SUBJECT_FOUND: whose a search asks for. */
bool fhir_response_find(struct call *call, struct uuid *patient_r, bool *found_r,
                        struct error *error);
enum handled fhir_response_search(struct call *call);
enum handled fhir_response_read(struct call *call);

enum handled fhir_questionnaire_search(struct call *call);
enum handled fhir_questionnaire_read(struct call *call);

#endif
