/* Forms: any JSON {"form": Questionnaire, "response": QuestionnaireResponse} is read or refused
 * with a place; a form that is read is in order, and what is printed of a response reads the same.
 */
#include "fuzz.h"

#include "form/form.h"

struct judged {
    enum form_state *states;
    struct form_score total;
    size_t reasons, problems;
};

/* Nothing stands under what does not, nor where it is not asked. */
static void must_hang_together(const struct form *form, struct form_answers answers,
                               const enum form_state *states)
{
    for (int within = FORM_NONE; within < (int)answers.instance_count; within++)
        for (int i = 0; i < (int)form->item_count; i++) {
            int up = form->items[i].parent, in = within;
            enum form_state state = states[form_state_of(form, i, within)];
            must(state != FORM_UNSETTLED);
            if (within != FORM_NONE && answers.instances[within].item == up)
                in = answers.instances[within].within;
            must(state == FORM_DISABLED || up == FORM_NONE ||
                 states[form_state_of(form, up, in)] == FORM_ENABLED);
        }
}

static void judge(struct arena *arena, const struct form *form, struct form_answers answers,
                  struct judged *judged_r)
{
    struct form_reason reason;
    struct form_problem problem;
    judged_r->states = arena_array(arena, enum form_state, form_state_count(form, answers) + 1);
    form_states(form, answers, judged_r->states);
    form_score(form, answers, judged_r->states, &judged_r->total, NULL);
    judged_r->reasons = form_reasons(form, answers, judged_r->states, &reason, 1);
    judged_r->problems = form_problems(form, answers, judged_r->states, &problem, 1);
    must(judged_r->total.answered <= judged_r->total.questions);
    must(judged_r->reasons <= answers.count);
    must(!judged_r->reasons || reason.zone >= ZONE_YELLOW);
    must_hang_together(form, answers, judged_r->states);
}

/* Without the hidden answers, and in the form's order, it is the same. */
static void print_and_read(struct arena *arena, const struct questionnaire *form,
                           const struct questionnaire_response *response,
                           const struct judged *judged)
{
    struct json_out out;
    struct error error = {0};
    struct questionnaire_response again;
    struct judged once_more;
    json_out_init(&out, arena, 1024);
    questionnaire_response_to_fhir(&out, form, response, judged->states, STR_NONE, STR("nb"));
    struct json_object *json = json_in_parse(json_out_slice(&out), &error);
    must(json && questionnaire_response_from_fhir(arena, json, form, &again, &error));
    json_in_destroy(json);
    judge(arena, &form->form, again.answers, &once_more);
    must(memcmp(judged->states, once_more.states, sizeof *judged->states * form->form.item_count) ==
         0);
    must(judged->total.sum == once_more.total.sum && judged->reasons == once_more.reasons);
}

static void try_response(struct arena *arena, struct json_object *json,
                         const struct questionnaire *form)
{
    struct error error = {0};
    struct judged judged;
    struct questionnaire_response response;
    if (!questionnaire_response_from_fhir(arena, json, form, &response, &error)) {
        must_tell(&error);
        return;
    }
    judge(arena, &form->form, response.answers, &judged);
    print_and_read(arena, form, &response, &judged);
}

/* In any language it is the same form. */
static void try_language(struct arena *arena, struct json_object *json,
                         const struct questionnaire *form)
{
    struct json_out out;
    struct error error = {0};
    struct questionnaire again;
    json_out_init(&out, arena, 1024);
    questionnaire_localised(&out, json, STR("nb"));
    struct json_object *said = json_in_parse(json_out_slice(&out), &error);
    must(said && questionnaire_from_fhir(arena, said, &again, &error));
    must(again.form.item_count == form->form.item_count &&
         again.form.option_count == form->form.option_count);
    json_in_destroy(said);
}

static void try_form(struct arena *arena, struct json_object *json)
{
    struct error error = {0};
    struct questionnaire form;
    enum form_state states[FORM_ITEMS];
    int item, condition;
    if (!questionnaire_from_fhir(arena, json_in_get(json, "form"), &form, &error)) {
        must_tell(&error);
        return;
    }
    must(form.form.item_count <= FORM_ITEMS);
    must(form_check(&form.form, states, &item, &condition) == FORM_GOOD);
    try_language(arena, json_in_get(json, "form"), &form);
    try_response(arena, json_in_get(json, "response"), &form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_json(data, size, try_form);
}
