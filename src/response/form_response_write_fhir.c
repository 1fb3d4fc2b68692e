/* POST /fhir/QuestionnaireResponse: one answered form is one report. */
#include "app.h"
#include "base/arena.h"
#include "patient/patient.h"
#include "report/report.h"
#include "response/form_response_api.h"
#include "response/form_response_store.h"

/* What came in, between the steps of its request. */
struct incoming {
    struct form_response response;
    struct received_response one;
    struct report report;
};

bool fhir_response_subject(struct call *call, struct uuid *patient_r, bool *found_r,
                           struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct fhir_subject subject;
    return form_response_subject(arena, call->json, &subject, error) &&
           patient_of_subject(call->db, arena, &subject, patient_r, found_r, error);
}

static bool ask(struct write *write, struct tx *tx)
{
    report_ask(&((struct incoming *)write->data)->report, tx);
    return true;
}

static void put_place(struct call *call, const struct incoming *incoming)
{
    call_put_place(call, "QuestionnaireResponse", incoming->response.key,
                   incoming->one.receipt.version);
}

static void answer(struct call *call, const struct incoming *incoming)
{
    const struct form_response_stored stored =
        form_response_as_stored(&incoming->response, &call->grant.patient,
                                incoming->one.receipt.version, incoming->one.receipt.received_at);
    struct json_out out;
    json_out_init(&out, &call->request->arena, call->request->body.len + 256);
    form_response_to_fhir(&out, &stored);
    call_json(call, incoming->one.receipt.received == RECEIVED_NEW ? 201 : 200, &out);
    put_place(call, incoming);
}

/* What is stored, when that is not what came in. */
static enum handled answer_stored(struct call *call)
{
    const struct incoming *incoming = call->data;
    struct arena *arena = &call->request->arena;
    struct form_response_stored stored;
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!form_response_newest(call->db, arena, &call->grant.patient, incoming->response.key, &rows,
                              &error) ||
        !form_response_of_row(rows, 0, call->app->programmes, call->db, &stored, &error))
        return call_fail(call, &error);
    json_out_init(&out, arena, 2048);
    form_response_to_fhir(&out, &stored);
    call_json(call, 200, &out);
    put_place(call, incoming);
    return HANDLED;
}

static bool apply(struct write *write, struct tx *tx, struct error *error)
{
    struct incoming *incoming = write->data;
    if (!report_apply(&incoming->report, tx, error))
        return false;
    write->answer = NULL;
    if (incoming->one.receipt.received == RECEIVED_SAME && incoming->one.receipt.differs) {
        report_log_reading(&incoming->report, tx);
        write->answer = answer_stored;
    }
    answer(write->call, incoming);
    return true;
}

enum handled fhir_response_create(struct call *call)
{
    struct arena *arena = &call->request->arena;
    struct incoming *incoming = arena_new(arena, struct incoming);
    struct str key = request_header(call->request, "Idempotency-Key");
    struct error error = {0};
    call->data = incoming;
    if (!form_response_from_fhir(arena, call->json, call->app->programmes, call->db,
                                 &call->grant.patient, call->request->now, &incoming->response,
                                 &error))
        return call_fail(call, &error);
    form_response_key(&incoming->response, &call->who.account, key);
    incoming->one.response = &incoming->response;
    incoming->one.receipt.natural = !incoming->response.identifier_value.len && !key.at;
    incoming->report = (struct report){
        .patient = call->grant.patient,
        .source = "fhir",
        .response_count = 1,
        .responses = &incoming->one,
        .programmes = call->app->programmes,
    };
    access_entry_of(&call->who, action_word(call->route->action), &incoming->report.by);
    return call_write(call, ask, apply, incoming);
}
