/* A file that appears whole or not at all: written as PATH.part, synced, renamed. What stood at
 * PATH stays until then. */
#ifndef VARDE_BASE_PART_FILE_H
#define VARDE_BASE_PART_FILE_H

#include "base/error.h"

#include <stdio.h>

struct part_file;
/* "-" is standard output. Refused where something is already, unless it is a file that may be
 * replaced; and while another process writes the same one. For the owner only. */
struct part_file *part_file_create(const char *path, bool replace, struct error *error);
FILE *part_file_stream(struct part_file *self);
/* PATH.part; NULL for standard output. */
const char *part_file_name(const struct part_file *self);
bool part_file_finish(struct part_file *self, struct error *error);
/* Takes away what is not finished. */
void part_file_destroy(struct part_file *self);

#endif
