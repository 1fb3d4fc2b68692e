/* The automatic checkpoint stalls the commit that triggers it by tens of milliseconds. Here a
 * thread copies in the background (PASSIVE, every few hundred pages) and syncs the database file by
 * itself: a pass that does not reach the end of the log leaves that to whoever finishes. Under load
 * the thread never catches up, so the writer copies the short tail when the log has grown long;
 * only then can the log start over. It does so before it has taken half of the room that is left on
 * the disk: one that fills it can neither grow nor be copied. TRUNCATE and RESTART are never used
 * while serving: with a reader open they hold the writer. */
#include "store/sqlite_checkpoint.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

enum {
    PASS_PAGES = 300,    /* new pages that start a pass */
    TAIL_PAGES = 300,    /* so few left that the writer may finish */
    RESET_PAGES = 16000, /* a log this long should start over */
    RESET_LEAST = 600,   /* or this long, where there is little room */
    PAGE = 4096
};

struct checkpoint {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool wanted, stopping;
    _Atomic int pages;   /* in the log now */
    _Atomic int seen;    /* in the log at the last pass */
    _Atomic bool finish; /* the writer should copy the tail */
    sqlite3 *handle;
    sqlite3 *writer;
    char *path;
};

static int reset_pages(const struct checkpoint *self)
{
    struct statvfs disk;
    if (statvfs(self->path, &disk) != 0)
        return RESET_PAGES;
    uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize / (2 * PAGE);
    if (room >= RESET_PAGES)
        return RESET_PAGES;
    return room > RESET_LEAST ? (int)room : RESET_LEAST;
}

static void pass(struct checkpoint *self)
{
    sqlite3_file *file = NULL;
    int log = 0, done = 0;
    atomic_store(&self->seen, atomic_load(&self->pages));
    sqlite3_wal_checkpoint_v2(self->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &log, &done);
    sqlite3_file_control(self->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file && file->pMethods)
        file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
    int all = atomic_load(&self->pages), reset = reset_pages(self);
    if (all >= 4 * reset || (all >= reset && all - done < TAIL_PAGES))
        atomic_store(&self->finish, true);
}

static void *checkpoint_main(void *argument)
{
    struct checkpoint *self = argument;
    pthread_setname_np(pthread_self(), "checkpoint");
    pthread_mutex_lock(&self->mutex);
    while (!self->stopping) {
        if (!self->wanted) {
            pthread_cond_wait(&self->wake, &self->mutex);
            continue;
        }
        self->wanted = false;
        pthread_mutex_unlock(&self->mutex);
        pass(self);
        pthread_mutex_lock(&self->mutex);
    }
    pthread_mutex_unlock(&self->mutex);
    return NULL;
}

void checkpoint_wake(struct checkpoint *self)
{
    pthread_mutex_lock(&self->mutex);
    self->wanted = true;
    pthread_cond_signal(&self->wake);
    pthread_mutex_unlock(&self->mutex);
}

static int committed(void *context, sqlite3 *handle, const char *name, int pages)
{
    struct checkpoint *self = context;
    (void)name;
    if (pages < atomic_load(&self->pages))
        atomic_store(&self->seen, 0);
    atomic_store(&self->pages, pages);
    if (atomic_exchange(&self->finish, false)) {
        sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    } else if (pages - atomic_load(&self->seen) >= PASS_PAGES) {
        checkpoint_wake(self);
    }
    return SQLITE_OK;
}

struct checkpoint *checkpoint_start(const char *path, sqlite3 *writer, struct error *error)
{
    struct checkpoint *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    self->writer = writer;
    self->path = strdup(path);
    if (!self->path)
        abort();
    pthread_mutex_init(&self->mutex, NULL);
    pthread_cond_init(&self->wake, NULL);
    int code =
        sqlite3_open_v2(path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(self->handle, "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;",
                            NULL, NULL, NULL);
    if (code != SQLITE_OK || pthread_create(&self->thread, NULL, checkpoint_main, self) != 0) {
        error_log(error, ERROR_BUSY, "sqlite: the checkpoint thread cannot start (%d)", code);
        sqlite3_close(self->handle);
        free(self->path);
        free(self);
        return NULL;
    }
    sqlite3_wal_hook(writer, committed, self);
    return self;
}

void checkpoint_stop(struct checkpoint *self)
{
    if (!self)
        return;
    sqlite3_wal_hook(self->writer, NULL, NULL);
    pthread_mutex_lock(&self->mutex);
    self->stopping = true;
    pthread_cond_signal(&self->wake);
    pthread_mutex_unlock(&self->mutex);
    pthread_join(self->thread, NULL);
    sqlite3_close(self->handle);
    pthread_mutex_destroy(&self->mutex);
    pthread_cond_destroy(&self->wake);
    free(self->path);
    free(self);
}
