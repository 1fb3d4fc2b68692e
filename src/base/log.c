#include "base/log.h"

#include "base/caltime.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 50, LINE_MOST = 1700 };

static _Atomic int least = LOG_INFO; /* allowed: the log is the one thing that all share */
static _Atomic int file = -1; /* allowed: the same; the number stays when the file is opened anew */
static _Atomic long long lost; /* allowed: the same */
static _Atomic bool torn;      /* allowed: the same; the file ends in half a line */

void log_level_set(enum log_level level)
{
    atomic_store(&least, (int)level);
}

bool log_file_open(const char *path, struct error *error)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (fd < 0)
        return error_at(error, ERROR_INVALID, path, "the log cannot be written: %s",
                        strerror(errno));
    int old = atomic_load(&file);
    if (old < 0) {
        atomic_store(&file, fd);
        return true;
    }
    /* In one step, so that no line falls between the two. */
    dup3(fd, old, O_CLOEXEC);
    close(fd);
    return true;
}

/* One write a line, so that lines of several threads never mix. Half a line of a full disk is ended
 * before the next one. */
static bool put_file(const char *line, size_t len)
{
    int fd = atomic_load(&file);
    if (fd < 0)
        return false;
    if (atomic_load(&torn) && write(fd, "\n", 1) == 1)
        atomic_store(&torn, false);
    ssize_t put = atomic_load(&torn) ? -1 : write(fd, line, len);
    if (put > 0 && (size_t)put < len)
        atomic_store(&torn, true);
    return put == (ssize_t)len;
}

/* A pipe that nobody reads must not hold up who answers requests. A line is shorter than what poll
 * promises room for (PIPE_BUF). */
static bool put_stderr(const char *line, size_t len)
{
    struct pollfd room = {STDERR_FILENO, POLLOUT, 0};
    int wait = atomic_load(&lost) ? 0 : WAIT_MS;
    return poll(&room, 1, wait) == 1 && (room.revents & POLLOUT) &&
           write(STDERR_FILENO, line, len) == (ssize_t)len;
}

static size_t put_head(char *line, size_t size, enum log_level level, const char *event)
{
    static const char *const words[] = {"debug", "info", "warn", "error"};
    char at[CALTIME_TEXT];
    caltime_utc(clock_now(NULL), at);
    return (size_t)snprintf(line, size, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",", at,
                            words[level], event);
}

static void put_line(const char *line, size_t len)
{
    char late[300];
    if (!put_file(line, len) && !put_stderr(line, len)) {
        atomic_fetch_add(&lost, 1);
        return;
    }
    long long count = atomic_exchange(&lost, 0);
    if (!count)
        return;
    size_t used = put_head(late, sizeof late, LOG_WARN, "log.lost");
    used += (size_t)snprintf(late + used, sizeof late - used, "\"lines\":%lld}\n", count);
    if (!put_file(late, used) && !put_stderr(late, used))
        atomic_fetch_add(&lost, count);
}

/* How many bytes of a character stand here; 0 when it is none in UTF-8. */
static size_t utf8_len(const unsigned char *at)
{
    size_t len = at[0] < 0x80                     ? 1
                 : at[0] >= 0xc2 && at[0] <= 0xdf ? 2
                 : at[0] >= 0xe0 && at[0] <= 0xef ? 3
                 : at[0] >= 0xf0 && at[0] <= 0xf4 ? 4
                                                  : 0;
    for (size_t i = 1; i < len; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    bool beyond = (at[0] == 0xed && at[1] > 0x9f) || (at[0] == 0xf4 && at[1] > 0x8f);
    return overlong || beyond ? 0 : len;
}

/* As the inside of a JSON string: a message can neither end it nor begin a new line. */
static size_t put_message(char *line, size_t used, size_t most, const char *message)
{
    const unsigned char *at = (const unsigned char *)message;
    while (*at && used + 4 < most) {
        size_t len = utf8_len(at);
        if (*at == '"' || *at == '\\')
            line[used++] = '\\';
        if (len == 0 || *at < 0x20 || *at == 0x7f) {
            line[used++] = len == 0 ? '?' : ' ';
            at++;
            continue;
        }
        memcpy(line + used, at, len);
        used += len;
        at += len;
    }
    return used;
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
    char message[700], line[LINE_MOST];
    if ((int)level < atomic_load(&least))
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    size_t used = put_head(line, sizeof line, level, event);
    used += (size_t)snprintf(line + used, sizeof line - used, "\"message\":\"");
    used = put_message(line, used, sizeof line - 8, message);
    used += (size_t)snprintf(line + used, sizeof line - used, "\"}\n");
    put_line(line, used);
}

void log_number(enum log_level level, const char *event, const char *name, long long value)
{
    char line[300];
    if ((int)level < atomic_load(&least))
        return;
    size_t used = put_head(line, sizeof line, level, event);
    used += (size_t)snprintf(line + used, sizeof line - used, "\"%s\":%lld}\n", name, value);
    put_line(line, used);
}
