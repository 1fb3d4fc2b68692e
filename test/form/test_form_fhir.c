/* Questionnaires and responses: what is read, what is refused and where, and what is printed. */
#include "form_sample.h"

#define SD "http://hl7.org/fhir/StructureDefinition/"
#define SDC "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
#define EXT(url, value) "{'url':'" url "'," value "}"
#define OPTION(code) "{'valueCoding':{'system':'urn:x','code':'" code "'}}"
#define CHOICE(id, more)                                                                           \
    "{'linkId':'" id "','type':'choice'" more ",'answerOption':[" OPTION("a") "," OPTION("b") "]}"
#define CHOSE(id, code)                                                                            \
    "{'linkId':'" id "','answer':[{'valueCoding':{'system':'urn:x','code':'" code "'}}]}"

struct refused {
    const char *items, *place;
};

static void refuse_forms(const struct refused *rows, size_t count)
{
    struct sample sample;
    for (size_t i = 0; i < count; i++) {
        sample_init(&sample);
        sample_form(&sample, rows[i].items);
        if (sample.ok)
            fail_msg("was read: %s", rows[i].items);
        if (strcmp(sample.error.place, rows[i].place) != 0)
            fail_msg("%s: %s, not %s", sample.error.place, sample.error.detail, rows[i].place);
        assert_int_equal(sample.error.code, ERROR_INVALID);
        sample_finish(&sample);
    }
}

#define ITEM "Questionnaire.item[0]"
#define EXTENDED(type, ext) "{'linkId':'1','type':'" type "','extension':[" ext "]}"
#define WHEN(when) "{'linkId':'1','type':'boolean'}," CHOICE("2", ",'enableWhen':[" when "]")

static void what_changes_the_meaning_is_refused_with_its_place(void **state)
{
    static const struct refused rows[] = {
        {"{'linkId':'1'}", ITEM ".type"},
        {"{'type':'string'}", ITEM ".linkId"},
        {"{'linkId':'1','type':'question'}", ITEM ".type"},
        {"{'linkId':'1','type':'string','modifierExtension':[]}", ITEM ".modifierExtension"},
        {"{'linkId':'1','type':'string','answerConstraint':'x'}", ITEM},
        {"{'linkId':'1','type':'string'},{'linkId':'1','type':'string'}",
         "Questionnaire.item[1].linkId"},
        {"{'linkId':'1','type':'group','item':[{'linkId':'1','type':'string'}]}",
         ITEM ".item[0].linkId"},
        {"{'linkId':'1','type':'choice'}", ITEM ".answerOption"},
        {"{'linkId':'1','type':'choice','answerValueSet':'#x'}", ITEM ".answerValueSet"},
        {"{'linkId':'1','type':'choice','answerOption':[" OPTION("a") "," OPTION("a") "]}",
         ITEM ".answerOption[1]"},
        {"{'linkId':'1','type':'choice','answerOption':[{'valueQuantity':{}}]}",
         ITEM ".answerOption[0]"},
        {"{'linkId':'1','type':'choice','answerOption':[{'valueDate':'soon'}]}",
         ITEM ".answerOption[0].valueDate"},
        {"{'linkId':'1','type':'string','required':'true'}", ITEM ".required"},
        {"{'linkId':'1','type':'string','maxLength':0}", ITEM ".maxLength"},
        {EXTENDED("display", EXT(SDC "sdc-questionnaire-subQuestionnaire", "'valueCanonical':'x'")),
         ITEM ".extension[0]"},
        {EXTENDED("string", EXT(FORM_RED_FLAG, "'valueCode':'red'")), ITEM ".extension[0]"},
        {EXTENDED("integer", EXT(SD "minValue", "'valueInteger':1") "," EXT(SD "minValue",
                                                                            "'valueInteger':2")),
         ITEM ".extension[1]"},
        {EXTENDED("integer", EXT(SD "minValue", "'valueInteger':3") "," EXT(SD "maxValue",
                                                                            "'valueInteger':2")),
         ITEM},
        {EXTENDED("string", EXT(SD "minValue", "'valueInteger':3")), ITEM},
        {EXTENDED("string", EXT(SD "questionnaire-hidden", "'valueCode':'x'")),
         ITEM ".extension[0].valueBoolean"},
    };
    (void)state;
    refuse_forms(rows, sizeof rows / sizeof *rows);
}

static void conditions_that_cannot_be_asked_are_refused(void **state)
{
    static const struct refused rows[] = {
        {WHEN("{'question':'9','operator':'exists','answerBoolean':true}"),
         "Questionnaire.item[1].enableWhen[0].question"},
        {WHEN("{'question':'1','operator':'~','answerBoolean':true}"),
         "Questionnaire.item[1].enableWhen[0].operator"},
        {WHEN("{'question':'1','operator':'='}"), "Questionnaire.item[1].enableWhen[0].answer[x]"},
        {WHEN("{'question':'1','operator':'=','answerString':'true'}"),
         "Questionnaire.item[1].enableWhen[0].answerString"},
        {WHEN("{'question':'1','operator':'=','answerBoolean':true,'answerString':'x'}"),
         "Questionnaire.item[1].enableWhen[0].answer[x]"},
        {WHEN("{'question':'1','operator':'>','answerBoolean':true}"),
         "Questionnaire.item[1].enableWhen[0]"},
        {WHEN("{'question':'2','operator':'=','answerCoding':{'system':'urn:x','code':'a'}}"),
         "Questionnaire.item[1].enableWhen"},
        {WHEN("{'question':'1','operator':'exists','answerBoolean':true},"
              "{'question':'1','operator':'=','answerBoolean':true}"),
         "Questionnaire.item[1].enableBehavior"},
        {CHOICE("1", "") ",{'linkId':'2','type':'string','enableWhen':[{'question':'1',"
                         "'operator':'=','answerCoding':{'system':'urn:y','code':'a'}}]}",
         "Questionnaire.item[1].enableWhen[0].answerCoding"},
    };
    (void)state;
    refuse_forms(rows, sizeof rows / sizeof *rows);
}

static void what_does_not_change_the_meaning_is_passed_over(void **state)
{
    struct sample sample;
    (void)state;
    sample_init(&sample);
    sample_form(
        &sample,
        "{'linkId':'1','prefix':'1.','type':'integer','definition':'urn:d','code':[{'code':"
        "'x'}],'initial':[{'valueInteger':3}],'readOnly':true,'extension':[" EXT(
            "http://example.org/colour",
            "'valueString':'blue'") "," EXT(SD "questionnaire-hidden",
                                            "'valueBoolean':true") "," EXT(SD "questionnaire-"
                                                                              "itemControl",
                                                                           "'valueCodeableConcept':"
                                                                           "{'coding':[{'code':'"
                                                                           "slider'}]}") "]}");
    if (!sample.ok)
        fail_msg("%s: %s", sample.error.place, sample.error.detail);
    const struct questionnaire_item *item = &sample.form.items[0];
    assert_string_equal(item->control.at, "slider");
    assert_string_equal(item->prefix.at, "1.");
    assert_true(item->hidden && item->read_only);
    sample_finish(&sample);
}

static void words_come_in_the_language_asked_for(void **state)
{
    struct sample sample;
    (void)state;
    sample_init(&sample);
    sample_form(&sample,
                "{'linkId':'1','type':'choice','text':'Pain?','_text':{'extension':[{'url':'" SD
                "translation','extension':[{'url':'lang','valueCode':'nb'},{'url':'content',"
                "'valueString':'Smerte?'}]}]},'answerOption':[{'valueCoding':{'code':'y','display':"
                "'Yes','_display':{'extension':[{'url':'" SD
                "translation','extension':[{'url':'lang','valueCode':'nb'},{'url':'content',"
                "'valueString':'Ja'}]}]}}}]}");
    assert_true(sample.ok);
    const struct form_words *text = &sample.form.items[0].text;
    assert_string_equal(form_text(text, STR("nb")).at, "Smerte?");
    assert_string_equal(form_text(text, STR("nb-NO")).at, "Smerte?");
    assert_string_equal(form_text(text, STR("NB")).at, "Smerte?");
    assert_string_equal(form_text(text, STR("so")).at, "Pain?");
    assert_string_equal(form_text(text, STR_NONE).at, "Pain?");
    assert_string_equal(form_text(&sample.form.options[0].display, STR("nb")).at, "Ja");
    sample_finish(&sample);
}

#define SCORED(ext)                                                                                \
    "{'linkId':'1','type':'choice','answerOption':[{'valueCoding':{'code':'a'},'extension':[" ext  \
    "]}]}"

static void a_score_stands_as_ordinal_value_or_item_weight(void **state)
{
    static const char *const good[] = {
        SCORED(EXT(SD "ordinalValue", "'valueDecimal':1.5")),
        SCORED(EXT(SD "itemWeight", "'valueDecimal':1.50")),
        SCORED(EXT(SDC "itemWeight", "'valueDecimal':1.5")),
        SCORED(EXT(SD "itemWeight", "'valueDecimal':1.5") "," EXT(SD "ordinalValue",
                                                                  "'valueDecimal':1.5")),
        "{'linkId':'1','type':'choice','answerOption':[{'valueCoding':{'code':'a','extension':"
        "[" EXT(SD "itemWeight", "'valueDecimal':1.5") "]}}]}",
    };
    static const struct refused bad[] = {
        {SCORED(EXT(SD "ordinalValue", "'valueDecimal':1") "," EXT(SD "itemWeight",
                                                                   "'valueDecimal':2")),
         ITEM ".answerOption[0].extension[1]"},
        {SCORED(EXT(SD "ordinalValue", "'valueString':'1'")),
         ITEM ".answerOption[0].extension[0].valueDecimal"},
        {SCORED(EXT(SD "ordinalValue", "'valueDecimal':0.0000001")),
         ITEM ".answerOption[0].extension[0].valueDecimal"},
        {SCORED(EXT(FORM_RED_FLAG, "'valueCode':'green'")),
         ITEM ".answerOption[0].extension[0].valueCode"},
    };
    struct sample sample;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        sample_init(&sample);
        sample_form(&sample, good[i]);
        assert_true(sample.ok);
        assert_int_equal(sample.form.form.options[0].score, 1500000);
        sample_finish(&sample);
    }
    refuse_forms(bad, sizeof bad / sizeof *bad);
}

static void read_with_set(struct sample *sample, const char *set)
{
    sample_init(sample);
    char *text = arena_printf(
        &sample->arena,
        "{'resourceType':'Questionnaire','url':'urn:f','status':'active','contained':[{"
        "'resourceType':'ValueSet','id':'s',%s}],'item':[{'linkId':'1','type':'choice',"
        "'answerValueSet':'#s'},{'linkId':'2','type':'choice','answerValueSet':'#s'}]}",
        set);
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    sample_form_json(sample, text);
}

static void a_contained_value_set_is_what_is_offered(void **state)
{
    struct sample sample;
    (void)state;
    read_with_set(&sample, "'compose':{'include':[{'system':'urn:x','concept':[{'code':'a',"
                           "'display':'A','designation':[{'language':'nb','value':'Aa'}]},"
                           "{'code':'b'}]}]},'expansion':{'contains':[{'code':'lost'}]}");
    assert_true(sample.ok);
    assert_int_equal(sample.form.form.option_count, 4);
    assert_string_equal(sample.form.options[3].code.at, "b");
    assert_string_equal(form_text(&sample.form.options[2].display, STR("nb")).at, "Aa");
    sample_finish(&sample);
    read_with_set(&sample, "'compose':{'include':[{'system':'urn:x'}]},'expansion':{'total':2,"
                           "'contains':[{'system':'urn:x','code':'a','abstract':true,'contains':["
                           "{'system':'urn:x','code':'b'},{'system':'urn:x','code':'c'}]}]}");
    assert_true(sample.ok);
    assert_int_equal(sample.form.form.items[0].options.count, 2);
    assert_string_equal(sample.form.options[0].code.at, "b");
    sample_finish(&sample);
}

/* What is listed is offered, and what is not may be answered too. */
static void a_value_set_that_is_not_all_there_is_an_open_list(void **state)
{
    static const struct {
        const char *set;
        size_t options;
    } rows[] = {
        {"'compose':{'include':[{'system':'urn:x'}]}", 0},
        {"'compose':{'include':[{'system':'urn:x','filter':[]}]}", 0},
        {"'compose':{'include':[{'valueSet':['http://x']}]}", 0},
        {"'compose':{'include':[{'concept':[{'code':'a'}]}],'exclude':[{'system':'urn:x'}]}", 1},
        {"'expansion':{'total':3,'contains':[{'code':'a'}]}", 1},
        {"'title':'nothing'", 0},
    };
    struct sample sample;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_with_set(&sample, rows[i].set);
        if (!sample.ok)
            fail_msg("%s: %s", sample.error.place, sample.error.detail);
        assert_true(sample.form.form.items[0].open && sample.form.form.items[0].unknown);
        assert_false(sample.form.form.items[0].wordy);
        assert_int_equal(sample.form.form.items[0].options.count, rows[i].options);
        sample_finish(&sample);
    }
}

/* ---- responses ---- */

/* One of each: 1 is a group; 1.9 hangs on 1.1, and its child on it. */
#define ALL                                                                                                                                                                           \
    "{'linkId':'1','type':'group','text':'Today','item':["                                                                                                                            \
    "{'linkId':'1.1','type':'boolean','required':true},"                                                                                                                              \
    "{'linkId':'1.2','type':'integer','extension':[" EXT(SD "minValue", "'valueInteger':0") "," EXT(                                                                                  \
        SD "maxValue",                                                                                                                                                                \
        "'valueInteger':10") "]},"                                                                                                                                                    \
                             "{'linkId':'1.3','type':'decimal','extension':[" EXT(                                                                                                    \
                                 SD "maxDecimalPlaces",                                                                                                                               \
                                 "'valueInteger':1") "]},"                                                                                                                            \
                                                     "{'linkId':'1.4','type':'string','maxLength'"                                                                                    \
                                                     ":5},"                                                                                                                           \
                                                     "{'linkId':'1.5','type':'date','extension':"                                                                                     \
                                                     "[" EXT(                                                                                                                         \
                                                         SD "maxValue",                                                                                                               \
                                                         "'valueDate':'2026-11'") "]},"                                                                                               \
                                                                                  "{'linkId':'1."                                                                                     \
                                                                                  "6','type':'"                                                                                       \
                                                                                  "quantity','"                                                                                       \
                                                                                  "extension':"                                                                                       \
                                                                                  "[" EXT(                                                                                            \
                                                                                      SD "questi"                                                                                     \
                                                                                         "onnair"                                                                                     \
                                                                                         "e-"                                                                                         \
                                                                                         "unitOp"                                                                                     \
                                                                                         "tion",                                                                                      \
                                                                                      "'value"                                                                                        \
                                                                                      "Coding"                                                                                        \
                                                                                      "':{'"                                                                                          \
                                                                                      "system"                                                                                        \
                                                                                      "':'"                                                                                           \
                                                                                      "http:/"                                                                                        \
                                                                                      "/units"                                                                                        \
                                                                                      "ofmeas"                                                                                        \
                                                                                      "ure."                                                                                          \
                                                                                      "org',"                                                                                         \
                                                                                      "'code'"                                                                                        \
                                                                                      ":'kg',"                                                                                        \
                                                                                      "'displ"                                                                                        \
                                                                                      "ay':'"                                                                                         \
                                                                                      "kilo'"                                                                                         \
                                                                                      "}") "]"                                                                                        \
                                                                                           "}"                                                                                        \
                                                                                           "," CHOICE("1.7", "") ",{'linkId':'1.8','type':'choice','repeats':true,'extension':[" EXT( \
                                                                                               SD                                                                                     \
                                                                                               "q"                                                                                    \
                                                                                               "u"                                                                                    \
                                                                                               "e"                                                                                    \
                                                                                               "s"                                                                                    \
                                                                                               "t"                                                                                    \
                                                                                               "i"                                                                                    \
                                                                                               "o"                                                                                    \
                                                                                               "n"                                                                                    \
                                                                                               "n"                                                                                    \
                                                                                               "a"                                                                                    \
                                                                                               "i"                                                                                    \
                                                                                               "r"                                                                                    \
                                                                                               "e"                                                                                    \
                                                                                               "-"                                                                                    \
                                                                                               "m"                                                                                    \
                                                                                               "a"                                                                                    \
                                                                                               "x"                                                                                    \
                                                                                               "O"                                                                                    \
                                                                                               "c"                                                                                    \
                                                                                               "c"                                                                                    \
                                                                                               "u"                                                                                    \
                                                                                               "r"                                                                                    \
                                                                                               "s",                                                                                   \
                                                                                               "'"                                                                                    \
                                                                                               "v"                                                                                    \
                                                                                               "a"                                                                                    \
                                                                                               "l"                                                                                    \
                                                                                               "u"                                                                                    \
                                                                                               "e"                                                                                    \
                                                                                               "I"                                                                                    \
                                                                                               "n"                                                                                    \
                                                                                               "t"                                                                                    \
                                                                                               "e"                                                                                    \
                                                                                               "g"                                                                                    \
                                                                                               "e"                                                                                    \
                                                                                               "r"                                                                                    \
                                                                                               "'"                                                                                    \
                                                                                               ":"                                                                                    \
                                                                                               "2") "],'answerOption':[{'valueInteger':1},"                                           \
                                                                                                    "{'valueString':'x'},{'valueInteger':3}]},"                                       \
                                                                                                    "{'linkId':'1.9','type':'text','enableWhen':[{'question':'1.1','operator':'=',"   \
                                                                                                    "'answerBoolean':true}],'item':[{'linkId':'1.9.1','type':'boolean'}]}]}"

#define WITHIN(items) "{'linkId':'1','item':[" items "]}"

static void every_type_is_answered_and_printed_as_it_was_written(void **state)
{
    struct sample sample;
    (void)state;
    sample_init(&sample);
    sample_form(&sample, ALL);
    if (!sample.ok)
        fail_msg("%s: %s", sample.error.place, sample.error.detail);
    sample_answers(
        &sample,
        WITHIN(
            "{'linkId':'1.9','answer':[{'valueString':'more','item':[{'linkId':'1.9.1',"
            "'answer':[{'valueBoolean':false}]}]}]}," CHOSE(
                "1.7", "b") ",{'linkId':'1.8','answer':[{'valueString':'x'},{'valueInteger':3}]},"
                            "{'linkId':'1.1','answer':[{'valueBoolean':true}]},"
                            "{'linkId':'1.2','answer':[{'valueInteger':7}]},"
                            "{'linkId':'1.3','answer':[{'valueDecimal':2.0}]},"
                            "{'linkId':'1.4','answer':[{'valueString':'høst'}]},"
                            "{'linkId':'1.5','answer':[{'valueDate':'2026'}]},"
                            "{'linkId':'1.6','answer':[{'valueQuantity':{'value':80.50,'unit':'"
                            "kilo'}}]}"));
    if (!sample.ok)
        fail_msg("%s: %s", sample.error.place, sample.error.detail);
    assert_string_equal(sample_problems(&sample), "");
    assert_string_equal(
        sample_printed(&sample),
        "{\"resourceType\":\"QuestionnaireResponse\",\"questionnaire\":"
        "\"https://varde.no/fhir/Questionnaire/test|1\",\"status\":\"completed\",\"item\":[{"
        "\"linkId\":\"1\",\"text\":\"Today\",\"item\":["
        "{\"linkId\":\"1.1\",\"answer\":[{\"valueBoolean\":true}]},"
        "{\"linkId\":\"1.2\",\"answer\":[{\"valueInteger\":7}]},"
        "{\"linkId\":\"1.3\",\"answer\":[{\"valueDecimal\":2.0}]},"
        "{\"linkId\":\"1.4\",\"answer\":[{\"valueString\":\"høst\"}]},"
        "{\"linkId\":\"1.5\",\"answer\":[{\"valueDate\":\"2026\"}]},"
        "{\"linkId\":\"1.6\",\"answer\":[{\"valueQuantity\":{\"value\":80.50,\"unit\":\"kilo\","
        "\"system\":\"http://unitsofmeasure.org\",\"code\":\"kg\"}}]},"
        "{\"linkId\":\"1.7\",\"answer\":[{\"valueCoding\":{\"system\":\"urn:x\",\"code\":\"b\"}}]},"
        "{\"linkId\":\"1.8\",\"answer\":[{\"valueString\":\"x\"},{\"valueInteger\":3}]},"
        "{\"linkId\":\"1.9\",\"answer\":[{\"valueString\":\"more\",\"item\":[{\"linkId\":"
        "\"1.9.1\",\"answer\":[{\"valueBoolean\":false}]}]}]}]}]}");
    sample_finish(&sample);
}

static void hidden_answers_are_left_out(void **state)
{
    struct sample sample;
    (void)state;
    sample_init(&sample);
    sample_form(&sample, ALL);
    sample_answers(&sample,
                   WITHIN("{'linkId':'1.1','answer':[{'valueBoolean':false}]},"
                          "{'linkId':'1.9','answer':[{'valueString':'gone','item':[{'linkId':"
                          "'1.9.1','answer':[{'valueBoolean':true}]}]}]}"));
    assert_true(sample.ok);
    assert_string_equal(sample_enabled(&sample), "1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8");
    assert_null(strstr(sample_printed(&sample), "gone"));
    assert_null(strstr(sample_printed(&sample), "1.9"));
    assert_non_null(strstr(sample_printed(&sample), "1.1"));
    sample_finish(&sample);
}

static void an_option_chosen_twice_is_printed_once(void **state)
{
    struct sample sample;
    (void)state;
    sample_init(&sample);
    sample_form(&sample, ALL);
    sample_answers(&sample,
                   WITHIN("{'linkId':'1.8','answer':[{'valueInteger':3},{'valueInteger':3}]}"));
    assert_true(sample.ok);
    assert_string_equal(sample_problems(&sample), "1.1 missing, 1.8 twice");
    assert_non_null(strstr(sample_printed(&sample), "\"answer\":[{\"valueInteger\":3}]"));
    sample_finish(&sample);
}

static void what_is_out_of_bounds_or_missing_is_told(void **state)
{
    struct sample sample;
    (void)state;
    sample_init(&sample);
    sample_form(&sample, ALL);
    sample_answers(&sample, WITHIN("{'linkId':'1.2','answer':[{'valueInteger':11}]},"
                                   "{'linkId':'1.3','answer':[{'valueDecimal':2.05}]},"
                                   "{'linkId':'1.4','answer':[{'valueString':'vinter'}]},"
                                   "{'linkId':'1.5','answer':[{'valueDate':'2026-12-01'}]}"));
    assert_true(sample.ok);
    assert_string_equal(sample_problems(&sample),
                        "1.1 missing, 1.2 above, 1.3 places, 1.4 long, 1.5 above");
    sample_answers(&sample, WITHIN("{'linkId':'1.1','answer':[{'valueBoolean':false}]},"
                                   "{'linkId':'1.2','answer':[{'valueInteger':-1}]},"
                                   "{'linkId':'1.5','answer':[{'valueDate':'2026-11-30'}]}"));
    assert_string_equal(sample_problems(&sample), "1.2 below");
    sample_finish(&sample);
}

#define RESPONSE "QuestionnaireResponse.item[0].item[0]"

static void answers_that_do_not_belong_to_the_form_are_refused(void **state)
{
    static const struct refused rows[] = {
        {WITHIN("{'linkId':'2','answer':[{'valueBoolean':true}]}"), RESPONSE ".linkId"},
        {"{'linkId':'1.1','answer':[{'valueBoolean':true}]}",
         "QuestionnaireResponse.item[0].linkId"},
        {WITHIN("{'linkId':'1.1'},{'linkId':'1.1'}"),
         "QuestionnaireResponse.item[0].item[1].linkId"},
        {"{'linkId':'1','answer':[{'valueBoolean':true}]}", "QuestionnaireResponse.item[0].answer"},
        {WITHIN("{'linkId':'1.1','answer':[{'valueString':'true'}]}"),
         RESPONSE ".answer[0].valueString"},
        {WITHIN("{'linkId':'1.1','answer':[{'valueBoolean':'true'}]}"),
         RESPONSE ".answer[0].valueBoolean"},
        {WITHIN("{'linkId':'1.1','answer':[{'valueBoolean':true},{'valueBoolean':false}]}"),
         RESPONSE ".answer[1]"},
        {WITHIN("{'linkId':'1.1','answer':[]}"), RESPONSE ".answer"},
        {WITHIN("{'linkId':'1.1','answer':[{'item':[{'linkId':'x'}]}]}"),
         RESPONSE ".answer[0].value[x]"},
        {WITHIN("{'linkId':'1.1','modifierExtension':[{'url':'x'}]}"),
         RESPONSE ".modifierExtension"},
        {WITHIN("{'linkId':'1.2','answer':[{'valueInteger':1.0}]}"),
         RESPONSE ".answer[0].valueInteger"},
        {WITHIN("{'linkId':'1.3','answer':[{'valueDecimal':0.1234567}]}"),
         RESPONSE ".answer[0].valueDecimal"},
        {WITHIN("{'linkId':'1.5','answer':[{'valueDate':'2026-02-30'}]}"),
         RESPONSE ".answer[0].valueDate"},
        {WITHIN("{'linkId':'1.6','answer':[{'valueQuantity':{'value':80}}]}"),
         RESPONSE ".answer[0].valueQuantity.code"},
        {WITHIN("{'linkId':'1.6','answer':[{'valueQuantity':{'value':80,'unit':'kilo',"
                "'comparator':'<'}}]}"),
         RESPONSE ".answer[0].valueQuantity.comparator"},
        {WITHIN(CHOSE("1.7", "c")), RESPONSE ".answer[0].valueCoding"},
        {WITHIN("{'linkId':'1.7','answer':[{'valueCoding':{'code':'a'}}]}"),
         RESPONSE ".answer[0].valueCoding"},
        {WITHIN("{'linkId':'1.8','answer':[{'valueInteger':1},{'valueInteger':3},"
                "{'valueString':'x'}]}"),
         RESPONSE ".answer[2]"},
        {WITHIN("{'linkId':'1.9','item':[{'linkId':'1.9.1'}]}"), RESPONSE ".item"},
    };
    struct sample sample;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sample_init(&sample);
        sample_form(&sample, ALL);
        sample_answers(&sample, rows[i].items);
        if (sample.ok)
            fail_msg("was read: %s", rows[i].items);
        assert_string_equal(sample.error.place, rows[i].place);
        sample_finish(&sample);
    }
}

static void a_response_to_another_form_or_version_is_refused(void **state)
{
    static const struct refused rows[] = {
        {"'questionnaire':'urn:f','status':'completed'", NULL},
        {"'questionnaire':'urn:f|2','status':'completed'", "QuestionnaireResponse.questionnaire"},
        {"'questionnaire':'urn:g','status':'completed'", "QuestionnaireResponse.questionnaire"},
        {"'status':'completed'", "QuestionnaireResponse.questionnaire"},
        {"'questionnaire':'urn:f','status':'done'", "QuestionnaireResponse.status"},
        {"'questionnaire':'urn:f','status':'completed','authored':'now'",
         "QuestionnaireResponse.authored"},
        {"'questionnaire':'urn:f','status':'completed','implicitRules':'urn:r'",
         "QuestionnaireResponse.implicitRules"},
    };
    struct sample sample;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_with_set(&sample, "'compose':{'include':[{'concept':[{'code':'a'}]}]}");
        char *text = arena_printf(&sample.arena, "{'resourceType':'QuestionnaireResponse',%s}",
                                  rows[i].items);
        for (char *c = text; *c; c++)
            if (*c == '\'')
                *c = '"';
        sample_response_json(&sample, text);
        assert_int_equal(sample.ok, rows[i].place == NULL);
        if (!sample.ok)
            assert_string_equal(sample.error.place, rows[i].place);
        sample_finish(&sample);
    }
}

/* The letter of R4 on several answers and on codes, through the whole way. */
static void a_condition_on_a_choice_goes_by_system_and_code(void **state)
{
    struct sample sample;
    (void)state;
    sample_init(&sample);
    sample_form(
        &sample,
        "{'linkId':'1','type':'choice','repeats':true,'answerOption':[" OPTION(
            "a") ","
                 "{'valueCoding':{'system':'urn:y','code':'a'}}]},{'linkId':'2','type':'string',"
                 "'enableWhen':[{'question':'1','operator':'=','answerCoding':{'system':'urn:y',"
                 "'code':'a'}}]}");
    assert_true(sample.ok);
    sample_answers(&sample, CHOSE("1", "a"));
    assert_string_equal(sample_enabled(&sample), "1");
    sample_answers(&sample, "{'linkId':'1','answer':[{'valueCoding':{'system':'urn:x','code':'a'}},"
                            "{'valueCoding':{'system':'urn:y','code':'a'}}]}");
    assert_string_equal(sample_enabled(&sample), "1 2");
    sample_finish(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_changes_the_meaning_is_refused_with_its_place),
        cmocka_unit_test(conditions_that_cannot_be_asked_are_refused),
        cmocka_unit_test(what_does_not_change_the_meaning_is_passed_over),
        cmocka_unit_test(words_come_in_the_language_asked_for),
        cmocka_unit_test(a_score_stands_as_ordinal_value_or_item_weight),
        cmocka_unit_test(a_contained_value_set_is_what_is_offered),
        cmocka_unit_test(a_value_set_that_is_not_all_there_is_an_open_list),
        cmocka_unit_test(every_type_is_answered_and_printed_as_it_was_written),
        cmocka_unit_test(hidden_answers_are_left_out),
        cmocka_unit_test(an_option_chosen_twice_is_printed_once),
        cmocka_unit_test(what_is_out_of_bounds_or_missing_is_told),
        cmocka_unit_test(answers_that_do_not_belong_to_the_form_are_refused),
        cmocka_unit_test(a_response_to_another_form_or_version_is_refused),
        cmocka_unit_test(a_condition_on_a_choice_goes_by_system_and_code),
    };
    return cmocka_run_group_tests_name("form fhir", tests, NULL, NULL);
}
