#include "note/note_store.h"

#include "auth/permit.h"

/* clang-format off */
/* ?4 patient, ?5 where the page before ended, ?6 limit, ?7 whole. Ids grow with time. */
PERMIT_STATEMENTS(static const struct sql LIST,
    "SELECT x.id, x.at, a.name, x.organisation_id, o.name, x.text, x.replaces_id FROM note x"
    " JOIN account a ON a.id = x.account_id JOIN organisation o ON o.id = x.organisation_id"
    " WHERE x.patient_id = ?4 AND x.id < ?5 AND (?7 = 1 OR NOT EXISTS"
    " (SELECT 1 FROM note n WHERE n.patient_id = ?4 AND n.replaces_id = x.id))"
    " AND EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = ?4"
    " AND (e.service_id = x.organisation_id OR e.municipality_id = x.organisation_id"
    " OR e.gp_office_id = x.organisation_id OR e.department_id = x.organisation_id) AND ",
    ") ORDER BY x.id DESC LIMIT ?6");
/* clang-format on */

bool notes_read(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                const struct note_question *question, struct note_row **list_r, size_t *count_r,
                struct error *error)
{
    const struct sql *list = &LIST[who->ground];
    struct rows *rows;
    *count_r = 0;
    *list_r = NULL;
    if (!list->text)
        return true;
    if (!db_run(db, arena, list,
                ARGS(PERMIT_ARGS(who, now), v_uuid(&question->patient), v_uuid(&question->before),
                     v_int(question->limit), v_int(question->whole)),
                &rows, error))
        return false;
    *count_r = rows_count(rows);
    *list_r = arena_array(arena, struct note_row, *count_r);
    for (size_t i = 0; i < *count_r; i++)
        (*list_r)[i] = (struct note_row){
            .id = row_uuid(rows, i, 0),
            .at = row_int(rows, i, 1),
            .by = row_str(rows, i, 2),
            .organisation = row_uuid(rows, i, 3),
            .organisation_name = row_str(rows, i, 4),
            .text = row_str(rows, i, 5),
            .replaces = row_uuid(rows, i, 6),
        };
    return true;
}
