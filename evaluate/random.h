/* A small generator of random numbers, the same on every machine: splitmix64, and doubles of IEEE
 * 754 with + - * / and square root alone, which every machine rounds alike when the compiler does
 * not fuse them (-ffp-contract=off). */
#ifndef VARDE_EVALUATE_RANDOM_H
#define VARDE_EVALUATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state;
    bool has_spare;
    double spare; /* the second of a pair of normals */
};

/* A stream of its own for each number. */
void random_init(struct random *random, uint64_t seed, uint64_t stream);
uint64_t random_bits(struct random *random);
/* From 0, below 1. */
double random_unit(struct random *random);
double random_between(struct random *random, double low, double high);
/* From low to high, both included. */
int random_whole(struct random *random, int low, int high);
bool random_chance(struct random *random, double share);
/* Mean 0, deviation 1. */
double random_normal(struct random *random);

/* The natural logarithm of x > 0 by + - * / alone. */
double natural_log(double x);

#endif
