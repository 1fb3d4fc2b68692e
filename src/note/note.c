#include "note/note.h"

#include "house.h"

static const struct sql INSERT = {
    "INSERT INTO note (patient_id, id, organisation_id, account_id, at, text, replaces_id)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};
static const struct sql REPLACED = {
    "SELECT o.organisation_id, n.id FROM note o"
    " LEFT JOIN note n ON n.patient_id = o.patient_id AND n.replaces_id = o.id"
    " WHERE o.patient_id = ?1 AND o.id = ?2",
};

void note_act_ask(struct note_act *act, struct tx *tx)
{
    act->replaced =
        db_ask(tx->db, tx->arena, &REPLACED, ARGS(v_uuid(&act->patient), v_uuid(&act->replaces)));
}

static bool may_replace(const struct note_act *act, struct error *error)
{
    const struct rows *rows = act->replaced;
    if (uuid_is_zero(&act->replaces))
        return true;
    struct uuid by = row_uuid(rows, 0, 0);
    if (!rows_count(rows) || !uuid_equal(&by, &act->by.organisation))
        return error_at(error, ERROR_INVALID, "/replaces",
                        "must be a note about this patient that your organisation wrote");
    return row_is_null(rows, 0, 1) ||
           error_at(error, ERROR_CONFLICT, "/replaces", "has been replaced before");
}

bool note_act_apply(struct note_act *act, struct tx *tx, struct error *error)
{
    if (!may_replace(act, error))
        return false;
    act->id = house_id(tx);
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&act->patient), v_uuid(&act->id), v_uuid(&act->by.organisation),
                 v_uuid(&act->by.account), v_int(tx->now), v_str(act->text),
                 v_uuid(&act->replaces)));
    house_tell_all(tx, "note", act->grant);
    act->by.patient = act->patient;
    house_access(tx, &act->by);
    return true;
}
