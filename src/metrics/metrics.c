#include "metrics/metrics.h"

#include "base/log.h"

const struct histogram_shape metrics_duration_shape = {
    14,
    {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000,
     10000000},
};

static void add(_Atomic uint64_t *counter, uint64_t count)
{
    atomic_fetch_add_explicit(counter, count, memory_order_relaxed);
}

void metrics_count_answer(struct metrics *metrics, const struct metrics_answer *answer)
{
    int hundred = answer->status >= 100 && answer->status < 600 ? answer->status / 100 : 0;
    add(&metrics->answers[hundred], 1);
    if (!answer->is_routed || answer->route >= METRICS_ROUTES)
        return;
    add(&metrics->routes[answer->route].answers[hundred], 1);
    if (answer->is_stream)
        return;
    add(&metrics->routes[answer->route].micros, (uint64_t)answer->micros);
    histogram_count(&metrics->durations[answer->group], &metrics_duration_shape, answer->micros);
}

void metrics_log_failure(uint64_t request, const struct error *error)
{
    log_line(error->code == ERROR_BUSY ? LOG_WARN : LOG_ERROR, "request.failed", "request %llx: %s",
             (unsigned long long)request, error->log);
}
