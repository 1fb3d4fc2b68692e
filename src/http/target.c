/* Escapes of URLs: the path, and the names and values of the query. */
#include "base/arena.h"
#include "http/connection.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* at: three characters, the first of them '%'. */
static bool escape_is(const char *at, char c)
{
    return hex_digit(at[1]) == c / 16 && hex_digit(at[2]) == c % 16;
}

/* Decodes to `to`, which has room for raw.len bytes. No NUL, and valid UTF-8. */
static bool unescape(struct str raw, bool plus, char *to, struct str *text_r)
{
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.at[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex_digit(raw.at[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(raw.at[i + 2]) : -1;
            if (low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if (c == 0)
            return false;
        to[len++] = c;
    }
    *text_r = (struct str){to, len};
    return str_is_utf8(*text_r);
}

/* An escaped slash or backslash must not look like a separator, and controls have no place in a
 * path. */
static bool path_decode(struct arena *arena, struct str raw, struct str *path_r)
{
    for (size_t i = 0; i + 2 < raw.len; i++)
        if (raw.at[i] == '%' && (escape_is(raw.at + i, '/') || escape_is(raw.at + i, '\\')))
            return false;
    if (!unescape(raw, false, arena_raw(arena, raw.len + 1), path_r))
        return false;
    for (size_t i = 0; i < path_r->len; i++)
        if ((unsigned char)path_r->at[i] < 0x20 || path_r->at[i] == 0x7f)
            return false;
    return true;
}

/* What is behind "http://host"; the text itself when it does not start so. */
static struct str target_origin(struct str target)
{
    struct str rest;
    if (str_starts(target, "http://"))
        rest = (struct str){target.at + 7, target.len - 7};
    else if (str_starts(target, "https://"))
        rest = (struct str){target.at + 8, target.len - 8};
    else
        return target;
    const char *slash = rest.at && rest.len ? memchr(rest.at, '/', rest.len) : NULL;
    return slash ? (struct str){slash, (size_t)(rest.at + rest.len - slash)} : STR("/");
}

bool target_parse(struct arena *arena, const char *target, struct str *path_r, struct str *query_r)
{
    struct str raw;
    str_cut(target_origin(str_of(target)), '?', &raw, query_r);
    return raw.len && raw.at[0] == '/' && path_decode(arena, raw, path_r);
}

bool query_next(struct request *request, struct str query, size_t *at, struct str *name_r,
                struct str *value_r, bool *bad_r)
{
    *bad_r = false;
    while (*at < query.len && query.at[*at] == '&')
        (*at)++;
    if (*at >= query.len)
        return false;
    struct str pair, rest, name, value;
    str_cut((struct str){query.at + *at, query.len - *at}, '&', &pair, &rest);
    str_cut(pair, '=', &name, &value);
    *at += pair.len;
    char *room = arena_raw(&request->arena, pair.len + 1);
    *bad_r =
        !unescape(name, true, room, name_r) || !unescape(value, true, room + name.len, value_r);
    return !*bad_r;
}

struct str query_parameter(struct request *request, struct str query, const char *name)
{
    struct str found, value;
    size_t at = 0;
    bool bad;
    while (query_next(request, query, &at, &found, &value, &bad))
        if (str_is(found, name))
            return value;
    return STR_NONE;
}

struct str request_parameter(struct request *request, const char *name)
{
    return query_parameter(request, request->query, name);
}
