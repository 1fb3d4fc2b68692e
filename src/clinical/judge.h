/* What the files of triage share among themselves: one occasion while it is judged. */
#ifndef VARDE_CLINICAL_JUDGE_H
#define VARDE_CLINICAL_JUDGE_H

#include "clinical/triage.h"

#define MARKS_UNSOUND (MARK_IMPLAUSIBLE | MARK_FUTURE | MARK_DEVICE)

struct judging {
    const struct rules *rules;
    const struct occasion *occasion;
    struct triage *triage;
    enum zone confirmed; /* the worst of what needs no repeat */
};

/* Behind those that are as bad; the mildest falls out when there are too many. */
void judging_add(struct judging *judging, const struct reason *reason, bool sure);

/* Followed, there, and to be believed. */
bool judging_is_sound(const struct judging *judging, const struct measurement *value);
/* In the confirm zone, or farther than 4 sigma from the habitual level on a side that is looked at:
 * to be measured again. */
bool judging_asks_repeat(const struct judging *judging, const struct measurement *value);
/* Whether any sound value of the parameter needs no repeat; day NULL: on any day. */
bool judging_has_sure(const struct judging *judging, enum parameter parameter, const int32_t *day);

/* ---- limits ---- */

bool operator_holds(enum limit_operator operator, int64_t value, int64_t bound);
bool operator_is_inclusive(enum limit_operator operator);
/* Whether a limit of this kind holds for what was measured under these conditions. */
bool limit_applies(const struct rules *rules, const struct limit *limit, uint32_t conditions);
/* A red limit at the same place takes the yellow one's. */
bool limit_is_void(const struct rules *rules, const struct limit *limit, uint32_t conditions);
enum rule limit_rule(const struct limit *limit);
/* The limit that a value is told by; NULL when none is met. */
const struct limit *limit_worst_met(const struct rules *rules, const struct measurement *value);

/* ---- repeats and persistence ---- */

/* The readings within ten minutes of a first one before which ten minutes were still. */
struct repeats {
    int64_t from, until; /* epoch milliseconds; from 0: the reading stands alone */
    size_t count;
    bool counts; /* the reading is the median, or one of the two in the middle */
};
void repeats_find(const struct judging *judging, size_t number, struct repeats *repeats_r);

/* What a yellow habitual limit that is met comes to. */
enum persistence {
    PERSISTENCE_ACTS,  /* 2 of the last 3 valid days, or too seldom measured to wait */
    PERSISTENCE_ASKS,  /* a single excursion that nobody measured again: yellow until then */
    PERSISTENCE_WATCH, /* measured again, and still beyond */
    PERSISTENCE_BACK,  /* measured again, and back inside */
};
enum persistence persistence_of(const struct judging *judging, const struct measurement *value,
                                const struct limit *limit, const struct repeats *repeats);

/* ---- over days ---- */

/* A parameter's days in the history, oldest first. */
struct span {
    const struct day_value *days;
    size_t count;
};
struct span span_of(const struct occasion *occasion, enum parameter parameter);

/* Calls `judge` for each day of the occasion's sound values, and for the later days in the history,
 * where what they change is news (late); of values that are old or come from more than two days
 * before the newest of these, for that one alone. */
typedef void judge_day(struct judging *judging, enum parameter parameter, int32_t day, bool late);
void judging_each_day(struct judging *judging, judge_day *judge);
/* Whether the occasion has a sound value of that day. */
bool judging_has_day(const struct judging *judging, enum parameter parameter, int32_t day);

void change_judge(struct judging *judging, enum parameter parameter, int32_t day, bool late);
void drift_judge(struct judging *judging, enum parameter parameter, int32_t day, bool late);

/* Where the drift of a habit stands on a day, in millionths of sigma. */
struct drift {
    int64_t mean, limit; /* limit: above 0 */
    int days;            /* valid days that it rests on; 0: none */
    bool beyond_low, beyond_high, persists;
};
/* Without the days for which `left_out` (NULL: none) has a sound value. */
void drift_on(const struct span *span, const struct habit *habit, int32_t day,
              const struct judging *left_out, struct drift *drift_r);

/* ---- findings ---- */

void findings_judge(struct judging *judging);
void combinations_judge(struct judging *judging);

#endif
