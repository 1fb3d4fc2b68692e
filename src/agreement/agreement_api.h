/* Sharing agreements: what opens an enrolment to another party's personnel. */
#ifndef VARDE_AGREEMENT_API_H
#define VARDE_AGREEMENT_API_H

#include "router.h"

enum handled agreement_list(struct call *call);
enum handled agreement_create(struct call *call);
enum handled agreement_take_up(struct call *call);
enum handled agreement_finish(struct call *call);

#endif
