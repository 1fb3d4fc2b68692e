/* OperationOutcome: how FHIR says that something went wrong. */
#ifndef VARDE_FHIR_OUTCOME_H
#define VARDE_FHIR_OUTCOME_H

#include "base/error.h"
#include "base/json_out.h"

void outcome_json(struct json_out *out, const struct error *error);
/* One that only tells: severity "warning", "information"; code as in FHIR's issue types. */
void outcome_note(struct json_out *out, const char *severity, const char *code,
                  const char *diagnostics);

#endif
