/* Loaded before the C library (LD_PRELOAD) by test/fault/cut.mjs: writes down, in order, what
 * SQLite writes to a database and its log and what it has made sure of, so that a power cut at any
 * moment can be played afterwards. The record goes to the file that RECORD_IO names: a struct
 * record each, and after a write its bytes. */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FILES = 4096, FILE_NONE = 0, FILE_DB = 1, FILE_LOG = 2 };
enum { DID_WRITE = 1, DID_TRUNCATE = 2, DID_SYNC = 3 };

struct record {
    uint32_t did, file;
    uint64_t at;  /* DID_WRITE: where; DID_TRUNCATE: the size; DID_SYNC: how much of the record it
                     covers */
    uint64_t len; /* of the bytes that follow */
};

/* allowed: what is shared by whoever calls the C library */
static char kinds[FILES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int out = -1;
static uint64_t written;

static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}

static int ends(const char *path, const char *end)
{
    size_t len = strlen(path), tail = strlen(end);
    return len >= tail && strcmp(path + len - tail, end) == 0;
}

static int opened(const char *path, int fd)
{
    if (fd >= 0 && fd < FILES)
        kinds[fd] = ends(path, ".db") ? FILE_DB : ends(path, ".db-wal") ? FILE_LOG : FILE_NONE;
    return fd;
}

static uint32_t kind_of(int fd)
{
    return fd >= 0 && fd < FILES ? (uint32_t)kinds[fd] : FILE_NONE;
}

static void put(struct record record, const void *bytes)
{
    struct iovec parts[] = {{&record, sizeof record}, {(void *)(uintptr_t)bytes, record.len}};
    pthread_mutex_lock(&lock);
    if (out < 0) {
        const char *path = getenv("RECORD_IO");
        int (*open_real)(const char *, int, ...) = (int (*)(const char *, int, ...))real("open64");
        out = path ? open_real(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    }
    size_t whole = sizeof record + record.len;
    if (out < 0 || writev(out, parts, 2) != (ssize_t)whole)
        abort();
    written += whole;
    pthread_mutex_unlock(&lock);
}

static uint64_t so_far(void)
{
    pthread_mutex_lock(&lock);
    uint64_t now = written;
    pthread_mutex_unlock(&lock);
    return now;
}

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the C library's are reserved */
#define OPENS(name)                                                                                \
    int name(const char *path, int flags, ...);                                                    \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;                                  \
        va_end(more);                                                                              \
        return opened(path, ((int (*)(const char *, int, ...))real(#name))(path, flags, mode));    \
    }
OPENS(open)
OPENS(open64)

#define WRITES(name)                                                                               \
    ssize_t name(int fd, const void *bytes, size_t len, off_t at);                                 \
    ssize_t name(int fd, const void *bytes, size_t len, off_t at)                                  \
    {                                                                                              \
        if (kind_of(fd))                                                                           \
            put((struct record){DID_WRITE, kind_of(fd), (uint64_t)at, len}, bytes);                \
        return ((ssize_t(*)(int, const void *, size_t, off_t))real(#name))(fd, bytes, len, at);    \
    }
WRITES(pwrite)
WRITES(pwrite64)

#define TRUNCATES(name)                                                                            \
    int name(int fd, off_t size);                                                                  \
    int name(int fd, off_t size)                                                                   \
    {                                                                                              \
        if (kind_of(fd))                                                                           \
            put((struct record){DID_TRUNCATE, kind_of(fd), (uint64_t)size, 0}, "");                \
        return ((int (*)(int, off_t))real(#name))(fd, size);                                       \
    }
TRUNCATES(ftruncate)
TRUNCATES(ftruncate64)

#define SYNCS(name)                                                                                \
    int name(int fd);                                                                              \
    int name(int fd)                                                                               \
    {                                                                                              \
        uint64_t before = so_far();                                                                \
        int result = ((int (*)(int))real(#name))(fd);                                              \
        if (kind_of(fd) && result == 0)                                                            \
            put((struct record){DID_SYNC, kind_of(fd), before, 0}, "");                            \
        return result;                                                                             \
    }
SYNCS(fsync)
SYNCS(fdatasync)
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

int close(int fd)
{
    if (fd >= 0 && fd < FILES)
        kinds[fd] = FILE_NONE;
    return ((int (*)(int))real("close"))(fd);
}
