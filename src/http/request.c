/* What a request's head says: headers, cookies, and whether it may be trusted at all. */
#include "base/arena.h"
#include "http/connection.h"

#include <strings.h>

static struct str trim(struct str text)
{
    while (text.len && (text.at[0] == ' ' || text.at[0] == '\t'))
        text = (struct str){text.at + 1, text.len - 1};
    while (text.len && (text.at[text.len - 1] == ' ' || text.at[text.len - 1] == '\t'))
        text.len--;
    return text;
}

struct str request_header(struct request *request, const char *name)
{
    const char *value = NULL;
    size_t len = 0;
    if (!request->connection ||
        MHD_lookup_connection_value_n(request->connection->mhd, MHD_HEADER_KIND, name, strlen(name),
                                      &value, &len) != MHD_YES ||
        !value)
        return STR_NONE;
    return trim((struct str){value, len});
}

struct str request_cookie(struct request *request, const char *name)
{
    struct str rest = request_header(request, "Cookie"), pair, found, value;
    while (rest.len) {
        str_cut(rest, ';', &pair, &rest);
        if (str_cut(pair, '=', &found, &value) && str_is(trim(found), name))
            return trim(value);
    }
    return STR_NONE;
}

struct head {
    unsigned lengths, encodings, hosts;
    bool chunked, strange;
};

static bool is_token(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        bool letter = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        if (!letter && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return len > 0;
}

static bool is_value(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static enum MHD_Result head_see(void *context, enum MHD_ValueKind kind, const char *name,
                                size_t name_len, const char *value, size_t value_len)
{
    struct head *head = context;
    (void)kind;
    if (!is_token(name, name_len) || !is_value(value ? value : "", value ? value_len : 0)) {
        head->strange = true;
    } else if (strcasecmp(name, "Content-Length") == 0) {
        head->lengths++;
    } else if (strcasecmp(name, "Host") == 0) {
        head->hosts++;
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        head->encodings++;
        head->chunked = value && strcasecmp(value, "chunked") == 0;
    }
    return MHD_YES;
}

/* libmicrohttpd takes the first of several Content-Lengths, lets Transfer-Encoding win over it, and
 * keeps "Name :" as a name: a proxy in front may read each of them in another way. */
bool head_check(struct http_connection *connection, const char *version, const char **detail_r)
{
    struct head head = {0};
    MHD_get_connection_values_n(connection->mhd, MHD_HEADER_KIND, head_see, &head);
    *detail_r = NULL;
    if (head.strange)
        *detail_r = "A header has a name or value with characters that HTTP does not allow.";
    else if (head.lengths + head.encodings > 1)
        *detail_r = "The length of the body is given more than once.";
    else if (head.encodings && (!head.chunked || strcmp(version, "HTTP/1.1") != 0))
        *detail_r = "The only transfer encoding that is taken is chunked, in HTTP/1.1.";
    else if (head.hosts > 1)
        *detail_r = "There is more than one Host header.";
    return !*detail_r;
}
