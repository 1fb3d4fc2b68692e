/* What leaves the house, sent when its time has come: what the job `outbox` does.
 *
 * A row is settled in the transaction that holds the job's lease: asked again whether it still
 * holds, handed to a channel, and marked. So nothing is sent twice, by whichever process, and what
 * was met in the meantime is withdrawn. */
#ifndef VARDE_REMINDER_OUTBOX_H
#define VARDE_REMINDER_OUTBOX_H

#include "jobs/rounds.h"
#include "programme/programme.h"
#include "reminder/reminder_plan.h"

/* Is anything to be sent? */
bool outbox_wanted(struct db *db, int64_t now, bool *wanted_r, struct error *error);

/* Until nothing is. A row that fails is put off, longer each time, and holds up no other. False
 * when the store failed, or when the hand refuses. */
bool outbox_rounds(struct readers *readers, struct programmes *programmes,
                   const struct clock *clock, const struct quiet *quiet,
                   const struct job_hand *hand, struct error *error);

#endif
