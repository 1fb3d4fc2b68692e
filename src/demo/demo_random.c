#include "demo/demo_random.h"

uint64_t demo_random_bits(struct demo_random *random)
{
    uint64_t z = (random->state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

struct demo_random demo_random_of(uint64_t seed, uint64_t who, uint64_t what)
{
    struct demo_random random = {seed};
    random.state = demo_random_bits(&random) ^ who;
    random.state = demo_random_bits(&random) ^ what << 32;
    random.state = demo_random_bits(&random);
    return random;
}

static double unit(struct demo_random *random)
{
    return (double)(demo_random_bits(random) >> 11) * 0x1p-53;
}

int64_t demo_random_below(struct demo_random *random, int64_t count)
{
    return (int64_t)((demo_random_bits(random) >> 1) % (uint64_t)count);
}

double demo_random_between(struct demo_random *random, double low, double high)
{
    return low + (high - low) * unit(random);
}

bool demo_random_chance(struct demo_random *random, double probability)
{
    return unit(random) < probability;
}

double demo_random_normal(struct demo_random *random)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += unit(random);
    return sum;
}
