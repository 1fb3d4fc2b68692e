/* What published instruments in an answered form scored, with their bands, for whoever reads it. */
#ifndef VARDE_FORM_RESPONSE_SCORES_H
#define VARDE_FORM_RESPONSE_SCORES_H

#include "base/json_out.h"
#include "programme/programme.h"

/* An array of {instrument, score, band, complete, text}; empty where the form is no instrument, or
 * was not completed. document: the items as they are stored. */
void form_response_scores(struct json_out *out, struct arena *arena,
                          const struct programme *programme, const struct programme_form *form,
                          const struct language *language, struct str status, struct str document);

#endif
