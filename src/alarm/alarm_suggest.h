/* Changes of one enrolment's limits that would have lowered the days with alarms: each is tried on
 * the days that were, with what is in force judged anew beside it.
 *
 * Only those are told that lower the alarms, lose no red day and no alarm that somebody acted on,
 * and that may be ordered without a reason for being looser than a floor. Nothing is changed here:
 * an order and its check do that. */
#ifndef VARDE_ALARM_SUGGEST_H
#define VARDE_ALARM_SUGGEST_H

#include "alarm/alarm_sum.h"
#include "limit/limit_order.h"
#include "workshop/history.h"

enum { ALARM_SUGGESTIONS = 5, ALARM_LEVEL_DAYS = 14 };

enum alarm_suggestion_kind {
    /* Yellow limits from the patient's own level of the last days, where trial_advise recommends
     * it or there is a level to renew. */
    SUGGEST_OWN_LEVEL,
    SUGGEST_MOVE,    /* a yellow limit to the 5th or 95th percentile of the patient's days */
    SUGGEST_PERSIST, /* a yellow limit that waits for the second of three days */
};
const char *alarm_suggestion_word(enum alarm_suggestion_kind kind);

struct alarm_suggestion {
    enum alarm_suggestion_kind kind;
    struct limit was, now;    /* what it is about; of an own level `now` alone, the first */
    struct limit_order order; /* the whole set: limits and levels */
    struct history_days before, after;
};

struct alarm_suggesting {
    const struct programme *programme;
    struct str limits, levels; /* in force, as the enrolment has them */
    const struct history *history;
    const struct alarm_own *own; /* the same period rolled up */
};

/* Most lowered first. In the arena. */
bool alarm_suggest(struct arena *arena, const struct alarm_suggesting *suggesting,
                   struct alarm_suggestion list_r[ALARM_SUGGESTIONS], size_t *count_r,
                   struct error *error);

#endif
