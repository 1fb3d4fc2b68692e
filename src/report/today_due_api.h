/* What is due for a patient, what was promised, and what they are reminded of: the part of
 * /api/me/today that follows from time. */
#ifndef VARDE_REPORT_TODAY_DUE_API_H
#define VARDE_REPORT_TODAY_DUE_API_H

#include "json_common.h"
#include "router.h"
#include "schedule/patient_schedule.h"

struct today_due {
    struct patient_schedule schedule; /* of all that the asker sees: one list, one report */
    struct schedule_look look;
};

bool today_due_read(struct call *call, struct db *db, struct today_due *due_r, struct error *error);

/* Of one enrolment alone: is a report due now, and every how many days does it report (0: not every
 * n days). */
bool today_due_enrolment(struct call *call, struct db *db, const struct today_due *due,
                         const struct uuid *enrolment, bool *due_r, int *every_r,
                         struct error *error);

/* "due", "next", "missing", "coming", "unwell", "pause", "reminder", "reminders" and "promise" into
 * the open object. */
bool today_due_put(struct json_out *out, struct call *call, struct db *db,
                   const struct today_due *due, struct error *error);

#endif
