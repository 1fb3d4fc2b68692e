/* An acknowledgement taken back by who made it, of one patient or of many greens at once: what was
 * closed is open again, and the row says what it said. What came in since is kept: of the two the
 * worse is shown, their reasons go together, and of one enrolment there is still one open case. */
#ifndef VARDE_WORKLIST_UNDO_H
#define VARDE_WORKLIST_UNDO_H

#include "worklist/worklist_act.h"

struct undo_one;

struct undo_act {
    /* Given. */
    const struct who *who;
    struct uuid batch;
    /* Between ask and apply. */
    struct rows *kept;
};

/* The steps of a command that stands alone in its round (writer.h). Refusals: ERROR_NOT_FOUND (no
 * such act of this account for this organisation, or of nobody whom it may see any more),
 * ERROR_CONFLICT (later than UNDO_LASTS, or taken back already). */
void undo_act_ask(struct undo_act *act, struct tx *tx);
bool undo_act_apply(struct undo_act *act, struct tx *tx, struct error *error);
/* Who asked twice with one key sees the rows again: logs that as reading. After the ask. */
void undo_act_log_again(const struct undo_act *act, struct tx *tx);

/* The patients of an act of this account, most GREENS_MOST. */
bool undo_patients(struct db *db, struct arena *arena, const struct who *who,
                   const struct uuid *batch, struct uuid **patients_r, size_t *count_r,
                   struct error *error);
/* The account's own latest act on the patient, while it can be taken back; zero: none. */
bool undo_open(struct db *db, struct arena *arena, const struct who *who,
               const struct uuid *patient, int64_t now, struct uuid *batch_r, int64_t *until_r,
               struct error *error);

#endif
