/* Signing in and out, and who one is. */
#ifndef VARDE_AUTH_API_H
#define VARDE_AUTH_API_H

#include "router.h"

enum handled auth_me(struct call *call);
/* With demo = true only. */
enum handled auth_demo_logins(struct call *call);
enum handled auth_demo_sign_in(struct call *call);
enum handled auth_sign_out(struct call *call);

#endif
