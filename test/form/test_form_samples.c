/* Forms that others published: each is read, answered, judged and printed again; and instruments
 * whose text may ship score as published test suites say. */
#include "form_sample.h"

#include "base/decimal.h"

#include <dirent.h>
#include <stdio.h>

/* An answer to each question that has a type of its own, and what comes of it. */
struct expected {
    const char *name;
    const char *items;    /* of a response, with ' for " */
    const char *enabled;  /* linkIds that must stand, parted by blanks */
    const char *disabled; /* that must not */
    const char *problems;
};

#define SYSTEM "'system':'http://example.org'"
#define YES "'system':'http://terminology.hl7.org/CodeSystem/v2-0532','code':'Y'"
#define ONE(id, answer) "{'linkId':'" id "','answer':[{" answer "}]}"
#define GROUP_1 "ba91450b-6e67-40dc-8629-0f1b60577774"
#define GROUP_2 "68ca912397a145bd9e9f265702b5cf45"
#define TEXT_2 "b7e29109-f729-4359-aa29-6c9e7c7b2328"

/* Every Questionnaire of the folder stands here. */
static const struct expected table[] = {
    {"PHQ9-search", "", "", "", ""},
    {"weight-height-tracking-panel",
     ONE("/29463-7", "'valueDecimal':80.0") "," ONE(
         "/8352-7", "'valueCoding':{'system':'http://loinc.org','code':'LA11872-1','display':'"
                    "Street clothes, no shoes'}") "," ONE("/39156-5", "'valueDecimal':24.7"),
     "/29463-7 /39156-5", "", ""},
    {"all-data-types",
     "{'linkId':'02a7536f-06b2-4dee-94e1-f5cfcb0e8622','item':[" ONE(
         "id-string",
         "'valueString':'"
         "a'") "," ONE("id-datetime",
                       "'valueDateTime':'2026-11-22T08:00:00+01:"
                       "00'") "," ONE("id-"
                                      "tim"
                                      "e",
                                      "'valu"
                                      "eTime"
                                      "':'"
                                      "08:"
                                      "30:"
                                      "00'") "," ONE("id-"
                                                     "attac"
                                                     "hmen"
                                                     "t",
                                                     "'valu"
                                                     "eAtta"
                                                     "chmen"
                                                     "t':{"
                                                     "'cont"
                                                     "entTy"
                                                     "pe':'"
                                                     "text/"
                                                     "plain"
                                                     "','"
                                                     "data'"
                                                     ":'"
                                                     "aGVp'"
                                                     "}") "," ONE("i"
                                                                  "d"
                                                                  "-"
                                                                  "c"
                                                                  "h"
                                                                  "o"
                                                                  "i"
                                                                  "c"
                                                                  "e",
                                                                  "'"
                                                                  "v"
                                                                  "a"
                                                                  "l"
                                                                  "u"
                                                                  "e"
                                                                  "C"
                                                                  "o"
                                                                  "d"
                                                                  "i"
                                                                  "n"
                                                                  "g"
                                                                  "'"
                                                                  ":"
                                                                  "{"
                                                                  "'"
                                                                  "s"
                                                                  "y"
                                                                  "s"
                                                                  "t"
                                                                  "e"
                                                                  "m"
                                                                  "'"
                                                                  ":"
                                                                  "'"
                                                                  "u"
                                                                  "r"
                                                                  "n"
                                                                  ":"
                                                                  "g"
                                                                  "'"
                                                                  ","
                                                                  "'"
                                                                  "c"
                                                                  "o"
                                                                  "d"
                                                                  "e"
                                                                  "'"
                                                                  ":"
                                                                  "'"
                                                                  "f"
                                                                  "e"
                                                                  "m"
                                                                  "a"
                                                                  "l"
                                                                  "e"
                                                                  "'"
                                                                  "}") "," ONE("EF8E3936-3246-4B3E-"
                                                                               "A46C-9FDAA5ACB635",
                                                                               "'valueString':'"
                                                                               "Narnia'") "]}",
     "id-datetime id-attachment EF8E3936-3246-4B3E-A46C-9FDAA5ACB635", "", ""},
    {"enableWhen",
     "{'linkId':'3239e619-e2b9-492c-bf05-88b314fbe3e4','item':[" ONE(
         "s1-radio",
         "'valueCoding':{" SYSTEM
         ",'code':'2','display':'Two'}") "]},"
                                         "{'linkId':'02a7536f-06b2-4dee-94e1-f5cfcb0e8622','"
                                         "item':"
                                         "[" ONE(
                                             "1acf93a7-0890-44cd-be48-542defb35248",
                                             "'valueCoding':{" YES
                                             "}") "]},"
                                                  "{'linkId':'02a7536f-06b2-4dee-94e1-"
                                                  "f5cfcb0e1234','item':[" ONE(
                                                      "s3-radio",
                                                      "'valueCoding':{" SYSTEM
                                                      ",'code':'1.1','display':'1."
                                                      "1'}") "]},"
                                                             "{'linkId':'02a7536f-"
                                                             "06b2-4dee-94e1-"
                                                             "f5cfcb0e5678','item':"
                                                             "[" ONE(
                                                                 "s4-radio",
                                                                 "'valueCoding'"
                                                                 ":{" SYSTEM ",'code':'2','"
                                                                 "display':'2'"
                                                                 "}") "]},"
                                                                      "{'"
                                                                      "linkId':"
                                                                      "'02a7536"
                                                                      "f-06b2-"
                                                                      "4dee-"
                                                                      "94e1-"
                                                                      "f5cfcb08"
                                                                      "8990','"
                                                                      "item':"
                                                                      "[" ONE(
                                                                          "date_of_birth_"
                                                                          "question",
                                                                          "'valueDate':'2000-"
                                                                          "01-"
                                                                          "01'") "," ONE("date"
                                                                                         "time"
                                                                                         "_que"
                                                                                         "stio"
                                                                                         "n",
                                                                                         "'val"
                                                                                         "ueTi"
                                                                                         "me':"
                                                                                         "'11:"
                                                                                         "11:"
                                                                                         "12'") "]}"
                                                                                                ","
                                                                                                "{'"
                                                                                                "li"
                                                                                                "nk"
                                                                                                "Id"
                                                                                                "':"
                                                                                                "'0"
                                                                                                "2a"
                                                                                                "75"
                                                                                                "36"
                                                                                                "f-"
                                                                                                "06"
                                                                                                "b2"
                                                                                                "-4"
                                                                                                "de"
                                                                                                "e-"
                                                                                                "94"
                                                                                                "e1"
                                                                                                "-f"
                                                                                                "5c"
                                                                                                "fc"
                                                                                                "b0"
                                                                                                "hd"
                                                                                                "73"
                                                                                                "2'"
                                                                                                ",'"
                                                                                                "it"
                                                                                                "em"
                                                                                                "':"
                                                                                                "[{"
                                                                                                "'l"
                                                                                                "in"
                                                                                                "kI"
                                                                                                "d'"
                                                                                                ":'"
                                                                                                "BC"
                                                                                                "02"
                                                                                                "9'"
                                                                                                ",'"
                                                                                                "an"
                                                                                                "sw"
                                                                                                "er"
                                                                                                "':"
                                                                                                "[{"
                                                                                                "'v"
                                                                                                "al"
                                                                                                "ue"
                                                                                                "Co"
                                                                                                "di"
                                                                                                "ng"
                                                                                                "':"
                                                                                                "{" SYSTEM
                                                                                                ",'"
                                                                                                "co"
                                                                                                "de"
                                                                                                "':"
                                                                                                "'1"
                                                                                                "',"
                                                                                                "'d"
                                                                                                "is"
                                                                                                "pl"
                                                                                                "ay"
                                                                                                "':"
                                                                                                "'B"
                                                                                                "le"
                                                                                                "ed"
                                                                                                "in"
                                                                                                "g'"
                                                                                                "}}"
                                                                                                ",{"
                                                                                                "'v"
                                                                                                "al"
                                                                                                "ue"
                                                                                                "Co"
                                                                                                "di"
                                                                                                "ng"
                                                                                                "':"
                                                                                                "{" SYSTEM
                                                                                                ",'"
                                                                                                "co"
                                                                                                "de"
                                                                                                "':"
                                                                                                "'9"
                                                                                                "',"
                                                                                                "'d"
                                                                                                "is"
                                                                                                "pl"
                                                                                                "ay"
                                                                                                "':"
                                                                                                "'O"
                                                                                                "th"
                                                                                                "er"
                                                                                                "'}"
                                                                                                "}]"
                                                                                                "}]"
                                                                                                "}",
     "e5da17a7-7546-45c5-9bcd-d0b09a74ty76 65578509-21ae-4a48-94de-e46be454f8k1"
     " 65578509-21ae-4a48-3f56-aswtysn1238 945b97b5-6d74-4a55-9be1-1989751219fb"
     " fab7c5c4-0ac0-4afa-bd6d-c0ce4f5e0bdf 945b97b5-6d74-4a55-9be1-19897512jj89"
     " 945b97b5-6d74-4a55-9be1-1989751233ew 04fabc33-534a-4047-9a13-c13b0b63gh76"
     " date_less_2000-01-01 datetime_question_greter_than BOWOPTOTH",
     "e5da17a7-7546-45c5-9bcd-d0b09a74cc14 76daed4f-f957-45cb-9584-aab95f6021d4"
     " 65578509-21ae-4a48-94de-h1l9v32opase 04fabc33-534a-4047-9a13-c13b0b63fa17"
     " date_greater_2000-01-01 datetime_question_less_than_equal",
     ""},
    {"nested-groups",
     "{'linkId':'a7837ce4-6ba4-4d01-913c-d20a6685556b','item':["
     "{'linkId':'" GROUP_1 "','item':[{'linkId':'" GROUP_2
     "','item':[" ONE(TEXT_2, "'valueString':'a'") "]},{'linkId':'" GROUP_2 "','item':[" ONE(
         TEXT_2, "'valueString':"
                 "'b'") "]}]},"
                        "{'linkId':'" GROUP_1 "','item':[{'linkId':'" GROUP_2
                        "','item':[" ONE(TEXT_2, "'valueString':'c'") "]}]}]}",
     TEXT_2 "#1 " TEXT_2 "#2 " TEXT_2 "#4 " GROUP_2 "#3", TEXT_2 "#0", ""},
    {"required-radios",
     "{'linkId':'grp','item':[" ONE("radio", "'valueCoding':{" YES "}") "," ONE(
         "radio2", "'valueCoding':{" SYSTEM ",'code':'1','display':'One'}") "]}",
     "radio3", "", "textq missing, radio3 missing"},
};

static bool has_word(const char *list, struct str word)
{
    struct str left = str_of(list), one;
    while (left.at) {
        str_cut(left, ' ', &one, &left);
        if (str_equal(one, word))
            return true;
    }
    return false;
}

static void each_word(const char *words, const char *in, bool expected)
{
    struct str left = str_of(words), one;
    while (left.len) {
        str_cut(left, ' ', &one, &left);
        if (has_word(in, one) != expected)
            fail_msg("%.*s %s", STR_ARG(one), expected ? "does not stand" : "stands");
    }
}

/* Every answer is printed again as it came, and reads the same. */
static void print_again(struct sample *sample, const char *items)
{
    const char *printed = sample_printed(sample);
    char path[160];
    struct error error = {0};
    size_t count = sample->response.answers.count;
    char *text = arena_text(&sample->arena, str_of(arena_printf(&sample->arena, "[%s]", items)));
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    struct json_object *came = json_in_parse(str_of(text), &error);
    struct json_object *gone = json_in_parse(str_of(printed), &error);
    assert_true(came && gone);
    if (json_in_length(came) && !data_holds(json_in_get(gone, "item"), came, path))
        fail_msg("%s is not printed as it came: %s", path, printed);
    json_in_destroy(came);
    json_in_destroy(gone);
    sample_response_json(sample, printed);
    assert_true(sample->ok);
    assert_int_equal(sample->response.answers.count, count);
    assert_string_equal(sample_printed(sample), printed);
}

static void try_sample(const char *path, const char *name)
{
    struct sample sample;
    const struct expected *expected = NULL;
    sample_init(&sample);
    const char *text = data_file(&sample.arena, path);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strstr(name, table[i].name))
            expected = &table[i];
    if (!expected)
        fail_msg("%s stands in no table", name);
    sample_form_json(&sample, text);
    if (!sample.ok)
        fail_msg("%s: %s %s", name, sample.error.place, sample.error.detail);
    sample_answers(&sample, expected->items);
    if (!sample.ok)
        fail_msg("%s: %s %s", name, sample.error.place, sample.error.detail);
    each_word(expected->enabled, sample_enabled(&sample), true);
    each_word(expected->disabled, sample_enabled(&sample), false);
    assert_string_equal(sample_problems(&sample), expected->problems);
    assert_int_equal(sample_score(&sample).questions, 0);
    print_again(&sample, expected->items);
    sample_finish(&sample);
}

static void published_forms_are_read_answered_judged_and_printed(void **state)
{
    char path[512];
    size_t count = 0;
    const char *folder = data_folder();
    (void)state;
    if (!folder)
        skip();
    snprintf(path, sizeof path, "%s/fhir/sdc", folder);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (strncmp(entry->d_name, "Questionnaire-", 14) != 0)
            continue;
        snprintf(path, sizeof path, "%s/fhir/sdc/%s", folder, entry->d_name);
        try_sample(path, entry->d_name);
        count++;
    }
    closedir(dir);
    assert_int_equal(count, sizeof table / sizeof *table);
}

#define PHQ9_CODES "http://hl7.org/fhir/uv/sdc/CodeSystem/CSPHQ9"

/* The form that the published response names, with its codes in a contained ValueSet. */
static const char *phq9(struct sample *sample)
{
    static const char *const codes[] = {"Not-at-all", "Several-days", "More than half the days",
                                        "Nearly every day"};
    struct buf out;
    buf_init(&out, &sample->arena, 4096);
    buf_text(&out, "{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"url\":"
                   "\"http://hl7.org/fhir/uv/sdc/Questionnaire/"
                   "questionnaire-sdc-profile-example-PHQ9\",\"contained\":[{\"resourceType\":"
                   "\"ValueSet\",\"id\":\"often\",\"compose\":{\"include\":[{\"system\":"
                   "\"" PHQ9_CODES "\",\"concept\":[");
    for (size_t i = 0; i < 4; i++)
        buf_printf(&out,
                   "%s{\"code\":\"%s\",\"extension\":[{\"url\":"
                   "\"http://hl7.org/fhir/StructureDefinition/itemWeight\","
                   "\"valueDecimal\":%zu}]}",
                   i ? "," : "", codes[i], i);
    buf_text(&out, "]}]}}],\"item\":[{\"linkId\":\"H1/T1\",\"type\":\"group\",\"item\":[");
    for (int i = 1; i <= 9; i++)
        buf_printf(&out,
                   "{\"linkId\":\"H1/T1/Q%d\",\"type\":\"choice\",\"required\":true,"
                   "\"answerValueSet\":\"#often\"},",
                   i);
    buf_text(&out, "{\"linkId\":\"H1/TS\",\"type\":\"quantity\",\"extension\":[{\"url\":"
                   "\"http://hl7.org/fhir/StructureDefinition/questionnaire-unit\","
                   "\"valueCoding\":{\"system\":\"http://unitsofmeasure.org\",\"code\":\"1\"}}]}"
                   "]}]}");
    return buf_cstr(&out);
}

static void the_published_phq9_response_adds_up_to_ten_though_it_says_13(void **state)
{
    struct sample sample;
    char path[512];
    const char *folder = data_folder();
    (void)state;
    if (!folder)
        skip();
    sample_init(&sample);
    snprintf(
        path, sizeof path,
        "%s/fhir/sdc/QuestionnaireResponse-questionnaireresponse-sdc-profile-example-PHQ9.json",
        folder);
    const char *response = data_file(&sample.arena, path);
    assert_non_null(response);
    sample_form_json(&sample, phq9(&sample));
    if (!sample.ok)
        fail_msg("%s: %s", sample.error.place, sample.error.detail);
    sample_response_json(&sample, response);
    if (!sample.ok)
        fail_msg("%s: %s", sample.error.place, sample.error.detail);
    struct form_score each[16], total;
    form_score(&sample.form.form, sample.response.answers, sample.states, &total, each);
    const struct form_answer *said = &sample.response.answers.list[9];
    assert_string_equal(sample.form.items[said->item].link_id.at, "H1/TS");
    /* 0+0+0+1+2+1+3+2+1: a total that somebody sends is an answer, and never the score. */
    assert_int_equal(total.sum, 10 * MICRO);
    assert_int_equal(said->value.number, 13 * MICRO);
    assert_int_equal(each[0].sum, total.sum);
    assert_int_equal(total.questions, 9);
    assert_int_equal(total.answered, 9);
    assert_false(total.incomplete);
    assert_string_equal(sample_problems(&sample), "");
    sample_finish(&sample);
}

/* "PHQ-9,0 1 2,12,…": the instrument's questions and score. */
static bool try_vector(const char *line, const char *name, size_t questions)
{
    struct sample sample;
    int answers[16];
    size_t count = 0, len = strlen(name);
    int64_t score;
    struct str list, score_text, rest = {line, strcspn(line, "\n")};
    if (strncmp(line, name, len) != 0 || line[len] != ',')
        return false;
    str_cut(rest, ',', &list, &rest);
    str_cut(rest, ',', &list, &rest);
    str_cut(rest, ',', &score_text, &rest);
    for (size_t i = 0; i < list.len && count < 16; i += 2)
        answers[count++] = list.at[i] - '0';
    assert_int_equal(count, questions);
    assert_true(str_int(score_text, &score));
    sample_init(&sample);
    sample_scale(&sample, questions, strcmp(name, "PHQ-9") == 0);
    sample_scale_answers(&sample, answers, count);
    assert_true(sample.ok);
    struct form_score total = sample_score(&sample);
    assert_int_equal(total.sum, score * MICRO);
    assert_false(total.incomplete);
    sample_finish(&sample);
    return true;
}

static void published_vectors_score_as_they_say(void **state)
{
    struct arena arena;
    char path[512];
    int phq = 0, gad = 0;
    const char *folder = data_folder();
    (void)state;
    if (!folder)
        skip();
    arena_init(&arena);
    snprintf(path, sizeof path, "%s/clinical/questionnaire_vectors.csv", folder);
    const char *line = data_file(&arena, path);
    assert_non_null(line);
    for (; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        phq += try_vector(line, "PHQ-9", 9);
        gad += try_vector(line, "GAD-7", 7);
    }
    assert_int_equal(phq, 6);
    assert_int_equal(gad, 2);
    arena_finish(&arena);
}

static void the_ninth_question_above_zero_is_red(void **state)
{
    const int none[] = {3, 3, 3, 3, 3, 3, 2, 0, 0}, some[] = {0, 0, 0, 0, 0, 0, 0, 0, 1};
    struct sample sample;
    (void)state;
    sample_init(&sample);
    sample_scale(&sample, 9, true);
    sample_scale_answers(&sample, none, 9);
    assert_string_equal(sample_reasons(&sample), "");
    sample_scale_answers(&sample, some, 9);
    assert_string_equal(sample_reasons(&sample), "red 9=1");
    sample_finish(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_forms_are_read_answered_judged_and_printed),
        cmocka_unit_test(the_published_phq9_response_adds_up_to_ten_though_it_says_13),
        cmocka_unit_test(published_vectors_score_as_they_say),
        cmocka_unit_test(the_ninth_question_above_zero_is_red),
    };
    return cmocka_run_group_tests_name("form samples", tests, NULL, NULL);
}
