/* Bundles: any JSON is taken apart and settled or refused with a place; each entry is good or says
 * why not, and what is to be stored knows whom it is about and keeps no address of the Bundle's
 * own. */
#include "fuzz.h"

#include "bundle/bundle.h"

#define RECEIVED INT64_C(1795255200000)

/* Ids are known when they look like ours, and identifiers by their length. */
static void find_out(struct bundle *bundle)
{
    for (size_t i = 0; i < bundle->count; i++)
        for (size_t k = 0; k < bundle->entries[i].claim_count; k++) {
            struct claim *claim = &bundle->entries[i].claims[k];
            if (claim->id.at)
                claim->known = uuid_parse(claim->id, &claim->patient);
            else
                claim->patient.b[0] = (uint8_t)(claim->known = claim->value.len % 2);
        }
}

static void check_error(const struct error *error)
{
    must(error->code == ERROR_INVALID && error->place[0] && error->detail[0]);
}

static void check(const struct bundle *bundle, const struct uuid *patient)
{
    must(bundle->count > 0 && bundle->count <= BUNDLE_MOST);
    for (size_t i = 0; i < bundle->count; i++) {
        const struct bundle_entry *entry = &bundle->entries[i];
        if (entry->error) {
            must(bundle->type != BUNDLE_TRANSACTION);
            check_error(entry->error);
            continue;
        }
        must((entry->kind == ENTRY_OBSERVATION) == (entry->observation != NULL));
        must((entry->kind == ENTRY_RESPONSE) == (entry->response != NULL));
        if (entry->kind != ENTRY_DEVICE && entry->kind != ENTRY_CLOCK)
            must(bundle_patient(entry) && uuid_equal(bundle_patient(entry), patient));
        for (size_t k = 0; k < entry->target_count; k++)
            must(!entry->targets[k]->error &&
                 (entry->targets[k]->observation || entry->targets[k]->response));
    }
}

/* Reading forms has a fuzzer of its own. */
static bool read_response(void *context, struct json_object *resource, struct str idempotency_key,
                          struct form_response *response_r, struct error *error)
{
    (void)context;
    (void)idempotency_key;
    *response_r = (struct form_response){.status = json_in_str(json_in_get(resource, "status"))};
    return response_r->status.len ||
           error_at(error, ERROR_INVALID, "QuestionnaireResponse.status", "is missing");
}

static void settle(struct arena *arena, struct bundle *bundle)
{
    struct bundle_asker asker = {.account = {{1}},
                                 .idempotency_key = STR("k"),
                                 .now = RECEIVED,
                                 .read_response = read_response};
    struct error error = {0};
    find_out(bundle);
    for (size_t i = 0; i < bundle->count; i++)
        if (!bundle->entries[i].error && bundle_patient(&bundle->entries[i])) {
            asker.patient = *bundle_patient(&bundle->entries[i]);
            break;
        }
    if (bundle_settle(arena, bundle, &asker, &error))
        check(bundle, &asker.patient);
    else
        check_error(&error);
}

static void try_bundle(struct arena *arena, struct json_object *json)
{
    struct error error = {0};
    struct bundle bundle;
    if (bundle_read(arena, json, &bundle, &error))
        settle(arena, &bundle);
    else
        check_error(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_json(data, size, try_bundle);
}
