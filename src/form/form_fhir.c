/* A FHIR R4 Questionnaire into a form. Items are walked again and again in the same order: for
 * themselves, for their conditions once all are known, for the place of what form_check finds, and
 * for expressions. */
#include "fhir/member.h"
#include "form/form_parse.h"

/* ---- the walk ---- */

typedef bool (*visit)(struct form_reader *reader, struct json_object *json, int parent,
                      size_t index, const struct place *place);

/* As deep as the JSON, which json_in_parse has bounded. */
static bool walk(struct form_reader *reader, struct json_object *owner, const struct place *up,
                 int parent, visit visit_one)
{
    struct json_object *items;
    if (!form_array(owner, "item", up, &items, reader->error))
        return false;
    for (size_t i = 0; i < json_in_length(items); i++) {
        struct json_object *json = json_in_at(items, i);
        struct place place = PLACE_AT(up, "item", i);
        size_t index = reader->next++;
        if (!visit_one(reader, json, parent, index, &place) ||
            !walk(reader, json, &place, (int)index, visit_one))
            return false;
    }
    return true;
}

/* ---- units ---- */

bool form_unit(struct form_reader *reader, const struct questionnaire_unit *unit,
               const struct place *place, int *number_r)
{
    struct questionnaire *form = reader->form;
    *number_r = questionnaire_unit_find(form, unit->system, unit->code);
    if (*number_r != FORM_NONE)
        return true;
    if (form->unit_count == FORM_UNITS)
        return place_error(place, reader->error, "there are more than %d units", FORM_UNITS);
    *number_r = (int)form->unit_count;
    reader->units =
        form_grow(reader->arena, reader->units, form->unit_count, sizeof *reader->units);
    reader->units[form->unit_count++] = *unit;
    form->units = reader->units;
    return true;
}

static bool add_unit(struct form_reader *reader, struct json_object *coding,
                     const struct place *place, struct form_item *item)
{
    struct form *form = &reader->form->form;
    struct questionnaire_option read;
    struct form_words display;
    int unit;
    if (!form_choice_read(reader->arena, coding, OPTION_CODING, place, &read, reader->error) ||
        !form_words_read(reader->arena, coding, "display", place, &display, reader->error) ||
        !form_unit(reader, &(struct questionnaire_unit){read.system, read.code, display.text},
                   place, &unit))
        return false;
    if (form->unit_count == FORM_UNITS)
        return place_error(place, reader->error, "there are more than %d units", FORM_UNITS);
    for (size_t i = 0; i < item->units.count; i++)
        if (reader->item_units[item->units.first + i] == unit)
            return true;
    reader->item_units =
        form_grow(reader->arena, reader->item_units, form->unit_count, sizeof *reader->item_units);
    reader->item_units[form->unit_count++] = unit;
    form->units = reader->item_units;
    item->units.count++;
    return true;
}

/* A unit of what is no number says nothing. */
static bool read_units(struct form_reader *reader, struct json_object *json,
                       const struct place *place, struct form_item *item)
{
    static const char *const urls[] = {EXT_UNIT, EXT_UNIT_OPTION};
    item->units.first = reader->form->form.unit_count;
    if (item->type != FORM_QUANTITY && item->type != FORM_DECIMAL && item->type != FORM_INTEGER)
        return true;
    for (size_t u = 0; u < 2; u++) {
        struct json_object *extension;
        for (size_t i = 0; (extension = form_extension(json, urls[u], &i)); i++) {
            struct place here = PLACE_AT(place, "extension", i);
            if (!add_unit(reader, json_in_get(extension, "valueCoding"),
                          &PLACE_IN(&here, "valueCoding"), item))
                return false;
        }
    }
    return true;
}

/* ---- bounds ---- */

/* A bound that an expression says has no value of its own, and is passed over. */
static bool is_worked_out(struct json_object *extension)
{
    struct member member;
    for (bool more = member_first(extension, &member); more; more = member_next(&member))
        if (strncmp(member.name, "value", 5) == 0)
            return false;
        else if (strncmp(member.name, "_value", 6) == 0)
            return true;
    return false;
}

static bool read_bound(struct form_reader *reader, struct json_object *json,
                       const struct place *place, const struct form_item *item, const char *url,
                       bool *has_r, struct form_value *bound_r)
{
    size_t at = 0;
    const char *rest;
    struct json_object *value, *extension = form_extension(json, url, &at);
    struct place here = PLACE_AT(place, "extension", at);
    *has_r = extension && !is_worked_out(extension);
    if (!*has_r)
        return true;
    if (!form_member(extension, "value", &here, &rest, &value, reader->error))
        return false;
    return form_moment_read(item->type, value, &PLACE_IN(&here, "value[x]"), bound_r,
                            reader->error);
}

static bool read_bounds(struct form_reader *reader, struct json_object *json,
                        const struct place *place, struct form_item *item)
{
    struct form_value min = {.number = 0}, max = {.number = 0};
    if (!read_bound(reader, json, place, item, EXT_MIN, &item->has_min, &min) ||
        !read_bound(reader, json, place, item, EXT_MAX, &item->has_max, &max))
        return false;
    item->min = min.number;
    item->max =
        item->type == FORM_DATE || item->type == FORM_DATE_TIME ? max.until - 1 : max.number;
    return true;
}

/* A whole number that is not negative; *count_r stays when it is missing. */
static bool read_count(struct json_object *json, int least, const struct place *place, int *count_r,
                       struct error *error)
{
    int64_t count;
    if (!json_in_is_number(json) || !str_int(json_in_number(json), &count) || count < least ||
        count > INT32_MAX)
        return place_error(place, error, "must be a whole number, %d or more", least);
    *count_r = (int)count;
    return true;
}

static bool read_extension_count(struct form_reader *reader, struct json_object *json,
                                 const char *url, int least, const struct place *place,
                                 int *count_r)
{
    size_t at = 0;
    struct json_object *extension = form_extension(json, url, &at);
    struct place here = PLACE_AT(place, "extension", at);
    return !extension || read_count(json_in_get(extension, "valueInteger"), least,
                                    &PLACE_IN(&here, "valueInteger"), count_r, reader->error);
}

static bool read_counts(struct form_reader *reader, struct json_object *json,
                        const struct place *place, struct form_item *item)
{
    struct json_object *length = json_in_get(json, "maxLength");
    item->places = FORM_NONE;
    return read_extension_count(reader, json, EXT_PLACES, 0, place, &item->places) &&
           read_extension_count(reader, json, EXT_MOST, 1, place, &item->most) &&
           (!length ||
            read_count(length, 1, &PLACE_IN(place, "maxLength"), &item->length, reader->error));
}

/* ---- items ---- */

static bool read_type(struct json_object *json, const struct place *place, struct form_item *item,
                      struct error *error)
{
    static const char *const types[] = {
        [FORM_GROUP] = "group",
        [FORM_DISPLAY] = "display",
        [FORM_BOOLEAN] = "boolean",
        [FORM_INTEGER] = "integer",
        [FORM_DECIMAL] = "decimal",
        [FORM_CHOICE] = "choice",
        [FORM_STRING] = "string",
        [FORM_TEXT] = "text",
        [FORM_DATE] = "date",
        [FORM_QUANTITY] = "quantity",
        [FORM_DATE_TIME] = "dateTime",
        [FORM_TIME] = "time",
        [FORM_URL] = "url",
        [FORM_ATTACHMENT] = "attachment",
        [FORM_REFERENCE] = "reference",
    };
    struct str type = json_in_str(json_in_get(json, "type"));
    char text[CLIP_TEXT];
    if (type.len == 0)
        return place_error(&PLACE_IN(place, "type"), error, "is missing");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_is(type, types[i])) {
            item->type = (enum form_type)i;
            return true;
        }
    if (str_is(type, "open-choice")) {
        item->type = FORM_CHOICE;
        item->open = item->wordy = true;
        return true;
    }
    return place_error(&PLACE_IN(place, "type"), error, "\"%s\" is not understood here",
                       clip(type, text));
}

static struct str read_control(struct form_reader *reader, struct json_object *json)
{
    size_t at = 0;
    struct json_object *concept =
        json_in_get(form_extension(json, EXT_CONTROL, &at), "valueCodeableConcept");
    struct json_object *coding = json_in_at(json_in_get(concept, "coding"), 0);
    return arena_str(reader->arena, json_in_str(json_in_get(coding, "code")));
}

static bool read_words(struct form_reader *reader, struct json_object *json,
                       const struct place *place, struct questionnaire_item *words)
{
    struct arena *arena = reader->arena;
    struct error *error = reader->error;
    char text[CLIP_TEXT];
    size_t at = 0;
    if (!form_string(arena, json, "linkId", true, place, &words->link_id, error))
        return false;
    if (questionnaire_item_find(reader->form, words->link_id) != FORM_NONE)
        return place_error(&PLACE_IN(place, "linkId"), error, "\"%s\" stands twice",
                           clip(words->link_id, text));
    struct json_object *hidden = form_extension(json, EXT_HIDDEN, &at);
    struct place here = PLACE_AT(place, "extension", at);
    if (hidden && !json_in_get(hidden, "valueBoolean"))
        return place_error(&PLACE_IN(&here, "valueBoolean"), error, "is missing");
    words->control = read_control(reader, json);
    words->self_harm = form_is_self_harm(json, words->link_id);
    return form_string(arena, json, "prefix", false, place, &words->prefix, error) &&
           form_words_read(arena, json, "text", place, &words->text, error) &&
           form_flag(json, "readOnly", place, &words->read_only, error) &&
           form_flag(hidden, "valueBoolean", &here, &words->hidden, error);
}

static bool read_item(struct form_reader *reader, struct json_object *json,
                      const struct place *place, struct form_item *item,
                      struct questionnaire_item *words)
{
    static const char *const names[] = {
        "linkId",     "definition",   "code",           "prefix",         "text",     "type",
        "enableWhen", "required",     "repeats",        "enableBehavior", "readOnly", "maxLength",
        "initial",    "answerOption", "answerValueSet", "item",           NULL};
    return form_members(json, names, place, reader->error) &&
           read_words(reader, json, place, words) && read_type(json, place, item, reader->error) &&
           form_extensions(json, SITE_ITEM, place, reader->error) &&
           form_instrument_read(json, place, &words->instrument, reader->error) &&
           form_flag(json, "required", place, &item->required, reader->error) &&
           form_flag(json, "repeats", place, &item->repeats, reader->error) &&
           read_counts(reader, json, place, item) && read_bounds(reader, json, place, item) &&
           read_units(reader, json, place, item) && form_options_read(reader, json, place, item);
}

/* What may not stand, by an expression that is not worked out here, is never demanded. */
static void read_uncertain(struct form_reader *reader, struct json_object *json,
                           struct form_item *item, struct questionnaire_item *words)
{
    size_t at = 0;
    words->uncertain = form_extension(json, EXT_ENABLE_EXPRESSION, &at) != NULL ||
                       (item->parent != FORM_NONE && reader->item_words[item->parent].uncertain);
    item->required = item->required && !words->uncertain;
}

static bool visit_item(struct form_reader *reader, struct json_object *json, int parent,
                       size_t index, const struct place *place)
{
    struct questionnaire *form = reader->form;
    struct form_item item = {.parent = parent};
    struct questionnaire_item words = {.hidden = false};
    if (index == FORM_ITEMS)
        return place_error(place, reader->error, "there are more than %d items", FORM_ITEMS);
    if (!read_item(reader, json, place, &item, &words))
        return false;
    read_uncertain(reader, json, &item, &words);
    reader->items = form_grow(reader->arena, reader->items, index, sizeof *reader->items);
    reader->item_words =
        form_grow(reader->arena, reader->item_words, index, sizeof *reader->item_words);
    reader->items[index] = item;
    reader->item_words[index] = words;
    form->form.items = reader->items;
    form->items = reader->item_words;
    form->form.item_count = index + 1;
    return true;
}

/* ---- conditions ---- */

static bool read_operator(struct json_object *json, const struct place *place,
                          enum form_operator *operator_r, struct error *error)
{
    static const char *const operators[] = {
        [FORM_EXISTS] = "exists", [FORM_EQUAL] = "=", [FORM_NOT_EQUAL] = "!=",
        [FORM_GREATER] = ">",     [FORM_LESS] = "<",  [FORM_GREATER_EQUAL] = ">=",
        [FORM_LESS_EQUAL] = "<=",
    };
    struct str text = json_in_str(json_in_get(json, "operator"));
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (str_is(text, operators[i])) {
            *operator_r = (enum form_operator)i;
            return true;
        }
    return place_error(&PLACE_IN(place, "operator"), error,
                       "must be exists, =, !=, >, <, >= or <=");
}

static bool read_condition(struct form_reader *reader, struct json_object *json,
                           const struct place *place, struct form_condition *condition_r)
{
    static const char *const names[] = {"question",
                                        "operator",
                                        "answerBoolean",
                                        "answerDecimal",
                                        "answerInteger",
                                        "answerDate",
                                        "answerDateTime",
                                        "answerTime",
                                        "answerString",
                                        "answerCoding",
                                        "answerQuantity",
                                        "answerReference",
                                        NULL};
    static const struct form_item exists = {.type = FORM_BOOLEAN};
    struct questionnaire *form = reader->form;
    struct str question;
    if (!form_members(json, names, place, reader->error) ||
        !form_extensions(json, SITE_CONDITION, place, reader->error) ||
        !form_string(reader->arena, json, "question", true, place, &question, reader->error) ||
        !read_operator(json, place, &condition_r->operator, reader->error))
        return false;
    condition_r->question = questionnaire_item_find(form, question);
    if (condition_r->question == FORM_NONE)
        return place_error(&PLACE_IN(place, "question"), reader->error,
                           "is no linkId of this form");
    if (condition_r->operator== FORM_EXISTS)
        return form_value_read(reader->arena, form, &exists, json, "answer", place,
                               &condition_r->answer, reader->error);
    return form_asked_read(reader, &form->form.items[condition_r->question], json, place,
                           &condition_r->answer);
}

static bool read_behaviour(struct json_object *json, const struct place *place,
                           enum form_behaviour *behaviour_r, struct error *error)
{
    struct json_object *behaviour = json_in_get(json, "enableBehavior");
    struct str text = json_in_str(behaviour);
    *behaviour_r = str_is(text, "all") ? FORM_ALL : str_is(text, "any") ? FORM_ANY : FORM_UNSAID;
    return !behaviour || *behaviour_r != FORM_UNSAID ||
           place_error(&PLACE_IN(place, "enableBehavior"), error, "must be all or any");
}

static bool visit_conditions(struct form_reader *reader, struct json_object *json, int parent,
                             size_t index, const struct place *place)
{
    struct form *form = &reader->form->form;
    struct json_object *list;
    (void)parent;
    if (!reader->items)
        return false;
    struct form_item *item = &reader->items[index];
    item->conditions.first = form->condition_count;
    if (!read_behaviour(json, place, &item->behaviour, reader->error) ||
        !form_array(json, "enableWhen", place, &list, reader->error))
        return false;
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct place here = PLACE_AT(place, "enableWhen", i);
        struct form_condition condition = {.question = FORM_NONE};
        if (form->condition_count == FORM_CONDITIONS)
            return place_error(&here, reader->error, "there are more than %d conditions",
                               FORM_CONDITIONS);
        if (!read_condition(reader, json_in_at(list, i), &here, &condition))
            return false;
        reader->conditions = form_grow(reader->arena, reader->conditions, form->condition_count,
                                       sizeof *reader->conditions);
        reader->conditions[form->condition_count++] = condition;
        form->conditions = reader->conditions;
        item->conditions.count++;
    }
    return true;
}

/* ---- expressions ----
 *
 * None is worked out here. One is refused where it would change a score, a red flag or which
 * questions stand; elsewhere the form means the same without it. */

static bool is_under(const struct form *form, int item, int top)
{
    while (item > top)
        item = form->items[item].parent;
    return item == top;
}

static bool has_marks(const struct form *form, const struct form_item *item)
{
    for (size_t i = 0; i < item->options.count; i++) {
        const struct form_option *option = &form->options[item->options.first + i];
        if (option->has_score || option->flag != ZONE_NONE)
            return true;
    }
    return false;
}

/* Does anything that stands elsewhere ask for an answer there? below: to an item or what is under
 * it; else to the item itself. */
static bool is_asked(const struct form *form, int top, bool below)
{
    for (int i = 0; i < (int)form->item_count; i++) {
        const struct form_run *run = &form->items[i].conditions;
        for (size_t c = 0; c < run->count; c++) {
            int question = form->conditions[run->first + c].question;
            if (below ? is_under(form, question, top) && !is_under(form, i, top) : question == top)
                return true;
        }
    }
    return false;
}

static bool any_marks(const struct form *form, int top, bool below)
{
    for (int i = top; i < (int)form->item_count && (i == top || below); i++)
        if (is_under(form, i, top) && has_marks(form, &form->items[i]))
            return true;
    return false;
}

static bool visit_expressions(struct form_reader *reader, struct json_object *json, int parent,
                              size_t index, const struct place *place)
{
    static const struct {
        const char *url;
        bool below;
    } expressions[] = {{EXT_ENABLE_EXPRESSION, true}, {EXT_CALCULATED, false}};
    const struct form *form = &reader->form->form;
    (void)parent;
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        size_t at = 0;
        bool below = expressions[i].below;
        if (form_extension(json, expressions[i].url, &at) &&
            (any_marks(form, (int)index, below) || is_asked(form, (int)index, below)))
            return place_error(&PLACE_AT(place, "extension", at), reader->error,
                               "is an expression, which is not worked out here, and scores, red "
                               "flags or other questions hang on it");
    }
    return true;
}

/* ---- the check ---- */

/* Where form_check found it, and what. */
struct finding {
    const char *name; /* the member that is wrong; NULL: the item itself */
    const char *text;
};

static struct finding finding_of(enum form_fault fault)
{
    static const struct finding findings[] = {
        [FORM_FAULT_PARENT] = {"item", "cannot stand under a display"},
        [FORM_FAULT_OPTIONS] = {"answerOption", "must be there for a choice, and only for that"},
        [FORM_FAULT_SCORE] = {"answerOption", "has a score beyond a million"},
        [FORM_FAULT_UNITS] = {NULL, "has a unit, and is no number"},
        [FORM_FAULT_BOUNDS] = {NULL, "has bounds that fit neither its type nor each other"},
        [FORM_FAULT_QUESTION] = {"enableWhen", "asks what cannot be answered"},
        [FORM_FAULT_OPERATOR] = {"enableWhen", "has an operator that the question's type lacks"},
        [FORM_FAULT_ANSWER] = {"enableWhen", "has an answer that the question cannot get"},
        [FORM_FAULT_BEHAVIOUR] = {"enableBehavior", "is missing: there are several conditions"},
        [FORM_FAULT_CYCLE] = {"enableWhen", "hangs on itself"},
    };
    struct finding none = {NULL, "cannot be used"};
    return (size_t)fault < sizeof findings / sizeof *findings && findings[fault].text
               ? findings[fault]
               : none;
}

struct fault_place {
    size_t item;
    struct finding finding;
    int condition; /* in the item's own list, or FORM_NONE */
};

static bool fault_at(struct form_reader *reader, struct json_object *owner, const struct place *up,
                     const struct fault_place *fault)
{
    struct json_object *items = json_in_get(owner, "item");
    for (size_t i = 0; i < json_in_length(items); i++) {
        struct place here = PLACE_AT(up, "item", i);
        if (reader->next++ == fault->item) {
            const char *name = fault->finding.name;
            return place_error(name ? &PLACE_AT(&here, name, fault->condition) : &here,
                               reader->error, "%s", fault->finding.text);
        }
        if (!fault_at(reader, json_in_at(items, i), &here, fault))
            return false;
    }
    return true;
}

static bool check(struct form_reader *reader, struct json_object *json, const struct place *top)
{
    const struct form *form = &reader->form->form;
    enum form_state *state = arena_array(reader->arena, enum form_state, form->item_count);
    int item, condition;
    enum form_fault fault = form_check(form, state, &item, &condition);
    if (fault == FORM_GOOD)
        return true;
    struct fault_place at = {(size_t)item, finding_of(fault), FORM_NONE};
    if (condition != FORM_NONE)
        at.condition = condition - (int)form->items[item].conditions.first;
    reader->next = 0;
    fault_at(reader, json, top, &at);
    return false;
}

/* ---- the resource ---- */

static bool read_head(struct form_reader *reader, struct json_object *json, const struct place *top)
{
    static const char *const names[] = {"resourceType",
                                        "meta",
                                        "language",
                                        "text",
                                        "contained",
                                        "url",
                                        "identifier",
                                        "version",
                                        "name",
                                        "title",
                                        "derivedFrom",
                                        "status",
                                        "experimental",
                                        "subjectType",
                                        "date",
                                        "publisher",
                                        "contact",
                                        "description",
                                        "useContext",
                                        "jurisdiction",
                                        "purpose",
                                        "copyright",
                                        "approvalDate",
                                        "lastReviewDate",
                                        "effectivePeriod",
                                        "code",
                                        "item",
                                        NULL};
    struct questionnaire *form = reader->form;
    struct arena *arena = reader->arena;
    struct error *error = reader->error;
    if (!str_is(json_in_str(json_in_get(json, "resourceType")), "Questionnaire"))
        return place_error(&PLACE_IN(top, "resourceType"), error, "must be Questionnaire");
    return form_members(json, names, top, error) && form_extensions(json, SITE_FORM, top, error) &&
           form_array(json, "contained", top, &reader->contained, error) &&
           form_string(arena, json, "url", true, top, &form->url, error) &&
           form_string(arena, json, "version", false, top, &form->version, error) &&
           form_string(arena, json, "status", true, top, &form->status, error) &&
           form_words_read(arena, json, "title", top, &form->title, error) &&
           form_instrument_read(json, top, &form->instrument, error);
}

bool questionnaire_from_fhir(struct arena *arena, struct json_object *json,
                             struct questionnaire *questionnaire_r, struct error *error)
{
    struct form_reader reader = {.arena = arena, .form = questionnaire_r, .error = error};
    struct place top = PLACE_TOP("Questionnaire");
    *questionnaire_r = (struct questionnaire){.unit_count = 0};
    if (!read_head(&reader, json, &top) || !walk(&reader, json, &top, FORM_NONE, visit_item))
        return false;
    if (!questionnaire_r->form.item_count)
        return true; /* an adaptive form asks elsewhere */
    form_instruments_settle(questionnaire_r, reader.item_words);
    reader.next = 0;
    if (!walk(&reader, json, &top, FORM_NONE, visit_conditions) || !check(&reader, json, &top))
        return false;
    reader.next = 0;
    return walk(&reader, json, &top, FORM_NONE, visit_expressions);
}
