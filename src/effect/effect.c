#include "effect/effect.h"

#include "base/caltime.h"
#include "base/clock.h"
#include "house.h"

static const struct sql OPEN = {
    "SELECT s.enrolment_id, s.text, s.started_on FROM started_action s WHERE s.patient_id = ?1"
    " AND s.effect IS NULL AND " EFFECT_STANDS,
    .gather = true,
};
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

struct rows *effect_ask_open(struct tx *tx, const struct uuid *patient)
{
    return db_ask(tx->db, tx->arena, &OPEN, ARGS(v_uuid(patient)));
}

bool effect_may_start(const struct rows *open, const struct uuid *enrolment, struct str text,
                      const char *place, struct error *error)
{
    char day[CALTIME_TEXT];
    for (size_t i = 0; i < rows_count(open); i++) {
        struct uuid of = row_uuid(open, i, 0);
        if (!uuid_equal(&of, enrolment) || !str_equal(row_str(open, i, 1), text))
            continue;
        caltime_text(row_int(open, i, 2) * DAY, PRECISION_DAY, 0, day);
        return error_at(error, ERROR_INVALID, place,
                        "has been started on %s already, and nobody has said yet how it went", day);
    }
    return true;
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
