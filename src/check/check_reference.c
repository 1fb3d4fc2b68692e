#include "check/check_reference.h"

static void tell_orphan(struct check *check, const struct rows *rows, size_t row)
{
    const char *id = check_id(check, rows, row, 4);
    if (row_is_null(rows, row, 3))
        check_fault(check, "%s: %s %s: there is no such %s", row_str(rows, row, 0).at,
                    row_str(rows, row, 1).at, id, row_str(rows, row, 2).at);
    else
        check_fault(check, "%s: patient %s, %s %s: there is no such %s", row_str(rows, row, 0).at,
                    check_id(check, rows, row, 3), row_str(rows, row, 1).at, id,
                    row_str(rows, row, 2).at);
}

/* patient: what tells whose row it is. match: when the parent is there. */
#define LEADS(child, columns, shown, parent, patient, match)                                       \
    {                                                                                              \
        child, columns, parent,                                                                    \
        {                                                                                          \
            {"SELECT '" child "', '" shown "', '" parent "', " patient ", c." shown " FROM " child \
             " c WHERE c." shown " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " parent              \
             " p WHERE " match ") LIMIT ?1"},                                                      \
                tell_orphan                                                                        \
        }                                                                                          \
    }
#define NOBODY "CAST(NULL AS uuid)"
/* From a patient's row to what stands by itself. */
#define OF_PATIENT(child, column, parent)                                                          \
    LEADS(child, column, column, parent, "c.patient_id", "p.id = c." column)
/* From a row that is no patient's. */
#define OF_NOBODY(child, column, parent)                                                           \
    LEADS(child, column, column, parent, NOBODY, "p.id = c." column)
/* Within one patient: the patient goes with it. */
#define WITHIN(child, column, parent)                                                              \
    LEADS(child, "patient_id," column, column, parent, "c.patient_id",                             \
          "p.patient_id = c.patient_id AND p.id = c." column)
#define WITHIN_NUMBERED(child, column, number, parent, key)                                        \
    LEADS(child, "patient_id," column "," number, column, parent, "c.patient_id",                  \
          "p.patient_id = c.patient_id AND p." key " = c." column " AND p." number " = c." number)

const struct reference check_reference_list[] = {
    OF_NOBODY("organisation", "party_id", "organisation"),
    OF_NOBODY("agreement", "created_by", "account"),
    OF_NOBODY("agreement", "proposed_to", "organisation"),
    OF_NOBODY("agreement", "ended_by", "account"),
    OF_NOBODY("account", "patient_id", "patient"),
    OF_NOBODY("role", "given_by", "account"),
    OF_NOBODY("role", "ended_by", "account"),
    OF_NOBODY("programme", "loaded_by", "account"),
    OF_NOBODY("programme", "approved_account", "account"),
    OF_NOBODY("kin", "patient_id", "patient"),
    OF_NOBODY("enrolment", "patient_id", "patient"),
    WITHIN("enrolment", "previous_id", "enrolment"),
    LEADS("enrolment", "programme,programme_version", "id", "programme", "c.patient_id",
          "p.id = c.programme AND p.version = c.programme_version"),
    /* 0: the programme's own, for which there is no order. */
    {"enrolment",
     "patient_id,id,limits_version",
     "limit_order",
     {{"SELECT 'enrolment', 'id', 'limit_order', c.patient_id, c.id FROM enrolment c"
       " WHERE c.limits_version <> 0 AND NOT EXISTS (SELECT 1 FROM limit_order p"
       " WHERE p.patient_id = c.patient_id AND p.enrolment_id = c.id"
       " AND p.version = c.limits_version) LIMIT ?1"},
      tell_orphan}},
    WITHIN("enrolment_transition", "enrolment_id", "enrolment"),
    OF_PATIENT("enrolment_transition", "account_id", "account"),
    WITHIN("enrolment_schedule", "enrolment_id", "enrolment"),
    OF_NOBODY("pause", "patient_id", "patient"),
    WITHIN("limit_order", "enrolment_id", "enrolment"),
    OF_PATIENT("limit_order", "entered_by", "account"),
    OF_PATIENT("limit_order", "checked_by", "account"),
    OF_PATIENT("limit_order", "rejected_by", "account"),
    WITHIN_NUMBERED("patient_habit", "enrolment_id", "version", "limit_order", "enrolment_id"),
    WITHIN_NUMBERED("patient_limit", "enrolment_id", "version", "limit_order", "enrolment_id"),
    OF_NOBODY("report", "patient_id", "patient"),
    OF_PATIENT("report", "account_id", "account"),
    WITHIN("observation", "report_id", "report"),
    OF_PATIENT("observation", "account_id", "account"),
    WITHIN("response", "report_id", "report"),
    OF_PATIENT("response", "account_id", "account"),
    LEADS("response", "programme,programme_version", "report_id", "programme", "c.patient_id",
          "p.id = c.programme AND p.version = c.programme_version"),
    WITHIN("outcome", "report_id", "report"),
    WITHIN("outcome", "enrolment_id", "enrolment"),
    WITHIN("triage_case", "enrolment_id", "enrolment"),
    OF_PATIENT("triage_case", "service_id", "organisation"),
    WITHIN("triage_case", "report_id", "report"),
    OF_PATIENT("triage_case", "closed_by", "account"),
    WITHIN("triage_case", "acknowledgement_id", "acknowledgement"),
    WITHIN("triage_case_event", "case_id", "triage_case"),
    OF_PATIENT("triage_case_event", "account_id", "account"),
    WITHIN("unwell", "enrolment_id", "enrolment"),
    OF_NOBODY("acknowledgement", "patient_id", "patient"),
    OF_PATIENT("acknowledgement", "service_id", "organisation"),
    OF_PATIENT("acknowledgement", "account_id", "account"),
    WITHIN("acknowledgement", "enrolment_id", "enrolment"),
    OF_PATIENT("acknowledgement", "taken_by", "account"),
    WITHIN("acknowledgement_undone", "acknowledgement_id", "acknowledgement"),
    OF_PATIENT("acknowledgement_undone", "account_id", "account"),
    WITHIN("alarm_month", "enrolment_id", "enrolment"),
    WITHIN("alarm_limit", "enrolment_id", "enrolment"),
    OF_NOBODY("alarm_patient", "patient_id", "patient"),
    OF_NOBODY("missing_event", "patient_id", "patient"),
    WITHIN("missing_event", "report_id", "report"),
    OF_NOBODY("silent_review", "patient_id", "patient"),
    WITHIN("silent_review", "task_id", "task"),
    WITHIN("silent_review", "takes_back", "silent_review"),
    OF_NOBODY("patient_due", "patient_id", "patient"),
    OF_NOBODY("task", "patient_id", "patient"),
    WITHIN("task", "enrolment_id", "enrolment"),
    WITHIN("task", "case_id", "triage_case"),
    WITHIN("task", "action_id", "started_action"),
    WITHIN("task_event", "task_id", "task"),
    OF_NOBODY("started_action", "patient_id", "patient"),
    WITHIN("started_action", "enrolment_id", "enrolment"),
    WITHIN("started_action", "case_id", "triage_case"),
    WITHIN("started_action", "acknowledgement_id", "acknowledgement"),
    OF_NOBODY("overview", "patient_id", "patient"),
    OF_PATIENT("overview", "service_id", "organisation"),
    OF_PATIENT("overview", "municipality_id", "organisation"),
    WITHIN("overview", "enrolment_id", "enrolment"),
    WITHIN("overview", "report_id", "report"),
    OF_PATIENT("overview", "report_account_id", "account"),
    OF_PATIENT("overview", "taken_by", "account"),
    OF_NOBODY("event", "patient_id", "patient"),
    WITHIN("event", "enrolment_id", "enrolment"),
    OF_PATIENT("event", "service_id", "organisation"),
    OF_PATIENT("event", "municipality_id", "organisation"),
    OF_PATIENT("event", "gp_office_id", "organisation"),
    OF_PATIENT("event", "department_id", "organisation"),
    OF_NOBODY("access_log", "account_id", "account"),
    OF_NOBODY("access_log", "organisation_id", "organisation"),
    OF_NOBODY("access_log", "patient_id", "patient"),
    OF_NOBODY("idempotency", "account_id", "account"),
    OF_NOBODY("outbox", "patient_id", "patient"),
    OF_NOBODY("thread", "patient_id", "patient"),
    OF_PATIENT("thread", "created_by", "account"),
    WITHIN("message", "thread_id", "thread"),
    OF_PATIENT("message", "account_id", "account"),
    WITHIN_NUMBERED("message_seen", "thread_id", "number", "message", "thread_id"),
    OF_PATIENT("message_seen", "account_id", "account"),
    OF_NOBODY("contact", "patient_id", "patient"),
    WITHIN("contact", "acknowledgement_id", "acknowledgement"),
    WITHIN("contact", "replaces_id", "contact"),
    OF_NOBODY("note", "patient_id", "patient"),
    WITHIN("note", "replaces_id", "note"),
    OF_NOBODY("correction", "patient_id", "patient"),
    {NULL},
};

const struct reference_exempt check_reference_exempt[] = {
    {"acknowledgement", "batch_id", "names acts that belong together, and has no table"},
    {"alarm_patient", "event_id", "a mark: all up to it are in"},
    {"alarm_mark", "event_id", "a mark: all up to it are in"},
    {"job", "leased_by", "a process, which may be gone"},
    {"limit_order", "ordered_by", "a name, as it was written"},
    {"patient", "national_id", "a number that others gave"},
    {"programme", "approved_by", "a name, as it was written"},
    {NULL},
};

bool check_references(struct check *check, struct error *error)
{
    int64_t references = 0;
    for (const struct reference *reference = check_reference_list; reference->child; reference++) {
        if (!check_find(check, &reference->find, error))
            return false;
        references++;
    }
    check_tell(check, "references: %lld, %lld rows lead nowhere", (long long)references,
               (long long)check->part_faults);
    return true;
}
