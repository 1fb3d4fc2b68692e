/* Reports that are due, as the API tells them. */
#ifndef VARDE_DUE_DUE_JSON_API_H
#define VARDE_DUE_DUE_JSON_API_H

#include "base/json_out.h"
#include "schedule/patient_schedule.h"

/* "due", "next": whether a report is due now, and the next one. Into the open object. */
void put_due_next(struct json_out *out, const struct patient_schedule *schedule,
                  const struct schedule_look *look);
/* "missing": {since, missed} or null. */
void put_missing(struct json_out *out, const struct schedule_look *look);

enum due_part {
    DUE_COMING, /* those whose deadline is ahead, so many days from today on */
    DUE_PAST,   /* those whose deadline has passed, so many days back, the newest last */
};
void put_due_days(struct json_out *out, const char *key, const struct patient_schedule *schedule,
                  enum due_part part, int days);
/* "reported": the days on which a report was made, due or not, so many days back, the newest last.
 */
void put_reported_days(struct json_out *out, const struct patient_schedule *schedule, int days);

#endif
