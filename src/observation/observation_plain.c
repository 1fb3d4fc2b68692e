#include "observation/observation_plain.h"

#include "base/arena.h"
#include "base/caltime.h"
#include "base/decimal.h"
#include "base/sha.h"
#include "clinical/consciousness.h"

#include <stdio.h>

enum { PLACE = 120, DEVICE_MOST = 256, NUMBER_MOST = 64 };

static bool wrong(struct error *error, const char *place, const char *name, const char *what)
{
    char where[PLACE + 40];
    snprintf(where, sizeof where, "%s/%s", place, name);
    return error_at(error, ERROR_INVALID, where, "%s", what);
}

static bool only_known(struct json_object *json, const char *place, struct error *error)
{
    static const char *const names[] = {"parameter",  "value",    "values", "unit",
                                        "conditions", "measured", "device", NULL};
    struct buf other;
    char text[200];
    struct arena arena;
    arena_init(&arena);
    buf_init(&other, &arena, 64);
    json_in_members(json, names, &other);
    snprintf(text, sizeof text, "holds what is not understood: %.*s",
             (int)(other.len < 80 ? other.len : 80), other.len ? other.at : "");
    bool ok = !other.len || error_at(error, ERROR_INVALID, place, "%s", text);
    arena_finish(&arena);
    return ok;
}

static bool value_read(struct arena *arena, struct json_object *number, struct str unit,
                       const char *place, const char *name, struct observation_value *value,
                       struct error *error)
{
    struct decimal decimal;
    struct measurement *m = &value->measurement;
    struct str text = json_in_number(number);
    if (!text.len)
        return wrong(error, place, name, "must be a number");
    if (text.len > NUMBER_MOST || !decimal_parse(text, &decimal))
        return wrong(error, place, name, "has more digits than can be kept");
    switch (parameter_normalise(m->parameter, decimal.digits, decimal.exponent, unit.at, unit.len,
                                &m->value)) {
    case UNIT_UNKNOWN:
        return wrong(error, place, "unit",
                     arena_printf(arena, "is no unit for %s", parameter_info(m->parameter)->word));
    case UNIT_RANGE:
        return wrong(error, place, name, "is out of range");
    case UNIT_OK:
        break;
    }
    if (m->parameter == PARAMETER_ACVPU && !consciousness_of(m->value))
        return wrong(error, place, name,
                     "must be 0 (alert), 1 (new confusion), 2 (responds to voice), 3 (to pain) or "
                     "4 (unresponsive)");
    value->text = arena_str(arena, text);
    value->unit = arena_str(arena, unit);
    m->marks = validity_marks(m->parameter, m->value);
    return true;
}

static bool pressure_read(struct arena *arena, struct json_object *json, struct str unit,
                          const char *place, struct observation *o, struct error *error)
{
    static const char *const names[] = {"sbp", "dbp", "map", NULL};
    static const enum parameter parts[] = {PARAMETER_SBP, PARAMETER_DBP, PARAMETER_MAP};
    struct json_object *values = json_in_get(json, "values");
    struct measurement all[OBSERVATION_VALUES];
    struct buf other;
    if (!json_in_is_object(values))
        return wrong(error, place, "values", "must hold sbp and dbp");
    if (json_in_get(json, "value"))
        return wrong(error, place, "value", "stands beside values");
    buf_init(&other, arena, 64);
    json_in_members(values, names, &other);
    if (other.len)
        return wrong(error, place, "values", "holds more than sbp, dbp and map");
    for (size_t i = 0; i < 3; i++) {
        struct json_object *number = json_in_get(values, parameter_info(parts[i])->word);
        char name[24];
        snprintf(name, sizeof name, "values/%s", parameter_info(parts[i])->word);
        if (!number && parts[i] == PARAMETER_MAP)
            continue;
        o->values[o->count].measurement.parameter = parts[i];
        if (!value_read(arena, number, unit, place, name, &o->values[o->count++], error))
            return false;
    }
    for (size_t i = 0; i < o->count; i++)
        all[i] = o->values[i].measurement;
    validity_pressure(all, o->count);
    for (size_t i = 0; i < o->count; i++)
        o->values[i].measurement = all[i];
    return true;
}

static bool conditions_read(struct json_object *json, const char *place, uint32_t *conditions_r,
                            struct error *error)
{
    struct json_object *list = json_in_get(json, "conditions");
    *conditions_r = 0;
    if (list && !json_in_is_array(list))
        return wrong(error, place, "conditions", "must be a list");
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct str word = json_in_str(json_in_at(list, i));
        uint32_t condition = condition_of_word(word.at, word.len);
        char name[32];
        snprintf(name, sizeof name, "conditions/%zu", i);
        if (!condition)
            return wrong(error, place, name, "must be one of: rest, activity, oxygen");
        *conditions_r |= condition;
    }
    return true;
}

static bool values_read(struct arena *arena, struct json_object *json, const char *place,
                        struct observation *o, struct error *error)
{
    struct str word = json_in_str(json_in_get(json, "parameter"));
    struct str unit = json_in_str(json_in_get(json, "unit"));
    enum parameter parameter = word.len ? parameter_of_word(word.at, word.len) : PARAMETER_NONE;
    uint32_t conditions;
    if (parameter == PARAMETER_NONE)
        return wrong(error, place, "parameter", "must be a parameter such as spo2, pulse, bp");
    if (!unit.len)
        return wrong(error, place, "unit", "must be a unit");
    if (!conditions_read(json, place, &conditions, error))
        return false;
    if (parameter == PARAMETER_BP) {
        o->panel = PARAMETER_BP;
        if (!pressure_read(arena, json, unit, place, o, error))
            return false;
    } else {
        if (json_in_get(json, "values"))
            return wrong(error, place, "values", "are not taken: give value");
        o->count = 1;
        o->values[0].measurement.parameter = parameter;
        if (!value_read(arena, json_in_get(json, "value"), unit, place, "value", &o->values[0],
                        error))
            return false;
    }
    for (size_t i = 0; i < o->count; i++)
        o->values[i].measurement.conditions = conditions;
    return true;
}

static void mark_times(struct observation *o, int64_t received)
{
    uint32_t marks = validity_time_marks(o->effective.from, received);
    for (size_t i = 0; i < o->count; i++) {
        o->values[i].measurement.marks |= marks;
        o->values[i].measurement.day = (int32_t)caltime_oslo_day(o->effective.from);
    }
}

static void hash_content(struct arena *arena, struct json_object *json, struct observation *o)
{
    static const char *const nothing[] = {NULL};
    struct buf canonical;
    uint8_t digest[SHA_BYTES];
    buf_init(&canonical, arena, 256);
    json_in_canonical(json, nothing, &canonical);
    buf_printf(&canonical, " %lld %lld", (long long)o->effective.from,
               (long long)o->effective.until);
    sha256_one(buf_slice(&canonical), digest);
    memcpy(o->content, digest, sizeof o->content);
}

bool observation_from_plain(struct arena *arena, struct json_object *json, const char *place,
                            const struct caltime *measured, int64_t received,
                            struct observation *observation_r, struct error *error)
{
    struct observation *o = observation_r;
    struct json_object *time = json_in_get(json, "measured");
    struct json_object *device_said = json_in_get(json, "device");
    struct str device = json_in_str(device_said);
    *o = (struct observation){.status = STR("final"), .effective = *measured};
    if (!json_in_is_object(json))
        return error_at(error, ERROR_INVALID, place, "must be an object");
    if (!only_known(json, place, error) || !values_read(arena, json, place, o, error))
        return false;
    if (time && !caltime_parse_oslo(json_in_str(time), false, &o->effective))
        return wrong(error, place, "measured", "is no time");
    if (device_said && (!json_in_is_string(device_said) || device.len > DEVICE_MOST))
        return wrong(error, place, "device", "must be a text of at most 256 bytes");
    o->device = device.len ? arena_str(arena, device) : STR_NONE;
    mark_times(o, received);
    hash_content(arena, json, o);
    return true;
}
