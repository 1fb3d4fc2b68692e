/* Item 9 of PHQ-9: whether an answer to it is above 0. */
#ifndef VARDE_RESPONSE_SELF_HARM_H
#define VARDE_RESPONSE_SELF_HARM_H

#include "form/form.h"

/* By the option's points, else by the number that its code is, or by LOINC's own answer for "not at
 * all". What cannot be told to be 0 is above it. */
bool self_harm_is_told(const struct questionnaire *questionnaire, const struct form_answer *answer);

#endif
