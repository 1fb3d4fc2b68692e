#include "store/readers.h"

#include <pthread.h>
#include <stdlib.h>

struct readers {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    char *url;
    size_t most, open, free_count, waiting;
    struct db **free;
};

struct readers *readers_create(const char *url, size_t most, struct error *error)
{
    struct readers *readers = calloc(1, sizeof *readers);
    if (!readers || !(readers->url = strdup(url)) ||
        !(readers->free = calloc(most, sizeof(struct db *))))
        abort();
    pthread_mutex_init(&readers->mutex, NULL);
    pthread_cond_init(&readers->wake, NULL);
    readers->most = most;
    struct db *first = readers_take(readers, error);
    if (!first) {
        readers_destroy(readers);
        return NULL;
    }
    readers_give(readers, first);
    return readers;
}

void readers_destroy(struct readers *readers)
{
    if (!readers)
        return;
    for (size_t i = 0; i < readers->free_count; i++)
        db_close(readers->free[i]);
    pthread_mutex_destroy(&readers->mutex);
    pthread_cond_destroy(&readers->wake);
    free(readers->free);
    free(readers->url);
    free(readers);
}

static void forget(struct readers *readers)
{
    pthread_mutex_lock(&readers->mutex);
    readers->open--;
    pthread_cond_signal(&readers->wake);
    pthread_mutex_unlock(&readers->mutex);
}

struct db *readers_take(struct readers *readers, struct error *error)
{
    struct db *db = NULL;
    pthread_mutex_lock(&readers->mutex);
    readers->waiting++;
    while (readers->free_count == 0 && readers->open == readers->most)
        pthread_cond_wait(&readers->wake, &readers->mutex);
    readers->waiting--;
    if (readers->free_count)
        db = readers->free[--readers->free_count];
    else
        readers->open++;
    pthread_mutex_unlock(&readers->mutex);
    if (!db && !(db = db_open(readers->url, DB_READ, error)))
        forget(readers);
    return db;
}

void readers_give(struct readers *readers, struct db *db)
{
    if (!db)
        return;
    if (!db_alive(db)) {
        db_close(db);
        forget(readers);
        return;
    }
    pthread_mutex_lock(&readers->mutex);
    readers->free[readers->free_count++] = db;
    pthread_cond_signal(&readers->wake);
    pthread_mutex_unlock(&readers->mutex);
}

void readers_stats(struct readers *readers, struct readers_stats *stats_r)
{
    pthread_mutex_lock(&readers->mutex);
    *stats_r = (struct readers_stats){
        .most = readers->most,
        .open = readers->open,
        .busy = readers->open - readers->free_count,
        .waiting = readers->waiting,
    };
    pthread_mutex_unlock(&readers->mutex);
}
