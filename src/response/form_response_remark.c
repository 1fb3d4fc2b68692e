#include "response/form_response_remark.h"

#include "base/json_in.h"

struct gathering {
    const struct questionnaire *form;
    struct buf text;
    size_t characters, most;
};

static bool is_blank(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] > ' ')
            return false;
    return true;
}

/* As one line; cut between characters. */
static void put_line(struct gathering *g, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        g->characters += (byte & 0xC0) != 0x80;
        if (g->characters > g->most)
            return;
        buf_char(&g->text, byte < ' ' || byte == 0x7F ? ' ' : text.at[i]);
    }
}

/* A text that is one of the offered options was chosen. */
static bool is_own(const struct gathering *g, struct str link_id, struct str text)
{
    int at = questionnaire_item_find(g->form, link_id);
    return at == FORM_NONE || questionnaire_option_find(g->form, &g->form->form.items[at],
                                                        OPTION_STRING, STR_NONE, text) == FORM_NONE;
}

static void gather(struct gathering *g, struct json_object *items, int depth)
{
    for (size_t i = 0; i < json_in_length(items) && depth < JSON_DEPTH; i++) {
        struct json_object *item = json_in_at(items, i), *answers = json_in_get(item, "answer");
        struct str link_id = json_in_str(json_in_get(item, "linkId"));
        for (size_t k = 0; k < json_in_length(answers); k++) {
            struct json_object *answer = json_in_at(answers, k);
            struct str text = json_in_str(json_in_get(answer, "valueString"));
            if (text.len && !is_blank(text) && is_own(g, link_id, text)) {
                if (g->characters)
                    put_line(g, STR(" / "));
                put_line(g, text);
            }
            gather(g, json_in_get(answer, "item"), depth + 1);
        }
        gather(g, json_in_get(item, "item"), depth + 1);
    }
}

struct str form_response_remark(struct arena *arena, const struct form_response *response,
                                size_t most)
{
    struct gathering g = {.form = &response->programme->forms[response->form].questionnaire,
                          .most = most};
    struct str document = response->document;
    /* Most forms hold no text at all. */
    if (!document.len || !memmem(document.at, document.len, "valueString", 11))
        return STR_NONE;
    struct json_object *items = json_in_parse(document, NULL);
    buf_init(&g.text, arena, 64);
    gather(&g, items, 0);
    json_in_destroy(items);
    return g.characters ? buf_slice(&g.text) : STR_NONE;
}
