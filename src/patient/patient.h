/* Who a patient is. */
#ifndef VARDE_PATIENT_H
#define VARDE_PATIENT_H

#include "fhir/subject.h"
#include "store/db.h"

/* By national identifier; found_r false when nobody has it. False: the database failed. Whether the
 * asker may know of the patient is not asked here. */
bool patient_of_identifier(struct db *db, struct arena *arena, struct str system, struct str value,
                           struct uuid *patient_r, bool *found_r, struct error *error);

/* Whom a resource says that it is about; an id need not be anybody's. */
bool patient_of_subject(struct db *db, struct arena *arena, const struct fhir_subject *subject,
                        struct uuid *patient_r, bool *found_r, struct error *error);
/* "Kari Demo"; STR_NONE when there is no such patient. */
bool patient_name_read(struct db *db, struct arena *arena, const struct uuid *patient,
                       struct str *name_r, struct error *error);
/* "Kari Demo". */
struct str patient_full_name(struct arena *arena, struct str given, struct str family);

/* Digits with what people write between them, "+47 900 00 100". */
bool patient_is_phone(struct str text);
/* A language's code of two or three letters, "nb", "se", "sma". */
bool patient_is_language(struct str text);

#endif
