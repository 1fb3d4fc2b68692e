/* Logging in by a link, once. */
#ifndef VARDE_LOGIN_LINK_API_H
#define VARDE_LOGIN_LINK_API_H

#include "router.h"

enum handled login_link_sign_in(struct call *call);

#endif
