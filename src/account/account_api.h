/* Who may log in and as what: for the administrators of their party. */
#ifndef VARDE_ACCOUNT_API_H
#define VARDE_ACCOUNT_API_H

#include "router.h"

enum handled account_list(struct call *call);
enum handled account_create(struct call *call);
enum handled account_update(struct call *call);
enum handled account_give_role(struct call *call);
enum handled account_end_role(struct call *call);

#endif
