/* What is rolled up of one patient as one value: the same as the patient's rows of alarm_month and
 * alarm_limit, for sums over thousands of patients, where each row costs more than what is in it.
 * Written with the rows, in the same transaction. */
#ifndef VARDE_ALARM_SHEET_H
#define VARDE_ALARM_SHEET_H

#include "alarm/alarm_roll.h"

/* Puts the lists in order: the same for the same rows in any order. */
struct str alarm_sheet_pack(struct arena *arena, struct alarm_rolled *rolled);

/* The first month of which it tells. */
int64_t alarm_sheet_from(struct str sheet);

struct alarm_sheet_take {
    void *context;
    void (*month)(void *context, const struct alarm_month *month);
    void (*limit)(void *context, const struct alarm_limit *limit); /* after all months */
};
/* One enrolment's part; false when it is no sheet. */
bool alarm_sheet_each(struct str sheet, const struct uuid *enrolment,
                      const struct alarm_sheet_take *take);

#endif
