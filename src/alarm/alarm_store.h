/* The roll-up's tables; for alarm/ alone. */
#ifndef VARDE_ALARM_STORE_H
#define VARDE_ALARM_STORE_H

#include "alarm/alarm_roll.h"
#include "store/writer.h"

/* How far the job has come. */
struct alarm_mark {
    int64_t event_id;
    int64_t through; /* a local day; ALARM_NEVER: not once yet */
};
#define ALARM_NEVER INT64_MIN
/* Of a patient of whom no report is due any more: no day that passes changes anything. */
#define ALARM_FOR_GOOD 9999999

bool alarm_mark_read(struct db *db, struct arena *arena, struct alarm_mark *mark_r,
                     struct error *error);
void alarm_mark_write(struct tx *tx, const struct alarm_mark *mark);

/* What of the roll-up differs from what is stored, and what is stored and is no more. */
struct alarm_change {
    struct alarm_rolled rolled;
    size_t gone_month_count, gone_limit_count;
    struct alarm_month *gone_months;
    struct alarm_limit *gone_limits;
    struct str sheet; /* alarm_sheet.h */
};
/* What is stored of a patient, of this month and later. */
bool alarm_rows_read(struct db *db, struct arena *arena, const struct uuid *patient, int64_t from,
                     struct alarm_rolled *rows_r, struct error *error);
bool alarm_compare(struct db *db, struct arena *arena, struct alarm_change *change,
                   struct error *error);
/* event_id: what was seen when it was worked out. */
void alarm_change_write(struct tx *tx, const struct alarm_change *change, int64_t event_id,
                        int64_t through);

/* One row of alarm_limit with these columns, from `column` on. */
#define ALARM_LIMIT_COLUMNS                                                                        \
    "l.rule, l.parameter, l.zone, l.operator, l.span, l.condition, l.individual, l.limited,"       \
    " l.value, l.days, l.downgraded"
#define ALARM_LIMIT_COLUMN_COUNT 11
void alarm_limit_of_row(const struct rows *rows, size_t row, unsigned column,
                        struct alarm_limit *limit);

/* What alarmed, and its month, as one number; all but the limit's value. Where thousands of rows
 * are read, a column costs more than what is in it. */
#define ALARM_CAUSE_PACKED                                                                         \
    "l.month * 281474976710656 + l.span * 17179869184 + l.condition * 67108864"                    \
    " + l.limited * 33554432 + l.individual * 16777216 + l.operator * 1048576 + l.zone * 65536"    \
    " + l.parameter * 256 + l.rule"
/* The month. */
int64_t alarm_cause_unpack(int64_t packed, int64_t value, struct alarm_cause *cause_r);

#endif
