#include "base/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct part_file {
    char *path, *part; /* both NULL for standard output */
    bool replace, finished;
    FILE *stream;
};

static bool may_stand(const struct part_file *self, struct error *error)
{
    struct stat seen;
    if (lstat(self->path, &seen) != 0)
        return errno == ENOENT || error_at(error, ERROR_BUSY, self->path, "%m");
    if (!S_ISREG(seen.st_mode))
        return error_at(error, ERROR_CONFLICT, self->path, "is there and is no plain file");
    return self->replace || error_at(error, ERROR_CONFLICT, self->path,
                                     "is there already; --replace takes its place");
}

/* Whoever holds the lock owns the name, unless the file was renamed or taken away just before. */
static bool own(struct part_file *self, int file, struct error *error)
{
    struct stat held, named;
    if (flock(file, LOCK_EX | LOCK_NB) != 0)
        return error_at(error, ERROR_CONFLICT, self->part, "another process is writing it");
    if (fstat(file, &held) != 0 || lstat(self->part, &named) != 0 || held.st_ino != named.st_ino ||
        held.st_dev != named.st_dev)
        return error_at(error, ERROR_CONFLICT, self->part, "another process was writing it");
    /* Put there beforehand by somebody else, who would read along, or whose it is by another name.
     */
    if (!S_ISREG(held.st_mode) || held.st_uid != geteuid() || held.st_nlink != 1)
        return error_at(error, ERROR_CONFLICT, self->part,
                        "is there, and is not a file of yours alone: take it away");
    return (fchmod(file, S_IRUSR | S_IWUSR) == 0 && ftruncate(file, 0) == 0) ||
           error_at(error, ERROR_BUSY, self->part, "cannot be written: %m");
}

static bool open_part(struct part_file *self, struct error *error)
{
    int file =
        open(self->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, S_IRUSR | S_IWUSR);
    if (file < 0)
        return error_at(error, ERROR_BUSY, self->part, "cannot be made: %m");
    if (own(self, file, error) && (self->stream = fdopen(file, "w")))
        return true;
    close(file);
    return false;
}

struct part_file *part_file_create(const char *path, bool replace, struct error *error)
{
    struct part_file *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    self->replace = replace;
    if (strcmp(path, "-") == 0) {
        self->stream = stdout;
        return self;
    }
    if (!(self->path = strdup(path)) || asprintf(&self->part, "%s.part", path) < 0)
        abort();
    if (may_stand(self, error) && open_part(self, error))
        return self;
    part_file_destroy(self);
    return NULL;
}

FILE *part_file_stream(struct part_file *self)
{
    return self->stream;
}

const char *part_file_name(const struct part_file *self)
{
    return self->part;
}

/* The name is in the folder, which has its own place on disk. */
static bool sync_folder(const struct part_file *self, struct error *error)
{
    char *copy = strdup(self->path);
    if (!copy)
        abort();
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    bool ok = folder >= 0 && fsync(folder) == 0;
    if (!ok)
        error_at(error, ERROR_BUSY, self->path, "its folder cannot be synced: %m");
    if (folder >= 0)
        close(folder);
    return ok;
}

static bool take_name(struct part_file *self, struct error *error)
{
    int code = self->replace
                   ? rename(self->part, self->path)
                   : renameat2(AT_FDCWD, self->part, AT_FDCWD, self->path, RENAME_NOREPLACE);
    if (code != 0 && (errno == EINVAL || errno == ENOSYS) && may_stand(self, error))
        code = rename(self->part, self->path);
    self->finished = code == 0;
    return self->finished || error_at(error, ERROR_BUSY, self->path, "cannot be named: %m");
}

bool part_file_finish(struct part_file *self, struct error *error)
{
    if (fflush(self->stream) != 0 || (self->part && fsync(fileno(self->stream)) != 0))
        return error_at(error, ERROR_BUSY, self->part ? self->part : "standard output",
                        "cannot be written: %m");
    return !self->part || (take_name(self, error) && sync_folder(self, error));
}

void part_file_destroy(struct part_file *self)
{
    if (!self)
        return;
    if (self->part && self->stream) {
        if (!self->finished)
            unlink(self->part);
        (void)fclose(self->stream);
    }
    free(self->path);
    free(self->part);
    free(self);
}
