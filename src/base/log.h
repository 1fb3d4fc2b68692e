/* Structured log: one JSON line an event, on standard error or in a file. Never a patient's data:
 * the fields are fixed words, numbers and ids of requests.
 *
 * A log that cannot be written never stops the service, nor makes it wait: what does not fit is
 * left out, and how much that was is told by "log.lost" as soon as there is room again. */
#ifndef VARDE_BASE_LOG_H
#define VARDE_BASE_LOG_H

#include "base/error.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below the level are dropped. */
void log_level_set(enum log_level level);
/* From now on into this file, at its end (a new one is the owner's alone); again for the same path
 * after it was moved away. Fails without changing anything. When the file cannot be written, lines
 * go to standard error. */
bool log_file_open(const char *path, struct error *error);
/* event: a short word like "http.started". The rest is a message for the operator. */
void log_line(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with one number as a field of its own and no message. */
void log_number(enum log_level level, const char *event, const char *name, long long value);

#endif
