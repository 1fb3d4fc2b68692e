/* Whole square roots, the same on every machine. */
#ifndef VARDE_CLINICAL_ROOT_H
#define VARDE_CLINICAL_ROOT_H

#include <stdint.h>

/* The largest whole number whose square is not above the argument. */
uint64_t root_floor(unsigned __int128 square);
/* The nearest whole number to the root. */
uint64_t root_nearest(unsigned __int128 square);

#endif
