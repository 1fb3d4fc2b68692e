/* What the programmes say now: to the patient in this zone, and to who follows up, for each cause.
 */
#ifndef VARDE_PATIENT_ADVICE_API_H
#define VARDE_PATIENT_ADVICE_API_H

#include "router.h"
#include "triage/reasons.h"

/* "guidance" into the open object: of each enrolment in the zone of its open case, else of what was
 * last reported. */
bool patient_put_guidance(struct json_out *out, struct call *call, struct error *error);
/* "advice" into the open object, in the order of the reasons: one for each cause of yellow or red,
 * none twice. lead: the enrolment whose programme is asked first; NULL: any. None for patients and
 * kin. */
bool patient_put_advice(struct json_out *out, struct call *call, const struct reasons *reasons,
                        const struct uuid *lead, struct error *error);

#endif
