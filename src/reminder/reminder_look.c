#include "reminder/reminder_look.h"

#include "base/caltime.h"
#include "house.h"
#include "reminder/reminder_plan.h"

static const struct sql KNOWN = {
    .text = "SELECT due_at, result FROM outbox"
            " WHERE patient_id = ?1 AND kind = 'reminder' AND about = ?2",
    .gather = true,
};
static const struct sql LAY = {
    "INSERT INTO outbox (id, kind, patient_id, payload, created_at, due_at, attempts, about)"
    " VALUES (?1, 'reminder', ?2, '{}', ?3, ?4, 0, ?5)"
    " ON CONFLICT (patient_id, kind, about) WHERE about IS NOT NULL DO NOTHING"};
/* Also one that was withdrawn and is wanted again: it was never sent. */
static const struct sql MOVE = {
    "UPDATE outbox SET due_at = ?3, done_at = NULL, result = NULL, attempts = 0"
    " WHERE patient_id = ?1 AND kind = 'reminder' AND about = ?2"
    " AND (result IS NULL OR result = 'withdrawn')"};

struct laid {
    char about[REMINDER_ABOUT];
    int64_t due_at;
    struct rows *known;
};

static void lay(const struct due_patient *patient, const struct laid *one)
{
    struct tx *tx = patient->tx;
    struct uuid id = house_id(tx);
    db_send(tx->db, &LAY,
            ARGS(v_uuid(&id), v_uuid(&patient->id), v_int(tx->now), v_int(one->due_at),
                 v_text(one->about)));
}

/* One that waits stays where it is once its time has come: whoever sends may have put it off. */
static bool has_moved(const struct due_patient *patient, const struct laid *one)
{
    struct str result = row_str(one->known, 0, 1);
    if (result.at)
        return str_is(result, "withdrawn");
    return row_int(one->known, 0, 0) != one->due_at && one->due_at > patient->tx->now;
}

bool reminder_look(struct due_patient *patient, struct error *error)
{
    static const struct quiet never = {0, 0};
    struct tx *tx = patient->tx;
    struct reminder plan[REMINDERS_MOST];
    struct laid laid[REMINDERS_MOST];
    if (!patient->reminders || uuid_is_zero(&patient->account) || !patient->enrolment_count)
        return true;
    size_t count =
        reminder_plan(&patient->schedule.schedule, &patient->schedule.facts, &never, plan);
    for (size_t i = 0; i < count; i++) {
        reminder_about(&plan[i], laid[i].about);
        laid[i].due_at = caltime_oslo_moment(plan[i].planned.day, plan[i].planned.minute);
        laid[i].known =
            db_ask(tx->db, tx->arena, &KNOWN, ARGS(v_uuid(&patient->id), v_text(laid[i].about)));
    }
    if (count && !db_settle(tx->db, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!rows_count(laid[i].known))
            lay(patient, &laid[i]);
        else if (has_moved(patient, &laid[i]))
            db_send(tx->db, &MOVE,
                    ARGS(v_uuid(&patient->id), v_text(laid[i].about), v_int(laid[i].due_at)));
    }
    return true;
}
