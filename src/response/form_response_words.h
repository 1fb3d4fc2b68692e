/* An answered form in words, for whoever reads it. */
#ifndef VARDE_FORM_RESPONSE_WORDS_H
#define VARDE_FORM_RESPONSE_WORDS_H

#include "base/json_out.h"
#include "programme/programme.h"

/* One answer. Texts live until the function that is told returns. zone: of an answer that is a
 * flag, else ZONE_NONE. */
struct answer_words {
    struct str link_id, question, answer;
    enum zone zone;
};
typedef void answer_told(void *context, const struct answer_words *words);

/* Each answer by itself, in the order of the form. document: the items as they are stored. */
void form_response_tell(struct arena *arena, const struct programme_form *form,
                        const struct language *language, struct str document, answer_told *told,
                        void *context);

struct answer_habits;
/* An array of {question, answer, zone, usual}; habits NULL: no answer is usual. */
void form_response_words(struct json_out *out, struct arena *arena,
                         const struct programme_form *form, const struct language *language,
                         struct str document, const struct answer_habits *habits);

#endif
