/* Reports that were due and did not come: marked on the row, until the next report takes it away.
 *
 * Nothing runs this by itself yet: the demonstration does at its end, so that its list shows some.
 * In a running server `missing` is therefore never set before there is a job that calls this. */
#ifndef VARDE_WORKLIST_MISSING_H
#define VARDE_WORKLIST_MISSING_H

#include "programme/programme.h"
#include "store/writer.h"

/* Days that a report may be late, by how often it is due. */
struct missing_grace {
    int daily, rarer;
};
#define MISSING_GRACE ((struct missing_grace){.daily = 1, .rarer = 3})

/* All rows, in the open transaction of a command that stands alone (writer.h). A report is due so
 * many days after the last one, or after the enrolment came into its state, as the programme's
 * schedule says: on trial, active, and while the row is red or yellow. Of several enrolments the
 * strictest holds; while paused none is due. What a nurse has acknowledged is not unwell any more
 * here, though the domain's rule goes on until a green report. */
bool missing_mark(struct tx *tx, struct programmes *programmes, const struct missing_grace *grace,
                  int64_t *marked_r, struct error *error);

#endif
