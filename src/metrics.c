#include "metrics.h"

#include "base/log.h"

void metrics_count_answer(struct metrics *metrics, int status)
{
    atomic_fetch_add_explicit(&metrics->answers[status >= 100 && status < 600 ? status / 100 : 0],
                              1, memory_order_relaxed);
}

void metrics_log_failure(uint64_t request, const struct error *error)
{
    log_line(error->code == ERROR_BUSY ? LOG_WARN : LOG_ERROR, "request.failed", "request %llx: %s",
             (unsigned long long)request, error->log);
}
