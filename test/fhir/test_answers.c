/* OperationOutcome and CapabilityStatement as they are printed, and codes that mean a parameter. */
#include "base/arena.h"
#include "base/json_in.h"
#include "fhir/capability.h"
#include "fhir/codes.h"
#include "fhir/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void prints(const struct error *error, const char *expected)
{
    struct arena arena;
    struct json_out out;
    arena_init(&arena);
    json_out_init(&out, &arena, 64);
    outcome_json(&out, error);
    assert_string_equal(buf_cstr(&out.buf), expected);
    arena_finish(&arena);
}

static void an_outcome_names_the_place_as_fhirpath_where_it_is_one(void **state)
{
    struct error error = {0};
    (void)state;
    error_at(&error, ERROR_INVALID, "Observation.component[1].code", "is \"missing\"");
    prints(&error, "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\","
                   "\"code\":\"invalid\",\"diagnostics\":\"Observation.component[1].code: is "
                   "\\\"missing\\\"\",\"expression\":[\"Observation.component[1].code\"]}]}");
    error_at(&error, ERROR_INVALID, "line 2, column 3", "not valid JSON");
    prints(&error,
           "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\","
           "\"code\":\"structure\",\"diagnostics\":\"line 2, column 3: not valid JSON\"}]}");
    error_at(&error, ERROR_MALFORMED, "Idempotency-Key", "too long");
    prints(&error, "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\","
                   "\"code\":\"invalid\",\"diagnostics\":\"Idempotency-Key: too long\"}]}");
}

static void every_kind_of_error_has_an_issue_code(void **state)
{
    static const struct {
        enum error_code code;
        const char *word;
    } cases[] = {
        {ERROR_UNIDENTIFIED, "\"security\""}, {ERROR_FORBIDDEN, "\"forbidden\""},
        {ERROR_NOT_FOUND, "\"not-found\""},   {ERROR_CONFLICT, "\"conflict\""},
        {ERROR_TOO_LARGE, "\"too-costly\""},  {ERROR_MEDIA_TYPE, "\"not-supported\""},
        {ERROR_BUSY, "\"transient\""},        {ERROR_INTERNAL, "\"exception\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error = {0};
        struct arena arena;
        struct json_out out;
        arena_init(&arena);
        error_set(&error, cases[i].code, "x");
        json_out_init(&out, &arena, 64);
        outcome_json(&out, &error);
        assert_non_null(strstr(buf_cstr(&out.buf), cases[i].word));
        arena_finish(&arena);
    }
}

static void what_senders_say_is_cut_between_characters(void **state)
{
    char text[CLIP_TEXT], blanks[] = "a\nb";
    char longer[70];
    (void)state;
    memset(longer, 'x', sizeof longer);
    memcpy(longer + 59, "\xc3\xa5", 2);
    clip((struct str){longer, sizeof longer}, text);
    assert_int_equal(strlen(text), 62);
    assert_string_equal(text + 58, "x...");
    assert_string_equal(clip(str_of(blanks), text), "a b");
}

static struct json_object *statement(struct arena *arena)
{
    static const char *const interactions[] = {
        "Observation create",      NULL,           "Observation search-type",
        "Observation search-type", "Patient read",
    };
    const struct capability capability = {"1.2", "https://here/fhir", INT64_C(1795255200000),
                                          interactions, 5};
    struct error error = {0};
    struct json_out out;
    json_out_init(&out, arena, 64);
    capability_json(&out, &capability);
    struct json_object *json = json_in_parse(json_out_slice(&out), &error);
    if (!json)
        fail_msg("%s", error.detail);
    return json;
}

static void the_capabilities_are_those_of_the_routes(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena);
    struct json_object *json = statement(&arena);
    struct json_object *resources =
        json_in_get(json_in_at(json_in_get(json, "rest"), 0), "resource");
    assert_true(str_is(json_in_str(json_in_get(json, "fhirVersion")), "4.0.1"));
    assert_int_equal(json_in_length(resources), 2);
    struct json_object *first = json_in_at(resources, 0), *second = json_in_at(resources, 1);
    assert_true(str_is(json_in_str(json_in_get(first, "type")), "Observation"));
    assert_int_equal(json_in_length(json_in_get(first, "interaction")), 2);
    assert_int_equal(json_in_length(json_in_get(first, "searchParam")), 11);
    assert_true(str_is(json_in_str(json_in_get(second, "type")), "Patient"));
    assert_int_equal(json_in_length(json_in_get(second, "interaction")), 1);
    json_in_destroy(json);
    arena_finish(&arena);
}

static void the_base_address_is_ours_or_a_plain_host(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena);
    assert_string_equal(capability_base(&arena, "https://a.no/", false, STR("b"), "c"),
                        "https://a.no/fhir");
    assert_string_equal(capability_base(&arena, "", false, STR("b:8080"), "c"),
                        "http://b:8080/fhir");
    assert_string_equal(capability_base(&arena, "", true, STR("b"), "c"), "https://b/fhir");
    assert_string_equal(capability_base(&arena, "", false, STR("b/\"<x>"), "c:1"),
                        "http://c:1/fhir");
    assert_string_equal(capability_base(&arena, "", false, STR_NONE, "c:1"), "http://c:1/fhir");
    arena_finish(&arena);
}

static void codes_mean_parameters_within_their_system(void **state)
{
    (void)state;
    assert_int_equal(code_find(STR("http://loinc.org"), STR("2708-6")), PARAMETER_SPO2);
    assert_int_equal(code_find(STR("http://loinc.org"), STR("150456")), PARAMETER_NONE);
    assert_int_equal(code_find(STR("urn:x"), STR("2708-6")), PARAMETER_NONE);
    assert_int_equal(code_find(STR(""), STR("150456")), PARAMETER_SPO2);
    assert_int_equal(code_find(STR("urn:oid:2.16.578.1.12.4.1.1.7280"), STR("NPU02187")),
                     PARAMETER_GLUCOSE);
    for (int parameter = 1; parameter < PARAMETER_COUNT; parameter++) {
        struct code own = code_own((enum parameter)parameter);
        assert_int_equal(code_find(str_of(own.system), str_of(own.code)), parameter);
        assert_string_equal(own.system, parameter == PARAMETER_NEWS2 || parameter == PARAMETER_ACVPU
                                            ? FHIR_SNOMED
                                            : FHIR_LOINC);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outcome_names_the_place_as_fhirpath_where_it_is_one),
        cmocka_unit_test(every_kind_of_error_has_an_issue_code),
        cmocka_unit_test(what_senders_say_is_cut_between_characters),
        cmocka_unit_test(the_capabilities_are_those_of_the_routes),
        cmocka_unit_test(the_base_address_is_ours_or_a_plain_host),
        cmocka_unit_test(codes_mean_parameters_within_their_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
