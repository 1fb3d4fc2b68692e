/* The figures that clinical rules were chosen by, simulated anew: one parameter, one side, a level
 * from 14 days. */
#ifndef VARDE_EVALUATE_CHECK_H
#define VARDE_EVALUATE_CHECK_H

#include "stats.h"

#include <stdbool.h>
#include <stdint.h>

enum check_rule { CHECK_ONE_3, CHECK_TWO_OF_3, CHECK_DRIFT, CHECK_DRIFT_ALONE, CHECK_RULES };

struct check_kind {
    const char *name;
    double steady;  /* how much of a day's deviation stays the next day */
    double missing; /* share of days without a value */
    double spread;  /* the patient's deviation, in parts of what is known of everybody's */
    bool whole;     /* a device that shows whole deviations, as oximeters do */
};

struct check_result {
    const struct check_kind *kind;
    struct figure false_a_year[CHECK_RULES];
    struct figure found[CHECK_RULES]; /* of shifts by two deviations, within 7 days */
};

/* What the clinical notes say: false episodes a patient-year, and the share that is found. */
struct check_claim {
    const char *rule;
    double false_a_year, found;
};
const struct check_claim *check_claim(enum check_rule rule);

#define CHECK_KINDS 7
void check_run(uint64_t seed, int patients, struct check_result results_r[CHECK_KINDS]);

#endif
