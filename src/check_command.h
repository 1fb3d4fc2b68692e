/* varde check: whether what is stored still holds together. */
#ifndef VARDE_CHECK_COMMAND_H
#define VARDE_CHECK_COMMAND_H

#include "config.h"

/* Prints what was looked at and what is wrong; sound_r: nothing is. False: it could not be done. */
bool check_command(const struct config *config, bool *sound_r, struct error *error);

#endif
