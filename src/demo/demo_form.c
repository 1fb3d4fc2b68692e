#include "demo/demo_form.h"

#include "base/json_in.h"
#include "response/form_response_fhir.h"

#include <stdlib.h>

#define SYSTEM "urn:varde:demo"
#define ANSWERS "https://varde.no/fhir/CodeSystem/daily-answer"

/* How it is with the patient, as far as the form asks. */
enum feeling { WELL, TOLD, WORSE, ILL, FEELINGS };

/* An answer; those of the symptoms stand in their group. */
struct given {
    const char *question, *answer;
    bool symptom;
};
#define GIVEN_MOST 12
/* What is said in own words by those who have something to say. */
#define REMARK "Litt svimmel når jeg reiser meg"

static const struct given answers[DEMO_PROGRAMMES][FEELINGS][GIVEN_MOST] =
    {
        [DEMO_COPD] =
            {
                [WELL] = {{"different", "no", false},
                          {"chest_pain", "no", false},
                          {"drowsy", "no", false}},
                [TOLD] = {{"different", "yes", false},
                          {"chest_pain", "no", false},
                          {"drowsy", "no", false},
                          {"breathlessness", "usual", true},
                          {"sputum_amount", "usual", true},
                          {"sputum_colour", "usual", true},
                          {"cough", "no", true},
                          {"cold", "no", true},
                          {"wheeze", "no", true},
                          {"fever_feeling", "no", true}},
                [WORSE] = {{"different", "yes", false},
                           {"chest_pain", "no", false},
                           {"drowsy", "no", false},
                           {"breathlessness", "little_more", true},
                           {"since", "yesterday", true},
                           {"sputum_amount", "usual", true},
                           {"sputum_colour", "usual", true},
                           {"cough", "yes", true},
                           {"cold", "no", true},
                           {"wheeze", "no", true},
                           {"fever_feeling", "no", true}},
                [ILL] = {{"different", "yes", false},
                         {"chest_pain", "no", false},
                         {"drowsy", "no", false},
                         {"breathlessness", "much_more", true},
                         {"since", "days", true},
                         {"sputum_amount", "more", true},
                         {"sputum_colour", "darker", true},
                         {"cough", "yes", true},
                         {"cold", "no", true},
                         {"wheeze", "yes", true},
                         {"fever_feeling", "no", true}},
            },
        [DEMO_HEART] =
            {
                [WELL] = {{"different", "no", false},
                          {"chest_pain", "no", false},
                          {"fainted", "no", false}},
                [TOLD] = {{"different", "yes", false},
                          {"chest_pain", "no", false},
                          {"fainted", "no", false},
                          {"breathlessness", "usual", true},
                          {"pillows", "no", true},
                          {"night", "no", true},
                          {"oedema", "usual", true},
                          {"dizziness", "standing", true},
                          {"palpitations", "usual", true}},
                [WORSE] = {{"different", "yes", false},
                           {"chest_pain", "no", false},
                           {"fainted", "no", false},
                           {"breathlessness", "usual", true},
                           {"pillows", "no", true},
                           {"night", "no", true},
                           {"oedema", "usual", true},
                           {"dizziness", "standing", true},
                           {"palpitations", "usual", true}},
                [ILL] = {{"different", "yes", false},
                         {"chest_pain", "no", false},
                         {"fainted", "no", false},
                         {"breathlessness", "little_more", true},
                         {"since", "days", true},
                         {"pillows", "yes", true},
                         {"night", "no", true},
                         {"oedema", "more", true},
                         {"dizziness", "usual", true},
                         {"palpitations", "usual", true}},
            },
};

struct demo_forms {
    struct programmes *programmes;
    int64_t last_day;
    struct arena arena;
    struct form_response *read[DEMO_PROGRAMMES][FEELINGS];
};

struct demo_forms *demo_forms_create(struct programmes *programmes)
{
    struct demo_forms *forms = calloc(1, sizeof *forms);
    if (!forms)
        abort();
    forms->programmes = programmes;
    arena_init(&forms->arena);
    return forms;
}

void demo_forms_destroy(struct demo_forms *forms)
{
    if (!forms)
        return;
    arena_finish(&forms->arena);
    free(forms);
}

static void put_answers(struct buf *out, const struct given *given, bool symptoms)
{
    bool first = true;
    for (size_t i = 0; i < GIVEN_MOST && given[i].question; i++) {
        if (given[i].symptom != symptoms)
            continue;
        buf_printf(out,
                   "%s{\"linkId\":\"%s\",\"answer\":[{\"valueCoding\":{\"system\":\"" ANSWERS
                   "\",\"code\":\"%s\"}}]}",
                   first ? "" : ",", given[i].question, given[i].answer);
        first = false;
    }
}

static struct str response_text(struct arena *arena, const struct questionnaire *form,
                                const struct given *given, bool says_more)
{
    struct buf out;
    buf_init(&out, arena, 2048);
    buf_printf(&out,
               "{\"resourceType\":\"QuestionnaireResponse\",\"status\":\"completed\","
               "\"questionnaire\":\"%.*s|%.*s\",\"item\":[",
               STR_ARG(form->url), STR_ARG(form->version));
    put_answers(&out, given, false);
    buf_text(&out, ",{\"linkId\":\"symptoms\",\"item\":[");
    put_answers(&out, given, true);
    if (says_more)
        buf_text(&out, ",{\"linkId\":\"remark\",\"answer\":[{\"valueString\":\"" REMARK "\"}]}");
    buf_text(&out, "]}]}");
    return buf_slice(&out);
}

/* Who is well has no symptoms, and an empty group is none. */
static struct str without_group(struct str text, struct arena *arena)
{
    static const char group[] = ",{\"linkId\":\"symptoms\",\"item\":[]}";
    size_t len = sizeof group - 1;
    if (text.len < len + 2 || memcmp(text.at + text.len - len - 2, group, len) != 0)
        return text;
    return str_of(arena_printf(arena, "%.*s]}", (int)(text.len - len - 2), text.at));
}

static bool read_answers(struct demo_forms *forms, const struct programme *programme,
                         enum feeling feeling, const struct given *given,
                         struct form_response **response_r, struct tx *tx, struct error *error)
{
    const struct uuid nobody = {0};
    struct form_response *response = arena_new(&forms->arena, struct form_response);
    struct str text =
        response_text(&forms->arena, &programme->forms[0].questionnaire, given, feeling == TOLD);
    struct json_object *json = json_in_parse(without_group(text, &forms->arena), error);
    bool ok = json && form_response_from_fhir(&forms->arena, json, forms->programmes, tx->db,
                                              &nobody, tx->now, response, error);
    json_in_destroy(json);
    *response_r = ok ? response : NULL;
    return ok;
}

bool demo_forms_read(struct demo_forms *forms, const struct demo_plan *plan, struct tx *tx,
                     struct error *error)
{
    forms->last_day = plan->last_day;
    for (int i = 0; i < DEMO_PROGRAMMES; i++) {
        const struct programme *programme = programmes_get(
            forms->programmes, tx->db, plan->programmes[i].id, plan->programmes[i].version, error);
        if (!programme)
            return false;
        for (enum feeling feeling = 0; feeling < FEELINGS && programme->form_count; feeling++)
            if (!read_answers(forms, programme, feeling, answers[i][feeling],
                              &forms->read[i][feeling], tx, error))
                return false;
    }
    return true;
}

static enum feeling feeling_of(const struct demo_patient *patient, int64_t last_day)
{
    if (patient->quirk == QUIRK_WROTE && patient->today == last_day)
        return TOLD;
    double episode = demo_patient_episode(patient, patient->today);
    if (episode <= 0.4)
        return WELL;
    return patient->course == COURSE_RED && episode > 0.7 ? ILL : WORSE;
}

struct form_response *demo_form(const struct demo_forms *forms, const struct demo_patient *patient,
                                int programme, struct tx *tx)
{
    const struct form_response *read = forms->read[programme][feeling_of(patient, forms->last_day)];
    if (!read)
        return NULL;
    struct form_response *response = arena_new(tx->arena, struct form_response);
    *response = *read;
    response->identifier_system = STR(SYSTEM);
    response->identifier_value =
        str_of(arena_printf(tx->arena, "%lld.%lld.%s", (long long)patient->number,
                            (long long)patient->today, response->programme->id));
    response->authored = (struct caltime){
        .from = patient->effective,
        .until = patient->effective + 1000,
        .precision = PRECISION_SECOND,
        .zoned = true,
        .offset = caltime_oslo_offset(patient->effective),
    };
    form_response_key(response, &patient->account, STR_NONE);
    memcpy(response->content, response->key, sizeof response->content);
    return response;
}
