/* What a set makes of a programme, and what answers mean in the programme's daily form. */
#include "sets.h"

#include <string.h>

#define WHOLE_POINT INT64_C(1000000)
#define SYSTEM "https://varde.no/fhir/CodeSystem/daily-answer"

/* ---- answers ---- */

struct wording {
    const char *item, *option;
    unsigned illnesses; /* bits by enum illness: whose form asks it */
};

static const struct wording *wording_of(enum symptom symptom)
{
    enum { COPD = 1 << ILLNESS_COPD, HEART = 1 << ILLNESS_HEART };
    static const struct wording all[SYMPTOM_COUNT] = {
        [SYMPTOM_BREATH_LITTLE] = {"breathlessness", "little_more", COPD | HEART},
        [SYMPTOM_BREATH_MUCH] = {"breathlessness", "much_more", COPD | HEART},
        [SYMPTOM_BREATH_REST] = {"breathlessness", "at_rest", COPD | HEART},
        [SYMPTOM_MUCH_WORSE] = {"feeling", "much_worse", COPD | HEART},
        [SYMPTOM_SPUTUM] = {"sputum_amount", "more", COPD},
        [SYMPTOM_COLOUR] = {"sputum_colour", "darker", COPD},
        [SYMPTOM_COUGH] = {"cough", "yes", COPD},
        [SYMPTOM_COLD] = {"cold", "yes", COPD},
        [SYMPTOM_WHEEZE] = {"wheeze", "yes", COPD},
        [SYMPTOM_FEVER] = {"fever_feeling", "yes", COPD},
        [SYMPTOM_PILLOWS] = {"pillows", "yes", HEART},
        [SYMPTOM_NIGHT] = {"night", "yes", HEART},
        [SYMPTOM_OEDEMA] = {"oedema", "more", HEART},
        [SYMPTOM_OEDEMA_MUCH] = {"oedema", "much_more", HEART},
        [SYMPTOM_DIZZY] = {"dizziness", "standing", HEART},
        [SYMPTOM_DIZZY_OFTEN] = {"dizziness", "often", HEART},
        [SYMPTOM_PALPITATIONS] = {"palpitations", "more", HEART},
    };
    return &all[symptom];
}

static const struct programme_form *daily_form(const struct programme *programme)
{
    for (size_t i = 0; i < programme->form_count; i++) {
        if (programme->forms[i].daily) {
            return &programme->forms[i];
        }
    }
    return NULL;
}

static bool read_answer(struct plan *plan, const struct programme_form *form, enum symptom symptom,
                        struct error *error)
{
    const struct wording *wording = wording_of(symptom);
    const struct questionnaire *asked = &form->questionnaire;
    int item = questionnaire_item_find(asked, str_of(wording->item));
    int option = item == FORM_NONE
                     ? FORM_NONE
                     : questionnaire_option_find(asked, &asked->form.items[item], OPTION_CODING,
                                                 str_of(SYSTEM), str_of(wording->option));
    if (option == FORM_NONE) {
        return error_set(error, ERROR_INVALID, "the daily form of %s does not ask %s with %s",
                         plan->programme->id, wording->item, wording->option);
    }
    const struct form_option *meant = &asked->form.options[option];
    plan->answers[symptom] =
        (struct answer){.points = meant->has_score ? meant->score : 0,
                        .flag = meant->flag,
                        .symptoms = form->symptoms ? form->symptoms[option] : 0,
                        .question = item};
    return true;
}

static bool read_answers(struct plan *plan, enum illness illness, struct error *error)
{
    const struct programme_form *form = daily_form(plan->programme);
    if (!form) {
        return error_set(error, ERROR_INVALID, "%s has no daily form", plan->programme->id);
    }
    plan->score = form->score;
    for (int i = 0; i < SYMPTOM_COUNT; i++) {
        if (wording_of((enum symptom)i)->illnesses & 1U << illness &&
            !read_answer(plan, form, (enum symptom)i, error)) {
            return false;
        }
    }
    return true;
}

/* Of one question only the worst answer can be given. */
static bool is_outdone(const struct plan *plan, uint32_t symptoms, int symptom)
{
    for (int i = symptom + 1; i < SYMPTOM_COUNT; i++) {
        if (symptoms & UINT32_C(1) << i &&
            plan->answers[i].question == plan->answers[symptom].question) {
            return true;
        }
    }
    return false;
}

size_t plan_findings(const struct plan *plan, uint32_t symptoms, int32_t day,
                     struct finding *findings_r)
{
    size_t count = 0;
    struct finding points = {.kind = FINDING_POINTS, .day = day};
    for (int i = 0; i < SYMPTOM_COUNT; i++) {
        const struct answer *answer = &plan->answers[i];
        if (!(symptoms & UINT32_C(1) << i) || is_outdone(plan, symptoms, i)) {
            continue;
        }
        points.value += answer->points;
        points.majors += answer->points >= WHOLE_POINT;
        points.minors += answer->points > 0 && answer->points < WHOLE_POINT;
        if (answer->flag != ZONE_NONE || answer->symptoms) {
            findings_r[count++] = (struct finding){.kind = FINDING_ANSWER,
                                                   .zone = answer->flag,
                                                   .symptoms = answer->symptoms,
                                                   .day = day};
        }
    }
    if (symptoms) { /* else nothing but "as usual" was asked */
        findings_r[count++] = (struct finding){
            .kind = FINDING_SCORE, .value = points.value, .score = plan->score, .day = day};
        findings_r[count++] = points;
    }
    findings_r[count++] = (struct finding){.kind = FINDING_FORM, .day = day};
    return count;
}

/* ---- limits ---- */

static const struct gain_change *change_of(const struct set *set, const struct limit *limit)
{
    for (size_t i = 0; i < SET_CHANGES; i++) {
        const struct gain_change *change = &set->changes[i];
        if (change->days && change->days == limit->days && change->zone == limit->zone &&
            change->side == limit->side) {
            return change;
        }
    }
    return NULL;
}

static void take_limit(struct plan *plan, struct limit limit)
{
    const struct set *set = plan->set;
    if (limit.kind == LIMIT_GAIN) {
        const struct gain_change *change = change_of(set, &limit);
        if (!(set->parts & PART_GAINS) || (change && !change->value)) {
            return;
        }
        limit.value = change ? change->value : limit.value;
    } else if (!(set->parts & PART_STANDARD) ||
               (limit.zone == ZONE_YELLOW && set->no_yellow & 1U << limit.parameter)) {
        return;
    }
    plan->limits[plan->limit_count++] = limit;
}

static void take_scores(struct plan *plan)
{
    const struct programme *programme = plan->programme;
    for (size_t i = 0; plan->set->parts & PART_SCORES && i < programme->score_limit_count; i++) {
        if (plan->score_count == sizeof plan->scores / sizeof plan->scores[0]) {
            return;
        }
        struct score_limit *limit = &plan->scores[plan->score_count++];
        *limit = programme->score_limits[i];
        if (plan->set->score_from && limit->zone == ZONE_YELLOW) {
            limit->value = plan->set->score_from;
        }
    }
}

bool plan_make(struct plan *plan_r, const struct programme *programme, enum illness illness,
               const struct set *set, struct error *error)
{
    memset(plan_r, 0, sizeof *plan_r);
    plan_r->programme = programme;
    plan_r->set = set;
    memcpy(plan_r->followed, programme->followed, sizeof plan_r->followed);
    for (size_t i = 0; i < programme->limit_count; i++) {
        take_limit(plan_r, programme->limits[i]);
    }
    take_scores(plan_r);
    return read_answers(plan_r, illness, error);
}
