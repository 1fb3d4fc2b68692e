#include "response/form_response_words.h"

#include "base/arena.h"
#include "base/json_in.h"
#include "response/form_response_habit.h"
#include "response/self_harm.h"

struct wording {
    answer_told *told;
    void *context;
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

/* Item 9 of PHQ-9 is red whatever the form says. */
static enum zone zone_of(const struct wording *w, int item, int option)
{
    const struct form_answer answer = {.item = item,
                                       .value = {.type = FORM_CHOICE, .option = option}};
    return w->form->items[item].self_harm && self_harm_is_told(w->form, &answer)
               ? ZONE_RED
               : w->form->form.options[option].flag;
}

static void tell_answer(const struct wording *w, int at, struct str link_id,
                        struct json_object *answer)
{
    int option = FORM_NONE;
    if (at != FORM_NONE)
        option = option_of(w, &w->form->form.items[at], answer);
    const struct answer_words words = {
        .link_id = link_id,
        .question = at == FORM_NONE ? link_id : form_text(&w->form->items[at].text, w->tag),
        .answer = option == FORM_NONE ? plain_words(w, answer)
                                      : form_text(&w->form->options[option].display, w->tag),
        .zone = option == FORM_NONE ? ZONE_NONE : zone_of(w, at, option),
    };
    w->told(w->context, &words);
}

static void tell_items(const struct wording *w, struct json_object *items);

static void tell_item(const struct wording *w, struct json_object *item)
{
    struct str link_id = text_of_member(item, "linkId");
    struct json_object *answers = json_in_get(item, "answer");
    int at = questionnaire_item_find(w->form, link_id);
    for (size_t i = 0; i < json_in_length(answers); i++) {
        struct json_object *answer = json_in_at(answers, i);
        tell_answer(w, at, link_id, answer);
        tell_items(w, json_in_get(answer, "item"));
    }
    tell_items(w, json_in_get(item, "item"));
}

static void tell_items(const struct wording *w, struct json_object *items)
{
    for (size_t i = 0; i < json_in_length(items); i++)
        tell_item(w, json_in_at(items, i));
}

void form_response_tell(struct arena *arena, const struct programme_form *form,
                        const struct language *language, struct str document, answer_told *told,
                        void *context)
{
    const struct wording w = {
        .told = told,
        .context = context,
        .arena = arena,
        .form = &form->questionnaire,
        .language = language,
        .tag = str_of(language_tag(language)),
    };
    struct json_object *items = json_in_parse(document, NULL);
    tell_items(&w, items);
    json_in_destroy(items);
}

struct printing {
    struct json_out *out;
    const struct answer_habits *habits;
};

static void put_answer(void *context, const struct answer_words *words)
{
    const struct printing *printing = context;
    struct json_out *out = printing->out;
    json_object_open(out);
    json_put_str(out, "question", words->question);
    json_put_str(out, "answer", words->answer);
    json_put_text(out, "zone", zone_word(words->zone));
    json_put_str(out, "usual", answer_habit(printing->habits, words->link_id));
    json_object_close(out);
}

void form_response_words(struct json_out *out, struct arena *arena,
                         const struct programme_form *form, const struct language *language,
                         struct str document, const struct answer_habits *habits)
{
    struct printing printing = {out, habits};
    json_array_open(out);
    form_response_tell(arena, form, language, document, put_answer, &printing);
    json_array_close(out);
}
