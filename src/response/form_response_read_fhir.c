/* Answered forms over FHIR: one by its id, and searches. Staff see those of the programmes through
 * whose enrolments they see the patient; patients see all their own. */
#include "app.h"
#include "base/arena.h"
#include "patient/patient_search_fhir.h"
#include "response/form_response_api.h"
#include "response/form_response_search.h"

static bool sees(const struct grant *grant, const char *programme)
{
    if (grant->ground == GROUND_SELF)
        return true;
    for (size_t i = 0; i < grant->count; i++)
        if (strcmp(grant->enrolments[i].programme, programme) == 0)
            return true;
    return false;
}

enum handled fhir_response_read(struct call *call)
{
    struct arena *arena = &call->request->arena;
    struct form_response_stored stored;
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!form_response_newest(call->db, arena, &call->grant.patient, call->owned.b, &rows,
                              &error) ||
        (!rows_count(rows) && !permit_unknown(&error)) ||
        !form_response_of_row(rows, 0, call->app->programmes, call->db, &stored, &error) ||
        (!sees(&call->grant, stored.programme->id) && !permit_unknown(&error)))
        return call_fail(call, &error);
    json_out_init(&out, arena, 2048);
    form_response_to_fhir(&out, &stored);
    call_json(call, 200, &out);
    respond_header(call->request, "ETag",
                   arena_printf(arena, "W/\"%lld\"", (long long)stored.version));
    return HANDLED;
}

/* ---- searches ---- */

bool fhir_response_find(struct call *call, struct uuid *patient_r, bool *found_r,
                        struct error *error)
{
    struct request *request = call->request;
    struct response_query *query = arena_new(&request->arena, struct response_query);
    struct search search;
    bool strict;
    call->data = query;
    if (!patient_search_parameters(request, &search, &strict, error) ||
        !response_query_read(&request->arena, &search, strict, request->now, query, error) ||
        !patient_search_subject(call, &query->search, &query->filter.search, found_r, error))
        return false;
    *patient_r = query->search.patient;
    return true;
}

/* Leaves out what the asker may not read. */
static void narrow(const struct grant *grant, struct response_filter *filter)
{
    filter->by_programme = grant->ground != GROUND_SELF;
    for (size_t i = 0; i < grant->count; i++) {
        bool known = false;
        for (size_t k = 0; k < filter->programme_count; k++)
            known = known || strcmp(filter->programmes[k], grant->enrolments[i].programme) == 0;
        if (!known && filter->programme_count < RESPONSE_PROGRAMMES)
            filter->programmes[filter->programme_count++] = grant->enrolments[i].programme;
    }
}

enum handled fhir_response_search(struct call *call)
{
    struct arena *arena = &call->request->arena;
    struct response_query *query = call->data;
    struct programmes *programmes = call->app->programmes;
    struct error error = {0};
    struct json_out out;
    struct rows *rows;
    size_t shown;
    bool listed = uuid_is_zero(&call->grant.patient);
    query->filter.search.patient = call->grant.patient;
    if (!listed)
        narrow(&call->grant, &query->filter);
    if (!response_query_run(call->db, arena, programmes, query, listed ? &call->who : NULL,
                            call->request->now, &rows, &shown, &error))
        return call_fail(call, &error);
    for (size_t row = 0; listed && row < shown; row++) {
        struct uuid patient = row_uuid(rows, row, 0);
        call_shows(call, &patient);
    }
    json_out_init(&out, arena, 16384);
    if (!response_bundle(&out, arena, patient_search_base(call), query, rows, shown, programmes,
                         call->db, &error))
        return call_fail(call, &error);
    return call_json(call, 200, &out);
}
