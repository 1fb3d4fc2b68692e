#include "response/form_response_day.h"

#include "observation/observation_days.h"
#include "response/findings.h"

static const struct sql OF_DAY = {
    "SELECT r.findings, r.programme_version, r.key FROM response r WHERE r.patient_id = ?1"
    " AND r.authored >= ?2 AND r.authored < ?3 AND r.programme = ?4"
    " AND r.status IN ('completed', 'amended')"
    " AND NOT EXISTS (SELECT 1 FROM response n WHERE n.key = r.key"
    " AND n.patient_id = r.patient_id AND n.version > r.version)"
    " ORDER BY r.authored DESC, r.key LIMIT 8",
};

/* What another version's answers combine with, and its score, are that version's own. */
static size_t keep_common(struct finding *findings, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (findings[i].kind == FINDING_SCORE)
            continue;
        findings[kept] = findings[i];
        findings[kept++].symptoms = 0;
    }
    return kept;
}

bool form_response_day(struct tx *tx, const struct uuid *patient, const struct programme *programme,
                       int32_t day, const uint8_t (*without)[16], size_t without_count,
                       struct finding **findings_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    struct finding *list[8];
    size_t counts[8], lists = 0, all = 0;
    if (!db_run(tx->db, tx->arena, &OF_DAY,
                ARGS(v_uuid(patient), v_int(observation_day_start(day)),
                     v_int(observation_day_start(day + 1)), v_text(programme->id)),
                &rows, error))
        return false;
    for (size_t row = 0; row < rows_count(rows); row++) {
        if (observation_key_is_in(row_str(rows, row, 2), without, without_count))
            continue;
        findings_parse(tx->arena, row_str(rows, row, 0), &list[lists], &counts[lists]);
        if (row_int(rows, row, 1) != programme->version)
            counts[lists] = keep_common(list[lists], counts[lists]);
        all += counts[lists++];
    }
    *findings_r = arena_array(tx->arena, struct finding, all);
    *count_r = 0;
    for (size_t i = 0; i < lists; i++) {
        if (counts[i])
            memcpy(*findings_r + *count_r, list[i], counts[i] * sizeof *list[i]);
        *count_r += counts[i];
    }
    return true;
}
