/* The stretch in which an enrolment is unwell, as it is stored. */
#ifndef VARDE_TRIAGE_UNWELL_APPLY_H
#define VARDE_TRIAGE_UNWELL_APPLY_H

#include "store/writer.h"

/* The enrolment is over, and so is its stretch, if it was in one. In a command whose key is the
 * patient. */
void unwell_end(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment);

#endif
