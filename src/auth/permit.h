/* May they, and about whom: the only module that answers.
 *
 * Permission (role × action) says what kind of thing one may do. Relation says for whom: through an
 * enrolment that names the asker's organisation as service, home municipality, GP office or
 * department, and, when that organisation belongs to another party than the home municipality, an
 * agreement in force between the two that covers the programme; or being the patient, or the
 * patient's kin. */
#ifndef VARDE_AUTH_PERMIT_H
#define VARDE_AUTH_PERMIT_H

#include "auth/who.h"
#include "store/db.h"

enum action {
    ACTION_ANYBODY,      /* no identity needed */
    ACTION_IDENTIFIED,   /* any identity: concerns the asker alone */
    ACTION_PATIENT_READ, /* a patient's record */
    ACTION_OBSERVATION_READ,
    ACTION_OBSERVATION_WRITE,
    ACTION_WORKLIST_READ,
    ACTION_CASE_HANDLE, /* take, release, acknowledge */
    ACTION_ENROLMENT_READ,
    ACTION_ENROLMENT_CHANGE,
    ACTION_ACCESS_LOG_READ,
    ACTION_PROGRAMME_READ,
    ACTION_PROGRAMME_LOAD,
    ACTION_PROGRAMME_APPROVE,
    ACTION_MESSAGE_READ, /* between the patient and one service: of no other ground */
    ACTION_MESSAGE_WRITE,
    ACTION_RECORD_READ, /* what personnel keep of a patient: cases, contacts, notes, limit orders */
    ACTION_RECORD_WRITE, /* contacts and notes */
    ACTION_OBSERVATION_CORRECT,
    ACTION_LIMIT_ENTER,
    ACTION_LIMIT_CHECK,   /* as the second person, or turn down */
    ACTION_PATIENT_ENROL, /* a new patient, a new enrolment */
    ACTION_ORGANISATION_READ,
    ACTION_ORGANISATION_CHANGE, /* and its links */
    ACTION_HOURS_CHANGE,
    ACTION_ACCOUNT_READ, /* and roles */
    ACTION_ACCOUNT_CHANGE,
    ACTION_AGREEMENT_READ,
    ACTION_AGREEMENT_CHANGE,
    ACTION_ALARM_READ,      /* how much the limits alarm */
    ACTION_SCHEDULE_CHANGE, /* how often a patient reports, and pauses */
    ACTION_TASK_READ,
    ACTION_TASK_WRITE,
    ACTION_REMINDERS_CHANGE, /* one's own */
    ACTION_COUNT
};

const char *action_word(enum action action);
bool permit_role(enum role role, enum action action);

/* One enrolment that the asker may see. */
struct permit_enrolment {
    struct uuid id;
    const char *programme;
    int64_t programme_version;
    struct uuid service, municipality, gp_office, department;
    const char *state;
    int64_t limits_version;
    struct str limits; /* the individual ones: programme_limits reads them */
    struct str levels; /* what was ordered with them: levels_read */
};

struct grant {
    struct uuid patient;
    enum ground ground;
    size_t count; /* may be 0 for the patient's own access */
    struct permit_enrolment *enrolments;
};

/* The one of this id; NULL when the asker sees none such. */
const struct permit_enrolment *permit_enrolment_of(const struct grant *grant,
                                                   const struct uuid *id);
/* ERROR_NOT_FOUND in the words that are the same for what is unknown and what is another's. */
bool permit_unknown(struct error *error);

/* Has the asker a relation to this patient that is good for the action, and through which
 * enrolments? found_r says; false is a failure of the database. Unknown patients and strangers'
 * patients are alike. Next of kin write only what the patient lets them. */
bool permit_patient(struct db *db, struct arena *arena, const struct who *who, enum action action,
                    int64_t now, const struct uuid *patient, bool *found_r, struct grant *grant_r,
                    struct error *error);

/* Lists: a condition on one row e of enrolment (AND it to others), by the asker's ground, with the
 * parameters ?1 organisation (patient for GROUND_SELF, account for GROUND_KIN), ?2 party, ?3 now.
 * Nothing that lists patients' data goes without it. */
#define PERMIT_AGREED PERMIT_AGREED_WITH("?2", "?3")
/* The same for another party and its parameter for now. */
#define PERMIT_AGREED_WITH(party, now)                                                             \
    "(e.municipality_id = " party " OR EXISTS (SELECT 1 FROM agreement_party pm"                   \
    " JOIN agreement_party pt ON pt.agreement_id = pm.agreement_id"                                \
    " JOIN agreement a ON a.id = pm.agreement_id"                                                  \
    " JOIN agreement_programme ap ON ap.agreement_id = a.id"                                       \
    " WHERE pm.organisation_id = " party " AND pt.organisation_id = e.municipality_id"             \
    " AND ap.programme = e.programme AND a.starts_at <= " now                                      \
    " AND (a.ends_at IS NULL OR a.ends_at > " now ")))"
#define PERMIT_OPEN "e.state NOT IN ('closed', 'rejected')"
#define PERMIT_SERVICE "(e.service_id = ?1 AND " PERMIT_OPEN " AND " PERMIT_AGREED ")"
#define PERMIT_MUNICIPALITY "(e.municipality_id = ?1 AND " PERMIT_OPEN " AND " PERMIT_AGREED ")"
#define PERMIT_GP_OFFICE "(e.gp_office_id = ?1 AND " PERMIT_OPEN " AND " PERMIT_AGREED ")"
#define PERMIT_DEPARTMENT "(e.department_id = ?1 AND " PERMIT_OPEN " AND " PERMIT_AGREED ")"
#define PERMIT_SELF "(e.patient_id = ?1 AND COALESCE(?2, ?1) IS NOT NULL AND ?3 = ?3)"
#define PERMIT_KIN_WHO(may)                                                                        \
    "(EXISTS (SELECT 1 FROM kin k WHERE k.patient_id = e.patient_id AND k.account_id = ?1"         \
    " AND k." may " = 1 AND k.starts_at <= ?3 AND (k.ends_at IS NULL OR k.ends_at > ?3))"          \
    " AND COALESCE(?2, ?1) IS NOT NULL)"
#define PERMIT_KIN PERMIT_KIN_WHO("may_read")

/* One statement per ground, e.g. PERMIT_STATEMENTS(static const struct sql LIST, "SELECT … WHERE ",
 * " ORDER BY …"): pick with [who->ground]. A ground without statement (NULL text) sees nothing.
 * PERMIT_WRITE_STATEMENTS is for what reports: next of kin only when the patient lets them. */
#define PERMIT_STATEMENTS(declaration, before, after)                                              \
    PERMIT_GROUNDS(declaration, before, after, PERMIT_KIN)
#define PERMIT_WRITE_STATEMENTS(declaration, before, after)                                        \
    PERMIT_GROUNDS(declaration, before, after, PERMIT_KIN_WHO("may_report"))
#define PERMIT_GROUNDS(declaration, before, after, kin)                                            \
    declaration[GROUND_COUNT] = {                                                                  \
        [GROUND_SERVICE] = {before PERMIT_SERVICE after, true},                                    \
        [GROUND_MUNICIPALITY] = {before PERMIT_MUNICIPALITY after, true},                          \
        [GROUND_GP_OFFICE] = {before PERMIT_GP_OFFICE after, true},                                \
        [GROUND_DEPARTMENT] = {before PERMIT_DEPARTMENT after, true},                              \
        [GROUND_SELF] = {before PERMIT_SELF after, true},                                          \
        [GROUND_KIN] = {before kin after, true},                                                   \
    }
/* The values of ?1, ?2 and ?3. */
#define PERMIT_ARGS(who, now) permit_anchor(who), v_uuid(&(who)->party), v_int(now)
struct value permit_anchor(const struct who *who);

/* The relation asked in the same question as a patient's enrolments, inside a writing transaction:
 * the first column of each row is 1 for an enrolment that the asker may see, else 0. */
#define PERMIT_TOLD_STATEMENTS(declaration, columns_and_rest)                                      \
    PERMIT_WRITE_STATEMENTS(declaration, "SELECT CASE WHEN ",                                      \
                            " THEN 1 ELSE 0 END, " columns_and_rest)
/* What such rows say; as permit_patient would for ACTION_OBSERVATION_WRITE. */
bool permit_told(const struct who *who, const struct uuid *patient, const struct rows *rows);

#endif
