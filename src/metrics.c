#include "metrics.h"

#include "base/log.h"

#include <stdatomic.h>

static _Atomic uint64_t answers[6];

void metrics_count_answer(int status)
{
    atomic_fetch_add_explicit(&answers[status >= 100 && status < 600 ? status / 100 : 0], 1,
                              memory_order_relaxed);
}

void metrics_log_failure(uint64_t request, const struct error *error)
{
    log_line(error->code == ERROR_BUSY ? LOG_WARN : LOG_ERROR, "request.failed", "request %llx: %s",
             (unsigned long long)request, error->log);
}

void metrics_answers(uint64_t answers_r[6])
{
    for (int i = 0; i < 6; i++)
        answers_r[i] = atomic_load_explicit(&answers[i], memory_order_relaxed);
}
