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

bool form_date_read(struct json_object *date, const struct place *place, struct form_value *value,
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

static bool read_coding(struct arena *arena, struct json_object *json, const struct place *place,
                        struct questionnaire_option *option_r, struct error *error)
{
    static const char *const names[] = {"system",  "version",      "code",
                                        "display", "userSelected", NULL};
    return form_members(json, names, place, error) &&
           form_string(arena, json, "system", false, place, &option_r->system, error) &&
           form_string(arena, json, "code", true, place, &option_r->code, error);
}

bool form_choice_read(struct arena *arena, struct json_object *json, enum option_kind kind,
                      const struct place *place, struct questionnaire_option *option_r,
                      struct error *error)
{
    int64_t micro = 0;
    *option_r = (struct questionnaire_option){.kind = kind};
    switch (kind) {
    case OPTION_CODING:
        return read_coding(arena, json, place, option_r, error);
    case OPTION_INTEGER:
        if (!read_integer(json, place, &micro, error))
            return false;
        option_r->code = str_of(arena_printf(arena, "%lld", (long long)(micro / MICRO)));
        return true;
    case OPTION_STRING:
        break;
    }
    if (!json_in_is_string(json) || json_in_str(json).len == 0)
        return place_error(place, error, "must be a string, and not empty");
    option_r->code = arena_str(arena, json_in_str(json));
    return true;
}

static bool read_choice(struct arena *arena, const struct questionnaire *questionnaire,
                        const struct form_item *item, struct json_object *json,
                        const struct place *place, struct form_value *value, struct error *error)
{
    struct questionnaire_option option;
    char text[CLIP_TEXT];
    enum option_kind kind = json_in_is_object(json)   ? OPTION_CODING
                            : json_in_is_string(json) ? OPTION_STRING
                                                      : OPTION_INTEGER;
    if (!form_choice_read(arena, json, kind, place, &option, error))
        return false;
    value->option =
        questionnaire_option_find(questionnaire, item, kind, option.system, option.code);
    if (value->option == FORM_NONE)
        return place_error(place, error, "\"%s\" is not offered", clip(option.code, text));
    return true;
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
    return place_error(&PLACE_IN(place, "code"), error, "is no unit that is offered");
}

static bool read_text(struct json_object *json, const struct place *place, struct error *error)
{
    return (json_in_is_string(json) && json_in_str(json).len > 0) ||
           place_error(place, error, "must be a string, and not empty");
}

/* What is written for the value: kept, so that it is printed the same. */
static struct str written(struct json_object *json)
{
    struct json_object *number = json_in_is_object(json) ? json_in_get(json, "value") : json;
    return json_in_is_number(number) ? json_in_number(number) : json_in_str(number);
}

static bool read_value(struct arena *arena, const struct questionnaire *questionnaire,
                       const struct form_item *item, struct json_object *json,
                       const struct place *place, struct form_value *value, struct error *error)
{
    switch (item->type) {
    case FORM_BOOLEAN:
        value->number = json_in_true(json);
        return json_in_is_bool(json) || place_error(place, error, "must be true or false");
    case FORM_INTEGER:
        return read_integer(json, place, &value->number, error);
    case FORM_DECIMAL:
        return form_number_read(json, place, &value->number, error);
    case FORM_CHOICE:
        return read_choice(arena, questionnaire, item, json, place, value, error);
    case FORM_STRING:
    case FORM_TEXT:
        return read_text(json, place, error);
    case FORM_DATE:
        return form_date_read(json, place, value, error);
    case FORM_QUANTITY:
        return read_quantity(questionnaire, item, json, place, value, error);
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
static bool is_type(const struct form_item *item, const char *rest, struct json_object *json)
{
    static const char *const rests[] = {
        [FORM_BOOLEAN] = "Boolean",   [FORM_INTEGER] = "Integer", [FORM_DECIMAL] = "Decimal",
        [FORM_STRING] = "String",     [FORM_TEXT] = "String",     [FORM_DATE] = "Date",
        [FORM_QUANTITY] = "Quantity",
    };
    if (item->type == FORM_CHOICE)
        return (strcmp(rest, "Coding") == 0 && json_in_is_object(json)) ||
               (strcmp(rest, "String") == 0 && json_in_is_string(json)) ||
               (strcmp(rest, "Integer") == 0 && json_in_is_number(json));
    return rests[item->type] && strcmp(rest, rests[item->type]) == 0;
}

bool form_value_read(struct arena *arena, const struct questionnaire *questionnaire,
                     const struct form_item *item, struct json_object *element, const char *prefix,
                     const struct place *place, struct form_value *value_r, struct error *error)
{
    const char *rest;
    struct json_object *json;
    char name[CLIP_TEXT], text[CLIP_TEXT];
    *value_r = (struct form_value){
        .type = item->type, .option = FORM_NONE, .unit = FORM_NONE, .text = NULL};
    if (!form_member(element, prefix, place, &rest, &json, error))
        return false;
    clip(str_of(rest - strlen(prefix)), name);
    struct place here = PLACE_IN(place, name);
    if (!is_type(item, rest, json))
        return place_error(&here, error, "%s is not the type that the question takes",
                           clip(str_of(rest), text));
    if (!read_value(arena, questionnaire, item, json, &here, value_r, error))
        return false;
    struct str kept = arena_str(arena, written(json));
    value_r->text = kept.at;
    value_r->len = kept.len;
    return true;
}
