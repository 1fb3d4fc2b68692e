/* The only place that asks the system what time it is. */
#ifndef VARDE_BASE_CLOCK_H
#define VARDE_BASE_CLOCK_H

#include <stdint.h>

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Epoch milliseconds, UTC. A fixed clock (tests, demo world) stands at `fixed` when that is not 0.
 */
struct clock {
    int64_t fixed;
};

int64_t clock_now(const struct clock *clock);
/* Monotonic microseconds, for durations only. */
int64_t clock_ticks(void);

#endif
