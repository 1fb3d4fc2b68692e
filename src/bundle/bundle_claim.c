/* Whom an entry is about, as it says so. */
#include "base/arena.h"
#include "bundle/bundle_parse.h"
#include "fhir/reference.h"

#define CLAIMS_MOST 8 /* identifiers of one Patient that are tried */

static struct claim *claim_add(struct arena *arena, struct bundle_entry *entry)
{
    if (!entry->claims)
        entry->claims = arena_array(arena, struct claim, CLAIMS_MOST);
    return &entry->claims[entry->claim_count++];
}

static void claim_identifier(struct arena *arena, struct bundle_entry *entry, struct str system,
                             struct str value)
{
    struct claim *claim = claim_add(arena, entry);
    claim->system = arena_str(arena, system);
    claim->value = arena_str(arena, value);
}

/* By the condition when there is one; else by its identifiers, else by its id. */
static bool patient_claims(struct arena *arena, struct bundle_entry *entry,
                           const struct request_condition *condition)
{
    struct json_object *identifiers = json_in_get(entry->resource, "identifier");
    struct str id = json_in_str(json_in_get(entry->resource, "id"));
    if (condition->given) {
        claim_identifier(arena, entry, condition->system, condition->value);
        return true;
    }
    for (size_t i = 0; i < json_in_length(identifiers) && entry->claim_count < CLAIMS_MOST; i++) {
        struct json_object *identifier = json_in_at(identifiers, i);
        struct str system = json_in_str(json_in_get(identifier, "system"));
        struct str value = json_in_str(json_in_get(identifier, "value"));
        if (system.len && value.len)
            claim_identifier(arena, entry, system, value);
    }
    if (!entry->claim_count && id.len)
        claim_add(arena, entry)->id = arena_str(arena, id);
    return true;
}

/* An address of the entry's own kind, or one that this house may have given. */
static bool address_claim(struct arena *arena, const struct bundle *bundle,
                          struct bundle_entry *entry, struct str address, bool beside,
                          const struct place *place, struct error *error)
{
    struct bundle_entry *other = index_find(bundle->index, address);
    struct str type, system, value, id = reference_id(address, "Patient");
    if (other && other->kind != ENTRY_PATIENT && !other->error)
        return place_error(place, error, "is no Patient");
    if (other) {
        entry->subject = other;
        return true;
    }
    if (memchr(address.at, '?', address.len)) {
        if (!reference_condition(arena, address, &type, &system, &value) ||
            !str_is(type, "Patient"))
            return place_error(place, error, "must be Patient?identifier=system|value");
        claim_identifier(arena, entry, system, value);
        return true;
    }
    if (str_starts(address, "urn:"))
        return place_error(place, error, "is the fullUrl of no entry, or of more than one");
    if (!beside && id.len)
        claim_add(arena, entry)->id = arena_str(arena, id);
    return true;
}

/* What is left without a claim is refused when it is read. */
static bool subject_claim(struct arena *arena, const struct bundle *bundle,
                          struct bundle_entry *entry, const struct place *place,
                          struct error *error)
{
    struct json_object *subject = json_in_get(entry->resource, "subject");
    struct json_object *identifier = json_in_get(subject, "identifier");
    struct str reference = json_in_str(json_in_get(subject, "reference"));
    struct str system = json_in_str(json_in_get(identifier, "system"));
    struct str value = json_in_str(json_in_get(identifier, "value"));
    struct place here = PLACE_IN(place, "subject");
    struct uuid id;
    bool named = system.len && value.len;
    bool ours = uuid_parse(reference_id(reference, "Patient"), &id);
    if (reference.len && !address_claim(arena, bundle, entry, reference, named && !ours,
                                        &PLACE_IN(&here, "reference"), error))
        return false;
    if (named && !entry->subject && !entry->claim_count)
        claim_identifier(arena, entry, system, value);
    return true;
}

static bool has_identifier(struct json_object *identifier,
                           const struct request_condition *condition)
{
    return str_equal(json_in_str(json_in_get(identifier, "system")), condition->system) &&
           str_equal(json_in_str(json_in_get(identifier, "value")), condition->value);
}

/* What is stored is the same by its own identifier. */
static bool condition_check(const struct bundle_entry *entry,
                            const struct request_condition *condition, const struct place *place,
                            struct error *error)
{
    struct json_object *identifiers = json_in_get(entry->resource, "identifier");
    bool has = !condition->given || has_identifier(identifiers, condition);
    for (size_t i = 0; i < json_in_length(identifiers); i++)
        has = has || has_identifier(json_in_at(identifiers, i), condition);
    return has || place_error(&PLACE_IN(place, "request"), error,
                              "asks for an identifier that the resource does not have");
}

bool claims_read(struct arena *arena, const struct bundle *bundle, struct bundle_entry *entry,
                 const struct request_condition *condition, const struct place *place,
                 struct error *error)
{
    struct place resource = PLACE_IN(place, "resource");
    if (entry->kind == ENTRY_PATIENT)
        return patient_claims(arena, entry, condition);
    if (entry->kind != ENTRY_OBSERVATION && entry->kind != ENTRY_RESPONSE)
        return true;
    return condition_check(entry, condition, place, error) &&
           subject_claim(arena, bundle, entry, &resource, error);
}

const struct uuid *bundle_patient(const struct bundle_entry *entry)
{
    if (entry->subject)
        entry = entry->subject;
    for (size_t i = 0; i < entry->claim_count; i++)
        if (entry->claims[i].known)
            return &entry->claims[i].patient;
    return NULL;
}
