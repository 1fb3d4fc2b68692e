/* Whole requests, byte for byte, to a server of our own: what reaches the handler keeps what
 * http/request.h promises, and all that comes back is HTTP with the strict headers. */
#include "fuzz.h"

#include "base/clock.h"
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { BODY_MOST = 512, ANSWER_ROOM = 256 * 1024 };

static size_t body_most(void *context, enum method method, struct str path)
{
    (void)context;
    (void)path;
    return method == METHOD_GET ? 0 : BODY_MOST;
}

static void must_be_trimmed(struct str text)
{
    must(!text.len || (text.at[0] != ' ' && text.at[0] != '\t'));
    must(!text.len || (text.at[text.len - 1] != ' ' && text.at[text.len - 1] != '\t'));
    for (size_t i = 0; i < text.len; i++)
        must(text.at[i] == '\t' || ((unsigned char)text.at[i] >= 0x20 && text.at[i] != 0x7f));
}

/* What is said back must not end the head of the answer. */
static enum handled handle(void *context, struct request *request)
{
    struct str name, value, path = request->path;
    size_t at = 0;
    bool bad;
    (void)context;
    must(path.len > 0 && path.at[0] == '/' && request->body.len <= BODY_MOST);
    for (size_t i = 0; i < path.len; i++)
        must((unsigned char)path.at[i] >= 0x20 && path.at[i] != 0x7f);
    must_be_trimmed(request_header(request, "Authorization"));
    must_be_trimmed(request_header(request, "Idempotency-Key"));
    must_be_trimmed(request_cookie(request, "varde"));
    request_accepts_encoding(request, "br");
    while (query_next(request, request->query, &at, &name, &value, &bad))
        must(!bad);
    respond(request, 200, "text/plain", request_cookie(request, "varde"));
    respond_header(request, "X-Said", arena_text(&request->arena, path));
    return HANDLED;
}

static void finished(void *context, struct request *request)
{
    (void)context;
    (void)request;
}

static void refuse(void *context, struct request *request, enum error_code code, const char *detail)
{
    (void)context;
    must(detail && detail[0]);
    respond(request, error_http_status(code), "application/problem+json", str_of("{}"));
}

static unsigned port(void)
{
    static const struct clock noon = {.fixed = INT64_C(1795258800000)};
    static struct http_server *server; /* allowed: libFuzzer calls with nothing of ours */
    struct error error = {0};
    if (!server) {
        const struct http_config config = {
            .listen = "127.0.0.1:0",
            .threads = 1,
            .connections = 16,
            .patience = 5,
            .clock = &noon,
            .body_most = body_most,
            .handle = handle,
            .woken = handle,
            .finished = finished,
            .refuse = refuse,
        };
        server = http_start(&config, &error);
        must(server != NULL);
    }
    return http_port(server);
}

/* From many addresses of our own, since each has only so many ports, and those that were used rest
 * for a while. */
static struct sockaddr_in next_address(void)
{
    static uint32_t count; /* allowed: one thread */
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(0x7f000002 + count++ % 4096)};
}

/* libFuzzer's own signals may come in between: then once more. */
static int open_to(const struct sockaddr_in *to)
{
    for (;;) {
        const struct sockaddr_in from = next_address();
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        must(fd >= 0 && bind(fd, (const struct sockaddr *)&from, sizeof from) == 0);
        if (connect(fd, (const struct sockaddr *)to, sizeof *to) == 0)
            return fd;
        if (errno != EINTR) {
            perror("no connection to our own server");
            abort();
        }
        close(fd);
    }
}

/* The end is told at once, so that the server does not wait for the rest. */
static size_t talk(const uint8_t *data, size_t size, char *answer)
{
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port()),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct linger none = {.l_onoff = 1}; /* no port is left waiting */
    const struct timeval patience = {.tv_sec = 8};
    size_t len = 0;
    ssize_t got;
    int fd = open_to(&to);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    if (size)
        (void)send(fd, data, size, MSG_NOSIGNAL); /* it may have hung up already */
    shutdown(fd, SHUT_WR);
    while (len < ANSWER_ROOM && (got = recv(fd, answer + len, ANSWER_ROOM - len, 0)) > 0)
        len += (size_t)got;
    close(fd);
    return len;
}

/* The first answer; those of libmicrohttpd itself have no headers of ours, and say 4xx or 5xx. */
static bool is_answer(struct str answer)
{
    const char *end = memmem(answer.at, answer.len, "\r\n\r\n", 4);
    int status = 0;
    if (!end || !(str_starts(answer, "HTTP/1.1 ") || str_starts(answer, "HTTP/1.0 ")))
        return false;
    for (size_t i = 9; i < 12; i++)
        status = status * 10 + (answer.at[i] - '0');
    return (status == 100 || status >= 400 ||
            memmem(answer.at, (size_t)(end - answer.at), "nosniff", 7)) &&
           status <= 599;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char answer[ANSWER_ROOM]; /* allowed: one thread */
    size_t len = talk(data, size, answer);
    if (len && !is_answer((struct str){answer, len})) {
        fprintf(stderr, "This came back: %.*s\n", (int)len, answer);
        abort();
    }
    return 0;
}
