#include "patient/page_api.h"

struct uuid page_last_id(void)
{
    struct uuid id;
    memset(id.b, 0xff, sizeof id.b);
    return id;
}

bool page_read(struct call *call, int64_t usual, int64_t most, struct page *page_r,
               struct error *error)
{
    struct str limit = request_parameter(call->request, "limit"), at, id;
    struct str cursor = request_parameter(call->request, "cursor");
    *page_r = PAGE_NEWEST(usual);
    if (limit.at && (!str_int(limit, &page_r->limit) || page_r->limit < 1 || page_r->limit > most))
        return error_at(error, ERROR_MALFORMED, "limit", "must be a whole number from 1 to %lld",
                        (long long)most);
    if (!cursor.at)
        return true;
    if (!str_cut(cursor, '-', &at, &id) || !str_int(at, &page_r->at) ||
        !uuid_parse(id, &page_r->id) || uuid_is_zero(&page_r->id))
        return error_at(error, ERROR_MALFORMED, "cursor", "is not one that this service gave");
    return true;
}

void page_put_next(struct json_out *out, const struct page *last)
{
    char id[UUID_TEXT];
    json_key(out, "next");
    if (!last) {
        json_null(out);
        return;
    }
    uuid_text(&last->id, id);
    json_printf(out, "%lld-%s", (long long)last->at, id);
}

bool body_is_known(struct call *call, const char *const *names, struct error *error)
{
    struct buf other;
    if (!json_in_is_object(call->json))
        return error_at(error, ERROR_INVALID, "", "must be an object");
    buf_init(&other, &call->request->arena, 64);
    json_in_members(call->json, names, &other);
    return !other.len || error_at(error, ERROR_INVALID, "", "holds what is not understood: %.*s",
                                  (int)(other.len < 80 ? other.len : 80), other.at);
}
