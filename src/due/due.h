/* What time alone brings: reports that did not come, tasks that fall due, reminders, takes that
 * fall back.
 *
 * All of it is one question about one patient: how does it stand now? due_look answers it from what
 * is stored, writes what differs, and says when to look again (table patient_due). It may be asked
 * at any time and any number of times: asked twice it does nothing the second time. So nothing is
 * done twice, nothing is lost over a restart, and a clock that jumped does no lasting harm. */
#ifndef VARDE_DUE_DUE_H
#define VARDE_DUE_DUE_H

#include "due/due_patient.h"

/* In the open transaction of a command whose key is the patient, or that stands alone. */
bool due_look(struct tx *tx, struct programmes *programmes, const struct uuid *patient,
              struct error *error);

/* In the open transaction: something changed that due_look takes in (a report that may meet what
 * was missed, a schedule, a pause, a state, a contact, a task): the patient is looked at again,
 * within a second where the service runs. Makes the row of a patient who has none. */
void due_wake(struct tx *tx, const struct uuid *patient);

/* The same, but not before `at`: something is due then that was not. */
void due_by(struct tx *tx, const struct uuid *patient, int64_t at);

/* A patient is looked at again at least this often, so that what somebody forgot to tell heals. */
#define DUE_AT_LEAST (24 * HOUR)

#endif
