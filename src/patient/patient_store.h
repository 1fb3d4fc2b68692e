/* Reading a patient's own data. */
#ifndef VARDE_PATIENT_STORE_H
#define VARDE_PATIENT_STORE_H

#include "auth/who.h"
#include "patient/patient.h"

struct patient_row {
    struct uuid id;
    struct str identifier_system, identifier; /* STR_NONE when there is none */
    struct str family, given, birth_date, sex, language;
    struct str municipality, gp_office; /* names */
    int64_t created_at;
    struct str phone; /* STR_NONE when it is not known */
    struct uuid municipality_id, gp_office_id;
    bool reminders; /* wants to be reminded */
    /* For patient_to_fhir: also phone, reminders, and references to the organisations. */
    bool places_too;
};

/* found_r false: there is no such patient. */
bool patient_read(struct db *db, struct arena *arena, const struct uuid *patient, bool *found_r,
                  struct patient_row *row_r, struct error *error);
/* Does the asker see the patient through an enrolment? (permit.h) */
bool patient_visible(struct db *db, struct arena *arena, const struct who *who, int64_t now,
                     const struct uuid *patient, bool *visible_r, struct error *error);

#endif
