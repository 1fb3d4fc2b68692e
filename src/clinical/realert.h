/* When news opens a case, makes one worse, raises it again, or stays silent. Rule:
 * docs/clinical.md, "When news is an alarm".
 *
 * Times are epoch milliseconds, of arrival unless said otherwise. */
#ifndef VARDE_CLINICAL_REALERT_H
#define VARDE_CLINICAL_REALERT_H

#include "clinical/triage.h"

#define REALERT_SPAN_MS INT64_C(172800000) /* 48 hours; what is that old is not within them */

/* ---- what a reason is about ---- */

/* What replaces what on a case: of one matter the worst stands. */
enum matter {
    MATTER_VALUE, /* a parameter's value: its limits and whether it can be believed */
    MATTER_CHANGE,
    MATTER_ANSWER,
    MATTER_SCORE,
    MATTER_FORM,
    MATTER_COMBINED,
    MATTER_DRIFT,
    MATTER_NEWS2,
    MATTER_OXIMETRY,
    MATTER_ANTHONISEN,
    MATTER_PRESSURE_MEAN,
};
enum matter matter_of(enum rule rule);
/* The same matter of the same parameter or question (`about` without the answer, which is what
 * stands behind its last ':'). */
/* Whether thoughts of self-harm are among them. */
bool reasons_tell_self_harm(const struct reason *reasons, size_t count);
bool reason_is_same_matter(const struct reason *a, const struct reason *b);
/* The same cause: the same matter on the same side (too low and too high are two, gain and loss are
 * two, each way of not being believed is one of its own), by limits of the same condition. Zone and
 * numbers do not count. */
bool reason_is_same_cause(const struct reason *a, const struct reason *b);

/* ---- the rule ---- */

struct realert_open {
    enum zone zone;
    int64_t raised_at;  /* opened, worsened or raised again, whichever came last */
    int64_t handled_at; /* somebody's last deed on it that left it open; 0: none */
    bool self_harm;     /* thoughts of self-harm stand on it */
};

struct realert_closed {
    int64_t closed_at;
    bool unconfirmed; /* what stood on it was never confirmed */
    const struct reason *reasons;
    size_t reason_count;
};

/* What is news: an outcome's zone and its reasons. */
struct realert_news {
    enum zone zone;
    bool unconfirmed;
    const struct reason *reasons;
    size_t reason_count;
    int64_t at, measured_at; /* measured_at: the newest of what gave the zone; 0: not known */
    bool decisive;           /* it changes what holds today, however late it came */
};

enum realert {
    REALERT_NOTHING, /* no alarm, or too late to be one: the case stays as it is */
    REALERT_JOIN,    /* taken into the open case without a new alarm */
    REALERT_OPEN,
    REALERT_WORSEN,
    REALERT_RAISE, /* again, as bad as it stands */
    REALERT_SILENT /* no case: the same was closed within 48 hours; to be shown, not alarmed */
};

/* open: NULL when none is. closed: the enrolment's cases closed within 48 hours before, in any
 * order; older ones do no harm.
 *
 * Green never does anything. What was measured 48 hours ago or more and decides nothing today does
 * nothing. An open case is worsened by a worse zone, raised again by any alarm that comes 48 hours
 * after it was last raised or handled, and joined otherwise. Without one, red opens; yellow is
 * silent when each of its causes stands on a case that was closed less than 48 hours ago, and that
 * was confirmed if the news is; otherwise it opens. */
enum realert realert_decide(const struct realert_open *open, const struct realert_closed *closed,
                            size_t closed_count, const struct realert_news *news);

#endif
