/* A patient's stored history judged anew by limits and levels that are only tried. What stands is
 * judged the same way, so that the two may be compared. Reads only; nothing of it is kept.
 *
 * A day is judged as one occasion (replay/replay.h): docs/clinical.md says where that differs from
 * the reports of that day. */
#ifndef VARDE_WORKSHOP_HISTORY_H
#define VARDE_WORKSHOP_HISTORY_H

#include "programme/programme.h"
#include "schedule/patient_schedule.h"

#define HISTORY_DAYS_MOST 366
/* Readings of one parameter that are read. */
#define HISTORY_READINGS_MOST 12000

struct history_question {
    struct uuid patient, enrolment;
    const struct programme *programme;
    struct programmes *programmes;
    int32_t from, to; /* local days, both included; at most HISTORY_DAYS_MOST of them */
    int32_t today;    /* is not over: nothing is missing on it */
};

struct history {
    const struct programme *programme;
    int32_t from, to, today;
    /* Readings that hold (newest versions, not entered in error, not absent), of the days judged
     * and of as many before as the rules look back on; in the order of time. */
    size_t value_count;
    struct measurement *values;
    /* What the programme's forms said, each with its day; in the order of days. */
    size_t finding_count;
    struct finding *findings;
    /* There are more readings than are read: the oldest days lack some or all of theirs, so that
     * nothing may be said of them. */
    bool cut;
    struct patient_schedule due; /* what was due on these days, and what was reported */
};
/* What to do about it, for whoever asked. */
#define HISTORY_CUT "there are more readings than can be looked at together: ask for fewer days"

/* The local day on which the trial began; without one, on which the enrolment became active, else
 * its first day. When nothing was measured in `days` from then (the trial was before this system,
 * or elsewhere) the first day after it on which something was. */
bool history_trial(struct db *db, struct arena *arena, const struct history_question *question,
                   int days, int32_t *from_r, struct error *error);

/* Within a transaction, a reading one or the writer's; waits. In the arena. */
bool history_read(struct db *db, struct arena *arena, const struct history_question *question,
                  struct history *history_r, struct error *error);

struct history_judged;

/* What holds while a history is judged. A level counts as approved on the day before `from`. */
struct history_rules {
    /* The whole individual set: takes the place of the standard limits as an order would. */
    const struct limit *limits;
    size_t limit_count;
    const struct habit *habits;
    size_t habit_count;
    enum news2_scale news2; /* as ordered; NEWS2_SCALE_NONE: the programme's */
};

/* Reports by day. A day counts by its worst zone; one without a report counts only when one that
 * was due by it was missed (schedule/schedule.h), whatever is tried. */
struct history_days {
    int64_t green, yellow, red, missing;
    int64_t total; /* of these four */
};

struct history_day {
    int32_t day;
    bool missing;
    bool unconfirmed;
    enum zone zone; /* ZONE_NONE: nothing was judged */
    size_t reason_count;
    const struct reason *reasons; /* yellow and red, worst first */
};

struct history_limit {
    struct limit limit;
    bool individual;
    int64_t alarm_days; /* on which it was the reason of a yellow or red */
};

/* What alarms beside limits: drift, answers, scores, combinations, validity. */
struct history_rule {
    enum rule rule;
    enum parameter parameter; /* PARAMETER_NONE: of none */
    int64_t alarm_days;
};

struct history_judged {
    struct history_days days;
    size_t day_count;
    struct history_day *list; /* every day from..to */
    size_t limit_count;
    struct history_limit *limits; /* all that held, the individual ones first */
    size_t rule_count;
    struct history_rule *rules; /* those that gave a yellow or red, by number and parameter */
};

/* Pure but for the arena: the same history and rules give the same days. False when the limits are
 * more than can hold. */
bool history_judge(struct arena *arena, const struct history *history,
                   const struct history_rules *rules, struct history_judged *judged_r,
                   struct error *error);

#endif
