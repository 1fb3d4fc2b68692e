/* Reasons in the words of who asks. */
#ifndef VARDE_TRIAGE_REASONS_API_H
#define VARDE_TRIAGE_REASONS_API_H

#include "router.h"
#include "triage/reasons.h"

/* Reads by the call's own connection: not inside a write. */
struct teller teller_of(struct call *call);

#endif
