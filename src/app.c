#include "app.h"

#include "auth/session.h"
#include "event/event.h"
#include "house.h"
#include "metrics/metrics_watch.h"
#include "programme/programme.h"

static const struct sql LAST_EVENT = {"SELECT max(id) FROM event"};

static bool start_events(struct app *app, struct error *error)
{
    struct arena arena;
    struct rows *rows;
    struct db *db = readers_take(app->readers, error);
    if (!db)
        return false;
    arena_init(&arena);
    bool ok = db_run(db, &arena, &LAST_EVENT, NO_ARGS, &rows, error);
    if (ok)
        event_bus_start(app->events, row_int(rows, 0, 0));
    arena_finish(&arena);
    readers_give(app->readers, db);
    return ok;
}

bool app_open(struct app *app, const struct config *config, uint64_t seed, struct error *error)
{
    *app = (struct app){.config = *config};
    app->ids = seed ? uuid_source_create_seeded(seed) : uuid_source_create();
    app->events = event_bus_create();
    app->sessions = sessions_create();
    app->programmes = programmes_create();
    app->house = house_create(app->events, app->ids);
    struct writer_hooks hooks = house_hooks(app->house);
    /* A listener may ask again while its thread holds one. */
    app->readers = readers_create(config->db, (size_t)config->threads * 2, error);
    if (!app->readers || !start_events(app, error))
        goto fail;
    app->writer = writer_create(config->db, &app->clock, (size_t)config->queue, &hooks, error);
    if (app->writer)
        return true;
fail:
    app_close(app);
    return false;
}

void app_close(struct app *app)
{
    metrics_watch_destroy(app->watch);
    writer_destroy(app->writer);
    readers_destroy(app->readers);
    house_destroy(app->house);
    programmes_destroy(app->programmes);
    sessions_destroy(app->sessions);
    event_bus_destroy(app->events);
    uuid_source_destroy(app->ids);
    *app = (struct app){0};
}
