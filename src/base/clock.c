#include "base/clock.h"

#include <time.h>

int64_t clock_now(const struct clock *clock)
{
    struct timespec now;
    if (clock && clock->fixed)
        return clock->fixed;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_ticks(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
