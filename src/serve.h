/* varde serve: from the settings to the last answer. */
#ifndef VARDE_SERVE_H
#define VARDE_SERVE_H

#include "config/config.h"

/* Returns when SIGTERM or SIGINT has come and all that was taken in is answered. */
bool serve(const struct config *config, struct error *error);

#endif
