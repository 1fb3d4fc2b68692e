/* A series of measurements as CSV: time, parameter, value, unit, and any further columns. Beside
 * measurements it holds scores of published instruments ("phq9"), what GOLD counts of a year
 * ("exacerbations", "admissions"), and answers to the programme's forms ("daily/cough"). */
#ifndef VARDE_REPLAY_SERIES_H
#define VARDE_REPLAY_SERIES_H

#include "base/arena.h"
#include "base/error.h"
#include "clinical/instrument.h"
#include "clinical/triage.h"

#define SERIES_ROWS_MOST 1000000

/* The score of an instrument. */
struct series_score {
    enum instrument instrument;
    struct instrument_score score;
    int32_t day;
    int64_t at; /* as a measurement's */
};

/* How many moderate exacerbations, or admissions for one, there were in the twelve months before.
 */
struct series_year {
    bool admissions;
    int count;
    int32_t day;
    int64_t at;
};

/* One answer: to which question of which form is not looked at yet. */
struct series_answer {
    struct str form, item, value; /* the id, the linkId, an option's code or what it is */
    int64_t line;
    int32_t day;
    int64_t at;
};

struct series {
    size_t count;
    /* In the order of time, parameter, value; what stands twice is there once. Marked by the
     * validity gate. */
    struct measurement *values;
    size_t score_count, year_count, answer_count; /* in the order of the file */
    struct series_score *scores;
    struct series_year *years;
    struct series_answer *answers;
};

/* The header line names the columns, in any order; `condition` holds words such as "rest oxygen".
 * A time without a zone is Norwegian time; a date alone is a day without a time. Errors name the
 * line and the column ("line 7, column value"). */
bool series_parse(struct arena *arena, struct str text, struct series *series_r,
                  struct error *error);

/* As series_parse orders them: by day, time, parameter, value, conditions. */
void series_sort(struct measurement *values, size_t count);

#endif
