/* How much the limits alarm, over HTTP. */
#ifndef VARDE_ALARM_API_H
#define VARDE_ALARM_API_H

#include "router.h"

/* GET /api/alarm-load: the asker's service. */
enum handled alarm_service(struct call *call);
/* GET /api/enrolments/{enrolment}/alarm-load: one patient in one programme. */
enum handled alarm_enrolment(struct call *call);

#endif
