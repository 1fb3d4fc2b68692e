/* A Questionnaire in one language: the tree as it came, with the texts that the reader is to see.
 */
#include "base/arena.h"
#include "base/json_quote.h"
#include "fhir/member.h"
#include "form/form_parse.h"

struct localiser {
    struct buf *out;
    struct arena *arena;
    struct str language;
    struct json_object *top;
};

static void put_tree(const struct localiser *l, struct json_object *json);

static bool is_translation(struct json_object *extension)
{
    return str_is(json_in_str(json_in_get(extension, "url")), FHIR_SD "translation");
}

/* The text that stands beside "_name", in the language. */
static struct str words_of(const struct localiser *l, struct json_object *object, const char *name)
{
    const struct place place = PLACE_TOP("Questionnaire");
    struct form_words words;
    struct error error = {0};
    struct json_object *list;
    if (!json_in_is_string(json_in_get(object, name)) ||
        !form_words_read(l->arena, object, name, &place, &words, &error))
        return json_in_str(json_in_get(object, name));
    /* A ValueSet's concept has its translations as designations. */
    list = strcmp(name, "display") == 0 ? json_in_get(object, "designation") : NULL;
    for (size_t i = 0; i < json_in_length(list); i++)
        if (!json_in_get(json_in_at(list, i), "use"))
            form_words_add(l->arena, &words,
                           json_in_str(json_in_get(json_in_at(list, i), "language")),
                           json_in_str(json_in_get(json_in_at(list, i), "value")));
    return form_text(&words, l->language);
}

/* An element's extensions but the translations; NULL when that is all there is. */
static bool has_more(struct json_object *element)
{
    struct json_object *list = json_in_get(element, "extension");
    struct member member;
    for (bool more = member_first(element, &member); more; more = member_next(&member))
        if (strcmp(member.name, "extension") != 0)
            return true;
    for (size_t i = 0; i < json_in_length(list); i++)
        if (!is_translation(json_in_at(list, i)))
            return true;
    return !json_in_is_object(element);
}

static void put_key(const struct localiser *l, const char *name, bool *first)
{
    if (!*first)
        buf_char(l->out, ',');
    *first = false;
    json_quote(l->out, str_of(name));
    buf_char(l->out, ':');
}

static void put_extensions(const struct localiser *l, struct json_object *list, bool *first)
{
    bool open = false;
    for (size_t i = 0; i < json_in_length(list); i++) {
        if (is_translation(json_in_at(list, i)))
            continue;
        if (open)
            buf_char(l->out, ',');
        else
            put_key(l, "extension", first);
        if (!open)
            buf_char(l->out, '[');
        open = true;
        put_tree(l, json_in_at(list, i));
    }
    if (open)
        buf_char(l->out, ']');
}

static void put_member(const struct localiser *l, struct json_object *object,
                       const struct member *member, bool *first)
{
    bool spent = (json_in_get(object, "display") && strcmp(member->name, "designation") == 0) ||
                 (object == l->top && strcmp(member->name, "language") == 0);
    if (spent || (member->name[0] == '_' && !has_more(member->value)))
        return;
    if (strcmp(member->name, "extension") == 0 && json_in_is_array(member->value)) {
        put_extensions(l, member->value, first);
        return;
    }
    put_key(l, member->name, first);
    if (json_in_is_string(member->value))
        json_quote(l->out, words_of(l, object, member->name));
    else
        put_tree(l, member->value);
}

/* As deep as the JSON, which json_in_parse has bounded. */
static void put_tree(const struct localiser *l, struct json_object *json)
{
    struct member member;
    bool first = true;
    if (json_in_is_array(json)) {
        buf_char(l->out, '[');
        for (size_t i = 0; i < json_in_length(json); i++) {
            if (i)
                buf_char(l->out, ',');
            put_tree(l, json_in_at(json, i));
        }
        buf_char(l->out, ']');
        return;
    }
    if (!json_in_is_object(json)) {
        json_in_text(json, l->out);
        return;
    }
    buf_char(l->out, '{');
    for (bool more = member_first(json, &member); more; more = member_next(&member))
        put_member(l, json, &member, &first);
    buf_char(l->out, '}');
}

void questionnaire_localised(struct json_out *out, struct json_object *document,
                             struct str language)
{
    struct buf text;
    struct localiser l = {&text, out->buf.arena, language, document};
    buf_init(&text, out->buf.arena, 4096);
    put_tree(&l, document);
    json_raw(out, buf_slice(&text));
}
