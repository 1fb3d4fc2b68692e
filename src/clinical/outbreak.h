/* More of something in many patients than there was before: EARS C2 on daily counts (Hutwagner and
 * others, The bioterrorism preparedness and response Early Aberration Reporting System, J Urban
 * Health 2003).
 *
 * The baseline is the seven days that end three days before, so that the two days between are left
 * out (a lag of 2). A day stands out when its count is above the baseline's mean by more than 3
 * standard deviations (n - 1). The deviation counts as 0.5 at least (Burkom's proposal for sparse
 * counts), so that one case after seven empty days is no outbreak, and two are. Whole numbers: no
 * square root is taken. */
#ifndef VARDE_CLINICAL_OUTBREAK_H
#define VARDE_CLINICAL_OUTBREAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUTBREAK_BASELINE 7
#define OUTBREAK_LAG 2
#define OUTBREAK_DAYS (OUTBREAK_BASELINE + OUTBREAK_LAG + 1)
#define OUTBREAK_MOST 1000000000 /* a count above it is not known */
#define OUTBREAK_UNKNOWN (-1)

struct outbreak {
    bool known;       /* false: too few days, or the count of one is not known; the rest is 0 */
    bool stands_out;  /* the last day */
    int64_t expected; /* the baseline's mean, millionths, rounded half up */
    int64_t least;    /* the least count that stands out */
};

/* counts: one a day, oldest first, without gaps; the last is the day that is looked at, and of the
 * others the nine before it. OUTBREAK_UNKNOWN for a day whose count is not known; the two days of
 * the lag need not be. */
void outbreak_judge(const int64_t *counts, size_t days, struct outbreak *outbreak_r);

#endif
