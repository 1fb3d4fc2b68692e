/* The level of consciousness (PARAMETER_ACVPU): five words, numbered here from 0 to 4 so that worse
 * is more. SNOMED CT's findings as the UK's NEWS2 has them. */
#ifndef VARDE_CLINICAL_CONSCIOUSNESS_H
#define VARDE_CLINICAL_CONSCIOUSNESS_H

#include <stdint.h>

#define CONSCIOUSNESS_LEVELS 5

struct consciousness {
    char letter;      /* A, C, V, P, U */
    const char *code; /* SNOMED CT */
    const char *display;
};

/* Of a value in millionths; NULL when it is none of the five. */
const struct consciousness *consciousness_of(int64_t value);

#endif
