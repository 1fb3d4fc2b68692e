/* Cases of scores in plain text: how they are read and what they come to. The format stands in
 * test/clinical/README.md. */
#ifndef VARDE_TEST_CLINICAL_SCORE_CASE_H
#define VARDE_TEST_CLINICAL_SCORE_CASE_H

#include "case_lines.h"
#include "clinical/baseline.h"
#include "clinical/home_pressure.h"
#include "clinical/instrument.h"
#include "clinical/news2.h"
#include "clinical/outbreak.h"
#include "clinical/realert.h"
#include "clinical/time_in_range.h"

#define SCORE_READINGS 400
#define SCORE_REASONS 8
#define SCORE_CLOSED 3
#define SCORE_LINES 24
#define SCORE_TEXT 160

/* Text, cut at its end when it is too long. */
struct score_lines {
    char at[SCORE_LINES][SCORE_TEXT];
    size_t count;
};

enum score_kind {
    SCORE_NONE,
    SCORE_NEWS2,
    SCORE_INSTRUMENT,
    SCORE_GOLD,
    SCORE_PRESSURE,
    SCORE_GLUCOSE,
    SCORE_OUTBREAK,
    SCORE_REALERT,
    SCORE_TRIAL,
};

struct score_points {
    enum instrument instrument;
    int at[16];
    size_t count;
    bool summed; /* at[0] is a score that another has summed */
};

struct score_news {
    struct realert_open open;
    bool is_open;
    struct realert_closed closed[SCORE_CLOSED];
    size_t closed_count;
    struct realert_news news;
    struct reason reasons[SCORE_CLOSED + 1][SCORE_REASONS]; /* the last: of the news */
    char about[SCORE_CLOSED + 1][SCORE_REASONS][64];
};

/* A trial's days, of which a level is proposed. */
struct score_trial {
    enum parameter parameter;
    int days; /* how long it was to last */
    struct day_value values[SCORE_READINGS];
    bool left_out[SCORE_READINGS];
    int32_t day; /* the next one */
    struct limit floors[2];
    bool is_floor[2]; /* low, high */
};

struct score_case {
    char name[SCORE_TEXT];
    int line;
    enum score_kind kind;
    struct news2_input news2;
    struct score_points points;
    struct gold_input gold;
    struct home_reading pressures[SCORE_READINGS];
    struct pressure_mean bounds;
    struct range_reading glucose[SCORE_READINGS];
    int64_t counts[SCORE_READINGS];
    size_t count; /* of pressures, glucose, counts or a trial's values */
    struct score_news realert;
    struct score_trial trial;
    char expected[SCORE_TEXT];
    struct score_lines also;
};

/* False at the end, or when the file is wrong. */
bool score_next(struct case_lines *file, struct score_case *case_r);

/* What the case comes to, in the words of `expect`, and the details, in the words of `also`. */
void score_tell(struct score_case *one, char told_r[SCORE_TEXT], struct score_lines *details_r);

#endif
