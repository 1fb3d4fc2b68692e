#include "fhir/capability.h"

#include "base/arena.h"
#include "base/caltime.h"

struct search_note {
    const char *type;
    const char *name, *kind, *note;
};

/* What observation_search.c, form_response_search.c, service_request_fhir.c and patient_fhir.c
 * read. */
static const struct search_note searches[] = {
    {"Observation", "patient", "reference",
     "An id, Patient/id, or patient.identifier=system|value"},
    {"Observation", "subject", "reference", "As patient"},
    {"Observation", "identifier", "token",
     "The first identifier with a value; system|value when no patient is given"},
    {"Observation", "code", "token",
     "LOINC, MDC, SNOMED CT or NPU; a panel is found by its components' codes too"},
    {"Observation", "combo-code", "token", "As code"},
    {"Observation", "component-code", "token", "As code, but for a panel's own"},
    {"Observation", "date", "date",
     "When it was measured; eq ne gt lt ge le sa eb ap; several are joined by and"},
    {"Observation", "status", "token", NULL},
    {"Observation", "category", "token",
     "survey for the totals of instruments, vital-signs for all else"},
    {"Observation", "_id", "token", NULL},
    {"Observation", "_lastUpdated", "date", "When it was received"},
    {"QuestionnaireResponse", "patient", "reference",
     "An id, Patient/id, or patient.identifier=system|value"},
    {"QuestionnaireResponse", "subject", "reference", "As patient"},
    {"QuestionnaireResponse", "questionnaire", "reference", "url or url|version of the form"},
    {"QuestionnaireResponse", "authored", "date",
     "eq gt lt ge le sa eb ap; several are joined by and"},
    {"QuestionnaireResponse", "status", "token", NULL},
    {"QuestionnaireResponse", "identifier", "token", "system|value when no patient is given"},
    {"QuestionnaireResponse", "_id", "token", NULL},
    {"QuestionnaireResponse", "_lastUpdated", "date", "When it was received"},
    {"Questionnaire", "url", "uri", "Alone, or url|version"},
    {"Questionnaire", "version", "token", NULL},
    {"Questionnaire", "_id", "token", "PROGRAMME-FORM"},
    {"ServiceRequest", "patient", "reference", "An id, or Patient/id"},
    {"ServiceRequest", "subject", "reference", "As patient"},
    {"Patient", "identifier", "token", "system|value"},
    {"Patient", "_id", "token", NULL},
};

static bool is_of(const char *interaction, const char *type, size_t len)
{
    return interaction && strncmp(interaction, type, len) == 0 && interaction[len] == ' ';
}

static void put_interactions(struct json_out *out, const struct capability *c, const char *type,
                             size_t len)
{
    json_key(out, "interaction");
    json_array_open(out);
    for (size_t i = 0; i < c->interaction_count; i++) {
        bool again = false;
        if (!is_of(c->interactions[i], type, len))
            continue;
        for (size_t j = 0; j < i; j++)
            again = again ||
                    (c->interactions[j] && strcmp(c->interactions[i], c->interactions[j]) == 0);
        if (again)
            continue;
        json_object_open(out);
        json_put_text(out, "code", c->interactions[i] + len + 1);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_search(struct json_out *out, const struct search_note *search)
{
    json_object_open(out);
    json_put_text(out, "name", search->name);
    json_put_text(out, "type", search->kind);
    if (search->note)
        json_put_text(out, "documentation", search->note);
    json_object_close(out);
}

static void put_searches(struct json_out *out, const char *type, size_t len)
{
    bool open = false;
    for (size_t i = 0; i < sizeof searches / sizeof *searches; i++) {
        if (strlen(searches[i].type) != len || memcmp(searches[i].type, type, len) != 0)
            continue;
        if (!open) {
            json_key(out, "searchParam");
            json_array_open(out);
            open = true;
        }
        put_search(out, &searches[i]);
    }
    if (open)
        json_array_close(out);
}

static bool is_versioned(const char *type, size_t len)
{
    struct str name = {type, len};
    return str_is(name, "Observation") || str_is(name, "QuestionnaireResponse");
}

static void put_resource(struct json_out *out, const struct capability *c, const char *type,
                         size_t len)
{
    bool observation = len == strlen("Observation") && memcmp(type, "Observation", len) == 0;
    json_object_open(out);
    json_put_str(out, "type", (struct str){type, len});
    if (observation) {
        json_put_text(out, "profile", "http://hl7.org/fhir/StructureDefinition/vitalsigns");
        json_put_text(out, "documentation",
                      "Values are Quantities, those of instruments also whole numbers; the level "
                      "of consciousness (SNOMED CT 1104441000000107) is a CodeableConcept: SNOMED "
                      "CT 248234008, 130987000, 300202002, 450847001 or 422768004");
    }
    if (str_is((struct str){type, len}, "ServiceRequest"))
        json_put_text(
            out, "documentation",
            "When a patient reports: one for each enrolment (identifier "
            "https://varde.no/fhir/enrolment), and for each phase of its schedule. intent "
            "plan: the programme's own; order: set by hand. One that is created takes the "
            "place of the enrolment's whole schedule; note says why, If-Match the version "
            "that was seen. Of Timing: repeat with frequency, period in d or wk, "
            "dayOfWeek, timeOfDay (by when) and boundsPeriod; the rest is refused");
    put_interactions(out, c, type, len);
    json_put_text(out, "versioning", is_versioned(type, len) ? "versioned" : "no-version");
    put_searches(out, type, len);
    json_object_close(out);
}

static void put_resources(struct json_out *out, const struct capability *c)
{
    json_key(out, "resource");
    json_array_open(out);
    for (size_t i = 0; i < c->interaction_count; i++) {
        const char *interaction = c->interactions[i];
        const char *blank = interaction ? strchr(interaction, ' ') : NULL;
        bool before = false;
        if (!blank)
            continue;
        size_t len = (size_t)(blank - interaction);
        for (size_t j = 0; j < i; j++)
            before = before || is_of(c->interactions[j], interaction, len);
        if (!before)
            put_resource(out, c, interaction, len);
    }
    json_array_close(out);
}

/* POST to the base: a Bundle. */
static void put_system(struct json_out *out)
{
    static const char *const interactions[][2] = {
        {"transaction", "All of it or nothing; about one patient, 500 entries at most"},
        {"batch", "Each entry by itself; a collection is taken in the same way"},
    };
    json_key(out, "interaction");
    json_array_open(out);
    for (size_t i = 0; i < sizeof interactions / sizeof *interactions; i++) {
        json_object_open(out);
        json_put_text(out, "code", interactions[i][0]);
        json_put_text(out, "documentation", interactions[i][1]);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_rest(struct json_out *out, const struct capability *c)
{
    json_key(out, "rest");
    json_array_open(out);
    json_object_open(out);
    json_put_text(out, "mode", "server");
    json_key(out, "security");
    json_object_open(out);
    json_put_text(out, "description",
                  "A bearer token (Authorization: Bearer) of a user or a machine. One sees the "
                  "patients whom one's organisation follows; others are answered as if unknown. "
                  "All reading and writing is logged.");
    json_object_close(out);
    put_resources(out, c);
    put_system(out);
    json_object_close(out);
    json_array_close(out);
}

void capability_json(struct json_out *out, const struct capability *c)
{
    char now[CALTIME_TEXT];
    caltime_utc(c->now, now);
    json_object_open(out);
    json_put_text(out, "resourceType", "CapabilityStatement");
    json_put_text(out, "status", "active");
    json_put_text(out, "date", now);
    json_put_text(out, "kind", "instance");
    json_key(out, "software");
    json_object_open(out);
    json_put_text(out, "name", "Varde");
    json_put_text(out, "version", c->software_version);
    json_object_close(out);
    json_key(out, "implementation");
    json_object_open(out);
    json_put_text(out, "description", "Follow-up of patients at home");
    json_put_text(out, "url", c->base);
    json_object_close(out);
    json_put_text(out, "fhirVersion", "4.0.1");
    json_key(out, "format");
    json_array_open(out);
    json_text(out, "application/fhir+json");
    json_text(out, "json");
    json_array_close(out);
    put_rest(out, c);
    json_object_close(out);
}

/* A name or an address with or without a port; it comes back in links. */
static bool is_host(struct str host)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789.:-[]";
    for (size_t i = 0; i < host.len; i++)
        if (!host.at[i] || !strchr(allowed, host.at[i]))
            return false;
    return host.len > 0 && host.len < 256;
}

const char *capability_base(struct arena *arena, const char *base_url, bool tls, struct str host,
                            const char *listen)
{
    size_t len = strlen(base_url);
    while (len && base_url[len - 1] == '/')
        len--;
    if (len)
        return arena_printf(arena, "%.*s/fhir", (int)len, base_url);
    if (!is_host(host))
        host = str_of(listen);
    return arena_printf(arena, "%s://%.*s/fhir", tls ? "https" : "http", STR_ARG(host));
}
