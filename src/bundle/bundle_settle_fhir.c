/* Follows the references of a Bundle whose patient is known, and reads what is to be stored.
 *
 * A reference by fullUrl means nothing outside of its Bundle and is another one when the same is
 * sent again, so each is changed to what it stands for: the patient's address here, an
 * Observation's, or a device's identifier. */
#include "base/arena.h"
#include "bundle/bundle_parse.h"
#include "fhir/reference.h"
#include "observation/observation_fhir.h"

#include <stdio.h>

#define ADDRESS 96 /* "QuestionnaireResponse/PATIENT.KEY" */

struct settling {
    struct arena *arena;
    const struct bundle *bundle;
    const struct bundle_asker *asker;
    struct bundle_entry *entry;
    size_t number;
    bool last;            /* the keys of all are known */
    struct error *failed; /* not the sender's fault; its code is none as long as all is well */
};

/* ---- what an entry is called ---- */

static struct str text_in(struct json_object *object, const char *name)
{
    return json_in_str(json_in_get(object, name));
}

/* The first identifier with a value. */
static void identifier_of(struct json_object *resource, struct str *system_r, struct str *value_r)
{
    struct json_object *identifiers = json_in_get(resource, "identifier");
    *system_r = *value_r = STR_NONE;
    for (size_t i = 0; i < json_in_length(identifiers) && !value_r->len; i++) {
        *system_r = text_in(json_in_at(identifiers, i), "system");
        *value_r = text_in(json_in_at(identifiers, i), "value");
    }
}

static void name_device(struct settling *s, struct json_object *reference,
                        struct json_object *device)
{
    struct str system, value, serial = text_in(device, "serialNumber");
    const char *words =
        arena_printf(s->arena, "%.*s %.*s %.*s", STR_ARG(text_in(device, "manufacturer")),
                     STR_ARG(text_in(device, "modelNumber")), STR_ARG(serial));
    identifier_of(device, &system, &value);
    if (!value.len && words[0] == ' ')
        words = words[1] == ' ' && !words[2] ? "Device" : words + 1;
    reference_name(reference, "Device", system, value, value.len ? STR_NONE : str_of(words));
}

static void name_clock(struct settling *s, struct json_object *reference, struct json_object *clock)
{
    struct str system, value;
    identifier_of(clock, &system, &value);
    reference_name(reference, "Observation", system, value,
                   str_of(arena_printf(s->arena, "Device clock at %.*s: %.*s",
                                       STR_ARG(text_in(clock, "effectiveDateTime")),
                                       STR_ARG(text_in(clock, "valueDateTime")))));
}

static void address_patient(struct settling *s, struct json_object *reference)
{
    char address[ADDRESS], id[UUID_TEXT];
    uuid_text(&s->asker->patient, id);
    snprintf(address, sizeof address, "Patient/%s", id);
    reference_set(reference, address);
}

static void address_stored(struct settling *s, struct json_object *reference,
                           const struct bundle_entry *target)
{
    char address[ADDRESS], id[UUID_TEXT], key_text[UUID_TEXT];
    struct uuid key;
    memcpy(key.b, target->observation ? target->observation->key : target->response->key,
           sizeof key.b);
    uuid_text(&s->asker->patient, id);
    uuid_text(&key, key_text);
    snprintf(address, sizeof address, "%s/%s.%s", entry_type(target->kind), id, key_text);
    reference_set(reference, address);
}

/* ---- references ---- */

static void target_add(struct settling *s, struct bundle_entry *target)
{
    struct bundle_entry *entry = s->entry;
    size_t count = entry->target_count;
    for (size_t i = 0; i < count; i++)
        if (entry->targets[i] == target)
            return;
    if ((count & (count - 1)) == 0) { /* full at each power of two */
        struct bundle_entry **more =
            arena_array(s->arena, struct bundle_entry *, count ? 2 * count : 1);
        if (count)
            memcpy(more, entry->targets, count * sizeof(struct bundle_entry *));
        entry->targets = more;
    }
    entry->targets[entry->target_count++] = target;
}

static bool follow_entry(struct settling *s, struct json_object *reference,
                         struct bundle_entry *target, const struct place *place,
                         struct error *error)
{
    if (target->error)
        return place_error(&PLACE_IN(place, "reference"), error, "is an entry that is refused");
    switch (target->kind) {
    case ENTRY_PATIENT:
        address_patient(s, reference);
        return true;
    case ENTRY_DEVICE:
        name_device(s, reference, target->resource);
        return true;
    case ENTRY_CLOCK:
        name_clock(s, reference, target->resource);
        return true;
    case ENTRY_OBSERVATION:
    case ENTRY_RESPONSE:
        break;
    }
    if (s->last)
        address_stored(s, reference, target);
    else
        target_add(s, target);
    return true;
}

/* "Device?identifier=system|value": whichever has it. */
static bool follow_condition(struct settling *s, struct json_object *reference, struct str text,
                             const struct place *place, struct error *error)
{
    struct str type, system, value;
    if (!reference_condition(s->arena, text, &type, &system, &value) || !type.len)
        return place_error(&PLACE_IN(place, "reference"), error,
                           "must be Type?identifier=system|value");
    reference_name(reference, arena_text(s->arena, type), system, value, STR_NONE);
    return true;
}

static bool is_subject(const struct place *place)
{
    return strcmp(place->name, "subject") == 0 && place->up &&
           strcmp(place->up->name, "resource") == 0;
}

static bool follow(void *context, struct json_object *reference, const struct place *place,
                   struct error *error)
{
    struct settling *s = context;
    struct str text = arena_str(s->arena, text_in(reference, "reference"));
    struct bundle_entry *target = index_find(s->bundle->index, text);
    if (target)
        return follow_entry(s, reference, target, place, error);
    if (is_subject(place) && s->entry->claim_count && s->entry->claims[0].value.at) {
        if (memchr(text.at, '?', text.len))
            address_patient(s, reference);
        return true;
    }
    if (str_starts(text, "urn:uuid:") || str_starts(text, "urn:oid:"))
        return place_error(&PLACE_IN(place, "reference"), error,
                           "is the fullUrl of no entry, or of more than one");
    if (memchr(text.at, '?', text.len))
        return follow_condition(s, reference, text, place, error);
    return true;
}

/* ---- reading ---- */

static bool patient_check(struct settling *s, const struct place *place, struct error *error)
{
    struct bundle_entry *entry = s->entry;
    const struct uuid *patient = bundle_patient(entry);
    if (patient && uuid_equal(patient, &s->asker->patient) &&
        (!entry->subject || !entry->subject->error))
        return true;
    if (entry->kind == ENTRY_PATIENT) {
        entry->status = "412 Precondition Failed";
        return place_error(place, error,
                           "matches no patient whom this Bundle may be about; patients are found "
                           "here, and not made");
    }
    if (!patient && !entry->subject && !entry->claim_count) {
        if (entry->kind == ENTRY_OBSERVATION)
            return true; /* says nobody: refused when it is read */
        return place_error(&PLACE_IN(place, "subject"), error,
                           "must have a reference or an identifier of the patient");
    }
    return place_error(&PLACE_IN(place, "subject"), error,
                       entry->subject ? "is an entry that is refused"
                                      : "is not the patient whom this Bundle is about");
}

static struct str key_of(const struct settling *s)
{
    struct str key = s->asker->idempotency_key;
    return key.at ? str_of(arena_printf(s->arena, "%.*s:%zu", STR_ARG(key), s->number)) : STR_NONE;
}

static bool observation_read(struct settling *s, const struct place *place, struct error *error)
{
    struct bundle_entry *entry = s->entry;
    if (!entry->observation)
        entry->observation = arena_new(s->arena, struct observation);
    if (!reference_walk(entry->resource, place, follow, s, error) ||
        !observation_from_fhir_at(s->arena, entry->resource, place, s->asker->now,
                                  entry->observation, error))
        return false;
    observation_key(entry->observation, &s->asker->account, key_of(s));
    return true;
}

static bool response_read(struct settling *s, const struct place *place, struct error *error)
{
    struct bundle_entry *entry = s->entry;
    const struct bundle_asker *asker = s->asker;
    if (!asker->read_response)
        return place_error(&PLACE_IN(place, "resourceType"), error,
                           "QuestionnaireResponse is not taken in a Bundle");
    if (!entry->response)
        entry->response = arena_new(s->arena, struct form_response);
    if (!reference_walk(entry->resource, place, follow, s, error))
        return false;
    if (asker->read_response(asker->context, entry->resource, key_of(s), entry->response, error))
        return true;
    if (error->code == ERROR_INVALID)
        bundle_place(s->number, error);
    return false;
}

static void each(struct settling *s,
                 bool (*step)(struct settling *s, const struct place *place, struct error *error))
{
    struct place top = PLACE_TOP("Bundle");
    for (s->number = 0; s->number < s->bundle->count; s->number++) {
        struct place here = PLACE_AT(&top, "entry", s->number);
        struct error error = {0};
        s->entry = &s->bundle->entries[s->number];
        if (s->entry->error || s->failed->code != ERROR_NONE ||
            step(s, &PLACE_IN(&here, "resource"), &error))
            continue;
        if (error.code == ERROR_INVALID)
            entry_refuse(s->arena, s->entry, &error, s->entry->status);
        else
            *s->failed = error;
    }
}

/* Patients first: others stand or fall with them. */
static bool settle_patient(struct settling *s, const struct place *place, struct error *error)
{
    return s->entry->kind != ENTRY_PATIENT || patient_check(s, place, error);
}

static bool settle_stored(struct settling *s, const struct place *place, struct error *error)
{
    switch (s->entry->kind) {
    case ENTRY_OBSERVATION:
        return patient_check(s, place, error) && observation_read(s, place, error);
    case ENTRY_RESPONSE:
        return patient_check(s, place, error) && response_read(s, place, error);
    case ENTRY_PATIENT:
    case ENTRY_DEVICE:
    case ENTRY_CLOCK:
        break;
    }
    return true;
}

/* With the keys that the others have now. */
static bool settle_targets(struct settling *s, const struct place *place, struct error *error)
{
    return !s->entry->target_count || settle_stored(s, place, error);
}

/* What refers to a refused entry is refused, and what refers to that. */
static void refuse_dependents(struct arena *arena, struct bundle *bundle)
{
    struct error error = {0};
    bool again = true;
    while (again) {
        again = false;
        for (size_t i = 0; i < bundle->count; i++) {
            struct bundle_entry *entry = &bundle->entries[i];
            for (size_t k = 0; k < entry->target_count && !entry->error; k++) {
                if (!entry->targets[k]->error)
                    continue;
                place_error(&PLACE_AT(&PLACE_TOP("Bundle"), "entry", i), &error,
                            "refers to an entry that is refused");
                entry_refuse(arena, entry, &error, NULL);
                again = true;
            }
        }
    }
}

bool bundle_settle(struct arena *arena, struct bundle *bundle, const struct bundle_asker *asker,
                   struct error *error)
{
    struct error failed = {0};
    struct settling s = {.arena = arena, .bundle = bundle, .asker = asker, .failed = &failed};
    each(&s, settle_patient);
    each(&s, settle_stored);
    if (failed.code == ERROR_NONE && !bundle_whole(bundle, error))
        return false; /* by the entry whose fault it is */
    refuse_dependents(arena, bundle);
    s.last = true;
    each(&s, settle_targets);
    if (failed.code == ERROR_NONE)
        return bundle_whole(bundle, error);
    if (error)
        *error = failed;
    return false;
}
