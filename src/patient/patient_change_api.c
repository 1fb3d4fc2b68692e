/* What changes about a patient: telephone, language, GP office, reminders. */
#include "base/caltime.h"
#include "due/due.h"
#include "house.h"
#include "json_common.h"
#include "patient/patient.h"
#include "patient/patient_api.h"
#include "take.h"

#include <stdio.h>

enum { PHONE_MOST = 32, LANGUAGE_MOST = 8 };

static const struct sql CURRENT = {
    "SELECT phone, language, gp_office_id, reminders FROM patient WHERE id = ?1"};
/* Of a municipality that the patient is followed in. */
static const struct sql OFFICE = {
    "SELECT 1 FROM organisation g WHERE g.id = ?1 AND g.kind = 'gp_office' AND g.ended_at IS NULL"
    " AND EXISTS (SELECT 1 FROM enrolment e JOIN organisation m ON m.id = e.municipality_id"
    " WHERE e.patient_id = ?2 AND m.party_id = g.party_id AND " PERMIT_OPEN ")",
};
static const struct sql CHANGE = {"UPDATE patient SET phone = ?2, language = ?3, gp_office_id = "
                                  "?4, reminders = ?5 WHERE id = ?1"};
/* Who may read follows: the new office does, the old one no longer. */
static const struct sql MOVE = {
    "UPDATE enrolment SET gp_office_id = ?3 WHERE patient_id = ?1 AND id = ?2"};

struct change {
    /* What was said; STR_NONE and zero take away. */
    bool has_phone, has_language, has_office, has_reminders, reminders;
    struct str phone, language;
    struct uuid office;
    struct rows *current, *known;
};

static bool change_ask(struct write *write, struct tx *tx)
{
    struct change *change = write->data;
    change->current =
        db_ask(tx->db, tx->arena, &CURRENT, ARGS(v_uuid(&write->call->grant.patient)));
    change->known = db_ask(tx->db, tx->arena, &OFFICE,
                           ARGS(v_uuid(&change->office), v_uuid(&write->call->grant.patient)));
    return true;
}

static void log_change(const struct call *call, const struct change *change, struct tx *tx)
{
    struct access_entry entry;
    char detail[64];
    snprintf(detail, sizeof detail, "changed:%s%s%s%s", change->has_phone ? " phone" : "",
             change->has_language ? " language" : "", change->has_office ? " gp_office" : "",
             change->has_reminders ? " reminders" : "");
    access_entry_of(&call->who, action_word(ACTION_PATIENT_ENROL), &entry);
    entry.patient = call->grant.patient;
    entry.detail = detail;
    house_access(tx, &entry);
}

static bool change_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct change *change = write->data;
    struct call *call = write->call;
    struct uuid office = change->has_office ? change->office : row_uuid(change->current, 0, 2);
    struct json_out out;
    if (!uuid_is_zero(&change->office) && !rows_count(change->known))
        return error_at(error, ERROR_INVALID, "/gpOffice",
                        "is no GP office of a municipality that the patient is followed in");
    db_send(
        tx->db, &CHANGE,
        ARGS(v_uuid(&call->grant.patient),
             v_str(change->has_phone ? change->phone : row_str(change->current, 0, 0)),
             v_str(change->has_language ? change->language : row_str(change->current, 0, 1)),
             v_uuid(&office),
             v_int(change->has_reminders ? change->reminders : row_int(change->current, 0, 3))));
    if (change->has_reminders)
        due_wake(tx, &call->grant.patient);
    for (size_t i = 0; i < call->grant.count; i++) {
        struct permit_enrolment enrolment = call->grant.enrolments[i];
        if (change->has_office) {
            db_send(tx->db, &MOVE,
                    ARGS(v_uuid(&call->grant.patient), v_uuid(&enrolment.id), v_uuid(&office)));
            enrolment.gp_office = office;
        }
        house_tell(tx, "enrolment", &call->grant.patient, &enrolment);
    }
    log_change(call, change, tx);
    json_out_init(&out, &call->request->arena, 16);
    json_object_open(&out);
    json_object_close(&out);
    call_json(call, 200, &out);
    return true;
}

static bool read_change(struct call *call, struct change *change, struct error *error)
{
    change->has_phone = json_in_get(call->json, "phone") != NULL;
    change->has_language = json_in_get(call->json, "language") != NULL;
    change->has_office = json_in_get(call->json, "gpOffice") != NULL;
    struct json_object *reminders = json_in_get(call->json, "reminders");
    change->has_reminders = reminders != NULL;
    change->reminders = json_in_true(reminders);
    if (!change->has_phone && !change->has_language && !change->has_office &&
        !change->has_reminders)
        return error_set(error, ERROR_INVALID, "Nothing that can be changed was said.");
    if (!take_line(call->json, "/phone", PHONE_MOST, false, &change->phone, error) ||
        !take_line(call->json, "/language", LANGUAGE_MOST, false, &change->language, error) ||
        !take_id(call->json, "/gpOffice", false, &change->office, error))
        return false;
    if (reminders && !json_in_is_bool(reminders))
        return error_at(error, ERROR_INVALID, "/reminders", "must be true or false");
    if (change->phone.at && !patient_is_phone(change->phone))
        return error_at(error, ERROR_INVALID, "/phone", "must be a telephone number");
    if (change->has_language && !patient_is_language(change->language))
        return error_at(error, ERROR_INVALID, "/language",
                        "must be a language's code: nb, nn, se, en, pl …");
    return true;
}

/* As it is now, the new office among it. */
static enum handled answer(struct call *call)
{
    struct error error = {0};
    struct uuid patient = call->grant.patient;
    bool found;
    if (!permit_patient(call->db, &call->request->arena, &call->who, call->route->action,
                        call->request->now, &patient, &found, &call->grant, &error))
        return call_fail(call, &error);
    return patient_overview(call);
}

enum handled patient_change(struct call *call)
{
    struct error error = {0};
    struct change *change = arena_new(&call->request->arena, struct change);
    if (!read_change(call, change, &error))
        return call_fail(call, &error);
    enum handled handled = call_write(call, change_ask, change_apply, change);
    call->write->answer = answer;
    return handled;
}
