/* Values in forms: what a condition compares with and what a response answers are read alike. */
#include "base/caltime.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "fhir/member.h"
#include "form/form_parse.h"

#include <stdio.h>

#define NUMBER_MOST 64

bool form_number_read(struct json_object *number, const struct place *place, int64_t *micro_r,
                      struct error *error)
{
    struct str text = json_in_number(number);
    struct decimal decimal;
    if (!json_in_is_number(number))
        return place_error(place, error, "must be a number");
    if (text.len > NUMBER_MOST || !decimal_parse(text, &decimal) ||
        decimal.exponent < -FORM_PLACES || !decimal_micro(&decimal, micro_r))
        return place_error(place, error, "has more digits than can be kept");
    return true;
}

static bool read_integer(struct json_object *number, const struct place *place, int64_t *micro_r,
                         struct error *error)
{
    int64_t integer;
    if (!json_in_is_number(number) || !str_int(json_in_number(number), &integer) ||
        integer > INT32_MAX || integer < INT32_MIN)
        return place_error(place, error, "must be a whole number");
    *micro_r = integer * MICRO;
    return true;
}

static bool read_date(struct json_object *date, const struct place *place, struct form_value *value,
                      struct error *error)
{
    struct caltime time;
    if (!json_in_is_string(date) || !caltime_parse(json_in_str(date), 0, false, &time) ||
        time.precision > PRECISION_DAY)
        return place_error(place, error, "must be a date");
    value->number = time.from / DAY;
    value->until = time.until / DAY;
    return true;
}

/* A date alone is a Norwegian day. */
static bool read_date_time(struct json_object *json, const struct place *place,
                           struct form_value *value, struct error *error)
{
    struct caltime time;
    if (!json_in_is_string(json) || !caltime_parse_oslo(json_in_str(json), false, &time))
        return place_error(place, error,
                           "must be a date, or a date and time with seconds and zone");
    value->number = time.from;
    value->until = time.until;
    return true;
}

static bool digits(const char *text, int most, int *value_r)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return false;
    *value_r = (text[0] - '0') * 10 + text[1] - '0';
    return *value_r <= most;
}

/* "hh:mm:ss", with or without a fraction, of which milliseconds count. */
static bool read_time(struct json_object *json, const struct place *place, struct form_value *value,
                      struct error *error)
{
    struct str text = json_in_str(json);
    int hour, minute, second, scale = 100;
    bool good = text.len >= 8 && digits(text.at, 23, &hour) && text.at[2] == ':' &&
                digits(text.at + 3, 59, &minute) && text.at[5] == ':' &&
                digits(text.at + 6, 59, &second) &&
                (text.len == 8 || (text.at[8] == '.' && text.len > 9));
    if (!good)
        return place_error(place, error, "must be a time like 08:30:00");
    value->number = ((hour * INT64_C(60) + minute) * 60 + second) * 1000;
    for (size_t i = 9; i < text.len; i++, scale /= 10) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return place_error(place, error, "must be a time like 08:30:00");
        value->number += (text.at[i] - '0') * scale;
    }
    return true;
}

bool form_moment_read(enum form_type type, struct json_object *json, const struct place *place,
                      struct form_value *value, struct error *error)
{
    switch (type) {
    case FORM_DATE:
        return read_date(json, place, value, error);
    case FORM_DATE_TIME:
        return read_date_time(json, place, value, error);
    case FORM_TIME:
        return read_time(json, place, value, error);
    default:
        return form_number_read(json, place, &value->number, error);
    }
}

static bool read_coding(struct arena *arena, struct json_object *json, const struct place *place,
                        struct questionnaire_option *option_r, struct error *error)
{
    static const char *const names[] = {"system",  "version",      "code",
                                        "display", "userSelected", NULL};
    return form_members(json, names, place, error) &&
           form_string(arena, json, "system", false, place, &option_r->system, error) &&
           form_string(arena, json, "code", true, place, &option_r->code, error);
}

bool form_option_kind(const char *rest, enum option_kind *kind_r)
{
    static const char *const rests[] = {
        [OPTION_CODING] = "Coding", [OPTION_STRING] = "String", [OPTION_INTEGER] = "Integer",
        [OPTION_DATE] = "Date",     [OPTION_TIME] = "Time",     [OPTION_REFERENCE] = "Reference",
    };
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++)
        if (strcmp(rest, rests[i]) == 0) {
            *kind_r = (enum option_kind)i;
            return true;
        }
    return false;
}

struct form_code form_code(struct str text)
{
    struct form_code code = {.text = text.at, .len = text.len};
    struct decimal decimal;
    code.has_number = text.len <= NUMBER_MOST && decimal_parse(text, &decimal) &&
                      decimal.exponent >= -FORM_PLACES && decimal_micro(&decimal, &code.number);
    return code;
}

bool form_choice_read(struct arena *arena, struct json_object *json, enum option_kind kind,
                      const struct place *place, struct questionnaire_option *option_r,
                      struct error *error)
{
    struct form_value value = {.number = 0};
    *option_r = (struct questionnaire_option){.kind = kind};
    switch (kind) {
    case OPTION_CODING:
        return read_coding(arena, json, place, option_r, error);
    case OPTION_REFERENCE:
        return form_string(arena, json, "reference", true, place, &option_r->code, error);
    case OPTION_INTEGER:
        if (!read_integer(json, place, &value.number, error))
            return false;
        option_r->code = str_of(arena_printf(arena, "%lld", (long long)(value.number / MICRO)));
        return true;
    case OPTION_DATE:
        if (!read_date(json, place, &value, error))
            return false;
        break;
    case OPTION_TIME:
        if (!read_time(json, place, &value, error))
            return false;
        break;
    case OPTION_STRING:
        break;
    }
    if (!json_in_is_string(json) || json_in_str(json).len == 0)
        return place_error(place, error, "must be a string, and not empty");
    option_r->code = arena_str(arena, json_in_str(json));
    return true;
}

/* One that is no option: by its code, or at least what it is called. */
static bool read_open_coding(struct arena *arena, struct json_object *json,
                             const struct place *place, struct form_value *value,
                             struct error *error)
{
    struct str system, code, display;
    struct form_coding *coding = arena_new(arena, struct form_coding);
    if (!form_string(arena, json, "system", false, place, &system, error) ||
        !form_string(arena, json, "code", false, place, &code, error) ||
        !form_string(arena, json, "display", false, place, &display, error))
        return false;
    if (!code.len && !display.len)
        return place_error(&PLACE_IN(place, "code"), error, "is missing");
    *coding = (struct form_coding){system.at, system.len, form_code(code.len ? code : display)};
    value->coding = coding;
    return true;
}

static bool read_choice(struct arena *arena, const struct questionnaire *questionnaire,
                        const struct form_item *item, enum option_kind kind,
                        struct json_object *json, const struct place *place,
                        struct form_value *value, struct error *error)
{
    struct questionnaire_option option = {.code = STR_NONE};
    char text[CLIP_TEXT];
    bool nameless = kind == OPTION_CODING && item->open && !json_in_get(json, "code");
    if (!nameless && !form_choice_read(arena, json, kind, place, &option, error))
        return false;
    if (!nameless)
        value->option =
            questionnaire_option_find(questionnaire, item, kind, option.system, option.code);
    if (value->option != FORM_NONE)
        return true;
    if (kind == OPTION_CODING && item->open)
        return read_open_coding(arena, json, place, value, error);
    if (kind == OPTION_STRING && item->wordy) {
        value->type = FORM_STRING;
        return true;
    }
    return place_error(place, error, "\"%s\" is not offered", clip(option.code, text));
}

/* A unit without a code is known by its name. */
static bool unit_is(const struct questionnaire_unit *unit, struct json_object *quantity)
{
    struct str code = json_in_str(json_in_get(quantity, "code"));
    struct str name = json_in_str(json_in_get(quantity, "unit"));
    if (code.len)
        return str_equal(unit->code, code) &&
               str_equal(unit->system, json_in_str(json_in_get(quantity, "system")));
    return name.len && (str_equal(unit->display, name) || str_equal(unit->code, name));
}

static bool read_quantity(const struct questionnaire *questionnaire, const struct form_item *item,
                          struct json_object *json, const struct place *place,
                          struct form_value *value, struct error *error)
{
    static const char *const names[] = {"value", "comparator", "unit", "system", "code", NULL};
    if (!form_members(json, names, place, error))
        return false;
    if (json_in_get(json, "comparator"))
        return place_error(&PLACE_IN(place, "comparator"), error,
                           "is not understood: only a measured value can be compared");
    if (!form_number_read(json_in_get(json, "value"), &PLACE_IN(place, "value"), &value->number,
                          error))
        return false;
    for (size_t i = 0; i < item->units.count; i++) {
        value->unit = questionnaire->form.units[item->units.first + i];
        if (unit_is(&questionnaire->units[value->unit], json))
            return true;
    }
    if (item->units.count)
        return place_error(&PLACE_IN(place, "code"), error, "is no unit that is offered");
    value->unit = questionnaire_unit_find(questionnaire, json_in_str(json_in_get(json, "system")),
                                          json_in_str(json_in_get(json, "code")));
    return true;
}

static bool read_text(struct json_object *json, const struct place *place, struct error *error)
{
    if (!json_in_is_string(json) || !json_in_str(json).len)
        return place_error(place, error, "must be a string, and not empty");
    return !str_has_control(json_in_str(json), true) ||
           place_error(place, error,
                       "has a control character in it, or a mark that turns the direction of text");
}

/* What is written for the value: kept, so that it is printed the same. */
static struct str written(struct arena *arena, const struct form_value *value,
                          struct json_object *json)
{
    struct json_object *number = value->type == FORM_QUANTITY ? json_in_get(json, "value") : json;
    struct buf all;
    if (value->type == FORM_ATTACHMENT || value->type == FORM_REFERENCE || value->coding ||
        (value->type == FORM_QUANTITY && value->unit == FORM_NONE)) {
        buf_init(&all, arena, 128);
        json_in_text(json, &all);
        return buf_slice(&all);
    }
    return arena_str(arena,
                     json_in_is_number(number) ? json_in_number(number) : json_in_str(number));
}

static bool read_object(struct json_object *json, const struct place *place, struct error *error)
{
    struct member member;
    return member_first(json, &member) || place_error(place, error, "must be an object, not empty");
}

static bool read_value(struct arena *arena, const struct questionnaire *questionnaire,
                       const struct form_item *item, const char *rest, struct json_object *json,
                       const struct place *place, struct form_value *value, struct error *error)
{
    enum option_kind kind;
    switch (item->type) {
    case FORM_BOOLEAN:
        value->number = json_in_true(json);
        return json_in_is_bool(json) || place_error(place, error, "must be true or false");
    case FORM_INTEGER:
        return read_integer(json, place, &value->number, error);
    case FORM_CHOICE:
        return form_option_kind(rest, &kind) &&
               read_choice(arena, questionnaire, item, kind, json, place, value, error);
    case FORM_STRING:
    case FORM_TEXT:
    case FORM_URL:
        return read_text(json, place, error);
    case FORM_DECIMAL:
    case FORM_DATE:
    case FORM_DATE_TIME:
    case FORM_TIME:
        return form_moment_read(item->type, json, place, value, error);
    case FORM_QUANTITY:
        return read_quantity(questionnaire, item, json, place, value, error);
    case FORM_ATTACHMENT:
    case FORM_REFERENCE:
        return read_object(json, place, error);
    case FORM_GROUP:
    case FORM_DISPLAY:
        break;
    }
    return place_error(place, error, "cannot be answered");
}

bool form_member(struct json_object *element, const char *prefix, const struct place *place,
                 const char **rest_r, struct json_object **json_r, struct error *error)
{
    struct member member;
    char name[32];
    size_t len = strlen(prefix);
    snprintf(name, sizeof name, "%s[x]", prefix);
    *rest_r = NULL;
    *json_r = NULL;
    for (bool more = member_first(element, &member); more; more = member_next(&member)) {
        if (strncmp(member.name, prefix, len) != 0)
            continue;
        if (*rest_r)
            return place_error(&PLACE_IN(place, name), error, "stands twice");
        *rest_r = member.name + len;
        *json_r = member.value;
    }
    return *rest_r || place_error(&PLACE_IN(place, name), error, "is missing");
}

/* The rest of the member's name for each type; choices have several. */
static bool is_type(const struct form_item *item, const char *rest)
{
    static const char *const rests[] = {
        [FORM_BOOLEAN] = "Boolean",
        [FORM_INTEGER] = "Integer",
        [FORM_DECIMAL] = "Decimal",
        [FORM_STRING] = "String",
        [FORM_TEXT] = "String",
        [FORM_DATE] = "Date",
        [FORM_QUANTITY] = "Quantity",
        [FORM_DATE_TIME] = "DateTime",
        [FORM_TIME] = "Time",
        [FORM_URL] = "Uri",
        [FORM_ATTACHMENT] = "Attachment",
        [FORM_REFERENCE] = "Reference",
    };
    enum option_kind kind;
    if (item->type == FORM_CHOICE)
        return form_option_kind(rest, &kind);
    return rests[item->type] && strcmp(rest, rests[item->type]) == 0;
}

/* The value, once its member is known to be of the right type. */
static bool finish_value(struct arena *arena, const struct questionnaire *questionnaire,
                         const struct form_item *item, const char *rest, struct json_object *json,
                         const struct place *place, struct form_value *value_r, struct error *error)
{
    *value_r = (struct form_value){
        .type = item->type, .option = FORM_NONE, .unit = FORM_NONE, .text = NULL};
    if (!read_value(arena, questionnaire, item, rest, json, place, value_r, error))
        return false;
    struct str kept = written(arena, value_r, json);
    value_r->text = kept.at;
    value_r->len = kept.len;
    return true;
}

static bool wrong_type(const char *rest, const struct place *place, struct error *error)
{
    char text[CLIP_TEXT];
    return place_error(place, error, "%s is not the type that the question takes",
                       clip(str_of(rest), text));
}

bool form_value_read(struct arena *arena, const struct questionnaire *questionnaire,
                     const struct form_item *item, struct json_object *element, const char *prefix,
                     const struct place *place, struct form_value *value_r, struct error *error)
{
    const char *rest;
    struct json_object *json;
    char name[CLIP_TEXT];
    if (!form_member(element, prefix, place, &rest, &json, error))
        return false;
    struct place here = PLACE_IN(place, clip(str_of(rest - strlen(prefix)), name));
    if (!is_type(item, rest))
        return wrong_type(rest, &here, error);
    return finish_value(arena, questionnaire, item, rest, json, &here, value_r, error);
}

/* ---- what conditions ask ---- */

/* A text means an option's code, or what it is called. */
static bool read_asked_words(struct form_reader *reader, const struct form_item *item,
                             const struct place *place, struct form_value *value)
{
    const struct questionnaire *form = reader->form;
    struct str words = {value->text, value->len};
    char text[CLIP_TEXT];
    const struct questionnaire_option *named = NULL;
    for (size_t i = item->options.first; i < item->options.first + item->options.count; i++) {
        if (str_equal(form->options[i].code, words))
            return true;
        if (!named && str_equal(form->options[i].display.text, words))
            named = &form->options[i];
    }
    if (named) {
        value->text = named->code.at;
        value->len = named->code.len;
    }
    return named || item->open || item->wordy ||
           place_error(place, reader->error, "\"%s\" is not offered", clip(words, text));
}

/* The type that the member is read as; FORM_GROUP: none that compares. */
static enum form_type asked_type(const struct form_item *item, const char *rest)
{
    bool integer = strcmp(rest, "Integer") == 0, decimal = strcmp(rest, "Decimal") == 0;
    switch (item->type) {
    case FORM_CHOICE:
        return strcmp(rest, "String") == 0 ? FORM_STRING
               : integer                   ? FORM_INTEGER
               : decimal                   ? FORM_DECIMAL
                                           : FORM_GROUP;
    case FORM_INTEGER:
    case FORM_DECIMAL:
        if (strcmp(rest, "Quantity") == 0 && item->units.count == 1)
            return FORM_QUANTITY;
        return integer ? FORM_INTEGER : decimal ? FORM_DECIMAL : FORM_GROUP;
    case FORM_QUANTITY:
        if (item->units.count == 1 && (integer || decimal))
            return integer ? FORM_INTEGER : FORM_DECIMAL;
        return FORM_GROUP;
    case FORM_URL:
        return strcmp(rest, "String") == 0 ? FORM_STRING : FORM_GROUP;
    case FORM_DATE:
        return strcmp(rest, "DateTime") == 0 ? FORM_DATE : FORM_GROUP;
    case FORM_DATE_TIME:
        return strcmp(rest, "Date") == 0 ? FORM_DATE_TIME : FORM_GROUP;
    default:
        return FORM_GROUP;
    }
}

/* A unit that only the condition names is one to know when it is answered. */
static bool know_unit(struct form_reader *reader, const struct form_item *item,
                      struct json_object *quantity, const struct place *place,
                      struct form_value *value)
{
    struct questionnaire_unit unit;
    if (item->type != FORM_QUANTITY || value->unit != FORM_NONE)
        return true;
    if (!form_string(reader->arena, quantity, "system", false, place, &unit.system,
                     reader->error) ||
        !form_string(reader->arena, quantity, "code", true, place, &unit.code, reader->error) ||
        !form_string(reader->arena, quantity, "unit", false, place, &unit.display, reader->error))
        return false;
    return form_unit(reader, &unit, place, &value->unit);
}

bool form_asked_read(struct form_reader *reader, const struct form_item *item,
                     struct json_object *json, const struct place *place,
                     struct form_value *value_r)
{
    const char *rest;
    struct json_object *value;
    char name[CLIP_TEXT];
    struct form_item as = *item;
    if (!form_member(json, "answer", place, &rest, &value, reader->error) || !rest)
        return false;
    struct place here = PLACE_IN(place, clip(str_of(rest - strlen("answer")), name));
    enum form_type type = asked_type(item, rest);
    if (type != FORM_GROUP)
        as.type = type;
    else if (!is_type(item, rest))
        return wrong_type(rest, &here, reader->error);
    if (!finish_value(reader->arena, reader->form, &as, rest, value, &here, value_r,
                      reader->error) ||
        !know_unit(reader, item, value, &here, value_r))
        return false;
    if (item->type == FORM_CHOICE && type == FORM_STRING)
        return read_asked_words(reader, item, &here, value_r);
    if (item->type == FORM_QUANTITY && type != FORM_GROUP) {
        value_r->type = FORM_QUANTITY;
        value_r->unit = reader->form->form.units[item->units.first];
    } else if (type == FORM_QUANTITY) {
        value_r->type = FORM_DECIMAL;
    }
    return true;
}
