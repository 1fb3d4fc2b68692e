#include "due/missing_undo.h"

#include "auth/access_log.h"
#include "auth/permit.h"
#include "due/due.h"
#include "due/missing_trace.h"
#include "house.h"
#include "worklist/worklist_act.h"

#include <stdio.h>
#include <string.h>

/* The clearing, and what came of the mark next. */
static const struct sql KEPT = {
    "SELECT c.at, c.due_at, c.missed, (SELECT n.kind FROM missing_event n"
    " WHERE n.patient_id = c.patient_id AND n.service_id = c.service_id AND n.number > c.number"
    " ORDER BY n.number LIMIT 1) FROM missing_event c WHERE c.patient_id = ?1"
    " AND c.service_id = ?2 AND c.number = ?3 AND c.kind = 'cleared' AND c.account_id = ?4",
};
static const struct sql ROW = {
    "SELECT " OVERVIEW_COLUMNS " FROM overview o WHERE o.patient_id = ?1 AND o.service_id = ?2",
};
PERMIT_STATEMENTS(static const struct sql TOLD,
                  "SELECT e.id, e.municipality_id, e.gp_office_id, e.department_id, e.programme"
                  " FROM enrolment e WHERE ",
                  " AND e.patient_id = ?4 AND e.service_id = ?5 ORDER BY e.id");
static const struct sql LAST = {
    "SELECT c.number, c.at FROM missing_event c WHERE c.patient_id = ?1 AND c.service_id = ?2"
    " AND c.kind = 'cleared' AND c.account_id = ?3 AND c.at > ?4 AND NOT EXISTS"
    " (SELECT 1 FROM missing_event n WHERE n.patient_id = c.patient_id"
    " AND n.service_id = c.service_id AND n.number > c.number) ORDER BY c.number DESC LIMIT 1",
};

void missing_undo_text(const struct uuid *patient, int64_t number, char text_r[MISSING_UNDO_TEXT])
{
    char id[UUID_TEXT];
    uuid_text(patient, id);
    snprintf(text_r, MISSING_UNDO_TEXT, "%s.%lld", id, (long long)number);
}

bool missing_undo_parse(struct str text, struct uuid *patient_r, int64_t *number_r)
{
    struct str patient, number;
    return str_cut(text, '.', &patient, &number) && uuid_parse(patient, patient_r) &&
           str_int(number, number_r) && *number_r > 0;
}

void missing_undo_ask(struct missing_undo *undo, struct tx *tx)
{
    const struct who *who = undo->who;
    const struct sql *told = &TOLD[who->ground];
    undo->kept = db_ask(tx->db, tx->arena, &KEPT,
                        ARGS(v_uuid(&undo->patient), v_uuid(&who->organisation),
                             v_int(undo->number), v_uuid(&who->account)));
    undo->row =
        db_ask(tx->db, tx->arena, &ROW, ARGS(v_uuid(&undo->patient), v_uuid(&who->organisation)));
    undo->told = told->text ? db_ask(tx->db, tx->arena, told,
                                     ARGS(PERMIT_ARGS(who, tx->now), v_uuid(&undo->patient),
                                          v_uuid(&who->organisation)))
                            : NULL;
}

static bool may_undo(const struct missing_undo *undo, const struct tx *tx, struct error *error)
{
    const struct rows *kept = undo->kept;
    if (!rows_count(kept) || !undo->told || !rows_count(undo->told) || !rows_count(undo->row))
        return error_set(error, ERROR_NOT_FOUND, "There is no such act of yours.");
    if (str_is(row_str(kept, 0, 3), missing_kind_word(MISSING_REOPENED)))
        return error_set(error, ERROR_CONFLICT, "This has been taken back already.");
    if (tx->now - row_int(kept, 0, 0) > UNDO_LASTS)
        return error_set(error, ERROR_CONFLICT,
                         "It is too late to take this back. Look at the patient again instead.");
    return row_is_null(kept, 0, 3) ||
           error_set(error, ERROR_CONFLICT,
                     "Something else has come of it since. Look at the patient again instead.");
}

static void trace_reopened(const struct missing_undo *undo, const struct overview *row,
                           struct tx *tx)
{
    const struct missing_event event = {
        .patient = undo->patient,
        .service = undo->who->organisation,
        .number = worklist_act_tell(tx, "missing", &undo->patient, &undo->who->organisation,
                                    undo->told, &row->enrolment),
        .kind = MISSING_REOPENED,
        .due_at = row->missing_since,
        .missed = row->missed,
        .account = undo->who->account,
    };
    struct access_entry entry;
    missing_trace(tx, &event);
    access_entry_of(undo->who, "missing.undo", &entry);
    entry.patient = undo->patient;
    house_access(tx, &entry);
}

/* The row is put back first, so that the look sees a mark that goes on. */
bool missing_undo_apply(struct missing_undo *undo, struct tx *tx, struct error *error)
{
    struct overview before, after;
    struct rows *rows;
    if (!may_undo(undo, tx, error))
        return false;
    overview_read(undo->row, 0, 0, &before);
    after = before;
    after.missing = true;
    after.missing_since = row_int(undo->kept, 0, 1);
    after.missed = row_int(undo->kept, 0, 2);
    after.version++;
    trace_reopened(undo, &after, tx);
    overview_write(&before, &after, tx);
    if (!due_look(tx, undo->programmes, &undo->patient, error) ||
        !db_run(tx->db, tx->arena, &ROW,
                ARGS(v_uuid(&undo->patient), v_uuid(&undo->who->organisation)), &rows, error))
        return false;
    overview_read(rows, 0, 0, &after);
    return after.missing ||
           error_set(error, ERROR_CONFLICT, "No report is missing any more: it has come since.");
}

bool missing_undo_open(struct db *db, struct arena *arena, const struct who *who,
                       const struct uuid *patient, int64_t now, int64_t *number_r, int64_t *until_r,
                       struct error *error)
{
    struct rows *rows;
    *number_r = 0;
    if (!db_run(db, arena, &LAST,
                ARGS(v_uuid(patient), v_uuid(&who->organisation), v_uuid(&who->account),
                     v_int(now - UNDO_LASTS)),
                &rows, error))
        return false;
    if (rows_count(rows)) {
        *number_r = row_int(rows, 0, 0);
        *until_r = row_int(rows, 0, 1) + UNDO_LASTS;
    }
    return true;
}
