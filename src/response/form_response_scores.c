#include "response/form_response_scores.h"

#include "base/arena.h"
#include "base/json_in.h"
#include "response/form_response.h"

#include <stdio.h>

static bool has_instrument(const struct questionnaire *questionnaire)
{
    bool has = questionnaire->instrument != INSTRUMENT_NONE;
    for (size_t i = 0; !has && i < questionnaire->form.item_count; i++)
        has = questionnaire->items[i].instrument != INSTRUMENT_NONE;
    return has;
}

/* As the server judged it when it came. */
static void judge_again(struct arena *arena, const struct programme *programme,
                        const struct programme_form *form, struct str status, struct str document,
                        struct form_response *response_r)
{
    struct json_out text;
    struct error error = {0};
    json_out_init(&text, arena, document.len + 256);
    json_object_open(&text);
    json_put_text(&text, "resourceType", "QuestionnaireResponse");
    json_put_str(&text, "status", status);
    json_put_str(&text, "questionnaire", form->questionnaire.url);
    json_key(&text, "item");
    json_raw(&text, document);
    json_object_close(&text);
    struct json_object *json = json_in_parse(json_out_slice(&text), &error);
    if (!json || !form_response_judge(arena, json, programme, (size_t)(form - programme->forms),
                                      response_r, &error))
        response_r->instrument_count = 0;
    json_in_destroy(json);
}

static void put_text(struct json_out *out, struct arena *arena, const struct language *language,
                     const struct instrument_info *info, const struct instrument_score *score)
{
    struct buf text;
    char band[64];
    const char *key = score->state == INSTRUMENT_COMPLETE     ? "instrument.score"
                      : score->state == INSTRUMENT_INCOMPLETE ? "instrument.incomplete"
                                                              : "instrument.invalid";
    snprintf(band, sizeof band, "instrument.%s.%s", info->word, score->band ? score->band : "");
    struct text_arg args[] = {
        {"name", str_of(info->name)},
        {"score", str_of(arena_printf(arena, "%d", score->score))},
        {"band", score->band ? str_of(text_of(language, band)) : STR("")},
        {"answered", str_of(arena_printf(arena, "%d", score->answered))},
        {"items", str_of(arena_printf(arena, "%d", info->items))},
    };
    buf_init(&text, arena, 96);
    text_fill(&text, text_of(language, key), args, sizeof args / sizeof args[0]);
    json_put_str(out, "text", buf_slice(&text));
}

static void put_score(struct json_out *out, struct arena *arena, const struct language *language,
                      const struct form_instrument *one)
{
    const struct instrument_info *info = instrument_info(one->instrument);
    bool complete = one->score.state == INSTRUMENT_COMPLETE;
    json_object_open(out);
    json_put_text(out, "instrument", info->word);
    json_key(out, "score");
    if (complete)
        json_int(out, one->score.score);
    else
        json_null(out);
    json_put_text(out, "band", one->score.band);
    json_put_bool(out, "complete", complete);
    put_text(out, arena, language, info, &one->score);
    json_object_close(out);
}

void form_response_scores(struct json_out *out, struct arena *arena,
                          const struct programme *programme, const struct programme_form *form,
                          const struct language *language, struct str status, struct str document)
{
    struct form_response response = {.programme = NULL};
    if (has_instrument(&form->questionnaire))
        judge_again(arena, programme, form, status, document, &response);
    json_array_open(out);
    for (size_t i = 0; i < response.instrument_count; i++)
        put_score(out, arena, language, &response.instruments[i]);
    json_array_close(out);
}
