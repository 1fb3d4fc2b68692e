/* The limits workshop over HTTP: what the trial proposes, and what other limits would have given.
 * Reads only: what comes of it is ordered as any other order. */
#ifndef VARDE_WORKSHOP_API_H
#define VARDE_WORKSHOP_API_H

#include "router.h"

enum handled workshop_baseline(struct call *call);
enum handled workshop_try(struct call *call);

/* The member "name": a parameter's in the words of who asks. */
void workshop_put_name(struct json_out *out, struct call *call, enum parameter parameter);

#endif
