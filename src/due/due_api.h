/* What is due of one patient, and clearing what did not come. */
#ifndef VARDE_DUE_DUE_API_H
#define VARDE_DUE_DUE_API_H

#include "router.h"

enum handled due_show(struct call *call);
enum handled missing_clear(struct call *call);
/* A clearing taken back: what POST /api/acts/{id}/undo does for an id of missing_undo.h. */
enum handled missing_clear_undo(struct call *call, const struct uuid *patient, int64_t number);

struct contact;
/* contact: {kind, party} of the body; false in given_r: there is none. */
bool due_read_contact(struct call *call, struct contact *contact_r, bool *given_r,
                      struct error *error);

#endif
