/* What an order holds beside its limits: the patient's approved habitual levels, and the scale of
 * NEWS2 where a doctor has ordered it. Printed beside the enrolment, as limits_print does with
 * limits, so that a report costs no question more. */
#ifndef VARDE_LIMIT_LEVELS_H
#define VARDE_LIMIT_LEVELS_H

#include "base/error.h"
#include "base/str.h"
#include "clinical/triage.h"

struct levels {
    size_t habit_count;
    struct habit habits[PARAMETER_COUNT]; /* by parameter, each once */
    enum news2_scale news2;
};

/* {"habits":[[parameter,level,sigma,low,high,approved_on],…],"news2":2}, by parameter; what is not
 * ordered is left out; STR_NONE: neither. */
struct str levels_print(struct arena *arena, const struct levels *levels);
/* STR_NONE: none. False when the text is not one that levels_print made: nobody may then be judged
 * by what is left. */
bool levels_read(struct str text, struct levels *levels_r, struct error *error);

/* Puts them in the order of their parameters. */
void habits_sort(struct habit *habits, size_t count);

#endif
