/* Structured log: one JSON line an event on standard error. Never a patient's data: the fields
 * are fixed words, numbers and ids of requests. */
#ifndef VARDE_BASE_LOG_H
#define VARDE_BASE_LOG_H

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below the level are dropped. */
void log_level_set(enum log_level level);
/* event: a short word like "http.started". The rest is a message for the operator. */
void log_line(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with one number as a field of its own and no message. */
void log_number(enum log_level level, const char *event, const char *name, long long value);

#endif
