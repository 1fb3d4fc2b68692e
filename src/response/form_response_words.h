/* An answered form in words, for whoever reads it. */
#ifndef VARDE_FORM_RESPONSE_WORDS_H
#define VARDE_FORM_RESPONSE_WORDS_H

#include "base/json_out.h"
#include "programme/programme.h"

/* An array of {question, answer, zone}, in the order of the form: each answer by itself. document:
 * the items as they are stored; zone: of an answer that is a flag, else "none". */
void form_response_words(struct json_out *out, struct arena *arena,
                         const struct programme_form *form, const struct language *language,
                         struct str document);

#endif
