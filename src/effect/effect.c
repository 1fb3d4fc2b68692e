#include "effect/effect.h"

#include "house.h"

static const struct sql INSERT = {
    "INSERT INTO started_action (patient_id, id, enrolment_id, service_id, text, zone, case_id,"
    " acknowledgement_id, started_on, check_at, account_id, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
};
static const struct sql ANSWER = {
    "UPDATE started_action SET effect = ?3, effect_note = ?4, effect_by = ?5, effect_at = ?6"
    " WHERE patient_id = ?1 AND id = ?2 AND effect IS NULL",
};
static const struct sql TAKE_BACK = {
    "UPDATE started_action SET effect = NULL, effect_note = NULL, effect_by = NULL,"
    " effect_at = NULL WHERE patient_id = ?1 AND id = ?2 AND effect_by = ?3 AND effect_at = ?4",
};

const char *effect_of_word(struct str word)
{
    static const char *const words[] = {"better", "unchanged", "worse", "stopped"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(word, words[i]))
            return words[i];
    return NULL;
}

void effect_start(struct tx *tx, struct started_action *action, const struct permit_enrolment *told)
{
    action->id = house_id(tx);
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&action->patient), v_uuid(&action->id), v_uuid(&action->enrolment),
                 v_uuid(&action->service), v_str(action->text), v_int(action->zone),
                 v_uuid(&action->case_id), v_uuid(&action->acknowledgement),
                 v_int(action->started_on), v_int(action->check_at), v_uuid(&action->account),
                 v_int(tx->now)));
    house_tell(tx, "action", &action->patient, told);
}

void effect_answer(struct tx *tx, const struct uuid *patient, const struct uuid *id,
                   const char *effect, struct str note, const struct uuid *account)
{
    db_send(tx->db, &ANSWER,
            ARGS(v_uuid(patient), v_uuid(id), v_text(effect), v_str(note), v_uuid(account),
                 v_int(tx->now)));
}

void effect_take_back(struct tx *tx, const struct uuid *patient, const struct uuid *id,
                      const struct uuid *account, int64_t at)
{
    db_send(tx->db, &TAKE_BACK, ARGS(v_uuid(patient), v_uuid(id), v_uuid(account), v_int(at)));
}
