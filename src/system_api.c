#include "system_api.h"

#include "app.h"
#include "assets.h"
#include "jobs/job.h"
#include "metrics/metrics_watch.h"

enum handled system_healthz(struct call *call)
{
    respond(call->request, 200, "text/plain; charset=utf-8", STR("alive\n"));
    return HANDLED;
}

/* Jobs that are late are said, and alerted on by their metrics; they are late for all processes
 * alike, so that no balancer should turn away from this one. */
static void put_late(struct buf *out, const struct job_row *rows, size_t count, int64_t now)
{
    const char *before = "late: ";
    for (size_t i = 0; i < count; i++) {
        if (!job_late(&rows[i], now))
            continue;
        buf_printf(out, "%s%s", before, rows[i].name);
        before = ", ";
    }
    if (before[0] == ',')
        buf_char(out, '\n');
}

/* Single rows that fail again and again keep no job from going well: said by themselves. As the
 * metrics last saw it. */
static void put_failing(struct buf *out, struct app *app, int64_t now)
{
    struct metrics_sight sight;
    metrics_watch_sight(app->watch, now, &sight);
    if (sight.seen.patients.failing)
        buf_printf(out, "failing: patients who cannot be looked at: %lld\n",
                   (long long)sight.seen.patients.failing);
    if (sight.seen.outbox.failing)
        buf_printf(out, "failing: messages that do not leave: %lld\n",
                   (long long)sight.seen.outbox.failing);
}

/* Reads from the database, and asks whether the last write reached the disk. */
enum handled system_readyz(struct call *call)
{
    struct error error = {0};
    struct app *app = call->app;
    struct job_row *rows;
    struct buf out;
    size_t count;
    struct db *db = readers_take(app->readers, &error);
    bool reads = db && job_list(db, &call->request->arena, &rows, &count, &error);
    readers_give(app->readers, db);
    bool writes = writer_healthy(app->writer);
    buf_init(&out, &call->request->arena, 64);
    buf_text(&out, reads && writes ? "ready\n"
                   : reads         ? "the last write did not reach the database\n"
                                   : "the database cannot be read\n");
    if (reads) {
        put_late(&out, rows, count, clock_now(&app->clock));
        put_failing(&out, app, clock_now(&app->clock));
    }
    respond(call->request, reads && writes ? 200 : 503, "text/plain; charset=utf-8",
            buf_slice(&out));
    return HANDLED;
}

/* Assets. */

static const struct asset *asset_find(struct str path)
{
    for (size_t i = 0; i < asset_count; i++)
        if (str_is(path, assets[i].path))
            return &assets[i];
    return NULL;
}

static enum handled send_asset(struct call *call, struct str path, const char *caching)
{
    struct request *request = call->request;
    const struct asset *asset = asset_find(path);
    struct error error = {0};
    if (!asset) {
        error_set(&error, ERROR_NOT_FOUND, "There is nothing here.");
        return call_fail(call, &error);
    }
    const struct asset_body *body = &asset->plain;
    const char *encoding = NULL;
    if (asset->brotli.at && request_accepts_encoding(request, "br")) {
        body = &asset->brotli;
        encoding = "br";
    } else if (asset->gzip.at && request_accepts_encoding(request, "gzip")) {
        body = &asset->gzip;
        encoding = "gzip";
    }
    if (str_is(request_header(request, "If-None-Match"), asset->etag))
        respond_empty(request, 304);
    else
        respond(request, 200, asset->content_type, (struct str){(const char *)body->at, body->len});
    if (encoding && request->response.status == 200)
        respond_header(request, "Content-Encoding", encoding);
    respond_header(request, "ETag", asset->etag);
    respond_header(request, "Vary", "Accept-Encoding");
    respond_header(request, "Cache-Control", caching);
    return HANDLED;
}

enum handled page_clinician(struct call *call)
{
    return send_asset(call, STR("/index.html"), "no-cache");
}

enum handled page_login(struct call *call)
{
    return send_asset(call, STR("/login.html"), "no-cache");
}

enum handled page_patient(struct call *call)
{
    return send_asset(call, STR("/me.html"), "no-cache");
}

enum handled page_asset(struct call *call)
{
    return send_asset(call, call->request->path, "public, max-age=31536000, immutable");
}

enum handled system_programme_schema(struct call *call)
{
    return send_asset(call, STR("/programme-1.json"), "no-cache");
}

enum handled system_openapi(struct call *call)
{
    return send_asset(call, STR("/openapi.json"), "no-cache");
}
