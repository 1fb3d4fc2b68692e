/* What a patient wrote in a form in words of its own. */
#ifndef VARDE_FORM_RESPONSE_REMARK_H
#define VARDE_FORM_RESPONSE_REMARK_H

#include "response/form_response.h"

/* The texts that were written (not chosen) of a completed form, in its order, with " / " between,
 * as one line of at most `most` characters, in the arena; STR_NONE: none. */
struct str form_response_remark(struct arena *arena, const struct form_response *response,
                                size_t most);

#endif
