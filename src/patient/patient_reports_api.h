/* A patient's reports: the latest in the overview, and all of them in pages. */
#ifndef VARDE_PATIENT_REPORTS_API_H
#define VARDE_PATIENT_REPORTS_API_H

#include "router.h"
#include "triage/reasons.h"

/* "reports": the latest, into the open object. last_r: why the last has its zone. */
bool patient_put_reports(struct json_out *out, struct call *call, struct reasons *last_r,
                         struct error *error);

#endif
