/* Enrolling a patient over HTTP, and what one may choose among. */
#ifndef VARDE_ENROLMENT_CREATE_API_H
#define VARDE_ENROLMENT_CREATE_API_H

#include "router.h"

/* Whom it is about: an id that the asker must see; else by national id, which the write looks up.
 */
bool enrolment_find(struct call *call, struct uuid *patient_r, bool *found_r, struct error *error);
enum handled enrolment_create(struct call *call);
enum handled enrolment_choices(struct call *call);

#endif
