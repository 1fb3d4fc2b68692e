/* Programmes for their editors, for the clinicians who approve them, and for who works by them. */
#ifndef VARDE_PROGRAMME_API_H
#define VARDE_PROGRAMME_API_H

#include "router.h"

enum handled programme_list(struct call *call);
enum handled programme_one(struct call *call);
enum handled programme_create(struct call *call);
enum handled programme_give_approval(struct call *call);

#endif
