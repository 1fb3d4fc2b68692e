/* One parameter over time, and what is usual of it. */
#ifndef VARDE_PATIENT_HISTORY_API_H
#define VARDE_PATIENT_HISTORY_API_H

#include "clinical/parameter.h"
#include "clinical/usual.h"
#include "router.h"

void patient_put_marks(struct json_out *out, int64_t marks);
/* "usual": NULL or without days: null. */
void patient_put_usual(struct json_out *out, enum parameter parameter, const struct usual *usual);
/* "points" since a time, "usual" of the days before today, and "pauses" of those enrolments whose
 * programmes follow the parameter, into the open object. */
bool patient_put_history(struct json_out *out, struct call *call, enum parameter parameter,
                         int64_t from, struct error *error);

#endif
