#include "store/space.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

static const struct sql SIZE = {"SELECT pg_database_size(current_database())"};

static int64_t file_size(const char *path)
{
    struct stat seen;
    return stat(path, &seen) == 0 ? (int64_t)seen.st_size : -1;
}

static void space_of_file(const char *path, struct arena *arena, struct db_space *space_r)
{
    struct statvfs disk;
    space_r->size = file_size(path);
    space_r->log = file_size(arena_printf(arena, "%s-wal", path));
    if (statvfs(path, &disk) != 0)
        return;
    space_r->disk_size = (int64_t)disk.f_blocks * (int64_t)disk.f_frsize;
    space_r->disk_free = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
}

bool db_space(struct db *db, const char *url, struct arena *arena, struct db_space *space_r,
              struct error *error)
{
    struct rows *rows;
    *space_r = (struct db_space){"postgresql", -1, -1, -1, -1};
    if (db_kind(db) == DB_SQLITE) {
        space_r->kind = "sqlite";
        space_of_file(url + strlen("sqlite:"), arena, space_r);
        return true;
    }
    if (!db_run(db, arena, &SIZE, NO_ARGS, &rows, error))
        return false;
    space_r->size = row_int(rows, 0, 0);
    return true;
}
