/* One ordered limit as a row of patient_limit. */
#ifndef VARDE_LIMIT_ROW_H
#define VARDE_LIMIT_ROW_H

#include "clinical/triage.h"
#include "store/db.h"

/* From patient_limit l, in the order that limit_of_row expects. */
#define LIMIT_COLUMNS                                                                              \
    "l.parameter, l.side, l.zone, l.operator, l.value, l.kind, l.condition, l.days, l.basis"
#define LIMIT_COLUMN_COUNT 9

/* False when it is none that limit_send wrote. */
bool limit_of_row(const struct rows *rows, size_t row, unsigned column, struct limit *limit_r);

struct tx;
/* Sends the rows of one order. */
void limits_send(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment,
                 int64_t version, const struct limit *limits, size_t count);

/* From patient_habit h, in the order that habit_of_row expects. */
#define HABIT_COLUMNS "h.parameter, h.level, h.sigma, h.low, h.high, h.approved_on"

/* approved_on 0: it was not checked. False when it is none that habits_send wrote. */
bool habit_of_row(const struct rows *rows, size_t row, unsigned column, struct habit *habit_r);
void habits_send(struct tx *tx, const struct uuid *patient, const struct uuid *enrolment,
                 int64_t version, const struct habit *habits, size_t count);

/* In the order in which they are shown: by parameter, kind, condition and days, and of each red
 * low, yellow low, yellow high, red high. */
void limits_sort(struct limit *limits, size_t count);

/* "absolute", "habitual", "repeated", "confirmed"; false: no such word. */
const char *limit_basis_word(enum limit_basis basis);
bool limit_basis_of_word(struct str word, enum limit_basis *basis_r);
/* The word of a limit's condition; STR_NONE: it holds for all. */
struct str limit_condition(const struct limit *limit);

#endif
