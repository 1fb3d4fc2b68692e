/* The trace of a case: what happened to it, when, and who did it. Never changed. */
#ifndef VARDE_WORKLIST_CASE_TRACE_H
#define VARDE_WORKLIST_CASE_TRACE_H

#include "store/writer.h"

/* Kinds, stored and told as they are (GET /api/patients/{patient}/cases):
 *
 * opened       by a report, in the name of whoever sent it; so are the next three
 * worsened     to a worse zone: `since` begins anew
 * raised       again, as bad as it stood, 48 hours after it was last raised or dealt with
 * silenced     the same yellow within 48 hours of closing: no case, but seen
 * taken        by one who now works on it
 * handed       over, to one who took it although another had it
 * released     given back by hand
 * lapsed       a take that nothing came of fell back by time; in the name of who had taken it
 * attempted    nobody answered: it stays open, and free
 * closed       by name, with an outcome; never by a green report
 * reopened     the act that closed it was taken back
 *
 * Only opened, closed and reopened change whether it is open; only opened, worsened, raised,
 * attempted and reopened count for when it is raised again. */
void case_trace(struct tx *tx, const struct uuid *patient, const struct uuid *id, int64_t number,
                const char *kind, const struct uuid *account);

#endif
