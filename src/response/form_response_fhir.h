/* QuestionnaireResponse in FHIR R4, in and out. */
#ifndef VARDE_FORM_RESPONSE_FHIR_H
#define VARDE_FORM_RESPONSE_FHIR_H

#include "base/json_in.h"
#include "base/json_out.h"
#include "fhir/subject.h"
#include "response/form_response.h"

/* Whom it is about; the rules are those of an Observation. */
bool form_response_subject(struct arena *arena, struct json_object *resource,
                           struct fhir_subject *subject_r, struct error *error);

/* Reads and judges the resource by the form that it names: that of the patient's open enrolments,
 * else of the newest approved programme that has it. `subject` is not looked at. A completed one
 * must be complete and within bounds, is kept without hidden answers, and has findings; others are
 * kept as they came and say nothing. Texts point into the arena. False: ERROR_INVALID with its
 * place, or the database failed. The key is not made. */
bool form_response_from_fhir(struct arena *arena, struct json_object *resource,
                             struct programmes *programmes, struct db *db,
                             const struct uuid *patient, int64_t received,
                             struct form_response *response_r, struct error *error);

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
void form_response_to_fhir(struct json_out *out, const struct form_response_stored *stored);

#endif
