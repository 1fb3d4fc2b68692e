/* Chance that comes out the same each time, on every machine: no libm, no shared state. */
#ifndef VARDE_DEMO_RANDOM_H
#define VARDE_DEMO_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct demo_random {
    uint64_t state;
};

/* An own stream for each who (a patient's number) and what. */
struct demo_random demo_random_of(uint64_t seed, uint64_t who, uint64_t what);
uint64_t demo_random_bits(struct demo_random *random);
/* 0 to count - 1. */
int64_t demo_random_below(struct demo_random *random, int64_t count);
/* low to high, high not included. */
double demo_random_between(struct demo_random *random, double low, double high);
bool demo_random_chance(struct demo_random *random, double probability);
/* Mean 0, deviation 1, never beyond ±6. */
double demo_random_normal(struct demo_random *random);

#endif
