/* The stored history of one patient, as it stands now. */
#include "base/caltime.h"
#include "clinical/baseline.h"
#include "observation/observation_days.h"
#include "replay/series.h"
#include "response/findings.h"
#include "store/newest.h"
#include "workshop/history.h"

#include <string.h>

/* What the rules look back on before the first day: of each parameter so many readings, and none
 * older than so many days. */
enum { BEFORE_READINGS = 600, BEFORE_DAYS = 400, FORMS_MOST = 6000 };

/* clang-format off */
/* One range of one tree a parameter; the newest first, so that what is left out is the oldest. */
static const struct sql READINGS = {
    .text = "SELECT o.parameter, o.effective, o.value, o.marks, o.conditions,"
            " o.effective_precision FROM observation o WHERE o.patient_id = ?1"
            " AND o.parameter = ?2 AND o.effective >= ?3 AND o.effective < ?4"
            " AND o.value IS NOT NULL"
            " AND o.status NOT IN ('entered-in-error', 'cancelled', 'registered')"
            NEWEST_OBSERVATION
            " ORDER BY o.effective DESC, o.key LIMIT ?5",
    .gather = true,
};
static const struct sql FINDINGS = {
    .text = "SELECT r.authored, r.findings, r.programme_version FROM response r"
            " WHERE r.patient_id = ?1 AND r.authored >= ?2 AND r.authored < ?3"
            " AND r.programme = ?4 AND r.status IN ('completed', 'amended')"
            NEWEST_RESPONSE
            " ORDER BY r.authored DESC, r.key LIMIT ?5",
};
/* clang-format on */
static const struct sql FIRST = {
    .text = "SELECT min(o.effective) FROM observation o WHERE o.patient_id = ?1"
            " AND o.parameter = ?2 AND o.effective >= ?3 AND o.effective < ?4",
    .gather = true,
};
static const struct sql BEGAN = {
    .text = "SELECT e.created_at,"
            " (SELECT min(t.at) FROM enrolment_transition t WHERE t.patient_id = e.patient_id"
            " AND t.enrolment_id = e.id AND t.to_state = 'trial'),"
            " (SELECT min(a.at) FROM enrolment_transition a WHERE a.patient_id = e.patient_id"
            " AND a.enrolment_id = e.id AND a.to_state = 'active')"
            " FROM enrolment e WHERE e.patient_id = ?1 AND e.id = ?2",
};

struct reading {
    const struct history_question *question;
    struct db *db;
    struct arena *arena;
    size_t asked_count;
    struct rows *asked[2 * PARAMETER_COUNT];
    struct rows *findings;
};

/* ---- the trial ---- */

/* Of what a level can be proposed for. */
static bool first_measured(struct db *db, struct arena *arena,
                           const struct history_question *question, int32_t from, int32_t *day_r,
                           struct error *error)
{
    struct rows *rows[PARAMETER_COUNT] = {NULL};
    int64_t first = INT64_MAX;
    for (int i = 1; i < PARAMETER_COUNT; i++)
        if (question->programme->followed[i] && baseline_prior((enum parameter)i))
            rows[i] = db_ask(db, arena, &FIRST,
                             ARGS(v_uuid(&question->patient), v_int(i),
                                  v_int(observation_day_start(from)),
                                  v_int(observation_day_start(question->today + 1))));
    if (!db_settle(db, error))
        return false;
    for (int i = 1; i < PARAMETER_COUNT; i++)
        if (rows[i] && !row_is_null(rows[i], 0, 0) && row_int(rows[i], 0, 0) < first)
            first = row_int(rows[i], 0, 0);
    *day_r = first == INT64_MAX ? from : (int32_t)caltime_oslo_day(first);
    return true;
}

bool history_trial(struct db *db, struct arena *arena, const struct history_question *question,
                   int days, int32_t *from_r, struct error *error)
{
    struct rows *rows;
    int32_t first;
    if (!db_run(db, arena, &BEGAN, ARGS(v_uuid(&question->patient), v_uuid(&question->enrolment)),
                &rows, error))
        return false;
    if (!rows_count(rows))
        return error_set(error, ERROR_NOT_FOUND, "There is no such enrolment.");
    unsigned column = !row_is_null(rows, 0, 1) ? 1 : !row_is_null(rows, 0, 2) ? 2 : 0;
    *from_r = (int32_t)caltime_oslo_day(row_int(rows, 0, column));
    if (!first_measured(db, arena, question, *from_r, &first, error))
        return false;
    if (first >= *from_r + days)
        *from_r = first;
    return true;
}

/* ---- asking ---- */

static void ask_readings(struct reading *reading, enum parameter parameter, int64_t from,
                         int64_t until, int64_t most)
{
    reading->asked[reading->asked_count++] =
        db_ask(reading->db, reading->arena, &READINGS,
               ARGS(v_uuid(&reading->question->patient), v_int(parameter), v_int(from),
                    v_int(until), v_int(most)));
}

static bool ask(struct reading *reading, struct error *error)
{
    const struct history_question *question = reading->question;
    int64_t from = observation_day_start(question->from);
    int64_t until = observation_day_start(question->to + 1);
    int64_t oldest = observation_day_start(question->from - BEFORE_DAYS);
    for (int i = 1; i < PARAMETER_COUNT; i++) {
        enum parameter parameter = (enum parameter)i;
        if (parameter == PARAMETER_BP ||
            (parameter_is_score(parameter) && parameter != PARAMETER_ACVPU)) /* NEWS2 needs it */
            continue;
        ask_readings(reading, parameter, from, until, HISTORY_READINGS_MOST + 1);
        ask_readings(reading, parameter, oldest, from, BEFORE_READINGS);
    }
    /* Symptoms of the day before the first one combine too. */
    reading->findings =
        db_ask(reading->db, reading->arena, &FINDINGS,
               ARGS(v_uuid(&question->patient), v_int(observation_day_start(question->from - 1)),
                    v_int(until), v_text(question->programme->id), v_int(FORMS_MOST)));
    return db_settle(reading->db, error);
}

/* ---- taking ---- */

static void take_readings(const struct reading *reading, struct history *history)
{
    size_t most = 0;
    for (size_t i = 0; i < reading->asked_count; i++) {
        most += rows_count(reading->asked[i]);
        history->cut = history->cut || rows_count(reading->asked[i]) > HISTORY_READINGS_MOST;
    }
    history->values = arena_array(reading->arena, struct measurement, most);
    for (size_t i = 0; i < reading->asked_count; i++) {
        const struct rows *rows = reading->asked[i];
        for (size_t row = 0; row < rows_count(rows); row++) {
            int64_t at = row_int(rows, row, 1);
            bool timed = row_int(rows, row, 5) > PRECISION_DAY;
            history->values[history->value_count++] =
                (struct measurement){.parameter = (enum parameter)row_int(rows, row, 0),
                                     .value = row_int(rows, row, 2),
                                     .marks = (uint32_t)row_int(rows, row, 3),
                                     .conditions = (uint32_t)row_int(rows, row, 4),
                                     .day = (int32_t)caltime_oslo_day(at),
                                     .at = timed ? at : 0};
        }
    }
    series_sort(history->values, history->value_count);
}

/* What answers of another version of the programme combine with, and its score, are that version's
 * own. */
static size_t take_form(const struct programme *programme, int64_t version, int32_t day,
                        struct finding *findings, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct finding finding = findings[i];
        finding.day = day;
        finding.earlier = false;
        if (version != programme->version) {
            if (finding.kind == FINDING_SCORE)
                continue;
            finding.symptoms = 0;
        }
        findings[kept++] = finding;
    }
    return kept;
}

static void take_findings(const struct reading *reading, struct history *history)
{
    const struct rows *rows = reading->findings;
    size_t forms = rows_count(rows), all = 0;
    struct finding **lists = arena_array(reading->arena, struct finding *, forms);
    size_t *counts = arena_array(reading->arena, size_t, forms);
    for (size_t i = 0; i < forms; i++) {
        findings_parse(reading->arena, row_str(rows, i, 1), &lists[i], &counts[i]);
        counts[i] = take_form(history->programme, row_int(rows, i, 2),
                              (int32_t)caltime_oslo_day(row_int(rows, i, 0)), lists[i], counts[i]);
        all += counts[i];
    }
    history->findings = arena_array(reading->arena, struct finding, all);
    for (size_t i = forms; i > 0; i--) { /* they came the newest first */
        if (counts[i - 1])
            memcpy(history->findings + history->finding_count, lists[i - 1],
                   counts[i - 1] * sizeof **lists);
        history->finding_count += counts[i - 1];
    }
}

bool history_read(struct db *db, struct arena *arena, const struct history_question *question,
                  struct history *history_r, struct error *error)
{
    struct reading *reading = arena_new(arena, struct reading);
    *reading = (struct reading){.question = question, .db = db, .arena = arena};
    *history_r = (struct history){.programme = question->programme,
                                  .from = question->from,
                                  .to = question->to,
                                  .today = question->today};
    if (!ask(reading, error))
        return false;
    take_readings(reading, history_r);
    take_findings(reading, history_r);
    return patient_schedule_read_days(db, arena, question->programmes, &question->patient,
                                      &question->enrolment, question->from, question->to + 1,
                                      &history_r->due, error);
}
