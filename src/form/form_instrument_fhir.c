/* Which published instrument a form or a part of it is, and which item of PHQ-9 asks for thoughts
 * of self-harm: by what its author said, and for item 9 also where the author forgot to say it. */
#include "form/form_parse.h"

#define LOINC "http://loinc.org"
#define LOINC_SELF_HARM "44260-8"

/* Panels. */
static const struct {
    const char *code;
    enum instrument instrument;
} panels[] = {
    {"44249-1", INSTRUMENT_PHQ9},
    {"55757-9", INSTRUMENT_PHQ2},
    {"69737-5", INSTRUMENT_GAD7},
};

enum { SELF_HARM_NUMBER = 9 };

static enum instrument panel_of(struct json_object *coding)
{
    struct str code = json_in_str(json_in_get(coding, "code"));
    for (size_t i = 0; i < sizeof panels / sizeof panels[0]; i++)
        if (str_is(json_in_str(json_in_get(coding, "system")), LOINC) &&
            str_is(code, panels[i].code))
            return panels[i].instrument;
    return INSTRUMENT_NONE;
}

bool form_instrument_read(struct json_object *element, const struct place *place,
                          enum instrument *instrument_r, struct error *error)
{
    size_t at = 0;
    struct json_object *extension = form_extension(element, FORM_INSTRUMENT, &at);
    struct json_object *codes = json_in_get(element, "code");
    struct str word = json_in_str(json_in_get(extension, "valueCode"));
    struct place here = PLACE_AT(place, "extension", at);
    *instrument_r = instrument_of_word(word.at ? word.at : "", word.len);
    if (extension && *instrument_r == INSTRUMENT_NONE)
        return place_error(&PLACE_IN(&here, "valueCode"), error, "is no instrument known here");
    for (size_t i = 0; *instrument_r == INSTRUMENT_NONE && i < json_in_length(codes); i++)
        *instrument_r = panel_of(json_in_at(codes, i));
    return true;
}

/* "/44249-1/44260-8": published forms name their items by the way to them. */
static bool ends_with_code(struct str link_id)
{
    size_t len = strlen(LOINC_SELF_HARM);
    return link_id.len >= len &&
           memcmp(link_id.at + link_id.len - len, LOINC_SELF_HARM, len) == 0 &&
           (link_id.len == len || link_id.at[link_id.len - len - 1] == '/');
}

bool form_is_self_harm(struct json_object *item, struct str link_id)
{
    struct json_object *codes = json_in_get(item, "code");
    for (size_t i = 0; i < json_in_length(codes); i++) {
        struct json_object *coding = json_in_at(codes, i);
        if (str_is(json_in_str(json_in_get(coding, "system")), LOINC) &&
            str_is(json_in_str(json_in_get(coding, "code")), LOINC_SELF_HARM))
            return true;
    }
    return ends_with_code(link_id);
}

/* ---- once all items are known ---- */

static bool is_under(const struct form *form, int item, int top)
{
    while (item > top)
        item = form->items[item].parent;
    return item == top;
}

static bool may_score(const struct form_item *item)
{
    return item->type == FORM_CHOICE || item->type == FORM_INTEGER || item->type == FORM_DECIMAL;
}

/* top: the item whose panel it is, or FORM_NONE. */
static void find_ninth(const struct form *form, struct questionnaire_item *items, int top)
{
    int ninth = FORM_NONE, number = 0;
    for (int i = 0; i < (int)form->item_count; i++) {
        if (i == top || !is_under(form, i, top))
            continue;
        if (items[i].self_harm)
            return;
        if (may_score(&form->items[i]) && ++number == SELF_HARM_NUMBER)
            ninth = i;
    }
    if (ninth != FORM_NONE)
        items[ninth].self_harm = true;
}

void form_instruments_settle(const struct questionnaire *form, struct questionnaire_item *items)
{
    const struct form *questions = &form->form;
    if (form->instrument == INSTRUMENT_PHQ9)
        find_ninth(questions, items, FORM_NONE);
    for (int i = 0; i < (int)questions->item_count; i++) {
        int parent = questions->items[i].parent;
        if (items[i].instrument == INSTRUMENT_PHQ9)
            find_ninth(questions, items, i);
        if (parent != FORM_NONE && questions->items[parent].type == FORM_GROUP)
            items[i].self_harm = items[i].self_harm || items[parent].self_harm;
    }
}
