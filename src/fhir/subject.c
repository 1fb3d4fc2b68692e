#include "fhir/subject.h"

#include "base/arena.h"
#include "base/sha.h"
#include "base/uuid.h"
#include "fhir/reference.h"

static bool missing(const struct place *place, const char *name, struct error *error)
{
    return place_error(&PLACE_IN(place, name), error, "is missing");
}

static bool bounded(struct str text, const struct place *place, const char *name,
                    struct error *error)
{
    return text.len <= FHIR_IDENTIFIER_MOST ||
           place_error(&PLACE_IN(place, name), error, "is longer than %d bytes",
                       FHIR_IDENTIFIER_MOST);
}

static bool is_of_patient(struct str type)
{
    return !type.len || str_is(type, "Patient") ||
           str_is(type, "http://hl7.org/fhir/StructureDefinition/Patient");
}

/* A reference of another server's, beside an identifier, is not ours to follow. Within a Bundle a
 * reference may be "urn:uuid:…"; whoever has the Bundle resolves it. */
static bool subject_choose(struct arena *arena, struct json_object *subject,
                           const struct place *place, struct fhir_subject *o, struct error *error)
{
    struct json_object *identifier = json_in_get(subject, "identifier");
    struct str reference = json_in_str(json_in_get(subject, "reference"));
    struct str value = json_in_str(json_in_get(identifier, "value"));
    struct str patient = reference_id(reference, "Patient");
    struct uuid id;
    if (reference.len && !patient.len && str_starts(reference, "urn:uuid:"))
        patient = reference;
    /* Some write the type small; with an identifier beside it nothing hangs on that. */
    bool small = value.len && str_starts(reference, "patient/");
    if (reference.len && !patient.len && !small)
        return place_error(&PLACE_IN(place, "reference"), error, "must be Patient/ and its id");
    if (value.len && !(patient.len && uuid_parse(patient, &id))) {
        struct str system = json_in_str(json_in_get(identifier, "system"));
        if (!system.len)
            return missing(&PLACE_IN(place, "identifier"), "system", error);
        o->system = arena_str(arena, system);
        o->value = arena_str(arena, value);
        return true;
    }
    if (!patient.len)
        return place_error(place, error, "must have a reference or an identifier of the patient");
    o->reference = arena_str(arena, patient);
    return true;
}

bool fhir_subject_read(struct arena *arena, struct json_object *resource, const struct place *place,
                       struct fhir_subject *subject_r, struct error *error)
{
    struct json_object *subject = json_in_get(resource, "subject");
    struct place here = PLACE_IN(place, "subject");
    *subject_r = (struct fhir_subject){.reference = STR_NONE};
    if (!subject)
        return missing(place, "subject", error);
    if (!is_of_patient(json_in_str(json_in_get(subject, "type"))))
        return place_error(&PLACE_IN(&here, "type"), error, "must be Patient");
    return subject_choose(arena, subject, &here, subject_r, error) &&
           bounded(subject_r->reference, &here, "reference", error) &&
           bounded(subject_r->system, &here, "identifier", error) &&
           bounded(subject_r->value, &here, "identifier", error);
}

static bool identifier_one(struct arena *arena, struct json_object *identifier,
                           const struct place *place, struct str *system_r, struct str *value_r,
                           struct error *error)
{
    struct str system = json_in_str(json_in_get(identifier, "system"));
    struct str value = json_in_str(json_in_get(identifier, "value"));
    if (!bounded(system, place, "system", error) || !bounded(value, place, "value", error))
        return false;
    if (value.len && !value_r->len) {
        *system_r = arena_str(arena, system);
        *value_r = arena_str(arena, value);
    }
    return true;
}

bool fhir_identifier_read(struct arena *arena, struct json_object *resource,
                          const struct place *place, struct str *system_r, struct str *value_r,
                          struct error *error)
{
    struct json_object *identifiers = json_in_get(resource, "identifier");
    *system_r = *value_r = STR_NONE;
    if (json_in_is_object(identifiers))
        return identifier_one(arena, identifiers, &PLACE_IN(place, "identifier"), system_r, value_r,
                              error);
    for (size_t i = 0; i < json_in_length(identifiers); i++)
        if (!identifier_one(arena, json_in_at(identifiers, i), &PLACE_AT(place, "identifier", i),
                            system_r, value_r, error))
            return false;
    return true;
}

void fhir_content_hash(struct arena *arena, struct json_object *resource,
                       uint8_t content_r[FHIR_CONTENT_BYTES])
{
    static const char *const without[] = {"id", "meta", "text", NULL};
    struct buf canonical;
    uint8_t digest[SHA_BYTES];
    buf_init(&canonical, arena, 1024);
    json_in_canonical(resource, without, &canonical);
    sha256_one(buf_slice(&canonical), digest);
    memcpy(content_r, digest, FHIR_CONTENT_BYTES);
}
