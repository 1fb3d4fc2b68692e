/* The strict pass over JSON from outside, for json_in.c alone. */
#ifndef VARDE_BASE_JSON_CHECK_H
#define VARDE_BASE_JSON_CHECK_H

#include "base/json_in.h"

/* odd_integer: there may be an integer that json-c does not keep as written (-0, or beyond 64
 * bits). */
bool json_check(struct str text, bool *odd_integer_r, struct error *error);

#endif
