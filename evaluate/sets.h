/* Sets of rules that are measured beside each other: one rule alone, several, all that the
 * programme ships, and that with something changed. */
#ifndef VARDE_EVALUATE_SETS_H
#define VARDE_EVALUATE_SETS_H

#include "person.h"
#include "programme/programme.h"

#define SET_CHANGES 4
#define SETS_MOST 48

/* Of the programme's limits of gain or loss over so many days: another value; 0: left out. */
struct gain_change {
    int days; /* 0: none */
    enum zone zone;
    enum limit_side side;
    int64_t value;
};

enum set_group {
    GROUP_ALONE,   /* one rule, or a simple way */
    GROUP_WHOLE,   /* all that the programme ships */
    GROUP_WITHOUT, /* that without one rule */
    GROUP_CHANGED, /* that with another number */
    GROUP_COUNT
};

enum set_part {
    PART_STANDARD = 1 << 0, /* the programme's limits of what is measured */
    PART_GAINS = 1 << 1,
    PART_SCORES = 1 << 2,
    PART_COMBINATIONS = 1 << 3,
    PART_OXIMETRY = 1 << 4,
    PART_ANTHONISEN = 1 << 5,
    PART_LEVELS = 1 << 6, /* what the trial proposes is approved: habitual limits */
    PART_DRIFT = 1 << 7,
    PART_ALL = (1 << 8) - 1, /* what a programme ships */
};

/* M ± 3σ̂. */
enum own_red {
    OWN_RED,           /* as it is proposed */
    OWN_RED_CONFIRMED, /* only with a repeat; until then yellow */
    NO_OWN_RED,        /* the programme's red limits alone */
};

struct set {
    const char *name, *what;
    enum set_group group;
    unsigned illnesses; /* bits by enum illness */
    unsigned parts;     /* bits by enum set_part */
    bool renewed;       /* a level that alarms for weeks without an episode is approved anew */
    bool needed; /* a level of SpO2 in COPD and of weight in heart failure; of anything else only
                    where the standard limits alarmed on two days of the trial */
    enum own_red own_red;
    bool at_once;       /* habitual limits act without waiting for a second day */
    uint64_t counted;   /* bits by enum rule: only these are alarms; 0: all */
    bool simple;        /* a simple way that the whole is held against */
    int64_t score_from; /* instead of the programme's yellow score limit; 0: that */
    unsigned no_yellow; /* bits by enum parameter: without the standard yellow limits of these */
    unsigned no_levels; /* bits by enum parameter: no level is approved of these */
    struct gain_change changes[SET_CHANGES];
};

/* How many there are for an illness; sets_r has room for SETS_MOST. */
size_t sets_of(enum illness illness, const struct set *sets_r[SETS_MOST]);
const struct set *set_find(enum illness illness, const char *name);

/* What a set makes of a programme: the rules before a level is approved. Findings of symptoms come
 * from the programme's daily form. */
struct plan {
    const struct programme *programme;
    const struct set *set;
    bool followed[PARAMETER_COUNT];
    struct limit limits[PROGRAMME_LIMITS];
    size_t limit_count;
    struct score_limit scores[8];
    size_t score_count;
    struct answer {
        int64_t points;
        enum zone flag;
        uint64_t symptoms;
        int question; /* item of the form, of whose answers the worst is given */
    } answers[SYMPTOM_COUNT];
    int score;
};

/* False: the programme's form does not ask what is answered. */
bool plan_make(struct plan *plan_r, const struct programme *programme, enum illness illness,
               const struct set *set, struct error *error);
/* The findings of a day's answers; room for SYMPTOM_COUNT + 3. */
size_t plan_findings(const struct plan *plan, uint32_t symptoms, int32_t day,
                     struct finding *findings_r);

#endif
