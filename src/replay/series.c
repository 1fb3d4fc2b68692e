#include "replay/series.h"

#include "base/caltime.h"
#include "base/decimal.h"
#include "replay/csv.h"
#include "replay/gold.h"
#include "replay/said.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    if (!caltime_parse_oslo(str_of(text), true, &time) || time.precision < PRECISION_DAY)
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

/* Alert, new confusion, answers to voice, to pain, unresponsive: as charts of NEWS2 say it. */
static bool is_acvpu_letter(struct str text, int64_t *value_r)
{
    static const char letters[] = "ACVPU";
    const char *at = text.len == 1 ? memchr(letters, text.at[0], sizeof letters - 1) : NULL;
    *value_r = at ? (at - letters) * MICRO : 0;
    return at != NULL;
}

static bool read_value(const struct reader *reader, struct measurement *value, struct error *error)
{
    struct str unit = field(reader, UNIT);
    struct decimal number;
    char why[160];
    if (value->parameter == PARAMETER_ACVPU && is_acvpu_letter(field(reader, VALUE), &value->value))
        return true;
    if (!decimal_parse(field(reader, VALUE), &number))
        return wrong(reader, VALUE, "must be a number like 82.4", error);
    if (!unit.len && value->parameter != PARAMETER_ACVPU)
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

/* ---- what is no measurement ---- */

/* "daily/cough" */
static bool is_answer(struct str word, struct str *form_r, struct str *item_r)
{
    return str_cut(word, '/', form_r, item_r) && form_r->len && item_r->len;
}

static void take_answer(const struct reader *reader, const struct measurement *when,
                        struct str form, struct str item, struct series *series)
{
    series->answers[series->answer_count++] = (struct series_answer){
        form, item, field(reader, VALUE), reader->csv.line, when->day, when->at};
}

/* A total of those that are parameters too is a measurement as well: *only_r false. */
static bool take_score(const struct reader *reader, const struct measurement *when,
                       enum instrument instrument, struct series *series, bool *only_r,
                       struct error *error)
{
    struct str word = field(reader, PARAMETER), value = field(reader, VALUE);
    struct series_score score = {.instrument = instrument, .day = when->day, .at = when->at};
    const char *why;
    *only_r = memchr(value.len ? value.at : "", ' ', value.len) ||
              parameter_of_word(word.at, word.len) == PARAMETER_NONE;
    bool read = said_score_read(instrument, value, &score.score, &why);
    if (read)
        series->scores[series->score_count++] = score;
    return read || !*only_r || wrong(reader, VALUE, why, error);
}

/* False with *is_r: what is counted is no count. */
static bool take_year(const struct reader *reader, const struct measurement *when,
                      struct series *series, bool *is_r, struct error *error)
{
    struct str word = field(reader, PARAMETER), value = field(reader, VALUE);
    bool admissions = str_is(word, gold_part_words[GOLD_ADMISSIONS_YEAR]);
    int count = 0;
    *is_r = admissions || str_is(word, gold_part_words[GOLD_EXACERBATIONS]);
    if (!*is_r)
        return true;
    bool ok = value.len > 0 && value.len <= 3;
    for (size_t i = 0; ok && i < value.len; i++) {
        ok = value.at[i] >= '0' && value.at[i] <= '9';
        count = count * 10 + (value.at[i] - '0');
    }
    if (!ok)
        return wrong(reader, VALUE, "must be how many there were in twelve months: 0, 1, 2 …",
                     error);
    series->years[series->year_count++] =
        (struct series_year){admissions, count, when->day, when->at};
    return true;
}

/* ---- records ---- */

static bool read_measurement(const struct reader *reader, struct measurement *value,
                             struct series *series, struct error *error)
{
    struct str word = field(reader, PARAMETER), form, item;
    enum instrument instrument = instrument_of_word(word.at ? word.at : "", word.len);
    bool only = false;
    if (is_answer(word, &form, &item)) {
        take_answer(reader, value, form, item, series);
        return true;
    }
    if (instrument ? !take_score(reader, value, instrument, series, &only, error)
                   : !take_year(reader, value, series, &only, error))
        return false;
    if (only)
        return true;
    if (!read_parameter(reader, value, error) || !read_value(reader, value, error) ||
        !read_conditions(reader, value, error))
        return false;
    series->values[series->count++] = *value;
    return true;
}

static bool read_record(const struct reader *reader, struct series *series, struct error *error)
{
    struct measurement value = {.marks = 0};
    if (reader->csv.count != reader->width) {
        char place[32];
        snprintf(place, sizeof place, "line %lld", (long long)reader->csv.line);
        return error_at(error, ERROR_INVALID, place, "has %zu columns, the header line %zu",
                        reader->csv.count, reader->width);
    }
    return read_time(reader, &value, error) && read_measurement(reader, &value, series, error);
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
           a->value == b->value && a->conditions == b->conditions;
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

void series_sort(struct measurement *values, size_t count)
{
    if (count > 1)
        qsort(values, count, sizeof *values, by_time);
}

static void settle(struct series *series)
{
    size_t kept = 0;
    series_sort(series->values, series->count);
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
    size_t rows = 0;
    error = error ? error : &local;
    error_clear(error);
    csv_init(&reader.csv, arena, text);
    size_t most = records_most(text);
    *series_r = (struct series){.values = arena_array(arena, struct measurement, most),
                                .scores = arena_array(arena, struct series_score, most),
                                .years = arena_array(arena, struct series_year, most),
                                .answers = arena_array(arena, struct series_answer, most)};
    if (!read_header(&reader, error))
        return false;
    while (csv_next(&reader.csv, error)) {
        if (rows++ == SERIES_ROWS_MOST)
            return error_at(error, ERROR_INVALID, "", "more than %d rows", SERIES_ROWS_MOST);
        if (!read_record(&reader, series_r, error))
            return false;
    }
    if (error->code)
        return false;
    settle(series_r);
    return true;
}
