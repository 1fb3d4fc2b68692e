/* QuestionnaireResponse in FHIR R4, in and out. */
#ifndef VARDE_FORM_RESPONSE_FHIR_H
#define VARDE_FORM_RESPONSE_FHIR_H

#include "base/json_in.h"
#include "base/json_out.h"
#include "fhir/subject.h"
#include "response/form_response.h"

/* The columns, in order, of every query whose rows form_response_of_row reads; from response r. */
#define RESPONSE_COLUMNS                                                                           \
    "r.patient_id, r.key, r.version, r.programme, r.programme_version, r.form, r.status,"          \
    " r.authored, r.authored_precision, r.authored_offset, r.received_at, r.identifier_system,"    \
    " r.identifier_value, r.document, r.extra"
enum response_column {
    RESPONSE_PATIENT_ID,
    RESPONSE_KEY,
    RESPONSE_VERSION,
    RESPONSE_PROGRAMME,
    RESPONSE_PROGRAMME_VERSION,
    RESPONSE_FORM,
    RESPONSE_STATUS,
    RESPONSE_AUTHORED,
    RESPONSE_AUTHORED_PRECISION,
    RESPONSE_AUTHORED_OFFSET,
    RESPONSE_RECEIVED_AT,
    RESPONSE_IDENTIFIER_SYSTEM,
    RESPONSE_IDENTIFIER_VALUE,
    RESPONSE_DOCUMENT,
    RESPONSE_EXTRA,
    RESPONSE_COLUMN_COUNT
};

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
/* Texts point into the rows. False: its programme cannot be read. */
bool form_response_of_row(const struct rows *rows, size_t row, struct programmes *programmes,
                          struct db *db, struct form_response_stored *stored_r,
                          struct error *error);
void form_response_to_fhir(struct json_out *out, const struct form_response_stored *stored);

#endif
