/* Reports that were due and did not come: marked on the rows, with a trace. */
#ifndef VARDE_DUE_MISSING_LOOK_H
#define VARDE_DUE_MISSING_LOOK_H

#include "due/due_patient.h"

/* A deadline as rows and answers say it: the time itself. */
int64_t missing_moment(const struct local_time *by);

/* A part of due_look (due/due.h). */
bool missing_look(struct due_patient *patient, struct error *error);

#endif
