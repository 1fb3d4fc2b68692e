/* What a limit that is met comes to: most act at once, some wait for a second day or a repeat. */
#include "clinical/judge.h"

#define SELDOM 2 /* days between reports above which nothing waits */
#define REACH 14 /* days back that a limit which waits for a second day looks, and no farther */

/* The valid days before the value's: how many of the parameter's days in the history. */
static size_t days_before(const struct span *span, const struct measurement *value)
{
    size_t before = span->count;
    while (before > 0 && span->days[before - 1].day >= value->day) {
        before--;
    }
    return before;
}

/* Beyond on one of the two valid days before, not more than `reach` days back. */
static bool was_beyond(const struct span *span, size_t before, const struct measurement *value,
                       const struct limit *limit, int64_t reach)
{
    for (size_t i = before > 2 ? before - 2 : 0; i < before; i++) {
        if ((int64_t)value->day - span->days[i].day <= reach &&
            operator_holds(limit->operator, span->days[i].value, limit->value)) {
            return true;
        }
    }
    return false;
}

/* Without valid days shortly before, waiting for a second one would be waiting for long. */
static enum persistence habitual(const struct judging *judging, const struct measurement *value,
                                 const struct limit *limit, const struct repeats *repeats)
{
    struct span span = span_of(judging->occasion, value->parameter);
    size_t before = days_before(&span, value);
    if (before == 0 || (int64_t)value->day - span.days[before - 1].day > SELDOM ||
        was_beyond(&span, before, value, limit, INT64_MAX)) {
        return PERSISTENCE_ACTS;
    }
    if (!repeats->again) {
        return PERSISTENCE_ASKS;
    }
    return repeats_beyond(judging, value, limit, repeats) >= 2 ? PERSISTENCE_WATCH
                                                               : PERSISTENCE_BACK;
}

/* A measurement again in ten minutes says nothing of tomorrow. */
static enum persistence repeated(const struct judging *judging, const struct measurement *value,
                                 const struct limit *limit)
{
    struct span span = span_of(judging->occasion, value->parameter);
    return was_beyond(&span, days_before(&span, value), value, limit, REACH) ? PERSISTENCE_ACTS
                                                                             : PERSISTENCE_WATCH;
}

enum persistence persistence_of(const struct judging *judging, const struct measurement *value,
                                const struct limit *limit, const struct repeats *repeats)
{
    bool red = limit->zone == ZONE_RED;
    if (limit->basis == BASIS_HABITUAL && !red) {
        return habitual(judging, value, limit, repeats);
    }
    if (limit->basis == BASIS_REPEATED && !red) {
        return repeated(judging, value, limit);
    }
    if (limit->basis == BASIS_CONFIRMED && red) {
        return repeats_beyond(judging, value, limit, repeats) >= 2 ? PERSISTENCE_ACTS
                                                                   : PERSISTENCE_WAITS;
    }
    return PERSISTENCE_ACTS;
}
