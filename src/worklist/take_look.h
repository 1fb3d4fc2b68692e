/* Takes that nothing came of fall back. */
#ifndef VARDE_WORKLIST_TAKE_LOOK_H
#define VARDE_WORKLIST_TAKE_LOOK_H

#include "due/due_patient.h"

/* A part of due_look (due/due.h). */
bool take_look(struct due_patient *patient, struct error *error);

#endif
