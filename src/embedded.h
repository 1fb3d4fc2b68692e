/* Programme files inside the program. Made by the build (tools/embed.py). */
#ifndef VARDE_EMBEDDED_H
#define VARDE_EMBEDDED_H

#include "base/str.h"

extern const struct str embedded_programmes[];
extern const size_t embedded_programme_count;

#endif
