/* What approved habitual levels may be, each by itself. Whether limits that lean on them have one
 * is limit_set.h's. */
#ifndef VARDE_CLINICAL_LEVEL_SET_H
#define VARDE_CLINICAL_LEVEL_SET_H

#include "clinical/triage.h"

/* A wider spread than so many times what is expected of everybody would hide what it is for. */
#define LEVEL_SIGMA_MOST 4

enum level_fault {
    LEVEL_FAULT_NONE,
    LEVEL_FAULT_NOT_FOLLOWED, /* the programme does not follow it */
    LEVEL_FAULT_NO_PRIOR,     /* nothing is known of its spread: no level is looked at */
    LEVEL_FAULT_SIDES,        /* other sides than it is looked at on */
    LEVEL_FAULT_LEVEL,        /* outside what can be measured */
    LEVEL_FAULT_SIGMA,        /* below the least that is believed, or far above the expected */
    LEVEL_FAULT_TWICE,        /* of the same parameter as one before */
};

struct level_finding {
    enum level_fault fault;
    size_t at; /* which of them */
};

/* followed: by parameter. The first one that may not be; false when there is one. */
bool level_set_check(const struct habit *habits, size_t count, const bool *followed,
                     struct level_finding *finding_r);

#endif
