/* Takes a Bundle apart: entries, what they are, how they are addressed, what is asked of them. */
#include "bundle/bundle.h"

#include "base/arena.h"
#include "bundle/bundle_parse.h"
#include "fhir/codes.h"
#include "fhir/member.h"

#include <stdio.h>

const struct entry_type entry_types[] = {
    {"Observation", ENTRY_OBSERVATION}, {"QuestionnaireResponse", ENTRY_RESPONSE},
    {"Patient", ENTRY_PATIENT},         {"Device", ENTRY_DEVICE},
    {NULL, ENTRY_OBSERVATION},
};

const char *entry_type(enum entry_kind kind)
{
    for (const struct entry_type *type = entry_types; type->type; type++)
        if (type->kind == kind)
            return type->type;
    return "Observation";
}

void entry_refuse(struct arena *arena, struct bundle_entry *entry, const struct error *error,
                  const char *status)
{
    if (entry->error)
        return;
    struct error *copy = arena_new(arena, struct error);
    *copy = *error;
    entry->error = copy;
    entry->status = status;
}

void bundle_place(size_t entry, struct error *error)
{
    const char *rest = strchr(error->place, '.');
    char name[sizeof error->place - 40];
    snprintf(name, sizeof name, "%s", rest ? rest : "");
    snprintf(error->place, sizeof error->place, "Bundle.entry[%zu].resource%s", entry, name);
}

bool bundle_whole(const struct bundle *bundle, struct error *error)
{
    for (size_t i = 0; bundle->type == BUNDLE_TRANSACTION && i < bundle->count; i++)
        if (bundle->entries[i].error) {
            if (error)
                *error = *bundle->entries[i].error;
            return false;
        }
    return true;
}

/* ---- one entry ---- */

/* PHD's observations of a device's clock; MDC's absolute, base offset, relative and
 * high-resolution relative time. */
static bool is_clock(struct json_object *resource)
{
    static const char *const codes[] = {"67975", "68226", "67983", "68072"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (code_has(json_in_get(resource, "code"), FHIR_MDC, codes[i]))
            return true;
    return false;
}

static bool kind_read(struct bundle_entry *entry, const struct place *place, struct error *error)
{
    struct place here = PLACE_IN(place, "resourceType");
    struct str type = json_in_str(json_in_get(entry->resource, "resourceType"));
    char text[CLIP_TEXT];
    if (!type.len)
        return place_error(&here, error, "is missing");
    for (const struct entry_type *known = entry_types; known->type; known++) {
        if (!str_is(type, known->type))
            continue;
        entry->kind = known->kind;
        if (entry->kind == ENTRY_OBSERVATION && is_clock(entry->resource))
            entry->kind = ENTRY_CLOCK;
        return true;
    }
    return place_error(&here, error, "%s is not taken in a Bundle", clip(type, text));
}

static bool members_check(struct json_object *entry, const struct place *place, struct error *error)
{
    static const char *const names[] = {"id",     "extension", "link",     "fullUrl", "resource",
                                        "search", "request",   "response", NULL};
    char text[CLIP_TEXT];
    struct member member;
    if (!json_in_is_object(entry))
        return place_error(place, error, "must be an object");
    for (bool more = member_first(entry, &member); more; more = member_next(&member)) {
        const char *const *name = names;
        while (*name && strcmp(*name, member.name[0] == '_' ? member.name + 1 : member.name) != 0)
            name++;
        if (!*name)
            return place_error(place, error, "Bundle.entry has no element \"%s\"",
                               clip(str_of(member.name), text));
    }
    return true;
}

/* By its fullUrl, and by type and id. */
static bool address_read(struct arena *arena, struct bundle *bundle, struct bundle_entry *entry,
                         struct json_object *json, const struct place *place, struct error *error)
{
    struct json_object *full_url = json_in_get(json, "fullUrl");
    struct str type = json_in_str(json_in_get(entry->resource, "resourceType"));
    struct str id = json_in_str(json_in_get(entry->resource, "id"));
    if (full_url && !json_in_str(full_url).len)
        return place_error(&PLACE_IN(place, "fullUrl"), error, "must be an address");
    if (full_url) {
        entry->full_url = arena_str(arena, json_in_str(full_url));
        if (!index_add(bundle->index, entry->full_url, entry))
            return place_error(&PLACE_IN(place, "fullUrl"), error, "stands at another entry too");
    }
    if (type.len && id.len)
        index_add(bundle->index,
                  str_of(arena_printf(arena, "%.*s/%.*s", STR_ARG(type), STR_ARG(id))), entry);
    return true;
}

static bool entry_read(struct arena *arena, struct bundle *bundle, struct bundle_entry *entry,
                       struct json_object *json, const struct place *place,
                       struct request_condition *condition, struct error *error)
{
    struct place resource = PLACE_IN(place, "resource");
    if (!members_check(json, place, error))
        return false;
    entry->resource = json_in_get(json, "resource");
    if (!address_read(arena, bundle, entry, json, place, error))
        return false;
    if (!json_in_is_object(entry->resource))
        return place_error(&resource, error, entry->resource ? "must be an object" : "is missing");
    return kind_read(entry, &resource, error) &&
           (bundle->type == BUNDLE_COLLECTION ||
            request_read(arena, json, place, entry->kind, condition, &entry->status, error));
}

/* ---- all of it ---- */

static bool type_read(struct json_object *json, enum bundle_type *type_r, struct error *error)
{
    static const char *const types[] = {"transaction", "batch", "collection"};
    struct place place = PLACE_TOP("Bundle");
    struct str type = json_in_str(json_in_get(json, "type"));
    char text[CLIP_TEXT];
    if (!json_in_is_object(json))
        return place_error(&place, error, "must be an object");
    if (!str_is(json_in_str(json_in_get(json, "resourceType")), "Bundle"))
        return place_error(&PLACE_IN(&place, "resourceType"), error, "must be Bundle");
    if (json_in_get(json, "implicitRules"))
        return place_error(&PLACE_IN(&place, "implicitRules"), error, "is not understood here");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_is(type, types[i])) {
            *type_r = (enum bundle_type)i;
            return true;
        }
    if (!type.len)
        return place_error(&PLACE_IN(&place, "type"), error, "is missing");
    return place_error(&PLACE_IN(&place, "type"), error,
                       "\"%s\" is not taken: send a transaction, a batch or a collection",
                       clip(type, text));
}

static bool count_read(struct json_object *entries, struct bundle *bundle, struct error *error)
{
    struct place place = PLACE_TOP("Bundle");
    struct place here = PLACE_IN(&place, "entry");
    if (entries && !json_in_is_array(entries))
        return place_error(&here, error, "must be an array");
    bundle->count = json_in_length(entries);
    if (bundle->count == 0)
        return place_error(&here, error, "is empty: there is nothing to store");
    if (bundle->count > BUNDLE_MOST)
        return place_error(&here, error, "has %zu entries; %d are taken at once", bundle->count,
                           BUNDLE_MOST);
    return true;
}

bool bundle_read(struct arena *arena, struct json_object *json, struct bundle *bundle_r,
                 struct error *error)
{
    struct json_object *entries = json_in_get(json, "entry");
    struct bundle *bundle = bundle_r;
    struct place top = PLACE_TOP("Bundle");
    *bundle = (struct bundle){.type = BUNDLE_BATCH};
    if (!type_read(json, &bundle->type, error) || !count_read(entries, bundle, error))
        return false;
    bundle->entries = arena_array(arena, struct bundle_entry, bundle->count);
    bundle->index = index_create(arena, 2 * bundle->count);
    struct request_condition *conditions =
        arena_array(arena, struct request_condition, bundle->count);
    for (size_t i = 0; i < bundle->count; i++) {
        struct error local = {0};
        struct bundle_entry *entry = &bundle->entries[i];
        if (!entry_read(arena, bundle, entry, json_in_at(entries, i), &PLACE_AT(&top, "entry", i),
                        &conditions[i], &local))
            entry_refuse(arena, entry, &local, entry->status);
    }
    for (size_t i = 0; i < bundle->count; i++) {
        struct error local = {0};
        struct bundle_entry *entry = &bundle->entries[i];
        if (!entry->error &&
            !claims_read(arena, bundle, entry, &conditions[i], &PLACE_AT(&top, "entry", i), &local))
            entry_refuse(arena, entry, &local, NULL);
    }
    return bundle_whole(bundle, error);
}
