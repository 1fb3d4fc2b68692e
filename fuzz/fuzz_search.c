/* Searches: any query is understood or refused as malformed; what is understood stays within its
 * bounds, and asks for the same again by its own link. */
#include "fuzz.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct observation_query query;
    arena_init(&arena);
    if (read(&arena, (struct str){(const char *)data, size}, &query))
        check(&query);
    arena_finish(&arena);
    return 0;
}
