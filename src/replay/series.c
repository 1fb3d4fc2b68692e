#include "replay/series.h"

#include "base/caltime.h"
#include "base/decimal.h"
#include "replay/csv.h"

#include <stdio.h>
#include <stdlib.h>

enum column { TIME, PARAMETER, VALUE, UNIT, CONDITION, COLUMNS };
static const char *const names[COLUMNS] = {"time", "parameter", "value", "unit", "condition"};

struct reader {
    struct csv csv;
    bool there[COLUMNS];
    size_t at[COLUMNS]; /* of each column in a record */
    size_t width;
};

static struct str trimmed(struct str text)
{
    while (text.len && (text.at[0] == ' ' || text.at[0] == '\t'))
        text = (struct str){text.at + 1, text.len - 1};
    while (text.len && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        text.len--;
    return text;
}

static bool wrong(const struct reader *reader, enum column column, const char *why,
                  struct error *error)
{
    char place[64];
    snprintf(place, sizeof place, "line %lld, column %s", (long long)reader->csv.line,
             names[column]);
    return error_at(error, ERROR_INVALID, place, "%s", why);
}

static struct str field(const struct reader *reader, enum column column)
{
    return reader->there[column] ? trimmed(reader->csv.fields[reader->at[column]]) : STR_NONE;
}

static bool read_header(struct reader *reader, struct error *error)
{
    if (!csv_next(&reader->csv, error))
        return error && error->code
                   ? false
                   : error_at(error, ERROR_INVALID, "line 1",
                              "a header line is missing: time,parameter,value,unit");
    reader->width = reader->csv.count;
    for (size_t i = 0; i < reader->width; i++)
        for (int column = 0; column < COLUMNS; column++) {
            if (!str_is(trimmed(reader->csv.fields[i]), names[column]))
                continue;
            if (reader->there[column])
                return wrong(reader, (enum column)column, "the column stands twice", error);
            reader->there[column] = true;
            reader->at[column] = i;
        }
    for (int column = TIME; column <= UNIT; column++)
        if (!reader->there[column])
            return wrong(reader, (enum column)column,
                         "the header line does not name it: time,parameter,value,unit", error);
    return true;
}

/* Norwegian time where no zone is given; "2026-01-01 08:00" is taken as with a T. */
static bool read_time(const struct reader *reader, struct measurement *value, struct error *error)
{
    char text[64];
    struct caltime time;
    struct str given = field(reader, TIME);
    if (given.len >= sizeof text)
        return wrong(reader, TIME, "must be a time like 2026-01-01T08:00:00+01:00", error);
    snprintf(text, sizeof text, "%.*s", STR_ARG(given));
    if (given.len > 10 && text[10] == ' ')
        text[10] = 'T';
    bool ok = caltime_parse(str_of(text), 60, true, &time) && time.precision >= PRECISION_DAY;
    if (ok && !time.zoned)
        ok = caltime_parse(str_of(text), caltime_oslo_offset(time.from), true, &time);
    if (!ok)
        return wrong(reader, TIME,
                     "must be a time like 2026-01-01T08:00:00+01:00, or a date like 2026-01-01",
                     error);
    value->day = (int32_t)caltime_oslo_day(time.from);
    value->at = time.precision > PRECISION_DAY ? time.from : 0;
    return true;
}

static bool read_parameter(const struct reader *reader, struct measurement *value,
                           struct error *error)
{
    struct str word = field(reader, PARAMETER);
    char why[128];
    value->parameter = parameter_of_word(word.at ? word.at : "", word.len);
    if (value->parameter == PARAMETER_BP)
        return wrong(reader, PARAMETER, "bp has no value of its own: give sbp and dbp", error);
    if (value->parameter != PARAMETER_NONE)
        return true;
    snprintf(why, sizeof why, "no such parameter: “%.*s”", (int)(word.len < 40 ? word.len : 40),
             word.len ? word.at : "");
    return wrong(reader, PARAMETER, why, error);
}

static bool read_value(const struct reader *reader, struct measurement *value, struct error *error)
{
    struct str unit = field(reader, UNIT);
    struct decimal number;
    char why[160];
    if (!decimal_parse(field(reader, VALUE), &number))
        return wrong(reader, VALUE, "must be a number like 82.4", error);
    if (!unit.len)
        return wrong(reader, UNIT, "is missing: no unit is guessed", error);
    switch (parameter_normalise(value->parameter, number.digits, number.exponent, unit.at, unit.len,
                                &value->value)) {
    case UNIT_OK:
        value->marks = validity_marks(value->parameter, value->value);
        return true;
    case UNIT_RANGE:
        return wrong(reader, VALUE, "is too large to be kept", error);
    case UNIT_UNKNOWN:
        break;
    }
    snprintf(why, sizeof why, "no unit for %s: “%.*s”", parameter_info(value->parameter)->word,
             (int)(unit.len < 40 ? unit.len : 40), unit.at);
    return wrong(reader, UNIT, why, error);
}

/* Words with blanks, semicolons or bars between them. */
static bool read_conditions(const struct reader *reader, struct measurement *value,
                            struct error *error)
{
    struct str all = field(reader, CONDITION);
    for (size_t from = 0, until; from < all.len; from = until + 1) {
        for (until = from; until < all.len && !memchr(" ;|", all.at[until], 3);)
            until++;
        uint32_t condition = condition_of_word(all.at + from, until - from);
        if (!condition && until > from)
            return wrong(reader, CONDITION, "knows rest, activity, oxygen", error);
        value->conditions |= condition;
    }
    return true;
}

static bool read_record(const struct reader *reader, struct measurement *value_r,
                        struct error *error)
{
    *value_r = (struct measurement){.marks = 0};
    if (reader->csv.count != reader->width) {
        char place[32];
        snprintf(place, sizeof place, "line %lld", (long long)reader->csv.line);
        return error_at(error, ERROR_INVALID, place, "has %zu columns, the header line %zu",
                        reader->csv.count, reader->width);
    }
    return read_time(reader, value_r, error) && read_parameter(reader, value_r, error) &&
           read_value(reader, value_r, error) && read_conditions(reader, value_r, error);
}

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_time(const void *a, const void *b)
{
    const struct measurement *one = a, *other = b;
    int order = by_number(one->day, other->day);
    order = order ? order : by_number(one->at, other->at);
    order = order ? order : by_number(one->parameter, other->parameter);
    order = order ? order : by_number(one->value, other->value);
    return order ? order : by_number(one->conditions, other->conditions);
}

static bool is_double(const struct measurement *a, const struct measurement *b)
{
    return a->day == b->day && a->at == b->at && a->parameter == b->parameter &&
           a->value == b->value;
}

/* The pressures of one moment are one panel. */
static void check_panels(struct series *series)
{
    for (size_t i = 0, until; i < series->count; i = until) {
        for (until = i + 1; until < series->count && series->values[until].at &&
                            series->values[until].at == series->values[i].at;)
            until++;
        validity_pressure(&series->values[i], until - i);
    }
}

static void settle(struct series *series)
{
    size_t kept = 0;
    if (series->count)
        qsort(series->values, series->count, sizeof *series->values, by_time);
    for (size_t i = 0; i < series->count; i++)
        if (!kept || !is_double(&series->values[kept - 1], &series->values[i]))
            series->values[kept++] = series->values[i];
    series->count = kept;
    check_panels(series);
}

/* As many as there are lines. */
static size_t records_most(struct str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++)
        lines += text.at[i] == '\n';
    return lines;
}

bool series_parse(struct arena *arena, struct str text, struct series *series_r,
                  struct error *error)
{
    struct reader reader = {.width = 0};
    struct error local = {0};
    error = error ? error : &local;
    error_clear(error);
    csv_init(&reader.csv, arena, text);
    *series_r =
        (struct series){.values = arena_array(arena, struct measurement, records_most(text))};
    if (!read_header(&reader, error))
        return false;
    while (csv_next(&reader.csv, error)) {
        if (series_r->count == SERIES_ROWS_MOST)
            return error_at(error, ERROR_INVALID, "", "more than %d rows", SERIES_ROWS_MOST);
        if (!read_record(&reader, &series_r->values[series_r->count], error))
            return false;
        series_r->count++;
    }
    if (error->code)
        return false;
    settle(series_r);
    return true;
}
