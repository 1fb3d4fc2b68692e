#include "random.h"

#include <math.h>

#define LN_2 0.693147180559945309417
#define ROOT_HALF 0.707106781186547524401
#define TERMS 25

uint64_t random_bits(struct random *random)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void random_init(struct random *random, uint64_t seed, uint64_t stream)
{
    struct random mixer = {.state = seed};
    uint64_t first = random_bits(&mixer);
    mixer.state = first ^ (stream * UINT64_C(0xd1342543de82ef95) + 1);
    *random = (struct random){.state = random_bits(&mixer)};
}

double random_unit(struct random *random)
{
    return (double)(random_bits(random) >> 11) * 0x1p-53;
}

double random_between(struct random *random, double low, double high)
{
    return low + (high - low) * random_unit(random);
}

int random_whole(struct random *random, int low, int high)
{
    return low + (int)(random_unit(random) * (double)(high - low + 1));
}

bool random_chance(struct random *random, double share)
{
    return random_unit(random) < share;
}

double natural_log(double x)
{
    int exponent;
    double m = frexp(x, &exponent); /* exact */
    if (m < ROOT_HALF) {
        m *= 2;
        exponent--;
    }
    double t = (m - 1) / (m + 1), square = t * t, power = t, sum = 0;
    for (int i = 1; i <= TERMS; i += 2) {
        sum += power / i;
        power *= square;
    }
    return 2 * sum + exponent * LN_2;
}

/* Marsaglia's polar method. */
double random_normal(struct random *random)
{
    double u, v, s;
    if (random->has_spare) {
        random->has_spare = false;
        return random->spare;
    }
    do {
        u = 2 * random_unit(random) - 1;
        v = 2 * random_unit(random) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double scale = sqrt(-2 * natural_log(s) / s);
    random->spare = v * scale;
    random->has_spare = true;
    return u * scale;
}
