/* Live: from a POST to the event at a nurse's open page. */
#include "base/caltime.h"
#include "base/clock.h"
#include "client.h"
#include "world.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PATIENTS = 1000, ROOM = 1 << 16, PATIENCE_MS = 10000, PAUSE_NS = 3000000 };

struct line {
    int socket;
    size_t len;
    char room[ROOM + 1];
};

struct live {
    struct line stream, post;
    struct targets targets;
    char writer[BENCH_TOKEN], listener[BENCH_TOKEN];
    uint64_t turn;
};

static void line_send(struct line *line, const char *text, size_t len)
{
    line->len = 0;
    if (send(line->socket, text, len, MSG_NOSIGNAL) != (ssize_t)len)
        bench_fail("cannot send: %s", strerror(errno));
}

static void line_read(struct line *line)
{
    ssize_t got = recv(line->socket, line->room + line->len, ROOM - line->len, 0);
    if (got <= 0)
        bench_fail("the server closed a connection");
    line->len += (size_t)got;
    line->room[line->len] = 0;
}

static void listen_to_events(struct live *live)
{
    char request[256];
    size_t head, body;
    int status = 0;
    int len = snprintf(request, sizeof request,
                       "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                       "Accept: text/event-stream\r\n\r\n",
                       live->listener);
    line_send(&live->stream, request, (size_t)len);
    do
        line_read(&live->stream);
    while (!answer_head(live->stream.room, live->stream.len, &status, &head, &body));
    if (status != 200)
        bench_fail("/api/events answers %d", status);
}

static void post(struct live *live, const struct target *target)
{
    char body[768], request[1200], now[CALTIME_TEXT];
    caltime_utc(clock_now(NULL), now);
    int len = snprintf(body, sizeof body,
                       "{\"resourceType\":\"Observation\",\"identifier\":[{\"system\":"
                       "\"urn:varde:bench\",\"value\":\"l-%llu\"}],\"status\":\"final\",\"code\":"
                       "{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8867-4\"}]},"
                       "\"subject\":{\"reference\":\"Patient/%s\"},\"effectiveDateTime\":\"%s\","
                       "\"valueQuantity\":{\"value\":%lld,\"unit\":\"/min\",\"system\":"
                       "\"http://unitsofmeasure.org\",\"code\":\"/min\"}}",
                       (unsigned long long)live->turn, target->text, now,
                       (long long)target->pulse / 1000000);
    int all = snprintf(request, sizeof request,
                       "POST /fhir/Observation HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                       "Bearer %s\r\nContent-Type: application/fhir+json\r\n"
                       "Content-Length: %d\r\n\r\n%s",
                       live->writer, len, body);
    line_send(&live->post, request, (size_t)all);
}

static bool answered(const struct line *line)
{
    size_t head, body;
    int status;
    if (!answer_head(line->room, line->len, &status, &head, &body) || line->len < head + body)
        return false;
    if (status != 201)
        bench_fail("status %d: %.300s", status, line->room + head);
    return true;
}

/* The patient's event, whole: ended by an empty line. */
static bool told(const struct line *line, const struct target *target)
{
    const char *at = memmem(line->room, line->len, target->text, UUID_TEXT - 1);
    return at && memmem(at, line->len - (size_t)(at - line->room), "\n\n", 2);
}

static void one(struct live *live, struct load_result *events, struct load_result *answers)
{
    const struct target *target = &live->targets.list[live->turn++ * 7919 % live->targets.count];
    struct pollfd ends[] = {{live->stream.socket, POLLIN, 0}, {live->post.socket, POLLIN, 0}};
    bool event = false, answer = false;
    live->stream.len = 0;
    double start = bench_now();
    post(live, target);
    while (!event || !answer) {
        if (poll(ends, 2, PATIENCE_MS) <= 0)
            bench_fail("no %s within %d s", event ? "answer" : "event", PATIENCE_MS / 1000);
        if (ends[0].revents)
            line_read(&live->stream);
        if (ends[1].revents)
            line_read(&live->post);
        double took = bench_now() - start;
        if (!event && (event = told(&live->stream, target)))
            load_note(events, took);
        if (!answer && (answer = answered(&live->post)))
            load_note(answers, took);
    }
}

static void measure(struct bench *bench, struct live *live, enum db_kind kind)
{
    static const double shares[] = {0.5, 0.99};
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    double waits[2][BENCH_ROUNDS], limits[2][BENCH_ROUNDS];
    int samples = bench->quick ? 100 : 200;
    char name[96];
    for (int round = 0; round < bench->rounds; round++) {
        struct load_result events = {0}, answers = {0};
        for (int i = 0; i < samples; i++) {
            one(live, &events, &answers);
            nanosleep(&pause, NULL);
        }
        for (size_t i = 0; i < 2; i++) {
            waits[i][round] = load_percentile(&events, 0, shares[i]);
            limits[i][round] = load_percentile(&answers, 0, shares[i]);
        }
        load_finish(&events);
        load_finish(&answers);
    }
    for (size_t i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "POST to event p%.0f, %s", shares[i] * 100, bench_kind(kind));
        bench_rounds(bench, name, waits[i], "ms", limits[i], (size_t)bench->rounds,
                     "the answer to that POST");
    }
}

void bench_live(struct bench *bench, enum db_kind kind)
{
    struct live *live = calloc(1, sizeof *live);
    if (!live)
        abort();
    bench_say("live, %s", bench_kind(kind));
    struct world world = world_open(bench, kind, PATIENTS, true);
    targets_read(&live->targets, &world);
    server_token(bench, &world, "journal", live->writer);
    server_token(bench, &world, "nurse", live->listener);
    struct server server = server_start(bench, &world);
    live->stream.socket = client_connect(server.port);
    live->post.socket = client_connect(server.port);
    listen_to_events(live);
    measure(bench, live, kind);
    close(live->stream.socket);
    close(live->post.socket);
    server_stop(&server);
    targets_finish(&live->targets);
    free(live);
    world_drop(bench, &world);
}
