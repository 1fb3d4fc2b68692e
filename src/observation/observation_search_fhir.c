#include "observation/observation_search_fhir.h"

#include "app.h"
#include "base/arena.h"
#include "base/caltime.h"
#include "base/clock.h"
#include "observation/observation_columns.h"
#include "observation/observation_fhir.h"
#include "observation/observation_search.h"
#include "patient/patient_search_fhir.h"
#include "programme/programme_values.h"

/* "Sun, 06 Nov 1994 08:49:37 GMT" */
static const char *http_date(struct arena *arena, int64_t at)
{
    static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t day = at / DAY;
    int year, month, date, second = (int)(at % DAY / SECOND);
    caltime_civil(day, &year, &month, &date);
    return arena_printf(arena, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[caltime_weekday(day)],
                        date, months[month - 1], year, second / 3600, second / 60 % 60,
                        second % 60);
}

static bool readable(struct call *call, bool readable_r[PARAMETER_COUNT], struct error *error)
{
    return programme_values(call->app->programmes, call->db, &call->request->arena, &call->grant,
                            readable_r, error);
}

static bool any_readable(const struct rows *rows, const bool readable_ones[PARAMETER_COUNT])
{
    for (size_t row = 0; row < rows_count(rows); row++) {
        int64_t parameter = row_int(rows, row, COLUMN_PARAMETER);
        if (parameter > 0 && parameter < PARAMETER_COUNT && readable_ones[parameter])
            return true;
    }
    return false;
}

enum handled fhir_observation_read(struct call *call)
{
    bool ones[PARAMETER_COUNT];
    struct arena *arena = &call->request->arena;
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!observation_newest(call->db, arena, &call->grant.patient, &call->owned, &rows, &error) ||
        !readable(call, ones, &error))
        return call_fail(call, &error);
    if (!any_readable(rows, ones)) {
        permit_unknown(&error);
        return call_fail(call, &error);
    }
    json_out_init(&out, arena, 2048);
    observation_to_fhir(&out, arena, rows, 0, rows_count(rows));
    call_json(call, 200, &out);
    respond_header(call->request, "ETag",
                   arena_printf(arena, "W/\"%lld\"", (long long)row_int(rows, 0, COLUMN_VERSION)));
    respond_header(call->request, "Last-Modified",
                   http_date(arena, row_int(rows, 0, COLUMN_RECEIVED_AT)));
    return HANDLED;
}

bool fhir_observation_find(struct call *call, struct uuid *patient_r, bool *found_r,
                           struct error *error)
{
    struct request *request = call->request;
    struct observation_query *query = arena_new(&request->arena, struct observation_query);
    struct search search;
    bool strict;
    call->data = query;
    if (!patient_search_parameters(request, &search, &strict, error) ||
        !observation_query_read(&request->arena, &search, strict, request->now, query, error) ||
        !patient_search_subject(call, &query->search, &query->filter.search, found_r, error))
        return false;
    *patient_r = query->search.patient;
    return true;
}

static void show_all(struct call *call, const struct observation_found *found)
{
    for (size_t row = 0; row < found->shown; row++) {
        struct uuid patient = row_uuid(found->rows, row, COLUMN_PATIENT_ID);
        call_shows(call, &patient);
    }
}

/* Leaves out of the search what the asker may not read. */
static bool narrow(struct call *call, struct observation_filter *filter, struct error *error)
{
    bool ones[PARAMETER_COUNT];
    size_t kept = 0;
    if (!readable(call, ones, error))
        return false;
    for (size_t i = 0; i < filter->parameter_count; i++)
        if (ones[filter->parameters[i]])
            filter->parameters[kept++] = filter->parameters[i];
    filter->parameter_count = kept;
    return true;
}

enum handled fhir_observation_search(struct call *call)
{
    struct arena *arena = &call->request->arena;
    struct observation_query *query = call->data;
    struct observation_found found;
    struct error error = {0};
    struct json_out out;
    bool listed = uuid_is_zero(&call->grant.patient);
    query->filter.search.patient = call->grant.patient;
    if (!listed && !narrow(call, &query->filter, &error))
        return call_fail(call, &error);
    if (!observation_query_run(call->db, arena, query, listed ? &call->who : NULL,
                               call->request->now, &found, &error))
        return call_fail(call, &error);
    if (listed)
        show_all(call, &found);
    json_out_init(&out, arena, 16384);
    observation_bundle(&out, arena, patient_search_base(call), query, &found);
    return call_json(call, 200, &out);
}
