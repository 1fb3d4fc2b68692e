/* What form.c and form_check.c share of single values. */
#ifndef VARDE_CLINICAL_FORM_PART_H
#define VARDE_CLINICAL_FORM_PART_H

#include "clinical/form.h"

bool form_is_question(enum form_type type);
bool form_is_number(enum form_type type);
bool form_is_ordered(enum form_type type);
/* String, text and url are one. */
bool form_is_words(enum form_type type);

/* Can the question be answered so? */
bool form_value_fits(const struct form *form, const struct form_item *item,
                     const struct form_value *value);
/* Can the question be asked whether it is so? */
bool form_value_compares(const struct form *form, const struct form_item *item,
                         const struct form_value *asked);
bool form_value_equal(const struct form *form, const struct form_value *answer,
                      const struct form_value *asked);
/* <, >, <=, >=. */
bool form_value_beyond(const struct form *form, enum form_operator operator,
                       const struct form_value * answer, const struct form_value *asked);

#endif
