/* Reminders as rows of the outbox: laid down a day ahead, so that what is due to be sent is there
 * whatever happens in between. */
#ifndef VARDE_REMINDER_REMINDER_LOOK_H
#define VARDE_REMINDER_REMINDER_LOOK_H

#include "due/due_patient.h"

/* A part of due_look (due/due.h). Quiet hours are kept when it is sent (outbox.h). */
bool reminder_look(struct due_patient *patient, struct error *error);

#endif
