/* A whole file, as somebody names it on the command line. */
#ifndef VARDE_BASE_FILE_H
#define VARDE_BASE_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* "-" is standard input. More than `most` bytes is an error; the place is the path. */
bool file_read(struct arena *arena, const char *path, size_t most, struct str *text_r,
               struct error *error);

#endif
