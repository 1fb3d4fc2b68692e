/* Prometheus' text format (0.0.4): a head for each name, then its samples. Names are constants;
 * only values of labels are escaped. */
#ifndef VARDE_METRICS_TEXT_H
#define VARDE_METRICS_TEXT_H

#include "base/histogram.h"
#include "base/str.h"

struct label {
    const char *name, *value;
};
/* LABELS({"zone", "red"}, {"channel", "app"}); the list ends with an empty one. */
#define LABELS(...) ((const struct label[]){__VA_ARGS__, {NULL, NULL}})
#define NO_LABELS NULL

/* type: counter, gauge or histogram. */
void metric_head(struct buf *out, const char *name, const char *type, const char *help);
void metric_number(struct buf *out, const char *name, const struct label *labels, int64_t value);
/* A number of microseconds, in seconds. */
void metric_micros(struct buf *out, const char *name, const struct label *labels, int64_t micros);
/* Epoch milliseconds, in seconds. */
void metric_moment(struct buf *out, const char *name, const struct label *labels, int64_t at);
/* Buckets, sum and count. micros: bounds and sum are microseconds and stand there in seconds. */
void metric_histogram(struct buf *out, const char *name, const struct label *labels,
                      const struct histogram_shape *shape, const struct histogram_reading *reading,
                      bool micros);

/* Head and the one sample of a name without labels. */
void metric_counter(struct buf *out, const char *name, uint64_t value, const char *help);
void metric_gauge(struct buf *out, const char *name, int64_t value, const char *help);

#endif
