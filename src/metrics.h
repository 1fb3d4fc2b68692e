/* Counters for /metrics and the log; no patient's data. */
#ifndef VARDE_METRICS_H
#define VARDE_METRICS_H

#include "base/error.h"

#include <stdint.h>

void metrics_count_answer(int status);
/* One log line for what a caller cannot help. */
void metrics_log_failure(uint64_t request, const struct error *error);
/* Answers so far by hundred: [2] is 2xx; [0] what was never answered. */
void metrics_answers(uint64_t answers_r[6]);

#endif
