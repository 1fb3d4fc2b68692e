/* One answered form as it comes in, checked, judged by its form and reduced to what the record
 * keeps. */
#ifndef VARDE_FORM_RESPONSE_H
#define VARDE_FORM_RESPONSE_H

#include "base/caltime.h"
#include "base/json_in.h"
#include "base/uuid.h"
#include "fhir/subject.h"
#include "form/form_instruments.h"
#include "programme/programme.h"

struct form_response {
    const struct programme *programme; /* whose form it is */
    size_t form;                       /* among the programme's forms */
    struct str status; /* FHIR's: completed, amended, entered-in-error, in-progress … */
    struct caltime authored;
    struct str identifier_system, identifier_value; /* STR_NONE when there is none */
    uint8_t key[16];     /* same key: the same response (form_response_key) */
    uint8_t content[16]; /* hash of the whole resource but id, meta and text */
    bool scored;
    int64_t score; /* millionths */
    size_t finding_count;
    struct finding *findings;
    size_t instrument_count;
    struct form_instrument *instruments; /* what published instruments in it score */
    struct str document; /* the items with the answers that count, as FHIR JSON (an array) */
    struct str extra; /* JSON object: what the resource said beyond all this; STR_NONE: nothing */
};

/* Whom it is about; the rules are those of an Observation. */
bool form_response_subject(struct arena *arena, struct json_object *resource,
                           struct fhir_subject *subject_r, struct error *error);

/* Reads and judges the resource by the form that it names: that of the patient's open enrolments,
 * else of the newest approved programme that has it. `subject` is not looked at. A completed one
 * must be complete and within bounds, is kept without hidden answers, and has findings; others are
 * kept as they came and say nothing but thoughts of self-harm. Texts point into the arena. False:
 * ERROR_INVALID with its place, or the database failed. The key is not made. */
bool form_response_from_fhir(struct arena *arena, struct json_object *resource,
                             struct programmes *programmes, struct db *db,
                             const struct uuid *patient, int64_t received,
                             struct form_response *response_r, struct error *error);

/* The same of the answers alone, to a form that is known: status, score, findings, instruments and
 * document. */
bool form_response_judge(struct arena *arena, struct json_object *resource,
                         const struct programme *programme, size_t form,
                         struct form_response *response_r, struct error *error);

/* Half of the public id: with an identifier a hash of it, else with an Idempotency-Key (not
 * STR_NONE) a hash of the account and that, else of form, time and answers. */
void form_response_key(struct form_response *response, const struct uuid *account,
                       struct str idempotency_key);
/* The key of every response with this identifier (no system: STR_NONE), for searching. */
void form_response_identifier_key(struct str system, struct str value, uint8_t key_r[16]);

#endif
