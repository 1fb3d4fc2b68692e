/* Values: a Quantity to millionths of the parameter's own unit, alone or as a panel's component. */
#include "base/arena.h"
#include "base/decimal.h"
#include "clinical/consciousness.h"
#include "fhir/codes.h"
#include "fhir/member.h"
#include "observation/observation_parse.h"

#define NUMBER_MOST 64

static bool unit_refuse(enum unit_result result, const struct place *place, const char *name,
                        struct str unit, const char *word, struct error *error)
{
    char text[CLIP_TEXT];
    if (result == UNIT_RANGE)
        return place_error(&PLACE_IN(place, "value"), error, "is out of range");
    return place_error(&PLACE_IN(place, name), error, "\"%s\" is no unit for %s", clip(unit, text),
                       word);
}

/* A name beside the code is for people; but when it is a unit itself, it must not mean another. */
static bool unit_name_check(struct json_object *quantity, const struct place *place,
                            enum parameter parameter, const struct decimal *number, int64_t value,
                            struct error *error)
{
    struct str name = json_in_str(json_in_get(quantity, "unit"));
    int64_t other;
    if (name.len &&
        parameter_normalise(parameter, number->digits, number->exponent, name.at, name.len,
                            &other) == UNIT_OK &&
        other != value)
        return place_error(&PLACE_IN(place, "unit"), error, "is another unit than the code");
    return true;
}

static bool unit_read(struct arena *arena, struct json_object *quantity, const struct place *place,
                      const struct decimal *number, struct observation_value *value,
                      struct error *error)
{
    struct measurement *m = &value->measurement;
    const char *word = parameter_info(m->parameter)->word;
    struct str system = json_in_str(json_in_get(quantity, "system"));
    struct str code = json_in_str(json_in_get(quantity, "code"));
    struct str unit = code.len ? code : json_in_str(json_in_get(quantity, "unit"));
    if (!unit.len && parameter_is_score(m->parameter))
        unit = str_of(parameter_info(m->parameter)->ucum);
    if (!unit.len)
        return place_error(&PLACE_IN(place, "code"), error, "is missing: a unit for %s", word);
    if (code.len && system.len && !str_is(system, FHIR_UCUM))
        return place_error(&PLACE_IN(place, "system"), error, "must be " FHIR_UCUM);
    enum unit_result result = parameter_normalise(m->parameter, number->digits, number->exponent,
                                                  unit.at, unit.len, &m->value);
    if (result != UNIT_OK)
        return unit_refuse(result, place, code.len ? "code" : "unit", unit, word, error);
    value->unit = arena_str(arena, unit);
    return !code.len || unit_name_check(quantity, place, m->parameter, number, m->value, error);
}

static bool quantity_read(struct arena *arena, struct json_object *quantity,
                          const struct place *place, struct observation_value *value,
                          struct error *error)
{
    struct place at = PLACE_IN(place, "value");
    struct str text = json_in_number(json_in_get(quantity, "value"));
    struct decimal number;
    if (json_in_get(quantity, "comparator"))
        return place_error(&PLACE_IN(place, "comparator"), error,
                           "is not understood: only a measured value can be judged");
    if (!text.len)
        return place_error(&at, error, "is missing");
    if (text.len > NUMBER_MOST || !decimal_parse(text, &number))
        return place_error(&at, error, "has more digits than can be kept");
    if (!unit_read(arena, quantity, place, &number, value, error))
        return false;
    value->text = arena_str(arena, text);
    value->measurement.marks |=
        validity_marks(value->measurement.parameter, value->measurement.value);
    return true;
}

/* A score as a plain whole number. */
static bool integer_read(struct arena *arena, struct json_object *element,
                         const struct place *place, struct observation_value *value,
                         struct error *error)
{
    struct measurement *m = &value->measurement;
    struct str text = json_in_number(json_in_get(element, "valueInteger"));
    struct str unit = str_of(parameter_info(m->parameter)->ucum);
    struct decimal number;
    if (!decimal_parse(text, &number) ||
        parameter_normalise(m->parameter, number.digits, number.exponent, unit.at, unit.len,
                            &m->value) != UNIT_OK)
        return place_error(&PLACE_IN(place, "valueInteger"), error, "is out of range");
    value->text = arena_str(arena, text);
    value->unit = unit;
    m->marks |= validity_marks(m->parameter, m->value);
    return true;
}

/* An element's value[x] by name: its Quantity, and whether there is any other. */
static struct json_object *value_find(struct json_object *element, const char **other_r)
{
    struct json_object *quantity = NULL;
    struct member member;
    *other_r = NULL;
    for (bool more = member_first(element, &member); more; more = member_next(&member)) {
        if (strcmp(member.name, "valueQuantity") == 0)
            quantity = member.value;
        else if (strncmp(member.name, "value", 5) == 0)
            *other_r = member.name;
    }
    return quantity;
}

/* ---- the level of consciousness ---- */

/* The level that one coding means; -1: none. */
static int level_find(struct json_object *coding)
{
    struct str code = json_in_str(json_in_get(coding, "code"));
    if (!str_is(json_in_str(json_in_get(coding, "system")), FHIR_SNOMED))
        return -1;
    for (int i = 0; i < CONSCIOUSNESS_LEVELS; i++)
        if (str_is(code, consciousness_of(i * MICRO)->code))
            return i;
    return -1;
}

static bool level_take(struct arena *arena, struct json_object *element, const struct place *place,
                       struct observation_value *value, struct error *error)
{
    struct json_object *concept = json_in_get(element, "valueCodeableConcept");
    struct json_object *codings = json_in_get(concept, "coding");
    struct place here = PLACE_IN(place, "valueCodeableConcept");
    int level = -1;
    for (size_t i = 0; i < json_in_length(codings); i++) {
        int found = level_find(json_in_at(codings, i));
        if (found >= 0 && level >= 0 && found != level)
            return place_error(
                &PLACE_AT(&here, "coding", i), error, "means %s, but a coding before it means %s",
                consciousness_of(found * MICRO)->display, consciousness_of(level * MICRO)->display);
        level = found >= 0 ? found : level;
    }
    if (level < 0)
        return place_error(&PLACE_IN(&here, "coding"), error,
                           "none is a level of consciousness known here: SNOMED CT 248234008, "
                           "130987000, 300202002, 450847001 or 422768004");
    value->measurement.value = level * MICRO;
    value->text = str_of(arena_printf(arena, "%d", level));
    value->unit = str_of(parameter_info(PARAMETER_ACVPU)->ucum);
    return true;
}

/* A number does not say by which scale it counts: 1 is alert in some, confused in others. */
static bool level_read(struct arena *arena, struct json_object *element, const struct place *place,
                       struct observation_value *value, struct error *error)
{
    struct member member;
    for (bool more = member_first(element, &member); more; more = member_next(&member))
        if (strncmp(member.name, "value", 5) == 0 &&
            strcmp(member.name, "valueCodeableConcept") != 0)
            return place_error(&PLACE_IN(place, "value[x]"), error,
                               "must be a CodeableConcept for acvpu, not %s", member.name);
    if (json_in_get(element, "dataAbsentReason"))
        return place_error(&PLACE_IN(place, "dataAbsentReason"), error,
                           "contradicts the value beside it");
    return level_take(arena, element, place, value, error);
}

/* value->measurement.parameter is set. lenient: it may be missing without a reason. */
static bool value_read(struct arena *arena, struct json_object *element, const struct place *place,
                       bool lenient, struct observation_value *value, struct error *error)
{
    const char *other;
    struct json_object *quantity = value_find(element, &other);
    bool absent = json_in_get(element, "dataAbsentReason") != NULL;
    if (value->measurement.parameter == PARAMETER_ACVPU && (quantity || other))
        return level_read(arena, element, place, value, error);
    if (other && !quantity && !absent && strcmp(other, "valueInteger") == 0 &&
        parameter_is_score(value->measurement.parameter))
        return integer_read(arena, element, place, value, error);
    if (other)
        return place_error(&PLACE_IN(place, "value[x]"), error, "must be a Quantity for %s, not %s",
                           parameter_info(value->measurement.parameter)->word, other);
    if (absent && quantity)
        return place_error(&PLACE_IN(place, "dataAbsentReason"), error,
                           "contradicts the value beside it");
    if (quantity)
        return quantity_read(arena, quantity, &PLACE_IN(place, "valueQuantity"), value, error);
    if (!absent && !lenient)
        return place_error(&PLACE_IN(place, "value[x]"), error,
                           "is missing, and so is a dataAbsentReason");
    value->measurement.marks |= MARK_ABSENT;
    return true;
}

static bool component_code(struct json_object *component, const struct place *place,
                           enum parameter *parameter_r, struct error *error)
{
    struct json_object *code = json_in_get(component, "code");
    if (!code)
        return place_error(&PLACE_IN(place, "code"), error, "is missing");
    return code_read(code, &PLACE_IN(place, "code"), parameter_r, error);
}

/* Oxygen beside a saturation, as pulse oximetry profiles have it: its flow (LOINC 3151-8) or the
 * share of it in what is breathed in (3150-6), which is 21 % in air. */
static bool oxygen_read(struct arena *arena, struct json_object *component,
                        const struct place *place, enum parameter parameter, struct observation *o,
                        struct error *error)
{
    const int64_t air = parameter == PARAMETER_O2_FLOW ? 0 : INT64_C(21000000);
    struct observation_value value = {.measurement.parameter = parameter};
    if (!value_read(arena, component, place, false, &value, error))
        return false;
    if (!(value.measurement.marks & MARK_ABSENT) && value.measurement.value > air)
        o->values[0].measurement.conditions |= CONDITION_OXYGEN;
    return true;
}

/* A known parameter that nobody would judge must not pass as an aside. */
static bool asides_check(struct arena *arena, struct json_object *resource,
                         const struct place *place, struct observation *o, struct error *error)
{
    struct json_object *components = json_in_get(resource, "component");
    bool saturation = o->values[0].measurement.parameter == PARAMETER_SPO2;
    for (size_t i = 0; i < json_in_length(components); i++) {
        struct json_object *component = json_in_at(components, i);
        struct place here = PLACE_AT(place, "component", i);
        enum parameter parameter;
        if (!component_code(component, &here, &parameter, error))
            return false;
        if (saturation && parameter == PARAMETER_NONE &&
            code_has(json_in_get(component, "code"), FHIR_LOINC, "3150-6"))
            parameter = PARAMETER_FEV1_PP; /* a share, by the same units */
        else if (parameter == PARAMETER_NONE)
            continue;
        else if (!saturation || parameter != PARAMETER_O2_FLOW)
            return place_error(&PLACE_IN(&here, "code"), error,
                               "means %s: send that as an Observation of its own",
                               parameter_info(parameter)->word);
        if (!oxygen_read(arena, component, &here, parameter, o, error))
            return false;
    }
    return true;
}

static bool is_of_panel(enum parameter parameter)
{
    return parameter == PARAMETER_SBP || parameter == PARAMETER_DBP || parameter == PARAMETER_MAP ||
           parameter == PARAMETER_PULSE;
}

static struct observation_value *value_of(struct observation *o, enum parameter parameter)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->values[i].measurement.parameter == parameter)
            return &o->values[i];
    return NULL;
}

/* Unknown components are kept and not read. */
static bool panel_component(struct arena *arena, struct json_object *component,
                            const struct place *place, struct observation *o, struct error *error)
{
    struct place code = PLACE_IN(place, "code");
    enum parameter parameter;
    if (!component_code(component, place, &parameter, error))
        return false;
    if (parameter == PARAMETER_NONE)
        return true;
    const char *word = parameter_info(parameter)->word;
    if (!is_of_panel(parameter))
        return place_error(&code, error, "means %s, which is no part of a blood pressure", word);
    if (value_of(o, parameter))
        return place_error(&code, error, "means %s once more", word);
    struct observation_value *value = &o->values[o->count];
    value->measurement.parameter = parameter;
    if (!value_read(arena, component, place, observation_may_lack(o->status), value, error))
        return false;
    o->count++;
    return true;
}

/* A panel without one of its pressures: only when there is a reason for the whole. */
static bool panel_require(struct json_object *resource, const struct place *place,
                          enum parameter parameter, struct observation *o, struct error *error)
{
    if (value_of(o, parameter))
        return true;
    if (!json_in_get(resource, "dataAbsentReason") && !observation_may_lack(o->status))
        return place_error(&PLACE_IN(place, "component"), error,
                           "has no %s (LOINC %s), nor a dataAbsentReason for it",
                           parameter_info(parameter)->word, code_own(parameter).code);
    struct observation_value *value = &o->values[o->count++];
    value->measurement = (struct measurement){.parameter = parameter, .marks = MARK_ABSENT};
    return true;
}

/* In the order that rows have when they are read again. */
static void panel_sort(struct observation *o)
{
    for (size_t i = 1; i < o->count; i++)
        for (size_t j = i;
             j > 0 && o->values[j].measurement.parameter < o->values[j - 1].measurement.parameter;
             j--) {
            struct observation_value value = o->values[j];
            o->values[j] = o->values[j - 1];
            o->values[j - 1] = value;
        }
}

static void panel_cross_check(struct observation *o)
{
    struct measurement all[OBSERVATION_VALUES];
    for (size_t i = 0; i < o->count; i++)
        all[i] = o->values[i].measurement;
    validity_pressure(all, o->count);
    for (size_t i = 0; i < o->count; i++)
        o->values[i].measurement = all[i];
}

static bool panel_read(struct arena *arena, struct json_object *resource, const struct place *place,
                       struct observation *o, struct error *error)
{
    struct json_object *components = json_in_get(resource, "component");
    const char *other;
    if (value_find(resource, &other) || other)
        return place_error(&PLACE_IN(place, "value[x]"), error,
                           "a panel has no value of its own: give components");
    for (size_t i = 0; i < json_in_length(components); i++)
        if (!panel_component(arena, json_in_at(components, i), &PLACE_AT(place, "component", i), o,
                             error))
            return false;
    if (!panel_require(resource, place, PARAMETER_SBP, o, error) ||
        !panel_require(resource, place, PARAMETER_DBP, o, error))
        return false;
    panel_sort(o);
    panel_cross_check(o);
    return true;
}

static bool single_read(struct arena *arena, struct json_object *resource,
                        const struct place *place, enum parameter parameter, struct observation *o,
                        struct error *error)
{
    o->count = 1;
    o->values[0].measurement.parameter = parameter;
    return value_read(arena, resource, place, observation_may_lack(o->status), &o->values[0],
                      error) &&
           asides_check(arena, resource, place, o, error);
}

/* ---- what the device says of its own reading ---- */

static bool ends(struct str text, const char *end)
{
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.at + text.len - len, end, len) == 0;
}

/* ISO/IEEE 11073-10201's MeasurementStatus, whose code system has moved more than once. */
static bool coding_disowns(struct json_object *coding)
{
    static const char *const words[] = {"invalid",   "questionable", "calibration-ongoing",
                                        "test-data", "demo-data",    NULL};
    struct str code = json_in_str(json_in_get(coding, "code"));
    if (!ends(json_in_str(json_in_get(coding, "system")), "/measurement-status"))
        return false;
    for (const char *const *word = words; *word; word++)
        if (str_is(code, *word))
            return true;
    return false;
}

static bool interpretation_disowns(struct json_object *element)
{
    struct json_object *list = json_in_get(element, "interpretation");
    for (size_t i = 0; i < json_in_length(list); i++) {
        struct json_object *codings = json_in_get(json_in_at(list, i), "coding");
        for (size_t j = 0; j < json_in_length(codings); j++)
            if (coding_disowns(json_in_at(codings, j)))
                return true;
    }
    return false;
}

/* HTEST: the reading was made to try the device. */
static bool is_test(struct json_object *resource)
{
    struct json_object *labels = json_in_get(json_in_get(resource, "meta"), "security");
    for (size_t i = 0; i < json_in_length(labels); i++)
        if (str_is(json_in_str(json_in_get(json_in_at(labels, i), "code")), "HTEST"))
            return true;
    return false;
}

static bool device_disowns(struct json_object *resource)
{
    struct json_object *components = json_in_get(resource, "component");
    if (interpretation_disowns(resource) || is_test(resource))
        return true;
    for (size_t i = 0; i < json_in_length(components); i++)
        if (interpretation_disowns(json_in_at(components, i)))
            return true;
    return false;
}

static void marks_by_device(struct json_object *resource, struct observation *o)
{
    if (!device_disowns(resource))
        return;
    for (size_t i = 0; i < o->count; i++)
        if (!(o->values[i].measurement.marks & MARK_ABSENT))
            o->values[i].measurement.marks |= MARK_DEVICE;
}

bool observation_values_read(struct arena *arena, struct json_object *resource,
                             const struct place *place, struct observation *observation,
                             struct error *error)
{
    struct place here = PLACE_IN(place, "code");
    struct json_object *code = json_in_get(resource, "code");
    enum parameter parameter;
    if (!code)
        return place_error(&here, error, "is missing");
    if (!code_read(code, &here, &parameter, error))
        return false;
    if (parameter == PARAMETER_NONE)
        return place_error(&here, error, "none of its codings is known here");
    if (parameter == PARAMETER_BP)
        observation->panel = parameter;
    bool ok = parameter == PARAMETER_BP
                  ? panel_read(arena, resource, place, observation, error)
                  : single_read(arena, resource, place, parameter, observation, error);
    if (ok)
        marks_by_device(resource, observation);
    return ok && observation_conditions_read(resource, place, observation, error);
}
