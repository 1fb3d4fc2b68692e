#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *error, enum error_code code, const char *format, ...)
{
    if (!error)
        return false;
    va_list args;
    va_start(args, format);
    error->code = code;
    vsnprintf(error->detail, sizeof error->detail, format, args);
    va_end(args);
    return false;
}

bool error_at(struct error *error, enum error_code code, const char *place, const char *format, ...)
{
    if (!error)
        return false;
    va_list args;
    va_start(args, format);
    error->code = code;
    snprintf(error->place, sizeof error->place, "%s", place);
    vsnprintf(error->detail, sizeof error->detail, format, args);
    va_end(args);
    return false;
}

bool error_log(struct error *error, enum error_code code, const char *format, ...)
{
    if (!error)
        return false;
    va_list args;
    va_start(args, format);
    error->code = code;
    vsnprintf(error->log, sizeof error->log, format, args);
    va_end(args);
    snprintf(error->detail, sizeof error->detail, "%s",
             code == ERROR_BUSY
                 ? "The service cannot store or read just now. Nothing was stored; try again."
                 : "Something went wrong here. Nothing was stored.");
    return false;
}

void error_clear(struct error *error)
{
    if (error)
        memset(error, 0, sizeof *error);
}

int error_http_status(enum error_code code)
{
    static const short status[] = {
        [ERROR_NONE] = 200,         [ERROR_INVALID] = 422,   [ERROR_MALFORMED] = 400,
        [ERROR_UNIDENTIFIED] = 401, [ERROR_FORBIDDEN] = 403, [ERROR_NOT_FOUND] = 404,
        [ERROR_CONFLICT] = 409,     [ERROR_TOO_LARGE] = 413, [ERROR_HEAD] = 431,
        [ERROR_MEDIA_TYPE] = 415,   [ERROR_BUSY] = 503,      [ERROR_INTERNAL] = 500,
    };
    return status[code];
}
