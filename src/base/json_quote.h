/* A JSON string alone. Apart from json_out.h, whose json_bool json-c's headers have for themselves.
 */
#ifndef VARDE_BASE_JSON_QUOTE_H
#define VARDE_BASE_JSON_QUOTE_H

#include "base/str.h"

/* The text in quotes, escaped. */
void json_quote(struct buf *out, struct str text);

#endif
