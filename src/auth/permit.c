#include "auth/permit.h"

static const char *const action_words[ACTION_COUNT] = {
    [ACTION_ANYBODY] = "anybody",
    [ACTION_IDENTIFIED] = "identified",
    [ACTION_PATIENT_READ] = "patient.read",
    [ACTION_OBSERVATION_READ] = "observation.read",
    [ACTION_OBSERVATION_WRITE] = "observation.write",
    [ACTION_WORKLIST_READ] = "worklist.read",
    [ACTION_CASE_HANDLE] = "case.handle",
    [ACTION_ENROLMENT_READ] = "enrolment.read",
    [ACTION_ENROLMENT_CHANGE] = "enrolment.change",
    [ACTION_ACCESS_LOG_READ] = "access_log.read",
    [ACTION_PROGRAMME_READ] = "programme.read",
    [ACTION_PROGRAMME_LOAD] = "programme.load",
    [ACTION_PROGRAMME_APPROVE] = "programme.approve",
    [ACTION_MESSAGE_READ] = "message.read",
    [ACTION_MESSAGE_WRITE] = "message.write",
    [ACTION_RECORD_READ] = "record.read",
    [ACTION_RECORD_WRITE] = "record.write",
    [ACTION_OBSERVATION_CORRECT] = "observation.correct",
    [ACTION_LIMIT_ENTER] = "limit.enter",
    [ACTION_LIMIT_CHECK] = "limit.check",
    [ACTION_PATIENT_ENROL] = "patient.enrol",
    [ACTION_ORGANISATION_READ] = "organisation.read",
    [ACTION_ORGANISATION_CHANGE] = "organisation.change",
    [ACTION_HOURS_CHANGE] = "hours.change",
    [ACTION_ACCOUNT_READ] = "account.read",
    [ACTION_ACCOUNT_CHANGE] = "account.change",
    [ACTION_AGREEMENT_READ] = "agreement.read",
    [ACTION_AGREEMENT_CHANGE] = "agreement.change",
    [ACTION_ALARM_READ] = "alarm.read",
    [ACTION_SCHEDULE_CHANGE] = "schedule.change",
    [ACTION_TASK_READ] = "task.read",
    [ACTION_TASK_WRITE] = "task.write",
    [ACTION_REMINDERS_CHANGE] = "reminders.change",
};

#define MAY(action) (UINT64_C(1) << (action))
#define READS (MAY(ACTION_PATIENT_READ) | MAY(ACTION_OBSERVATION_READ) | MAY(ACTION_ENROLMENT_READ))
#define WRITES_TO_EACH_OTHER (MAY(ACTION_MESSAGE_READ) | MAY(ACTION_MESSAGE_WRITE))

/* Programmes, and who there is. */
#define KNOWS (MAY(ACTION_PROGRAMME_READ) | MAY(ACTION_ORGANISATION_READ))
#define KEEPS_RECORD (MAY(ACTION_RECORD_READ) | MAY(ACTION_RECORD_WRITE))
#define SETS_LIMITS (MAY(ACTION_LIMIT_ENTER) | MAY(ACTION_LIMIT_CHECK))
#define HAS_TASKS (MAY(ACTION_TASK_READ) | MAY(ACTION_TASK_WRITE))

/* What everybody with an identity may is not repeated here. */
static const uint64_t permissions[ROLE_COUNT] = {
    [ROLE_NURSE] = READS | KNOWS | MAY(ACTION_OBSERVATION_WRITE) | MAY(ACTION_WORKLIST_READ) |
                   MAY(ACTION_CASE_HANDLE) | MAY(ACTION_ENROLMENT_CHANGE) |
                   MAY(ACTION_ACCESS_LOG_READ) | WRITES_TO_EACH_OTHER | KEEPS_RECORD | SETS_LIMITS |
                   MAY(ACTION_OBSERVATION_CORRECT) | MAY(ACTION_PATIENT_ENROL) |
                   MAY(ACTION_ALARM_READ) | MAY(ACTION_SCHEDULE_CHANGE) | HAS_TASKS,
    [ROLE_COORDINATOR] = READS | KNOWS | MAY(ACTION_WORKLIST_READ) | MAY(ACTION_ENROLMENT_CHANGE) |
                         KEEPS_RECORD | MAY(ACTION_PATIENT_ENROL) | MAY(ACTION_AGREEMENT_READ) |
                         HAS_TASKS,
    [ROLE_CASEWORKER] = KNOWS | MAY(ACTION_ENROLMENT_READ),
    [ROLE_GP] = READS | KNOWS | MAY(ACTION_PROGRAMME_APPROVE) | KEEPS_RECORD | SETS_LIMITS |
                MAY(ACTION_SCHEDULE_CHANGE) | HAS_TASKS,
    [ROLE_SPECIALIST] = READS | KNOWS | MAY(ACTION_PROGRAMME_APPROVE) | KEEPS_RECORD | SETS_LIMITS |
                        MAY(ACTION_SCHEDULE_CHANGE) | HAS_TASKS,
    [ROLE_GROUPSTAFF] = READS | KNOWS | MAY(ACTION_OBSERVATION_WRITE),
    [ROLE_TEAMLEAD] = READS | KNOWS | MAY(ACTION_WORKLIST_READ) | MAY(ACTION_ACCESS_LOG_READ) |
                      MAY(ACTION_RECORD_READ) | MAY(ACTION_HOURS_CHANGE) |
                      MAY(ACTION_ACCOUNT_READ) | MAY(ACTION_AGREEMENT_READ) |
                      MAY(ACTION_ALARM_READ) | MAY(ACTION_TASK_READ),
    [ROLE_EDITOR] = KNOWS | MAY(ACTION_PROGRAMME_LOAD),
    [ROLE_ADMIN] = KNOWS | MAY(ACTION_ORGANISATION_CHANGE) | MAY(ACTION_HOURS_CHANGE) |
                   MAY(ACTION_ACCOUNT_READ) | MAY(ACTION_ACCOUNT_CHANGE) |
                   MAY(ACTION_AGREEMENT_READ) | MAY(ACTION_AGREEMENT_CHANGE),
    [ROLE_MACHINE] = READS | MAY(ACTION_OBSERVATION_WRITE),
    [ROLE_PATIENT] = READS | MAY(ACTION_OBSERVATION_WRITE) | MAY(ACTION_ACCESS_LOG_READ) |
                     WRITES_TO_EACH_OTHER | MAY(ACTION_REMINDERS_CHANGE),
    [ROLE_KIN] = READS | MAY(ACTION_OBSERVATION_WRITE),
};

const char *action_word(enum action action)
{
    return action_words[action];
}

bool permit_role(enum role role, enum action action)
{
    if (action == ACTION_ANYBODY)
        return true;
    if (action == ACTION_IDENTIFIED)
        return role != ROLE_NONE;
    return (permissions[role] & MAY(action)) != 0;
}

struct value permit_anchor(const struct who *who)
{
    if (who->ground == GROUND_SELF)
        return v_uuid(&who->patient);
    return v_uuid(who->ground == GROUND_KIN ? &who->account : &who->organisation);
}

#define ENROLMENTS                                                                                 \
    "SELECT e.id, e.programme, e.programme_version, e.service_id, e.municipality_id,"              \
    " e.gp_office_id, e.department_id, e.state, e.limits_version, e.limits, e.levels"              \
    " FROM enrolment e WHERE "
#define OF_PATIENT " AND e.patient_id = ?4 ORDER BY e.id"
PERMIT_STATEMENTS(static const struct sql VISIBLE, ENROLMENTS, OF_PATIENT);
PERMIT_WRITE_STATEMENTS(static const struct sql REPORTED, ENROLMENTS, OF_PATIENT);

static void read_enrolment(const struct rows *rows, size_t row, struct permit_enrolment *to)
{
    *to = (struct permit_enrolment){
        .id = row_uuid(rows, row, 0),
        .programme = row_str(rows, row, 1).at,
        .programme_version = row_int(rows, row, 2),
        .service = row_uuid(rows, row, 3),
        .municipality = row_uuid(rows, row, 4),
        .gp_office = row_uuid(rows, row, 5),
        .department = row_uuid(rows, row, 6),
        .state = row_str(rows, row, 7).at,
        .limits_version = row_int(rows, row, 8),
        .limits = row_str(rows, row, 9),
        .levels = row_str(rows, row, 10),
    };
}

/* Messages are between the patient and a service that follows them: no other ground leads there. */
static bool leads_to(enum ground ground, enum action action)
{
    bool of_messages = action == ACTION_MESSAGE_READ || action == ACTION_MESSAGE_WRITE;
    return !of_messages || ground == GROUND_SERVICE || ground == GROUND_SELF;
}

bool permit_patient(struct db *db, struct arena *arena, const struct who *who, enum action action,
                    int64_t now, const struct uuid *patient, bool *found_r, struct grant *grant_r,
                    struct error *error)
{
    struct rows *rows;
    *found_r = false;
    *grant_r = (struct grant){.patient = *patient, .ground = who->ground};
    const struct sql *visible =
        action == ACTION_OBSERVATION_WRITE ? &REPORTED[who->ground] : &VISIBLE[who->ground];
    if (!visible->text || !leads_to(who->ground, action) ||
        (who->ground == GROUND_SELF && !uuid_equal(patient, &who->patient)))
        return true;
    if (!db_run(db, arena, visible, ARGS(PERMIT_ARGS(who, now), v_uuid(patient)), &rows, error))
        return false;
    grant_r->count = rows_count(rows);
    grant_r->enrolments = arena_array(arena, struct permit_enrolment, grant_r->count);
    for (size_t i = 0; i < grant_r->count; i++)
        read_enrolment(rows, i, &grant_r->enrolments[i]);
    *found_r = grant_r->count > 0 || who->ground == GROUND_SELF;
    return true;
}

bool permit_told(const struct who *who, const struct uuid *patient, const struct rows *rows)
{
    if (who->ground == GROUND_NONE)
        return false;
    if (who->ground == GROUND_SELF)
        return uuid_equal(patient, &who->patient);
    for (size_t row = 0; row < rows_count(rows); row++)
        if (row_int(rows, row, 0) == 1)
            return true;
    return false;
}

const struct permit_enrolment *permit_enrolment_of(const struct grant *grant, const struct uuid *id)
{
    for (size_t i = 0; i < grant->count; i++)
        if (uuid_equal(&grant->enrolments[i].id, id))
            return &grant->enrolments[i];
    return NULL;
}

bool permit_unknown(struct error *error)
{
    return error_set(error, ERROR_NOT_FOUND, "There is no such record, or it is not yours to see.");
}
