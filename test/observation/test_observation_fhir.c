/* What is taken in, what is refused and where, and that nothing is lost between the two. */
#include "sample.h"

#include "base/clock.h"

#include <stdio.h>

#define CODE "'code':{'coding':[{'system':'http://loinc.org','code':'2708-6'}]},"
#define SUBJECT "'subject':{'reference':'Patient/p1'},"
#define TIME "'effectiveDateTime':'2026-11-21T10:00:00+01:00',"
#define VALUE                                                                                      \
    "'valueQuantity':{'value':93,'unit':'%','system':'http://unitsofmeasure.org','code':'%'}"
#define HEAD "{'resourceType':'Observation','status':'final',"
#define QUANTITY(number, unit)                                                                     \
    "'valueQuantity':{'value':" number ",'system':'http://unitsofmeasure.org','code':'" unit "'}"
#define LOINC(code) "'code':{'coding':[{'system':'http://loinc.org','code':'" code "'}]}"
#define PART(code, number) "{" LOINC(code) "," QUANTITY(number, "mm[Hg]") "}"
#define PANEL(parts) HEAD LOINC("85354-9") "," SUBJECT TIME "'component':[" parts "]}"
#define SBP "8480-6"
#define DBP "8462-4"
#define MEAN "8478-0"

/* ---- single values ---- */

static void a_plain_observation_is_read_and_keeps_nothing_beside_the_columns(void **state)
{
    struct sample s;
    (void)state;
    sample_quoted(&s, HEAD
                  "'identifier':[{'system':'urn:ietf:rfc:3986','value':'urn:uuid:1'}],'category':"
                  "[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/"
                  "observation-category','code':'vital-signs','display':'Vital Signs'}]}],"
                  "'code':{'coding':[{'system':'http://loinc.org','code':'8867-4','display':"
                  "'Heart rate'}]}," SUBJECT "'effectiveDateTime':'2026-11-21T09:59:59.250Z',"
                  "'valueQuantity':{'value':72.50,'unit':'/min','system':"
                  "'http://unitsofmeasure.org','code':'/min'},'device':{'reference':'Device/d'}}");
    assert_true(s.ok);
    const struct observation *o = &s.observation;
    assert_null(o->extra.at);
    assert_int_equal(o->panel, PARAMETER_NONE);
    assert_int_equal(o->count, 1);
    assert_int_equal(o->values[0].measurement.parameter, PARAMETER_PULSE);
    assert_int_equal(o->values[0].measurement.value, 72500000);
    assert_int_equal(o->values[0].measurement.marks, 0);
    assert_true(str_is(o->values[0].text, "72.50"));
    assert_true(str_is(o->values[0].unit, "/min"));
    assert_true(str_is(o->status, "final"));
    assert_true(str_is(o->subject.reference, "p1"));
    assert_null(o->subject.value.at);
    assert_true(str_is(o->device, "Device/d"));
    assert_true(str_is(o->identifier_system, "urn:ietf:rfc:3986"));
    assert_true(str_is(o->identifier_value, "urn:uuid:1"));
    assert_int_equal(o->effective.from, SAMPLE_RECEIVED - 750);
    assert_int_equal(o->effective.precision, PRECISION_MILLI);
    sample_finish(&s);
}

struct unit_case {
    const char *loinc, *number, *unit;
    int64_t value;
};

static void units_are_normalised_exactly(void **state)
{
    static const struct unit_case cases[] = {
        {"29463-7", "49000", "g", 49000000},       {"29463-7", "49.0", "kg", 49000000},
        {"29463-7", "154.3", "[lb_av]", 69989303}, {"8310-5", "98.6", "[degF]", 37000000},
        {"8310-5", "37", "Cel", 37000000},         {"15074-8", "99", "mg/dL", 5495115},
        {"15074-8", "6.3", "mmol/l", 6300000},     {"2708-6", "0.93", "1", 93000000},
        {"2708-6", "9.3e1", "%", 93000000},        {"59408-5", "93", "%", 93000000},
        {"8867-4", "72", "{beat}/min", 72000000},  {"9279-1", "16", "/min", 16000000},
    };
    char text[700];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample s;
        snprintf(text, sizeof text,
                 HEAD "'code':{'coding':[{'system':'http://loinc.org','code':'%s'}]}," SUBJECT TIME
                      "'valueQuantity':{'value':%s,'system':'http://unitsofmeasure.org',"
                      "'code':'%s'}}",
                 cases[i].loinc, cases[i].number, cases[i].unit);
        sample_quoted(&s, text);
        if (!s.ok)
            fail_msg("%s: %s", s.error.place, s.error.detail);
        assert_int_equal(s.observation.values[0].measurement.value, cases[i].value);
        assert_true(str_is(s.observation.values[0].text, cases[i].number));
        assert_true(str_is(s.observation.values[0].unit, cases[i].unit));
        sample_finish(&s);
    }
}

struct mark_case {
    const char *why, *text;
    uint32_t marks;
};

#define AT(time) HEAD CODE SUBJECT "'effectiveDateTime':'" time "'," VALUE "}"

static void values_are_marked_by_what_is_wrong_with_them(void **state)
{
    static const struct mark_case cases[] = {
        {"good", HEAD CODE SUBJECT TIME VALUE "}", 0},
        {"at the hard limit", HEAD CODE SUBJECT TIME QUANTITY("50", "%") "}", MARK_UNCONFIRMED},
        {"beyond it", HEAD CODE SUBJECT TIME QUANTITY("49.999999", "%") "}", MARK_IMPLAUSIBLE},
        {"negative", HEAD CODE SUBJECT TIME QUANTITY("-1", "%") "}", MARK_IMPLAUSIBLE},
        {"confirm zone", HEAD CODE SUBJECT TIME QUANTITY("79.9", "%") "}", MARK_UNCONFIRMED},
        {"five minutes ahead", AT("2026-11-21T10:05:00Z"), MARK_SKEWED},
        {"more", AT("2026-11-21T10:05:01Z"), MARK_FUTURE},
        {"today, only the day", AT("2026-11-21"), 0},
        {"tomorrow, only the day", AT("2026-11-22"), MARK_FUTURE},
        {"the device doubts it",
         HEAD CODE SUBJECT TIME VALUE
         ",'interpretation':[{'coding':[{'system':"
         "'http://terminology.hl7.org/CodeSystem/measurement-status','code':'questionable'}]}]}",
         MARK_DEVICE},
        {"an interpretation of other kind",
         HEAD CODE SUBJECT TIME VALUE
         ",'interpretation':[{'coding':[{'system':"
         "'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation','code':'L'}]}]}",
         0},
        {"made to try the device",
         HEAD "'meta':{'security':[{'system':"
              "'http://terminology.hl7.org/CodeSystem/v3-ActReason','code':'HTEST'}]}," CODE SUBJECT
                  TIME VALUE "}",
         MARK_DEVICE},
        {"absent", HEAD CODE SUBJECT TIME "'dataAbsentReason':{'text':'no finger'}}", MARK_ABSENT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample s;
        sample_quoted(&s, cases[i].text);
        if (!s.ok)
            fail_msg("%s: %s: %s", cases[i].why, s.error.place, s.error.detail);
        if (s.observation.values[0].measurement.marks != cases[i].marks)
            fail_msg("%s: marks %u, not %u", cases[i].why,
                     s.observation.values[0].measurement.marks, cases[i].marks);
        sample_finish(&s);
    }
}

/* ---- times ---- */

struct time_case {
    const char *member;
    int64_t from, until;
    enum precision precision;
    int offset;
};

static void times_keep_their_precision_and_a_day_is_norwegian(void **state)
{
    static const struct time_case cases[] = {
        {"'effectiveDateTime':'2026-11-21'", INT64_C(1795215600000), INT64_C(1795302000000),
         PRECISION_DAY, 60},
        {"'effectiveDateTime':'2026-07-01'", INT64_C(1782856800000), INT64_C(1782943200000),
         PRECISION_DAY, 120},
        {"'effectiveDateTime':'2026-11-21T05:00:00-05:00'", SAMPLE_RECEIVED,
         SAMPLE_RECEIVED + SECOND, PRECISION_SECOND, -300},
        {"'effectiveInstant':'2026-11-21T10:00:00.000Z'", SAMPLE_RECEIVED, SAMPLE_RECEIVED + 1,
         PRECISION_MILLI, 0},
        {"'effectivePeriod':{'start':'2026-11-21T10:00:00Z','end':'2026-11-21T10:01:00Z'}",
         SAMPLE_RECEIVED, SAMPLE_RECEIVED + SECOND, PRECISION_SECOND, 0},
    };
    char text[700];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample s;
        snprintf(text, sizeof text, HEAD CODE SUBJECT "%s," QUANTITY("93", "%%") "}",
                 cases[i].member);
        sample_quoted(&s, text);
        if (!s.ok)
            fail_msg("%s: %s: %s", cases[i].member, s.error.place, s.error.detail);
        const struct caltime *time = &s.observation.effective;
        assert_int_equal(time->from, cases[i].from);
        assert_int_equal(time->until, cases[i].until);
        assert_int_equal(time->precision, cases[i].precision);
        assert_int_equal(time->offset, cases[i].offset);
        sample_finish(&s);
    }
}

/* ---- subjects ---- */

struct subject_case {
    const char *subject, *reference, *system, *value;
};

#define OURS "0000000000000000000000000a"

static void the_subject_is_a_reference_or_an_identifier(void **state)
{
    static const struct subject_case cases[] = {
        {"'reference':'Patient/x'", "x", NULL, NULL},
        {"'reference':'https://a.example/fhir/Patient/x'", "x", NULL, NULL},
        {"'reference':'Patient/x/_history/3'", "x", NULL, NULL},
        {"'reference':'urn:uuid:5b78'", "urn:uuid:5b78", NULL, NULL},
        {"'identifier':{'system':'urn:oid:2.16.578.1.12.4.1.4.1','value':'1'}", NULL,
         "urn:oid:2.16.578.1.12.4.1.4.1", "1"},
        {"'reference':'Patient/theirs','identifier':{'system':'s','value':'1'}", NULL, "s", "1"},
        {"'reference':'Patient/" OURS "','identifier':{'system':'s','value':'1'}", OURS, NULL,
         NULL},
        {"'type':'Patient','reference':'Patient/x','display':'X'", "x", NULL, NULL},
    };
    char text[700];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample s;
        snprintf(text, sizeof text, HEAD CODE "'subject':{%s}," TIME QUANTITY("93", "%%") "}",
                 cases[i].subject);
        sample_quoted(&s, text);
        if (!s.ok)
            fail_msg("%s: %s: %s", cases[i].subject, s.error.place, s.error.detail);
        const struct observation *o = &s.observation;
        assert_true(str_equal(o->subject.reference, str_of(cases[i].reference)));
        assert_true(str_equal(o->subject.system, str_of(cases[i].system)));
        assert_true(str_equal(o->subject.value, str_of(cases[i].value)));
        sample_finish(&s);
    }
}

/* ---- codes ---- */

static void a_code_is_found_in_any_known_system(void **state)
{
    static const struct {
        const char *system, *code;
        enum parameter parameter;
    } cases[] = {
        {"http://loinc.org", "2708-6", PARAMETER_SPO2},
        {"urn:iso:std:iso:11073:10101", "150456", PARAMETER_SPO2},
        {"http://snomed.info/sct", "431314004", PARAMETER_SPO2},
    };
    char text[700];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sample s;
        snprintf(text, sizeof text,
                 HEAD "'code':{'coding':[{'system':'http://acme.example','code':'8867-4'},"
                      "{'system':'%s','code':'%s'}]}," SUBJECT TIME QUANTITY("93", "%%") "}",
                 cases[i].system, cases[i].code);
        sample_quoted(&s, text);
        assert_true(s.ok);
        assert_int_equal(s.observation.values[0].measurement.parameter, cases[i].parameter);
        sample_finish(&s);
    }
}

/* ---- panels ---- */

static void a_blood_pressure_is_one_panel_in_the_order_of_its_parameters(void **state)
{
    struct sample s;
    (void)state;
    sample_quoted(&s, PANEL(PART(MEAN, "93") "," PART(DBP, "78") "," PART(SBP, "123") ",{" LOINC(
                          "8867-4") "," QUANTITY("70", "/min") "}"));
    assert_true(s.ok);
    const struct observation *o = &s.observation;
    assert_int_equal(o->panel, PARAMETER_BP);
    assert_int_equal(o->count, 4);
    assert_int_equal(o->values[0].measurement.parameter, PARAMETER_PULSE);
    assert_int_equal(o->values[1].measurement.parameter, PARAMETER_SBP);
    assert_int_equal(o->values[1].measurement.value, 123000000);
    assert_int_equal(o->values[2].measurement.parameter, PARAMETER_DBP);
    assert_int_equal(o->values[3].measurement.parameter, PARAMETER_MAP);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(o->values[i].measurement.marks, 0);
    sample_finish(&s);
}

static void pressures_that_contradict_each_other_are_not_believed(void **state)
{
    struct sample s;
    (void)state;
    sample_quoted(&s, PANEL(PART(SBP, "120") "," PART(DBP, "115")));
    assert_true(s.ok);
    assert_int_equal(s.observation.values[0].measurement.marks, MARK_IMPLAUSIBLE);
    assert_int_equal(s.observation.values[1].measurement.marks, MARK_IMPLAUSIBLE);
    sample_finish(&s);
}

static void a_pressure_may_be_absent_with_a_reason(void **state)
{
    struct sample s;
    (void)state;
    sample_quoted(
        &s, PANEL(PART(SBP, "120") ",{" LOINC(DBP) ",'dataAbsentReason':{'text':'not heard'}}"));
    assert_true(s.ok);
    assert_int_equal(s.observation.count, 2);
    assert_int_equal(s.observation.values[0].measurement.marks, 0);
    assert_int_equal(s.observation.values[1].measurement.marks, MARK_ABSENT);
    sample_finish(&s);
    sample_quoted(&s,
                  HEAD LOINC("85354-9") "," SUBJECT TIME "'dataAbsentReason':{'text':'error'}}");
    assert_true(s.ok);
    assert_int_equal(s.observation.count, 2);
    assert_int_equal(s.observation.values[1].measurement.marks, MARK_ABSENT);
    sample_finish(&s);
}

static void a_single_pressure_is_a_value_of_its_own(void **state)
{
    struct sample s;
    (void)state;
    sample_quoted(&s, HEAD LOINC("8480-6") "," SUBJECT TIME QUANTITY("120", "mm[Hg]") "}");
    assert_true(s.ok);
    assert_int_equal(s.observation.panel, PARAMETER_NONE);
    assert_int_equal(s.observation.values[0].measurement.parameter, PARAMETER_SBP);
    sample_finish(&s);
}

/* ---- corrections ---- */

static void what_was_entered_in_error_names_what_it_corrects(void **state)
{
    struct sample s;
    (void)state;
    sample_quoted(&s, "{'resourceType':'Observation','status':'entered-in-error','identifier':"
                      "[{'system':'s','value':'1'}]," CODE SUBJECT TIME VALUE "}");
    assert_true(s.ok);
    assert_true(str_is(s.observation.status, "entered-in-error"));
    assert_int_equal(s.observation.values[0].measurement.value, 93000000);
    sample_finish(&s);
}

/* ---- refusals ---- */

struct bad {
    const char *place, *text;
};

#define WITH(member) HEAD CODE SUBJECT TIME VALUE "," member "}"
#define OF(value) HEAD CODE SUBJECT TIME "'valueQuantity':{" value "}}"
#define UCUM "'system':'http://unitsofmeasure.org'"
#define LONG_40 "0123456789012345678901234567890123456789"
#define LONG_280 LONG_40 LONG_40 LONG_40 LONG_40 LONG_40 LONG_40 LONG_40
#define LONG_560 LONG_280 LONG_280

static const struct bad bads[] = {
    {"Observation.resourceType", "{'status':'final'}"},
    {"Observation.resourceType", "{'resourceType':'Patient'}"},
    {"Observation.resourceType", "{'resourceType':5}"},
    {"Observation.status", "{'resourceType':'Observation'," CODE SUBJECT TIME VALUE "}"},
    {"Observation.status",
     "{'resourceType':'Observation','status':'done'," CODE SUBJECT TIME VALUE "}"},
    {"Observation.status", "{'resourceType':'Observation','status':1," CODE SUBJECT TIME VALUE "}"},
    {"Observation.identifier",
     "{'resourceType':'Observation','status':'entered-in-error'," CODE SUBJECT TIME VALUE "}"},
    {"Observation.code", HEAD SUBJECT TIME VALUE "}"},
    {"Observation.code", HEAD LOINC("99999-9") "," SUBJECT TIME VALUE "}"},
    {"Observation.code", HEAD "'code':{'text':'SpO2'}," SUBJECT TIME VALUE "}"},
    {"Observation.code", HEAD "'code':{'coding':[{'code':'2708-6'}]}," SUBJECT TIME VALUE "}"},
    {"Observation.code", HEAD "'code':'2708-6'," SUBJECT TIME VALUE "}"},
    {"Observation.code.coding", HEAD "'code':{'coding':[]}," SUBJECT TIME VALUE "}"},
    {"Observation.code.coding[0].code",
     HEAD "'code':{'coding':[{'system':'http://loinc.org','code':5}]}," SUBJECT TIME VALUE "}"},
    {"Observation.code.coding[1]",
     HEAD "'code':{'coding':[{'system':'http://loinc.org','code':'2708-6'},{'system':"
          "'http://loinc.org','code':'8867-4'}]}," SUBJECT TIME VALUE "}"},
    {"Observation.subject", HEAD CODE TIME VALUE "}"},
    {"Observation.subject", HEAD CODE "'subject':{'display':'Kari'}," TIME VALUE "}"},
    {"Observation.subject", HEAD CODE "'subject':[]," TIME VALUE "}"},
    {"Observation.subject.reference",
     HEAD CODE "'subject':{'reference':'Device/x'}," TIME VALUE "}"},
    {"Observation.subject.reference", HEAD CODE "'subject':{'reference':'#p'}," TIME VALUE "}"},
    {"Observation.subject.reference",
     HEAD CODE "'subject':{'reference':'Patient/x/y'}," TIME VALUE "}"},
    {"Observation.subject.type",
     HEAD CODE "'subject':{'type':'Group','reference':'Patient/x'}," TIME VALUE "}"},
    {"Observation.subject.identifier.system",
     HEAD CODE "'subject':{'identifier':{'value':'1'}}," TIME VALUE "}"},
    {"Observation.effective[x]", HEAD CODE SUBJECT VALUE "}"},
    {"Observation.effective[x]", WITH("'effectiveInstant':'2026-11-21T10:00:00Z'")},
    {"Observation.effectiveDateTime",
     HEAD CODE SUBJECT "'effectiveDateTime':'2026-02-30'," VALUE "}"},
    {"Observation.effectiveDateTime",
     HEAD CODE SUBJECT "'effectiveDateTime':'2026-11-21T10:00:00'," VALUE "}"},
    {"Observation.effectiveDateTime",
     HEAD CODE SUBJECT "'effectiveDateTime':1795255200," VALUE "}"},
    {"Observation.effectiveTiming",
     HEAD CODE SUBJECT "'effectiveTiming':{'event':['2026']}," VALUE "}"},
    {"Observation.effectivePeriod.start",
     HEAD CODE SUBJECT "'effectivePeriod':{'end':'2026-11-21'}," VALUE "}"},
    {"Observation.value[x]", HEAD CODE SUBJECT TIME "'note':[{'text':'x'}]}"},
    {"Observation.value[x]", HEAD CODE SUBJECT TIME "'valueString':'93'}"},
    {"Observation.value[x]", WITH("'valueInteger':93")},
    {"Observation.dataAbsentReason", WITH("'dataAbsentReason':{'text':'x'}")},
    {"Observation.valueQuantity.value", OF("'value':'93'," UCUM ",'code':'%'")},
    {"Observation.valueQuantity.value", OF(UCUM ",'code':'%'")},
    {"Observation.valueQuantity.value", OF("'value':1e40," UCUM ",'code':'%'")},
    {"Observation.valueQuantity.value", OF("'value':1e17," UCUM ",'code':'%'")},
    {"Observation.valueQuantity.value", OF("'value':0.1234567890123456789," UCUM ",'code':'%'")},
    {"Observation.valueQuantity.value", OF("'value':true," UCUM ",'code':'%'")},
    {"Observation.valueQuantity.value", OF("'value':null," UCUM ",'code':'%'")},
    {"Observation.valueQuantity.code", OF("'value':93")},
    {"Observation.valueQuantity.code", OF("'value':93," UCUM)},
    {"Observation.valueQuantity.code", OF("'value':93," UCUM ",'code':'kg'")},
    {"Observation.valueQuantity.code", OF("'value':93," UCUM ",'code':'','unit':'%'")},
    {"Observation.valueQuantity.unit", OF("'value':93,'unit':'per cent'")},
    {"Observation.valueQuantity.unit", OF("'value':0.93," UCUM ",'code':'1','unit':'%'")},
    {"Observation.valueQuantity.system", OF("'value':93,'system':'urn:x','code':'%'")},
    {"Observation.valueQuantity.comparator", OF("'value':93,'comparator':'<'," UCUM ",'code':'%'")},
    {"Observation.valueQuantity", OF("'value':93,'amount':'%'")},
    {"Observation.modifierExtension",
     WITH("'modifierExtension':[{'url':'http://x','valueBoolean':true}]")},
    {"Observation.implicitRules", WITH("'implicitRules':'http://x'")},
    {"Observation", WITH("'effectiveDatetime':'2026-11-21'")},
    {"Observation", WITH("'_subject':{'id':'a'}")},
    {"Observation._status", WITH("'_status':null")},
    {"Observation.note", WITH("'note':'hello'")},
    {"Observation.note[0].text", WITH("'note':[{'text':7}]")},
    {"Observation.note[1]", WITH("'note':[{'text':'a'},null]")},
    {"Observation.issued", WITH("'issued':'2026-11-21'")},
    {"Observation.contained[0]", WITH("'contained':[{}]")},
    {"Observation.contained[0].a.b", WITH("'contained':[{'a':{'b':null}}]")},
    {"Observation.extension[0].url", WITH("'extension':[{'url':1}]")},
    {"Observation.identifier[0].value", WITH("'identifier':[{'value':'" LONG_560 "'}]")},
    {"Observation.device", WITH("'device':{'reference':'" LONG_280 "'}")},
    {"Observation.component[0].code", WITH("'component':[{'valueBoolean':true}]")},
    {"Observation.component[0].code",
     WITH("'component':[{" LOINC("8867-4") "," QUANTITY("70", "/min") "}]")},
    {"Observation.component", PANEL(PART(SBP, "120"))},
    {"Observation.component", HEAD LOINC("85354-9") "," SUBJECT TIME "'note':[{'text':'x'}]}"},
    {"Observation.component[1].code", PANEL(PART(SBP, "120") "," PART(SBP, "121"))},
    {"Observation.component[1].code",
     PANEL(PART(SBP, "120") ",{" LOINC("29463-7") "," QUANTITY("70", "kg") "}")},
    {"Observation.component[1].value[x]",
     PANEL(PART(SBP, "120") ",{" LOINC(DBP) ",'valueString':'80'}")},
    {"Observation.component[1].valueQuantity.value",
     PANEL(PART(SBP, "120") ",{" LOINC(DBP) "," QUANTITY("'80'", "mm[Hg]") "}")},
    {"Observation.component[1].modifierExtension",
     PANEL(PART(SBP, "120") ",{" LOINC(DBP) ",'modifierExtension':[{'url':'http://x'}]," QUANTITY(
         "80", "mm[Hg]") "}")},
    {"Observation.value[x]", HEAD LOINC("85354-9") "," SUBJECT TIME QUANTITY("120", "mm[Hg]") "}"},
    {"Observation.note[0].text", WITH("'note':[{'text':'a\\u0001b'}]")},
};

static void what_cannot_be_read_is_refused_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct sample s;
        sample_quoted(&s, bads[i].text);
        if (s.ok)
            fail_msg("taken in: %s", bads[i].text);
        assert_int_equal(s.error.code, ERROR_INVALID);
        if (strcmp(s.error.place, bads[i].place) != 0)
            fail_msg("refused at %s (%s), not at %s: %s", s.error.place, s.error.detail,
                     bads[i].place, bads[i].text);
        assert_true(s.error.detail[0] != 0);
        sample_finish(&s);
    }
}

static void more_than_can_be_kept_is_refused(void **state)
{
    struct arena arena;
    struct buf text;
    struct sample s;
    (void)state;
    arena_init(&arena);
    buf_init(&text, &arena, 32768);
    buf_text(&text, HEAD CODE SUBJECT TIME VALUE ",'note':[{'text':'");
    for (int i = 0; i < 17000; i++)
        buf_char(&text, 'x');
    buf_text(&text, "'}]}");
    sample_quoted(&s, buf_cstr(&text));
    assert_false(s.ok);
    assert_string_equal(s.error.place, "Observation");
    sample_finish(&s);
    arena_finish(&arena);
}

/* ---- out again ---- */

/* Stored, printed, and looked at. */
static struct json_object *printed(struct sample *s, struct db **db_r)
{
    if (!s->ok)
        fail_msg("%s: %s", s->error.place, s->error.detail);
    *db_r = sample_db();
    struct uuid patient = sample_patient();
    sample_store(*db_r, s, &patient, 3, SAMPLE_RECEIVED);
    return sample_printed(*db_r, &s->arena);
}

static void comes_out(const char *text, const char *expected)
{
    struct sample s, wanted;
    struct db *db;
    char path[160];
    sample_quoted(&s, text);
    sample_quoted(&wanted, expected);
    struct json_object *json = printed(&s, &db);
    if (!data_holds(json, wanted.json, path)) {
        struct buf all;
        buf_init(&all, &s.arena, 4096);
        json_in_text(json, &all);
        fail_msg("%s is not as expected in %s", path, buf_cstr(&all));
    }
    json_in_destroy(json);
    db_close(db);
    sample_finish(&wanted);
    sample_finish(&s);
}

static void a_number_comes_out_as_it_was_written(void **state)
{
    static const char *const numbers[] = {"93", "93.0", "93.00", "9.3e1", "93.000000000001", "-0"};
    char text[700], expected[200];
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        snprintf(text, sizeof text,
                 HEAD CODE SUBJECT TIME
                 "'valueQuantity':{'value':%s,'system':'http://unitsofmeasure.org','code':'%%'}}",
                 numbers[i]);
        snprintf(expected, sizeof expected, "{'valueQuantity':{'value':%s,'code':'%%'}}",
                 numbers[i]);
        comes_out(text, expected);
    }
}

static void everything_that_was_said_comes_out_again(void **state)
{
    static const char *const members[] = {
        "'language':'nb'",
        "'contained':[{'resourceType':'Device','id':'d'}]",
        "'extension':[{'url':'http://x','valueDecimal':1.50}]",
        "'identifier':[{'use':'official','system':'s','value':'1'},{'value':'2'}]",
        "'basedOn':[{'reference':'ServiceRequest/1'}]",
        "'category':[{'coding':[{'system':'http://x','code':'phd'}],'text':'t'}]",
        "'issued':'2026-11-21T10:00:01.5Z'",
        "'performer':[{'identifier':{'system':'s','value':'1'}}]",
        "'interpretation':[{'text':'low'}]",
        "'note':[{'authorString':'K','time':'2026-11','text':'after rest'}]",
        "'bodySite':{'coding':[{'system':'http://snomed.info/sct','code':'7569003'}]}",
        "'method':{'text':'m'}",
        "'device':{'display':'d','identifier':{'system':'s','value':'1'}}",
        "'referenceRange':[{'low':{'value':92.0},'text':'t'}]",
        "'derivedFrom':[{'reference':'Observation/1'}]",
        "'component':[{'code':{'text':'c'},'valueString':'s','interpretation':[{'text':'i'}]}]",
        "'_status':{'extension':[{'url':'http://x','valueString':'s'}]}",
        "'meta':{'profile':['http://x'],'source':'s','tag':[{'code':'t'}]}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        char text[900], expected[400];
        snprintf(text, sizeof text, HEAD CODE SUBJECT TIME QUANTITY("93", "%%") ",%s}", members[i]);
        snprintf(expected, sizeof expected, "{%s}", members[i]);
        comes_out(text, expected);
    }
}

static void other_spellings_come_out_as_they_came(void **state)
{
    (void)state;
    comes_out(HEAD CODE SUBJECT TIME "'valueQuantity':{'value':93,'unit':'%'}}",
              "{'valueQuantity':{'value':93,'unit':'%'}}");
    comes_out(HEAD CODE SUBJECT "'effectiveDateTime':'2026-11-21T10:00:00.5+00:00'," VALUE "}",
              "{'effectiveDateTime':'2026-11-21T10:00:00.5+00:00'}");
    comes_out(HEAD CODE SUBJECT "'effectiveDateTime':'2026-11-21'," VALUE "}",
              "{'effectiveDateTime':'2026-11-21'}");
    comes_out(HEAD CODE SUBJECT "'effectivePeriod':{'start':'2026-11-21','end':'2026-11-22'}," VALUE
                                "}",
              "{'effectivePeriod':{'start':'2026-11-21','end':'2026-11-22'}}");
    comes_out(HEAD "'code':{'coding':[{'system':'http://loinc.org','code':'2708-6','display':'O2'}]"
                   ",'text':'t'}," SUBJECT TIME VALUE "}",
              "{'code':{'coding':[{'system':'http://loinc.org','code':'2708-6','display':'O2'}],"
              "'text':'t'}}");
    comes_out(
        HEAD
        "'code':{'coding':[{'system':'urn:iso:std:iso:11073:10101','code':'150456'}]}," SUBJECT TIME
            VALUE "}",
        "{'code':{'coding':[{'system':'http://loinc.org','code':'2708-6'},{'system':"
        "'urn:iso:std:iso:11073:10101','code':'150456'}]}}");
}

static void panels_come_out_in_the_order_that_they_came_in(void **state)
{
    (void)state;
    comes_out(PANEL(PART(SBP, "120.0") "," PART(DBP, "80")),
              "{'component':[" PART(SBP, "120.0") "," PART(DBP, "80") "]}");
    comes_out(PANEL(PART(DBP, "80") "," PART(SBP, "120")),
              "{'component':[" PART(DBP, "80") "," PART(SBP, "120") "]}");
    comes_out(
        PANEL(PART(SBP, "120") ",{" LOINC(DBP) ",'dataAbsentReason':{'text':'x'}}"),
        "{'component':[" PART(SBP, "120") ",{" LOINC(DBP) ",'dataAbsentReason':{'text':'x'}}]}");
}

static void ours_is_added(void **state)
{
    (void)state;
    comes_out(HEAD CODE SUBJECT "'effectiveDateTime':'2026-11-22'," QUANTITY("49", "%") "}",
              "{'status':'final','meta':{'versionId':'3','lastUpdated':'2026-11-21T10:00:00Z',"
              "'tag':[{'system':'urn:varde:mark','code':'implausible'},{'system':'urn:varde:mark',"
              "'code':'future'}]},'issued':'2026-11-21T10:00:00Z','category':[{'coding':[{'system':"
              "'http://terminology.hl7.org/CodeSystem/observation-category','code':'vital-signs'}]"
              "}],'code':{'coding':[{'display':'Oxygen saturation in Arterial blood'}]}}");
}

static void ids_and_marks_that_come_in_are_not_believed(void **state)
{
    struct sample s;
    struct db *db;
    (void)state;
    sample_quoted(&s, HEAD "'id':'x','text':{'status':'generated','div':'<div/>'},'meta':{"
                           "'versionId':'7','lastUpdated':'2020-01-01T00:00:00Z','tag':[{'system':"
                           "'urn:varde:mark','code':'device'}]}," CODE SUBJECT TIME VALUE "}");
    struct json_object *json = printed(&s, &db);
    struct json_object *meta = json_in_get(json, "meta");
    assert_null(s.observation.extra.at);
    assert_true(str_is(json_in_str(json_in_get(meta, "versionId")), "3"));
    assert_null(json_in_get(meta, "tag"));
    assert_null(json_in_get(json, "text"));
    assert_int_equal(json_in_str(json_in_get(json, "id")).len, 53);
    json_in_destroy(json);
    db_close(db);
    sample_finish(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_observation_is_read_and_keeps_nothing_beside_the_columns),
        cmocka_unit_test(units_are_normalised_exactly),
        cmocka_unit_test(values_are_marked_by_what_is_wrong_with_them),
        cmocka_unit_test(times_keep_their_precision_and_a_day_is_norwegian),
        cmocka_unit_test(the_subject_is_a_reference_or_an_identifier),
        cmocka_unit_test(a_code_is_found_in_any_known_system),
        cmocka_unit_test(a_blood_pressure_is_one_panel_in_the_order_of_its_parameters),
        cmocka_unit_test(pressures_that_contradict_each_other_are_not_believed),
        cmocka_unit_test(a_pressure_may_be_absent_with_a_reason),
        cmocka_unit_test(a_single_pressure_is_a_value_of_its_own),
        cmocka_unit_test(what_was_entered_in_error_names_what_it_corrects),
        cmocka_unit_test(what_cannot_be_read_is_refused_at_its_place),
        cmocka_unit_test(more_than_can_be_kept_is_refused),
        cmocka_unit_test(a_number_comes_out_as_it_was_written),
        cmocka_unit_test(everything_that_was_said_comes_out_again),
        cmocka_unit_test(other_spellings_come_out_as_they_came),
        cmocka_unit_test(panels_come_out_in_the_order_that_they_came_in),
        cmocka_unit_test(ours_is_added),
        cmocka_unit_test(ids_and_marks_that_come_in_are_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
