/* What holds for one enrolment, out of its programme and of what was ordered: made in one way for a
 * report and for what is judged again, so that they cannot come apart. */
#ifndef VARDE_TRIAGE_RULE_SET_H
#define VARDE_TRIAGE_RULE_SET_H

#include "limit/levels.h"
#include "programme/programme.h"

struct rule_set {
    struct limit limits[PROGRAMME_LIMITS];
    struct levels levels;
    struct rules rules; /* points into these and the programme */
};

/* limits, levels: as limits_print and levels_print write them; STR_NONE: none. False when one
 * cannot be read: nobody may then be judged by what is left. */
bool rule_set_make(const struct programme *programme, struct str limits, struct str levels,
                   struct rule_set *set_r, struct error *error);

#endif
