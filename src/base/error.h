/* What went wrong: a code for the program, a key and a place for the user, a text for the log.
 *
 * The text is never shown to a stranger and never holds a patient's data. The detail
 * is what the caller may read: it names what is wrong and where, in English. */
#ifndef VARDE_BASE_ERROR_H
#define VARDE_BASE_ERROR_H

#include <stdbool.h>

enum error_code {
    ERROR_NONE,
    ERROR_INVALID,      /* unreadable or wrong content: 422 */
    ERROR_MALFORMED,    /* the request itself is off (query, header): 400 */
    ERROR_UNIDENTIFIED, /* 401 */
    ERROR_FORBIDDEN,    /* 403 */
    ERROR_NOT_FOUND,    /* 404, also for what one may not know of */
    ERROR_CONFLICT,     /* 409 */
    ERROR_TOO_LARGE,    /* 413 */
    ERROR_HEAD,         /* 431: the request's head is too large */
    ERROR_MEDIA_TYPE,   /* 415 */
    ERROR_BUSY,         /* 503 with Retry-After: the store or the queue; try again */
    ERROR_INTERNAL,     /* 500 */
};

struct error {
    enum error_code code;
    char detail[256]; /* for the caller */
    char place[160]; /* where: a JSON pointer, a FHIRPath, a parameter, a file and line; or empty */
    char log[256];   /* for the operator */
};

/* Sets code and detail, leaves place alone. Always returns false, so that a caller can
 * `return error_set(…)`. A NULL error is allowed. */
bool error_set(struct error *error, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same, with the place. */
bool error_at(struct error *error, enum error_code code, const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* For what the caller cannot help (busy, internal): the text goes to the log only. */
bool error_log(struct error *error, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void error_clear(struct error *error);

int error_http_status(enum error_code code);

#endif
