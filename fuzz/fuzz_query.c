/* Fuzzes the targets of requests: paths, queries, escapes. */
#include "base/arena.h"
#include "http/connection.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool good)
{
    if (!good)
        abort();
}

static void check_target(struct arena *arena, const char *target)
{
    struct str path, query;
    if (!target_parse(arena, target, &path, &query))
        return;
    check(path.len > 0 && path.len <= strlen(target) && path.at[0] == '/');
    for (size_t i = 0; i < path.len; i++)
        check((unsigned char)path.at[i] >= 0x20 && path.at[i] != 0x7f);
    /* No separator comes out that did not go in. */
    size_t slashes = 0, before = 0;
    for (size_t i = 0; i < path.len; i++)
        slashes += path.at[i] == '/';
    for (const char *c = target; *c && *c != '?'; c++)
        before += *c == '/';
    check(slashes <= before || strstr(target, "://"));
}

static void check_query(struct request *request, struct str query)
{
    struct str name, value;
    size_t at = 0, last = 0;
    bool bad = false;
    while (query_next(request, query, &at, &name, &value, &bad)) {
        check(!bad && at > last && at <= query.len);
        check(name.len + value.len <= at - last);
        check(!name.len || !memchr(name.at, 0, name.len));
        check(!value.len || !memchr(value.at, 0, value.len));
        last = at;
    }
    check(bad || at == query.len);
    request->query = query;
    request_parameter(request, "a");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct request request = {0};
    char *query = malloc(size ? size : 1); /* exactly so large: one byte too far is seen */
    if (!query)
        return 0;
    if (size)
        memcpy(query, data, size);
    arena_init(&request.arena);
    check_query(&request, (struct str){query, size});
    check_target(&request.arena, arena_text(&request.arena, (struct str){query, size}));
    arena_finish(&request.arena);
    free(query);
    return 0;
}
