/* Elements of a form: which members they have, texts, flags, extensions. */
#include "fhir/member.h"
#include "form/form_parse.h"

#include <stdio.h>

/* ---- members ---- */

static bool is_named(const char *name, const char *const *names)
{
    if (name[0] == '_')
        name++;
    if (strcmp(name, "id") == 0 || strcmp(name, "extension") == 0)
        return true;
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

bool form_members(struct json_object *object, const char *const *names, const struct place *place,
                  struct error *error)
{
    struct member member;
    char text[CLIP_TEXT];
    if (!member_first(object, &member))
        return place_error(place, error, "must be an object, and not empty");
    do {
        struct place here = PLACE_IN(place, member.name);
        if (strcmp(member.name, "modifierExtension") == 0 ||
            strcmp(member.name, "implicitRules") == 0)
            return place_error(&here, error,
                               "changes the meaning in a way that is not understood here");
        if (!is_named(member.name, names))
            return place_error(place, error, "has an element \"%s\" that is not known here",
                               clip(str_of(member.name), text));
        if (!member.value)
            return place_error(&here, error, "must not be null");
    } while (member_next(&member));
    return true;
}

bool form_array(struct json_object *object, const char *name, const struct place *place,
                struct json_object **array_r, struct error *error)
{
    struct json_object *array = json_in_get(object, name);
    *array_r = array;
    if (!array)
        return true;
    if (!json_in_is_array(array) || json_in_length(array) == 0)
        return place_error(&PLACE_IN(place, name), error, "must be an array, and not empty");
    for (size_t i = 0; i < json_in_length(array); i++)
        if (!json_in_is_object(json_in_at(array, i)))
            return place_error(&PLACE_AT(place, name, i), error, "must be an object");
    return true;
}

bool form_string(struct arena *arena, struct json_object *object, const char *name, bool required,
                 const struct place *place, struct str *text_r, struct error *error)
{
    struct json_object *json = json_in_get(object, name);
    struct str text = json_in_str(json);
    *text_r = STR_NONE;
    if (!json)
        return !required || place_error(&PLACE_IN(place, name), error, "is missing");
    if (!json_in_is_string(json) || text.len == 0)
        return place_error(&PLACE_IN(place, name), error, "must be a string, and not empty");
    *text_r = arena_str(arena, text);
    return true;
}

bool form_flag(struct json_object *object, const char *name, const struct place *place,
               bool *flag_r, struct error *error)
{
    struct json_object *json = json_in_get(object, name);
    *flag_r = json_in_true(json);
    return !json || json_in_is_bool(json) ||
           place_error(&PLACE_IN(place, name), error, "must be true or false");
}

/* ---- words ---- */

void *form_grow(struct arena *arena, void *list, size_t count, size_t size)
{
    if (count & (count - 1))
        return list;
    void *more = arena_alloc(arena, size * (count ? 2 * count : 1));
    if (count)
        memcpy(more, list, size * count);
    return more;
}

void form_words_add(struct arena *arena, struct form_words *words, struct str language,
                    struct str text)
{
    if (language.len == 0 || text.len == 0)
        return;
    struct form_translation *list =
        form_grow(arena, (void *)words->translations, words->count, sizeof *list);
    list[words->count++] =
        (struct form_translation){arena_str(arena, language), arena_str(arena, text)};
    words->translations = list;
}

static struct str string_of(struct json_object *extension)
{
    struct json_object *text = json_in_get(extension, "valueString");
    return json_in_str(text ? text : json_in_get(extension, "valueMarkdown"));
}

/* One that cannot be read leaves the form's own words. */
static void add_translation(struct arena *arena, struct json_object *extension,
                            struct form_words *words)
{
    size_t lang = 0, content = 0;
    struct json_object *language = form_extension(extension, "lang", &lang);
    form_words_add(arena, words, json_in_str(json_in_get(language, "valueCode")),
                   string_of(form_extension(extension, "content", &content)));
}

bool form_words_read(struct arena *arena, struct json_object *object, const char *name,
                     const struct place *place, struct form_words *words_r, struct error *error)
{
    char beside[32];
    struct json_object *extension, *underscore;
    *words_r = (struct form_words){.count = 0};
    if (!form_string(arena, object, name, false, place, &words_r->text, error))
        return false;
    snprintf(beside, sizeof beside, "_%s", name);
    underscore = json_in_get(object, beside);
    for (size_t i = 0; (extension = form_extension(underscore, FHIR_SD "translation", &i)); i++)
        add_translation(arena, extension, words_r);
    return true;
}

/* ---- extensions ---- */

struct json_object *form_extension(struct json_object *element, const char *url, size_t *from)
{
    struct json_object *list = json_in_get(element, "extension");
    for (; *from < json_in_length(list); ++*from) {
        struct json_object *one = json_in_at(list, *from);
        if (str_is(json_in_str(json_in_get(one, "url")), url))
            return one;
    }
    return NULL;
}

struct known {
    const char *url;
    unsigned sites; /* where it is understood; 0: nowhere */
    bool many;
};

/* What changes which questions stand, what may be answered, or what it counts. What is not here is
 * passed over. */
static const struct known table[] = {
    {EXT_HIDDEN, SITE_ITEM, false},
    {EXT_MIN, SITE_ITEM, false},
    {EXT_MAX, SITE_ITEM, false},
    {EXT_PLACES, SITE_ITEM, false},
    {EXT_UNIT, SITE_ITEM, false},
    {EXT_UNIT_OPTION, SITE_ITEM, true},
    {EXT_CONTROL, SITE_ITEM, false},
    {EXT_MOST, SITE_ITEM, false},
    {EXT_ORDINAL, SITE_OPTION, false},
    {EXT_WEIGHT, SITE_OPTION, false},
    {EXT_WEIGHT_SDC, SITE_OPTION, false},
    {EXT_WEIGHT_SDC_LONG, SITE_OPTION, false},
    {FORM_RED_FLAG, SITE_OPTION, false},
    {FORM_INSTRUMENT, SITE_FORM | SITE_ITEM, false},
    {EXT_ENABLE_EXPRESSION, SITE_ITEM, false},
    {EXT_CALCULATED, SITE_ITEM, false},
    {EXT_OPTIONS_EXPRESSION, SITE_ITEM, false},
    {FHIR_SDC "sdc-questionnaire-subQuestionnaire", 0, false},
};

static const struct known *known_of(struct str url)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (str_is(url, table[i].url))
            return &table[i];
    return NULL;
}

/* The last part of an address says enough. */
static const char *last_part(const char *url)
{
    const char *slash = strrchr(url, '/');
    return slash ? slash + 1 : url;
}

bool form_extensions(struct json_object *element, enum form_site site, const struct place *place,
                     struct error *error)
{
    struct json_object *list;
    if (!form_array(element, "extension", place, &list, error))
        return false;
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct place here = PLACE_AT(place, "extension", i);
        struct str url = json_in_str(json_in_get(json_in_at(list, i), "url"));
        const struct known *known = known_of(url);
        size_t first = 0;
        if (url.len == 0)
            return place_error(&PLACE_IN(&here, "url"), error, "is missing");
        if (!known)
            continue;
        if (!known->sites)
            return place_error(&here, error,
                               "%s stands for what is not here: put the form together first",
                               last_part(known->url));
        if (!(known->sites & site))
            return place_error(&here, error, "%s means nothing on this element",
                               last_part(known->url));
        form_extension(element, known->url, &first);
        if (!known->many && first != i)
            return place_error(&here, error, "%s stands twice", last_part(known->url));
    }
    return true;
}
