/* One patient's record for those who may see it. */
#ifndef VARDE_PATIENT_API_H
#define VARDE_PATIENT_API_H

#include "router.h"

enum handled patient_overview(struct call *call);
/* Telephone, language, GP office. */
enum handled patient_change(struct call *call);
enum handled patient_series(struct call *call);
enum handled patient_reports(struct call *call);
enum handled patient_cases(struct call *call);
enum handled patient_access_log(struct call *call);

#endif
