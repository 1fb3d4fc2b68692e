/* Answers in JSON are sent compressed to those who can read that: a work list shrinks to a tenth.
 *
 * What an attacker could put into an answer beside a secret would show in its length. Our answers
 * hold no tokens, and other sites' pages cannot ask with the user's cookie and read sizes
 * (SameSite, Origin, CORP). */
#include "http/connection.h"

#include <zlib.h>

enum {
    LEAST = 1024, /* bytes: below, it all goes in one packet anyway */
    EFFORT = 1,   /* of 9: a tenth of a millisecond for a list */
    GZIP = 15 + 16,
};

bool request_accepts_encoding(struct request *request, const char *encoding)
{
    struct str header = request_header(request, "Accept-Encoding"), one;
    while (header.len) {
        str_cut(header, ',', &one, &header);
        while (one.len && one.at[0] == ' ')
            one = (struct str){one.at + 1, one.len - 1};
        struct str name, weight;
        str_cut(one, ';', &name, &weight);
        if (str_is(name, encoding))
            return !str_starts(weight, "q=0") || str_starts(weight, "q=0.");
    }
    return false;
}

static bool is_json(const char *content_type)
{
    return content_type && (str_starts(str_of(content_type), "application/json") ||
                            str_starts(str_of(content_type), "application/fhir+json"));
}

/* False when it cannot be made smaller. */
static bool gzip(struct arena *arena, struct str plain, struct str *packed_r)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, EFFORT, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    char *room = arena_raw(arena, plain.len);
    stream.next_in = (z_const Bytef *)(uintptr_t)plain.at;
    stream.avail_in = (uInt)plain.len;
    stream.next_out = (Bytef *)room;
    stream.avail_out = (uInt)plain.len;
    int end = deflate(&stream, Z_FINISH);
    *packed_r = (struct str){room, stream.total_out};
    deflateEnd(&stream);
    return end == Z_STREAM_END;
}

void response_compress(struct request *request)
{
    struct response *response = &request->response;
    struct str packed;
    if (response->body.len < LEAST || !is_json(response->content_type) ||
        response_has(response, "Content-Encoding"))
        return;
    if (!response_has(response, "Vary"))
        respond_header(request, "Vary", "Accept-Encoding");
    if (!request_accepts_encoding(request, "gzip") ||
        !gzip(&request->arena, response->body, &packed))
        return;
    response->body = packed;
    respond_header(request, "Content-Encoding", "gzip");
}
