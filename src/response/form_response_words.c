#include "response/form_response_words.h"

#include "base/arena.h"
#include "base/json_in.h"

struct wording {
    struct json_out *out;
    struct arena *arena;
    const struct questionnaire *form;
    const struct language *language;
    struct str tag;
};

static struct str text_of_member(struct json_object *object, const char *name)
{
    return json_in_str(json_in_get(object, name));
}

/* The option that was chosen; NULL when it is none of the form's. */
static int option_of(const struct wording *w, const struct form_item *item,
                     struct json_object *answer)
{
    struct json_object *coding = json_in_get(answer, "valueCoding");
    struct str text = text_of_member(answer, "valueString");
    if (coding)
        return questionnaire_option_find(w->form, item, OPTION_CODING,
                                         text_of_member(coding, "system"),
                                         text_of_member(coding, "code"));
    if (text.len)
        return questionnaire_option_find(w->form, item, OPTION_STRING, STR_NONE, text);
    return FORM_NONE;
}

static struct str number_words(const struct wording *w, struct str number, struct str unit)
{
    struct buf text;
    buf_init(&text, w->arena, 32);
    text_number(w->language, arena_text(w->arena, number), &text);
    if (unit.len) {
        buf_char(&text, ' ');
        buf_str(&text, unit);
    }
    return buf_slice(&text);
}

static struct str plain_words(const struct wording *w, struct json_object *answer)
{
    static const char *const texts[] = {"valueString", "valueDate", "valueDateTime",
                                        "valueTime",   "valueUri",  NULL};
    static const char *const numbers[] = {"valueInteger", "valueDecimal", NULL};
    struct json_object *yes = json_in_get(answer, "valueBoolean");
    struct json_object *quantity = json_in_get(answer, "valueQuantity");
    struct json_object *coding = json_in_get(answer, "valueCoding");
    for (const char *const *name = texts; *name; name++)
        if (text_of_member(answer, *name).len)
            return text_of_member(answer, *name);
    for (const char *const *name = numbers; *name; name++)
        if (json_in_get(answer, *name))
            return number_words(w, json_in_number(json_in_get(answer, *name)), STR_NONE);
    if (quantity) {
        struct str unit = text_of_member(quantity, "unit");
        return number_words(w, json_in_number(json_in_get(quantity, "value")),
                            unit.len ? unit : text_of_member(quantity, "code"));
    }
    if (coding) {
        struct str display = text_of_member(coding, "display");
        return display.len ? display : text_of_member(coding, "code");
    }
    return yes ? str_of(text_of(w->language, json_in_true(yes) ? "answer.yes" : "answer.no"))
               : STR("");
}

static void put_answer(const struct wording *w, int at, struct str question,
                       struct json_object *answer)
{
    int option = FORM_NONE;
    if (at != FORM_NONE)
        option = option_of(w, &w->form->form.items[at], answer);
    struct str words = option == FORM_NONE ? plain_words(w, answer)
                                           : form_text(&w->form->options[option].display, w->tag);
    enum zone zone = option == FORM_NONE ? ZONE_NONE : w->form->form.options[option].flag;
    json_object_open(w->out);
    json_put_str(w->out, "question", question);
    json_put_str(w->out, "answer", words);
    json_put_text(w->out, "zone", zone_word(zone));
    json_object_close(w->out);
}

static void put_items(const struct wording *w, struct json_object *items);

static void put_item(const struct wording *w, struct json_object *item)
{
    struct str link_id = text_of_member(item, "linkId");
    struct json_object *answers = json_in_get(item, "answer");
    int at = questionnaire_item_find(w->form, link_id);
    struct str question = at == FORM_NONE ? link_id : form_text(&w->form->items[at].text, w->tag);
    for (size_t i = 0; i < json_in_length(answers); i++) {
        struct json_object *answer = json_in_at(answers, i);
        put_answer(w, at, question, answer);
        put_items(w, json_in_get(answer, "item"));
    }
    put_items(w, json_in_get(item, "item"));
}

static void put_items(const struct wording *w, struct json_object *items)
{
    for (size_t i = 0; i < json_in_length(items); i++)
        put_item(w, json_in_at(items, i));
}

void form_response_words(struct json_out *out, struct arena *arena,
                         const struct programme_form *form, const struct language *language,
                         struct str document)
{
    struct wording w = {out, arena, &form->questionnaire, language, str_of(language_tag(language))};
    struct json_object *items = json_in_parse(document, NULL);
    json_array_open(out);
    put_items(&w, items);
    json_array_close(out);
    json_in_destroy(items);
}
