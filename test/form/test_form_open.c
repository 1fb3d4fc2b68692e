/* What forms of others hold beyond closed choices: open lists, repetitions, expressions, and texts
 * in the reader's language. */
#include "form_sample.h"

#include "base/decimal.h"

#define SD "http://hl7.org/fhir/StructureDefinition/"
#define SDC "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
#define SCORED(code, score)                                                                        \
    "{'valueCoding':{'system':'urn:x','code':'" code "'},'extension':[{'url':'" SD                 \
    "ordinalValue','valueDecimal':" score "}]}"
#define CODING(system, code) "{'valueCoding':{'system':'" system "','code':'" code "'}}"
#define ANSWER(id, answers) "{'linkId':'" id "','answer':[" answers "]}"
#define WITHIN(id, items) "{'linkId':'" id "','item':[" items "]}"
#define WHEN(id, type, question, operator, answer)                                                 \
    "{'linkId':'" id "','type':'" type "','enableWhen':[{'question':'" question "','operator':'"   \
    operator"'," answer "}]}"

static void read_form(struct sample *sample, const char *items)
{
    sample_init(sample);
    sample_form(sample, items);
    if (!sample->ok)
        fail_msg("%s: %s in %s", sample->error.place, sample->error.detail, items);
}

static void answer(struct sample *sample, const char *items)
{
    sample_answers(sample, items);
    if (!sample->ok)
        fail_msg("%s: %s in %s", sample->error.place, sample->error.detail, items);
}

static void expect_refused(struct sample *sample, const char *items, const char *place)
{
    sample_answers(sample, items);
    assert_false(sample->ok);
    assert_string_equal(sample->error.place, place);
}

/* ---- open lists ---- */

#define OPEN                                                                                       \
    "{'linkId':'1','type':'open-choice','answerOption':[" SCORED("a", "1") "," SCORED("b", "2") "]}"

static void an_answer_beyond_the_options_is_kept_and_never_scored_as_nothing(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, OPEN);
    answer(&sample, ANSWER("1", CODING("urn:x", "b")));
    assert_int_equal(sample_score(&sample).sum, 2 * MICRO);
    assert_false(sample_score(&sample).incomplete);
    answer(&sample, ANSWER("1", CODING("urn:y", "b")));
    assert_int_equal(sample_score(&sample).answered, 0);
    assert_true(sample_score(&sample).incomplete);
    assert_non_null(
        strstr(sample_printed(&sample), "\"valueCoding\":{\"system\":\"urn:y\",\"code\":\"b\"}"));
    answer(&sample, ANSWER("1", "{'valueString':'something else'}"));
    assert_true(sample_score(&sample).incomplete);
    assert_string_equal(sample_problems(&sample), "");
    assert_non_null(strstr(sample_printed(&sample), "\"valueString\":\"something else\""));
    answer(&sample, ANSWER("1", "{'valueCoding':{'display':'Only a name'}}"));
    assert_non_null(strstr(sample_printed(&sample), "{\"display\":\"Only a name\"}"));
    expect_refused(&sample, ANSWER("1", "{'valueCoding':{'system':'urn:x'}}"),
                   "QuestionnaireResponse.item[0].answer[0].valueCoding.code");
    sample_finish(&sample);
}

static void a_score_over_a_list_that_is_not_here_is_incomplete_once_it_is_answered(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, "{'linkId':'1','type':'choice','answerOption':[" SCORED(
                           "a", "1") "]},"
                                     "{'linkId':'2','type':'choice','answerValueSet':'http://x'}");
    answer(&sample, ANSWER("1", CODING("urn:x", "a")));
    assert_false(sample_score(&sample).incomplete);
    answer(&sample, ANSWER("1", CODING("urn:x", "a")) "," ANSWER("2", CODING("urn:z", "q")));
    assert_true(sample_score(&sample).incomplete);
    assert_int_equal(sample_score(&sample).sum, MICRO);
    /* And text is taken by open-choice alone. */
    expect_refused(&sample, ANSWER("2", "{'valueString':'q'}"),
                   "QuestionnaireResponse.item[0].answer[0].valueString");
    sample_finish(&sample);
}

static void a_condition_on_an_open_list_goes_by_system_and_code(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample,
              "{'linkId':'1','type':'choice','answerValueSet':'http://x'}," WHEN(
                  "2", "string", "1", "=", "'answerCoding':{'system':'urn:z','code':'q'}"));
    answer(&sample, ANSWER("1", CODING("urn:z", "q")));
    assert_string_equal(sample_enabled(&sample), "1 2");
    answer(&sample, ANSWER("1", CODING("urn:y", "q")));
    assert_string_equal(sample_enabled(&sample), "1");
    answer(&sample, ANSWER("1", "{'valueCoding':{'code':'q'}}"));
    assert_string_equal(sample_enabled(&sample), "1");
    sample_finish(&sample);
}

#define NAMED                                                                                      \
    "{'linkId':'1','type':'choice','answerOption':[{'valueCoding':{'system':'urn:x',"              \
    "'code':'1.5','display':'Some'}},{'valueCoding':{'system':'urn:x','code':'3'}},"               \
    "{'valueDate':'2026-01-01'}]},"

static void a_choice_compares_with_its_code_its_name_and_its_number(void **state)
{
    static const struct {
        const char *operator, * asked;
        bool some, three; /* does it stand with 1.5, with 3? */
    } rows[] = {
        {"=", "'answerString':'3'", false, true},
        {"=", "'answerString':'Some'", true, false},
        {"!=", "'answerString':'3'", true, false},
        {"=", "'answerInteger':3", false, true},
        {">", "'answerDecimal':1.5", false, true},
        {"<=", "'answerDecimal':1.5", true, false},
        {"=", "'answerDecimal':1.50", true, false},
        {"=", "'answerDate':'2026-01-01'", false, false},
    };
    struct sample sample;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sample_init(&sample);
        sample_form(&sample,
                    arena_printf(&sample.arena,
                                 NAMED "{'linkId':'2','type':'string','enableWhen':[{'question':"
                                       "'1','operator':'%s',%s}]}",
                                 rows[i].operator, rows[i].asked));
        if (!sample.ok)
            fail_msg("%s: %s", sample.error.place, sample.error.detail);
        answer(&sample, ANSWER("1", CODING("urn:x", "1.5")));
        assert_int_equal(strcmp(sample_enabled(&sample), "1 2") == 0, rows[i].some);
        answer(&sample, ANSWER("1", CODING("urn:x", "3")));
        assert_int_equal(strcmp(sample_enabled(&sample), "1 2") == 0, rows[i].three);
        sample_finish(&sample);
    }
    sample_init(&sample);
    sample_form(&sample, NAMED WHEN("2", "string", "1", "=", "'answerString':'None'"));
    assert_false(sample.ok);
    assert_string_equal(sample.error.place, "Questionnaire.item[1].enableWhen[0].answerString");
    sample_finish(&sample);
}

static void numbers_compare_whatever_type_they_are_asked_as(void **state)
{
#define UNIT                                                                                       \
    "'extension':[{'url':'" SD "questionnaire-unit','valueCoding':{'system':'urn:u','code':'kg'}}" \
    "]"
    static const char *const forms[] = {
        "{'linkId':'1','type':'integer'}," WHEN("2", "string", "1", ">", "'answerDecimal':2.5"),
        "{'linkId':'1','type':'integer'}," WHEN("2", "string", "1", ">", "'answerInteger':2"),
        "{'linkId':'1','type':'integer'," UNIT "}," WHEN(
            "2", "string", "1", ">", "'answerQuantity':{'value':2.5,'system':'urn:u','code':'kg'}"),
    };
    struct sample sample;
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        read_form(&sample, forms[i]);
        answer(&sample, ANSWER("1", "{'valueInteger':3}"));
        assert_string_equal(sample_enabled(&sample), "1 2");
        answer(&sample, ANSWER("1", "{'valueInteger':2}"));
        assert_string_equal(sample_enabled(&sample), "1");
        sample_finish(&sample);
    }
}

static void a_quantity_without_units_takes_any_and_compares_in_the_same(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, "{'linkId':'1','type':'quantity'}," WHEN(
                           "2", "string", "1", ">",
                           "'answerQuantity':{'value':2,'system':'urn:u','code':'kg'}"));
    answer(&sample, ANSWER("1", "{'valueQuantity':{'value':3,'unit':'kilo','system':'urn:u','code':"
                                "'kg'}}"));
    assert_string_equal(sample_enabled(&sample), "1 2");
    answer(&sample, ANSWER("1", "{'valueQuantity':{'value':3.0,'unit':'stone'}}"));
    assert_string_equal(sample_enabled(&sample), "1");
    assert_non_null(strstr(sample_printed(&sample), "{\"value\":3.0,\"unit\":\"stone\"}"));
    sample_finish(&sample);
}

static void times_compare_and_are_told_when_they_are_none(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, "{'linkId':'1','type':'dateTime'},{'linkId':'2','type':'time'}," WHEN(
                           "3", "string", "1",
                           ">=", "'answerDate':'2026-11-22'") "," WHEN("4", "string", "2", "<",
                                                                       "'answerTime':'"
                                                                       "08:00:00'"));
    answer(&sample, ANSWER("1", "{'valueDateTime':'2026-11-21T23:00:00Z'}") "," ANSWER(
                        "2", "{'valueTime':'07:59:59.999'}"));
    assert_string_equal(sample_enabled(&sample), "1 2 3 4");
    answer(&sample, ANSWER("1", "{'valueDateTime':'2026-11-21T22:59:59Z'}") "," ANSWER(
                        "2", "{'valueTime':'08:00:00'}"));
    assert_string_equal(sample_enabled(&sample), "1 2");
    expect_refused(&sample, ANSWER("1", "{'valueDateTime':'2026-11-21T22:59'}"),
                   "QuestionnaireResponse.item[0].answer[0].valueDateTime");
    expect_refused(&sample, ANSWER("2", "{'valueTime':'24:00:00'}"),
                   "QuestionnaireResponse.item[0].answer[0].valueTime");
    sample_finish(&sample);
}

static void what_nothing_is_read_from_may_only_be_there(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, "{'linkId':'1','type':'attachment','required':true}," WHEN(
                           "2", "string", "1", "exists", "'answerBoolean':true"));
    answer(&sample, "");
    assert_string_equal(sample_problems(&sample), "1 missing");
    answer(&sample, ANSWER("1", "{'valueAttachment':{'url':'http://x/y.png'}}"));
    assert_string_equal(sample_problems(&sample), "");
    assert_string_equal(sample_enabled(&sample), "1 2");
    sample_finish(&sample);
    sample_init(&sample);
    sample_form(&sample, "{'linkId':'1','type':'reference'}," WHEN(
                             "2", "string", "1", "=", "'answerReference':{'reference':'x'}"));
    assert_false(sample.ok);
    assert_string_equal(sample.error.place, "Questionnaire.item[1].enableWhen[0]");
    sample_finish(&sample);
}

/* ---- repetitions ---- */

#define FALLS                                                                                      \
    "{'linkId':'g','type':'group','repeats':true,'item':[{'linkId':'g.1','type':'choice',"         \
    "'required':true,'answerOption':[" SCORED("no", "0") "," SCORED("yes", "2") "]}," WHEN(        \
        "g.2", "string", "g.1", "=", "'answerCoding':{'system':'urn:x','code':'yes'}") "]}"
#define YES ANSWER("g.1", CODING("urn:x", "yes"))
#define NO ANSWER("g.1", CODING("urn:x", "no"))
#define NOTE(text) ANSWER("g.2", "{'valueString':'" text "'}")

static void each_instance_has_conditions_and_answers_of_its_own(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, FALLS);
    answer(&sample, WITHIN("g", YES "," NOTE("kept")) "," WITHIN(
                        "g", NO "," NOTE("gone")) "," WITHIN("g", YES));
    assert_string_equal(sample_enabled(&sample), "g g.1#0 g.2#0 g.1#1 g.1#2 g.2#2");
    assert_int_equal(sample_score(&sample).sum, 4 * MICRO);
    assert_int_equal(sample_score(&sample).questions, 3);
    assert_false(sample_score(&sample).incomplete);
    assert_non_null(strstr(sample_printed(&sample), "kept"));
    assert_null(strstr(sample_printed(&sample), "gone"));
    assert_string_equal(sample_problems(&sample), "");
    answer(&sample, WITHIN("g", YES) "," WITHIN("g", NOTE("gone")));
    assert_string_equal(sample_problems(&sample), "g.1 missing");
    assert_true(sample_score(&sample).incomplete);
    sample_finish(&sample);
}

static void a_group_that_stands_no_time_asks_nothing_unless_it_must_be_there(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, FALLS);
    answer(&sample, "");
    assert_string_equal(sample_problems(&sample), "");
    assert_int_equal(sample_score(&sample).questions, 0);
    sample_finish(&sample);
    read_form(&sample, "{'linkId':'g','type':'group','repeats':true,'required':true,'item':[{"
                       "'linkId':'g.1','type':'choice','answerOption':[" SCORED("yes", "2") "]}]}");
    answer(&sample, "");
    assert_string_equal(sample_problems(&sample), "g missing");
    assert_true(sample_score(&sample).incomplete);
    sample_finish(&sample);
}

static void a_group_repeats_as_often_as_it_may(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, "{'linkId':'g','type':'group','repeats':true,'extension':[{'url':'" SD
                       "questionnaire-maxOccurs','valueInteger':1}],'item':[{'linkId':'g.1','type':"
                       "'boolean'}]}");
    expect_refused(&sample,
                   WITHIN("g", ANSWER("g.1", "{'valueBoolean':true}")) "," WITHIN(
                       "g", ANSWER("g.1", "{'valueBoolean':true}")),
                   "QuestionnaireResponse.item[1]");
    sample_finish(&sample);
}

/* FHIR's rule: the nearest, first upwards, then before, then after; of those with an answer. */
static void from_outside_the_nearest_instance_is_asked(void **state)
{
    struct sample sample;
    (void)state;
    read_form(
        &sample,
        WHEN("before", "string", "g.1", "=",
             "'answerCoding':{'system':'urn:x','code':'yes'}") "," FALLS
                                                               "," WHEN("after", "string", "g.1",
                                                                        "=",
                                                                        "'answerCoding':{'system':'"
                                                                        "urn:x','code':'yes'}"));
    answer(&sample, WITHIN("g", YES) "," WITHIN("g", NO));
    assert_string_equal(sample_enabled(&sample), "before g g.1#0 g.2#0 g.1#1");
    answer(&sample, WITHIN("g", NO) "," WITHIN("g", YES));
    assert_string_equal(sample_enabled(&sample), "g after g.1#0 g.1#1 g.2#1");
    answer(&sample, WITHIN("g", YES) "," WITHIN("g", NOTE("no answer to the question")));
    assert_string_equal(sample_enabled(&sample), "before g after g.1#0 g.2#0 g.1#1");
    answer(&sample, "");
    assert_string_equal(sample_enabled(&sample), "g");
    sample_finish(&sample);
}

static void what_is_below_a_repeating_question_belongs_to_its_answer(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample,
              "{'linkId':'1','type':'choice','repeats':true,'answerOption':[" SCORED(
                  "a", "1") "," SCORED("b", "2") "],'item':[{'linkId':'1.1','type':'string',"
                                                 "'required':true},{'linkId':'1.2','type':"
                                                 "'display','text':'x'}]}");
    answer(&sample,
           ANSWER("1",
                  "{'valueCoding':{'system':'urn:x','code':'b'},'item':[{'linkId':'1.1','answer'"
                  ":[{'valueString':'of b'}]}]},{'valueCoding':{'system':'urn:x','code':'a'},"
                  "'item':[{'linkId':'1.1','answer':[{'valueString':'of a'}]}]}"));
    assert_string_equal(sample_enabled(&sample), "1 1.2 1.1#0 1.1#1");
    assert_int_equal(sample_score(&sample).sum, 3 * MICRO);
    const char *printed = sample_printed(&sample);
    assert_true(strstr(printed, "of b") < strstr(printed, "\"a\""));
    assert_true(strstr(printed, "\"a\"") < strstr(printed, "of a"));
    sample_response_json(&sample, printed);
    assert_true(sample.ok);
    assert_string_equal(sample_printed(&sample), printed);
    sample_finish(&sample);
}

/* ---- expressions ---- */

#define EXPRESSION(name)                                                                           \
    "'extension':[{'url':'" SDC name                                                               \
    "','valueExpression':{'language':'text/fhirpath','expression':'1'}}]"

static void an_expression_is_refused_only_where_something_hangs_on_it(void **state)
{
    static const struct {
        const char *items, *place; /* NULL: it is read */
    } rows[] = {
        {"{'linkId':'1','type':'decimal'," EXPRESSION("calculatedExpression") "}", NULL},
        {"{'linkId':'1','type':'decimal'," EXPRESSION("calculatedExpression") "}," WHEN(
             "2", "string", "1", ">", "'answerDecimal':1"),
         "Questionnaire.item[0].extension[0]"},
        {"{'linkId':'1','type':'choice'," EXPRESSION(
             "calculatedExpression") ",'answerOption':[" SCORED("a", "1") "]}",
         "Questionnaire.item[0].extension[0]"},
        {"{'linkId':'1','type':'string'," EXPRESSION("initialExpression") "}", NULL},
        {"{'linkId':'1','type':'string','required':true," EXPRESSION("enableWhenExpression") "}",
         NULL},
        {"{'linkId':'1','type':'group'," EXPRESSION(
             "enableWhenExpression") ",'item':[{'linkId':'1.1','type':'choice','answerOption':"
                                     "[{'valueString':'a','extension':[{'url':'" FORM_RED_FLAG
                                     "','valueCode':'red'}]}]}]}",
         "Questionnaire.item[0].extension[0]"},
        {"{'linkId':'1','type':'group'," EXPRESSION(
             "enableWhenExpression") ",'item':[{'linkId':'1."
                                     "1','type':'boolean'}"
                                     "," WHEN("1.2", "string", "1.1", "=",
                                              "'answerBoolean':"
                                              "true") "]}",
         NULL},
        {"{'linkId':'1','type':'group'," EXPRESSION(
             "enableWhenExpression") ",'item':[{'linkId':'1.1','type':'boolean'}]}," WHEN("2",
                                                                                          "string",
                                                                                          "1.1",
                                                                                          "=",
                                                                                          "'answerB"
                                                                                          "oolean':"
                                                                                          "true"),
         "Questionnaire.item[0].extension[0]"},
        {"{'linkId':'1','type':'choice'," EXPRESSION("answerExpression") "}", NULL},
        {"{'linkId':'1','type':'string','extension':[{'url':'" SD
         "questionnaire-constraint','extension':[]}]}",
         NULL},
    };
    struct sample sample;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sample_init(&sample);
        sample_form(&sample, rows[i].items);
        if (sample.ok != !rows[i].place)
            fail_msg("%s %s in %s", sample.error.place, sample.error.detail, rows[i].items);
        if (!sample.ok)
            assert_string_equal(sample.error.place, rows[i].place);
        sample_finish(&sample);
    }
}

static void what_an_expression_may_hide_is_never_demanded(void **state)
{
    struct sample sample;
    (void)state;
    read_form(&sample, "{'linkId':'1','type':'group'," EXPRESSION(
                           "enableWhenExpression") ",'item':[{'linkId':'1.1','type':'string',"
                                                   "'required':true}]},{'linkId':'2','type':"
                                                   "'string','required':true}");
    answer(&sample, "");
    assert_string_equal(sample_problems(&sample), "2 missing");
    sample_finish(&sample);
}

/* ---- in the reader's language ---- */

#define TRANSLATED(nb)                                                                             \
    "{'extension':[{'url':'" SD "translation','extension':[{'url':'lang','valueCode':'nb'},"       \
    "{'url':'content','valueString':'" nb "'}]},{'url':'urn:other','valueString':'stays'}]}"

static void a_form_in_one_language_is_else_as_it_came(void **state)
{
    struct arena arena;
    struct error error = {0};
    struct json_out out;
    arena_init(&arena);
    (void)state;
    char *text = arena_printf(
        &arena,
        "{'resourceType':'Questionnaire','language':'en','title':'Daily','item':[{'linkId':'1',"
        "'type':'choice','required':true,'text':'Pain?','_text':" TRANSLATED(
            "Smerte?") ",'answerOption':[{'valueCoding':{'code':'y','display':'Yes','_display':{"
                       "'extension':[{'url':'" SD
                       "translation','extension':[{'url':'lang','valueCode':'nb'},{'url':'content',"
                       "'valueString':'Ja'}]}]}},'extension':[{'url':'" SD
                       "ordinalValue','valueDecimal':1.0}]}]}],'contained':[{'concept':[{'code':'a'"
                       ","
                       "'display':'Hot','designation':[{'language':'nb','value':'Varm'}]}]}]}");
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    struct json_object *json = json_in_parse(str_of(text), &error);
    assert_non_null(json);
    json_out_init(&out, &arena, 512);
    questionnaire_localised(&out, json, STR("nb-NO"));
    assert_string_equal(
        arena_text(&arena, json_out_slice(&out)),
        "{\"resourceType\":\"Questionnaire\",\"title\":\"Daily\",\"item\":[{\"linkId\":\"1\","
        "\"type\":\"choice\",\"required\":true,\"text\":\"Smerte?\",\"_text\":{\"extension\":[{"
        "\"url\":\"urn:other\",\"valueString\":\"stays\"}]},\"answerOption\":[{\"valueCoding\":{"
        "\"code\":\"y\",\"display\":\"Ja\"},\"extension\":[{\"url\":\"" SD "ordinalValue\","
        "\"valueDecimal\":1.0}]}]}],\"contained\":[{\"concept\":[{\"code\":\"a\",\"display\":"
        "\"Varm\"}]}]}");
    json_out_init(&out, &arena, 512);
    questionnaire_localised(&out, json, STR("ar"));
    assert_non_null(strstr(arena_text(&arena, json_out_slice(&out)), "\"Pain?\""));
    json_in_destroy(json);
    arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_beyond_the_options_is_kept_and_never_scored_as_nothing),
        cmocka_unit_test(a_score_over_a_list_that_is_not_here_is_incomplete_once_it_is_answered),
        cmocka_unit_test(a_condition_on_an_open_list_goes_by_system_and_code),
        cmocka_unit_test(a_choice_compares_with_its_code_its_name_and_its_number),
        cmocka_unit_test(numbers_compare_whatever_type_they_are_asked_as),
        cmocka_unit_test(a_quantity_without_units_takes_any_and_compares_in_the_same),
        cmocka_unit_test(times_compare_and_are_told_when_they_are_none),
        cmocka_unit_test(what_nothing_is_read_from_may_only_be_there),
        cmocka_unit_test(each_instance_has_conditions_and_answers_of_its_own),
        cmocka_unit_test(a_group_that_stands_no_time_asks_nothing_unless_it_must_be_there),
        cmocka_unit_test(a_group_repeats_as_often_as_it_may),
        cmocka_unit_test(from_outside_the_nearest_instance_is_asked),
        cmocka_unit_test(what_is_below_a_repeating_question_belongs_to_its_answer),
        cmocka_unit_test(an_expression_is_refused_only_where_something_hangs_on_it),
        cmocka_unit_test(what_an_expression_may_hide_is_never_demanded),
        cmocka_unit_test(a_form_in_one_language_is_else_as_it_came),
    };
    return cmocka_run_group_tests_name("form open", tests, NULL, NULL);
}
