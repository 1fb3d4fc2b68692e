/* What is counted while requests are answered, for /metrics and the log; no patient's data. */
#ifndef VARDE_METRICS_H
#define VARDE_METRICS_H

#include "base/error.h"
#include "base/histogram.h"

#include <stdatomic.h>
#include <stdint.h>

/* Room for so many routes; routes.c holds itself to it. */
enum { METRICS_ROUTES = 320 };

/* Answers that are expected to take alike. */
enum metrics_group {
    METRICS_PAGE,
    METRICS_API_READ,
    METRICS_API_WRITE,
    METRICS_FHIR_READ,
    METRICS_FHIR_WRITE,
    METRICS_GROUPS
};

struct metrics_route {
    _Atomic uint64_t answers[6];
    _Atomic uint64_t micros; /* all of them together */
};

struct metrics {
    _Atomic uint64_t answers[6]; /* by hundred: [2] is 2xx; [0] what was never answered */
    struct metrics_route routes[METRICS_ROUTES];
    struct histogram durations[METRICS_GROUPS]; /* microseconds, but for streams */
};

extern const struct histogram_shape metrics_duration_shape;

struct metrics_answer {
    int status;
    bool is_routed; /* false: there is no route for it, and what follows says nothing */
    size_t route;
    enum metrics_group group;
    bool is_stream;
    int64_t micros;
};
void metrics_count_answer(struct metrics *metrics, const struct metrics_answer *answer);
/* One log line for what a caller cannot help. */
void metrics_log_failure(uint64_t request, const struct error *error);
#endif
