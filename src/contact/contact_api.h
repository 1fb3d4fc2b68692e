/* The contact log over HTTP. */
#ifndef VARDE_CONTACT_API_H
#define VARDE_CONTACT_API_H

#include "router.h"

enum handled contact_list(struct call *call);
enum handled contact_create(struct call *call);

/* "contacts": the latest that stand, into the open object; without notes for patients and kin. */
bool contact_put_latest(struct json_out *out, struct call *call, struct error *error);

#endif
