/* Which reminders a patient should have, and when: a due report that is not there yet, and one that
 * was missed.
 *
 * Pure, by the wall's clock as schedule.h has it. The same question is asked when a reminder is
 * laid down and when it is sent: what is not in the plan any more (the report came, a pause,
 * another schedule) is not sent. */
#ifndef VARDE_REMINDER_PLAN_H
#define VARDE_REMINDER_PLAN_H

#include "schedule/schedule.h"

enum reminder_kind {
    REMINDER_DUE,    /* a report is due soon */
    REMINDER_MISSED, /* yesterday's did not come */
};

/* Minutes after midnight between which nobody is reminded; from == until: no such time. */
struct quiet {
    int from, until;
};

struct reminder {
    enum reminder_kind kind;
    struct local_time by;      /* the deadline that it is about */
    struct local_time planned; /* when it ought to be sent */
    struct local_time at;      /* when it may be: not before now, and not in the quiet time */
};

#define REMINDERS_MOST 48
#define REMINDER_ABOUT 40

/* Nobody is reminded of a deadline so many days after the first of those missed running, when that
 * was not the only one: who does not answer for a week is reached by the service, not by a reminder
 * more. A report, a clearing, or a talk with the service (facts.asked) begins it anew. */
#define REMINDED_DAYS 7
bool reminder_rests(const struct schedule *schedule, const struct schedule_facts *facts);

/* Those that hold now, for deadlines from yesterday to the day after tomorrow, in the order of
 * deadlines. A moved one that would come too late to be of use is not among them. */
size_t reminder_plan(const struct schedule *schedule, const struct schedule_facts *facts,
                     const struct quiet *quiet, struct reminder plan_r[REMINDERS_MOST]);

/* "due:20779:600": what makes it the same one. */
void reminder_about(const struct reminder *reminder, char text_r[REMINDER_ABOUT]);

#endif
