/* Reports over HTTP. */
#ifndef VARDE_REPORT_API_H
#define VARDE_REPORT_API_H

#include "router.h"

/* POST /fhir/Observation. */
bool report_find_subject(struct call *call, struct uuid *patient_r, bool *found_r,
                         struct error *error);
enum handled report_create_observation(struct call *call);

/* POST /api/reports. */
bool report_plain_find(struct call *call, struct uuid *patient_r, bool *found_r,
                       struct error *error);
enum handled report_create_plain(struct call *call);

/* POST /api/observations/{observation}/corrections. */
enum handled report_correct(struct call *call);

/* GET /api/me/today. */
bool report_today_find(struct call *call, struct uuid *patient_r, bool *found_r,
                       struct error *error);
enum handled report_today(struct call *call);

/* POST /api/me/reminders. */
enum handled report_reminders(struct call *call);

#endif
