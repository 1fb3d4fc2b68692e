#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct client *client_open(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct client *client = calloc(1, sizeof *client);
    int on = 1;
    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(client->fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(client->fd);
        free(client);
        return NULL;
    }
    return client;
}

void client_close(struct client *client)
{
    if (!client)
        return;
    close(client->fd);
    free(client);
}

bool client_send(struct client *client, const char *bytes, size_t len)
{
    while (len) {
        ssize_t sent = send(client->fd, bytes, len, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

bool client_text(struct client *client, const char *format, ...)
{
    char text[32 * 1024];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return client_send(client, text, (size_t)len);
}

/* One more read; false at the end, or when nothing came in time. */
static bool client_more(struct client *client, int64_t until)
{
    struct pollfd poll_fd = {.fd = client->fd, .events = POLLIN};
    int64_t left = until - now_ms();
    if (client->len + 1 >= sizeof client->room || left <= 0 || poll(&poll_fd, 1, (int)left) <= 0)
        return false;
    ssize_t got =
        recv(client->fd, client->room + client->len, sizeof client->room - client->len - 1, 0);
    if (got <= 0)
        return false;
    client->len += (size_t)got;
    client->room[client->len] = 0;
    return true;
}

static void client_eat(struct client *client, size_t len)
{
    memmove(client->room, client->room + len, client->len - len);
    client->len -= len;
    client->room[client->len] = 0;
}

/* The body by its chunks, until the last one. */
static bool client_chunks(struct client *client, int64_t until, struct answer *answer)
{
    for (;;) {
        char *line = memmem(client->room, client->len, "\r\n", 2);
        if (line) {
            size_t size = strtoul(client->room, NULL, 16);
            size_t from = (size_t)(line + 2 - client->room);
            if (client->len >= from + size + 2) {
                memcpy(answer->body + answer->body_len, client->room + from, size);
                answer->body_len += size;
                client_eat(client, from + size + 2);
                if (size == 0)
                    return true;
                continue;
            }
        }
        if (!client_more(client, until))
            return false;
    }
}

static bool client_counted(struct client *client, int64_t until, size_t size, struct answer *answer)
{
    while (answer->body_len < size) {
        if (client->len == 0 && !client_more(client, until))
            return false;
        size_t take = size - answer->body_len < client->len ? size - answer->body_len : client->len;
        size_t room = sizeof answer->body - 1;
        size_t kept = answer->body_len + take <= room ? take : 0; /* larger ones are only counted */
        memcpy(answer->body + (kept ? answer->body_len : 0), client->room, kept);
        answer->body_len += take;
        client_eat(client, take);
    }
    return true;
}

void client_answer(struct client *client, int patience, bool head_only, struct answer *answer_r)
{
    int64_t until = now_ms() + patience;
    char *end;
    *answer_r = (struct answer){0};
    while (!(end = memmem(client->room, client->len, "\r\n\r\n", 4)))
        if (!client_more(client, until))
            return;
    size_t len = (size_t)(end + 4 - client->room);
    if (len >= sizeof answer_r->head)
        return;
    memcpy(answer_r->head, client->room, len);
    client_eat(client, len);
    int status = (int)strtol(answer_r->head + 9, NULL, 10);
    const char *size = answer_header(answer_r, "Content-Length");
    size_t counted = size ? strtoul(size, NULL, 10) : 0;
    bool good = true;
    if (!head_only && answer_header(answer_r, "Transfer-Encoding"))
        good = client_chunks(client, until, answer_r);
    else if (!head_only && status != 204 && status != 304)
        good = client_counted(client, until, counted, answer_r);
    answer_r->status = good ? status : 0;
}

bool client_until(struct client *client, const char *text, int patience)
{
    int64_t until = now_ms() + patience;
    while (!memmem(client->room, client->len, text, strlen(text)))
        if (!client_more(client, until))
            return false;
    return true;
}

bool client_closed(struct client *client, int patience)
{
    int64_t until = now_ms() + patience;
    for (;;) {
        struct pollfd poll_fd = {.fd = client->fd, .events = POLLIN};
        int64_t left = until - now_ms();
        if (left <= 0 || poll(&poll_fd, 1, (int)left) <= 0)
            return false;
        ssize_t got = recv(client->fd, client->room, sizeof client->room, 0);
        if (got == 0 || (got < 0 && errno == ECONNRESET))
            return true;
    }
}

void client_get(unsigned port, const char *path, struct answer *answer_r)
{
    struct client *client = client_open(port);
    *answer_r = (struct answer){0};
    if (!client)
        return;
    client_text(client, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", path);
    client_answer(client, 5000, false, answer_r);
    client_close(client);
}

const char *answer_header(const struct answer *answer, const char *name)
{
    static _Thread_local char value[1024];
    size_t len = strlen(name);
    for (const char *line = strstr(answer->head, "\r\n"); line && line[2];
         line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, len) == 0 && line[2 + len] == ':') {
            const char *from = line + 2 + len + 2;
            snprintf(value, sizeof value, "%.*s", (int)strcspn(from, "\r"), from);
            return value;
        }
    return NULL;
}

bool reaches(_Atomic int *value, int least, int patience)
{
    for (int64_t until = now_ms() + patience; atomic_load(value) < least; usleep(1000))
        if (now_ms() > until)
            return false;
    return true;
}
