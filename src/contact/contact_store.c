#include "contact/contact_store.h"

#include "auth/permit.h"

/* clang-format off */
/* ?4 patient, ?5 ?6 where the page before ended, ?7 limit, ?8 whole. */
#define ACKNOWLEDGED \
    "SELECT k.id AS id, COALESCE(c.at, k.at) AS at, k.at AS recorded_at, k.account_id AS account_id," \
    " k.service_id AS organisation_id, c.kind AS kind, c.party AS party, k.zone AS zone," \
    " k.outcomes AS outcomes, c.about AS about, k.note AS note, k.closed AS closed," \
    " CASE WHEN u.at IS NULL THEN 0 ELSE 1 END AS undone, c.replaces_id AS replaces_id" \
    " FROM acknowledgement k LEFT JOIN contact c ON c.patient_id = k.patient_id" \
    " AND c.acknowledgement_id = k.id LEFT JOIN acknowledgement_undone u" \
    " ON u.patient_id = k.patient_id AND u.acknowledgement_id = k.id WHERE k.patient_id = ?4"
#define LOGGED \
    "SELECT c.id, c.at, c.recorded_at, c.account_id, c.organisation_id, c.kind, c.party," \
    " CAST(NULL AS bigint), c.outcomes, c.about, c.note, CAST(NULL AS bigint), 0, c.replaces_id" \
    " FROM contact c WHERE c.patient_id = ?4 AND c.acknowledgement_id IS NULL"
PERMIT_STATEMENTS(static const struct sql LIST,
    "SELECT x.id, x.at, x.recorded_at, a.name, x.organisation_id, o.name, x.kind, x.party, x.zone,"
    " x.outcomes, x.about, x.note, x.closed, x.undone, x.replaces_id FROM ("
    ACKNOWLEDGED " UNION ALL " LOGGED ") AS x"
    " JOIN account a ON a.id = x.account_id JOIN organisation o ON o.id = x.organisation_id"
    " WHERE (x.at, x.id) < (?5, ?6) AND (?8 = 1 OR (x.undone = 0 AND NOT EXISTS"
    " (SELECT 1 FROM contact n WHERE n.patient_id = ?4 AND n.replaces_id = x.id)))"
    " AND EXISTS (SELECT 1 FROM enrolment e WHERE e.patient_id = ?4"
    " AND (e.service_id = x.organisation_id OR e.municipality_id = x.organisation_id"
    " OR e.gp_office_id = x.organisation_id OR e.department_id = x.organisation_id) AND ",
    ") ORDER BY x.at DESC, x.id DESC LIMIT ?7");
/* clang-format on */

static struct contact_row contact_of(const struct rows *rows, size_t row)
{
    return (struct contact_row){
        .id = row_uuid(rows, row, 0),
        .at = row_int(rows, row, 1),
        .recorded_at = row_int(rows, row, 2),
        .by = row_str(rows, row, 3),
        .organisation = row_uuid(rows, row, 4),
        .organisation_name = row_str(rows, row, 5),
        .kind = row_str(rows, row, 6),
        .party = row_str(rows, row, 7),
        .is_acknowledgement = !row_is_null(rows, row, 8),
        .zone = (int)row_int(rows, row, 8),
        .outcomes = row_str(rows, row, 9),
        .about = row_str(rows, row, 10),
        .note = row_str(rows, row, 11),
        .closed = row_int(rows, row, 12) != 0,
        .undone = row_int(rows, row, 13) != 0,
        .replaces = row_uuid(rows, row, 14),
    };
}

bool contacts_read(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                   const struct contact_question *question, struct contact_row **list_r,
                   size_t *count_r, struct error *error)
{
    const struct sql *list = &LIST[who->ground];
    struct rows *rows;
    *count_r = 0;
    *list_r = NULL;
    if (!list->text)
        return true;
    if (!db_run(db, arena, list,
                ARGS(PERMIT_ARGS(who, now), v_uuid(&question->patient), v_int(question->before_at),
                     v_uuid(&question->before_id), v_int(question->limit), v_int(question->whole)),
                &rows, error))
        return false;
    *count_r = rows_count(rows);
    *list_r = arena_array(arena, struct contact_row, *count_r);
    for (size_t i = 0; i < *count_r; i++)
        (*list_r)[i] = contact_of(rows, i);
    return true;
}
