#include "system_api.h"

#include "app.h"
#include "assets.h"

enum handled system_healthz(struct call *call)
{
    respond(call->request, 200, "text/plain; charset=utf-8", STR("alive\n"));
    return HANDLED;
}

static const struct sql ASK = {"SELECT max(version) FROM migration"};

/* Reads from the database, and asks whether the last write reached the disk. */
enum handled system_readyz(struct call *call)
{
    struct error error = {0};
    struct app *app = call->app;
    struct db *db = readers_take(app->readers, &error);
    bool reads = db && db_run(db, &call->request->arena, &ASK, NO_ARGS, NULL, &error);
    readers_give(app->readers, db);
    bool writes = writer_healthy(app->writer);
    respond(call->request, reads && writes ? 200 : 503, "text/plain; charset=utf-8",
            reads && writes ? STR("ready\n")
            : reads         ? STR("the last write did not reach the database\n")
                            : STR("the database cannot be read\n"));
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
