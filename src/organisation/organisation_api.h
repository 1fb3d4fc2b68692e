/* Organisations for who must know them, and for the administrators who keep them. */
#ifndef VARDE_ORGANISATION_API_H
#define VARDE_ORGANISATION_API_H

#include "router.h"

enum handled organisation_list(struct call *call);
enum handled organisation_create(struct call *call);
enum handled organisation_update(struct call *call);
enum handled organisation_link(struct call *call);
enum handled organisation_unlink(struct call *call);

#endif
