/* Tasks by rule: made, met and taken back; and how many are due on the rows. */
#ifndef VARDE_TASK_TASK_LOOK_H
#define VARDE_TASK_TASK_LOOK_H

#include "due/due_patient.h"

/* A part of due_look (due/due.h). */
bool task_look(struct due_patient *patient, struct error *error);

#endif
