/* How much of the measured glucose lay in range. */
#ifndef VARDE_PATIENT_RANGE_API_H
#define VARDE_PATIENT_RANGE_API_H

#include "base/json_out.h"
#include "clinical/parameter.h"
#include "router.h"

/* "timeInRange": of the last 14 days {days, readings, daysMeasured, in, below, above, aimMet,
 * text}, the shares in per cent; null for other parameters, and while there is too little to say so
 * (clinical/time_in_range.h). */
bool patient_put_range(struct json_out *out, struct call *call, enum parameter parameter,
                       struct error *error);

#endif
