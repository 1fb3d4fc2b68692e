/* An Observation printed as FHIR R4: what the columns say, and what the sender said beyond them in
 * place of ours (observation_extra.c). */
#include "observation/observation_fhir.h"

#include "base/arena.h"
#include "base/caltime.h"
#include "clinical/consciousness.h"
#include "fhir/codes.h"
#include "fhir/member.h"
#include "observation/observation_columns.h"
#include "observation/observation_parse.h"
#include "store/db.h"

struct printing {
    struct json_out *out;
    const struct rows *rows;
    size_t first, count;
    struct json_object *extra; /* NULL when nothing was kept */
};

static struct str column(const struct printing *p, enum observation_column name)
{
    return row_str(p->rows, p->first, name);
}

/* What describes the whole Observation stands in one row of it only. */
static struct str described(const struct printing *p, enum observation_column name)
{
    struct str text = STR_NONE;
    for (size_t row = p->first; row < p->first + p->count && !text.at; row++)
        text = row_str(p->rows, row, name);
    return text;
}

static int64_t number(const struct printing *p, enum observation_column name)
{
    return row_int(p->rows, p->first, name);
}

static struct json_object *kept(const struct printing *p, const char *name)
{
    return json_in_get(p->extra, name);
}

static void put_kept(struct json_out *out, const char *name, struct json_object *value)
{
    json_key(out, name);
    json_in_text(value, &out->buf);
    out->comma = true;
}

static void put_coding(struct json_out *out, const char *system, const char *code,
                       const char *display)
{
    json_object_open(out);
    json_put_text(out, "system", system);
    json_put_text(out, "code", code);
    if (display)
        json_put_text(out, "display", display);
    json_object_close(out);
}

static void put_all(struct json_out *out, struct json_object *array)
{
    for (size_t i = 0; i < json_in_length(array); i++) {
        json_raw(out, STR("")); /* the comma */
        json_in_text(json_in_at(array, i), &out->buf);
    }
}

/* All members of an object but one, into the open one. */
static void put_but(struct json_out *out, struct json_object *object, const char *name)
{
    struct member member;
    for (bool more = member_first(object, &member); more; more = member_next(&member))
        if (strcmp(member.name, name) != 0)
            put_kept(out, member.name, member.value);
}

/* The concept that was sent, with our own code in it. */
static void put_concept(struct json_out *out, enum parameter parameter, struct json_object *sent)
{
    struct code own = code_own(parameter);
    bool there = code_has(sent, own.system, own.code);
    json_key(out, "code");
    json_object_open(out);
    json_key(out, "coding");
    json_array_open(out);
    if (!there)
        put_coding(out, own.system, own.code, own.display);
    put_all(out, json_in_get(sent, "coding"));
    json_array_close(out);
    put_but(out, sent, "coding");
    json_object_close(out);
}

static void put_quantity(const struct printing *p, size_t row)
{
    struct json_out *out = p->out;
    struct str unit = row_str(p->rows, row, COLUMN_UNIT);
    json_key(out, "valueQuantity");
    json_object_open(out);
    json_key(out, "value");
    json_raw(out, row_str(p->rows, row, COLUMN_VALUE_TEXT));
    json_put_str(out, "unit", unit);
    json_put_text(out, "system", FHIR_UCUM);
    json_put_str(out, "code", unit);
    json_object_close(out);
}

/* What was sent, or our own words for the level; always with a text. */
static void put_level(const struct printing *p, struct json_object *sent)
{
    const struct consciousness *level = consciousness_of(number(p, COLUMN_VALUE));
    struct json_out *out = p->out;
    if (!level)
        return;
    json_key(out, "valueCodeableConcept");
    json_object_open(out);
    if (!sent) {
        json_key(out, "coding");
        json_array_open(out);
        put_coding(out, FHIR_SNOMED, level->code, level->display);
        json_array_close(out);
    }
    put_but(out, sent, "");
    if (!json_in_get(sent, "text"))
        json_put_text(out, "text", level->display);
    json_object_close(out);
}

static void put_own_component(const struct printing *p, size_t row)
{
    json_object_open(p->out);
    put_concept(p->out, (enum parameter)row_int(p->rows, row, COLUMN_PARAMETER), NULL);
    put_quantity(p, row);
    json_object_close(p->out);
}

static void put_own_components(const struct printing *p)
{
    bool open = false;
    for (size_t row = p->first; row < p->first + p->count; row++) {
        if (row_is_null(p->rows, row, COLUMN_VALUE))
            continue;
        if (!open) {
            json_key(p->out, "component");
            json_array_open(p->out);
            open = true;
        }
        put_own_component(p, row);
    }
    if (open)
        json_array_close(p->out);
}

static void put_sent_component(struct json_out *out, struct json_object *component)
{
    struct json_object *code = json_in_get(component, "code");
    struct place place = PLACE_TOP("component");
    enum parameter parameter = PARAMETER_NONE;
    json_object_open(out);
    code_read(code, &place, &parameter, NULL);
    if (parameter == PARAMETER_NONE)
        put_kept(out, "code", code);
    else
        put_concept(out, parameter, code);
    put_but(out, component, "code");
    json_object_close(out);
}

static void put_sent_components(struct json_out *out, struct json_object *components)
{
    json_key(out, "component");
    json_array_open(out);
    for (size_t i = 0; i < json_in_length(components); i++)
        put_sent_component(out, json_in_at(components, i));
    json_array_close(out);
}

static void put_values(const struct printing *p)
{
    struct json_object *components = kept(p, "component");
    struct json_object *quantity = kept(p, "valueQuantity");
    if (components)
        put_sent_components(p->out, components);
    else if (number(p, COLUMN_PANEL))
        put_own_components(p);
    if (number(p, COLUMN_PARAMETER) == PARAMETER_ACVPU) {
        if (!row_is_null(p->rows, p->first, COLUMN_VALUE))
            put_level(p, kept(p, "valueCodeableConcept"));
        return;
    }
    if (quantity)
        put_kept(p->out, "valueQuantity", quantity);
    else if (!number(p, COLUMN_PANEL) && !row_is_null(p->rows, p->first, COLUMN_VALUE) &&
             !kept(p, "valueInteger"))
        put_quantity(p, p->first);
}

/* ---- meta ---- */

static const struct {
    uint32_t mark;
    const char *code;
} marks[] = {
    {MARK_IMPLAUSIBLE, "implausible"}, {MARK_UNCONFIRMED, "unconfirmed"}, {MARK_SKEWED, "skewed"},
    {MARK_FUTURE, "future"},           {MARK_DEVICE, "device"},
};

static uint32_t all_marks(const struct printing *p)
{
    uint32_t all = 0;
    for (size_t row = p->first; row < p->first + p->count; row++)
        all |= (uint32_t)row_int(p->rows, row, COLUMN_MARKS);
    return all & ~(uint32_t)MARK_ABSENT;
}

static void put_tags(const struct printing *p, struct json_object *sent)
{
    uint32_t all = all_marks(p);
    if (!all && !sent)
        return;
    json_key(p->out, "tag");
    json_array_open(p->out);
    put_all(p->out, sent);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (all & marks[i].mark)
            put_coding(p->out, FHIR_MARK, marks[i].code, NULL);
    json_array_close(p->out);
}

static void put_meta(const struct printing *p)
{
    char updated[CALTIME_TEXT];
    struct json_object *sent = kept(p, "meta");
    caltime_utc(number(p, COLUMN_RECEIVED_AT), updated);
    json_key(p->out, "meta");
    json_object_open(p->out);
    json_key(p->out, "versionId");
    json_printf(p->out, "%lld", (long long)number(p, COLUMN_VERSION));
    json_put_text(p->out, "lastUpdated", updated);
    put_but(p->out, sent, "tag");
    put_tags(p, json_in_get(sent, "tag"));
    json_object_close(p->out);
}

/* ---- the rest ---- */

static void put_id(const struct printing *p)
{
    struct uuid patient = row_uuid(p->rows, p->first, COLUMN_PATIENT_ID);
    struct uuid key;
    char patient_text[UUID_TEXT], key_text[UUID_TEXT];
    memcpy(key.b, column(p, COLUMN_KEY).at, sizeof key.b);
    uuid_text(&patient, patient_text);
    uuid_text(&key, key_text);
    json_key(p->out, "id");
    json_printf(p->out, "%s.%s", patient_text, key_text);
}

static void put_identifier(const struct printing *p)
{
    struct json_object *sent = kept(p, "identifier");
    if (sent)
        put_kept(p->out, "identifier", sent);
    struct str system = described(p, COLUMN_IDENTIFIER_SYSTEM);
    struct str value = described(p, COLUMN_IDENTIFIER_VALUE);
    if (sent || !value.at)
        return;
    json_key(p->out, "identifier");
    json_array_open(p->out);
    json_object_open(p->out);
    if (system.len)
        json_put_str(p->out, "system", system);
    json_put_str(p->out, "value", value);
    json_object_close(p->out);
    json_array_close(p->out);
}

static bool has_category(struct json_object *categories, const char *code)
{
    for (size_t i = 0; i < json_in_length(categories); i++)
        if (code_has(json_in_at(categories, i), FHIR_CATEGORY, code))
            return true;
    return false;
}

static void put_category(const struct printing *p)
{
    struct json_object *sent = kept(p, "category");
    struct json_out *out = p->out;
    bool survey = parameter_is_score((enum parameter)number(p, COLUMN_PARAMETER));
    const char *code = survey ? FHIR_SURVEY : FHIR_VITAL_SIGNS;
    json_key(out, "category");
    json_array_open(out);
    put_all(out, sent);
    if (!has_category(sent, code)) {
        json_object_open(out);
        json_key(out, "coding");
        json_array_open(out);
        put_coding(out, FHIR_CATEGORY, code,
                   survey ? FHIR_SURVEY_DISPLAY : FHIR_VITAL_SIGNS_DISPLAY);
        json_array_close(out);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_subject(const struct printing *p)
{
    struct uuid patient = row_uuid(p->rows, p->first, COLUMN_PATIENT_ID);
    char text[UUID_TEXT];
    uuid_text(&patient, text);
    json_key(p->out, "subject");
    json_object_open(p->out);
    json_key(p->out, "reference");
    json_printf(p->out, "Patient/%s", text);
    put_but(p->out, kept(p, "subject"), "reference");
    json_object_close(p->out);
}

static void put_times(const struct printing *p)
{
    static const char *const names[] = {"effectiveDateTime", "effectivePeriod", "effectiveInstant"};
    char text[CALTIME_TEXT];
    bool sent = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (kept(p, names[i])) {
            put_kept(p->out, names[i], kept(p, names[i]));
            sent = true;
        }
    if (!sent) {
        caltime_text(number(p, COLUMN_EFFECTIVE),
                     (enum precision)number(p, COLUMN_EFFECTIVE_PRECISION),
                     (int16_t)number(p, COLUMN_EFFECTIVE_OFFSET), text);
        json_put_text(p->out, "effectiveDateTime", text);
    }
    if (!kept(p, "issued")) {
        caltime_utc(number(p, COLUMN_RECEIVED_AT), text);
        json_put_text(p->out, "issued", text);
    }
}

static void put_device(const struct printing *p)
{
    struct json_object *sent = kept(p, "device");
    if (sent)
        put_kept(p->out, "device", sent);
    struct str reference = described(p, COLUMN_DEVICE);
    if (sent || !reference.at)
        return;
    json_key(p->out, "device");
    json_object_open(p->out);
    json_put_str(p->out, "reference", reference);
    json_object_close(p->out);
}

/* All values of one Observation were measured under the same conditions. */
static void put_extensions(const struct printing *p)
{
    struct json_object *sent = kept(p, "extension");
    uint32_t unsaid = (uint32_t)number(p, COLUMN_CONDITIONS);
    for (size_t i = 0; i < json_in_length(sent); i++)
        unsaid &= ~observation_condition(json_in_at(sent, i));
    if (!sent && !unsaid)
        return;
    json_key(p->out, "extension");
    json_array_open(p->out);
    put_all(p->out, sent);
    for (unsigned bit = 0; bit < CONDITION_COUNT; bit++) {
        if (!(unsaid & 1u << bit))
            continue;
        json_object_open(p->out);
        json_put_text(p->out, "url", OBSERVATION_CONDITION_URL);
        json_put_text(p->out, "valueCode", condition_word(bit));
        json_object_close(p->out);
    }
    json_array_close(p->out);
}

static void put_rest(const struct printing *p)
{
    static const char *const done[] = {"meta",
                                       "identifier",
                                       "category",
                                       "code",
                                       "subject",
                                       "effectiveDateTime",
                                       "effectivePeriod",
                                       "effectiveInstant",
                                       "valueQuantity",
                                       "component",
                                       "device",
                                       "extension",
                                       "valueCodeableConcept"};
    struct member member;
    for (bool more = member_first(p->extra, &member); more; more = member_next(&member)) {
        bool printed = false;
        for (size_t i = 0; i < sizeof done / sizeof *done; i++)
            printed = printed || strcmp(done[i], member.name) == 0;
        if (!printed)
            put_kept(p->out, member.name, member.value);
    }
}

void observation_to_fhir(struct json_out *out, struct arena *arena, const struct rows *rows,
                         size_t first, size_t count)
{
    struct printing p = {out, rows, first, count, NULL};
    enum parameter panel = (enum parameter)row_int(rows, first, COLUMN_PANEL);
    struct str extra = described(&p, COLUMN_EXTRA);
    (void)arena;
    if (extra.len)
        p.extra = json_in_parse(extra, NULL);
    json_object_open(out);
    json_put_text(out, "resourceType", "Observation");
    put_id(&p);
    put_meta(&p);
    put_extensions(&p);
    put_identifier(&p);
    json_put_str(out, "status", column(&p, COLUMN_STATUS));
    put_category(&p);
    put_concept(out, panel ? panel : (enum parameter)number(&p, COLUMN_PARAMETER),
                kept(&p, "code"));
    put_subject(&p);
    put_times(&p);
    put_values(&p);
    put_device(&p);
    put_rest(&p);
    json_object_close(out);
    json_in_destroy(p.extra);
}
