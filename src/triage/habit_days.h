/* The days that the rules of a habitual level look at; for triage/ alone. */
#ifndef VARDE_TRIAGE_HABIT_DAYS_H
#define VARDE_TRIAGE_HABIT_DAYS_H

#include "triage/triage_apply.h"

#define HABIT_DAYS 60      /* valid days that drift looks at */
#define HABIT_LOOKBACK 400 /* calendar days, counted from today, that are ever looked at */

/* The accepted days of one level's parameter. */
struct habit_days {
    const struct habit *habit;
    size_t count;
    const struct day_value *days;
};

/* Fills in the days of each, with those of the report: since the level was approved the last
 * HABIT_DAYS before and with the earliest day that the report is about, and all after it; and
 * `around` calendar days before that day, for changes and for what lasts. */
bool habit_days_take(const struct triage_input *input, struct tx *tx, int32_t around,
                     struct habit_days *wanted, size_t count, struct error *error);

/* The first day that it may ask for. */
int32_t habit_days_first(const struct triage_input *input, int64_t now, const struct habit *habit,
                         int32_t around);

#endif
