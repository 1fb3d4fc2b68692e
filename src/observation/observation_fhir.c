/* An Observation as FHIR R4 sends it, read into what the record keeps. */
#include "observation/observation_fhir.h"

#include "base/arena.h"
#include "base/caltime.h"
#include "fhir/shape.h"
#include "fhir/subject.h"
#include "observation/observation_parse.h"

#define DEVICE_MOST 256

static bool is_in(struct str text, const char *const *list)
{
    for (; *list; list++)
        if (str_is(text, *list))
            return true;
    return false;
}

bool observation_may_lack(struct str status)
{
    static const char *const lacking[] = {"registered", "cancelled", "entered-in-error", NULL};
    return is_in(status, lacking);
}

static bool missing(const struct place *place, const char *name, struct error *error)
{
    return place_error(&PLACE_IN(place, name), error, "is missing");
}

static bool bounded(struct str text, size_t most, const struct place *place, const char *name,
                    struct error *error)
{
    return text.len <= most ||
           place_error(&PLACE_IN(place, name), error, "is longer than %zu bytes", most);
}

static bool status_read(struct arena *arena, struct json_object *resource,
                        const struct place *place, struct observation *o, struct error *error)
{
    static const char *const statuses[] = {
        "final",     "amended",          "corrected", "preliminary", "registered",
        "cancelled", "entered-in-error", "unknown",   NULL};
    char text[CLIP_TEXT];
    struct str status = json_in_str(json_in_get(resource, "status"));
    if (!status.len)
        return missing(place, "status", error);
    if (!is_in(status, statuses))
        return place_error(&PLACE_IN(place, "status"), error,
                           "\"%s\" is not one of FHIR's statuses", clip(status, text));
    o->status = arena_str(arena, status);
    return true;
}

static bool effective_read(struct json_object *resource, const struct place *place,
                           struct observation *o, struct error *error)
{
    struct json_object *period = json_in_get(resource, "effectivePeriod");
    struct str moment = json_in_str(json_in_get(resource, "effectiveDateTime"));
    struct str instant = json_in_str(json_in_get(resource, "effectiveInstant"));
    struct place here = PLACE_IN(place, "effective[x]");
    if (json_in_get(resource, "effectiveTiming"))
        return place_error(&PLACE_IN(place, "effectiveTiming"), error,
                           "is not understood; give effectiveDateTime");
    if (!!period + !!moment.len + !!instant.len > 1)
        return place_error(&here, error, "is given more than once");
    struct str text = moment.len ? moment : instant;
    if (period)
        text = json_in_str(json_in_get(period, "start"));
    if (!text.len)
        return period ? missing(&PLACE_IN(place, "effectivePeriod"), "start", error)
                      : place_error(&here, error, "is missing");
    return caltime_parse_oslo(text, false, &o->effective) ||
           place_error(&here, error, "is no time");
}

static struct str joined(struct arena *arena, struct str system, struct str value)
{
    return str_of(arena_printf(arena, "%.*s|%.*s", STR_ARG(system), STR_ARG(value)));
}

static bool device_read(struct arena *arena, struct json_object *resource,
                        const struct place *place, struct observation *o, struct error *error)
{
    struct json_object *device = json_in_get(resource, "device");
    struct json_object *identifier = json_in_get(device, "identifier");
    struct str reference = json_in_str(json_in_get(device, "reference"));
    struct str value = json_in_str(json_in_get(identifier, "value"));
    if (reference.len)
        o->device = arena_str(arena, reference);
    else if (value.len)
        o->device = joined(arena, json_in_str(json_in_get(identifier, "system")), value);
    else
        o->device = arena_str(arena, json_in_str(json_in_get(device, "display")));
    return bounded(o->device, DEVICE_MOST, place, "device", error);
}

static bool root_check(struct json_object *resource, const struct place *place, struct error *error)
{
    struct place type = PLACE_IN(place, "resourceType");
    struct json_object *word = json_in_get(resource, "resourceType");
    if (!json_in_is_object(resource))
        return place_error(place, error, "must be an object");
    if (!json_in_is_string(word))
        return place_error(&type, error, word ? "must be a string" : "is missing");
    if (!str_is(json_in_str(word), "Observation"))
        return place_error(&type, error, "must be Observation");
    return shape_check(resource, &shape_observation, place, error);
}

/* What was entered in error is known by its identifier. */
static bool status_check(const struct observation *o, const struct place *place,
                         struct error *error)
{
    return !str_is(o->status, "entered-in-error") || o->identifier_value.len ||
           place_error(&PLACE_IN(place, "identifier"), error,
                       "is missing: which Observation was entered in error?");
}

static void times_set(struct observation *o, int64_t received)
{
    uint32_t marks = validity_time_marks(o->effective.from, received);
    int32_t day = (int32_t)caltime_oslo_day(o->effective.from);
    for (size_t i = 0; i < o->count; i++) {
        o->values[i].measurement.marks |= marks;
        o->values[i].measurement.day = day;
    }
}

bool observation_from_fhir_at(struct arena *arena, struct json_object *resource,
                              const struct place *top, int64_t received,
                              struct observation *observation_r, struct error *error)
{
    struct observation *o = observation_r;
    *o = (struct observation){.panel = PARAMETER_NONE};
    if (!root_check(resource, top, error) || !status_read(arena, resource, top, o, error) ||
        !observation_values_read(arena, resource, top, o, error) ||
        !fhir_subject_read(arena, resource, top, &o->subject, error) ||
        !effective_read(resource, top, o, error) ||
        !fhir_identifier_read(arena, resource, top, &o->identifier_system, &o->identifier_value,
                              error) ||
        !device_read(arena, resource, top, o, error) || !status_check(o, top, error) ||
        !observation_extra_read(arena, resource, top, o, error))
        return false;
    times_set(o, received);
    fhir_content_hash(arena, resource, o->content);
    return true;
}

bool observation_from_fhir(struct arena *arena, struct json_object *resource, int64_t received,
                           struct observation *observation_r, struct error *error)
{
    return observation_from_fhir_at(arena, resource, &PLACE_TOP("Observation"), received,
                                    observation_r, error);
}
