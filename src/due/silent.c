#include "due/silent.h"

#include "auth/permit.h"
#include "schedule/patient_schedule.h"

/* clang-format off */
/* ?4: silent since then or longer; ?5: today. A service's rows are gone through by its own index
 * of enrolments. That something was due is told by the trace of what was missed. */
#define QUIET \
    " FROM (SELECT e.patient_id AS patient_id, e.service_id AS service_id," \
    " CASE WHEN COALESCE(o.reported_at, 0) > min(e.state_since) THEN o.reported_at" \
    " ELSE min(e.state_since) END AS since FROM enrolment e JOIN overview o" \
    " ON o.patient_id = e.patient_id AND o.service_id = e.service_id" \
    " WHERE (o.reported_at IS NULL OR o.reported_at <= ?4) AND e.state_since <= ?4" \
    " AND e.state IN ('trial', 'active') AND "
#define STILL \
    " GROUP BY e.patient_id, e.service_id, o.reported_at) AS q" \
    " WHERE EXISTS (SELECT 1 FROM missing_event t WHERE t.patient_id = q.patient_id" \
    " AND t.service_id = q.service_id AND t.kind = 'missed' AND t.at > q.since)" \
    " AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.patient_id = q.patient_id" \
    " AND p.from_day <= ?5 AND (p.until_day IS NULL OR p.until_day > ?5))" \
    " AND NOT EXISTS (SELECT 1 FROM silent_review r WHERE r.patient_id = q.patient_id" \
    " AND r.service_id = q.service_id AND r.at > ?4 AND " SILENT_STANDS("r") ")"
PERMIT_STATEMENTS(static const struct sql LIST,
    "SELECT s.patient_id, s.service_id, s.since, v.at, v.account_id, a.name, v.decision, v.note"
    " FROM (SELECT q.patient_id, q.service_id, q.since" QUIET,
    STILL " AND (q.since, q.patient_id, q.service_id) > (?6, ?7, ?8)"
    " ORDER BY q.since, q.patient_id, q.service_id LIMIT ?9) AS s"
    " LEFT JOIN silent_review v ON v.patient_id = s.patient_id AND v.service_id = s.service_id"
    " AND v.id = (SELECT n.id FROM silent_review n WHERE n.patient_id = s.patient_id"
    " AND n.service_id = s.service_id AND " SILENT_STANDS("n") " ORDER BY n.id DESC LIMIT 1)"
    " LEFT JOIN account a ON a.id = v.account_id"
    " ORDER BY s.since, s.patient_id, s.service_id");
PERMIT_STATEMENTS(static const struct sql COUNT,
    "SELECT count(*) FROM (SELECT q.patient_id" QUIET,
    STILL " LIMIT 1001) AS c");
/* clang-format on */
_Static_assert(SILENT_COUNT_MOST == 1000, "COUNT says one more");

bool silent_read(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                 const struct silent_question *question, struct silent **list_r, size_t *count_r,
                 struct error *error)
{
    const struct sql *list = &LIST[who->ground];
    struct rows *rows;
    *count_r = 0;
    *list_r = NULL;
    if (!list->text)
        return true;
    /* The zero id is null, and null stands nowhere. */
    struct value after_patient = {VALUE_UUID, 0, {(const char *)question->after_patient.b, 16}};
    struct value after_service = {VALUE_UUID, 0, {(const char *)question->after_service.b, 16}};
    if (!db_run(db, arena, list,
                ARGS(PERMIT_ARGS(who, now), v_int(now - question->days * DAY),
                     v_int(schedule_local(now).day), v_int(question->after_since), after_patient,
                     after_service, v_int(question->limit + 1)),
                &rows, error))
        return false;
    *count_r = rows_count(rows);
    *list_r = arena_array(arena, struct silent, *count_r);
    for (size_t i = 0; i < *count_r; i++)
        (*list_r)[i] = (struct silent){
            .patient = row_uuid(rows, i, 0),
            .service = row_uuid(rows, i, 1),
            .since = row_int(rows, i, 2),
            .review_at = row_int(rows, i, 3),
            .review_by = row_uuid(rows, i, 4),
            .review_by_name = row_str(rows, i, 5),
            .decision = row_str(rows, i, 6),
            .note = row_str(rows, i, 7),
        };
    return true;
}

bool silent_number(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                   int64_t days, int64_t *count_r, struct error *error)
{
    const struct sql *count = &COUNT[who->ground];
    struct rows *rows;
    *count_r = 0;
    if (!count->text)
        return true;
    if (!db_run(
            db, arena, count,
            ARGS(PERMIT_ARGS(who, now), v_int(now - days * DAY), v_int(schedule_local(now).day)),
            &rows, error))
        return false;
    *count_r = row_int(rows, 0, 0);
    return true;
}

const char *silent_decision(struct str word)
{
    static const char *const words[] = {"contacted", "adjusted", "closing_proposed", "kept"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(word, words[i]))
            return words[i];
    return NULL;
}
