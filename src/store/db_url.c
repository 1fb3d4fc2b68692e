#include "store/db_url.h"

#include "base/str.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HIDDEN "***"

struct text {
    char *at;
    size_t len, size;
};

static void put(struct text *text, const char *from, size_t len)
{
    for (size_t i = 0; i < len && text->len + 1 < text->size; i++)
        text->at[text->len++] = from[i];
    text->at[text->len] = 0;
}

static bool is_postgres(const char *url)
{
    return str_starts(str_of(url), "postgresql://") || str_starts(str_of(url), "postgres://");
}

/* sslpassword too; and whoever writes a name with escapes has something to hide. */
static bool names_secret(const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (name[i] == '%' || (len - i >= 4 && strncasecmp(name + i, "pass", 4) == 0))
            return true;
    return false;
}

static void put_query(struct text *text, const char *at)
{
    while (*at) {
        size_t whole = strcspn(at, "&"), name = strcspn(at, "=&");
        if (name < whole && names_secret(at, name)) {
            put(text, at, name + 1);
            put(text, HIDDEN, strlen(HIDDEN));
        } else {
            put(text, at, whole);
        }
        at += whole;
        if (*at)
            put(text, at++, 1);
    }
}

void db_url_mask(const char *url, char *out, size_t size)
{
    struct text text = {.at = out, .size = size};
    const char *from = strstr(url, "://");
    out[0] = 0;
    if (str_starts(str_of(url), "sqlite:")) {
        put(&text, url, strlen(url));
        return;
    }
    from = from ? from + strlen("://") : url;
    put(&text, url, (size_t)(from - url));
    /* The last one: an @ that should have been escaped belongs to the password. */
    const char *at = strrchr(from, '@');
    const char *colon = at ? memchr(from, ':', (size_t)(at - from)) : NULL;
    if (colon) {
        put(&text, from, (size_t)(colon - from) + 1);
        put(&text, HIDDEN, strlen(HIDDEN));
        from = at;
    }
    size_t before = strcspn(from, "?");
    put(&text, from, before);
    put_query(&text, from + before);
}

/* libpq reads user:pa/ss@host as host "user" and port "pa", and would say so. */
static bool credentials_are_sound(const char *url)
{
    const char *from = strstr(url, "://") + strlen("://");
    const char *at = strchr(from, '@');
    return !at || (!strchr(at + 1, '@') && strcspn(from, "/?#") > (size_t)(at - from));
}

static bool is_hidden(const char *url)
{
    return strstr(url, ":" HIDDEN "@") || strstr(url, "password=" HIDDEN);
}

bool db_url_take_pooled(char *url)
{
    static const char parameter[] = "varde_prepare=false";
    size_t len = strlen(parameter);
    char *at = strstr(url, parameter);
    if (!at || at == url || (at[-1] != '?' && at[-1] != '&') || (at[len] && at[len] != '&'))
        return false;
    if (at[len])
        memmove(at, at + len + 1, strlen(at + len + 1) + 1);
    else
        at[-1] = 0;
    return true;
}

static PQconninfoOption *read_parts(const char *url)
{
    char *plain = strdup(url);
    if (!plain)
        abort();
    db_url_take_pooled(plain);
    PQconninfoOption *parts = PQconninfoParse(plain, NULL);
    free(plain);
    return parts;
}

bool db_url_check(const char *url, struct error *error)
{
    if (str_starts(str_of(url), "sqlite:"))
        return url[strlen("sqlite:")] != 0 ||
               error_at(error, ERROR_MALFORMED, "db", "sqlite: needs a path");
    if (!is_postgres(url)) {
        /* The scheme only: what follows may hold a password. */
        size_t len = strcspn(url, ":");
        bool shown = url[len] && len < 20;
        return error_at(error, ERROR_MALFORMED, "db",
                        "a database is named sqlite:PATH or postgresql://HOST/NAME%s%.*s%s",
                        shown ? ", not " : "", shown ? (int)len : 0, url, shown ? ":…" : "");
    }
    if (is_hidden(url))
        return error_at(
            error, ERROR_MALFORMED, "db",
            "the password was hidden when this was printed: give the right one, best in "
            "a file named by db_file");
    PQconninfoOption *parts = credentials_are_sound(url) ? read_parts(url) : NULL;
    bool ok = parts != NULL;
    PQconninfoFree(parts);
    return ok ||
           error_at(error, ERROR_MALFORMED, "db",
                    "the URL cannot be read; in a password write %%40 for @, %%2F for /, %%3A "
                    "for :, %%3F for ?, %%23 for # and %%25 for %%");
}
