/* Triage of one occasion: the validity gate, the patient's limits, the worst of it, every reason
 * kept.
 *
 * Pure: the same input gives the same outcome, for ever. RULE_VERSION changes when any of it does.
 */
#ifndef VARDE_CLINICAL_TRIAGE_H
#define VARDE_CLINICAL_TRIAGE_H

#include "clinical/news2.h"
#include "clinical/parameter.h"
#include "clinical/zone.h"

#define TRIAGE_RULE_VERSION 4
/* What outcomes of this version and later ones hold is judged alike by all of them: 4 knows a kind
 * of finding more, which earlier inputs have not. */
#define TRIAGE_RULE_SAME_FROM 3

/* What is wrong with a value; a set, stored with the observation: never renumber. */
enum value_mark {
    MARK_IMPLAUSIBLE = 1 << 0, /* outside the hard limits, or the cross-checks fail */
    MARK_UNCONFIRMED = 1 << 1, /* in the confirm zone: ask for a repeat */
    MARK_SKEWED = 1 << 2,      /* up to five minutes ahead of the server: the sender's clock */
    MARK_FUTURE = 1 << 3,      /* further ahead */
    MARK_DEVICE = 1 << 4,      /* the device says that the reading is not valid */
    MARK_ABSENT = 1 << 5,      /* no value, but a reason why */
};

/* Under what a value was measured; a set, stored: never renumber. */
enum condition {
    CONDITION_REST = 1 << 0,
    CONDITION_ACTIVITY = 1 << 1,
    CONDITION_OXYGEN = 1 << 2,
};
#define CONDITION_COUNT 3
/* "rest", "activity", "oxygen" by bit number; NULL beyond. */
const char *condition_word(unsigned bit);
/* The bit's value; 0: no such word. */
uint32_t condition_of_word(const char *word, size_t len);

struct measurement {
    enum parameter parameter;
    int64_t value; /* millionths of the parameter's unit; meaningless with MARK_ABSENT */
    uint32_t marks;
    uint32_t conditions; /* 0: nothing was said */
    int32_t day;         /* the patient's local day, counted from 1970-01-01 */
    int64_t at;          /* epoch milliseconds, to tell repeats; 0: not known to the minute */
    bool old;            /* came so late that it is no news by itself: judged only for what it
                            changes on the newest day */
};

enum limit_side { SIDE_LOW, SIDE_HIGH };
enum limit_operator { OPERATOR_LT, OPERATOR_LE, OPERATOR_GT, OPERATOR_GE };
/* "value operator bound", before any rounding. */
bool operator_holds(enum limit_operator operator, int64_t value, int64_t bound);
/* Stored: never renumber. */
enum limit_kind {
    LIMIT_VALUE, /* of what is measured */
    LIMIT_GAIN, /* of the change over `days` calendar days: a high side is a gain (value > 0), a low
                   one a loss (value < 0) */
};
/* Stored: never renumber. */
enum limit_basis {
    BASIS_ABSOLUTE,  /* acts at once */
    BASIS_HABITUAL,  /* from the patient's own level: yellow needs 2 of the last 3 valid days */
    BASIS_REPEATED,  /* yellow needs 2 of the last 3 valid days, and asks for no repeat: glucose */
    BASIS_CONFIRMED, /* red only when a repeat within ten minutes confirms it, until then yellow and
                        unconfirmed: blood pressure in hypertension */
};

/* "value operator limit gives zone": low sides use LT or LE, high sides GT or GE. */
struct limit {
    enum parameter parameter;
    enum limit_side side;
    enum zone zone; /* ZONE_YELLOW or ZONE_RED */
    enum limit_operator operator;
    int64_t value;
    enum limit_kind kind;
    uint32_t condition; /* one bit: holds for values measured so; 0: for all that have no limit of
                           their own condition on this side */
    int days;           /* LIMIT_GAIN */
    enum limit_basis basis;
};

/* What the answers to a form say, one finding each. */
enum finding_kind {
    FINDING_ANSWER,    /* an answer: a flag (zone), or a symptom that combines */
    FINDING_SCORE,     /* a form's score: `value`, held against the score limits */
    FINDING_POINTS,    /* the sum of a form's symptom points: `value` */
    FINDING_FORM,      /* that a form was answered: green when nothing in it is worse */
    FINDING_SELF_HARM, /* thoughts of self-harm (PHQ-9, item 9 above 0): red, whatever the form says
                        */
};

struct finding {
    enum finding_kind kind;
    enum zone zone;     /* FINDING_ANSWER: ZONE_YELLOW or ZONE_RED for a flag, else ZONE_NONE;
                           FINDING_SELF_HARM: ZONE_RED */
    int64_t value;      /* millionths */
    int score;          /* FINDING_SCORE: number of the score in the rules */
    uint64_t symptoms;  /* bit k: it is among the answers of the rules' combination k */
    int majors, minors; /* FINDING_POINTS: how many answers gave a whole point or more, and how many
                           less than one: Anthonisen's major and minor symptoms */
    bool earlier;       /* of another report, on this day or the day before: only combines */
    int32_t day;        /* the local day that it is about; 0: any */
    const char *about;  /* the caller's name for it, kept in the reason; not terminated */
    size_t about_len;
};

struct score_limit {
    int score;
    enum limit_operator operator; /* OPERATOR_LT … */
    int64_t value;
    enum zone zone;
};

/* Physiology and symptoms together: with a reason of at least zone `when` (of `parameter`, or of
 * any), and with at least `points` symptom points (when above 0) or one of the answers that
 * `symptoms` marks (when `answers`), the zone is `zone`. */
struct combination {
    enum parameter parameter; /* PARAMETER_NONE: any */
    enum zone when, zone;
    int64_t points; /* millionths; 0: not asked */
    bool answers;   /* any finding with this combination's bit */
};

/* A day's accepted value: the median of that day's sound readings. */
struct day_value {
    enum parameter parameter;
    int32_t day;
    int64_t value;
};

/* The approved habitual level of a parameter, for drift. */
struct habit {
    enum parameter parameter;
    int64_t level, sigma; /* millionths */
    int32_t approved_on;  /* local day: drift counts from the next */
    bool low, high;       /* sides on which drift is looked at */
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
    RULE_GAIN_YELLOW = 10,      /* "gain.yellow": value is the change, days its span */
    RULE_GAIN_RED = 11,         /* "gain.red" */
    RULE_LOSS_YELLOW = 12,      /* "loss.yellow" */
    RULE_LOSS_RED = 13,         /* "loss.red" */
    RULE_ANSWER_YELLOW = 14,    /* "answer.yellow": about the answer */
    RULE_ANSWER_RED = 15,       /* "answer.red" */
    RULE_SCORE_YELLOW = 16,     /* "score.yellow": value and limit are points */
    RULE_SCORE_RED = 17,        /* "score.red" */
    RULE_SYMPTOMS = 18,         /* "combined.symptoms": physiology with symptom points (value) */
    RULE_SYMPTOM = 19,          /* "combined.answer": physiology with an answer (about) */
    RULE_FORM = 20,             /* "form.within": a form without a worse answer; green */
    RULE_WATCH = 21,            /* "habitual.watch": beyond the habitual on one day; green */
    RULE_DRIFT_LOW = 22,        /* "drift.low": value is the mean deviation in sigmas */
    RULE_DRIFT_HIGH = 23,       /* "drift.high" */
    RULE_NEWS2_YELLOW = 24,     /* "news2.yellow": value is the total; a single part is 3 */
    RULE_NEWS2_RED = 25,        /* "news2.red": a total of 5 or more */
    RULE_OXIMETRY_YELLOW = 26,  /* "oximetry.yellow": value is the score O, limit 1 */
    RULE_OXIMETRY_RED = 27,     /* "oximetry.red": on two calendar days running */
    RULE_ANTHONISEN = 28,       /* "anthonisen.yellow": value is the symptom points of the day */
    RULE_PRESSURE_MEAN = 29,    /* "pressure.mean": value is the seven days' mean */
    RULE_SELF_HARM = 30,        /* "answer.self_harm": red, and told before all others */
};
const char *rule_word(enum rule rule);

struct reason {
    enum rule rule;
    enum parameter parameter; /* PARAMETER_NONE for answers and scores */
    enum zone zone;
    int64_t value;
    bool has_limit;
    int64_t limit;
    enum limit_operator operator;
    int days;           /* of a gain or loss; else 0 */
    uint32_t condition; /* of the limit that was met */
    int32_t day;        /* the local day of what gave it; 0: any. Not stored */
    bool unsure;        /* what gave it should be measured again. Not stored */
    const char *about;  /* of a finding; NULL: none. Not terminated */
    size_t about_len;
};

#define TRIAGE_REASONS 32

/* Whether a goes before b: by zone, and thoughts of self-harm before all others. */
bool reason_is_before(const struct reason *a, const struct reason *b);

struct triage {
    enum zone zone;      /* the worst of the reasons; ZONE_NONE when nothing was judged */
    bool unconfirmed;    /* only values that should be measured again give this zone */
    size_t reason_count; /* as reason_is_before has it, then in the order of the measurements */
    struct reason reasons[TRIAGE_REASONS];
};

/* Marks one value by itself: hard limits and confirm zone. received, measured: epoch milliseconds.
 */
uint32_t validity_marks(enum parameter parameter, int64_t value);
uint32_t validity_time_marks(int64_t measured_from, int64_t received);
/* Cross-checks of a blood-pressure panel (diastolic <= mean <= systolic, pulse pressure 10 to 150).
 * Adds MARK_IMPLAUSIBLE to the panel's values where it fails. */
void validity_pressure(struct measurement *panel, size_t count);

/* The seven days' mean of home blood pressure that is yellow, at or above; millionths. */
struct pressure_mean {
    int64_t sbp, dbp; /* 0: the mean is not looked at */
};

/* What holds for one enrolment. All arrays are the caller's and may be empty. */
struct rules {
    const struct limit *limits;
    size_t limit_count;
    const bool *followed; /* PARAMETER_COUNT of them: what is not followed is left out entirely */
    const struct score_limit *scores;
    size_t score_count;
    const struct combination *combinations; /* at most 64 */
    size_t combination_count;
    const struct habit *habits;
    size_t habit_count;
    enum news2_scale news2; /* NEWS2_SCALE_NONE: it is not scored */
    bool oximetry;          /* the score of SpO2 and pulse in COPD; needs habits of both */
    bool anthonisen;        /* symptoms on two days running */
    struct pressure_mean pressure_mean;
};

/* What is judged together. */
struct occasion {
    const struct measurement *values;
    size_t value_count;
    const struct finding *findings;
    size_t finding_count;
    /* Accepted daily values up to and with the days of `values`, for gains, persistence and drift:
     * in the order of parameter, then day; at most one a day. */
    const struct day_value *history;
    size_t history_count;
    /* Reasons of yellow or red that earlier reports of the same day gave: they only combine. */
    const struct reason *earlier;
    size_t earlier_count;
    /* Readings of other reports that are looked at together with `values` and give no reason of
     * their own: within an hour of them (repeats and NEWS2), and blood pressures of the seven days
     * before where their mean is looked at. In the order of parameter, then `at`. */
    const struct measurement *readings;
    size_t reading_count;
};

/* Judges one occasion by one enrolment's rules, as docs/clinical.md says. An implausible or future
 * value, or one that the device disowns, is never judged by its limits, is at least yellow.
 * Unconfirmed: judged by its limits, at least yellow. At most the worst reason a measurement is
 * kept beside its validity reason. Equal red and yellow limits mean that there is no yellow. */
void triage_judge(const struct rules *rules, const struct occasion *occasion,
                  struct triage *triage_r);

/* The NEWS2 of an occasion by `scale`, whether the rules score it or not: of its worst window with
 * all seven parts, else of the window with most of them. False: none of the parts is there. */
bool triage_news2(const struct rules *rules, const struct occasion *occasion,
                  enum news2_scale scale, struct news2 *news2_r);

/* A parameter's limits in order: red_low <= yellow_low < yellow_high <= red_high, as far as they
 * are there, and each operator of its own side. Each kind, span and condition by itself. */
bool limits_ordered(const struct limit *limits, size_t count, enum parameter parameter);

#endif
