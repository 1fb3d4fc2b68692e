/* Comma-separated values (RFC 4180): fields may stand in quotes, "" within them is one quote, and
 * lines end in LF or CRLF. */
#ifndef VARDE_REPLAY_CSV_H
#define VARDE_REPLAY_CSV_H

#include "base/arena.h"
#include "base/error.h"

#define CSV_COLUMNS 64

struct csv {
    struct arena *arena; /* of fields whose quotes had to go */
    struct str rest;
    int64_t line; /* of the record last read, from 1 */
    int64_t next_line;
    size_t count;
    struct str fields[CSV_COLUMNS];
};

void csv_init(struct csv *csv, struct arena *arena, struct str text);
/* The next record that is no blank line; false at the end, or with an error that names the line. */
bool csv_next(struct csv *csv, struct error *error);

#endif
