/* When reports are due, which of them are met by what came, and whether one is missing.
 *
 * Pure: days are the patient's local calendar days (1970-01-01 is 0), times minutes after midnight
 * by the clock on the wall; so nothing here knows of time zones or of summer time. A report counts
 * by when it was made, not by when it came: one that was made in time and delivered late is in
 * time.
 *
 * Source: the rules of a Danish regional service for fixed days and free ones; daily while yellow
 * or red from the domain's follow-up. */
#ifndef VARDE_SCHEDULE_H
#define VARDE_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCHEDULE_DEADLINES 6         /* reports a day, at most */
#define SCHEDULE_DAY_ENDS (24 * 60)  /* a deadline at the end of the day */
#define SCHEDULE_OPEN INT32_MAX      /* without an end */
#define SCHEDULE_LOOKS_BACK 42       /* days: what was missed before is no news */
#define SCHEDULE_LOOKS_BACK_MOST 366 /* days that a mark which stands already is followed back */

struct local_time {
    int32_t day;
    int minute;
};

/* Stored: never renumber. */
enum schedule_kind {
    SCHEDULE_ON_REQUEST, /* never by itself */
    SCHEDULE_EVERY,      /* on the first day, and each `every` days from it */
    SCHEDULE_WEEKDAYS,   /* on the days of `weekdays` */
    SCHEDULE_A_WEEK,     /* `a_week` times from Monday to Sunday, on days of one's own choice */
};

/* What holds on the days from <= day < until. */
struct schedule_phase {
    int32_t from, until;
    enum schedule_kind kind;
    int every;
    unsigned weekdays; /* bit 0: Monday … bit 6: Sunday */
    int a_week;
    /* By when a report is due, rising; none: at the end of the day. Of SCHEDULE_A_WEEK the last
     * counts. */
    size_t deadline_count;
    int deadlines[SCHEDULE_DEADLINES];
};

struct day_range {
    int32_t from, until; /* until: not in it */
};

/* All that holds for one patient, of all programmes that follow them. Phases may overlap: one
 * report meets whatever is due. */
struct schedule {
    const struct schedule_phase *phases;
    size_t phase_count;
    const struct day_range *pauses; /* nothing is due */
    size_t pause_count;
    const struct day_range *unwell; /* yellow or red: due each day, beside the phases */
    size_t unwell_count;
};

/* One report that is due. */
struct due {
    int32_t opens; /* the first day on which a report meets it */
    struct local_time by;
    int after;      /* of several a day: the deadline before; a report until then meets that one */
    int number, of; /* of SCHEDULE_A_WEEK: which of how many; else 0 */
};

/* The reports that are due with deadlines on the days [from, until), in the order of deadlines,
 * each once. Returns how many there are; no more than `most` are told. */
size_t schedule_due(const struct schedule *schedule, int32_t from, int32_t until, struct due *due_r,
                    size_t most);

enum due_state {
    DUE_AHEAD,   /* its deadline has not passed */
    DUE_MET,     /* by a report made in time; of free days also by a later one in the same week */
    DUE_CLEARED, /* missed, and somebody has cleared it */
    DUE_MISSED,
};

/* What came: when each report was made, rising; when staff last cleared what was missed (day 0:
 * never); the day since when a report stands as missing already (0: none does); the last day on
 * which the service spoke with a silent patient about it (0: never); now. */
struct schedule_facts {
    const struct local_time *reports;
    size_t report_count;
    struct local_time cleared, now;
    int32_t stands_since, asked;
};

enum due_state due_state(const struct due *due, const struct schedule_facts *facts);

struct schedule_look {
    bool missing;            /* the last deadline that passed was missed */
    struct local_time since; /* missing: the first deadline of those missed running */
    int missed;              /* how many running */
    bool due;                /* a report is due now: `next` is open and not met */
    bool has_next;
    struct due
        next; /* the first that is not met and whose deadline is ahead, within the look ahead */
};

/* The first day that is looked at: SCHEDULE_LOOKS_BACK days back, or the day of what stands as
 * missing already, so that a mark that goes on stays what it was. */
int32_t schedule_looks_from(const struct schedule_facts *facts);

/* How it stands now. Looks back to schedule_looks_from, and SCHEDULE_LOOKS_BACK days ahead. A pause
 * (or a day on which no phase holds) ends what was missed before it. */
void schedule_look(const struct schedule *schedule, const struct schedule_facts *facts,
                   struct schedule_look *look_r);
/* The same from what is known of the days from `from` on alone. False when they do not tell: what
 * was missed may have begun before. */
bool schedule_look_from(const struct schedule *schedule, const struct schedule_facts *facts,
                        int32_t from, struct schedule_look *look_r);

/* The day from which a change of the schedule that is made now holds: tomorrow when a report is due
 * today by the old one, for that stays due; else today. */
int32_t schedule_change_from(const struct schedule *old, const struct schedule_facts *facts);

/* For those who know only of days between reports: n of each n days, 7 of once a week, else 0. */
int schedule_every(const struct schedule_phase *phase);

#endif
