/* What published instruments within an answered form score: a form, or a part of it, that says
 * which instrument it is (form.h). */
#ifndef VARDE_FORM_INSTRUMENTS_H
#define VARDE_FORM_INSTRUMENTS_H

#include "form/form.h"

struct form_instrument {
    enum instrument instrument;
    int item; /* FORM_NONE: the whole form */
    struct instrument_score score;
};

/* In the form's order. Only options with points count; a part with more or fewer questions than the
 * instrument has, or one that repeats, is INSTRUMENT_INVALID: nothing is guessed. In the arena. */
size_t form_instruments(struct arena *arena, const struct questionnaire *questionnaire,
                        struct form_answers answers, const enum form_state *states,
                        struct form_instrument **list_r);

#endif
