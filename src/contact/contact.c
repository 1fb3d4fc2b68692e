#include "contact/contact.h"

#include "house.h"
#include "worklist/overview.h"
#include "worklist/worklist_act.h"

static const struct sql INSERT = {
    "INSERT INTO contact (patient_id, id, organisation_id, account_id, at, recorded_at, kind,"
    " party, about, outcomes, note, acknowledgement_id, replaces_id)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
};
static const struct sql REPLACED = {
    "SELECT c.organisation_id, c.acknowledgement_id, n.id FROM contact c"
    " LEFT JOIN contact n ON n.patient_id = c.patient_id AND n.replaces_id = c.id"
    " WHERE c.patient_id = ?1 AND c.id = ?2",
};

/* Talk with others about the patient, and an attempt that nobody answered, leave it due. */
static bool was_reached(const struct contact *contact)
{
    return (str_is(contact->party, "patient") || str_is(contact->party, "kin")) &&
           !(contact->outcomes & OUTCOME_NO_ANSWER);
}

struct uuid contact_insert(const struct contact *contact, struct tx *tx)
{
    struct uuid id = house_id(tx);
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&contact->patient), v_uuid(&id), v_uuid(&contact->organisation),
                 v_uuid(&contact->account), v_int(contact->at), v_int(tx->now),
                 v_str(contact->kind), v_str(contact->party), v_str(contact->about),
                 v_str(act_outcomes_json(tx->arena, contact->outcomes)), v_str(contact->note),
                 v_uuid(&contact->acknowledgement), v_uuid(&contact->replaces)));
    if (was_reached(contact))
        overview_touch_contact(tx, &contact->patient, &contact->organisation, contact->at);
    return id;
}

void contact_act_ask(struct contact_act *act, struct tx *tx)
{
    act->replaced = db_ask(tx->db, tx->arena, &REPLACED,
                           ARGS(v_uuid(&act->contact.patient), v_uuid(&act->contact.replaces)));
}

static bool may_replace(const struct contact_act *act, struct error *error)
{
    const struct rows *rows = act->replaced;
    if (uuid_is_zero(&act->contact.replaces))
        return true;
    struct uuid by = row_uuid(rows, 0, 0);
    if (!rows_count(rows) || !uuid_equal(&by, &act->contact.organisation))
        return error_at(error, ERROR_INVALID, "/replaces",
                        "must be a contact with this patient that your organisation wrote");
    if (!row_is_null(rows, 0, 1))
        return error_at(error, ERROR_CONFLICT, "/replaces",
                        "is part of an acknowledgement, which stands as it was made");
    return row_is_null(rows, 0, 2) ||
           error_at(error, ERROR_CONFLICT, "/replaces", "has been replaced before");
}

bool contact_act_apply(struct contact_act *act, struct tx *tx, struct error *error)
{
    if (!may_replace(act, error))
        return false;
    act->id = contact_insert(&act->contact, tx);
    house_tell_all(tx, "contact", act->grant);
    act->by.patient = act->contact.patient;
    house_access(tx, &act->by);
    return true;
}
