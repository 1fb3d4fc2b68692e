#include "patient/patient_fhir.h"

#include "app.h"
#include "base/arena.h"
#include "fhir/capability.h"
#include "fhir/search.h"
#include "patient/patient_resource.h"

#define PARAMETERS_MOST 20

enum handled fhir_patient_read(struct call *call)
{
    struct arena *arena = &call->request->arena;
    struct patient_row patient;
    struct error error = {0};
    struct json_out out;
    bool found;
    if (!patient_read(call->db, arena, &call->grant.patient, &found, &patient, &error))
        return call_fail(call, &error);
    if (!found) {
        permit_unknown(&error);
        return call_fail(call, &error);
    }
    json_out_init(&out, arena, 1024);
    patient_to_fhir(&out, &patient);
    return call_json(call, 200, &out);
}

/* What a search asks for. */
struct asked {
    bool by_identifier, by_id;
    struct search_token identifier;
    struct str id;
    struct buf self, left_out;
};

static bool refuse(struct error *error, const char *place, const char *why)
{
    return error_at(error, ERROR_MALFORMED, place, "%s", why);
}

static bool read_identifier(struct arena *arena, struct str value, struct asked *asked,
                            struct error *error)
{
    struct str list = value;
    search_token_next(arena, &list, &asked->identifier);
    asked->by_identifier = true;
    return (!list.at && asked->identifier.system.len && asked->identifier.code.len) ||
           refuse(error, "identifier", "must be system|value, of one patient");
}

static bool read_id(struct arena *arena, struct str value, struct asked *asked, struct error *error)
{
    struct str list = value;
    search_next(arena, &list, &asked->id);
    asked->by_id = true;
    return !list.at || refuse(error, "_id", "one patient at a time");
}

static bool read_one(struct call *call, const struct search_parameter *p, struct asked *asked,
                     struct error *error)
{
    static const char *const harmless[] = {"_format", "_pretty", "_count", "_total"};
    struct arena *arena = &call->request->arena;
    bool known = false;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        known = known || str_is(p->whole, harmless[i]);
    bool identifier = str_is(p->whole, "identifier"), id = str_is(p->whole, "_id");
    if (!known && !identifier && !id) {
        if (str_is(request_header(call->request, "Prefer"), "handling=strict"))
            return refuse(error, "query", "has a parameter that is not known here");
        buf_printf(&asked->left_out, "%s%.*s", asked->left_out.len ? ", " : "",
                   p->whole.len < 60 ? (int)p->whole.len : 0, p->whole.at);
        return true;
    }
    search_url_add(&asked->self, p->whole, p->value);
    if (identifier)
        return read_identifier(arena, p->value, asked, error);
    return !id || read_id(arena, p->value, asked, error);
}

static bool read_all(struct call *call, struct asked *asked, struct error *error)
{
    struct search search;
    struct str name, value;
    size_t at = 0;
    bool bad;
    search_init(&search, &call->request->arena, PARAMETERS_MOST);
    while (query_next(call->request, call->request->query, &at, &name, &value, &bad))
        if (!search_add(&search, PARAMETERS_MOST, name, value))
            return refuse(error, "query", "has too many parameters");
    if (bad)
        return refuse(error, "query", "has an escape that is none");
    for (size_t i = 0; i < search.count; i++)
        if (!read_one(call, &search.parameters[i], asked, error))
            return false;
    return asked->by_identifier || asked->by_id ||
           refuse(error, "identifier", "say who: identifier=system|value, or _id");
}

static bool resolve(struct call *call, const struct asked *asked, struct uuid *patient_r,
                    bool *found_r, struct error *error)
{
    struct uuid id;
    *found_r = true;
    if (asked->by_id)
        *found_r = uuid_parse(asked->id, patient_r);
    if (!asked->by_identifier)
        return true;
    if (!patient_of_identifier(call->db, &call->request->arena, asked->identifier.system,
                               asked->identifier.code, &id, found_r, error))
        return false;
    if (asked->by_id)
        *found_r = *found_r && uuid_parse(asked->id, patient_r) && uuid_equal(patient_r, &id);
    *patient_r = id;
    return true;
}

/* Nobody and somebody else's patient look alike. */
static bool look(struct call *call, const struct asked *asked, struct patient_row *patient_r,
                 bool *found_r, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct uuid id;
    if (!resolve(call, asked, &id, found_r, error))
        return false;
    if (*found_r &&
        !patient_visible(call->db, arena, &call->who, call->request->now, &id, found_r, error))
        return false;
    return !*found_r || patient_read(call->db, arena, &id, found_r, patient_r, error);
}

static void put_match(struct json_out *out, const char *base, const struct patient_row *patient)
{
    char id[UUID_TEXT];
    uuid_text(&patient->id, id);
    json_object_open(out);
    json_key(out, "fullUrl");
    json_printf(out, "%s/Patient/%s", base, id);
    json_key(out, "resource");
    patient_to_fhir(out, patient);
    json_key(out, "search");
    json_object_open(out);
    json_put_text(out, "mode", "match");
    json_object_close(out);
    json_object_close(out);
}

static void put_left_out(struct json_out *out, struct arena *arena, const struct buf *names)
{
    struct buf text;
    buf_init(&text, arena, 128);
    buf_printf(&text, "Not known here, and left out of the search: %.*s",
               STR_ARG(buf_slice(names)));
    search_outcome_entry(out, buf_cstr(&text));
}

static void put_bundle(struct json_out *out, struct call *call, const struct asked *asked,
                       const struct patient_row *patient)
{
    const struct config *config = &call->app->config;
    const char *base = capability_base(&call->request->arena, config->base_url,
                                       config->tls_cert[0] || config->behind_tls,
                                       request_header(call->request, "Host"), config->listen);
    struct buf self;
    buf_init(&self, &call->request->arena, 256);
    buf_printf(&self, "%s/Patient%.*s", base, STR_ARG(buf_slice(&asked->self)));
    search_bundle_open(out, patient ? 1 : 0, buf_slice(&self), STR_NONE);
    if (patient || asked->left_out.len) {
        json_key(out, "entry");
        json_array_open(out);
        if (patient)
            put_match(out, base, patient);
        if (asked->left_out.len)
            put_left_out(out, &call->request->arena, &asked->left_out);
        json_array_close(out);
    }
    json_object_close(out);
}

enum handled fhir_patient_search(struct call *call)
{
    struct arena *arena = &call->request->arena;
    struct asked asked = {.by_id = false};
    struct patient_row patient;
    struct error error = {0};
    struct json_out out;
    bool found = false;
    buf_init(&asked.self, arena, 128);
    buf_init(&asked.left_out, arena, 64);
    if (!read_all(call, &asked, &error) || !look(call, &asked, &patient, &found, &error))
        return call_fail(call, &error);
    if (found)
        call_shows(call, &patient.id);
    json_out_init(&out, arena, 2048);
    put_bundle(&out, call, &asked, found ? &patient : NULL);
    return call_json(call, 200, &out);
}
