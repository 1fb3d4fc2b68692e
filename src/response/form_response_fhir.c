/* A QuestionnaireResponse as FHIR R4 sends it: which form it answers, what its answers mean there,
 * and what of it is kept. */
#include "response/form_response_fhir.h"

#include "auth/permit.h"
#include "base/arena.h"
#include "base/caltime.h"
#include "fhir/place.h"
#include "response/self_harm.h"

#include <stdio.h>

static const struct sql OPEN_PROGRAMMES = {
    "SELECT e.programme, e.programme_version FROM enrolment e WHERE e.patient_id = ?1"
    " AND " PERMIT_OPEN " ORDER BY e.id",
};

bool form_response_subject(struct arena *arena, struct json_object *resource,
                           struct fhir_subject *subject_r, struct error *error)
{
    struct place top = PLACE_TOP("QuestionnaireResponse");
    struct str type = json_in_str(json_in_get(resource, "resourceType"));
    if (!json_in_is_object(resource))
        return place_error(&top, error, "must be an object");
    if (!str_is(type, "QuestionnaireResponse"))
        return place_error(&PLACE_IN(&top, "resourceType"), error, "must be QuestionnaireResponse");
    return fhir_subject_read(arena, resource, &top, subject_r, error);
}

/* ---- the form ---- */

static bool form_of_enrolments(struct arena *arena, struct programmes *programmes, struct db *db,
                               const struct uuid *patient, struct str url, struct str version,
                               struct form_response *response, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &OPEN_PROGRAMMES, ARGS(v_uuid(patient)), &rows, error))
        return false;
    for (size_t row = 0; row < rows_count(rows) && !response->programme; row++) {
        const struct programme *programme =
            programmes_get(programmes, db, row_str(rows, row, 0).at, row_int(rows, row, 1), error);
        if (!programme)
            return false;
        if (programme_form_find(programme, url, version, &response->form))
            response->programme = programme;
    }
    return true;
}

static bool find_form(struct arena *arena, struct json_object *resource,
                      struct programmes *programmes, struct db *db, const struct uuid *patient,
                      struct form_response *response, struct error *error)
{
    struct place top = PLACE_TOP("QuestionnaireResponse");
    struct place here = PLACE_IN(&top, "questionnaire");
    struct json_object *json = json_in_get(resource, "questionnaire");
    struct str url, version;
    char text[CLIP_TEXT];
    if (!json_in_is_string(json) || !json_in_str(json).len)
        return place_error(&here, error, "must name the form that is answered");
    str_cut(json_in_str(json), '|', &url, &version);
    if (!form_of_enrolments(arena, programmes, db, patient, url, version, response, error) ||
        (!response->programme && !programmes_of_form(programmes, db, url, version,
                                                     &response->programme, &response->form, error)))
        return false;
    return response->programme || place_error(&here, error, "\"%s\" is no form that is known here",
                                              clip(json_in_str(json), text));
}

/* ---- what is wrong with a completed one ---- */

static const char *problem_text(enum form_problem_kind kind)
{
    switch (kind) {
    case FORM_MISSING:
        return "must be answered";
    case FORM_TOO_MANY:
        return "has more answers than it takes";
    case FORM_BELOW:
        return "is below what the form takes";
    case FORM_ABOVE:
        return "is above what the form takes";
    case FORM_PLACES_OVER:
        return "has more decimals than the form takes";
    case FORM_TOO_LONG:
        return "is longer than the form takes";
    case FORM_TWICE: /* is told, and counts once */
        return NULL;
    case FORM_MISFIT:
        break;
    }
    return "is no answer to this question";
}

enum { PROBLEMS_MOST = 64 };

static bool is_in_order(const struct questionnaire *questionnaire, struct form_answers answers,
                        const enum form_state *states, struct error *error)
{
    struct form_problem problems[PROBLEMS_MOST];
    char text[CLIP_TEXT], place[CLIP_TEXT + 64];
    size_t count = form_problems(&questionnaire->form, answers, states, problems, PROBLEMS_MOST);
    for (size_t i = 0; i < count && i < PROBLEMS_MOST; i++) {
        const char *why = problem_text(problems[i].kind);
        if (!why)
            continue;
        snprintf(place, sizeof place, "QuestionnaireResponse.item.where(linkId='%s')",
                 clip(questionnaire->items[problems[i].item].link_id, text));
        return error_at(error, ERROR_INVALID, place, "%s: %s", text, why);
    }
    return count <= PROBLEMS_MOST || error_at(error, ERROR_INVALID, "QuestionnaireResponse.item",
                                              "has too much that is twice");
}

/* ---- what it says ---- */

struct judging {
    struct arena *arena;
    struct form_response *response;
    const struct programme_form *form;
    struct form_answers answers;
    const enum form_state *states;
};

static void add_finding(const struct judging *j, struct finding finding, int item, int option)
{
    struct str about =
        programme_about(j->arena, j->response->programme, j->response->form, item, option);
    finding.about = about.at;
    finding.about_len = about.len;
    j->response->findings[j->response->finding_count++] = finding;
}

/* Item 9 of PHQ-9 above 0, each question once. */
static void add_self_harm(const struct judging *j)
{
    const struct questionnaire *questionnaire = &j->form->questionnaire;
    bool *told = arena_array(j->arena, bool, questionnaire->form.item_count);
    for (size_t i = 0; i < j->answers.count; i++) {
        const struct form_answer *answer = &j->answers.list[i];
        if (!questionnaire->items[answer->item].self_harm || told[answer->item] ||
            !self_harm_is_told(questionnaire, answer) ||
            !form_counts(&questionnaire->form, j->answers, j->states, i))
            continue;
        told[answer->item] = true;
        add_finding(j, (struct finding){.kind = FINDING_SELF_HARM, .zone = ZONE_RED}, answer->item,
                    answer->value.type == FORM_CHOICE ? answer->value.option : FORM_NONE);
    }
}

/* Each option once, in however many instances it was chosen. What tells of self-harm is red by
 * itself, and not once more by the form's own flag. */
static void add_answers(const struct judging *j)
{
    const struct questionnaire *questionnaire = &j->form->questionnaire;
    const struct form *form = &questionnaire->form;
    bool *told = arena_array(j->arena, bool, form->option_count);
    for (size_t i = 0; i < j->answers.count; i++) {
        const struct form_answer *answer = &j->answers.list[i];
        int option = answer->value.option;
        if (answer->value.type != FORM_CHOICE || option == FORM_NONE || told[option] ||
            !form_counts(form, j->answers, j->states, i))
            continue;
        struct finding finding = {.kind = FINDING_ANSWER, .zone = form->options[option].flag};
        if (questionnaire->items[answer->item].self_harm &&
            self_harm_is_told(questionnaire, answer))
            finding.zone = ZONE_NONE;
        if (j->form->symptoms)
            finding.symptoms = j->form->symptoms[option];
        if (finding.zone == ZONE_NONE && !finding.symptoms)
            continue;
        told[option] = true;
        add_finding(j, finding, answer->item, option);
    }
}

/* Anthonisen's major symptoms are answers of a whole point or more, the minor ones those of less.
 */
static struct finding points_of(const struct judging *j, int64_t sum)
{
    enum { POINT = 1000000 };
    const struct form *form = &j->form->questionnaire.form;
    struct finding points = {.kind = FINDING_POINTS, .value = sum};
    for (size_t i = 0; i < j->answers.count; i++) {
        const struct form_value *value = &j->answers.list[i].value;
        if (value->type != FORM_CHOICE || value->option == FORM_NONE ||
            !form_counts(form, j->answers, j->states, i))
            continue;
        const struct form_option *option = &form->options[value->option];
        points.majors += option->has_score && option->score >= POINT;
        points.minors += option->has_score && option->score > 0 && option->score < POINT;
    }
    return points;
}

/* Only a whole score is one. */
static void add_score(const struct judging *j)
{
    struct form_score total;
    form_score(&j->form->questionnaire.form, j->answers, j->states, &total, NULL);
    j->response->scored = total.questions > 0 && !total.incomplete;
    if (!j->response->scored)
        return;
    j->response->score = total.sum;
    if (j->form->has_score)
        add_finding(
            j, (struct finding){.kind = FINDING_SCORE, .value = total.sum, .score = j->form->score},
            FORM_NONE, FORM_NONE);
    if (j->form->has_points)
        add_finding(j, points_of(j, total.sum), FORM_NONE, FORM_NONE);
}

/* One that is not completed says nothing but thoughts of self-harm, which wait for no other answer.
 */
static void judge(const struct judging *j, bool completed)
{
    j->response->findings = arena_array(j->arena, struct finding, 2 * j->answers.count + 3);
    add_self_harm(j);
    if (!completed)
        return;
    add_answers(j);
    add_score(j);
    add_finding(j, (struct finding){.kind = FINDING_FORM}, FORM_NONE, FORM_NONE);
    j->response->instrument_count = form_instruments(j->arena, &j->form->questionnaire, j->answers,
                                                     j->states, &j->response->instruments);
}

/* ---- what is kept ---- */

static struct str items_counted(struct arena *arena, const struct questionnaire *questionnaire,
                                const struct questionnaire_response *read,
                                const enum form_state *states)
{
    struct json_out out;
    json_out_init(&out, arena, 1024);
    questionnaire_response_items(&out, questionnaire, read, states, STR_NONE);
    return json_out_slice(&out);
}

static struct str items_as_they_came(struct arena *arena, struct json_object *resource)
{
    struct json_object *items = json_in_get(resource, "item");
    struct buf text;
    if (!items)
        return STR("[]");
    buf_init(&text, arena, 1024);
    json_in_text(items, &text);
    return buf_slice(&text);
}

static bool answers_read(struct arena *arena, struct json_object *resource,
                         struct form_response *response, struct error *error)
{
    const struct programme_form *form = &response->programme->forms[response->form];
    struct questionnaire_response read;
    if (!questionnaire_response_from_fhir(arena, resource, &form->questionnaire, &read, error))
        return false;
    response->status = read.status;
    response->document = items_as_they_came(arena, resource);
    bool completed = str_is(read.status, "completed") || str_is(read.status, "amended");
    if (str_is(read.status, "entered-in-error"))
        return true;
    enum form_state *states = arena_array(
        arena, enum form_state, form_state_count(&form->questionnaire.form, read.answers));
    form_states(&form->questionnaire.form, read.answers, states);
    if (completed && !is_in_order(&form->questionnaire, read.answers, states, error))
        return false;
    judge(&(struct judging){arena, response, form, read.answers, states}, completed);
    if (completed)
        response->document = items_counted(arena, &form->questionnaire, &read, states);
    return true;
}

bool form_response_judge(struct arena *arena, struct json_object *resource,
                         const struct programme *programme, size_t form,
                         struct form_response *response_r, struct error *error)
{
    *response_r = (struct form_response){.programme = programme, .form = form};
    return answers_read(arena, resource, response_r, error);
}

static bool identifier_read(struct arena *arena, struct json_object *resource,
                            struct form_response *response, struct error *error)
{
    struct place top = PLACE_TOP("QuestionnaireResponse");
    struct json_object *identifier = json_in_get(resource, "identifier");
    if (identifier && !json_in_is_object(identifier))
        return place_error(&PLACE_IN(&top, "identifier"), error, "must be an object");
    if (!fhir_identifier_read(arena, resource, &top, &response->identifier_system,
                              &response->identifier_value, error))
        return false;
    return !str_is(response->status, "entered-in-error") || response->identifier_value.len ||
           place_error(&PLACE_IN(&top, "identifier"), error,
                       "is missing: which response was entered in error?");
}

static void authored_read(struct json_object *resource, int64_t received,
                          struct form_response *response)
{
    if (caltime_parse_oslo(json_in_str(json_in_get(resource, "authored")), false,
                           &response->authored))
        return;
    response->authored = (struct caltime){
        .from = received,
        .until = received + 1,
        .precision = PRECISION_MILLI,
        .zoned = true,
        .offset = caltime_oslo_offset(received),
    };
}

bool form_response_from_fhir(struct arena *arena, struct json_object *resource,
                             struct programmes *programmes, struct db *db,
                             const struct uuid *patient, int64_t received,
                             struct form_response *response_r, struct error *error)
{
    struct place top = PLACE_TOP("QuestionnaireResponse");
    struct form_response *r = response_r;
    *r = (struct form_response){.programme = NULL};
    if (!json_in_is_object(resource))
        return place_error(&top, error, "must be an object");
    if (!find_form(arena, resource, programmes, db, patient, r, error) ||
        !answers_read(arena, resource, r, error) || !identifier_read(arena, resource, r, error))
        return false;
    authored_read(resource, received, r);
    fhir_content_hash(arena, resource, r->content);
    return form_response_extra_read(arena, resource, r, error);
}
