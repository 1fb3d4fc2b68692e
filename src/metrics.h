/* Counters for /metrics and the log; no patient's data. */
#ifndef VARDE_METRICS_H
#define VARDE_METRICS_H

#include "base/error.h"

#include <stdatomic.h>
#include <stdint.h>

struct metrics {
    _Atomic uint64_t answers[6]; /* by hundred: [2] is 2xx; [0] what was never answered */
};

void metrics_count_answer(struct metrics *metrics, int status);
/* One log line for what a caller cannot help. */
void metrics_log_failure(uint64_t request, const struct error *error);
#endif
