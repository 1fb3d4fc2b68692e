/* What a year under one set of rules came to, and what many years do, with intervals. */
#ifndef VARDE_EVALUATE_TALLY_H
#define VARDE_EVALUATE_TALLY_H

#include "course.h"
#include "stats.h"

#define TALLY_RULES 32
#define TALLY_JOIN 3  /* alarm days not farther apart are one alarm */
#define TALLY_AFTER 7 /* days after an episode on which an alarm is still of it */

/* Days of reports, by what they were. */
enum day_kind { DAYS_GREEN, DAYS_YELLOW, DAYS_RED, DAYS_MISSING, DAYS_KINDS };

struct tally {
    int episodes[SHAPE_COUNT], caught[SHAPE_COUNT];
    int stood;                /* episodes with any alarm in the window, new or not */
    struct bins delays;       /* days from onset to the alarm, of those caught */
    int false_alarms;         /* alarms that began outside of any episode */
    int false_red;            /* of them, red at some time */
    int false_days;           /* days of alarm outside of any episode */
    int free_days;            /* days outside of any episode */
    int days[DAYS_KINDS];     /* on which a report was due */
    int by_rule[TALLY_RULES]; /* false alarms on whose first day this rule spoke */
    int by_rule_alone[TALLY_RULES];
};

void tally_year(const struct person *person, const struct course *course, struct tally *tally_r);
void tally_add(struct tally *sum, const struct tally *one);

enum tally_figure {
    FIGURE_CAUGHT,    /* share of episodes with an alarm within the window */
    FIGURE_STOOD,     /* the same, also by an alarm that stood before */
    FIGURE_DELAY,     /* median days */
    FIGURE_DELAY_LOW, /* quartiles */
    FIGURE_DELAY_HIGH,
    FIGURE_FALSE, /* false alarms a patient-year */
    FIGURE_FALSE_RED,
    FIGURE_FALSE_DAYS, /* days of alarm a patient-year outside of episodes */
    FIGURE_GREEN,      /* shares of the days on which a report was due */
    FIGURE_YELLOW,
    FIGURE_RED,
    FIGURE_MISSING,
    FIGURE_COUNT
};
void tally_figures(const struct tally *tally, double figures_r[FIGURE_COUNT]);

/* Resampled over people: the same draws for the same seed and count, so that sets can be compared
 * draw by draw. samples_r[figure]: room for `rounds`. */
void tally_resample(const struct tally *people, size_t count, uint64_t seed, size_t rounds,
                    double *samples_r[FIGURE_COUNT]);

#endif
