#include "response/form_response_day.h"

#include "observation/observation_days.h"
#include "response/findings.h"
#include "store/newest.h"

enum { AT_ONCE = 3 };

/* clang-format off */
#define OF_DAY(number, from, until) \
    "SELECT * FROM (SELECT " number " AS number, r.findings, r.programme_version, r.key" \
    " FROM response r WHERE r.patient_id = ?1 AND r.authored >= " from " AND r.authored < " until \
    " AND r.programme = ?2 AND r.status IN ('completed', 'amended')" \
    NEWEST_RESPONSE \
    " ORDER BY r.authored DESC, r.key LIMIT 8) AS one"
static const struct sql OF_DAYS = {
    OF_DAY("0", "?3", "?4") " UNION ALL " OF_DAY("1", "?5", "?6") " UNION ALL "
    OF_DAY("2", "?7", "?8"),
};
/* clang-format on */

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

/* Takes the forms of `rows` that hold, whose days are `days`. */
static void take_rows(struct tx *tx, const struct form_days *question, const int32_t *days,
                      const struct rows *rows, struct finding *all, size_t *count)
{
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct finding *list;
        size_t found;
        if (observation_key_is_in(row_str(rows, row, 3), question->without,
                                  question->without_count))
            continue;
        findings_parse(tx->arena, row_str(rows, row, 1), &list, &found);
        if (row_int(rows, row, 2) != question->programme->version)
            found = keep_common(list, found);
        for (size_t i = 0; i < found; i++) {
            list[i].earlier = true;
            list[i].day = days[row_int(rows, row, 0)];
            all[(*count)++] = list[i];
        }
    }
}

static size_t most_findings(const struct rows *rows)
{
    size_t most = 0;
    for (size_t row = 0; row < rows_count(rows); row++) {
        struct str text = row_str(rows, row, 1);
        for (size_t i = 0; i < text.len; i++)
            most += text.at[i] == ']';
    }
    return most;
}

static bool take_days(struct tx *tx, const struct form_days *question, size_t first,
                      struct finding **findings, size_t *count, struct error *error)
{
    struct value args[2 + 2 * AT_ONCE] = {v_uuid(question->patient),
                                          v_text(question->programme->id)};
    struct rows *rows;
    for (size_t i = 0; i < AT_ONCE; i++) {
        bool used = first + i < question->count;
        int32_t day = question->days[used ? first + i : first];
        args[2 + 2 * i] = v_int(observation_day_start(day));
        args[3 + 2 * i] = v_int(observation_day_start(used ? day + 1 : day));
    }
    if (!db_run(tx->db, tx->arena, &OF_DAYS, args, sizeof args / sizeof args[0], &rows, error))
        return false;
    struct finding *all = arena_array(tx->arena, struct finding, *count + most_findings(rows));
    if (*count)
        memcpy(all, *findings, *count * sizeof *all);
    take_rows(tx, question, question->days + first, rows, all, count);
    *findings = all;
    return true;
}

bool form_response_days(struct tx *tx, const struct form_days *question,
                        struct finding **findings_r, size_t *count_r, struct error *error)
{
    *findings_r = NULL;
    *count_r = 0;
    for (size_t first = 0; first < question->count; first += AT_ONCE)
        if (!take_days(tx, question, first, findings_r, count_r, error))
            return false;
    return true;
}
