/* A set of individual limits as a whole: may it take the place of the programme's?
 *
 * Individual limits replace the standard ones of the same parameter, kind and condition
 * (programme_limits), so a set is judged by what would hold afterwards. Sources: docs/clinical.md,
 * "Triage of one occasion" (red low ≤ yellow low < yellow high ≤ red high; looser than the
 * programme's red safety floor needs a written reason); hard limits as in parameter.h. That no red
 * limit of the programme's goes without another in its place is our own rule. */
#ifndef VARDE_CLINICAL_LIMIT_SET_H
#define VARDE_CLINICAL_LIMIT_SET_H

#include "clinical/triage.h"

/* A change over more days than this would look back farther than judging does. */
#define LIMIT_DAYS_MOST 14

/* How bad the red limit of a side must at least be. */
struct limit_floor {
    enum parameter parameter;
    enum limit_side side;
    enum limit_operator operator;
    int64_t value;
};

/* In the order in which they are told: what nobody may order, then what needs a reason. */
enum limit_fault {
    LIMIT_FAULT_NONE,
    LIMIT_FAULT_NOT_FOLLOWED, /* the programme does not follow it, or it has no value of its own */
    LIMIT_FAULT_SHAPE,        /* operator of the other side, a gain that is none, a change's days or
                                 condition, a zone that is none */
    LIMIT_FAULT_BASIS,  /* waits where nothing may wait: a red limit for a second day, a yellow
                           one for a repeat, a change for either; or leans on a habitual level
                           that there is not */
    LIMIT_FAULT_BOUNDS, /* no plausible value meets it, or every one does */
    LIMIT_FAULT_TWICE,  /* stands at the place of one before */
    LIMIT_FAULT_ORDER,  /* out of order with the others of its parameter */
    LIMIT_FAULT_NO_RED, /* the programme has a red limit or a floor there, and nothing would be red
                         */
    LIMIT_FAULT_LOOSER, /* a red limit beyond the floor, or that waits for a repeat where the
                           programme's own does not: allowed with a written reason */
};

struct limit_set {
    const struct limit *own; /* the individual ones */
    size_t own_count;
    const struct limit *all; /* what would hold: those, and the standard ones that they leave */
    size_t all_count;
    const struct limit *standard; /* the programme's */
    size_t standard_count;
    const struct limit_floor *floors;
    size_t floor_count;
    const bool *followed;       /* by parameter */
    const struct habit *habits; /* the levels that would hold with them */
    size_t habit_count;
};

struct limit_finding {
    enum limit_fault fault;
    size_t at;                /* which of `own`; own_count: none of them alone */
    enum parameter parameter; /* of what it is about */
    enum limit_side side;     /* of LIMIT_FAULT_NO_RED and LIMIT_FAULT_LOOSER */
};

/* The first fault by the order above; false when there is one. */
bool limit_set_check(const struct limit_set *set, struct limit_finding *finding_r);

#endif
