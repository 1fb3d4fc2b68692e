/* A patient's enrolments as due_look finds them. */
#ifndef VARDE_DUE_DUE_ENROLMENT_H
#define VARDE_DUE_DUE_ENROLMENT_H

#include "due/due_patient.h"

struct rows *due_enrolments_ask(struct tx *tx, const struct uuid *patient);
/* Fills the enrolments, those that are open before those that ended. */
bool due_enrolments_read(struct due_patient *patient, const struct rows *rows, struct error *error);

#endif
