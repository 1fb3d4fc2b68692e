/* What a question offers: answerOption, or a ValueSet. One that the form does not contain with all
 * its codes leaves the question open. */
#include "fhir/member.h"
#include "form/form_parse.h"

static const char *const scores[] = {EXT_ORDINAL, EXT_WEIGHT, EXT_WEIGHT_SDC, EXT_WEIGHT_SDC_LONG};

/* Several ways to say it may stand together when they say the same. */
static bool read_score(struct form_reader *reader, struct json_object *element,
                       const struct place *place, struct form_option *option)
{
    for (size_t i = 0; i < sizeof scores / sizeof *scores; i++) {
        size_t at = 0;
        int64_t score;
        struct json_object *extension = form_extension(element, scores[i], &at);
        struct place here = PLACE_AT(place, "extension", at);
        if (!extension)
            continue;
        if (!form_number_read(json_in_get(extension, "valueDecimal"),
                              &PLACE_IN(&here, "valueDecimal"), &score, reader->error))
            return false;
        if (option->has_score && option->score != score)
            return place_error(&here, reader->error, "is another score than the one beside it");
        option->has_score = true;
        option->score = score;
    }
    return true;
}

static bool read_flag(struct form_reader *reader, struct json_object *element,
                      const struct place *place, struct form_option *option)
{
    size_t at = 0;
    struct json_object *extension = form_extension(element, FORM_RED_FLAG, &at);
    struct str code = json_in_str(json_in_get(extension, "valueCode"));
    if (!extension)
        return true;
    struct place here = PLACE_AT(place, "extension", at);
    enum zone zone = str_is(code, "red")      ? ZONE_RED
                     : str_is(code, "yellow") ? ZONE_YELLOW
                                              : ZONE_NONE;
    if (zone == ZONE_NONE)
        return place_error(&PLACE_IN(&here, "valueCode"), reader->error, "must be red or yellow");
    option->flag = zone_worse(option->flag, zone);
    return true;
}

/* Score and red flag, from an option, its coding, or a concept. */
static bool read_marks(struct form_reader *reader, struct json_object *element,
                       const struct place *place, struct form_option *option)
{
    return form_extensions(element, SITE_OPTION, place, reader->error) &&
           read_score(reader, element, place, option) && read_flag(reader, element, place, option);
}

static bool add_option(struct form_reader *reader, const struct place *place,
                       struct form_item *item, const struct form_option *option,
                       const struct questionnaire_option *words)
{
    struct questionnaire *form = reader->form;
    size_t count = form->form.option_count;
    char text[CLIP_TEXT];
    if (questionnaire_option_find(form, item, words->kind, words->system, words->code) != FORM_NONE)
        return place_error(place, reader->error, "\"%s\" is offered twice",
                           clip(words->code, text));
    if (count == FORM_OPTIONS)
        return place_error(place, reader->error, "there are more than %d options", FORM_OPTIONS);
    reader->options = form_grow(reader->arena, reader->options, count, sizeof *reader->options);
    reader->option_words =
        form_grow(reader->arena, reader->option_words, count, sizeof *reader->option_words);
    reader->options[count] = *option;
    reader->options[count].code = form_code(words->code);
    reader->option_words[count] = *words;
    form->form.options = reader->options;
    form->options = reader->option_words;
    form->form.option_count = count + 1;
    item->options.count++;
    return true;
}

/* ---- answerOption ---- */

static bool read_option(struct form_reader *reader, struct json_object *json,
                        const struct place *place, struct form_item *item)
{
    static const char *const names[] = {"valueInteger",    "valueString", "valueCoding",
                                        "valueDate",       "valueTime",   "valueReference",
                                        "initialSelected", NULL};
    struct form_option option = {.flag = ZONE_NONE};
    struct questionnaire_option words;
    struct json_object *value;
    enum option_kind kind;
    char name[CLIP_TEXT];
    const char *rest;
    if (!form_members(json, names, place, reader->error) ||
        !read_marks(reader, json, place, &option) ||
        !form_member(json, "value", place, &rest, &value, reader->error))
        return false;
    clip(str_of(rest - strlen("value")), name);
    struct place here = PLACE_IN(place, name);
    if (!form_option_kind(rest, &kind))
        return place_error(&here, reader->error, "is not understood here");
    if (!form_choice_read(reader->arena, value, kind, &here, &words, reader->error))
        return false;
    if (kind == OPTION_CODING &&
        (!read_marks(reader, value, &here, &option) ||
         !form_words_read(reader->arena, value, "display", &here, &words.display, reader->error)))
        return false;
    return add_option(reader, place, item, &option, &words);
}

/* ---- ValueSets ---- */

static void add_designations(struct form_reader *reader, struct json_object *concept,
                             struct form_words *words)
{
    struct json_object *list = json_in_get(concept, "designation");
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct json_object *one = json_in_at(list, i);
        if (!json_in_get(one, "use")) /* a use may say that it is another kind of name */
            form_words_add(reader->arena, words, json_in_str(json_in_get(one, "language")),
                           json_in_str(json_in_get(one, "value")));
    }
}

static bool read_concept(struct form_reader *reader, struct json_object *concept, struct str system,
                         const struct place *place, struct form_item *item)
{
    struct form_option option = {.flag = ZONE_NONE};
    struct questionnaire_option words = {.kind = OPTION_CODING, .system = system};
    if (!form_string(reader->arena, concept, "code", true, place, &words.code, reader->error) ||
        !form_words_read(reader->arena, concept, "display", place, &words.display, reader->error) ||
        !read_marks(reader, concept, place, &option))
        return false;
    add_designations(reader, concept, &words.display);
    return add_option(reader, place, item, &option, &words);
}

/* What is taken is more than what is listed. */
static void leave_open(struct form_item *item)
{
    item->open = item->unknown = true;
}

static bool read_include(struct form_reader *reader, struct json_object *include,
                         const struct place *place, struct form_item *item)
{
    static const char *const names[] = {"system", "version", "concept", NULL};
    struct json_object *concepts;
    struct str system;
    if (!form_string(reader->arena, include, "system", false, place, &system, reader->error) ||
        !form_array(include, "concept", place, &concepts, reader->error))
        return false;
    if (!concepts || member_beyond(include, names))
        leave_open(item);
    for (size_t i = 0; i < json_in_length(concepts); i++)
        if (!read_concept(reader, json_in_at(concepts, i), system, &PLACE_AT(place, "concept", i),
                          item))
            return false;
    return true;
}

static bool read_compose(struct form_reader *reader, struct json_object *compose,
                         const struct place *place, struct form_item *item)
{
    static const char *const names[] = {"lockedDate", "inactive", "include", NULL};
    struct json_object *includes;
    if (!form_array(compose, "include", place, &includes, reader->error))
        return false;
    if (!includes || member_beyond(compose, names))
        leave_open(item);
    for (size_t i = 0; i < json_in_length(includes); i++)
        if (!read_include(reader, json_in_at(includes, i), &PLACE_AT(place, "include", i), item))
            return false;
    return true;
}

static bool read_contains(struct form_reader *reader, struct json_object *list,
                          const struct place *up, struct form_item *item)
{
    struct json_object *array;
    if (!form_array(list, "contains", up, &array, reader->error))
        return false;
    for (size_t i = 0; i < json_in_length(array); i++) {
        struct json_object *one = json_in_at(array, i);
        struct place here = PLACE_AT(up, "contains", i);
        struct str system;
        /* An abstract one only holds others, and cannot be chosen. */
        if (!form_string(reader->arena, one, "system", false, &here, &system, reader->error) ||
            (!json_in_true(json_in_get(one, "abstract")) &&
             !read_concept(reader, one, system, &here, item)) ||
            !read_contains(reader, one, &here, item))
            return false;
    }
    return true;
}

/* Are all the codes in the compose, with what they score? An expansion may have lost that. */
static bool is_listed(struct json_object *compose)
{
    struct json_object *includes = json_in_get(compose, "include");
    for (size_t i = 0; i < json_in_length(includes); i++)
        if (!json_in_get(json_in_at(includes, i), "concept"))
            return false;
    return json_in_length(includes) > 0 && !json_in_get(compose, "exclude");
}

static bool read_set(struct form_reader *reader, struct json_object *set, const struct place *place,
                     struct form_item *item)
{
    struct json_object *compose = json_in_get(set, "compose");
    struct json_object *expansion = json_in_get(set, "expansion");
    int64_t total = 0;
    if (json_in_get(set, "modifierExtension") || json_in_get(set, "implicitRules"))
        return place_error(place, reader->error, "is changed in a way that is not understood here");
    if (!expansion || is_listed(compose))
        return read_compose(reader, compose, &PLACE_IN(place, "compose"), item);
    if (!read_contains(reader, expansion, &PLACE_IN(place, "expansion"), item))
        return false;
    if (item->options.count == 0 ||
        (json_in_get(expansion, "total") &&
         (!str_int(json_in_number(json_in_get(expansion, "total")), &total) ||
          total != (int64_t)item->options.count)))
        leave_open(item);
    return true;
}

static bool is_set(struct json_object *resource, struct str id)
{
    return str_is(json_in_str(json_in_get(resource, "resourceType")), "ValueSet") &&
           str_equal(json_in_str(json_in_get(resource, "id")), id);
}

static bool read_value_set(struct form_reader *reader, struct str reference,
                           const struct place *place, struct form_item *item)
{
    char text[CLIP_TEXT];
    struct place here = PLACE_IN(place, "answerValueSet");
    struct place top = PLACE_TOP("Questionnaire");
    if (!str_starts(reference, "#")) {
        leave_open(item);
        return true;
    }
    struct str id = {reference.at + 1, reference.len - 1};
    for (size_t i = 0; i < json_in_length(reader->contained); i++)
        if (is_set(json_in_at(reader->contained, i), id))
            return read_set(reader, json_in_at(reader->contained, i),
                            &PLACE_AT(&top, "contained", i), item);
    return place_error(&here, reader->error, "%s is not contained in the form",
                       clip(reference, text));
}

bool form_options_read(struct form_reader *reader, struct json_object *json,
                       const struct place *place, struct form_item *item)
{
    struct json_object *options;
    struct str set;
    size_t expression = 0;
    item->options.first = reader->form->form.option_count;
    if (!form_array(json, "answerOption", place, &options, reader->error) ||
        !form_string(reader->arena, json, "answerValueSet", false, place, &set, reader->error))
        return false;
    if (options && set.at)
        return place_error(&PLACE_IN(place, "answerValueSet"), reader->error,
                           "must not stand beside answerOption");
    for (size_t i = 0; i < json_in_length(options); i++)
        if (!read_option(reader, json_in_at(options, i), &PLACE_AT(place, "answerOption", i), item))
            return false;
    if (set.at && !read_value_set(reader, set, place, item))
        return false;
    if (item->type == FORM_CHOICE && form_extension(json, EXT_OPTIONS_EXPRESSION, &expression))
        leave_open(item);
    return true;
}
