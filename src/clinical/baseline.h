/* The habitual level of a patient, as it is proposed after a trial (docs/clinical.md, The habitual
 * level). A proposal holds nothing by itself: a clinician approves it. */
#ifndef VARDE_CLINICAL_BASELINE_H
#define VARDE_CLINICAL_BASELINE_H

#include "clinical/triage.h"

#define BASELINE_DAYS 366 /* of more, the last ones are looked at */

/* What is known of everybody's spread, and on which sides the habitual is looked at. */
struct baseline_prior {
    int64_t sigma, floor; /* millionths: expected between days, and the least that is believed */
    bool low, high;
};
/* NULL: no habitual level is proposed for this parameter. */
const struct baseline_prior *baseline_prior(enum parameter parameter);

enum baseline_quality {
    BASELINE_NONE,      /* too few valid days */
    BASELINE_UNCERTAIN, /* 7 to 9 valid days, or less than 70 % of a longer trial */
    BASELINE_GOOD,
};
/* "none", "uncertain", "good" */
const char *baseline_quality_word(enum baseline_quality quality);

/* Warnings; a set. */
enum baseline_warning {
    BASELINE_RISES = 1 << 0, /* the trial has a trend */
    BASELINE_FALLS = 1 << 1,
    BASELINE_LEVEL_RED = 1 << 2, /* the level itself lies in a red zone */
};
#define BASELINE_WARNINGS 3
/* "rises", "falls", "level_red" by bit number. */
const char *baseline_warning_word(unsigned bit);

struct baseline_input {
    enum parameter parameter;
    int trial_days;
    const struct day_value *days; /* of this parameter; at most one a day */
    size_t day_count;
    const bool *left_out; /* days with acute symptoms or only unconfirmed values; NULL: none */
    /* The safety floor: red limits that the proposal is held inside; NULL: none. */
    const struct limit *floor_low, *floor_high;
};

/* In the order of rules: red low, yellow low, yellow high, red high. */
enum { BASELINE_RED_LOW, BASELINE_YELLOW_LOW, BASELINE_YELLOW_HIGH, BASELINE_RED_HIGH };

struct baseline {
    enum baseline_quality quality;
    unsigned warnings;
    size_t valid_days, outliers;
    int64_t level, sigma; /* millionths */
    struct limit limits[4];
    size_t alarms[4];            /* days of the trial that each limit would have met */
    int64_t kept_low, kept_high; /* the least and the most that was no outlier */
    bool held_low, held_high;    /* the floor drew a limit of this side in */
};

/* Valid days that a trial of so many must have to be good. */
int baseline_needed(int trial_days);

/* With quality NONE only valid_days, outliers and what was kept are told. */
void baseline_propose(const struct baseline_input *input, struct baseline *baseline_r);

#endif
