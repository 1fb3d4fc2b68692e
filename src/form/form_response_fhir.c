/* QuestionnaireResponses: answers in, checked against the form; a completed one out. */
#include "base/caltime.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "fhir/member.h"
#include "form/form_parse.h"

#include <stdio.h>

/* ---- in ---- */

struct response_reader {
    struct arena *arena;
    const struct questionnaire *form;
    struct form_answer *list;
    size_t count;
    struct form_instance *instances;
    size_t instance_count;
    size_t lists;            /* of items, so far */
    size_t seen[FORM_ITEMS]; /* the list that each item was last seen in, from 1 on */
    struct error *error;
};

/* Where a list of items stands. */
struct spot {
    int parent; /* item */
    int within; /* instance */
    const struct place *place;
};

static bool read_items(struct response_reader *reader, struct json_object *owner,
                       const struct spot *spot);

static bool add_answer(struct response_reader *reader, int item, int within,
                       const struct form_value *value, const struct place *place)
{
    if (reader->count == FORM_ANSWERS)
        return place_error(place, reader->error, "there are more than %d answers", FORM_ANSWERS);
    reader->list = form_grow(reader->arena, reader->list, reader->count, sizeof *reader->list);
    reader->list[reader->count++] = (struct form_answer){item, *value, within};
    return true;
}

static bool add_instance(struct response_reader *reader, int item, int within, int answer,
                         const struct place *place, int *instance_r)
{
    size_t same = 1, most = (size_t)reader->form->form.items[item].most;
    if (reader->instance_count == FORM_INSTANCES)
        return place_error(place, reader->error, "there are more than %d repetitions",
                           FORM_INSTANCES);
    for (size_t i = 0; i < reader->instance_count; i++)
        same += reader->instances[i].item == item && reader->instances[i].within == within;
    if (most && same > most)
        return place_error(place, reader->error, "is one more than the group may have");
    reader->instances = form_grow(reader->arena, reader->instances, reader->instance_count,
                                  sizeof *reader->instances);
    *instance_r = (int)reader->instance_count;
    reader->instances[reader->instance_count++] = (struct form_instance){item, within, answer};
    return true;
}

static bool read_answer(struct response_reader *reader, struct json_object *json, int item,
                        int within, const struct place *place)
{
    static const char *const names[] = {"valueBoolean",
                                        "valueDecimal",
                                        "valueInteger",
                                        "valueDate",
                                        "valueDateTime",
                                        "valueTime",
                                        "valueString",
                                        "valueUri",
                                        "valueAttachment",
                                        "valueCoding",
                                        "valueQuantity",
                                        "valueReference",
                                        "item",
                                        NULL};
    struct form_value value;
    struct spot below = {item, within, place};
    if (!form_members(json, names, place, reader->error) ||
        !form_value_read(reader->arena, reader->form, &reader->form->form.items[item], json,
                         "value", place, &value, reader->error) ||
        !add_answer(reader, item, within, &value, place))
        return false;
    if (reader->form->form.items[item].repeats && json_in_get(json, "item") &&
        !add_instance(reader, item, within, (int)reader->count - 1, place, &below.within))
        return false;
    return read_items(reader, json, &below);
}

static bool read_answers(struct response_reader *reader, struct json_object *json, int index,
                         int within, const struct place *place)
{
    const struct form_item *item = &reader->form->form.items[index];
    struct json_object *answers;
    if (!form_array(json, "answer", place, &answers, reader->error))
        return false;
    if (answers && item->type == FORM_DISPLAY)
        return place_error(&PLACE_IN(place, "answer"), reader->error,
                           "is given to what is no question");
    size_t most = item->repeats ? (size_t)item->most : 1;
    if (most && json_in_length(answers) > most)
        return place_error(&PLACE_AT(place, "answer", most), reader->error,
                           "is one answer more than the question takes");
    for (size_t i = 0; i < json_in_length(answers); i++)
        if (!read_answer(reader, json_in_at(answers, i), index, within,
                         &PLACE_AT(place, "answer", i)))
            return false;
    if (json_in_get(json, "item"))
        return place_error(&PLACE_IN(place, "item"), reader->error,
                           "must stand in the answer that it belongs to");
    return true;
}

static bool read_group(struct response_reader *reader, struct json_object *json, int index,
                       int within, const struct place *place)
{
    struct spot below = {index, within, place};
    if (json_in_get(json, "answer"))
        return place_error(&PLACE_IN(place, "answer"), reader->error,
                           "is given to what is no question");
    if (reader->form->form.items[index].repeats &&
        !add_instance(reader, index, within, FORM_NONE, place, &below.within))
        return false;
    return read_items(reader, json, &below);
}

static bool read_one(struct response_reader *reader, struct json_object *json,
                     const struct spot *spot, size_t list, const struct place *place)
{
    static const char *const names[] = {"linkId", "definition", "text", "answer", "item", NULL};
    struct place here = PLACE_IN(place, "linkId");
    struct str link_id;
    if (!form_members(json, names, place, reader->error) ||
        !form_string(reader->arena, json, "linkId", true, place, &link_id, reader->error))
        return false;
    int index = questionnaire_item_find(reader->form, link_id);
    if (index == FORM_NONE)
        return place_error(&here, reader->error, "is no linkId of the form");
    const struct form_item *item = &reader->form->form.items[index];
    bool group = item->type == FORM_GROUP;
    if (item->parent != spot->parent)
        return place_error(&here, reader->error, "stands elsewhere in the form");
    if (reader->seen[index] == list && !(group && item->repeats))
        return place_error(&here, reader->error, "stands twice");
    reader->seen[index] = list;
    return group ? read_group(reader, json, index, spot->within, place)
                 : read_answers(reader, json, index, spot->within, place);
}

/* As deep as the JSON. */
static bool read_items(struct response_reader *reader, struct json_object *owner,
                       const struct spot *spot)
{
    struct json_object *items;
    size_t list = ++reader->lists;
    if (!form_array(owner, "item", spot->place, &items, reader->error))
        return false;
    for (size_t i = 0; i < json_in_length(items); i++)
        if (!read_one(reader, json_in_at(items, i), spot, list, &PLACE_AT(spot->place, "item", i)))
            return false;
    return true;
}

/* "url" or "url|version". */
static bool is_form(struct str canonical, const struct questionnaire *form)
{
    struct str url, version;
    bool versioned = str_cut(canonical, '|', &url, &version);
    return str_equal(url, form->url) && (!versioned || str_equal(version, form->version));
}

static bool read_status(struct json_object *json, const struct place *top,
                        struct questionnaire_response *response, struct error *error)
{
    static const char *const statuses[] = {"in-progress",      "completed", "amended",
                                           "entered-in-error", "stopped",   NULL};
    struct str status = json_in_str(json_in_get(json, "status"));
    for (size_t i = 0; statuses[i]; i++)
        if (str_is(status, statuses[i])) {
            response->status = str_of(statuses[i]);
            return true;
        }
    return place_error(&PLACE_IN(top, "status"), error,
                       "must be in-progress, completed, amended, entered-in-error or stopped");
}

static bool read_head(struct response_reader *reader, struct json_object *json,
                      const struct place *top, struct questionnaire_response *response)
{
    static const char *const names[] = {
        "resourceType", "meta",   "language",      "text",   "contained", "identifier",
        "basedOn",      "partOf", "questionnaire", "status", "subject",   "encounter",
        "authored",     "author", "source",        "item",   NULL};
    struct json_object *authored = json_in_get(json, "authored");
    struct str canonical;
    struct caltime time;
    if (!str_is(json_in_str(json_in_get(json, "resourceType")), "QuestionnaireResponse"))
        return place_error(&PLACE_IN(top, "resourceType"), reader->error,
                           "must be QuestionnaireResponse");
    if (!form_members(json, names, top, reader->error) ||
        !form_string(reader->arena, json, "questionnaire", true, top, &canonical, reader->error) ||
        !read_status(json, top, response, reader->error))
        return false;
    if (!is_form(canonical, reader->form))
        return place_error(&PLACE_IN(top, "questionnaire"), reader->error, "is another form");
    if (authored && !caltime_parse_oslo(json_in_str(authored), false, &time))
        return place_error(&PLACE_IN(top, "authored"), reader->error,
                           "is no date, and no date and time with seconds and zone");
    response->authored = arena_str(reader->arena, json_in_str(authored));
    return true;
}

bool questionnaire_response_from_fhir(struct arena *arena, struct json_object *json,
                                      const struct questionnaire *questionnaire,
                                      struct questionnaire_response *response_r,
                                      struct error *error)
{
    struct response_reader reader = {.arena = arena, .form = questionnaire, .error = error};
    struct place top = PLACE_TOP("QuestionnaireResponse");
    struct spot spot = {FORM_NONE, FORM_NONE, &top};
    *response_r = (struct questionnaire_response){.status = STR_NONE};
    if (!read_head(&reader, json, &top, response_r) || !read_items(&reader, json, &spot))
        return false;
    response_r->answers =
        (struct form_answers){reader.list, reader.count, reader.instances, reader.instance_count};
    return true;
}

/* ---- out ---- */

struct writer {
    struct json_out *out;
    const struct questionnaire *form;
    struct form_answers answers;
    const enum form_state *states;
    struct str language;
    bool alone; /* the items without what they are in */
};

static void put_number(const struct writer *writer, const char *key, const struct form_value *value)
{
    char text[DECIMAL_TEXT];
    json_key(writer->out, key);
    decimal_text(value->number, 0, text);
    json_raw(writer->out, value->text ? (struct str){value->text, value->len} : str_of(text));
}

static struct str text_of(const struct form_value *value)
{
    return (struct str){value->text, value->len};
}

static void put_date(const struct writer *writer, const struct form_value *value)
{
    char text[CALTIME_TEXT];
    caltime_text(value->number * DAY, PRECISION_DAY, 0, text);
    json_put_str(writer->out, "valueDate", value->text ? text_of(value) : str_of(text));
}

static void put_date_time(const struct writer *writer, const struct form_value *value)
{
    char text[CALTIME_TEXT];
    caltime_utc(value->number, text);
    json_put_str(writer->out, "valueDateTime", value->text ? text_of(value) : str_of(text));
}

static void put_time(const struct writer *writer, const struct form_value *value)
{
    int second = (int)(value->number / 1000);
    char text[32];
    snprintf(text, sizeof text, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    json_put_str(writer->out, "valueTime", value->text ? text_of(value) : str_of(text));
}

static void put_as_it_came(const struct writer *writer, const char *key,
                           const struct form_value *value)
{
    json_key(writer->out, key);
    json_raw(writer->out, text_of(value));
}

static void put_optional(const struct writer *writer, const char *key, struct str text)
{
    if (text.len)
        json_put_str(writer->out, key, text);
}

static void put_choice(const struct writer *writer, int index)
{
    const struct questionnaire_option *option = &writer->form->options[index];
    switch (option->kind) {
    case OPTION_STRING:
        json_put_str(writer->out, "valueString", option->code);
        return;
    case OPTION_DATE:
        json_put_str(writer->out, "valueDate", option->code);
        return;
    case OPTION_TIME:
        json_put_str(writer->out, "valueTime", option->code);
        return;
    case OPTION_REFERENCE:
        json_key(writer->out, "valueReference");
        json_object_open(writer->out);
        json_put_str(writer->out, "reference", option->code);
        json_object_close(writer->out);
        return;
    case OPTION_INTEGER:
        json_key(writer->out, "valueInteger");
        json_raw(writer->out, option->code);
        return;
    case OPTION_CODING:
        break;
    }
    json_key(writer->out, "valueCoding");
    json_object_open(writer->out);
    put_optional(writer, "system", option->system);
    json_put_str(writer->out, "code", option->code);
    put_optional(writer, "display", form_text(&option->display, writer->language));
    json_object_close(writer->out);
}

static void put_quantity(const struct writer *writer, const struct form_value *value)
{
    const struct questionnaire_unit *unit = &writer->form->units[value->unit];
    json_key(writer->out, "valueQuantity");
    json_object_open(writer->out);
    put_number(writer, "value", value);
    json_put_str(writer->out, "unit", unit->display.len ? unit->display : unit->code);
    put_optional(writer, "system", unit->system);
    json_put_str(writer->out, "code", unit->code);
    json_object_close(writer->out);
}

static void put_value(const struct writer *writer, const struct form_item *item,
                      const struct form_value *value)
{
    switch (value->type) {
    case FORM_BOOLEAN:
        json_put_bool(writer->out, "valueBoolean", value->number != 0);
        return;
    case FORM_INTEGER:
        put_number(writer, "valueInteger", value);
        return;
    case FORM_DECIMAL:
        put_number(writer, "valueDecimal", value);
        return;
    case FORM_CHOICE:
        if (value->coding)
            put_as_it_came(writer, "valueCoding", value);
        else
            put_choice(writer, value->option);
        return;
    case FORM_DATE:
        put_date(writer, value);
        return;
    case FORM_DATE_TIME:
        put_date_time(writer, value);
        return;
    case FORM_TIME:
        put_time(writer, value);
        return;
    case FORM_QUANTITY:
        if (value->unit == FORM_NONE)
            put_as_it_came(writer, "valueQuantity", value);
        else
            put_quantity(writer, value);
        return;
    case FORM_ATTACHMENT:
        put_as_it_came(writer, "valueAttachment", value);
        return;
    case FORM_REFERENCE:
        put_as_it_came(writer, "valueReference", value);
        return;
    default:
        json_put_str(writer->out, item->type == FORM_URL ? "valueUri" : "valueString",
                     text_of(value));
    }
}

static bool is_counted(const struct writer *writer, size_t answer, int item, int within)
{
    return writer->answers.list[answer].item == item &&
           writer->answers.list[answer].within == within &&
           form_counts(&writer->form->form, writer->answers, writer->states, answer);
}

/* Is there an answer to it or to anything below it? */
static bool has_content(const struct writer *writer, int item, int within)
{
    for (size_t i = 0; i < writer->answers.count; i++)
        if (form_counts(&writer->form->form, writer->answers, writer->states, i) &&
            form_is_below(&writer->form->form, writer->answers, i, item, within))
            return true;
    return false;
}

static bool instance_has_content(const struct writer *writer, int instance)
{
    for (size_t i = 0; i < writer->answers.count; i++) {
        int within = writer->answers.list[i].within;
        if (!form_counts(&writer->form->form, writer->answers, writer->states, i))
            continue;
        while (within > instance)
            within = writer->answers.instances[within].within;
        if (within == instance)
            return true;
    }
    return false;
}

static bool put_items(const struct writer *writer, int parent, int within);

/* What is below an answer: in an instance of its own, when it has one. */
static void put_below(const struct writer *writer, int item, size_t answer, int within)
{
    const struct form_answers *answers = &writer->answers;
    if (!writer->form->form.items[item].repeats) {
        put_items(writer, item, within);
        return;
    }
    for (size_t i = 0; i < answers->instance_count; i++)
        if (answers->instances[i].item == item && answers->instances[i].answer == (int)answer) {
            put_items(writer, item, (int)i);
            return;
        }
}

static void put_answers(const struct writer *writer, int item, int within)
{
    json_key(writer->out, "answer");
    json_array_open(writer->out);
    for (size_t i = 0; i < writer->answers.count; i++) {
        if (!is_counted(writer, i, item, within))
            continue;
        json_object_open(writer->out);
        put_value(writer, &writer->form->form.items[item], &writer->answers.list[i].value);
        put_below(writer, item, i, within);
        json_object_close(writer->out);
    }
    json_array_close(writer->out);
}

static void put_head(const struct writer *writer, int item)
{
    const struct questionnaire_item *words = &writer->form->items[item];
    json_object_open(writer->out);
    json_put_str(writer->out, "linkId", words->link_id);
    put_optional(writer, "text", form_text(&words->text, writer->language));
}

static void put_item(const struct writer *writer, int item, int within)
{
    const struct form_item *form_item = &writer->form->form.items[item];
    const struct form_answers *answers = &writer->answers;
    if (form_item->type != FORM_GROUP || !form_item->repeats) {
        put_head(writer, item);
        if (form_item->type == FORM_GROUP)
            put_items(writer, item, within);
        else
            put_answers(writer, item, within);
        json_object_close(writer->out);
        return;
    }
    for (size_t i = 0; i < answers->instance_count; i++) {
        if (answers->instances[i].item != item || answers->instances[i].within != within ||
            !instance_has_content(writer, (int)i))
            continue;
        put_head(writer, item);
        put_items(writer, item, (int)i);
        json_object_close(writer->out);
    }
}

/* As deep as the form, which came from JSON of bounded depth. False: there is nothing. */
static bool put_items(const struct writer *writer, int parent, int within)
{
    bool open = false;
    for (int i = parent + 1; i < (int)writer->form->form.item_count; i++) {
        if (writer->form->form.items[i].parent != parent || !has_content(writer, i, within))
            continue;
        if (!open) {
            if (parent != FORM_NONE || !writer->alone)
                json_key(writer->out, "item");
            json_array_open(writer->out);
            open = true;
        }
        put_item(writer, i, within);
    }
    if (open)
        json_array_close(writer->out);
    return open;
}

static void put_form(const struct writer *writer)
{
    struct buf canonical;
    buf_init(&canonical, writer->out->buf.arena, 128);
    buf_str(&canonical, writer->form->url);
    if (writer->form->version.len) {
        buf_char(&canonical, '|');
        buf_str(&canonical, writer->form->version);
    }
    json_put_str(writer->out, "questionnaire", buf_slice(&canonical));
}

void questionnaire_response_items(struct json_out *out, const struct questionnaire *questionnaire,
                                  const struct questionnaire_response *response,
                                  const enum form_state *states, struct str language)
{
    struct writer writer = {out, questionnaire, response->answers, states, language, true};
    if (!put_items(&writer, FORM_NONE, FORM_NONE))
        json_raw(out, STR("[]"));
}

void questionnaire_response_to_fhir(struct json_out *out, const struct questionnaire *questionnaire,
                                    const struct questionnaire_response *response,
                                    const enum form_state *states, struct str subject,
                                    struct str language)
{
    struct writer writer = {out, questionnaire, response->answers, states, language, false};
    json_object_open(out);
    json_put_text(out, "resourceType", "QuestionnaireResponse");
    put_form(&writer);
    json_put_str(out, "status", response->status);
    if (subject.len) {
        json_key(out, "subject");
        json_object_open(out);
        json_put_str(out, "reference", subject);
        json_object_close(out);
    }
    put_optional(&writer, "authored", response->authored);
    put_items(&writer, FORM_NONE, FORM_NONE);
    json_object_close(out);
}
