#include "report/report_api.h"

#include "app.h"
#include "base/caltime.h"
#include "json_common.h"
#include "observation/observation_fhir.h"
#include "observation/observation_find.h"
#include "patient/patient.h"
#include "report/report.h"

/* The Observation that came in, between the steps of its request. */
struct incoming {
    struct observation observation;
    struct received_one one;
    struct report report;
};

bool report_find_subject(struct call *call, struct uuid *patient_r, bool *found_r,
                         struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct incoming *incoming = arena_new(arena, struct incoming);
    struct observation *observation = &incoming->observation;
    call->data = incoming;
    if (!observation_from_fhir(arena, call->json, call->request->now, observation, error))
        return false;
    observation_key(observation, &call->who.account,
                    request_header(call->request, "Idempotency-Key"));
    return patient_of_subject(call->db, arena, &observation->subject, patient_r, found_r, error);
}

static bool ask(struct write *write, struct tx *tx)
{
    struct report *report = &((struct incoming *)write->data)->report;
    report_ask(report, tx);
    write->related = report->state;
    return true;
}

/* The resource as it came, with the id and version that it has here. */
static void put_resource(struct json_out *out, struct call *call, const struct incoming *incoming,
                         const char *id)
{
    static const char *const ours[] = {"resourceType", "id", "meta", NULL};
    static const char *const our_meta[] = {"versionId", "lastUpdated", NULL};
    char updated[CALTIME_TEXT];
    caltime_utc(incoming->one.receipt.received_at, updated);
    json_object_open(out);
    json_put_text(out, "resourceType", "Observation");
    json_put_text(out, "id", id);
    json_key(out, "meta");
    json_object_open(out);
    json_key(out, "versionId");
    json_printf(out, "%lld", (long long)incoming->one.receipt.version);
    json_put_text(out, "lastUpdated", updated);
    put_members(out, json_in_get(call->json, "meta"), our_meta);
    json_object_close(out);
    put_members(out, call->json, ours);
    json_object_close(out);
}

static void id_of(struct call *call, const struct incoming *incoming, char id_r[OWNED_TEXT])
{
    struct uuid key;
    memcpy(key.b, incoming->observation.key, sizeof key.b);
    owned_text(&call->grant.patient, &key, id_r);
}

static void put_place(struct call *call, const struct incoming *incoming)
{
    call_put_place(call, "Observation", incoming->observation.key, incoming->one.receipt.version);
}

static void answer(struct call *call, const struct incoming *incoming)
{
    char id[OWNED_TEXT];
    struct json_out out;
    id_of(call, incoming, id);
    json_out_init(&out, &call->request->arena, call->request->body.len + 256);
    put_resource(&out, call, incoming, id);
    call_json(call, incoming->one.receipt.received == RECEIVED_NEW ? 201 : 200, &out);
    put_place(call, incoming);
}

/* What is stored, when that is not what came in. */
static enum handled answer_stored(struct call *call)
{
    const struct incoming *incoming = call->data;
    struct arena *arena = &call->request->arena;
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    struct uuid key;
    memcpy(key.b, incoming->observation.key, sizeof key.b);
    if (!observation_newest(call->db, arena, &call->grant.patient, &key, &rows, &error))
        return call_fail(call, &error);
    json_out_init(&out, arena, 2048);
    observation_to_fhir(&out, arena, rows, 0, rows_count(rows));
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

enum handled report_create_observation(struct call *call)
{
    struct incoming *incoming = call->data;
    incoming->one.observation = &incoming->observation;
    incoming->one.receipt.natural = !incoming->observation.identifier_value.len &&
                                    !request_header(call->request, "Idempotency-Key").at;
    incoming->report = (struct report){
        .patient = call->grant.patient,
        .who = &call->who,
        .source = "fhir",
        .count = 1,
        .observations = &incoming->one,
        .programmes = call->app->programmes,
    };
    access_entry_of(&call->who, action_word(call->route->action), &incoming->report.by);
    return call_write(call, ask, apply, incoming);
}
