/* Programme files: any bytes are refused with place and reason, or read into a programme that holds
 * together: what is judged by it cannot read beyond, and its words are there. */
#include "fuzz.h"

#include "enrolment/enrolment.h"
#include "programme/programme.h"

static void check_limits(const struct programme *programme)
{
    must(programme->limit_count <= PROGRAMME_LIMITS);
    for (size_t i = 0; i < programme->limit_count; i++) {
        const struct limit *limit = &programme->limits[i];
        must(programme->followed[limit->parameter] && limit->parameter != PARAMETER_BP);
        must(limit->zone == ZONE_YELLOW || limit->zone == ZONE_RED);
        must((limit->operator>= OPERATOR_GT) == (limit->side == SIDE_HIGH));
        must((limit->days > 0) == (limit->kind == LIMIT_GAIN));
    }
    for (size_t i = 0; i < programme->floor_count; i++)
        must(programme->followed[programme->floors[i].parameter]);
    for (size_t i = 0; i < programme->measure_count; i++)
        must(parameter_info(programme->measures[i].parameter) != NULL);
}

static void check_forms(const struct programme *programme)
{
    enum form_state states[FORM_ITEMS];
    int item, condition;
    must(programme->form_count <= PROGRAMME_FORMS);
    must(programme->combination_count <= PROGRAMME_COMBINATIONS);
    for (size_t i = 0; i < programme->form_count; i++) {
        const struct programme_form *form = &programme->forms[i];
        must(form->id && form->document.len && form->score == (int)i);
        must(form_check(&form->questionnaire.form, states, &item, &condition) == FORM_GOOD);
        for (size_t k = 0; k < form->questionnaire.form.option_count; k++)
            must(programme->combination_count == 64 ||
                 !(form->symptoms[k] >> programme->combination_count));
    }
    for (size_t i = 0; i < programme->score_limit_count; i++)
        must(programme->score_limits[i].score < (int)programme->form_count);
}

static void check_words(struct arena *arena, const struct programme *programme)
{
    struct programme_said said;
    must(programme_words(programme, NULL, programme->name)[0]);
    for (int zone = ZONE_GREEN; zone <= ZONE_RED; zone++)
        for (size_t i = 0; i < programme->zones[zone].do_count; i++)
            must(programme_words(programme, NULL, programme->zones[zone].dos[i])[0]);
    for (size_t i = 0; i < programme->advice_count; i++)
        must(programme_words(programme, NULL, programme->advice[i].text)[0]);
    for (size_t i = 0; i < programme->form_count; i++)
        must(programme_said(programme, NULL, programme_about(arena, programme, i, 0, FORM_NONE),
                            &said) &&
             said.link_id.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct error error = {0};
    struct programme programme;
    arena_init(&arena);
    if (programme_parse(&arena, (struct str){(const char *)data, size}, &programme, &error)) {
        must(programme.id[0] && programme.version >= 1);
        must(programme.states && !(programme.entries & ~programme.states) &&
             !(programme.states >> STATE_COUNT));
        check_limits(&programme);
        check_forms(&programme);
        check_words(&arena, &programme);
    } else {
        must_tell(&error);
    }
    arena_finish(&arena);
    return 0;
}
