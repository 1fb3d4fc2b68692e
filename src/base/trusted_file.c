#include "base/trusted_file.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OTHERS = 0007, OTHERS_WRITE = 0002, GROUP_WRITE = 0020 };

static bool is_credential(const char *path)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    size_t len = folder ? strlen(folder) : 0;
    return len > 1 && strncmp(path, folder, len) == 0 && path[len] == '/' && !strstr(path, "/../");
}

static bool check(const char *path, const struct stat *seen, enum trust trust, struct error *error)
{
    bool foreign = seen->st_uid != 0 && seen->st_uid != geteuid();
    if (S_ISDIR(seen->st_mode))
        return error_at(error, ERROR_MALFORMED, path, "is a folder");
    if (is_credential(path) && !foreign)
        return true;
    if (foreign)
        return error_at(error, ERROR_MALFORMED, path,
                        "belongs to another user (%lld), who could change it: chown it to root, or "
                        "to who runs varde",
                        (long long)seen->st_uid);
    if (trust == TRUST_SETTINGS && (seen->st_mode & OTHERS_WRITE))
        return error_at(error, ERROR_MALFORMED, path,
                        "can be changed by everybody (mode %03o): chmod o-w it",
                        (unsigned)(seen->st_mode & 0777));
    if (trust == TRUST_SECRET && (seen->st_mode & (OTHERS | GROUP_WRITE)))
        return error_at(error, ERROR_MALFORMED, path,
                        "is secret, and others may read or change it (mode %03o): chmod 600 or 640 "
                        "it",
                        (unsigned)(seen->st_mode & 0777));
    return true;
}

static bool read_all(int fd, const char *path, char *text, size_t most, size_t *len_r,
                     struct error *error)
{
    size_t len = 0;
    while (len <= most) {
        ssize_t got = read(fd, text + len, most + 1 - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_at(error, ERROR_MALFORMED, path, "cannot be read: %s", strerror(errno));
        if (got == 0)
            break;
        len += (size_t)got;
    }
    if (len > most)
        return error_at(error, ERROR_MALFORMED, path, "is larger than %zu bytes", most);
    text[len] = 0;
    *len_r = len;
    return true;
}

bool trusted_read(const char *path, enum trust trust, size_t most, char **text_r, size_t *len_r,
                  struct error *error)
{
    struct stat seen;
    bool ok = false;
    char *text = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &seen) != 0) {
        error_at(error, ERROR_MALFORMED, path, "cannot be read: %s", strerror(errno));
        goto done;
    }
    text = calloc(1, most + 2);
    if (!text)
        abort();
    ok = check(path, &seen, trust, error) && read_all(fd, path, text, most, len_r, error);
    if (!ok) {
        trusted_free(text, most);
        text = NULL;
    }
done:
    if (fd >= 0)
        close(fd);
    *text_r = text;
    return ok;
}

void trusted_free(char *text, size_t len)
{
    if (text)
        explicit_bzero(text, len);
    free(text);
}

bool trusted_is_open(const char *path)
{
    struct stat seen;
    return !is_credential(path) && stat(path, &seen) == 0 && (seen.st_mode & OTHERS);
}
