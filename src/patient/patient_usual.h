/* What is usual for a patient, from what is stored. */
#ifndef VARDE_PATIENT_USUAL_H
#define VARDE_PATIENT_USUAL_H

#include "clinical/usual.h"
#include "store/db.h"

/* Of the USUAL_SPAN days before `day` (1970-01-01 is 0), of each wanted parameter; days 0: too few.
 */
bool patient_usual(struct db *db, struct arena *arena, const struct uuid *patient, int32_t day,
                   const bool wanted[PARAMETER_COUNT], struct usual usual_r[PARAMETER_COUNT],
                   struct error *error);

#endif
