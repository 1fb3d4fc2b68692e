/* What an Observation says beyond the columns.
 *
 * A member that observation_to_fhir prints from the columns just as it came is left out; any other
 * is kept as it came and printed again in place of ours. So most Observations keep nothing here,
 * and none loses anything. */
#include "base/arena.h"
#include "base/json_quote.h"
#include "clinical/consciousness.h"
#include "fhir/codes.h"
#include "fhir/member.h"
#include "observation/observation_parse.h"

#define EXTRA_MOST 16384

static struct str text_of(struct json_object *object, const char *name)
{
    return json_in_str(json_in_get(object, name));
}

/* ---- what needs no keeping ---- */

static struct json_object *only_item(struct json_object *array)
{
    return json_in_length(array) == 1 ? json_in_at(array, 0) : NULL;
}

static bool plain_identifier(struct json_object *identifiers, const struct observation *o)
{
    static const char *const names[] = {"system", "value", NULL};
    struct json_object *identifier = only_item(identifiers);
    return identifier && o->identifier_value.len && !member_beyond(identifier, names);
}

static bool plain_coding(struct json_object *concept, const char *system, const char *code,
                         const char *display)
{
    static const char *const concept_names[] = {"coding", NULL};
    static const char *const names[] = {"system", "code", "display", NULL};
    struct json_object *coding = only_item(json_in_get(concept, "coding"));
    struct str shown = text_of(coding, "display");
    return coding && !member_beyond(concept, concept_names) && !member_beyond(coding, names) &&
           str_is(text_of(coding, "code"), code) && str_is(text_of(coding, "system"), system) &&
           (!shown.len || str_is(shown, display));
}

static bool plain_category(struct json_object *categories, const struct observation *o)
{
    bool survey = parameter_is_score(o->values[0].measurement.parameter);
    return plain_coding(only_item(categories), FHIR_CATEGORY,
                        survey ? FHIR_SURVEY : FHIR_VITAL_SIGNS,
                        survey ? FHIR_SURVEY_DISPLAY : FHIR_VITAL_SIGNS_DISPLAY);
}

static bool plain_concept(struct json_object *concept, enum parameter parameter)
{
    struct code own = code_own(parameter);
    return plain_coding(concept, own.system, own.code, own.display);
}

static bool plain_code(struct json_object *concept, const struct observation *o)
{
    return plain_concept(concept, o->panel ? o->panel : o->values[0].measurement.parameter);
}

static bool plain_quantity(struct json_object *quantity, const struct observation *o)
{
    static const char *const names[] = {"value", "unit", "system", "code", NULL};
    struct str unit = text_of(quantity, "unit"), code = text_of(quantity, "code");
    (void)o;
    return !member_beyond(quantity, names) && str_is(text_of(quantity, "system"), FHIR_UCUM) &&
           code.len && (!unit.len || str_equal(unit, code));
}

static bool plain_level(struct json_object *concept, const struct observation *o)
{
    static const char *const names[] = {"coding", "text", NULL};
    static const char *const coding_names[] = {"system", "code", "display", NULL};
    const struct consciousness *level = consciousness_of(o->values[0].measurement.value);
    struct json_object *coding = only_item(json_in_get(concept, "coding"));
    struct str shown = text_of(coding, "display"), text = text_of(concept, "text");
    return level && coding && o->values[0].measurement.parameter == PARAMETER_ACVPU &&
           !member_beyond(concept, names) && !member_beyond(coding, coding_names) &&
           (!shown.len || str_is(shown, level->display)) &&
           (!text.len || str_is(text, level->display));
}

/* In the order that their rows have. */
static bool plain_components(struct json_object *components, const struct observation *o)
{
    static const char *const names[] = {"code", "valueQuantity", NULL};
    if (!o->panel || json_in_length(components) != o->count)
        return false;
    for (size_t i = 0; i < o->count; i++) {
        struct json_object *component = json_in_at(components, i);
        enum parameter parameter = o->values[i].measurement.parameter;
        if (member_beyond(component, names) ||
            !plain_concept(json_in_get(component, "code"), parameter) ||
            !plain_quantity(json_in_get(component, "valueQuantity"), o))
            return false;
    }
    return true;
}

static bool plain_time(struct json_object *value, const struct observation *o)
{
    char text[CALTIME_TEXT];
    caltime_text(o->effective.from, o->effective.precision, o->effective.offset, text);
    return str_is(json_in_str(value), text);
}

static bool plain_device(struct json_object *device, const struct observation *o)
{
    static const char *const names[] = {"reference", NULL};
    (void)o;
    return text_of(device, "reference").len && !member_beyond(device, names);
}

/* What observation_to_fhir says of the conditions by itself. */
static bool plain_extension(struct json_object *extensions, const struct observation *o)
{
    static const char *const names[] = {"url", "valueCode", NULL};
    unsigned next = 0;
    (void)o;
    for (size_t i = 0; i < json_in_length(extensions); i++) {
        struct json_object *extension = json_in_at(extensions, i);
        uint32_t bit = observation_condition(extension);
        if (!bit || member_beyond(extension, names) || bit < 1u << next)
            return false;
        while (1u << next <= bit)
            next++;
    }
    return true;
}

static bool plain_always(struct json_object *value, const struct observation *o)
{
    (void)value;
    (void)o;
    return true;
}

static const struct {
    const char *name;
    bool (*plain)(struct json_object *value, const struct observation *o);
} plains[] = {
    {"resourceType", plain_always},
    {"id", plain_always},
    {"text", plain_always},
    {"status", plain_always},
    {"identifier", plain_identifier},
    {"category", plain_category},
    {"code", plain_code},
    {"valueQuantity", plain_quantity},
    {"valueCodeableConcept", plain_level},
    {"effectiveDateTime", plain_time},
    {"component", plain_components},
    {"device", plain_device},
    {"extension", plain_extension},
};

static bool is_plain(const struct member *member, const struct observation *o)
{
    for (size_t i = 0; i < sizeof plains / sizeof *plains; i++)
        if (strcmp(plains[i].name, member->name) == 0)
            return plains[i].plain(member->value, o);
    return false;
}

/* ---- keeping ---- */

/* Begins a member of the object that buf is to become. */
static struct buf *member_open(struct buf *buf, const char *name)
{
    buf_char(buf, buf->len ? ',' : '{');
    json_quote(buf, str_of(name));
    buf_char(buf, ':');
    return buf;
}

static void keep(struct buf *buf, const struct member *member)
{
    json_in_text(member->value, member_open(buf, member->name));
}

static void keep_object(struct buf *buf, const char *name, struct buf *object)
{
    if (object->len == 0)
        return;
    buf_char(object, '}');
    buf_str(member_open(buf, name), buf_slice(object));
}

/* The reference is what patient_id says. */
static void keep_subject(struct arena *arena, struct buf *buf, struct json_object *subject)
{
    static const char *const names[] = {"reference", NULL};
    struct member member;
    struct buf object;
    if (!member_beyond(subject, names))
        return;
    buf_init(&object, arena, 256);
    for (bool more = member_first(subject, &member); more; more = member_next(&member))
        if (strcmp(member.name, "reference") != 0)
            keep(&object, &member);
    keep_object(buf, "subject", &object);
}

/* Marks are ours to set: those that come back with a correction are not the sender's. */
static void keep_tags(struct buf *meta, struct json_object *tags)
{
    bool open = false;
    for (size_t i = 0; i < json_in_length(tags); i++) {
        struct json_object *tag = json_in_at(tags, i);
        if (str_is(text_of(tag, "system"), FHIR_MARK))
            continue;
        if (!open)
            member_open(meta, "tag");
        buf_char(meta, open ? ',' : '[');
        json_in_text(tag, meta);
        open = true;
    }
    if (open)
        buf_char(meta, ']');
}

static void keep_meta(struct arena *arena, struct buf *buf, struct json_object *meta)
{
    struct member member;
    struct buf object;
    buf_init(&object, arena, 256);
    for (bool more = member_first(meta, &member); more; more = member_next(&member)) {
        if (strcmp(member.name, "tag") == 0)
            keep_tags(&object, member.value);
        else if (strcmp(member.name, "versionId") != 0 && strcmp(member.name, "lastUpdated") != 0)
            keep(&object, &member);
    }
    keep_object(buf, "meta", &object);
}

bool observation_extra_read(struct arena *arena, struct json_object *resource,
                            const struct place *place, struct observation *observation,
                            struct error *error)
{
    struct buf buf = {.arena = arena};
    struct member member;
    for (bool more = member_first(resource, &member); more; more = member_next(&member)) {
        if (strcmp(member.name, "meta") == 0)
            keep_meta(arena, &buf, member.value);
        else if (strcmp(member.name, "subject") == 0)
            keep_subject(arena, &buf, member.value);
        else if (!is_plain(&member, observation))
            keep(&buf, &member);
        if (buf.len > EXTRA_MOST)
            return place_error(
                place, error, "says more beside its value than can be kept (%d bytes)", EXTRA_MOST);
    }
    if (buf.len) {
        buf_char(&buf, '}');
        observation->extra = buf_slice(&buf);
    }
    return true;
}
