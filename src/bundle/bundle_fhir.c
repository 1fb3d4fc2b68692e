/* A Bundle over HTTP: whom it is about, one report of what it holds, and an answer for each entry.
 */
#include "bundle/bundle_fhir.h"

#include "app.h"
#include "base/arena.h"
#include "base/caltime.h"
#include "bundle/bundle.h"
#include "fhir/outcome.h"
#include "patient/patient.h"
#include "report/report.h"
#include "response/form_response_fhir.h"

#define CANDIDATES_MOST 8 /* patients that one Bundle may name before it is about nobody */

/* What became of an entry that is stored. */
struct stored {
    const char *type;
    const uint8_t *key;
    struct receipt *receipt; /* NULL: nothing of it is stored */
};

struct incoming {
    struct bundle bundle;
    struct report report;
    struct stored *stored; /* by entry */
};

/* ---- whom it is about ---- */

/* Identifiers that were looked up. */
struct looked {
    struct arena *arena;
    size_t count;
    struct claim claims[CANDIDATES_MOST];
};

static bool look_up(struct call *call, struct looked *looked, struct claim *claim,
                    struct error *error)
{
    for (size_t i = 0; i < looked->count; i++) {
        const struct claim *before = &looked->claims[i];
        if (!str_equal(before->value, claim->value) || !str_equal(before->system, claim->system))
            continue;
        claim->known = before->known;
        claim->patient = before->patient;
        return true;
    }
    if (looked->count == CANDIDATES_MOST)
        return true;
    if (!patient_of_identifier(call->db, looked->arena, claim->system, claim->value,
                               &claim->patient, &claim->known, error))
        return false;
    looked->claims[looked->count++] = *claim;
    return true;
}

static bool find_out(struct call *call, struct bundle *bundle, struct error *error)
{
    struct looked looked = {.arena = &call->request->arena};
    for (size_t i = 0; i < bundle->count; i++) {
        struct bundle_entry *entry = &bundle->entries[i];
        for (size_t k = 0; k < entry->claim_count && !entry->error; k++) {
            struct claim *claim = &entry->claims[k];
            if (claim->id.at)
                claim->known =
                    uuid_parse(claim->id, &claim->patient) && !uuid_is_zero(&claim->patient);
            else if (!look_up(call, &looked, claim, error))
                return false;
        }
    }
    return true;
}

static size_t candidates_of(const struct bundle *bundle, struct uuid candidates_r[CANDIDATES_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < bundle->count && count < CANDIDATES_MOST; i++) {
        const struct uuid *patient =
            bundle->entries[i].error ? NULL : bundle_patient(&bundle->entries[i]);
        bool again = !patient;
        for (size_t k = 0; k < count && !again; k++)
            again = uuid_equal(&candidates_r[k], patient);
        if (!again)
            candidates_r[count++] = *patient;
    }
    return count;
}

/* Every entry is refused for what it is, so that nobody is asked about. */
static bool is_hopeless(const struct bundle *bundle)
{
    for (size_t i = 0; i < bundle->count; i++)
        if (!bundle->entries[i].error)
            return false;
    return true;
}

/* The first whom the asker may write about: one who is a stranger is passed over as one who is
 * nobody, so that no Bundle tells which it was. */
static bool choose(struct call *call, const struct bundle *bundle, struct uuid *patient_r,
                   bool *found_r, struct error *error)
{
    struct uuid candidates[CANDIDATES_MOST];
    size_t count = candidates_of(bundle, candidates);
    *found_r = count == 1 || is_hopeless(bundle);
    if (count == 1)
        *patient_r = candidates[0];
    for (size_t i = 0; i < count && !*found_r; i++) {
        struct grant grant;
        *patient_r = candidates[i];
        if (!permit_patient(call->db, &call->request->arena, &call->who, call->route->action,
                            call->request->now, patient_r, found_r, &grant, error))
            return false;
    }
    return true;
}

bool fhir_bundle_find(struct call *call, struct uuid *patient_r, bool *found_r, struct error *error)
{
    struct incoming *incoming = arena_new(&call->request->arena, struct incoming);
    call->data = incoming;
    return bundle_read(&call->request->arena, call->json, &incoming->bundle, error) &&
           find_out(call, &incoming->bundle, error) &&
           choose(call, &incoming->bundle, patient_r, found_r, error);
}

/* ---- the answer ---- */

static void put_stored(struct json_out *out, const struct call *call, const struct stored *one)
{
    char id[OWNED_TEXT], updated[CALTIME_TEXT];
    struct uuid key;
    memcpy(key.b, one->key, sizeof key.b);
    owned_text(&call->grant.patient, &key, id);
    caltime_utc(one->receipt->received_at, updated);
    json_put_text(out, "status", one->receipt->received == RECEIVED_NEW ? "201 Created" : "200 OK");
    json_key(out, "location");
    json_printf(out, "%s/%s", one->type, id);
    json_key(out, "etag");
    json_raw(out, STR("\"W/\\\""));
    buf_int(&out->buf, one->receipt->version);
    buf_text(&out->buf, "\\\"\"");
    json_put_text(out, "lastModified", updated);
}

static void put_refused(struct json_out *out, const struct error *error, const char *status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {
        {404, "404 Not Found"},
        {409, "409 Conflict"},
        {422, "422 Unprocessable Entity"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !status; i++)
        if (texts[i].status == error_http_status(error->code))
            status = texts[i].text;
    json_put_text(out, "status", status ? status : "422 Unprocessable Entity");
    json_key(out, "outcome");
    outcome_json(out, error);
}

/* What is good, and not stored by itself. */
static void put_noted(struct json_out *out, const struct call *call,
                      const struct bundle_entry *entry)
{
    json_put_text(out, "status", "200 OK");
    if (entry->kind == ENTRY_PATIENT) {
        char id[UUID_TEXT];
        uuid_text(&call->grant.patient, id);
        json_key(out, "location");
        json_printf(out, "Patient/%s", id);
        return;
    }
    json_key(out, "outcome");
    outcome_note(out, "information", "informational",
                 entry->kind == ENTRY_DEVICE
                     ? "Not stored by itself: what was measured with it keeps its identifier"
                     : "Not stored: what a device's clock showed says nothing about the patient");
}

static void put_entry(struct json_out *out, const struct call *call,
                      const struct incoming *incoming, size_t number)
{
    const struct bundle_entry *entry = &incoming->bundle.entries[number];
    const struct stored *one = &incoming->stored[number];
    json_object_open(out);
    if (entry->full_url.at)
        json_put_str(out, "fullUrl", entry->full_url);
    json_key(out, "response");
    json_object_open(out);
    if (entry->error)
        put_refused(out, entry->error, entry->status);
    else if (one->receipt && one->receipt->received == RECEIVED_REFUSED)
        put_refused(out, &one->receipt->error, NULL);
    else if (one->receipt)
        put_stored(out, call, one);
    else
        put_noted(out, call, entry);
    json_object_close(out);
    json_object_close(out);
}

static void answer(struct call *call, const struct incoming *incoming)
{
    const struct bundle *bundle = &incoming->bundle;
    struct json_out out;
    json_out_init(&out, &call->request->arena, 256 + 320 * bundle->count);
    json_object_open(&out);
    json_put_text(&out, "resourceType", "Bundle");
    json_put_text(&out, "type",
                  bundle->type == BUNDLE_TRANSACTION ? "transaction-response" : "batch-response");
    json_key(&out, "entry");
    json_array_open(&out);
    for (size_t i = 0; i < bundle->count; i++)
        put_entry(&out, call, incoming, i);
    json_array_close(&out);
    json_object_close(&out);
    call_json(call, 200, &out);
}

/* ---- storing ---- */

static bool ask(struct write *write, struct tx *tx)
{
    report_ask(&((struct incoming *)write->data)->report, tx);
    return true;
}

/* Conflicts know their resource, and not where it stands. */
static void place_conflicts(struct incoming *incoming, struct error *whole)
{
    for (size_t i = 0; i < incoming->bundle.count; i++) {
        struct receipt *receipt = incoming->stored[i].receipt;
        if (!receipt || receipt->received != RECEIVED_REFUSED)
            continue;
        bundle_place(i, whole ? whole : &receipt->error);
        if (whole)
            return;
    }
}

static bool apply(struct write *write, struct tx *tx, struct error *error)
{
    struct incoming *incoming = write->data;
    for (size_t i = 0; i < incoming->bundle.count; i++)
        if (incoming->stored[i].receipt) /* apply may run again */
            incoming->stored[i].receipt->received = RECEIVED_NEW;
    if (!report_apply(&incoming->report, tx, error)) {
        if (error && error->code == ERROR_CONFLICT)
            place_conflicts(incoming, error);
        return false;
    }
    place_conflicts(incoming, NULL);
    answer(write->call, incoming);
    return true;
}

static void collect_entry(struct incoming *incoming, size_t number, bool keyed)
{
    const struct bundle_entry *entry = &incoming->bundle.entries[number];
    struct report *report = &incoming->report;
    struct stored *stored = &incoming->stored[number];
    bool identified = false;
    if (entry->error)
        return;
    if (entry->kind == ENTRY_OBSERVATION) {
        struct received_one *one = &report->observations[report->count++];
        one->observation = entry->observation;
        identified = entry->observation->identifier_value.len > 0;
        *stored = (struct stored){"Observation", entry->observation->key, &one->receipt};
    } else if (entry->kind == ENTRY_RESPONSE) {
        struct received_response *one = &report->responses[report->response_count++];
        one->response = entry->response;
        identified = entry->response->identifier_value.len > 0;
        *stored = (struct stored){"QuestionnaireResponse", entry->response->key, &one->receipt};
    }
    if (stored->receipt)
        stored->receipt->natural = !keyed && !identified;
}

static void collect(struct call *call, struct incoming *incoming)
{
    struct arena *arena = &call->request->arena;
    const struct bundle *bundle = &incoming->bundle;
    bool keyed = request_header(call->request, "Idempotency-Key").at != NULL;
    incoming->report = (struct report){
        .patient = call->grant.patient,
        .source = "bundle",
        .each_alone = bundle->type != BUNDLE_TRANSACTION,
        .observations = arena_array(arena, struct received_one, bundle->count),
        .responses = arena_array(arena, struct received_response, bundle->count),
        .programmes = call->app->programmes,
    };
    incoming->stored = arena_array(arena, struct stored, bundle->count);
    for (size_t i = 0; i < bundle->count; i++)
        collect_entry(incoming, i, keyed);
    access_entry_of(&call->who, action_word(call->route->action), &incoming->report.by);
}

static bool read_response(void *context, struct json_object *resource, struct str idempotency_key,
                          struct form_response *response_r, struct error *error)
{
    struct call *call = context;
    if (!form_response_from_fhir(&call->request->arena, resource, call->app->programmes, call->db,
                                 &call->grant.patient, call->request->now, response_r, error))
        return false;
    form_response_key(response_r, &call->who.account, idempotency_key);
    return true;
}

enum handled fhir_bundle(struct call *call)
{
    struct incoming *incoming = call->data;
    const struct bundle_asker asker = {
        .patient = call->grant.patient,
        .account = call->who.account,
        .idempotency_key = request_header(call->request, "Idempotency-Key"),
        .now = call->request->now,
        .read_response = read_response,
        .context = call,
    };
    struct error error = {0};
    if (uuid_is_zero(&call->grant.patient)) {
        collect(call, incoming);
        answer(call, incoming);
        return HANDLED;
    }
    if (!bundle_settle(&call->request->arena, &incoming->bundle, &asker, &error))
        return call_fail(call, &error);
    collect(call, incoming);
    return call_write(call, ask, apply, incoming);
}
