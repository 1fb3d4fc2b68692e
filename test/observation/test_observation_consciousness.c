/* The level of consciousness as FHIR has it: five findings of SNOMED CT, read and printed again. */
#include "sample.h"

#include "base/json_out.h"
#include "clinical/consciousness.h"

#include <stdio.h>

#define HEAD                                                                                       \
    "{'resourceType':'Observation','status':'final','effectiveDateTime':'2026-11-21T08:00:00Z',"   \
    "'subject':{'reference':'Patient/x'},'code':{'coding':[{'system':'http://snomed.info/sct',"    \
    "'code':'1104441000000107'}]}"
#define SCT(code) "{'system':'http://snomed.info/sct','code':'" code "'}"
#define CONCEPT(codings) ",'valueCodeableConcept':{'coding':[" codings "]}}"

static void read_as(const char *rest, const char *place, int64_t level)
{
    struct sample s;
    char text[1000];
    snprintf(text, sizeof text, HEAD "%s", rest);
    sample_quoted(&s, text);
    if (place) {
        assert_false(s.ok);
        assert_string_equal(s.error.place, place);
    } else {
        assert_true(s.ok);
        assert_int_equal(s.observation.values[0].measurement.parameter, PARAMETER_ACVPU);
        assert_int_equal(s.observation.values[0].measurement.value, level * 1000000);
        assert_int_equal(s.observation.values[0].measurement.marks, 0);
    }
    sample_finish(&s);
}

static void each_finding_is_its_level(void **state)
{
    (void)state;
    read_as(CONCEPT(SCT("248234008")), NULL, 0);
    read_as(CONCEPT(SCT("130987000")), NULL, 1);
    read_as(CONCEPT(SCT("300202002")), NULL, 2);
    read_as(CONCEPT(SCT("450847001")), NULL, 3);
    read_as(CONCEPT(SCT("422768004")), NULL, 4);
}

static void of_several_codings_the_known_one_counts(void **state)
{
    (void)state;
    read_as(CONCEPT("{'system':'urn:own','code':'5','display':'Awake'}," SCT("450847001")), NULL,
            3);
    read_as(CONCEPT(SCT("450847001") "," SCT("450847001")), NULL, 3);
    read_as(CONCEPT(SCT("450847001") "," SCT("248234008")),
            "Observation.valueCodeableConcept.coding[1]", 0);
}

static void what_is_no_level_is_refused_where_it_stands(void **state)
{
    static const char coding[] = "Observation.valueCodeableConcept.coding";
    (void)state;
    read_as(CONCEPT(SCT("40917007")), coding, 0);
    read_as(CONCEPT("{'system':'urn:own','code':'248234008'}"), coding, 0);
    read_as(CONCEPT("{'code':'248234008'}"), coding, 0);
    read_as(",'valueCodeableConcept':{'text':'Alert'}}", coding, 0);
    read_as(",'valueInteger':3}", "Observation.value[x]", 0);
    read_as(",'valueQuantity':{'value':3,'code':'{score}'}}", "Observation.value[x]", 0);
    read_as(",'valueString':'A','valueCodeableConcept':{'coding':[" SCT("248234008") "]}}",
            "Observation.value[x]", 0);
    read_as(",'dataAbsentReason':{'text':'x'}" CONCEPT(SCT("248234008")),
            "Observation.dataAbsentReason", 0);
    read_as("}", "Observation.value[x]", 0);
}

static struct json_object *printed_of(struct sample *s, struct db **db_r)
{
    struct uuid patient = sample_patient();
    *db_r = sample_db();
    sample_store(*db_r, s, &patient, 1, SAMPLE_RECEIVED);
    return sample_printed(*db_r, &s->arena);
}

static void a_level_is_printed_with_its_code_and_a_text(void **state)
{
    static const char *const sent[] = {
        CONCEPT(SCT("300202002")),
        CONCEPT("{'system':'urn:own','code':'2'}," SCT("300202002")),
        ",'valueCodeableConcept':{'text':'Voice','coding':[" SCT("300202002") "]}}",
    };
    static const char *const texts[] = {"Responds to voice", "Responds to voice", "Voice"};
    (void)state;
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        struct sample s;
        struct db *db;
        char text[1000], path[160];
        snprintf(text, sizeof text, HEAD "%s", sent[i]);
        sample_quoted(&s, text);
        assert_true(s.ok);
        struct json_object *printed = printed_of(&s, &db);
        struct json_object *concept = json_in_get(printed, "valueCodeableConcept");
        if (!data_holds(concept, json_in_get(s.json, "valueCodeableConcept"), path))
            fail_msg("%s is lost from %s", path, sent[i]);
        assert_true(str_is(json_in_str(json_in_get(concept, "text")), texts[i]));
        assert_null(json_in_get(printed, "valueQuantity"));
        json_in_destroy(printed);
        db_close(db);
        sample_finish(&s);
    }
}

static void an_absent_level_is_printed_without_a_value(void **state)
{
    struct sample s;
    struct db *db;
    (void)state;
    sample_quoted(&s, HEAD ",'dataAbsentReason':{'text':'asleep'}}");
    assert_true(s.ok);
    struct json_object *printed = printed_of(&s, &db);
    assert_null(json_in_get(printed, "valueCodeableConcept"));
    assert_non_null(json_in_get(printed, "dataAbsentReason"));
    json_in_destroy(printed);
    db_close(db);
    sample_finish(&s);
}

static void only_whole_numbers_from_0_to_4_are_levels(void **state)
{
    (void)state;
    assert_int_equal(consciousness_of(0)->letter, 'A');
    assert_int_equal(consciousness_of(4000000)->letter, 'U');
    assert_null(consciousness_of(-1000000));
    assert_null(consciousness_of(1500000));
    assert_null(consciousness_of(5000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_finding_is_its_level),
        cmocka_unit_test(of_several_codings_the_known_one_counts),
        cmocka_unit_test(what_is_no_level_is_refused_where_it_stands),
        cmocka_unit_test(a_level_is_printed_with_its_code_and_a_text),
        cmocka_unit_test(an_absent_level_is_printed_without_a_value),
        cmocka_unit_test(only_whole_numbers_from_0_to_4_are_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
