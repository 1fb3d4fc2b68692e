/* The listening socket: "127.0.0.1:8080", "[::1]:8080". */
#include "base/log.h"
#include "http/connection.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define WRONG_ADDRESS                                                                              \
    "listen: \"%s\" is not an address and a port, such as 127.0.0.1:8080 or [::1]:8080"

/* The address and the port of the text, terminated. */
static bool listen_split(const char *text, char host_r[64], char port_r[8])
{
    const char *colon = strrchr(text, ':');
    if (!colon)
        return false;
    const char *from = text, *until = colon;
    bool bracket = text[0] == '[';
    if (bracket) {
        from++;
        until--;
        if (until <= from || *until != ']')
            return false;
    }
    size_t len = (size_t)(until - from), digits = strlen(colon + 1);
    if (len == 0 || len >= 64 || digits == 0 || digits > 5 ||
        strspn(colon + 1, "0123456789") != digits || (!bracket && memchr(from, ':', len)))
        return false;
    memcpy(host_r, from, len);
    host_r[len] = 0;
    memcpy(port_r, colon + 1, digits + 1);
    return true;
}

static struct addrinfo *listen_address(const char *text)
{
    char host[64], port[8];
    struct addrinfo *found = NULL;
    struct addrinfo want = {.ai_family = AF_UNSPEC,
                            .ai_socktype = SOCK_STREAM,
                            .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    int64_t number;
    if (!listen_split(text, host, port) || !str_int(str_of(port), &number) || number > 65535)
        return NULL;
    const char *numeric = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
    return getaddrinfo(numeric, port, &want, &found) == 0 ? found : NULL;
}

unsigned listen_port(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } address = {.six = {0}};
    socklen_t len = sizeof address;
    if (getsockname(fd, &address.any, &len) != 0)
        return 0;
    return ntohs(address.any.sa_family == AF_INET6 ? address.six.sin6_port : address.four.sin_port);
}

bool listen_start(int fd, const char *text, struct error *error)
{
    return listen(fd, SOMAXCONN) == 0 ||
           error_set(error, ERROR_INVALID, "listen: %s: %s", text, strerror(errno));
}

int http_bind(const char *text, unsigned *port_r, struct error *error)
{
    int on = 1;
    struct addrinfo *address = listen_address(text);
    if (!address) {
        error_set(error, ERROR_INVALID, WRONG_ADDRESS, text);
        return -1;
    }
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(fd, address->ai_addr, address->ai_addrlen) != 0) {
        error_set(error, ERROR_INVALID, "listen: %s: %s", text, strerror(errno));
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    freeaddrinfo(address);
    if (fd >= 0)
        *port_r = listen_port(fd);
    return fd;
}

bool http_address_check(const char *text, struct error *error)
{
    struct addrinfo *address = listen_address(text);
    if (!address)
        return error_set(error, ERROR_INVALID, WRONG_ADDRESS, text);
    freeaddrinfo(address);
    return true;
}

bool http_address_is_local(const char *text)
{
    struct addrinfo *address = listen_address(text);
    bool local = false;
    if (address && address->ai_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, address->ai_addr, sizeof four);
        local = ntohl(four.sin_addr.s_addr) >> 24 == 127;
    } else if (address && address->ai_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, address->ai_addr, sizeof six);
        local = IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
    }
    if (address)
        freeaddrinfo(address);
    return local;
}
