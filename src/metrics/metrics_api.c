/* Nothing here waits for the database or the writer: what the database tells was read before
 * (metrics_watch). */
#include "metrics/metrics_api.h"

#include "app.h"
#include "event/event.h"
#include "house.h"
#include "metrics/metrics_process.h"
#include "metrics/metrics_text.h"
#include "metrics/metrics_watch.h"
#include "version.h"

enum { ROOM = 48 * 1024 };

static const char *const classes[] = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

/* ---- answers ---- */

/* Only what has happened: a route has at most six of these. */
static void put_route_answers(struct buf *out, struct metrics *metrics)
{
    metric_head(out, "varde_http_route_answers_total", "counter",
                "Answers by route and class of status; what has not happened is left out.");
    for (size_t i = 0; i < route_count && i < METRICS_ROUTES; i++)
        for (int k = 0; k < 6; k++)
            if (metrics->routes[i].answers[k])
                metric_number(out, "varde_http_route_answers_total",
                              LABELS({"method", methods[routes[i].method]},
                                     {"route", routes[i].pattern}, {"class", classes[k]}),
                              (int64_t)metrics->routes[i].answers[k]);
    metric_head(out, "varde_http_route_seconds_total", "counter",
                "Time that the answers of a route took together, streams left out.");
    for (size_t i = 0; i < route_count && i < METRICS_ROUTES; i++)
        if (metrics->routes[i].micros)
            metric_micros(
                out, "varde_http_route_seconds_total",
                LABELS({"method", methods[routes[i].method]}, {"route", routes[i].pattern}),
                (int64_t)metrics->routes[i].micros);
}

static void put_durations(struct buf *out, struct metrics *metrics)
{
    static const struct label groups[METRICS_GROUPS][3] = {
        [METRICS_PAGE] = {{"kind", "page"}, {"access", "read"}},
        [METRICS_API_READ] = {{"kind", "api"}, {"access", "read"}},
        [METRICS_API_WRITE] = {{"kind", "api"}, {"access", "write"}},
        [METRICS_FHIR_READ] = {{"kind", "fhir"}, {"access", "read"}},
        [METRICS_FHIR_WRITE] = {{"kind", "fhir"}, {"access", "write"}},
    };
    metric_head(out, "varde_http_answer_duration_seconds", "histogram",
                "From when a request was read to when its answer was sent, streams left out.");
    for (int i = 0; i < METRICS_GROUPS; i++) {
        struct histogram_reading reading;
        histogram_read(&metrics->durations[i], &metrics_duration_shape, &reading);
        metric_histogram(out, "varde_http_answer_duration_seconds", groups[i],
                         &metrics_duration_shape, &reading, true);
    }
}

static void put_http(struct buf *out, struct app *app)
{
    struct http_stats http;
    http_stats(app->http, &http);
    metric_head(out, "varde_http_answers_total", "counter", "Answers by class of status.");
    for (int i = 0; i < 6; i++)
        metric_number(out, "varde_http_answers_total", LABELS({"class", classes[i]}),
                      (int64_t)app->metrics.answers[i]);
    put_route_answers(out, &app->metrics);
    put_durations(out, &app->metrics);
    metric_counter(out, "varde_http_requests_total", http.requests, "Requests taken in.");
    metric_counter(out, "varde_http_refused_total", http.refused,
                   "Requests refused before any handler.");
    metric_gauge(out, "varde_http_connections", (int64_t)http.connections, "Open connections.");
    metric_gauge(out, "varde_http_connections_limit", app->config.connections,
                 "Connections that may be open.");
    metric_gauge(out, "varde_http_streams", (int64_t)http.streams,
                 "Open event streams: screens that are told of changes.");
    metric_counter(out, "varde_events_total", (uint64_t)event_bus_last(app->events),
                   "Events since the database was made: the newest one's number.");
}

/* ---- the writer ---- */

static void put_writer(struct buf *out, struct app *app)
{
    struct writer_stats stats;
    writer_stats(app->writer, &stats);
    metric_counter(out, "varde_writer_commands_total", stats.commands, "Commands run.");
    metric_counter(out, "varde_writer_transactions_total", stats.transactions,
                   "Transactions committed.");
    metric_counter(out, "varde_writer_failures_total", stats.failures,
                   "Commands that failed, by themselves or with the database.");
    metric_counter(out, "varde_writer_refused_total", stats.refused_full,
                   "Commands refused: the queue was full.");
    metric_gauge(out, "varde_writer_waiting", (int64_t)stats.waiting, "Commands that wait now.");
    metric_gauge(out, "varde_writer_room", (int64_t)stats.room, "Commands that may wait.");
    metric_gauge(out, "varde_writer_healthy", writer_healthy(app->writer),
                 "1 when the last transaction reached the database.");
    metric_head(out, "varde_writer_committed_timestamp_seconds", "gauge",
                "When a transaction was last committed; 0: not since the start.");
    metric_moment(out, "varde_writer_committed_timestamp_seconds", NO_LABELS, stats.committed_at);
    metric_head(out, "varde_writer_running_seconds", "gauge",
                "How long the open transaction has taken until now; 0: there is none.");
    metric_micros(out, "varde_writer_running_seconds", NO_LABELS, stats.running);
    metric_head(out, "varde_writer_batch_commands", "histogram",
                "Commands of one transaction, committed or not.");
    metric_histogram(out, "varde_writer_batch_commands", NO_LABELS, &writer_batch_shape,
                     &stats.batches, false);
    metric_head(out, "varde_writer_transaction_duration_seconds", "histogram",
                "Time of one transaction, committed or not.");
    metric_histogram(out, "varde_writer_transaction_duration_seconds", NO_LABELS,
                     &writer_duration_shape, &stats.durations, true);
}

/* ---- reports and work ---- */

static void put_reports(struct buf *out, struct app *app, const struct metrics_sight *sight)
{
    struct house_reports reports;
    house_reports(app->house, &reports);
    metric_head(out, "varde_reports_total", "counter",
                "Reports taken in with something new, by channel and by the zone they got.");
    for (int channel = 0; channel < HOUSE_CHANNELS; channel++)
        for (int zone = 0; zone < HOUSE_ZONES; zone++)
            metric_number(out, "varde_reports_total",
                          LABELS({"channel", house_channel_word(channel)},
                                 {"zone", zone_word((enum zone)zone)}),
                          (int64_t)reports.counts[channel][zone]);
    metric_head(out, "varde_report_last_timestamp_seconds", "gauge",
                "When the last report came in, also before the start; 0: none is known.");
    metric_moment(out, "varde_report_last_timestamp_seconds", NO_LABELS,
                  reports.last_at > sight->seen.report_at ? reports.last_at
                                                          : sight->seen.report_at);
}

static void put_age(struct buf *out, const char *name, int64_t since, int64_t now, const char *help)
{
    metric_head(out, name, "gauge", help);
    metric_moment(out, name, NO_LABELS, since && since < now ? now - since : 0);
}

static void put_work(struct buf *out, const struct metrics_sight *sight, int64_t now)
{
    const struct metrics_work *work = &sight->seen.work;
    metric_head(out, "varde_worklist_rows", "gauge",
                "Rows of all work lists that wait for somebody, by what they wait for.");
    metric_number(out, "varde_worklist_rows", LABELS({"tier", "red"}), work->red);
    metric_number(out, "varde_worklist_rows", LABELS({"tier", "yellow"}), work->yellow);
    metric_number(out, "varde_worklist_rows", LABELS({"tier", "attention"}), work->attention);
    put_age(out, "varde_red_oldest_seconds", work->red_since, now,
            "How long the oldest open red has stood; 0: there is none.");
    put_age(out, "varde_red_untaken_seconds", work->untaken_since, now,
            "The same of those that nobody has taken.");
    metric_head(out, "varde_red_untaken_open_seconds", "gauge",
                "How much of that lay within the opening hours of its service; 0 while that is "
                "closed.");
    metric_moment(out, "varde_red_untaken_open_seconds", NO_LABELS, work->untaken_open);
}

/* ---- database, jobs, backup ---- */

static void put_bytes(struct buf *out, const char *name, int64_t bytes, const char *help)
{
    if (bytes >= 0)
        metric_gauge(out, name, bytes, help);
}

static void put_readers(struct buf *out, struct app *app)
{
    struct readers_stats stats;
    readers_stats(app->readers, &stats);
    metric_gauge(out, "varde_readers_room", (int64_t)stats.most,
                 "Connections for reading that may be open.");
    metric_gauge(out, "varde_readers_busy", (int64_t)stats.busy, "Those in use now.");
    metric_gauge(out, "varde_readers_waiting", (int64_t)stats.waiting,
                 "Threads that wait for one.");
}

static void put_database(struct buf *out, const struct metrics_sight *sight)
{
    const struct db_space *space = &sight->seen.space;
    metric_gauge(out, "varde_database_up", sight->is_up,
                 "1 when the database was read well within the last seconds.");
    metric_head(out, "varde_database_seen_timestamp_seconds", "gauge",
                "As of when what is read from the database is told: work, jobs, sessions, sizes.");
    metric_moment(out, "varde_database_seen_timestamp_seconds", NO_LABELS, sight->seen_at);
    if (!sight->seen_at)
        return;
    metric_head(out, "varde_database_info", "gauge", "Which kind of database it is.");
    metric_number(out, "varde_database_info", LABELS({"kind", space->kind}), 1);
    put_bytes(out, "varde_database_size_bytes", space->size, "Size of the database.");
    put_bytes(out, "varde_database_wal_bytes", space->log,
              "Size of SQLite's log, which is copied back into the file.");
    put_bytes(out, "varde_database_disk_size_bytes", space->disk_size,
              "Size of the disk of SQLite's file.");
    put_bytes(out, "varde_database_disk_free_bytes", space->disk_free,
              "What is free of it for this user.");
    metric_gauge(out, "varde_sessions", sight->seen.sessions, "Sign-ins and tokens in force.");
}

static int64_t late(const struct metrics_job *job, int64_t now)
{
    return job->leased || job->due_at >= now ? 0 : now - job->due_at;
}

static int64_t waited(const struct metrics_due *due, int64_t now)
{
    return due->since && due->since < now ? now - due->since : 0;
}

static void put_due(struct buf *out, const struct metrics_seen *seen, int64_t now)
{
    metric_head(out, "varde_due_rows", "gauge",
                "What is due and not done yet: patients to be looked at for what time brings, what "
                "is to leave the house (outbox).");
    metric_number(out, "varde_due_rows", LABELS({"what", "patients"}), seen->patients.waiting);
    metric_number(out, "varde_due_rows", LABELS({"what", "outbox"}), seen->outbox.waiting);
    metric_head(out, "varde_due_oldest_seconds", "gauge",
                "How long the oldest of that has been due; 0: nothing is.");
    metric_moment(out, "varde_due_oldest_seconds", LABELS({"what", "patients"}),
                  waited(&seen->patients, now));
    metric_moment(out, "varde_due_oldest_seconds", LABELS({"what", "outbox"}),
                  waited(&seen->outbox, now));
    metric_head(out, "varde_due_failing", "gauge",
                "How many of these rows failed when they were last tried, and are put off.");
    metric_number(out, "varde_due_failing", LABELS({"what", "patients"}), seen->patients.failing);
    metric_number(out, "varde_due_failing", LABELS({"what", "outbox"}), seen->outbox.failing);
}

static void put_jobs(struct buf *out, const struct metrics_sight *sight, int64_t now)
{
    const struct metrics_seen *seen = &sight->seen;
    metric_head(out, "varde_job_late_seconds", "gauge",
                "How long a job has been due without anybody doing it.");
    for (size_t i = 0; i < seen->job_count; i++)
        metric_moment(out, "varde_job_late_seconds", LABELS({"name", seen->jobs[i].name}),
                      late(&seen->jobs[i], now));
    metric_head(out, "varde_job_done_timestamp_seconds", "gauge",
                "When a job last went well; 0: never.");
    for (size_t i = 0; i < seen->job_count; i++)
        metric_moment(out, "varde_job_done_timestamp_seconds", LABELS({"name", seen->jobs[i].name}),
                      seen->jobs[i].done_at);
    metric_head(out, "varde_job_failures", "gauge",
                "How often a job has failed since it last went well.");
    for (size_t i = 0; i < seen->job_count; i++)
        metric_number(out, "varde_job_failures", LABELS({"name", seen->jobs[i].name}),
                      seen->jobs[i].failures);
    put_due(out, seen, now);
    metric_head(out, "varde_backup_timestamp_seconds", "gauge",
                "When the last backup by varde backup was whole; 0: never.");
    metric_moment(out, "varde_backup_timestamp_seconds", NO_LABELS, seen->backup_at);
}

/* ---- the program ---- */

static void put_process(struct buf *out, const struct metrics_sight *sight)
{
    struct metrics_process process;
    metrics_process(&process);
    metric_head(out, "varde_build_info", "gauge", "Which program runs.");
    metric_number(out, "varde_build_info", LABELS({"version", VARDE_VERSION}), 1);
    metric_head(out, "varde_process_start_time_seconds", "gauge", "When the server started.");
    metric_moment(out, "varde_process_start_time_seconds", NO_LABELS, sight->started_at);
    metric_head(out, "varde_process_cpu_seconds_total", "counter", "Processor time used.");
    metric_micros(out, "varde_process_cpu_seconds_total", NO_LABELS, process.cpu);
    metric_gauge(out, "varde_resident_bytes", process.resident,
                 "Memory in use, mapped files included.");
    metric_gauge(out, "varde_process_open_fds", process.open_files, "Open files and connections.");
    metric_gauge(out, "varde_process_max_fds", process.most_files, "How many may be open.");
    if (!sight->certificate_until)
        return;
    metric_head(out, "varde_tls_certificate_expiry_timestamp_seconds", "gauge",
                "Until when the certificate of tls_cert is valid, as read at the start.");
    metric_moment(out, "varde_tls_certificate_expiry_timestamp_seconds", NO_LABELS,
                  sight->certificate_until);
}

enum handled metrics_show(struct call *call)
{
    struct app *app = call->app;
    struct metrics_sight sight;
    struct buf out;
    int64_t now = call->request->now;
    buf_init(&out, &call->request->arena, ROOM);
    metrics_watch_sight(app->watch, now, &sight);
    put_http(&out, app);
    put_writer(&out, app);
    put_reports(&out, app, &sight);
    if (sight.seen_at)
        put_work(&out, &sight, now);
    put_database(&out, &sight);
    put_readers(&out, app);
    if (sight.seen_at)
        put_jobs(&out, &sight, now);
    put_process(&out, &sight);
    respond(call->request, 200, "text/plain; version=0.0.4; charset=utf-8", buf_slice(&out));
    return HANDLED;
}
