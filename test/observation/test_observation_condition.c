/* Under what a value was measured, scores in the shapes that others send them in, and the day. */
#include "sample.h"

#include "base/json_out.h"

#include <stdio.h>

#define URL "'https://varde.no/fhir/StructureDefinition/measurement-condition'"
#define IS(word) "{'url':" URL ",'valueCode':'" word "'}"
#define REST "'subject':{'reference':'Patient/p1'},'effectiveDateTime':'2026-11-21T10:00:00+01:00'"
#define HEAD "{'resourceType':'Observation','status':'final'," REST ","
#define CODE(code) "'code':{'coding':[{'system':'http://loinc.org','code':'" code "'}]}"
#define QUANTITY(number, unit)                                                                     \
    "'valueQuantity':{'value':" number ",'system':'http://unitsofmeasure.org','code':'" unit "'}"
#define SPO2 HEAD CODE("2708-6") "," QUANTITY("93", "%")
#define BESIDE(code, value) ",'component':[{" CODE(code) "," value "}]}"

struct condition_case {
    const char *text;
    uint32_t conditions;
    const char *place; /* NULL: it is read */
};

static const struct condition_case cases[] = {
    {SPO2 "}", 0, NULL},
    {SPO2 ",'extension':[" IS("rest") "]}", CONDITION_REST, NULL},
    {SPO2 ",'extension':[" IS("activity") "," IS("oxygen") "]}",
     CONDITION_ACTIVITY | CONDITION_OXYGEN, NULL},
    {SPO2 ",'extension':[{'url':'http://x','valueCode':'rest'}]}", 0, NULL},
    {SPO2 ",'extension':[" IS("rest") "," IS("lying") "]}", 0,
     "Observation.extension[1].valueCode"},
    {SPO2 ",'extension':[{'url':" URL ",'valueString':'rest'}]}", 0,
     "Observation.extension[0].valueCode"},
    {SPO2 BESIDE("3151-8", QUANTITY("2", "L/min")), CONDITION_OXYGEN, NULL},
    {SPO2 BESIDE("3151-8", QUANTITY("500", "mL/min")), CONDITION_OXYGEN, NULL},
    {SPO2 BESIDE("3151-8", QUANTITY("0", "L/min")), 0, NULL},
    {SPO2 BESIDE("3151-8", "'dataAbsentReason':{'text':'x'}"), 0, NULL},
    {SPO2 BESIDE("3150-6", QUANTITY("28", "%")), CONDITION_OXYGEN, NULL},
    {SPO2 BESIDE("3150-6", QUANTITY("21", "%")), 0, NULL},
    {SPO2 BESIDE("3150-6", QUANTITY("0.21", "1")), 0, NULL},
    {SPO2 BESIDE("3151-8", QUANTITY("2", "kg")), 0, "Observation.component[0].valueQuantity.code"},
    {SPO2 BESIDE("3151-8", "'valueString':'2 litres'"), 0, "Observation.component[0].value[x]"},
    {SPO2 BESIDE("8867-4", QUANTITY("70", "/min")), 0, "Observation.component[0].code"},
    {HEAD CODE("8867-4") "," QUANTITY("70", "/min") BESIDE("3151-8", QUANTITY("2", "L/min")), 0,
     "Observation.component[0].code"},
};

static void conditions_are_read_from_what_says_them_and_refused_where_they_are_unclear(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample s;
        sample_quoted(&s, cases[i].text);
        if (cases[i].place
                ? s.ok || strcmp(s.error.place, cases[i].place) != 0
                : !s.ok || s.observation.values[0].measurement.conditions != cases[i].conditions)
            fail_msg("%s %s (%u): %s", s.error.place, s.error.detail,
                     s.observation.values[0].measurement.conditions, cases[i].text);
        sample_finish(&s);
    }
}

/* As one of /api/reports is stored, which had no FHIR to keep. */
static void conditions_that_came_without_fhir_are_printed(void **state)
{
    struct sample s, again;
    struct buf text;
    (void)state;
    sample_quoted(&s, SPO2 "}");
    s.observation.values[0].measurement.conditions = CONDITION_REST | CONDITION_OXYGEN;
    struct db *db = sample_db();
    struct uuid patient = sample_patient();
    sample_store(db, &s, &patient, 1, SAMPLE_RECEIVED);
    struct json_object *printed = sample_printed(db, &s.arena);
    assert_int_equal(json_in_length(json_in_get(printed, "extension")), 2);
    buf_init(&text, &s.arena, 2048);
    json_in_text(printed, &text);
    sample_read(&again, buf_cstr(&text));
    assert_true(again.ok);
    assert_int_equal(again.observation.values[0].measurement.conditions,
                     CONDITION_REST | CONDITION_OXYGEN);
    sample_finish(&again);
    json_in_destroy(printed);
    db_close(db);
    sample_finish(&s);
}

static void each_condition_is_printed_once_beside_what_else_was_said(void **state)
{
    static const char *const sent[] = {
        SPO2 ",'extension':[" IS("rest") "," IS("oxygen") "]}",
        SPO2 ",'extension':[" IS("oxygen") "," IS("rest") "]}",
        SPO2 ",'extension':[{'url':'http://x','valueString':'s'}," IS("rest") "]}",
        SPO2 ",'extension':[{'url':'http://x','valueString':'s'}]" BESIDE("3151-8",
                                                                          QUANTITY("2", "L/min")),
    };
    (void)state;
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        struct sample s;
        char path[160];
        sample_quoted(&s, sent[i]);
        assert_true(s.ok);
        assert_true(i != 0 || !s.observation.extra.at);
        struct db *db = sample_db();
        struct uuid patient = sample_patient();
        sample_store(db, &s, &patient, 1, SAMPLE_RECEIVED);
        struct json_object *printed = sample_printed(db, &s.arena);
        assert_int_equal(json_in_length(json_in_get(printed, "extension")), 2);
        if (!data_holds(json_in_get(printed, "extension"), json_in_get(s.json, "extension"), path))
            fail_msg("%s is lost from %s", path, sent[i]);
        json_in_destroy(printed);
        db_close(db);
        sample_finish(&s);
    }
}

struct score_case {
    const char *value;
    int64_t micro;
    const char *unit, *place;
};

static void a_score_needs_no_unit_and_may_be_a_whole_number(void **state)
{
    static const struct score_case scores[] = {
        {"'valueQuantity':{'value':12}", 12000000, "{score}", NULL},
        {QUANTITY("12", "{score}"), 12000000, "{score}", NULL},
        {"'valueInteger':12", 12000000, "{score}", NULL},
        {QUANTITY("12", "kg"), 0, NULL, "Observation.valueQuantity.code"},
        {"'valueString':'12'", 0, NULL, "Observation.value[x]"},
        {"'valueInteger':12,'dataAbsentReason':{'text':'x'}", 0, NULL, "Observation.value[x]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        struct sample s;
        char text[700];
        snprintf(text, sizeof text, HEAD CODE("44261-6") ",%s}", scores[i].value);
        sample_quoted(&s, text);
        if (scores[i].place) {
            assert_false(s.ok);
            assert_string_equal(s.error.place, scores[i].place);
            sample_finish(&s);
            continue;
        }
        assert_true(s.ok);
        assert_int_equal(s.observation.values[0].measurement.value, scores[i].micro);
        assert_true(str_is(s.observation.values[0].unit, scores[i].unit));
        struct db *db = sample_db();
        struct uuid patient = sample_patient();
        char path[160];
        sample_store(db, &s, &patient, 1, SAMPLE_RECEIVED);
        struct json_object *printed = sample_printed(db, &s.arena);
        assert_true(!json_in_get(s.json, "valueInteger") || !json_in_get(printed, "valueQuantity"));
        const char *const value =
            json_in_get(s.json, "valueInteger") ? "valueInteger" : "valueQuantity";
        if (!data_holds(json_in_get(printed, value), json_in_get(s.json, value), path))
            fail_msg("%s%s", scores[i].value, path);
        json_in_destroy(printed);
        db_close(db);
        sample_finish(&s);
    }
}

static void a_measured_value_without_a_unit_is_refused_as_ever(void **state)
{
    struct sample s;
    (void)state;
    sample_quoted(&s, HEAD CODE("20150-9") ",'valueQuantity':{'value':1.85}}");
    assert_false(s.ok);
    assert_string_equal(s.error.place, "Observation.valueQuantity.code");
    sample_finish(&s);
}

static void values_know_their_norwegian_day(void **state)
{
    struct sample s;
    (void)state;
    sample_quoted(&s, "{'resourceType':'Observation','status':'final','subject':{'reference':"
                      "'Patient/p1'}," CODE("2708-6") "," QUANTITY(
                          "93", "%") ",'effectiveDateTime':'1970-01-02T23:30:00Z'}");
    assert_true(s.ok);
    assert_int_equal(s.observation.values[0].measurement.day, 2);
    sample_finish(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            conditions_are_read_from_what_says_them_and_refused_where_they_are_unclear),
        cmocka_unit_test(conditions_that_came_without_fhir_are_printed),
        cmocka_unit_test(each_condition_is_printed_once_beside_what_else_was_said),
        cmocka_unit_test(a_score_needs_no_unit_and_may_be_a_whole_number),
        cmocka_unit_test(a_measured_value_without_a_unit_is_refused_as_ever),
        cmocka_unit_test(values_know_their_norwegian_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
