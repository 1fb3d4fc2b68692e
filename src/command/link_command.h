/* Where a one-time link leads. */
#ifndef VARDE_LINK_COMMAND_H
#define VARDE_LINK_COMMAND_H

#include "config/config.h"

/* The token stands behind #, so that no server and no proxy ever writes it down. Without base_url
 * the address that is listened at, with a word about it on standard error. */
void link_print(const struct config *config, const char *token);

#endif
