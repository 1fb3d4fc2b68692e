#include "observation/observation_days.h"

#include "base/caltime.h"
#include "store/newest.h"

enum { SPANS = 16, MINUTE = 60 * 1000, DAY = 24 * 60 * MINUTE };

/* clang-format off */
#define ORDERED(parameter, from, until, order) \
    "SELECT * FROM (SELECT o.parameter, o.effective, o.value, o.marks, o.conditions, o.key," \
    " o.effective_precision FROM observation o WHERE o.patient_id = ?1 AND o.parameter = " parameter \
    " AND o.effective >= " from " AND o.effective < " until " AND o.value IS NOT NULL" \
    " AND o.status NOT IN ('entered-in-error', 'cancelled', 'registered')" \
    NEWEST_OBSERVATION \
    " ORDER BY " order ") AS one"
#define READINGS(parameter, from, until) \
    ORDERED(parameter, from, until, "o.effective DESC, o.key LIMIT 15")
#define ENDS(parameter, from, until) \
    ORDERED(parameter, from, until, "o.value, o.key LIMIT 4") ALSO \
    ORDERED(parameter, from, until, "o.value DESC, o.key LIMIT 4")
#define BETWEEN(parameter, from, until) \
    ORDERED(parameter, from, until, "o.effective DESC, o.key LIMIT 64")
#define ALSO " UNION ALL "
static const struct sql SEVERAL = {
    READINGS("?2", "?3", "?4") ALSO READINGS("?5", "?6", "?7") ALSO
    READINGS("?8", "?9", "?10") ALSO READINGS("?11", "?12", "?13") ALSO
    READINGS("?14", "?15", "?16") ALSO READINGS("?17", "?18", "?19") ALSO
    READINGS("?20", "?21", "?22") ALSO READINGS("?23", "?24", "?25") ALSO
    READINGS("?26", "?27", "?28") ALSO READINGS("?29", "?30", "?31") ALSO
    READINGS("?32", "?33", "?34") ALSO READINGS("?35", "?36", "?37") ALSO
    READINGS("?38", "?39", "?40") ALSO READINGS("?41", "?42", "?43") ALSO
    READINGS("?44", "?45", "?46") ALSO READINGS("?47", "?48", "?49"),
};
/* As many parameters, so that one shape of arguments serves both. */
static const struct sql FURTHEST = {
    ENDS("?2", "?3", "?4") ALSO ENDS("?5", "?6", "?7") ALSO
    ENDS("?8", "?9", "?10") ALSO ENDS("?11", "?12", "?13") ALSO
    ENDS("?14", "?15", "?16") ALSO ENDS("?17", "?18", "?19") ALSO
    ENDS("?20", "?21", "?22") ALSO ENDS("?23", "?24", "?25") ALSO
    ENDS("?26", "?27", "?28") ALSO ENDS("?29", "?30", "?31") ALSO
    ENDS("?32", "?33", "?34") ALSO ENDS("?35", "?36", "?37") ALSO
    ENDS("?38", "?39", "?40") ALSO ENDS("?41", "?42", "?43") ALSO
    ENDS("?44", "?45", "?46") ALSO ENDS("?47", "?48", "?49"),
};
static const struct sql MANY = {
    BETWEEN("?2", "?3", "?4") ALSO BETWEEN("?5", "?6", "?7") ALSO
    BETWEEN("?8", "?9", "?10") ALSO BETWEEN("?11", "?12", "?13") ALSO
    BETWEEN("?14", "?15", "?16") ALSO BETWEEN("?17", "?18", "?19") ALSO
    BETWEEN("?20", "?21", "?22") ALSO BETWEEN("?23", "?24", "?25") ALSO
    BETWEEN("?26", "?27", "?28") ALSO BETWEEN("?29", "?30", "?31") ALSO
    BETWEEN("?32", "?33", "?34") ALSO BETWEEN("?35", "?36", "?37") ALSO
    BETWEEN("?38", "?39", "?40") ALSO BETWEEN("?41", "?42", "?43") ALSO
    BETWEEN("?44", "?45", "?46") ALSO BETWEEN("?47", "?48", "?49"),
};
/* clang-format on */

int64_t observation_day_start(int32_t day)
{
    int64_t start = (int64_t)day * DAY - INT64_C(2) * 60 * MINUTE;
    return caltime_oslo_day(start) == day ? start : start + INT64_C(60) * MINUTE;
}

bool observation_key_is_in(struct str key, const uint8_t (*keys)[16], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (key.len == sizeof keys[i] && memcmp(key.at, keys[i], key.len) == 0)
            return true;
    return false;
}

struct day_reading day_reading_of(const struct rows *rows, size_t row)
{
    int64_t at = row_int(rows, row, 1);
    return (struct day_reading){
        .measurement = {.parameter = (enum parameter)row_int(rows, row, 0),
                        .value = row_int(rows, row, 2),
                        .marks = (uint32_t)row_int(rows, row, 3),
                        .conditions = (uint32_t)row_int(rows, row, 4),
                        .day = (int32_t)caltime_oslo_day(at)},
        .at = at,
    };
}

static bool is_known(const struct day_reading *readings, size_t count,
                     const struct day_reading *one)
{
    for (size_t i = 0; i < count; i++)
        if (readings[i].at == one->at &&
            readings[i].measurement.parameter == one->measurement.parameter &&
            readings[i].measurement.value == one->measurement.value &&
            readings[i].measurement.conditions == one->measurement.conditions)
            return true;
    return false;
}

struct gathered {
    struct day_reading *readings;
    size_t count;
};

static bool ask(struct tx *tx, const struct span_question *question, const struct sql *sql,
                struct gathered *gathered, struct error *error)
{
    for (size_t first = 0; first < question->count; first += SPANS) {
        struct value args[1 + 3 * SPANS];
        struct rows *rows;
        args[0] = v_uuid(question->patient);
        for (size_t i = 0; i < SPANS; i++) {
            bool used = first + i < question->count;
            const struct time_span *span = &question->spans[used ? first + i : first];
            args[1 + 3 * i] = v_int(used ? span->parameter : PARAMETER_NONE);
            args[2 + 3 * i] = v_int(span->from);
            args[3 + 3 * i] = v_int(span->until);
        }
        if (!db_run(tx->db, tx->arena, sql, args, sizeof args / sizeof args[0], &rows, error))
            return false;
        for (size_t row = 0; row < rows_count(rows); row++) {
            struct day_reading one = day_reading_of(rows, row);
            one.timed = row_int(rows, row, 6) > PRECISION_DAY;
            if (!observation_key_is_in(row_str(rows, row, 5), question->without,
                                       question->without_count) &&
                !is_known(gathered->readings, gathered->count, &one))
                gathered->readings[gathered->count++] = one;
        }
    }
    return true;
}

static struct span_question spans_of(struct arena *arena, const struct day_question *question)
{
    struct time_span *spans = arena_array(arena, struct time_span, question->count);
    for (size_t i = 0; i < question->count; i++) {
        int32_t day = question->spans[i].day;
        spans[i] = (struct time_span){question->spans[i].parameter, observation_day_start(day),
                                      observation_day_start(day + 1)};
    }
    return (struct span_question){question->patient, spans, question->count, question->without,
                                  question->without_count};
}

bool observation_days(struct tx *tx, const struct day_question *question,
                      struct day_reading **readings_r, size_t *count_r, struct error *error)
{
    const struct span_question spans = spans_of(tx->arena, question);
    struct gathered gathered = {
        .readings =
            arena_array(tx->arena, struct day_reading, question->count * (DAY_READINGS + DAY_ENDS)),
    };
    if (!ask(tx, &spans, &SEVERAL, &gathered, error) ||
        (question->furthest && !ask(tx, &spans, &FURTHEST, &gathered, error)))
        return false;
    *readings_r = gathered.readings;
    *count_r = gathered.count;
    return true;
}

bool observation_spans(struct tx *tx, const struct span_question *question,
                       struct day_reading **readings_r, size_t *count_r, struct error *error)
{
    struct gathered gathered = {
        .readings = arena_array(tx->arena, struct day_reading, question->count * SPAN_READINGS),
    };
    *count_r = 0;
    if (!ask(tx, question, &MANY, &gathered, error))
        return false;
    *readings_r = gathered.readings;
    *count_r = gathered.count;
    return true;
}
