#include "task/task_list.h"

enum { PATIENT_MOST = 500, TRACE_MOST = 3000, PLACES_MOST = 200 };

/* clang-format off */
#define ROW \
    "SELECT " TASK_COLUMNS ", p.given, p.family, q.name, w.name, k.name, z.name, n.programme, s.text" \
    " FROM task t JOIN patient p ON p.id = t.patient_id JOIN organisation q ON q.id = t.queue_id" \
    " LEFT JOIN account w ON w.id = t.owner_id LEFT JOIN account k ON k.id = t.created_by" \
    " LEFT JOIN account z ON z.id = t.ended_by" \
    " LEFT JOIN enrolment n ON n.patient_id = t.patient_id AND n.id = t.enrolment_id" \
    " LEFT JOIN started_action s ON s.patient_id = t.patient_id AND s.id = t.action_id"
/* Through which enrolment: the one that it is about, else any of the service's. */
#define SEEN \
    " AND EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = t.patient_id" \
    " AND (e.id = t.enrolment_id OR (t.enrolment_id IS NULL AND e.service_id = t.service_id)) AND "
/* ?4 due before, ?5 owner or null, ?6 without owner, ?7 kind, ?8 patient, ?9 … ?11 where the page
 * before ended, ?12 limit. */
#define PICKED \
    " AND t.due_at <= ?4 AND (CAST(?5 AS uuid) IS NULL OR t.owner_id = ?5)" \
    " AND (?6 = 0 OR t.owner_id IS NULL) AND (CAST(?7 AS text) IS NULL OR t.kind = ?7)" \
    " AND (CAST(?8 AS uuid) IS NULL OR t.patient_id = ?8)"
#define OPEN_AFTER \
    " AND (?9 = 0 OR (t.due_at, t.patient_id, t.id) > (?9, ?10, ?11))"
#define ENDED_AFTER \
    " AND (?9 = 0 OR (t.ended_at, t.patient_id, t.id) < (?9, ?10, ?11))"

PERMIT_STATEMENTS(static const struct sql OWN,
    ROW " WHERE t.state = 'open' AND t.queue_id = ?1" PICKED OPEN_AFTER SEEN,
    ") ORDER BY t.due_at, t.patient_id, t.id LIMIT ?12");
PERMIT_STATEMENTS(static const struct sql SENT,
    ROW " WHERE t.state = 'open' AND t.service_id = ?1 AND t.queue_id <> ?1" PICKED OPEN_AFTER SEEN,
    ") ORDER BY t.due_at, t.patient_id, t.id LIMIT ?12");
PERMIT_STATEMENTS(static const struct sql OWN_ENDED,
    ROW " WHERE t.ended_at IS NOT NULL AND t.queue_id = ?1" PICKED ENDED_AFTER SEEN,
    ") ORDER BY t.ended_at DESC, t.patient_id DESC, t.id DESC LIMIT ?12");
PERMIT_STATEMENTS(static const struct sql SENT_ENDED,
    ROW " WHERE t.ended_at IS NOT NULL AND t.service_id = ?1 AND t.queue_id <> ?1" PICKED
    ENDED_AFTER SEEN, ") ORDER BY t.ended_at DESC, t.patient_id DESC, t.id DESC LIMIT ?12");
PERMIT_STATEMENTS(static const struct sql OF_PATIENT,
    ROW " WHERE t.patient_id = ?4 AND (CAST(?5 AS uuid) IS NULL OR t.id = ?5)"
    " AND (t.queue_id = ?1 OR t.service_id = ?1)" SEEN,
    ") ORDER BY CASE WHEN t.state = 'open' THEN 0 ELSE 1 END,"
    " CASE WHEN t.state = 'open' THEN t.due_at ELSE -t.ended_at END, t.id LIMIT ?6");
PERMIT_STATEMENTS(static const struct sql COUNTS,
    "SELECT CAST(COALESCE(sum(CASE WHEN t.due_at <= ?3 THEN 1 ELSE 0 END), 0) AS bigint),"
    " CAST(COALESCE(sum(CASE WHEN t.due_at > ?3 THEN 1 ELSE 0 END), 0) AS bigint),"
    " CAST(COALESCE(sum(CASE WHEN t.due_at <= ?3 AND t.owner_id = ?4 THEN 1 ELSE 0 END), 0)"
    " AS bigint) FROM task t WHERE t.state = 'open' AND t.queue_id = ?1" SEEN, ")");
static const struct sql TRACES = {
    "SELECT v.task_id, v.account_id, v.queue_id, v.owner_id, v.at, v.due_at, v.kind, a.name, q.name,"
    " w.name, v.outcome, v.note FROM task_event v JOIN organisation q ON q.id = v.queue_id"
    " LEFT JOIN account a ON a.id = v.account_id LEFT JOIN account w ON w.id = v.owner_id"
    " WHERE v.patient_id = ?1 ORDER BY v.number LIMIT ?2",
};
/* Everybody who may own a task there; an organisation where nobody may has a row of its own. */
static const struct sql PLACES = {
    "SELECT o.id, o.name, o.kind, x.id, x.name FROM organisation o LEFT JOIN ("
    "SELECT DISTINCT r.organisation_id AS at, a.id AS id, a.name AS name FROM role r"
    " JOIN account a ON a.id = r.account_id WHERE a.active = 1 AND a.kind = 'person'"
    " AND r.role IN ('nurse', 'coordinator', 'gp', 'specialist')"
    " AND r.starts_at <= ?3 AND (r.ends_at IS NULL OR r.ends_at > ?3)) AS x ON x.at = o.id"
    " WHERE EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = ?1"
    " AND (e.id = ?2 OR (CAST(?2 AS uuid) IS NULL AND e.service_id = ?5))"
    " AND e.state NOT IN ('closed', 'rejected')"
    " AND (e.service_id = o.id OR e.municipality_id = o.id OR e.gp_office_id = o.id"
    " OR e.department_id = o.id) AND " PERMIT_AGREED_WITH("o.party_id", "?3") ") ORDER BY o.name, o.id, x.name, x.id LIMIT ?4",
};
/* clang-format on */

static void read_rows(struct arena *arena, const struct rows *rows, struct task_row **rows_r,
                      size_t *count_r)
{
    const unsigned at = TASK_COLUMN_COUNT;
    *count_r = rows_count(rows);
    *rows_r = arena_array(arena, struct task_row, *count_r);
    for (size_t i = 0; i < *count_r; i++) {
        struct task_row *to = &(*rows_r)[i];
        task_read(rows, i, 0, &to->task);
        to->given = row_str(rows, i, at);
        to->family = row_str(rows, i, at + 1);
        to->queue_name = row_str(rows, i, at + 2);
        to->owner_name = row_str(rows, i, at + 3);
        to->creator_name = row_str(rows, i, at + 4);
        to->ender_name = row_str(rows, i, at + 5);
        to->programme = row_str(rows, i, at + 6);
        to->action_text = row_str(rows, i, at + 7);
    }
}

bool tasks_list(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                const struct task_question *question, struct task_row **rows_r, size_t *count_r,
                struct error *error)
{
    const struct sql *own = question->ended ? OWN_ENDED : OWN;
    const struct sql *sent = question->ended ? SENT_ENDED : SENT;
    const struct sql *list = &(question->sent ? sent : own)[who->ground];
    struct rows *rows;
    *count_r = 0;
    if (!list->text)
        return true;
    if (!db_run(db, arena, list,
                ARGS(PERMIT_ARGS(who, now), v_int(question->due ? now : INT64_MAX),
                     v_uuid(question->owner == OWNER_ME ? &who->account : NULL),
                     v_int(question->owner == OWNER_NONE), v_str(question->kind),
                     v_uuid(&question->patient), v_int(question->after_at),
                     v_uuid(&question->after_patient), v_uuid(&question->after_id),
                     v_int(question->limit)),
                &rows, error))
        return false;
    read_rows(arena, rows, rows_r, count_r);
    return true;
}

bool tasks_of_patient(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                      const struct uuid *patient, const struct uuid *id, struct task_row **rows_r,
                      size_t *count_r, struct error *error)
{
    const struct sql *list = &OF_PATIENT[who->ground];
    struct rows *rows;
    *count_r = 0;
    if (!list->text)
        return true;
    if (!db_run(db, arena, list,
                ARGS(PERMIT_ARGS(who, now), v_uuid(patient), v_uuid(id), v_int(PATIENT_MOST)),
                &rows, error))
        return false;
    read_rows(arena, rows, rows_r, count_r);
    return true;
}

bool tasks_count(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                 struct task_counts *counts_r, struct error *error)
{
    const struct sql *counts = &COUNTS[who->ground];
    struct rows *rows;
    *counts_r = (struct task_counts){0};
    if (!counts->text)
        return true;
    if (!db_run(db, arena, counts, ARGS(PERMIT_ARGS(who, now), v_uuid(&who->account)), &rows,
                error))
        return false;
    *counts_r = (struct task_counts){row_int(rows, 0, 0), row_int(rows, 0, 1), row_int(rows, 0, 2)};
    return true;
}

bool tasks_trace(struct db *db, struct arena *arena, const struct uuid *patient,
                 struct task_trace **trace_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    *count_r = 0;
    if (!db_run(db, arena, &TRACES, ARGS(v_uuid(patient), v_int(TRACE_MOST)), &rows, error))
        return false;
    *count_r = rows_count(rows);
    *trace_r = arena_array(arena, struct task_trace, *count_r);
    for (size_t i = 0; i < *count_r; i++)
        (*trace_r)[i] = (struct task_trace){
            .task = row_uuid(rows, i, 0),
            .by = row_uuid(rows, i, 1),
            .queue = row_uuid(rows, i, 2),
            .owner = row_uuid(rows, i, 3),
            .at = row_int(rows, i, 4),
            .due_at = row_int(rows, i, 5),
            .kind = row_str(rows, i, 6),
            .by_name = row_str(rows, i, 7),
            .queue_name = row_str(rows, i, 8),
            .owner_name = row_str(rows, i, 9),
            .outcome = row_str(rows, i, 10),
            .note = row_str(rows, i, 11),
        };
    return true;
}

bool tasks_places(struct db *db, struct arena *arena, const struct task *task, int64_t now,
                  struct task_place **places_r, size_t *count_r, struct error *error)
{
    struct rows *rows;
    struct task_place *place = NULL;
    *count_r = 0;
    if (!db_run(db, arena, &PLACES,
                ARGS(v_uuid(&task->patient), v_uuid(&task->enrolment), v_int(now),
                     v_int(PLACES_MOST), v_uuid(&task->service)),
                &rows, error))
        return false;
    *places_r = arena_array(arena, struct task_place, rows_count(rows));
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid id = row_uuid(rows, i, 0);
        if (!place || !uuid_equal(&place->id, &id)) {
            place = &(*places_r)[(*count_r)++];
            *place = (struct task_place){
                .id = id, .name = row_str(rows, i, 1), .kind = row_str(rows, i, 2)};
            place->owners = arena_array(arena, struct task_owner, rows_count(rows) - i);
        }
        if (row_is_null(rows, i, 3))
            continue;
        place->owners[place->owner_count].id = row_uuid(rows, i, 3);
        place->owners[place->owner_count++].name = row_str(rows, i, 4);
    }
    return true;
}
