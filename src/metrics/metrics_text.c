#include "metrics/metrics_text.h"

enum { MILLION = 1000000 };

void metric_head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_escaped(struct buf *out, const char *value)
{
    for (; *value; value++) {
        if (*value == '\n') {
            buf_text(out, "\\n");
            continue;
        }
        if (*value == '"' || *value == '\\')
            buf_char(out, '\\');
        buf_char(out, *value);
    }
}

/* bound: of a bucket, as text; NULL: it is none. */
static void put_name(struct buf *out, const char *name, const char *ending,
                     const struct label *labels, const char *bound)
{
    const char *between = "{";
    buf_printf(out, "%s%s", name, ending);
    for (; labels && labels->name; labels++, between = ",") {
        buf_printf(out, "%s%s=\"", between, labels->name);
        put_escaped(out, labels->value);
        buf_char(out, '"');
    }
    if (bound) {
        buf_printf(out, "%sle=\"%s\"", between, bound);
        between = ",";
    }
    buf_text(out, *between == ',' ? "} " : " ");
}

/* Millionths as a decimal without zeros at the end. */
static void put_micros(struct buf *out, int64_t micros)
{
    int64_t part = micros % MILLION;
    int places = 6;
    if (micros < 0) {
        buf_char(out, '-');
        part = -part;
    }
    buf_printf(out, "%lld", (long long)(micros < 0 ? -(micros / MILLION) : micros / MILLION));
    if (!part)
        return;
    for (; part % 10 == 0; part /= 10)
        places--;
    buf_printf(out, ".%0*lld", places, (long long)part);
}

void metric_number(struct buf *out, const char *name, const struct label *labels, int64_t value)
{
    put_name(out, name, "", labels, NULL);
    buf_printf(out, "%lld\n", (long long)value);
}

void metric_micros(struct buf *out, const char *name, const struct label *labels, int64_t micros)
{
    put_name(out, name, "", labels, NULL);
    put_micros(out, micros);
    buf_char(out, '\n');
}

void metric_moment(struct buf *out, const char *name, const struct label *labels, int64_t at)
{
    metric_micros(out, name, labels, at * 1000);
}

static void put_bucket(struct buf *out, const char *name, const struct label *labels,
                       const char *bound, uint64_t count)
{
    put_name(out, name, "_bucket", labels, bound);
    buf_printf(out, "%llu\n", (unsigned long long)count);
}

void metric_histogram(struct buf *out, const char *name, const struct label *labels,
                      const struct histogram_shape *shape, const struct histogram_reading *reading,
                      bool micros)
{
    struct buf bound;
    buf_init(&bound, out->arena, 24);
    for (size_t i = 0; i < shape->count; i++) {
        bound.len = 0;
        put_micros(&bound, micros ? shape->bounds[i] : shape->bounds[i] * MILLION);
        put_bucket(out, name, labels, buf_cstr(&bound), reading->upto[i]);
    }
    put_bucket(out, name, labels, "+Inf", reading->upto[shape->count]);
    put_name(out, name, "_sum", labels, NULL);
    put_micros(out, (int64_t)(micros ? reading->sum : reading->sum * MILLION));
    buf_char(out, '\n');
    put_name(out, name, "_count", labels, NULL);
    buf_printf(out, "%llu\n", (unsigned long long)reading->upto[shape->count]);
}

void metric_counter(struct buf *out, const char *name, uint64_t value, const char *help)
{
    metric_head(out, name, "counter", help);
    metric_number(out, name, NO_LABELS, (int64_t)value);
}

void metric_gauge(struct buf *out, const char *name, int64_t value, const char *help)
{
    metric_head(out, name, "gauge", help);
    metric_number(out, name, NO_LABELS, value);
}
