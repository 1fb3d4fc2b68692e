#include "system_api.h"

#include "app.h"
#include "assets.h"
#include "event/event.h"
#include "jobs/job.h"
#include "metrics.h"

#include <stdio.h>
#include <unistd.h>

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
    if (reads)
        put_late(&out, rows, count, clock_now(&app->clock));
    respond(call->request, reads && writes ? 200 : 503, "text/plain; charset=utf-8",
            buf_slice(&out));
    return HANDLED;
}

/* The second number of /proc/self/statm, in pages. */
static int64_t resident_bytes(void)
{
    char line[128] = "";
    struct str all, total, resident;
    int64_t pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        line[0] = 0;
    (void)fclose(file);
    str_cut(str_of(line), ' ', &total, &all);
    str_cut(all, ' ', &resident, &all);
    return str_int(resident, &pages) ? pages * sysconf(_SC_PAGESIZE) : 0;
}

static void put_metric(struct buf *out, const char *name, const char *type, const char *help,
                       uint64_t value)
{
    buf_printf(out, "# HELP varde_%s %s\n# TYPE varde_%s %s\nvarde_%s %llu\n", name, help, name,
               type, name, (unsigned long long)value);
}

static void put_answers(struct buf *out, struct metrics *metrics)
{
    buf_text(out, "# HELP varde_http_answers_total Answers by class of status.\n"
                  "# TYPE varde_http_answers_total counter\n");
    for (int i = 1; i < 6; i++)
        buf_printf(out, "varde_http_answers_total{class=\"%dxx\"} %llu\n", i,
                   (unsigned long long)metrics->answers[i]);
}

enum handled system_metrics(struct call *call)
{
    struct app *app = call->app;
    struct writer_stats writer;
    struct http_stats http;
    struct buf out;
    buf_init(&out, &call->request->arena, 4096);
    writer_stats(app->writer, &writer);
    http_stats(app->http, &http);
    put_answers(&out, &app->metrics);
    put_metric(&out, "http_requests_total", "counter", "Requests taken in.", http.requests);
    put_metric(&out, "http_refused_total", "counter", "Requests refused before any handler.",
               http.refused);
    put_metric(&out, "http_connections", "gauge", "Open connections.", http.connections);
    put_metric(&out, "http_streams", "gauge", "Open event streams.", http.streams);
    put_metric(&out, "writer_commands_total", "counter", "Commands run.", writer.commands);
    put_metric(&out, "writer_transactions_total", "counter", "Transactions committed.",
               writer.transactions);
    put_metric(&out, "writer_failures_total", "counter", "Commands that failed alone.",
               writer.failures);
    put_metric(&out, "writer_refused_total", "counter", "Commands refused: the queue was full.",
               writer.refused_full);
    put_metric(&out, "writer_waiting", "gauge", "Commands that wait now.", writer.waiting);
    put_metric(&out, "writer_healthy", "gauge", "1 when the last transaction reached the database.",
               writer_healthy(app->writer));
    put_metric(&out, "event_last_id", "counter", "Newest event.",
               (uint64_t)event_bus_last(app->events));
    put_metric(&out, "resident_bytes", "gauge", "Memory, mapped files included.",
               (uint64_t)resident_bytes());
    respond(call->request, 200, "text/plain; version=0.0.4; charset=utf-8", buf_slice(&out));
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
    struct error error = {0};
    if (call->app->config.demo)
        return send_asset(call, STR("/login.html"), "no-cache");
    error_set(&error, ERROR_NOT_FOUND, "There is nothing here.");
    return call_fail(call, &error);
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
