/* Forms that others published: each is read, or refused for a reason that is named; and instruments
 * whose text may ship score as published test suites say. */
#include "form_sample.h"

#include "base/decimal.h"

#include <dirent.h>
#include <stdio.h>

struct expected {
    const char *name;
    const char *place; /* where it is refused; NULL: it is read */
};

/* Every Questionnaire of the folder stands here. */
static const struct expected table[] = {
    {"Questionnaire-questionnaire-sdc-profile-example-PHQ9-search.json",
     "Questionnaire.extension[0]"},
    {"Questionnaire-questionnaire-sdc-profile-example-weight-height-tracking-panel.json",
     "Questionnaire.item[3].extension[1]"},
    {"Questionnaire-questionnaire-sdc-test-all-data-types.json",
     "Questionnaire.item[0].item[6].type"},
    {"Questionnaire-questionnaire-sdc-test-enableWhen.json",
     "Questionnaire.item[1].item[0].answerValueSet"},
    {"Questionnaire-questionnaire-sdc-test-nested-groups.json",
     "Questionnaire.item[0].item[1].item[0].answerValueSet"},
    {"Questionnaire-questionnaire-sdc-test-required-radios.json",
     "Questionnaire.item[0].item[1].answerValueSet"},
};

static void try_sample(const char *path, const char *name)
{
    struct sample sample;
    const struct expected *expected = NULL;
    sample_init(&sample);
    const char *text = data_file(&sample.arena, path);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            expected = &table[i];
    if (!expected)
        fail_msg("%s stands in no table", name);
    sample_form_json(&sample, text);
    print_message("%-85s %s %s\n", name, sample.ok ? "read" : sample.error.place,
                  sample.ok ? "" : sample.error.detail);
    assert_int_equal(sample.ok, expected->place == NULL);
    if (!sample.ok) {
        assert_string_equal(sample.error.place, expected->place);
        assert_true(sample.error.detail[0] != 0);
    }
    sample_finish(&sample);
}

static void published_forms_are_read_or_refused_by_name(void **state)
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
        cmocka_unit_test(published_forms_are_read_or_refused_by_name),
        cmocka_unit_test(the_published_phq9_response_adds_up_to_ten_though_it_says_13),
        cmocka_unit_test(published_vectors_score_as_they_say),
        cmocka_unit_test(the_ninth_question_above_zero_is_red),
    };
    return cmocka_run_group_tests_name("form samples", tests, NULL, NULL);
}
