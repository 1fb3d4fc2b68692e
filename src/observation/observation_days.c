#include "observation/observation_days.h"

#include "base/caltime.h"

enum { SPANS = 16, MINUTE = 60 * 1000, DAY = 24 * 60 * MINUTE };

/* clang-format off */
#define READINGS(parameter, from, until) \
    "SELECT * FROM (SELECT o.parameter, o.effective, o.value, o.marks, o.conditions, o.key" \
    " FROM observation o WHERE o.patient_id = ?1 AND o.parameter = " parameter \
    " AND o.effective >= " from " AND o.effective < " until " AND o.value IS NOT NULL" \
    " AND o.status NOT IN ('entered-in-error', 'cancelled', 'registered')" \
    " AND NOT EXISTS (SELECT 1 FROM observation n WHERE n.key = o.key" \
    " AND n.patient_id = o.patient_id AND n.version > o.version)" \
    " ORDER BY o.effective DESC, o.key LIMIT 15) AS one"
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

static struct day_reading reading_of(const struct rows *rows, size_t row)
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

bool observation_days(struct tx *tx, const struct uuid *patient, const struct day_span *spans,
                      size_t count, const uint8_t (*without)[16], size_t without_count,
                      struct day_reading **readings_r, size_t *count_r, struct error *error)
{
    struct day_reading *readings = arena_array(tx->arena, struct day_reading, count * DAY_READINGS);
    *count_r = 0;
    for (size_t first = 0; first < count; first += SPANS) {
        struct value args[1 + 3 * SPANS];
        struct rows *rows;
        args[0] = v_uuid(patient);
        for (size_t i = 0; i < SPANS; i++) {
            bool used = first + i < count;
            const struct day_span *span = &spans[used ? first + i : first];
            args[1 + 3 * i] = v_int(used ? span->parameter : PARAMETER_NONE);
            args[2 + 3 * i] = v_int(observation_day_start(span->day));
            args[3 + 3 * i] = v_int(observation_day_start(span->day + 1));
        }
        if (!db_run(tx->db, tx->arena, &SEVERAL, args, sizeof args / sizeof args[0], &rows, error))
            return false;
        for (size_t row = 0; row < rows_count(rows); row++)
            if (!observation_key_is_in(row_str(rows, row, 5), without, without_count))
                readings[(*count_r)++] = reading_of(rows, row);
    }
    *readings_r = readings;
    return true;
}
