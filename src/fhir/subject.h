/* What resources about a patient say alike: whom they are about, and when. */
#ifndef VARDE_FHIR_SUBJECT_H
#define VARDE_FHIR_SUBJECT_H

#include "base/json_in.h"

#define FHIR_IDENTIFIER_MOST 512 /* bytes of a system, value or reference */

struct place;

/* Exactly one of the two. */
struct fhir_subject {
    struct str reference;     /* "Patient/…" without the prefix, or "urn:uuid:…" */
    struct str system, value; /* of the identifier */
};

/* The resource's member `subject`, which must be there. */
bool fhir_subject_read(struct arena *arena, struct json_object *resource, const struct place *place,
                       struct fhir_subject *subject_r, struct error *error);
/* The first of the resource's identifiers (one, or an array) with a value; STR_NONE when there is
 * none. */
bool fhir_identifier_read(struct arena *arena, struct json_object *resource,
                          const struct place *place, struct str *system_r, struct str *value_r,
                          struct error *error);

/* A hash of the whole resource but id, meta and text: what was sent again says the same. */
#define FHIR_CONTENT_BYTES 16
void fhir_content_hash(struct arena *arena, struct json_object *resource,
                       uint8_t content_r[FHIR_CONTENT_BYTES]);

#endif
