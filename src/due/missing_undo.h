/* Clearing a missing report taken back by who did it, within UNDO_LASTS (worklist_act.h): the mark
 * stands as it stood. The trace keeps both; a contact that was logged with it stays in the log, as
 * when a task is opened again. */
#ifndef VARDE_DUE_MISSING_UNDO_H
#define VARDE_DUE_MISSING_UNDO_H

#include "auth/who.h"
#include "base/uuid.h"
#include "programme/programme.h"
#include "store/writer.h"

#define MISSING_UNDO_TEXT (UUID_TEXT + 20)

/* A clearing, as `undo` in its answer names it: the patient's id, a full stop, the number of its
 * event. */
void missing_undo_text(const struct uuid *patient, int64_t number, char text_r[MISSING_UNDO_TEXT]);
bool missing_undo_parse(struct str text, struct uuid *patient_r, int64_t *number_r);

struct missing_undo {
    /* Given. */
    const struct who *who;
    struct programmes *programmes;
    struct uuid patient;
    int64_t number;
    /* Between ask and apply. */
    struct rows *kept, *row, *told;
};

/* The steps of a command that stands alone in its round (writer.h). Refusals: ERROR_NOT_FOUND (no
 * such clearing of this account for this organisation, or of nobody whom it may see any more),
 * ERROR_CONFLICT (too late, taken back already, or something came of the mark since). */
void missing_undo_ask(struct missing_undo *undo, struct tx *tx);
bool missing_undo_apply(struct missing_undo *undo, struct tx *tx, struct error *error);

/* The account's own last clearing of the patient's mark, while it can be taken back; number_r 0:
 * there is none. */
bool missing_undo_open(struct db *db, struct arena *arena, const struct who *who,
                       const struct uuid *patient, int64_t now, int64_t *number_r, int64_t *until_r,
                       struct error *error);

#endif
