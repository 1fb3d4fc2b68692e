/* The forms of a programme file, and what their answers mean together with what is measured. */
#include "programme/programme_parse.h"

#include <stdio.h>

enum { SCORES_MOST = 16, OPTIONS_MOST = 64, ANSWERS_MOST = 64 };

static const char *const zones[] = {"yellow", "red", NULL};

/* ---- scores ---- */

static bool read_score(const struct programme_reader *reader, struct json_object *object,
                       const struct place *place, struct score_limit *limit)
{
    static const char *const names[] = {"zone", "operator", "value", "status", "source", NULL};
    int zone;
    if (!file_members(reader, object, names, place) ||
        !file_choice(reader, object, "zone", zones, place, &zone) ||
        !file_operator(reader, object, place, &limit->operator) ||
        !file_number(reader, object, "value", place, &limit->value) ||
        !file_status(reader, object, place))
        return false;
    limit->zone = zone ? ZONE_RED : ZONE_YELLOW;
    return true;
}

/* As for limits of what is measured. */
static bool check_scores(const struct programme_reader *reader, const struct score_limit *scores,
                         size_t count, const struct place *place)
{
    struct limit limits[SCORES_MOST];
    for (size_t i = 0; i < count; i++) {
        limits[i] = (struct limit){
            .side = scores[i].operator>= OPERATOR_GT ? SIDE_HIGH : SIDE_LOW,
            .zone = scores[i].zone,
            .operator= scores[i].operator,
            .value = scores[i].value,
        };
        for (size_t j = 0; j < i; j++)
            if (limits[j].side == limits[i].side && limits[j].zone == limits[i].zone)
                return file_error(reader, place, "two limits stand at the same side and zone");
    }
    return limits_ordered(limits, count, PARAMETER_NONE) ||
           file_error(reader, place, "out of order: red low, yellow low, yellow high, red high");
}

static bool read_scores(struct programme_reader *reader, struct json_object *object,
                        const struct place *place, struct programme_form *form,
                        struct score_limit *scores)
{
    struct programme *programme = reader->programme;
    struct score_limit *first = &scores[programme->score_limit_count];
    struct json_object *list;
    if (!file_list(reader, object, "scores", false, SCORES_MOST, place, &list))
        return false;
    size_t count = json_in_length(list);
    for (size_t i = 0; i < count; i++) {
        first[i].score = form->score;
        if (!read_score(reader, json_in_at(list, i), &PLACE_AT(place, "scores", i), &first[i]))
            return false;
    }
    form->has_score = count > 0;
    programme->score_limit_count += count;
    return check_scores(reader, first, count, &PLACE_IN(place, "scores"));
}

/* ---- the questionnaire ---- */

static struct str document_of(const struct programme_reader *reader, struct json_object *json)
{
    struct buf text;
    buf_init(&text, reader->arena, 4096);
    json_in_text(json, &text);
    return buf_slice(&text);
}

/* The place within the form goes behind that of the form. */
static bool read_questionnaire(const struct programme_reader *reader, struct json_object *json,
                               const struct place *place, struct programme_form *form)
{
    struct error error = {0};
    char where[sizeof error.place];
    if (!json_in_is_object(json))
        return file_error(reader, place, "must be a Questionnaire");
    form->document = document_of(reader, json);
    if (questionnaire_from_fhir(reader->arena, json, &form->questionnaire, &error))
        return true;
    file_error(reader, place, "%s", error.detail);
    snprintf(where, sizeof where, "%.50s: %.100s", reader->error->place, error.place);
    return error_at(reader->error, ERROR_INVALID, where, "%s", error.detail);
}

static bool check_own(const struct programme_reader *reader, const struct programme_form *form,
                      const struct place *place)
{
    const struct programme *programme = reader->programme;
    const struct questionnaire *questionnaire = &form->questionnaire;
    char url[sizeof PROGRAMME_FORM_URL + 2 * PROGRAMME_ID], version[24];
    snprintf(url, sizeof url, PROGRAMME_FORM_URL "%s-%s", programme->id, form->id);
    snprintf(version, sizeof version, "%lld", (long long)programme->version);
    if (!str_starts(questionnaire->url, PROGRAMME_FORM_URL))
        return true;
    if (!str_is(questionnaire->url, url))
        return file_error(reader, &PLACE_IN(place, "url"), "must be %s", url);
    return str_is(questionnaire->version, version) ||
           file_error(reader, &PLACE_IN(place, "version"), "must be \"%s\", as the programme's",
                      version);
}

static bool check_others(const struct programme_reader *reader, const struct programme_form *form,
                         const struct place *place)
{
    const struct programme *programme = reader->programme;
    for (size_t i = 0; i < programme->form_count; i++) {
        const struct programme_form *other = &programme->forms[i];
        struct place here = PLACE_IN(place, "questionnaire");
        if (strcmp(other->id, form->id) == 0)
            return file_error(reader, &PLACE_IN(place, "id"), "%s stands twice", form->id);
        if (str_equal(other->questionnaire.url, form->questionnaire.url))
            return file_error(reader, &PLACE_IN(&here, "url"), "stands twice");
    }
    return true;
}

static bool check_points(const struct programme_reader *reader, const struct programme_form *form,
                         const struct place *place)
{
    const struct form *questions = &form->questionnaire.form;
    if (!form->has_points && !form->has_score)
        return true;
    for (size_t i = 0; i < questions->option_count; i++)
        if (questions->options[i].has_score)
            return true;
    return file_error(reader, place, "has no answer with points");
}

static bool read_form(struct programme_reader *reader, struct json_object *object,
                      const struct place *place, struct programme_form *form,
                      struct score_limit *scores)
{
    static const char *const names[] = {"id", "daily", "points", "scores", "questionnaire", NULL};
    struct place here = PLACE_IN(place, "questionnaire");
    size_t number = reader->programme->form_count;
    form->score = (int)number;
    if (!file_members(reader, object, names, place) ||
        !file_id(reader, object, "id", true, place, &form->id) ||
        !file_flag(reader, object, "daily", place, &form->daily) ||
        !file_flag(reader, object, "points", place, &form->has_points) ||
        !read_scores(reader, object, place, form, scores) ||
        !read_questionnaire(reader, json_in_get(object, "questionnaire"), &here, form) ||
        !check_own(reader, form, &here) || !check_others(reader, form, place) ||
        !check_points(reader, form, &here))
        return false;
    reader->symptoms[number] =
        arena_array(reader->arena, uint64_t, form->questionnaire.form.option_count);
    form->symptoms = reader->symptoms[number];
    return true;
}

bool programme_forms_read(struct programme_reader *reader, struct json_object *file)
{
    struct place top = PLACE_TOP("");
    struct programme *programme = reader->programme;
    struct json_object *list;
    if (!file_list(reader, file, "forms", false, PROGRAMME_FORMS, &top, &list))
        return false;
    struct programme_form *forms =
        arena_array(reader->arena, struct programme_form, PROGRAMME_FORMS);
    struct score_limit *scores =
        arena_array(reader->arena, struct score_limit, PROGRAMME_FORMS * SCORES_MOST);
    programme->forms = forms;
    programme->score_limits = scores;
    for (size_t i = 0; i < json_in_length(list); i++) {
        if (!read_form(reader, json_in_at(list, i), &PLACE_AT(&top, "forms", i), &forms[i], scores))
            return false;
        programme->form_count++;
    }
    return true;
}

/* ---- combinations ---- */

static bool mark_option(const struct programme_reader *reader, size_t form,
                        const struct form_item *item, struct str code, uint64_t bit,
                        const struct place *place)
{
    const struct questionnaire *questionnaire = &reader->programme->forms[form].questionnaire;
    char text[CLIP_TEXT];
    size_t found = 0;
    for (size_t i = item->options.first; i < item->options.first + item->options.count; i++) {
        if (!str_equal(questionnaire->options[i].code, code))
            continue;
        reader->symptoms[form][i] |= bit;
        found++;
    }
    return found == 1 || file_error(reader, place, "%s is %s of this question", clip(code, text),
                                    found ? "more than one answer" : "no answer");
}

static bool find_form(const struct programme_reader *reader, struct json_object *object,
                      const struct place *place, size_t *form_r)
{
    const char *id;
    if (!file_id(reader, object, "form", true, place, &id))
        return false;
    const struct programme_form *form = programme_form_get(reader->programme, str_of(id));
    if (!form)
        return file_error(reader, &PLACE_IN(place, "form"), "there is no form \"%s\"", id);
    *form_r = (size_t)(form - reader->programme->forms);
    return true;
}

static bool read_answers(const struct programme_reader *reader, struct json_object *object,
                         const struct place *place, uint64_t bit)
{
    static const char *const names[] = {"form", "item", "options", NULL};
    struct json_object *options;
    const char *link_id;
    size_t form = 0;
    if (!file_members(reader, object, names, place) || !find_form(reader, object, place, &form) ||
        !file_text(reader, object, "item", true, place, &link_id) ||
        !file_list(reader, object, "options", true, OPTIONS_MOST, place, &options))
        return false;
    const struct questionnaire *questionnaire = &reader->programme->forms[form].questionnaire;
    int item = questionnaire_item_find(questionnaire, str_of(link_id));
    if (item == FORM_NONE || questionnaire->form.items[item].type != FORM_CHOICE)
        return file_error(reader, &PLACE_IN(place, "item"),
                          "is no linkId of a choice in that form");
    if (!json_in_length(options))
        return file_error(reader, &PLACE_IN(place, "options"), "must not be empty");
    for (size_t i = 0; i < json_in_length(options); i++) {
        struct place here = PLACE_AT(place, "options", i);
        struct str code;
        if (!file_word(reader, json_in_at(options, i), &here, &code) ||
            !mark_option(reader, form, &questionnaire->form.items[item], code, bit, &here))
            return false;
    }
    return true;
}

static bool read_symptoms(const struct programme_reader *reader, struct json_object *object,
                          const struct place *place, struct combination *combination, uint64_t bit)
{
    struct json_object *answers;
    bool has_points = false;
    if (!file_list(reader, object, "answers", false, ANSWERS_MOST, place, &answers))
        return false;
    for (size_t i = 0; i < json_in_length(answers); i++)
        if (!read_answers(reader, json_in_at(answers, i), &PLACE_AT(place, "answers", i), bit))
            return false;
    combination->answers = json_in_length(answers) > 0;
    if (!json_in_get(object, "points"))
        return combination->answers || file_error(reader, place, "needs points or answers");
    for (size_t i = 0; i < reader->programme->form_count; i++)
        has_points = has_points || reader->programme->forms[i].has_points;
    struct place here = PLACE_IN(place, "points");
    if (!file_number(reader, object, "points", place, &combination->points))
        return false;
    if (combination->points <= 0)
        return file_error(reader, &here, "must be above 0");
    return has_points || file_error(reader, &here, "no form gives points");
}

static bool read_combination(const struct programme_reader *reader, struct json_object *object,
                             const struct place *place, struct combination *combination,
                             uint64_t bit)
{
    static const char *const names[] = {"when", "parameter", "points", "answers",
                                        "zone", "status",    "source", NULL};
    static const char *const yellow[] = {"yellow", NULL}, *const red[] = {"red", NULL};
    int choice;
    if (!file_members(reader, object, names, place) ||
        !file_choice(reader, object, "when", yellow, place, &choice) ||
        !file_choice(reader, object, "zone", red, place, &choice) ||
        !file_parameter(reader, object, false, place, &combination->parameter) ||
        !file_status(reader, object, place))
        return false;
    combination->when = ZONE_YELLOW;
    combination->zone = ZONE_RED;
    if (combination->parameter && !reader->programme->followed[combination->parameter])
        return file_error(reader, &PLACE_IN(place, "parameter"), "is not followed here");
    return read_symptoms(reader, object, place, combination, bit);
}

bool programme_combinations_read(struct programme_reader *reader, struct json_object *file)
{
    struct place top = PLACE_TOP("");
    struct json_object *list;
    if (!file_list(reader, file, "combinations", false, PROGRAMME_COMBINATIONS, &top, &list))
        return false;
    size_t count = json_in_length(list);
    struct combination *combinations = arena_array(reader->arena, struct combination, count);
    for (size_t i = 0; i < count; i++)
        if (!read_combination(reader, json_in_at(list, i), &PLACE_AT(&top, "combinations", i),
                              &combinations[i], UINT64_C(1) << i))
            return false;
    reader->programme->combinations = combinations;
    reader->programme->combination_count = count;
    return true;
}
