#include "client.h"

#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST = 128 << 10, ANSWER = 1 << 20, EVENTS = 64, PATIENCE_MS = 20000 };

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int client_free_port(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t len = sizeof address;
    int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0 || bind(probe, (struct sockaddr *)&address, len) != 0 ||
        getsockname(probe, (struct sockaddr *)&address, &len) != 0)
        bench_fail("no free port: %s", strerror(errno));
    close(probe);
    return ntohs(address.sin_port);
}

static int try_connect(int port)
{
    struct sockaddr_in address = loopback(port);
    int on = 1, to = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (to >= 0 && connect(to, (struct sockaddr *)&address, sizeof address) != 0) {
        close(to);
        return -1;
    }
    if (to >= 0)
        setsockopt(to, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return to;
}

int client_connect(int port)
{
    int to = try_connect(port);
    if (to < 0)
        bench_fail("cannot connect to port %d: %s", port, strerror(errno));
    return to;
}

bool answer_head(const char *at, size_t len, int *status_r, size_t *head_r, size_t *body_r)
{
    const char *end = memmem(at, len, "\r\n\r\n", 4);
    *body_r = 0;
    if (!end || len < 12)
        return false;
    *head_r = (size_t)(end - at) + 4;
    *status_r = (int)strtol(at + 9, NULL, 10);
    for (const char *line = at; line < end; line++) {
        if (strncasecmp(line, "content-length:", 15) == 0)
            *body_r = strtoul(line + 15, NULL, 10);
        line = memchr(line, '\n', (size_t)(end - line));
        if (!line)
            break;
    }
    return true;
}

int client_get_status(int port, const char *path)
{
    char room[4096];
    size_t head, body;
    int status = 0, to = try_connect(port);
    if (to < 0)
        return 0;
    int len = snprintf(room, sizeof room, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                       path);
    if (send(to, room, (size_t)len, MSG_NOSIGNAL) == len) {
        ssize_t got = recv(to, room, sizeof room - 1, 0);
        if (got > 0 && !answer_head(room, (size_t)got, &status, &head, &body))
            status = 0;
    }
    close(to);
    return status;
}

struct lane {
    int socket;
    double started;
    bool waiting; /* for an answer */
    size_t len, room;
    char *answer;
};

static void lane_ask(struct lane *lane, const struct load *load)
{
    char request[REQUEST];
    size_t len = load->make(load->context, request, sizeof request);
    if (len > sizeof request)
        bench_fail("a request of %zu bytes", len);
    lane->started = bench_now();
    lane->waiting = true;
    lane->len = 0;
    if (send(lane->socket, request, len, MSG_NOSIGNAL) != (ssize_t)len)
        bench_fail("cannot send: %s", strerror(errno));
}

void load_note(struct load_result *result, double seconds)
{
    if (result->count == result->size) {
        result->size = result->size ? 2 * result->size : 65536;
        result->microseconds =
            realloc(result->microseconds, result->size * sizeof *result->microseconds);
        if (!result->microseconds)
            abort();
    }
    result->microseconds[result->count++] = (int64_t)(seconds * 1e6);
}

/* True when the answer is all there. */
static bool lane_read(struct lane *lane, const struct load *load)
{
    size_t head, body;
    int status;
    ssize_t got = recv(lane->socket, lane->answer + lane->len, lane->room - lane->len, 0);
    if (got <= 0)
        bench_fail("the server closed a connection");
    lane->len += (size_t)got;
    if (!answer_head(lane->answer, lane->len, &status, &head, &body))
        return false;
    if (head + body > lane->room)
        bench_fail("an answer of %zu bytes", head + body);
    if (lane->len < head + body)
        return false;
    if (status != load->wanted)
        bench_fail("status %d: %.*s", status, (int)(body < 600 ? body : 600), lane->answer + head);
    lane->waiting = false;
    return true;
}

static struct lane *lanes_create(const struct load *load, int events)
{
    struct lane *lanes = calloc((size_t)load->connections, sizeof *lanes);
    if (!lanes)
        abort();
    for (int i = 0; i < load->connections; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &lanes[i]};
        lanes[i].socket = client_connect(load->port);
        lanes[i].room = ANSWER;
        lanes[i].answer = malloc(ANSWER);
        if (!lanes[i].answer || epoll_ctl(events, EPOLL_CTL_ADD, lanes[i].socket, &event) != 0)
            abort();
    }
    return lanes;
}

static void lanes_destroy(struct lane *lanes, int count)
{
    for (int i = 0; i < count; i++) {
        close(lanes[i].socket);
        free(lanes[i].answer);
    }
    free(lanes);
}

void load_run(const struct load *load, struct load_result *result)
{
    struct epoll_event ready[EVENTS];
    int events = epoll_create1(EPOLL_CLOEXEC), under_way = load->connections;
    struct lane *lanes = lanes_create(load, events);
    double start = bench_now(), now = start;
    for (int i = 0; i < load->connections; i++)
        lane_ask(&lanes[i], load);
    while (under_way > 0) {
        int count = epoll_wait(events, ready, EVENTS, PATIENCE_MS);
        if (count == 0)
            bench_fail("no answer within %d s", PATIENCE_MS / 1000);
        for (int i = 0; i < count; i++) {
            struct lane *lane = ready[i].data.ptr;
            if (!lane_read(lane, load))
                continue;
            now = bench_now();
            result->answered++;
            load_note(result, now - lane->started);
            if (now - start < load->seconds)
                lane_ask(lane, load);
            else
                under_way--;
        }
    }
    result->seconds += now - start;
    lanes_destroy(lanes, load->connections);
    close(events);
}

static int by_value(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return one < other ? -1 : one > other;
}

double load_percentile(struct load_result *result, size_t from, double share)
{
    size_t count = result->count - from, at = (size_t)((double)count * share);
    if (!count)
        return 0;
    qsort(result->microseconds + from, count, sizeof *result->microseconds, by_value);
    return (double)result->microseconds[from + (at < count ? at : count - 1)] / 1000;
}

void load_finish(struct load_result *result)
{
    free(result->microseconds);
    *result = (struct load_result){0};
}
