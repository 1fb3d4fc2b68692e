/* QuestionnaireResponse in FHIR R4, in and out. */
#ifndef VARDE_FORM_RESPONSE_FHIR_H
#define VARDE_FORM_RESPONSE_FHIR_H

#include "base/json_in.h"
#include "base/json_out.h"
#include "fhir/subject.h"
#include "response/form_response.h"

/* What the resource says beyond the columns, as one JSON object: form_response_extra.c. */
bool form_response_extra_read(struct arena *arena, struct json_object *resource,
                              struct form_response *response, struct error *error);

/* One as it is stored. */
struct form_response_stored {
    struct uuid patient;
    uint8_t key[16];
    int64_t version, received_at;
    const struct programme *programme;
    const char *form;
    struct str status;
    int64_t authored;
    enum precision authored_precision;
    int16_t authored_offset;
    struct str identifier_system, identifier_value;
    struct str document, extra;
};
struct form_response_stored form_response_as_stored(const struct form_response *response,
                                                    const struct uuid *patient, int64_t version,
                                                    int64_t received_at);
void form_response_to_fhir(struct json_out *out, const struct form_response_stored *stored);

#endif
