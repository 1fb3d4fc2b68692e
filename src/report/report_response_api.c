#include "report/report_response_api.h"

#include "app.h"
#include "response/form_response.h"

#include <stdio.h>

static void place_response(size_t index, struct error *error)
{
    char place[sizeof error->place + 40];
    if (error->code != ERROR_INVALID)
        return;
    snprintf(place, sizeof place, "/responses/%zu: %s", index, error->place);
    memcpy(error->place, place, sizeof error->place - 1);
    error->place[sizeof error->place - 1] = 0;
}

bool report_read_response(struct call *call, struct json_object *json, size_t index, struct str key,
                          const struct uuid *patient, const struct caltime *measured,
                          struct received_response *received_r, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct form_response *response = arena_new(arena, struct form_response);
    if (!form_response_from_fhir(arena, json, call->app->programmes, call->db, patient,
                                 call->request->now, response, error)) {
        place_response(index, error);
        return false;
    }
    if (!json_in_get(json, "authored"))
        response->authored = *measured;
    form_response_key(response, &call->who.account, key);
    received_r->response = response;
    received_r->receipt.natural = !key.at && !response->identifier_value.len;
    return true;
}
