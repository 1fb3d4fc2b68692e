#include "fhir/shape.h"

#include "base/caltime.h"
#include "fhir/member.h"

static bool check_text(struct json_object *value, const struct place *place, struct error *error)
{
    struct str text = json_in_str(value);
    if (!json_in_is_string(value))
        return place_error(place, error, "must be a string");
    if (text.len == 0)
        return place_error(place, error, "must not be empty");
    return !str_has_control(text, true) ||
           place_error(place, error,
                       "has a control character in it, or a mark that turns the direction of text");
}

static bool check_time(struct json_object *value, bool instant, const struct place *place,
                       struct error *error)
{
    struct caltime time;
    if (!check_text(value, place, error))
        return false;
    if (!caltime_parse(json_in_str(value), 0, false, &time))
        return place_error(place, error, "is no date, and no date and time with seconds and zone");
    if (instant && time.precision < PRECISION_SECOND)
        return place_error(place, error, "must have a time with seconds and zone");
    return true;
}

static bool check_integer(struct json_object *value, const struct place *place, struct error *error)
{
    int64_t integer;
    if (!json_in_is_number(value) || !str_int(json_in_number(value), &integer) ||
        integer > INT32_MAX || integer < INT32_MIN)
        return place_error(place, error, "must be a whole number");
    return true;
}

/* What we do not know: no null but in an array, nothing empty. As deep as JSON_DEPTH. */
static bool check_any(struct json_object *value, const struct place *place, struct error *error)
{
    struct member member;
    if (json_in_is_string(value))
        return check_text(value, place, error);
    if (json_in_is_array(value)) {
        if (json_in_length(value) == 0)
            return place_error(place, error, "must not be empty");
        for (size_t i = 0; i < json_in_length(value); i++) {
            struct json_object *item = json_in_at(value, i);
            if (item && !check_any(item, &PLACE_AT(place->up, place->name, i), error))
                return false;
        }
        return true;
    }
    if (!json_in_is_object(value))
        return value ? true : place_error(place, error, "must not be null");
    if (!member_first(value, &member))
        return place_error(place, error, "must not be empty");
    do
        if (!check_any(member.value, &PLACE_IN(place, member.name), error))
            return false;
    while (member_next(&member));
    return true;
}

static bool check_object(struct json_object *value, const struct shape *type,
                         const struct place *place, struct error *error)
{
    if (!json_in_is_object(value))
        return place_error(place, error, "must be an object");
    return type ? shape_check(value, type, place, error) : check_any(value, place, error);
}

static bool check_one(struct json_object *value, const struct shape_member *member,
                      const struct place *place, struct error *error)
{
    if (!value)
        return place_error(place, error, "must not be null");
    switch (member->kind) {
    case SHAPE_TEXT:
        return check_text(value, place, error);
    case SHAPE_BOOLEAN:
        return json_in_is_bool(value) || place_error(place, error, "must be true or false");
    case SHAPE_DECIMAL:
        return json_in_is_number(value) || place_error(place, error, "must be a number");
    case SHAPE_INTEGER:
        return check_integer(value, place, error);
    case SHAPE_DATE_TIME:
    case SHAPE_INSTANT:
        return check_time(value, member->kind == SHAPE_INSTANT, place, error);
    case SHAPE_OBJECT:
        return check_object(value, member->type, place, error);
    case SHAPE_REFUSED:
        break;
    }
    return place_error(place, error, "changes the meaning in a way that is not understood here");
}

static bool check_many(struct json_object *value, const struct shape_member *member,
                       const struct place *up, struct error *error)
{
    if (!json_in_is_array(value))
        return place_error(&PLACE_IN(up, member->name), error, "must be an array");
    if (json_in_length(value) == 0)
        return place_error(&PLACE_IN(up, member->name), error, "must not be empty");
    for (size_t i = 0; i < json_in_length(value); i++)
        if (!check_one(json_in_at(value, i), member, &PLACE_AT(up, member->name, i), error))
            return false;
    return true;
}

static const struct shape_member *find_in(const struct shape_member *members, const char *name)
{
    for (; members->name; members++)
        if (strcmp(members->name, name) == 0)
            return members;
    return NULL;
}

static const struct shape_member *find(const struct shape *shape, const char *name)
{
    const struct shape_member *found = find_in(shape->members, name);
    return found ? found : find_in(shape_element, name);
}

static bool refuse_unknown(const char *name, const struct shape *shape, const struct place *place,
                           struct error *error)
{
    char text[CLIP_TEXT];
    return place_error(place, error, "%s has no element \"%s\"", shape->name,
                       clip(str_of(name), text));
}

/* "_status" holds the id and the extensions of "status". */
static bool check_underscore(const struct member *member, const struct shape *shape,
                             const struct place *place, struct error *error)
{
    const struct shape_member *known = find(shape, member->name + 1);
    struct place here = PLACE_IN(place, member->name);
    if (!known || known->kind >= SHAPE_OBJECT)
        return refuse_unknown(member->name, shape, place, error);
    if (known->many ? !json_in_is_array(member->value) : !json_in_is_object(member->value))
        return place_error(&here, error, "must be an %s", known->many ? "array" : "object");
    return check_any(member->value, &here, error);
}

static bool check_member(const struct member *member, const struct shape *shape,
                         const struct place *place, struct error *error)
{
    if (member->name[0] == '_')
        return check_underscore(member, shape, place, error);
    const struct shape_member *known = find(shape, member->name);
    if (!known)
        return refuse_unknown(member->name, shape, place, error);
    if (known->many)
        return check_many(member->value, known, place, error);
    return check_one(member->value, known, &PLACE_IN(place, known->name), error);
}

bool shape_check(struct json_object *object, const struct shape *shape, const struct place *place,
                 struct error *error)
{
    struct member member;
    if (!member_first(object, &member))
        return place_error(place, error, "must not be empty");
    do
        if (!check_member(&member, shape, place, error))
            return false;
    while (member_next(&member));
    return true;
}
