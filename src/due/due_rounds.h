/* All who are due, looked at in turn: what the job `due` does, and the demonstration at its end. */
#ifndef VARDE_DUE_DUE_ROUNDS_H
#define VARDE_DUE_DUE_ROUNDS_H

#include "due/due.h"
#include "jobs/rounds.h"

/* Is anybody due? Three short ranges of indexes. */
bool due_wanted(struct db *db, int64_t now, bool *wanted_r, struct error *error);

/* Until nobody is due. False when the store failed, or when the hand refuses. */
bool due_rounds(struct readers *readers, struct programmes *programmes, const struct clock *clock,
                const struct job_hand *hand, struct error *error);

#endif
