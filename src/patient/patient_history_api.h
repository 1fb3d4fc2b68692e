/* What happened with a patient: reports, contacts, points of a curve, the access log. */
#ifndef VARDE_PATIENT_HISTORY_API_H
#define VARDE_PATIENT_HISTORY_API_H

#include "clinical/parameter.h"
#include "router.h"

bool patient_put_reports(struct json_out *out, struct call *call, struct error *error);
bool patient_put_contacts(struct json_out *out, struct call *call, struct error *error);
bool patient_put_points(struct json_out *out, struct call *call, enum parameter parameter,
                        int64_t from, struct error *error);
void patient_put_marks(struct json_out *out, int64_t marks);

#endif
