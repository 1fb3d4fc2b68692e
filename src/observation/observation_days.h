/* What was measured on given days or around given times, for rules that look beyond a report.
 * Bounded: of each day the last DAY_READINGS readings, of each stretch of time SPAN_READINGS, so
 * that five hundred in a day cost no more than that. */
#ifndef VARDE_OBSERVATION_DAYS_H
#define VARDE_OBSERVATION_DAYS_H

#include "clinical/triage.h"
#include "store/writer.h"

#define DAY_READINGS 15
#define DAY_ENDS 8
#define SPAN_READINGS 64

/* One parameter on one local day (1970-01-01 is 0). */
struct day_span {
    enum parameter parameter;
    int32_t day;
};

struct day_reading {
    struct measurement measurement;
    int64_t at;
    bool timed; /* `at` is known to the minute */
};

struct day_question {
    const struct uuid *patient;
    const struct day_span *spans;
    size_t count;
    bool furthest; /* of each span also the lowest and the highest four: what a limit would meet
                      must not be hidden behind many later readings. Walks all of the day */
    const uint8_t (*without)[16]; /* keys of what is left out */
    size_t without_count;
};

/* Readings that hold: newest versions, not entered in error, with a value; what is equal in all
 * once. Within a transaction; waits. */
bool observation_days(struct tx *tx, const struct day_question *question,
                      struct day_reading **readings_r, size_t *count_r, struct error *error);

/* One parameter from `from` to before `until`, epoch milliseconds. */
struct time_span {
    enum parameter parameter;
    int64_t from, until;
};

struct span_question {
    const struct uuid *patient;
    const struct time_span *spans; /* that do not overlap */
    size_t count;
    const uint8_t (*without)[16];
    size_t without_count;
};

/* The same of stretches of time: of each the last SPAN_READINGS. */
bool observation_spans(struct tx *tx, const struct span_question *question,
                       struct day_reading **readings_r, size_t *count_r, struct error *error);

/* A row that begins with parameter, effective, value, marks, conditions. `timed` is left false. */
struct day_reading day_reading_of(const struct rows *rows, size_t row);

/* A key as the record has it, of an Observation or an answered form. */
bool observation_key_is_in(struct str key, const uint8_t (*keys)[16], size_t count);

/* Epoch milliseconds at which a Norwegian day begins. */
int64_t observation_day_start(int32_t day);

#endif
