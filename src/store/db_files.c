#include "store/db_files.h"

#include "base/str.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MOST = 512, OTHERS_WRITE = 0022 };

static bool check_folder(const char *path, struct error *error)
{
    char copy[PATH_MOST];
    struct stat seen;
    snprintf(copy, sizeof copy, "%s", path);
    const char *folder = dirname(copy);
    if (stat(folder, &seen) != 0 || access(folder, W_OK | X_OK) != 0)
        return error_at(
            error, ERROR_INVALID, folder,
            "SQLite makes files beside its database, and this folder cannot be written: "
            "%s",
            strerror(errno));
    if ((seen.st_mode & OTHERS_WRITE) && !(seen.st_mode & S_ISVTX))
        return error_at(error, ERROR_INVALID, folder,
                        "others may put files beside the database (mode %03o): chmod go-w it",
                        (unsigned)(seen.st_mode & 0777));
    return true;
}

static bool check_file(const char *path, bool mend, int *mended, struct error *error)
{
    struct stat seen;
    if (stat(path, &seen) != 0)
        return errno == ENOENT ||
               error_at(error, ERROR_INVALID, path, "cannot be looked at: %s", strerror(errno));
    if (seen.st_uid != geteuid())
        return error_at(error, ERROR_INVALID, path,
                        "belongs to user %lld, and varde runs as user %lld: chown it",
                        (long long)seen.st_uid, (long long)geteuid());
    if (!mend || !(seen.st_mode & 0077))
        return true;
    if (chmod(path, seen.st_mode & 0700) != 0)
        return error_at(error, ERROR_INVALID, path, "others may read it, and chmod fails: %s",
                        strerror(errno));
    ++*mended;
    return true;
}

bool db_files_check(const char *url, bool mend, int *mended_r, struct error *error)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char path[PATH_MOST + 16];
    *mended_r = 0;
    if (!str_starts(str_of(url), "sqlite:") || strcmp(url, "sqlite::memory:") == 0)
        return true;
    url += strlen("sqlite:");
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(path, sizeof path, "%.*s%s", PATH_MOST, url, endings[i]);
        if (!check_file(path, mend, mended_r, error))
            return false;
    }
    return access(url, F_OK) != 0 || check_folder(url, error);
}
