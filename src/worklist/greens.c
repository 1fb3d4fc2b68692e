#include "worklist/greens.h"

#include "auth/permit.h"
#include "house.h"

/* The enrolments through which the asker may see the patient. */
PERMIT_STATEMENTS(static const struct sql TOLD,
                  "SELECT e.id, p.given, p.family FROM enrolment e"
                  " JOIN patient p ON p.id = e.patient_id WHERE ",
                  " AND e.patient_id = ?4 AND e.service_id = ?5 ORDER BY e.id");
enum { TOLD_ID, TOLD_GIVEN, TOLD_FAMILY };

unsigned greens_left(const struct overview *row, const struct uuid *account, int64_t now)
{
    if (row->zone != ZONE_GREEN)
        return LEFT_GONE;
    return looks_of(row) | (worklist_act_anothers(row, account, now) ? (unsigned)LEFT_TAKEN : 0);
}

void greens_act_ask(struct greens_act *act, struct tx *tx)
{
    const struct sql *told = &TOLD[act->who->ground];
    for (size_t i = 0; i < act->count; i++) {
        struct greens_one *one = &act->ones[i];
        one->act = (struct worklist_act){
            .kind = ACT_ACKNOWLEDGE,
            .patient = one->patient,
            .service = act->who->organisation,
            .version = one->version,
            .outcomes = OUTCOME_SEEN,
        };
        access_entry_of(act->who, "case.acknowledge", &one->act.by);
        worklist_act_ask(&one->act, tx);
        one->told = told->text ? db_ask(tx->db, tx->arena, told,
                                        ARGS(PERMIT_ARGS(act->who, tx->now), v_uuid(&one->patient),
                                             v_uuid(&act->who->organisation)))
                               : NULL;
    }
}

/* What leads the row may belong to a programme that the asker may not see. */
static bool lead_is_told(const struct greens_one *one)
{
    for (size_t i = 0; i < rows_count(one->told); i++) {
        struct uuid id = row_uuid(one->told, i, TOLD_ID);
        if (uuid_equal(&id, &one->row.enrolment))
            return true;
    }
    return false;
}

static void judge(const struct greens_act *act, struct greens_one *one, int64_t now)
{
    one->known = one->told && rows_count(one->told) && rows_count(one->act.row);
    one->left = LEFT_GONE;
    if (!one->known)
        return;
    overview_read(one->act.row, 0, 0, &one->row);
    one->taken_by = row_str(one->act.row, 0, OVERVIEW_COLUMN_COUNT);
    one->given = row_str(one->told, 0, TOLD_GIVEN);
    one->family = row_str(one->told, 0, TOLD_FAMILY);
    if (!lead_is_told(one) || rows_count(one->act.cases))
        return;
    one->left = greens_left(&one->row, &act->who->account, now);
    if (one->left != LEFT_GONE && one->row.version != one->version)
        one->left |= LEFT_CHANGED;
}

/* One row for all of them: those acknowledged, or those that are told of besides. */
static void log_access(const struct greens_act *act, const char *action, bool acknowledged,
                       bool all, struct tx *tx)
{
    struct access_entry entry;
    struct uuid *patients = arena_array(tx->arena, struct uuid, act->count);
    size_t count = 0;
    for (size_t i = 0; i < act->count; i++)
        if (act->ones[i].known && (all || (act->ones[i].left == 0) == acknowledged))
            patients[count++] = act->ones[i].patient;
    if (!count)
        return;
    access_entry_of(act->who, action, &entry);
    entry.patients = patients;
    entry.patient_count = count;
    house_access(tx, &entry);
}

void greens_act_apply(struct greens_act *act, struct tx *tx)
{
    act->batch = (struct uuid){{0}};
    act->acknowledged = 0;
    for (size_t i = 0; i < act->count; i++) {
        struct greens_one *one = &act->ones[i];
        judge(act, one, tx->now);
        if (one->left)
            continue;
        if (uuid_is_zero(&act->batch))
            act->batch = house_id(tx);
        one->act.batch = act->batch;
        worklist_act_acknowledge(&one->act, &one->row, tx);
        act->acknowledged++;
    }
    log_access(act, "case.acknowledge", true, false, tx);
    log_access(act, action_word(ACTION_WORKLIST_READ), false, false, tx);
}

void greens_act_log_again(const struct greens_act *act, struct tx *tx)
{
    for (size_t i = 0; i < act->count; i++)
        judge(act, &act->ones[i], tx->now);
    log_access(act, action_word(ACTION_WORKLIST_READ), false, true, tx);
}
