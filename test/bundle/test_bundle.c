/* Bundles without a database: answered forms among the entries, what refers to what is refused, and
 * references that mean the same whatever address they came under. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "bundle/bundle.h"

#include <stdlib.h>

#define RECEIVED INT64_C(1795255200000)
#define OBSERVATION(rest)                                                                          \
    "{'resourceType':'Observation','status':'final','code':{'coding':[{'system':"                  \
    "'http://loinc.org','code':'2708-6'}]},'effectiveDateTime':'2026-11-21T10:00:00Z',"            \
    "'valueQuantity':{'value':93,'unit':'%'}," rest "}"
#define RESPONSE(rest) "{'resourceType':'QuestionnaireResponse','status':'completed'," rest "}"
#define ABOUT "'subject':{'identifier':{'system':'s','value':'1'}}"
#define ENTRY(url, type, resource)                                                                 \
    "{'fullUrl':'" url "','resource':" resource ",'request':{'method':'POST','url':'" type "'}}"
#define BUNDLE(type, entries) "{'resourceType':'Bundle','type':'" type "','entry':[" entries "]}"

struct tried {
    struct arena arena;
    struct json_object *json;
    struct bundle bundle;
    struct error error;
    bool ok;
};

/* Refuses a form whose status is not completed; "amended" is when the database fails. */
static bool read_response(void *context, struct json_object *resource, struct str idempotency_key,
                          struct form_response *response_r, struct error *error)
{
    (void)idempotency_key;
    *response_r = (struct form_response){.status = json_in_str(json_in_get(resource, "status")),
                                         .key = {*(uint8_t *)context}};
    if (str_is(response_r->status, "amended"))
        return error_set(error, ERROR_BUSY, "try again");
    return str_is(response_r->status, "completed") ||
           error_at(error, ERROR_INVALID, "QuestionnaireResponse.item[2].answer", "is missing");
}

/* Everybody with an identifier is the same patient. */
static void try_it(struct tried *t, const char *quoted, bool forms)
{
    static uint8_t key = 7; /* allowed: only read */
    struct bundle_asker asker = {.patient = {{1}}, .now = RECEIVED, .context = &key};
    asker.read_response = forms ? read_response : NULL;
    *t = (struct tried){.ok = false};
    arena_init(&t->arena);
    char *text = arena_text(&t->arena, str_of(quoted));
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    t->json = json_in_parse(str_of(text), &t->error);
    if (!t->json)
        fail_msg("%s %s", t->error.place, t->error.detail);
    t->ok = bundle_read(&t->arena, t->json, &t->bundle, &t->error);
    for (size_t i = 0; t->ok && i < t->bundle.count; i++)
        for (size_t k = 0; k < t->bundle.entries[i].claim_count; k++) {
            t->bundle.entries[i].claims[k].known = true;
            t->bundle.entries[i].claims[k].patient = asker.patient;
        }
    t->ok = t->ok && bundle_settle(&t->arena, &t->bundle, &asker, &t->error);
}

static void finish(struct tried *t)
{
    json_in_destroy(t->json);
    arena_finish(&t->arena);
}

static const char *place_of(const struct tried *t, size_t entry)
{
    const struct error *error = t->bundle.entries[entry].error;
    return error ? error->place : "";
}

static void an_answered_form_is_an_entry_that_others_may_be_derived_from(void **state)
{
    struct tried t;
    (void)state;
    try_it(&t,
           BUNDLE("transaction",
                  ENTRY("urn:uuid:o", "Observation",
                        OBSERVATION(ABOUT ",'derivedFrom':[{'reference':'urn:uuid:q'"
                                          "}]")) "," ENTRY("urn:uuid:q", "QuestionnaireResponse",
                                                           RESPONSE(ABOUT))),
           true);
    if (!t.ok)
        fail_msg("%s %s", t.error.place, t.error.detail);
    struct json_object *from =
        json_in_at(json_in_get(t.bundle.entries[0].resource, "derivedFrom"), 0);
    assert_true(str_starts(json_in_str(json_in_get(from, "reference")), "QuestionnaireResponse/"));
    assert_int_equal(t.bundle.entries[1].response->key[0], 7);
    finish(&t);
}

static void what_is_wrong_with_a_form_is_told_within_the_bundle(void **state)
{
    struct tried t;
    (void)state;
    try_it(
        &t,
        BUNDLE(
            "batch",
            ENTRY("urn:uuid:q", "QuestionnaireResponse",
                  "{'resourceType':'QuestionnaireResponse','status':'stopped'," ABOUT
                  "}") "," ENTRY("urn:uuid:n", "QuestionnaireResponse",
                                 "{'resourceType':'QuestionnaireResponse','status':'completed'}")),
        true);
    assert_true(t.ok);
    assert_string_equal(place_of(&t, 0), "Bundle.entry[0].resource.item[2].answer");
    assert_string_equal(place_of(&t, 1), "Bundle.entry[1].resource.subject");
    finish(&t);
}

static void a_failure_of_the_house_is_not_the_entrys(void **state)
{
    struct tried t;
    (void)state;
    try_it(&t,
           BUNDLE("batch",
                  ENTRY("urn:uuid:o", "Observation", OBSERVATION(ABOUT)) "," ENTRY(
                      "urn:uuid:q", "QuestionnaireResponse",
                      "{'resourceType':'QuestionnaireResponse','status':'amended'," ABOUT "}")),
           true);
    assert_false(t.ok);
    assert_int_equal(t.error.code, ERROR_BUSY);
    finish(&t);
}

static void who_refers_to_what_is_refused_is_refused_and_so_on(void **state)
{
    struct tried t;
    (void)state;
    try_it(
        &t,
        BUNDLE(
            "batch",
            ENTRY("urn:uuid:1", "Observation", OBSERVATION(ABOUT ",'hasMember':[{'reference':'urn:uuid:2'}]")) "," ENTRY(
                "urn:uuid:2", "Observation",
                OBSERVATION(
                    ABOUT
                    ",'hasMember':[{'reference':'urn:uuid:3'}]")) "," ENTRY("urn:uuid:3",
                                                                            "QuestionnaireResponse",
                                                                            RESPONSE(
                                                                                ABOUT)) "," ENTRY("urn:uuid:4",
                                                                                                  "Observation",
                                                                                                  OBSERVATION(
                                                                                                      ABOUT
                                                                                                      ",'hasMember':[{'reference':'urn:uuid:4'}]"))),
        false);
    assert_true(t.ok);
    assert_string_equal(place_of(&t, 0), "Bundle.entry[0]");
    assert_string_equal(place_of(&t, 1), "Bundle.entry[1]");
    assert_string_equal(place_of(&t, 2), "Bundle.entry[2].resource.resourceType");
    assert_string_equal(place_of(&t, 3), "");
    finish(&t);
}

static void a_transaction_names_the_entry_whose_fault_it_is(void **state)
{
    struct tried t;
    (void)state;
    try_it(
        &t,
        BUNDLE(
            "transaction",
            ENTRY(
                "urn:uuid:1", "Observation",
                OBSERVATION(
                    ABOUT
                    ",'hasMember':[{'reference':'urn:uuid:2'}]")) "," ENTRY("urn:uuid:2",
                                                                            "QuestionnaireResponse",
                                                                            RESPONSE(ABOUT))),
        false);
    assert_false(t.ok);
    assert_string_equal(t.error.place, "Bundle.entry[1].resource.resourceType");
    finish(&t);
}

/* Under another fullUrl, and with its device by address, condition or identifier. */
static void the_same_under_other_addresses_has_the_same_content(void **state)
{
    static const char *const alike[] = {
        BUNDLE(
            "transaction",
            ENTRY("urn:uuid:1", "Observation",
                  OBSERVATION(
                      ABOUT
                      ",'device':{'reference':'urn:uuid:2'}")) "," ENTRY("urn:uuid:2", "Device",
                                                                         "{'resourceType':'Device',"
                                                                         "'identifier':[{'system':'"
                                                                         "d','value':'9'}]}")),
        BUNDLE("transaction",
               ENTRY("urn:oid:1.2", "Device",
                     "{'resourceType':'Device','identifier':[{'system':'d','value':'9'}"
                     "]}") "," ENTRY("urn:uuid:9", "Observation",
                                     OBSERVATION(ABOUT ",'device':{'reference':'urn:oid:1.2'}"))),
        BUNDLE("transaction",
               ENTRY("urn:uuid:1", "Observation",
                     OBSERVATION(ABOUT ",'device':{'reference':'Device?identifier=d%7c9'}"))),
        BUNDLE("collection",
               "{'resource':{'resourceType':'Device','id':'x','identifier':[{'system':'d','value':"
               "'9'}]}},{'resource':" OBSERVATION(ABOUT ",'device':{'reference':'Device/x'}") "}"),
        BUNDLE("batch",
               ENTRY("urn:uuid:1", "Observation",
                     OBSERVATION(ABOUT ",'device':{'type':'Device','identifier':{'system':'d',"
                                       "'value':'9'}}"))),
    };
    uint8_t key[16], content[16];
    (void)state;
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
        struct tried t;
        const struct observation *observation = NULL;
        try_it(&t, alike[i], false);
        if (!t.ok)
            fail_msg("%s %s", t.error.place, t.error.detail);
        for (size_t k = 0; k < t.bundle.count; k++)
            observation = observation ? observation : t.bundle.entries[k].observation;
        if (!observation) {
            fail_msg("nothing was read");
            return;
        }
        assert_true(str_is(observation->device, "d|9"));
        if (i == 0) {
            memcpy(key, observation->key, 16);
            memcpy(content, observation->content, 16);
        }
        assert_memory_equal(key, observation->key, 16);
        assert_memory_equal(content, observation->content, 16);
        finish(&t);
    }
}

static void addresses_that_mean_two_entries_mean_none(void **state)
{
    struct tried t;
    (void)state;
    try_it(
        &t,
        BUNDLE("batch",
               ENTRY("urn:uuid:1", "Device", "{'resourceType':'Device'}") "," ENTRY(
                   "urn:uuid:1", "Device",
                   "{'resourceType':'Device'}") "," ENTRY("urn:uuid:3", "Observation",
                                                          OBSERVATION(ABOUT ",'device':{'reference'"
                                                                            ":'urn:uuid:1'}"))),
        false);
    assert_true(t.ok);
    assert_string_equal(place_of(&t, 0), "");
    assert_string_equal(place_of(&t, 1), "Bundle.entry[1].fullUrl");
    assert_string_equal(place_of(&t, 2), "Bundle.entry[2].resource.device.reference");
    finish(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answered_form_is_an_entry_that_others_may_be_derived_from),
        cmocka_unit_test(what_is_wrong_with_a_form_is_told_within_the_bundle),
        cmocka_unit_test(a_failure_of_the_house_is_not_the_entrys),
        cmocka_unit_test(who_refers_to_what_is_refused_is_refused_and_so_on),
        cmocka_unit_test(a_transaction_names_the_entry_whose_fault_it_is),
        cmocka_unit_test(the_same_under_other_addresses_has_the_same_content),
        cmocka_unit_test(addresses_that_mean_two_entries_mean_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
