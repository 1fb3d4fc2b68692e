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
    bool in_order;       /* the occasion's values stand in order of time */
};

/* Behind those that are as bad; the mildest falls out when there are too many. */
void judging_add(struct judging *judging, const struct reason *reason, bool sure);

bool judging_is_followed(const struct judging *judging, enum parameter parameter);
/* Followed, there, and to be believed. */
bool judging_is_sound(const struct judging *judging, const struct measurement *value);
/* Sound, and not in activity: what a day's value, its change and its drift are made of. */
bool judging_is_of_day(const struct judging *judging, const struct measurement *value);
/* In the confirm zone, or farther than 4 sigma from the habitual level on a side that is looked at:
 * to be measured again. */
bool judging_asks_repeat(const struct judging *judging, const struct measurement *value);
/* Whether any value of the parameter that days are made of needs no repeat: on that day, also in
 * another report; day NULL: of this occasion. */
bool judging_has_sure(const struct judging *judging, enum parameter parameter, const int32_t *day);

/* ---- limits ---- */

bool operator_is_inclusive(enum limit_operator operator);
/* Whether a limit of this kind holds for what was measured under these conditions. */
bool limit_applies(const struct rules *rules, const struct limit *limit, uint32_t conditions);
/* A red limit at the same place takes the yellow one's. */
bool limit_is_void(const struct rules *rules, const struct limit *limit, uint32_t conditions);
enum rule limit_rule(const struct limit *limit);
bool limit_is_met(const struct rules *rules, const struct limit *limit,
                  const struct measurement *value);
/* Which of two limits that are both met, and come to the same, is told. */
bool limit_is_told_before(const struct limit *a, const struct limit *b);

/* ---- what is looked at: the values, then the readings of other reports ---- */

static inline size_t judging_looked_at(const struct judging *judging)
{
    return judging->occasion->value_count + judging->occasion->reading_count;
}

static inline const struct measurement *judging_at(const struct judging *judging, size_t number)
{
    const struct occasion *occasion = judging->occasion;
    return number < occasion->value_count ? &occasion->values[number]
                                          : &occasion->readings[number - occasion->value_count];
}

/* The first of the readings of other reports that are of the parameter and not before `from`: their
 * number, as judging_at has it. */
size_t readings_from(const struct judging *judging, enum parameter parameter, int64_t from);
/* Number of the first value that may lie in from and after, and whether those from this one on lie
 * after `until`: so of many in order only those near in time are looked at. */
size_t values_from(const struct judging *judging, int64_t from);
bool values_are_after(const struct judging *judging, size_t number, int64_t until);

/* ---- repeats: repeats.c ---- */

/* The readings within ten minutes of a first one before which ten minutes were still, whichever
 * report they came in. */
struct repeats {
    int64_t from, until; /* epoch milliseconds; from 0: the reading stands alone */
    size_t count;
    bool again;  /* it was measured again: not two pressures in a row, which are measured so */
    bool counts; /* the reading is the median, or one of the two in the middle */
};
void repeats_find(const struct judging *judging, size_t number, struct repeats *repeats_r);
/* How many of the row meet the limit. */
size_t repeats_beyond(const struct judging *judging, const struct measurement *value,
                      const struct limit *limit, const struct repeats *repeats);

/* ---- values: value.c ---- */

/* What a limit that is met comes to. */
enum persistence {
    PERSISTENCE_ACTS,  /* at once; or 2 of the last 3 valid days, or too seldom measured to wait */
    PERSISTENCE_ASKS,  /* a single excursion that nobody measured again: yellow until then */
    PERSISTENCE_WAITS, /* red when a repeat confirms it, yellow until then */
    PERSISTENCE_WATCH, /* beyond on one day, and nothing is asked, or it was measured again */
    PERSISTENCE_BACK,  /* measured again, and back inside */
};
enum persistence persistence_of(const struct judging *judging, const struct measurement *value,
                                const struct limit *limit, const struct repeats *repeats);

void values_judge(struct judging *judging);

/* ---- over days ---- */

/* A parameter's days in the history, oldest first. */
struct span {
    const struct day_value *days;
    size_t count;
};
struct span span_of(const struct occasion *occasion, enum parameter parameter);

/* Calls `judge` for each day that the occasion has values of, and for the later days in the
 * history, where what they change is news (late); of values that are old or come from more than two
 * days before the newest of these, for that one alone. */
typedef void judge_day(struct judging *judging, enum parameter parameter, int32_t day, bool late);
void judging_each_day(struct judging *judging, judge_day *judge);
/* Whether the occasion has a value of that day; what was measured in activity is none. */
bool judging_has_day(const struct judging *judging, enum parameter parameter, int32_t day);

void change_judge(struct judging *judging, enum parameter parameter, int32_t day, bool late);
void drift_judge(struct judging *judging, enum parameter parameter, int32_t day, bool late);
/* Only of days that are late: yellow that waited for a second day. */
void persistence_judge(struct judging *judging, enum parameter parameter, int32_t day, bool late);

/* Where the drift of a habit stands on a day, in millionths of sigma. */
struct drift {
    int64_t mean, limit; /* limit: above 0 */
    int days;            /* valid days that it rests on; 0: none */
    bool beyond_low, beyond_high, persists;
};
/* Without the days for which `left_out` (NULL: none) has a sound value. */
void drift_on(const struct span *span, const struct habit *habit, int32_t day,
              const struct judging *left_out, struct drift *drift_r);

/* ---- rules of their own ---- */

void news2_judge(struct judging *judging);
void oximetry_judge(struct judging *judging);
void pressure_mean_judge(struct judging *judging);
void anthonisen_judge(struct judging *judging);

/* ---- findings ---- */

void findings_judge(struct judging *judging);
void combinations_judge(struct judging *judging);

#endif
