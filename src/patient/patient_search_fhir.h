/* Searches for resources about patients, as requests bring them. */
#ifndef VARDE_PATIENT_SEARCH_FHIR_H
#define VARDE_PATIENT_SEARCH_FHIR_H

#include "fhir/search_query.h"
#include "router.h"

/* The parameters of the query and of a form; strict_r: unknown ones are to be refused. */
bool patient_search_parameters(struct request *request, struct search *search_r, bool *strict_r,
                               struct error *error);
/* Whose the search is, the asker's own when a patient does not say; found_r: there is such a
 * patient, or it goes over all of them. */
bool patient_search_subject(struct call *call, struct search_query *query,
                            const struct search_filter *filter, bool *found_r, struct error *error);
/* The address of FHIR here, as the asker knows it. */
const char *patient_search_base(struct call *call);

#endif
