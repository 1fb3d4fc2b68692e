/* What the parts of an export share; for export/ alone. */
#ifndef VARDE_EXPORT_PARTS_H
#define VARDE_EXPORT_PARTS_H

#include "base/json_out.h"
#include "export/export.h"
#include "triage/reasons.h"

#define EXPORT_SYSTEM "https://varde.no/fhir/CodeSystem/"
#define EXPORT_EXTENSION "https://varde.no/fhir/StructureDefinition/"
#define EXPORT_ID 65 /* a resource's id, with its end */

struct actors; /* export_actor.c */

struct export
{
    const struct export_order *order;
    struct db *db;
    struct programmes *programmes;
    FILE *to;
    char patient[UUID_TEXT];
    struct arena lasting; /* of the whole export */
    struct arena page;    /* rows; forgotten with each page */
    struct arena entry;   /* what is being printed */
    struct json_out out;
    struct actors *actors;
    int64_t entries;
    struct error *error;
    bool failed; /* the first failure is in `error`, and nothing more is printed */
};

/* ---- pages (export.c) ---- */

/* A statement whose rows are one patient's: ?1 the patient, then the key after which the page
 * begins, then how many. `keys` names the columns that are the key, from column `from` on: u
 * uuid, b 16 bytes, i integer, t text. */
struct export_pages {
    struct sql sql;
    const char *keys;
    unsigned from;
    bool many; /* a page may have more rows than were asked for: the last page is an empty one */
    /* Prints what begins in this row, and returns how many rows that took. */
    size_t (*put)(struct export *x, const struct rows *rows, size_t row);
};
void export_pages(struct export *x, const struct export_pages *pages);
/* A question about what is being printed; NULL after a failure. */
struct rows *export_ask(struct export *x, const struct sql *sql, const struct value *args,
                        size_t count);
void export_fail(struct export *x);

/* ---- entries (export_entry.c) ---- */

/* Opens an entry and the resource in it. */
struct json_out *entry_open(struct export *x, const char *type, const char *id);
void entry_close(struct export *x);
/* Around a resource that another prints as one value. */
struct json_out *entry_wrap(struct export *x, const char *type, const char *id);
void entry_wrap_at(struct export *x, struct str address);
void entry_wrapped(struct export *x);

/* "PATIENT.ID", as the ids of the API are. */
const char *owned_id(struct export *x, const struct uuid *id);
const char *key_id(struct export *x, const uint8_t key[16]);
const char *plain_id(struct export *x, const struct uuid *id);

void put_meta(struct json_out *out, int64_t updated);
void put_instant(struct json_out *out, const char *key, int64_t at);
void put_period(struct json_out *out, const char *key, int64_t from, int64_t until);
void put_reference(struct json_out *out, const char *key, const char *type, const char *id);
void put_patient(struct export *x, const char *key);
/* A concept with one code of ours; code "" : words alone. */
void put_concept(struct json_out *out, const char *key, const char *system, struct str code,
                 struct str words);
void put_coding(struct json_out *out, const char *key, const char *system, struct str code);
void put_note(struct json_out *out, struct str text); /* nothing when there is none */
/* {text} in an array under payload. */
void put_payload(struct json_out *out, struct str text);

/* One of an array "extension" that is open. Those that say nothing are left out. */
void extend_open(struct json_out *out, const char *name);
void extend_close(struct json_out *out);
void extend_str(struct json_out *out, const char *name, const char *kind, struct str value);
void extend_int(struct json_out *out, const char *name, int64_t value);
void extend_bool(struct json_out *out, const char *name, bool value);
void extend_instant(struct json_out *out, const char *name, int64_t at);
void extend_reference(struct json_out *out, const char *name, const char *type, const char *id);
void extend_actor(struct export *x, const char *name, const struct uuid *account);
void extend_organisation(struct export *x, const char *name, const struct uuid *organisation);
/* A JSON array of words, one extension each. */
void extend_words(struct json_out *out, const char *name, struct str words);

/* The reasons in an outcome, an act or a case. */
struct export_reason {
    struct str rule, parameter, zone, words;
};
typedef void export_reason_put(struct json_out *out, const struct export_reason *reason);
void put_reasons(struct export *x, const char *key, struct str stored, export_reason_put *put);
void put_finding(struct json_out *out, const struct export_reason *reason);

/* ---- who (export_actor.c) ---- */

struct actors *actors_create(struct arena *arena);
/* A reference to an account's holder, or an organisation, under the key; who is named so is printed
 * in the end. */
void put_actor(struct export *x, const char *key, const struct uuid *id);
void put_organisation(struct export *x, const char *key, const struct uuid *id);
/* "agent": one who acted. */
void put_agent(struct export *x, const struct uuid *id);
/* Is to be printed in the end, though nothing printed so far names it. */
void actors_note(struct export *x, const struct uuid *id);
void organisations_note(struct export *x, const struct uuid *id);

/* ---- the parts, in the order in which they are printed ---- */

void export_patient(struct export *x);      /* export_patient.c: Patient */
void export_enrolments(struct export *x);   /* export_enrolment.c: EpisodeOfCare */
void export_limits(struct export *x);       /* export_limit.c: ServiceRequest, Provenance */
void export_observations(struct export *x); /* export_measured_fhir.c: Observation, Device */
void export_responses(struct export *x);    /* QuestionnaireResponse, Questionnaire */
void export_reports(struct export *x);      /* export_report.c: Provenance, ClinicalImpression */
void export_cases(struct export *x);        /* export_case.c: Task, Provenance */
void export_acts(struct export *x);         /* ClinicalImpression, Provenance */
void export_schedules(struct export *x);    /* export_schedule_fhir.c: ServiceRequest, Basic */
void export_missing(struct export *x);      /* export_due.c: Basic */
void export_silent(struct export *x);
void export_tasks(struct export *x);           /* export_task.c: Task, Provenance */
void export_started_actions(struct export *x); /* Procedure */
void export_contacts(struct export *x);        /* export_contact.c: Communication */
void export_notes(struct export *x);
void export_messages(struct export *x);   /* export_message.c: Communication */
void export_reminders(struct export *x);  /* export_reminder.c: Communication */
void export_access_log(struct export *x); /* export_access.c: AuditEvent */
void export_actors(struct export *x);     /* Organization, Practitioner, …: after all others */

#endif
