/* Searches: any query is understood or refused as malformed; what is understood stays within its
 * bounds, and asks for the same again by its own link. */
#include "fuzz.h"

#include "http/request.h"
#include "observation/observation_search.h"

#define NOW INT64_C(1795255200000)

static bool read(struct arena *arena, struct str text, struct observation_query *query)
{
    struct search search;
    struct str pair, name, value;
    struct error error = {0};
    search_init(&search, arena, SEARCH_PARAMETERS);
    while (text.len) {
        str_cut(text, '\n', &pair, &text);
        str_cut(pair, '=', &name, &value);
        if (!search_add(&search, SEARCH_PARAMETERS, name, value))
            return false;
    }
    bool ok = observation_query_read(arena, &search, false, NOW, query, &error);
    must(ok || (error.code == ERROR_MALFORMED && error.detail[0]));
    return ok;
}

static void check(const struct observation_query *query)
{
    const struct observation_filter *f = &query->filter;
    const struct search_filter *s = &f->search;
    struct str self = query->search.self;
    must(f->parameter_count <= FILTER_PARAMETERS && s->status_count <= SEARCH_STATUSES &&
         s->key_count <= SEARCH_KEYS && s->limit <= SEARCH_PAGE_MOST);
    must(f->parameter_count > 0 || query->search.nothing);
    must(abs(s->by[SORT_TIME]) + abs(s->by[SORT_RECEIVED]) + abs(s->by[SORT_CODE]) == 1);
    must(!self.len || self.at[0] == '?');
    for (size_t i = 0; i < self.len; i++)
        must(self.at[i] > 0x20 && self.at[i] < 0x7f);
}

/* The link of a search is a search that has the same link. */
static void must_ask_the_same(struct arena *arena, const struct observation_query *query)
{
    struct request request = {0};
    struct observation_query again;
    struct search search;
    struct error error = {0};
    struct str name, value, self = query->search.self;
    size_t at = 0;
    bool bad = false;
    if (!self.len)
        return;
    arena_init(&request.arena);
    search_init(&search, arena, SEARCH_PARAMETERS);
    self = (struct str){self.at + 1, self.len - 1};
    while (query_next(&request, self, &at, &name, &value, &bad))
        must(search_add(&search, SEARCH_PARAMETERS, name, value));
    must(!bad && observation_query_read(arena, &search, true, NOW, &again, &error));
    must(str_equal(query->search.self, again.search.self));
    arena_finish(&request.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct observation_query query;
    arena_init(&arena);
    if (read(&arena, (struct str){(const char *)data, size}, &query)) {
        check(&query);
        if (is_utf8(data, size) && !memchr(data, 0, size))
            must_ask_the_same(&arena, &query);
    }
    arena_finish(&arena);
    return 0;
}
