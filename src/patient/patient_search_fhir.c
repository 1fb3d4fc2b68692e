#include "patient/patient_search_fhir.h"

#include "app.h"
#include "fhir/capability.h"
#include "patient/patient.h"

static bool parameters_read(struct request *request, struct str query, struct search *search,
                            struct error *error)
{
    struct str name, value;
    size_t at = 0;
    bool bad;
    while (query_next(request, query, &at, &name, &value, &bad))
        if (!search_add(search, SEARCH_PARAMETERS, name, value))
            return error_set(error, ERROR_MALFORMED, "There are too many parameters.");
    return !bad || error_set(error, ERROR_MALFORMED, "The query has an escape that is none.");
}

static bool is_strict(struct request *request)
{
    struct str prefer = request_header(request, "Prefer"), part;
    while (prefer.at) {
        str_cut(prefer, ',', &part, &prefer);
        while (part.len && part.at[0] == ' ')
            part = (struct str){part.at + 1, part.len - 1};
        if (str_is(part, "handling=strict"))
            return true;
    }
    return false;
}

bool patient_search_parameters(struct request *request, struct search *search_r, bool *strict_r,
                               struct error *error)
{
    search_init(search_r, &request->arena, SEARCH_PARAMETERS);
    *strict_r = is_strict(request);
    return parameters_read(request, request->query, search_r, error) &&
           parameters_read(request, request->body, search_r, error);
}

static bool patient_resolve(struct call *call, struct search_query *query, bool *found_r,
                            struct error *error)
{
    struct uuid patient;
    *found_r = !query->has_patient || !uuid_is_zero(&query->patient);
    if (!query->has_patient_identifier)
        return true;
    if (!patient_of_identifier(call->db, &call->request->arena, query->patient_system,
                               query->patient_value, &patient, found_r, error))
        return false;
    *found_r = *found_r && (!query->has_patient || uuid_equal(&query->patient, &patient));
    search_query_patient(&call->request->arena, query, &patient);
    return true;
}

bool patient_search_subject(struct call *call, struct search_query *query,
                            const struct search_filter *filter, bool *found_r, struct error *error)
{
    bool says = query->has_patient || query->has_patient_identifier;
    if (call->who.ground == GROUND_SELF && !says)
        search_query_patient(&call->request->arena, query, &call->who.patient);
    return search_query_check(query, filter, error) && patient_resolve(call, query, found_r, error);
}

const char *patient_search_base(struct call *call)
{
    const struct config *config = &call->app->config;
    return capability_base(&call->request->arena, config->base_url,
                           config->tls_cert[0] || config->behind_tls,
                           request_header(call->request, "Host"), config->listen);
}
