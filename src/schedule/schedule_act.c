#include "schedule/schedule_act.h"

#include "auth/permit.h"
#include "due/due.h"
#include "house.h"
#include "schedule/phases.h"

static const struct sql ENROLLED = {
    "SELECT e.programme, e.service_id, e.municipality_id, e.gp_office_id, e.department_id,"
    " (SELECT max(s.version) FROM enrolment_schedule s WHERE s.patient_id = e.patient_id"
    " AND s.enrolment_id = e.id)"
    " FROM enrolment e WHERE e.patient_id = ?1 AND e.id = ?2 AND " PERMIT_OPEN,
};
static const struct sql INSERT = {
    "INSERT INTO enrolment_schedule (patient_id, enrolment_id, version, from_day, phases, reason,"
    " account_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};

bool schedule_act_from(struct db *db, struct arena *arena, const struct schedule_act *act,
                       int64_t now, int32_t *from_r, struct error *error)
{
    struct patient_schedule old;
    int32_t today = schedule_local(now).day;
    if (!patient_schedule_read_days(db, arena, act->programmes, &act->patient, &act->enrolment,
                                    today, today + 1, &old, error))
        return false;
    old.facts.now = schedule_local(now);
    *from_r = schedule_change_from(&old.schedule, &old.facts);
    if (act->count && act->phases[0].from > *from_r)
        *from_r = act->phases[0].from;
    return true;
}

static void tell(const struct schedule_act *act, const struct rows *row, struct tx *tx)
{
    const struct permit_enrolment told = {
        .id = act->enrolment,
        .programme = row_str(row, 0, 0).at,
        .service = row_uuid(row, 0, 1),
        .municipality = row_uuid(row, 0, 2),
        .gp_office = row_uuid(row, 0, 3),
        .department = row_uuid(row, 0, 4),
    };
    struct access_entry by = act->by;
    house_tell(tx, "schedule", &act->patient, &told);
    by.patient = act->patient;
    house_access(tx, &by);
}

bool schedule_act_apply(const struct schedule_act *act, struct tx *tx, struct error *error)
{
    struct rows *row;
    int32_t from;
    if (!db_run(tx->db, tx->arena, &ENROLLED, ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment)),
                &row, error))
        return false;
    if (!rows_count(row))
        return permit_unknown(error);
    int64_t newest = row_int(row, 0, 5);
    if (act->version != SCHEDULE_ANY_VERSION && act->version != newest)
        return error_at(error, ERROR_CONFLICT, "/version",
                        "the schedule has been changed since: its version is %lld",
                        (long long)newest);
    if (!schedule_act_from(tx->db, tx->arena, act, tx->now, &from, error))
        return false;
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&act->patient), v_uuid(&act->enrolment), v_int(newest + 1), v_int(from),
                 v_str(phases_print(tx->arena, act->phases, act->count)), v_str(act->reason),
                 v_uuid(&act->by.account), v_int(tx->now)));
    tell(act, row, tx);
    due_wake(tx, &act->patient);
    return true;
}
