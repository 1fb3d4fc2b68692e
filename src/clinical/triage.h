/* Triage of one occasion: the validity gate, the patient's limits, the worst of it, every reason
 * kept.
 *
 * Pure: the same input gives the same outcome, for ever. RULE_VERSION changes when any of it does.
 */
#ifndef VARDE_CLINICAL_TRIAGE_H
#define VARDE_CLINICAL_TRIAGE_H

#include "clinical/parameter.h"
#include "clinical/zone.h"

#define TRIAGE_RULE_VERSION 1

/* What is wrong with a value; a set, stored with the observation: never renumber. */
enum value_mark {
    MARK_IMPLAUSIBLE = 1 << 0, /* outside the hard limits, or the cross-checks fail */
    MARK_UNCONFIRMED = 1 << 1, /* in the confirm zone: ask for a repeat */
    MARK_SKEWED = 1 << 2,      /* up to five minutes ahead of the server: the sender's clock */
    MARK_FUTURE = 1 << 3,      /* further ahead */
    MARK_DEVICE = 1 << 4,      /* the device says that the reading is not valid */
    MARK_ABSENT = 1 << 5,      /* no value, but a reason why */
};

struct measurement {
    enum parameter parameter;
    int64_t value; /* millionths of the parameter's unit; meaningless with MARK_ABSENT */
    uint32_t marks;
};

enum limit_side { SIDE_LOW, SIDE_HIGH };
enum limit_operator { OPERATOR_LT, OPERATOR_LE, OPERATOR_GT, OPERATOR_GE };

/* "value operator limit gives zone": low sides use LT or LE, high sides GT or GE. */
struct limit {
    enum parameter parameter;
    enum limit_side side;
    enum zone zone; /* ZONE_YELLOW or ZONE_RED */
    enum limit_operator operator;
    int64_t value;
};

/* Rules by number, stored: never renumber. The word is the API's and the message key's. */
enum rule {
    RULE_LIMIT_RED_LOW = 1,     /* "limit.red_low" */
    RULE_LIMIT_YELLOW_LOW = 2,  /* "limit.yellow_low" */
    RULE_LIMIT_YELLOW_HIGH = 3, /* "limit.yellow_high" */
    RULE_LIMIT_RED_HIGH = 4,    /* "limit.red_high" */
    RULE_WITHIN = 5,            /* "limit.within": judged and inside every limit; green */
    RULE_IMPLAUSIBLE = 6,       /* "validity.implausible" */
    RULE_UNCONFIRMED = 7,       /* "validity.unconfirmed" */
    RULE_FUTURE = 8,            /* "validity.future" */
    RULE_DEVICE = 9,            /* "validity.device" */
};
const char *rule_word(enum rule rule);

struct reason {
    enum rule rule;
    enum parameter parameter;
    enum zone zone;
    int64_t value;
    bool has_limit;
    int64_t limit;
    enum limit_operator operator;
};

#define TRIAGE_REASONS 32

struct triage {
    enum zone zone;      /* the worst of the reasons; ZONE_NONE when nothing was judged */
    bool unconfirmed;    /* only values that should be measured again give this zone */
    size_t reason_count; /* worst first, then in the order of the measurements */
    struct reason reasons[TRIAGE_REASONS];
};

/* Marks one value by itself: hard limits and confirm zone. received, measured: epoch milliseconds.
 */
uint32_t validity_marks(enum parameter parameter, int64_t value);
uint32_t validity_time_marks(int64_t measured_from, int64_t received);
/* Cross-checks of a blood-pressure panel (diastolic <= mean <= systolic, pulse pressure 10 to 150).
 * Adds MARK_IMPLAUSIBLE to the panel's values where it fails. */
void validity_pressure(struct measurement *panel, size_t count);

/* Judges measurements of one occasion against one enrolment's limits. `followed` says of each
 * parameter whether the enrolment's programme follows it; what it does not follow is left out
 * entirely. An implausible or future value, or one that the device disowns, is never judged by its
 * limits, is at least yellow. Unconfirmed: judged by its limits, at least yellow. At most the worst
 * reason a measurement is kept beside its validity reason. Equal red and yellow limits mean that
 * there is no yellow. */
void triage_judge(const struct measurement *values, size_t count, const struct limit *limits,
                  size_t limit_count, const bool followed[PARAMETER_COUNT],
                  struct triage *triage_r);

/* A parameter's limits in order: red_low <= yellow_low < yellow_high <= red_high, as far as they
 * are there, and each operator of its own side. */
bool limits_ordered(const struct limit *limits, size_t count, enum parameter parameter);

#endif
