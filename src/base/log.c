#include "base/log.h"

#include "base/caltime.h"
#include "base/clock.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static _Atomic int least = LOG_INFO; /* allowed: the log is the one thing that all share */

void log_level_set(enum log_level level)
{
    atomic_store(&least, (int)level);
}

static const char *const words[] = {"debug", "info", "warn", "error"};

/* One write a line, so that lines of several threads never mix. */
static void put_line(const char *line, size_t len)
{
    if (write(STDERR_FILENO, line, len) < 0)
        return;
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
    char at[CALTIME_TEXT], message[700], line[1700];
    if ((int)level < atomic_load(&least))
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    caltime_utc(clock_now(NULL), at);
    int len = snprintf(line, sizeof line,
                       "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"message\":\"", at,
                       words[level], event);
    size_t used = (size_t)len;
    for (const char *c = message; *c && used < sizeof line - 16; c++) {
        if (*c == '"' || *c == '\\')
            line[used++] = '\\';
        line[used++] = (unsigned char)*c < 0x20 ? ' ' : *c;
    }
    used += (size_t)snprintf(line + used, sizeof line - used, "\"}\n");
    put_line(line, used);
}

void log_number(enum log_level level, const char *event, const char *name, long long value)
{
    char at[CALTIME_TEXT], line[300];
    if ((int)level < atomic_load(&least))
        return;
    caltime_utc(clock_now(NULL), at);
    int len = snprintf(line, sizeof line,
                       "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"%s\":%lld}\n", at,
                       words[level], event, name, value);
    put_line(line, (size_t)len);
}
