#include "form_sample.h"

#define URL "https://varde.no/fhir/Questionnaire/test"

void sample_init(struct sample *sample)
{
    *sample = (struct sample){.ok = false};
    arena_init(&sample->arena);
}

void sample_finish(struct sample *sample)
{
    arena_finish(&sample->arena);
}

static struct json_object *parse(struct sample *sample, const char *text)
{
    struct json_object *json = json_in_parse(str_of(text), &sample->error);
    if (!json)
        fail_msg("%s: %s in %s", sample->error.place, sample->error.detail, text);
    return json;
}

static const char *quoted(struct sample *sample, const char *text)
{
    char *copy = arena_text(&sample->arena, str_of(text));
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return copy;
}

void sample_form_json(struct sample *sample, const char *text)
{
    struct json_object *json = parse(sample, text);
    error_clear(&sample->error);
    sample->ok = questionnaire_from_fhir(&sample->arena, json, &sample->form, &sample->error);
    json_in_destroy(json);
}

void sample_form(struct sample *sample, const char *items)
{
    sample_form_json(sample,
                     quoted(sample, arena_printf(&sample->arena,
                                                 "{'resourceType':'Questionnaire','url':'" URL
                                                 "','version':'1','status':'active','item':[%s]}",
                                                 items)));
}

void sample_response_json(struct sample *sample, const char *text)
{
    struct json_object *json = parse(sample, text);
    error_clear(&sample->error);
    sample->ok = questionnaire_response_from_fhir(&sample->arena, json, &sample->form,
                                                  &sample->response, &sample->error);
    json_in_destroy(json);
    if (!sample->ok)
        return;
    sample->states = arena_array(&sample->arena, enum form_state,
                                 form_state_count(&sample->form.form, sample->response.answers));
    form_states(&sample->form.form, sample->response.answers, sample->states);
}

void sample_answers(struct sample *sample, const char *items)
{
    if (!sample->form.url.len)
        fail_msg("%s: %s", sample->error.place, sample->error.detail);
    const char *list = *items ? arena_printf(&sample->arena, ",'item':[%s]", items) : "";
    sample_response_json(
        sample,
        quoted(sample, arena_printf(&sample->arena,
                                    "{'resourceType':'QuestionnaireResponse','status':'completed',"
                                    "'questionnaire':'%.*s%s'%s}",
                                    STR_ARG(sample->form.url), sample->form.version.len ? "|1" : "",
                                    list)));
}

static struct str link_id(struct sample *sample, int item)
{
    return sample->form.items[item].link_id;
}

const char *sample_problems(struct sample *sample)
{
    static const char *const words[] = {
        [FORM_MISSING] = "missing",    [FORM_TOO_MANY] = "too many", [FORM_MISFIT] = "misfit",
        [FORM_TWICE] = "twice",        [FORM_BELOW] = "below",       [FORM_ABOVE] = "above",
        [FORM_PLACES_OVER] = "places", [FORM_TOO_LONG] = "long",
    };
    struct form_problem problems[32];
    struct buf out;
    size_t count =
        form_problems(&sample->form.form, sample->response.answers, sample->states, problems, 32);
    buf_init(&out, &sample->arena, 64);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%.*s %s", i ? ", " : "", STR_ARG(link_id(sample, problems[i].item)),
                   words[problems[i].kind]);
    return buf_cstr(&out);
}

const char *sample_enabled(struct sample *sample)
{
    struct buf out;
    buf_init(&out, &sample->arena, 64);
    for (int within = FORM_NONE; within < (int)sample->response.answers.instance_count; within++)
        for (size_t i = 0; i < sample->form.form.item_count; i++) {
            if (sample->states[form_state_of(&sample->form.form, (int)i, within)] != FORM_ENABLED)
                continue;
            buf_printf(&out, "%s%.*s", out.len ? " " : "", STR_ARG(link_id(sample, (int)i)));
            if (within != FORM_NONE)
                buf_printf(&out, "#%d", within);
        }
    return buf_cstr(&out);
}

const char *sample_reasons(struct sample *sample)
{
    struct form_reason reasons[32];
    struct buf out;
    size_t count =
        form_reasons(&sample->form.form, sample->response.answers, sample->states, reasons, 32);
    buf_init(&out, &sample->arena, 64);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s %.*s=%.*s", i ? ", " : "", zone_word(reasons[i].zone),
                   STR_ARG(link_id(sample, reasons[i].item)),
                   STR_ARG(sample->form.options[reasons[i].option].code));
    return buf_cstr(&out);
}

struct form_score sample_score(struct sample *sample)
{
    struct form_score total;
    form_score(&sample->form.form, sample->response.answers, sample->states, &total, NULL);
    return total;
}

const char *sample_printed(struct sample *sample)
{
    struct json_out out;
    json_out_init(&out, &sample->arena, 512);
    questionnaire_response_to_fhir(&out, &sample->form, &sample->response, sample->states, STR_NONE,
                                   STR("en"));
    return arena_text(&sample->arena, json_out_slice(&out));
}

void sample_scale(struct sample *sample, size_t count, bool flagged)
{
    struct buf items;
    buf_init(&items, &sample->arena, 4096);
    for (size_t i = 1; i <= count; i++) {
        buf_printf(&items, "%s{'linkId':'%zu','type':'choice','required':true,'answerOption':[",
                   i > 1 ? "," : "", i);
        for (int score = 0; score <= 3; score++)
            buf_printf(&items,
                       "%s{'valueCoding':{'system':'urn:scale','code':'%d'},'extension':[{'url':"
                       "'http://hl7.org/fhir/StructureDefinition/ordinalValue','valueDecimal':%d}"
                       "%s]}",
                       score ? "," : "", score, score,
                       flagged && i == count && score ? ",{'url':'" FORM_RED_FLAG
                                                        "','valueCode':'red'}"
                                                      : "");
        buf_text(&items, "]}");
    }
    sample_form(sample, buf_cstr(&items));
}

void sample_scale_answers(struct sample *sample, const int *answers, size_t count)
{
    struct buf items;
    buf_init(&items, &sample->arena, 1024);
    for (size_t i = 0; i < count; i++)
        buf_printf(&items,
                   "%s{'linkId':'%zu','answer':[{'valueCoding':{'system':'urn:scale','code':'%d'}}"
                   "]}",
                   i ? "," : "", i + 1, answers[i]);
    sample_answers(sample, buf_cstr(&items));
}
