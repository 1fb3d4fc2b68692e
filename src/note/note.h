/* Notes: what personnel want the others around a patient to know. Never changed: what was written
 * wrong is replaced by another, and both are kept. */
#ifndef VARDE_NOTE_H
#define VARDE_NOTE_H

#include "auth/access_log.h"
#include "auth/permit.h"

struct note_act {
    /* Given. */
    struct uuid patient;
    struct str text;
    struct uuid replaces;      /* zero: none */
    struct access_entry by;    /* who writes, and for whom; the patient is filled in */
    const struct grant *grant; /* whose enrolments hear of it */
    /* Between ask and apply. */
    struct rows *replaced;
    /* What came of it. */
    struct uuid id;
};

/* The steps of a command (see writer.h), keyed by the patient. Refusals: ERROR_INVALID (what it
 * replaces is no note about the patient that this organisation wrote), ERROR_CONFLICT (that was
 * replaced before). */
void note_act_ask(struct note_act *act, struct tx *tx);
bool note_act_apply(struct note_act *act, struct tx *tx, struct error *error);

#endif
