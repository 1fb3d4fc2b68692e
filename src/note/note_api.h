/* Notes over HTTP. */
#ifndef VARDE_NOTE_API_H
#define VARDE_NOTE_API_H

#include "router.h"

enum handled note_list(struct call *call);
enum handled note_create(struct call *call);

/* "notes": the latest that stand, into the open object; none for who may not read the record. */
bool note_put_latest(struct json_out *out, struct call *call, struct error *error);

#endif
