#include "observation/observation_correct.h"

#include "base/arena.h"
#include "base/decimal.h"
#include "base/json_in.h"
#include "base/sha.h"
#include "clinical/consciousness.h"
#include "observation/observation_columns.h"

enum { MARKS_OF_TIME = MARK_SKEWED | MARK_FUTURE, NUMBER_MOST = 64 };

static void read_time(const struct rows *rows, struct observation *o)
{
    char text[CALTIME_TEXT];
    int64_t from = row_int(rows, 0, COLUMN_EFFECTIVE);
    enum precision precision = (enum precision)row_int(rows, 0, COLUMN_EFFECTIVE_PRECISION);
    int16_t offset = (int16_t)row_int(rows, 0, COLUMN_EFFECTIVE_OFFSET);
    caltime_text(from, precision, offset, text);
    if (!caltime_parse_oslo(str_of(text), true, &o->effective))
        o->effective.until = from + 1;
    o->effective.from = from;
    o->effective.precision = precision;
    o->effective.offset = offset;
}

static void read_values(const struct rows *rows, struct observation *o)
{
    for (size_t row = 0; row < rows_count(rows) && o->count < OBSERVATION_VALUES; row++)
        o->values[o->count++] = (struct observation_value){
            .measurement = {.parameter = (enum parameter)row_int(rows, row, COLUMN_PARAMETER),
                            .value = row_int(rows, row, COLUMN_VALUE),
                            .marks = (uint32_t)row_int(rows, row, COLUMN_MARKS),
                            .conditions = (uint32_t)row_int(rows, row, COLUMN_CONDITIONS),
                            .day = (int32_t)caltime_oslo_day(o->effective.from)},
            .text = row_str(rows, row, COLUMN_VALUE_TEXT),
            .unit = row_str(rows, row, COLUMN_UNIT),
        };
}

/* What describes the whole of a panel stands in one of its rows. */
static struct str of_any(const struct rows *rows, unsigned column)
{
    for (size_t row = 0; row < rows_count(rows); row++)
        if (!row_is_null(rows, row, column))
            return row_str(rows, row, column);
    return STR_NONE;
}

static void read_stored(const struct rows *rows, struct observation *o)
{
    struct str key = row_str(rows, 0, COLUMN_KEY);
    *o = (struct observation){
        .panel = (enum parameter)row_int(rows, 0, COLUMN_PANEL),
        .status = row_str(rows, 0, COLUMN_STATUS),
        .device = row_str(rows, 0, COLUMN_DEVICE),
        .identifier_system = of_any(rows, COLUMN_IDENTIFIER_SYSTEM),
        .identifier_value = of_any(rows, COLUMN_IDENTIFIER_VALUE),
        .extra = of_any(rows, COLUMN_EXTRA),
    };
    memcpy(o->key, key.at, sizeof o->key);
    read_time(rows, o);
    read_values(rows, o);
}

/* NULL, with the error: it is not said which, or there is none such. */
static struct observation_value *find_value(struct observation *o, enum parameter parameter,
                                            struct error *error)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->values[i].measurement.parameter == parameter ||
            (parameter == PARAMETER_NONE && o->count == 1))
            return &o->values[i];
    error_at(error, ERROR_INVALID, "/parameter",
             parameter == PARAMETER_NONE ? "must say which of the values: sbp, dbp …"
                                         : "is not part of this Observation");
    return NULL;
}

static bool read_number(const struct observation_correction *correction, enum parameter parameter,
                        int64_t *value_r, struct error *error)
{
    const struct parameter_info *info = parameter_info(parameter);
    struct decimal number;
    if (!correction->value.len || correction->value.len > NUMBER_MOST ||
        !decimal_parse(correction->value, &number) ||
        parameter_normalise(parameter, number.digits, number.exponent, info->ucum,
                            strlen(info->ucum), value_r) != UNIT_OK)
        return error_at(error, ERROR_INVALID, "/value", "must be a number in %s, or null",
                        info->ucum);
    return (!(validity_marks(parameter, *value_r) & MARK_IMPLAUSIBLE) &&
            (parameter != PARAMETER_ACVPU || consciousness_of(*value_r))) ||
           error_at(error, ERROR_INVALID, "/value", "is not possible for %s", info->word);
}

/* What the sender said of the value itself does not hold for another one. */
static struct str extra_without(struct arena *arena, const struct observation *o)
{
    static const char *const alone[] = {"valueQuantity",        "valueInteger",
                                        "valueCodeableConcept", "dataAbsentReason",
                                        "interpretation",       NULL};
    static const char *const panel[] = {"component", "dataAbsentReason", "interpretation", NULL};
    struct buf kept;
    if (!o->extra.len)
        return STR_NONE;
    struct json_object *extra = json_in_parse(o->extra, NULL);
    buf_init(&kept, arena, o->extra.len + 2);
    buf_char(&kept, '{');
    json_in_members(extra, o->panel ? panel : alone, &kept);
    buf_char(&kept, '}');
    json_in_destroy(extra);
    return kept.len > 2 ? buf_slice(&kept) : STR_NONE;
}

/* The pressures of a panel are held against each other again. */
static void mark_again(struct observation *o)
{
    struct measurement all[OBSERVATION_VALUES];
    for (size_t i = 0; i < o->count; i++) {
        struct measurement *m = &o->values[i].measurement;
        if (!(m->marks & MARK_ABSENT))
            m->marks =
                (m->marks & (MARKS_OF_TIME | MARK_DEVICE)) | validity_marks(m->parameter, m->value);
        all[i] = *m;
    }
    if (o->panel)
        validity_pressure(all, o->count);
    for (size_t i = 0; i < o->count; i++)
        o->values[i].measurement = all[i];
}

static bool change_value(struct arena *arena, const struct observation_correction *correction,
                         struct observation *o, struct error *error)
{
    struct observation_value *value = find_value(o, correction->parameter, error);
    int64_t number;
    if (!value)
        return false;
    struct measurement *m = &value->measurement;
    if (!read_number(correction, m->parameter, &number, error))
        return false;
    if (number == m->value && !(m->marks & MARK_ABSENT) && !str_is(o->status, "entered-in-error"))
        return error_at(error, ERROR_INVALID, "/value", "is what stands there");
    m->value = number;
    m->marks &= MARKS_OF_TIME;
    value->text = arena_str(arena, correction->value);
    value->unit = str_of(parameter_info(m->parameter)->ucum);
    o->status = STR("corrected");
    o->extra = extra_without(arena, o);
    mark_again(o);
    return true;
}

/* Never what an earlier version has: 16 bytes of it, this version's number, and what is new. */
static void hash_content(struct arena *arena, const struct rows *rows,
                         const struct observation_correction *correction, struct observation *o)
{
    struct buf text;
    uint8_t digest[SHA_BYTES];
    buf_init(&text, arena, 64);
    buf_add(&text, o->key, sizeof o->key);
    buf_printf(&text, " %lld %d %.*s", (long long)row_int(rows, 0, COLUMN_VERSION),
               correction->parameter, STR_ARG(correction->value));
    sha256_one(buf_slice(&text), digest);
    memcpy(o->content, digest, sizeof o->content);
}

bool observation_correct(struct arena *arena, const struct rows *rows,
                         const struct observation_correction *correction,
                         struct observation *observation_r, struct error *error)
{
    struct observation *o = observation_r;
    read_stored(rows, o);
    hash_content(arena, rows, correction, o);
    if (!correction->in_error)
        return change_value(arena, correction, o, error);
    if (str_is(o->status, "entered-in-error"))
        return error_set(error, ERROR_CONFLICT, "This has been taken back before.");
    o->status = STR("entered-in-error");
    return true;
}
