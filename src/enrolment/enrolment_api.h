/* Enrolments: one patient's way through one programme. */
#ifndef VARDE_ENROLMENT_API_H
#define VARDE_ENROLMENT_API_H

#include "router.h"

enum handled enrolment_list(struct call *call);
enum handled enrolment_transition(struct call *call);

#endif
