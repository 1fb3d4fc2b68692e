/* Every URL of the product. The description in api/openapi.json and the capability statement are
 * held against this table by tests. */
#include "account/account_api.h"
#include "account/login_link_api.h"
#include "agreement/agreement_api.h"
#include "alarm/alarm_api.h"
#include "auth/auth_api.h"
#include "bundle/bundle_fhir.h"
#include "contact/contact_api.h"
#include "due/due_api.h"
#include "due/silent_api.h"
#include "effect/effect_api.h"
#include "enrolment/enrolment_api.h"
#include "enrolment/enrolment_create_api.h"
#include "event/event_api.h"
#include "fhir_metadata.h"
#include "limit/limit_api.h"
#include "message/message_api.h"
#include "metrics/metrics.h"
#include "metrics/metrics_api.h"
#include "note/note_api.h"
#include "observation/observation_search_fhir.h"
#include "organisation/organisation_api.h"
#include "patient/patient_api.h"
#include "patient/patient_fhir.h"
#include "patient/patient_find_api.h"
#include "programme/programme_api.h"
#include "report/report_api.h"
#include "response/form_response_api.h"
#include "schedule/schedule_api.h"
#include "schedule/service_request_fhir.h"
#include "service/opening_api.h"
#include "system_api.h"
#include "task/task_api.h"
#include "worklist/curves_api.h"
#include "worklist/greens_api.h"
#include "worklist/view_api.h"
#include "worklist/worklist_api.h"
#include "workshop/workshop_api.h"

#define KIB (size_t)1024

/* clang-format off */
const struct route routes[] = {
    /* Pages and what belongs to the house itself. */
    {METHOD_GET, "/", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_clinician},
    {METHOD_GET, "/patients", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_clinician},
    {METHOD_GET, "/patients/{patient}", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_clinician},
    {METHOD_GET, "/alarms", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_clinician},
    {METHOD_GET, "/tasks", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_clinician},
    {METHOD_GET, "/silent", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_clinician},
    {METHOD_GET, "/admin", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_clinician},
    {METHOD_GET, "/admin/{page}", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_clinician},
    {METHOD_GET, "/login", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_login},
    {METHOD_GET, "/me", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_patient},
    {METHOD_GET, "/assets/{name}", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = page_asset},
    {METHOD_GET, "/healthz", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = system_healthz},
    {METHOD_GET, "/readyz", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = system_readyz},
    {METHOD_GET, "/metrics", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = metrics_show},
    {METHOD_GET, "/api/openapi.json", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = system_openapi},
    {METHOD_GET, "/schema/programme-1.json", ROUTE_PAGE, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = system_programme_schema},

    /* Who one is. */
    {METHOD_GET, "/api/demo/logins", ROUTE_API, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = auth_demo_logins},
    {METHOD_POST, "/api/session", ROUTE_API, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .body_most = 4 * KIB, .handler = auth_demo_sign_in},
    {METHOD_POST, "/api/login/link", ROUTE_API, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .body_most = 4 * KIB, .handler = login_link_sign_in},
    {METHOD_DELETE, "/api/session", ROUTE_API, ACTION_IDENTIFIED, SUBJECT_NONE, AUDIT_NONE, .handler = auth_sign_out},
    {METHOD_GET, "/api/me", ROUTE_API, ACTION_IDENTIFIED, SUBJECT_NONE, AUDIT_NONE, .handler = auth_me},
    {METHOD_GET, "/api/events", ROUTE_API, ACTION_IDENTIFIED, SUBJECT_NONE, AUDIT_NONE, .handler = event_stream},

    /* The patient's own day, and reports from our own applications. */
    {METHOD_GET, "/api/me/today", ROUTE_API, ACTION_PATIENT_READ, SUBJECT_FOUND, AUDIT_READ, .find = report_today_find, .handler = report_today},
    {METHOD_POST, "/api/me/reminders", ROUTE_API, ACTION_REMINDERS_CHANGE, SUBJECT_FOUND, AUDIT_WRITE, .body_most = KIB, .find = report_today_find, .handler = report_reminders},
    {METHOD_POST, "/api/reports", ROUTE_API, ACTION_OBSERVATION_WRITE, SUBJECT_FOUND, AUDIT_WRITE, .body_most = 256 * KIB, .find = report_plain_find, .handler = report_create_plain},

    /* The work list. */
    {METHOD_GET, "/api/worklist", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_LIST, AUDIT_READ, .handler = worklist_list},
    {METHOD_GET, "/api/worklist/counts", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_LIST, AUDIT_NONE, .handler = worklist_count},
    {METHOD_GET, "/api/worklist/filters", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_LIST, AUDIT_NONE, .handler = worklist_filters},
    {METHOD_GET, "/api/worklist/greens", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_LIST, AUDIT_READ, .handler = worklist_greens},
    {METHOD_POST, "/api/worklist/greens", ROUTE_API, ACTION_CASE_HANDLE, SUBJECT_LIST, AUDIT_WRITE, .body_most = 64 * KIB, .handler = worklist_greens_acknowledge},
    {METHOD_POST, "/api/acts/{id}/undo", ROUTE_API, ACTION_CASE_HANDLE, SUBJECT_LIST, AUDIT_WRITE, .body_most = 4 * KIB, .body_optional = true, .handler = act_undo},
    {METHOD_GET, "/api/worklist/curves", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_LIST, AUDIT_READ, .handler = worklist_curves},
    {METHOD_GET, "/api/worklist/views", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_NONE, AUDIT_NONE, .handler = view_list},
    {METHOD_POST, "/api/worklist/views", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_NONE, AUDIT_NONE, .body_most = 4 * KIB, .handler = view_create},
    {METHOD_DELETE, "/api/worklist/views/{id}", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_NONE, AUDIT_NONE, .handler = view_remove},
    {METHOD_GET, "/api/worklist/{patient}", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = worklist_one},
    {METHOD_POST, "/api/worklist/{patient}/take", ROUTE_API, ACTION_CASE_HANDLE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 4 * KIB, .body_optional = true, .handler = worklist_take},
    {METHOD_POST, "/api/worklist/{patient}/release", ROUTE_API, ACTION_CASE_HANDLE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 4 * KIB, .body_optional = true, .handler = worklist_release},
    {METHOD_POST, "/api/worklist/{patient}/acknowledge", ROUTE_API, ACTION_CASE_HANDLE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 16 * KIB, .handler = worklist_acknowledge},

    /* Those who have been silent for long, gone through every second week. */
    {METHOD_GET, "/api/silent", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_LIST, AUDIT_READ, .handler = silent_list},
    {METHOD_GET, "/api/silent/count", ROUTE_API, ACTION_WORKLIST_READ, SUBJECT_LIST, AUDIT_NONE, .handler = silent_count},
    {METHOD_POST, "/api/silent/{review}/undo", ROUTE_API, ACTION_CASE_HANDLE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 4 * KIB, .body_optional = true, .handler = silent_undo},
    {METHOD_POST, "/api/patients/{patient}/silent", ROUTE_API, ACTION_CASE_HANDLE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 16 * KIB, .handler = silent_review},

    /* Patients and their enrolments. */
    {METHOD_GET, "/api/patients", ROUTE_API, ACTION_PATIENT_READ, SUBJECT_LIST, AUDIT_READ, .handler = patient_find},
    {METHOD_GET, "/api/patients/{patient}", ROUTE_API, ACTION_PATIENT_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = patient_overview},
    {METHOD_GET, "/api/patients/{patient}/due", ROUTE_API, ACTION_PATIENT_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = due_show},
    {METHOD_POST, "/api/patients/{patient}/missing/clear", ROUTE_API, ACTION_CASE_HANDLE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 16 * KIB, .handler = missing_clear},
    {METHOD_GET, "/api/patients/{patient}/series", ROUTE_API, ACTION_OBSERVATION_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = patient_series},
    {METHOD_GET, "/api/patients/{patient}/reports", ROUTE_API, ACTION_RECORD_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = patient_reports},
    {METHOD_GET, "/api/patients/{patient}/cases", ROUTE_API, ACTION_RECORD_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = patient_cases},
    {METHOD_GET, "/api/patients/{patient}/contacts", ROUTE_API, ACTION_RECORD_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = contact_list},
    {METHOD_POST, "/api/patients/{patient}/contacts", ROUTE_API, ACTION_RECORD_WRITE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 32 * KIB, .handler = contact_create},
    /* What is to be done, and whether what was started helped. */
    {METHOD_GET, "/api/tasks", ROUTE_API, ACTION_TASK_READ, SUBJECT_LIST, AUDIT_READ, .handler = task_list},
    {METHOD_GET, "/api/tasks/counts", ROUTE_API, ACTION_TASK_READ, SUBJECT_LIST, AUDIT_NONE, .handler = task_count},
    {METHOD_GET, "/api/tasks/{task}/choices", ROUTE_API, ACTION_TASK_READ, SUBJECT_OWNED, AUDIT_READ, .handler = task_choices},
    {METHOD_POST, "/api/tasks/{task}/done", ROUTE_API, ACTION_TASK_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 32 * KIB, .handler = task_done},
    {METHOD_POST, "/api/tasks/{task}/move", ROUTE_API, ACTION_TASK_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 16 * KIB, .handler = task_move},
    {METHOD_POST, "/api/tasks/{task}/take", ROUTE_API, ACTION_TASK_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 4 * KIB, .handler = task_take},
    {METHOD_POST, "/api/tasks/{task}/release", ROUTE_API, ACTION_TASK_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 4 * KIB, .handler = task_release},
    {METHOD_POST, "/api/tasks/{task}/hand", ROUTE_API, ACTION_TASK_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 32 * KIB, .handler = task_hand},
    {METHOD_POST, "/api/tasks/{task}/cancel", ROUTE_API, ACTION_TASK_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 16 * KIB, .handler = task_cancel},
    {METHOD_POST, "/api/tasks/{task}/reopen", ROUTE_API, ACTION_TASK_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 4 * KIB, .handler = task_reopen},
    {METHOD_GET, "/api/patients/{patient}/tasks", ROUTE_API, ACTION_TASK_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = task_patient_list},
    {METHOD_POST, "/api/patients/{patient}/tasks", ROUTE_API, ACTION_TASK_WRITE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 16 * KIB, .handler = task_new},
    {METHOD_GET, "/api/patients/{patient}/actions", ROUTE_API, ACTION_RECORD_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = effect_list},
    {METHOD_POST, "/api/patients/{patient}/actions", ROUTE_API, ACTION_RECORD_WRITE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 16 * KIB, .handler = effect_new},
    {METHOD_GET, "/api/patients/{patient}/actions/choices", ROUTE_API, ACTION_RECORD_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = effect_choices},
    {METHOD_POST, "/api/actions/{action}/effect", ROUTE_API, ACTION_RECORD_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 32 * KIB, .handler = effect_tell},
    {METHOD_GET, "/api/patients/{patient}/notes", ROUTE_API, ACTION_RECORD_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = note_list},
    {METHOD_POST, "/api/patients/{patient}/notes", ROUTE_API, ACTION_RECORD_WRITE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 32 * KIB, .handler = note_create},
    {METHOD_POST, "/api/observations/{observation}/corrections", ROUTE_API, ACTION_OBSERVATION_CORRECT, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 16 * KIB, .handler = report_correct},
    {METHOD_GET, "/api/patients/{patient}/access-log", ROUTE_API, ACTION_ACCESS_LOG_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = patient_access_log},
    {METHOD_POST, "/api/patients/{patient}", ROUTE_API, ACTION_PATIENT_ENROL, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 4 * KIB, .handler = patient_change},
    {METHOD_POST, "/api/enrolments", ROUTE_API, ACTION_PATIENT_ENROL, SUBJECT_FOUND, AUDIT_WRITE, .body_most = 16 * KIB, .find = enrolment_find, .handler = enrolment_create},
    {METHOD_GET, "/api/enrolments/choices", ROUTE_API, ACTION_PATIENT_ENROL, SUBJECT_NONE, AUDIT_NONE, .handler = enrolment_choices},
    {METHOD_GET, "/api/enrolments", ROUTE_API, ACTION_ENROLMENT_READ, SUBJECT_LIST, AUDIT_READ, .handler = enrolment_list},
    {METHOD_POST, "/api/enrolments/{enrolment}/transitions", ROUTE_API, ACTION_ENROLMENT_CHANGE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 16 * KIB, .handler = enrolment_transition},

    /* Limits: ordered, entered, checked by a second person. */
    {METHOD_GET, "/api/limits/pending", ROUTE_API, ACTION_LIMIT_CHECK, SUBJECT_LIST, AUDIT_READ, .handler = limit_pending},
    {METHOD_GET, "/api/enrolments/{enrolment}/limits", ROUTE_API, ACTION_RECORD_READ, SUBJECT_OWNED, AUDIT_READ, .handler = limit_list},
    {METHOD_POST, "/api/enrolments/{enrolment}/limits", ROUTE_API, ACTION_LIMIT_ENTER, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 64 * KIB, .handler = limit_enter},
    {METHOD_POST, "/api/enrolments/{enrolment}/limits/try", ROUTE_API, ACTION_RECORD_READ, SUBJECT_OWNED, AUDIT_READ, .body_most = 64 * KIB, .handler = workshop_try},
    {METHOD_GET, "/api/enrolments/{enrolment}/baseline", ROUTE_API, ACTION_RECORD_READ, SUBJECT_OWNED, AUDIT_READ, .handler = workshop_baseline},
    {METHOD_POST, "/api/enrolments/{enrolment}/limits/{version}/check", ROUTE_API, ACTION_LIMIT_CHECK, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 4 * KIB, .body_optional = true, .handler = limit_check},
    {METHOD_POST, "/api/enrolments/{enrolment}/limits/{version}/reject", ROUTE_API, ACTION_LIMIT_CHECK, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 16 * KIB, .handler = limit_reject},

    /* How often a patient reports, and pauses. */
    {METHOD_GET, "/api/enrolments/{enrolment}/schedule", ROUTE_API, ACTION_RECORD_READ, SUBJECT_OWNED, AUDIT_READ, .handler = schedule_show},
    {METHOD_POST, "/api/enrolments/{enrolment}/schedule", ROUTE_API, ACTION_SCHEDULE_CHANGE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 32 * KIB, .handler = schedule_change},
    {METHOD_POST, "/api/enrolments/{enrolment}/schedule/try", ROUTE_API, ACTION_RECORD_READ, SUBJECT_OWNED, AUDIT_READ, .body_most = 32 * KIB, .handler = schedule_try},
    {METHOD_GET, "/api/patients/{patient}/pauses", ROUTE_API, ACTION_RECORD_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = pause_list},
    {METHOD_POST, "/api/patients/{patient}/pauses", ROUTE_API, ACTION_SCHEDULE_CHANGE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 16 * KIB, .handler = pause_create},
    {METHOD_POST, "/api/pauses/{pause}/end", ROUTE_API, ACTION_SCHEDULE_CHANGE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 4 * KIB, .body_optional = true, .handler = pause_end},

    /* How much the limits alarm. */
    {METHOD_GET, "/api/alarm-load", ROUTE_API, ACTION_ALARM_READ, SUBJECT_LIST, AUDIT_READ, .handler = alarm_service},
    {METHOD_GET, "/api/enrolments/{enrolment}/alarm-load", ROUTE_API, ACTION_ALARM_READ, SUBJECT_OWNED, AUDIT_READ, .handler = alarm_enrolment},

    /* Programmes: no patients in them. */
    {METHOD_GET, "/api/programmes", ROUTE_API, ACTION_PROGRAMME_READ, SUBJECT_NONE, AUDIT_NONE, .handler = programme_list},
    {METHOD_GET, "/api/programmes/{id}", ROUTE_API, ACTION_PROGRAMME_READ, SUBJECT_NONE, AUDIT_NONE, .handler = programme_one},
    {METHOD_POST, "/api/programmes", ROUTE_API, ACTION_PROGRAMME_LOAD, SUBJECT_NONE, AUDIT_WRITE, .body_most = 512 * KIB, .handler = programme_create},
    {METHOD_POST, "/api/programmes/{id}/approve", ROUTE_API, ACTION_PROGRAMME_APPROVE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 16 * KIB, .handler = programme_give_approval},

    /* Administration: no patients in it. */
    {METHOD_GET, "/api/organisations", ROUTE_API, ACTION_ORGANISATION_READ, SUBJECT_NONE, AUDIT_NONE, .handler = organisation_list},
    {METHOD_POST, "/api/organisations", ROUTE_API, ACTION_ORGANISATION_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = organisation_create},
    {METHOD_POST, "/api/organisations/{organisation}", ROUTE_API, ACTION_ORGANISATION_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = organisation_update},
    {METHOD_POST, "/api/organisations/{organisation}/links", ROUTE_API, ACTION_ORGANISATION_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = organisation_link},
    {METHOD_DELETE, "/api/organisations/{organisation}/links/{to}", ROUTE_API, ACTION_ORGANISATION_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .handler = organisation_unlink},
    {METHOD_GET, "/api/organisations/{organisation}/hours", ROUTE_API, ACTION_ORGANISATION_READ, SUBJECT_NONE, AUDIT_NONE, .handler = opening_show},
    {METHOD_POST, "/api/organisations/{organisation}/hours", ROUTE_API, ACTION_HOURS_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = opening_change_week},
    {METHOD_POST, "/api/organisations/{organisation}/days", ROUTE_API, ACTION_HOURS_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = opening_change_day},
    {METHOD_DELETE, "/api/organisations/{organisation}/days/{day}", ROUTE_API, ACTION_HOURS_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .handler = opening_remove_day},
    {METHOD_GET, "/api/accounts", ROUTE_API, ACTION_ACCOUNT_READ, SUBJECT_NONE, AUDIT_NONE, .handler = account_list},
    {METHOD_POST, "/api/accounts", ROUTE_API, ACTION_ACCOUNT_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = account_create},
    {METHOD_POST, "/api/accounts/{account}", ROUTE_API, ACTION_ACCOUNT_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = account_update},
    {METHOD_POST, "/api/accounts/{account}/roles", ROUTE_API, ACTION_ACCOUNT_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = account_give_role},
    {METHOD_POST, "/api/roles/{role}/end", ROUTE_API, ACTION_ACCOUNT_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .body_optional = true, .handler = account_end_role},
    {METHOD_GET, "/api/agreements", ROUTE_API, ACTION_AGREEMENT_READ, SUBJECT_NONE, AUDIT_NONE, .handler = agreement_list},
    {METHOD_POST, "/api/agreements", ROUTE_API, ACTION_AGREEMENT_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 16 * KIB, .handler = agreement_create},
    {METHOD_POST, "/api/agreements/{agreement}/accept", ROUTE_API, ACTION_AGREEMENT_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .body_optional = true, .handler = agreement_take_up},
    {METHOD_POST, "/api/agreements/{agreement}/end", ROUTE_API, ACTION_AGREEMENT_CHANGE, SUBJECT_NONE, AUDIT_WRITE, .body_most = 4 * KIB, .handler = agreement_finish},

    /* Messages between a patient and a service. */
    {METHOD_GET, "/api/patients/{patient}/threads", ROUTE_API, ACTION_MESSAGE_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = message_threads},
    {METHOD_POST, "/api/patients/{patient}/threads", ROUTE_API, ACTION_MESSAGE_WRITE, SUBJECT_PATIENT, AUDIT_WRITE, .body_most = 64 * KIB, .handler = message_begin},
    {METHOD_GET, "/api/threads/{thread}", ROUTE_API, ACTION_MESSAGE_READ, SUBJECT_OWNED, AUDIT_READ, .handler = message_thread},
    {METHOD_POST, "/api/threads/{thread}/messages", ROUTE_API, ACTION_MESSAGE_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 64 * KIB, .handler = message_answer},
    {METHOD_POST, "/api/threads/{thread}/seen", ROUTE_API, ACTION_MESSAGE_WRITE, SUBJECT_OWNED, AUDIT_WRITE, .body_most = 4 * KIB, .handler = message_seen},

    /* FHIR. */
    {METHOD_GET, "/fhir/metadata", ROUTE_FHIR, ACTION_ANYBODY, SUBJECT_NONE, AUDIT_NONE, .handler = fhir_metadata},
    {METHOD_POST, "/fhir", ROUTE_FHIR, ACTION_OBSERVATION_WRITE, SUBJECT_FOUND, AUDIT_WRITE, .body_most = 1024 * KIB, .find = fhir_bundle_find, .handler = fhir_bundle},
    {METHOD_POST, "/fhir/", ROUTE_FHIR, ACTION_OBSERVATION_WRITE, SUBJECT_FOUND, AUDIT_WRITE, .body_most = 1024 * KIB, .find = fhir_bundle_find, .handler = fhir_bundle},
    {METHOD_POST, "/fhir/Observation", ROUTE_FHIR, ACTION_OBSERVATION_WRITE, SUBJECT_FOUND, AUDIT_WRITE, RELATION_IN_WRITE, .body_most = 64 * KIB, .find = report_find_subject, .handler = report_create_observation, .fhir = "Observation create"},
    {METHOD_GET, "/fhir/Observation", ROUTE_FHIR, ACTION_OBSERVATION_READ, SUBJECT_FOUND, AUDIT_READ, .find = fhir_observation_find, .handler = fhir_observation_search, .fhir = "Observation search-type"},
    {METHOD_POST, "/fhir/Observation/_search", ROUTE_FHIR, ACTION_OBSERVATION_READ, SUBJECT_FOUND, AUDIT_READ, .body_most = 16 * KIB, .body_is_form = true, .find = fhir_observation_find, .handler = fhir_observation_search},
    {METHOD_GET, "/fhir/Observation/{id}", ROUTE_FHIR, ACTION_OBSERVATION_READ, SUBJECT_OWNED, AUDIT_READ, .handler = fhir_observation_read, .fhir = "Observation read"},
    {METHOD_POST, "/fhir/QuestionnaireResponse", ROUTE_FHIR, ACTION_OBSERVATION_WRITE, SUBJECT_FOUND, AUDIT_WRITE, .body_most = 256 * KIB, .find = fhir_response_subject, .handler = fhir_response_create, .fhir = "QuestionnaireResponse create"},
    {METHOD_GET, "/fhir/QuestionnaireResponse", ROUTE_FHIR, ACTION_OBSERVATION_READ, SUBJECT_FOUND, AUDIT_READ, .find = fhir_response_find, .handler = fhir_response_search, .fhir = "QuestionnaireResponse search-type"},
    {METHOD_POST, "/fhir/QuestionnaireResponse/_search", ROUTE_FHIR, ACTION_OBSERVATION_READ, SUBJECT_FOUND, AUDIT_READ, .body_most = 16 * KIB, .body_is_form = true, .find = fhir_response_find, .handler = fhir_response_search},
    {METHOD_GET, "/fhir/QuestionnaireResponse/{id}", ROUTE_FHIR, ACTION_OBSERVATION_READ, SUBJECT_OWNED, AUDIT_READ, .handler = fhir_response_read, .fhir = "QuestionnaireResponse read"},
    {METHOD_GET, "/fhir/Questionnaire", ROUTE_FHIR, ACTION_IDENTIFIED, SUBJECT_NONE, AUDIT_NONE, .handler = fhir_questionnaire_search, .fhir = "Questionnaire search-type"},
    {METHOD_GET, "/fhir/Questionnaire/{id}", ROUTE_FHIR, ACTION_IDENTIFIED, SUBJECT_NONE, AUDIT_NONE, .handler = fhir_questionnaire_read, .fhir = "Questionnaire read"},
    {METHOD_GET, "/fhir/ServiceRequest", ROUTE_FHIR, ACTION_OBSERVATION_READ, SUBJECT_FOUND, AUDIT_READ, .find = fhir_request_find, .handler = fhir_request_search, .fhir = "ServiceRequest search-type"},
    {METHOD_GET, "/fhir/ServiceRequest/{id}", ROUTE_FHIR, ACTION_OBSERVATION_READ, SUBJECT_FOUND, AUDIT_READ, .find = fhir_request_find_one, .handler = fhir_request_read, .fhir = "ServiceRequest read"},
    {METHOD_POST, "/fhir/ServiceRequest", ROUTE_FHIR, ACTION_SCHEDULE_CHANGE, SUBJECT_FOUND, AUDIT_WRITE, .body_most = 32 * KIB, .find = fhir_request_find_subject, .handler = fhir_request_create, .fhir = "ServiceRequest create"},
    {METHOD_GET, "/fhir/Patient", ROUTE_FHIR, ACTION_PATIENT_READ, SUBJECT_LIST, AUDIT_READ, .handler = fhir_patient_search, .fhir = "Patient search-type"},
    {METHOD_GET, "/fhir/Patient/{id}", ROUTE_FHIR, ACTION_PATIENT_READ, SUBJECT_PATIENT, AUDIT_READ, .handler = fhir_patient_read, .fhir = "Patient read"},
};
/* clang-format on */
const size_t route_count = sizeof routes / sizeof routes[0];
_Static_assert(sizeof routes / sizeof routes[0] <= METRICS_ROUTES, "make METRICS_ROUTES larger");
