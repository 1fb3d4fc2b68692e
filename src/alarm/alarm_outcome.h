/* What one outcome says of which local days: its zone on each, and which reasons gave it.
 *
 * Nearly every report is of one day. Where it brought several, each reason goes to the day of what
 * it names: the value that it tells, or the answer; what names none (a change, a combination) goes
 * to the newest day. */
#ifndef VARDE_ALARM_OUTCOME_H
#define VARDE_ALARM_OUTCOME_H

#include "base/arena.h"
#include "triage/reasons.h"

struct alarm_outcome_day {
    int32_t day;
    enum zone zone;   /* ZONE_NONE: something came, and nothing of it was judged */
    uint32_t reasons; /* bit i: reasons.list[i] gave a yellow or red on it */
};

struct alarm_outcome {
    struct reasons reasons; /* point into the text given */
    size_t day_count;       /* 0: it says nothing of any day */
    struct alarm_outcome_day *days;
};

/* inputs and reasons as table outcome holds them. newest: the local day on which it was judged;
 * what a clock put after it counts on it. In the arena. */
void alarm_outcome_read(struct arena *arena, enum zone zone, struct str inputs, struct str reasons,
                        int32_t newest, struct alarm_outcome *outcome_r);

#endif
