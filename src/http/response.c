/* Answers: what handlers set, and the headers that every answer carries. */
#include "base/clock.h"
#include "base/log.h"
#include "http/connection.h"

#include <stdio.h>
#include <strings.h>

void respond(struct request *request, int status, const char *content_type, struct str body)
{
    request->response.status = status;
    request->response.content_type = content_type;
    request->response.body = body;
}

void respond_header(struct request *request, const char *name, const char *value)
{
    struct response *response = &request->response;
    if (response->header_count == RESPONSE_HEADERS)
        log_line(LOG_ERROR, "http.headers", "request %llx has no room for %s",
                 (unsigned long long)request->number, name);
    else
        response->headers[response->header_count++] = (struct header){name, value};
}

void respond_empty(struct request *request, int status)
{
    respond(request, status, NULL, STR_NONE);
}

void respond_redirect(struct request *request, int status, const char *location)
{
    respond_empty(request, status);
    respond_header(request, "Location", location);
}

static const struct header strict[] = {
    {"Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'self'; "
                                "frame-ancestors 'none'; object-src 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Frame-Options", "DENY"},
    {"Permissions-Policy",
     "camera=(self), microphone=(self), bluetooth=(self), accelerometer=(), display-capture=(), "
     "geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), "
     "midi=(), "
     "payment=(), serial=(), usb=(), xr-spatial-tracking=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

bool response_has(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcasecmp(response->headers[i].name, name) == 0)
            return true;
    return false;
}

/* False when a handler's header cannot be sent (a line break in it, no memory). */
static bool head_fill(struct http_connection *connection, struct MHD_Response *answer)
{
    const struct request *request = &connection->request;
    const struct response *response = &request->response;
    bool good = true;
    char number[24];
    for (size_t i = 0; i < sizeof strict / sizeof *strict; i++)
        good &= MHD_add_response_header(answer, strict[i].name, strict[i].value) == MHD_YES;
    if (connection->server->config.hsts)
        good &= MHD_add_response_header(answer, "Strict-Transport-Security",
                                        "max-age=31536000; includeSubDomains") == MHD_YES;
    if (!response_has(response, "Cache-Control"))
        good &= MHD_add_response_header(answer, "Cache-Control", "no-store") == MHD_YES;
    snprintf(number, sizeof number, "%llx", (unsigned long long)request->number);
    good &= MHD_add_response_header(answer, "X-Request-Id", number) == MHD_YES;
    if (response->content_type)
        good &= MHD_add_response_header(answer, "Content-Type", response->content_type) == MHD_YES;
    for (size_t i = 0; i < response->header_count; i++)
        good &= MHD_add_response_header(answer, response->headers[i].name,
                                        response->headers[i].value) == MHD_YES;
    if (atomic_load(&connection->server->quiesced))
        good &= MHD_add_response_header(answer, "Connection", "close") == MHD_YES;
    return good;
}

static enum MHD_Result answer_queue(struct http_connection *connection, struct MHD_Response *answer)
{
    enum MHD_Result queued = MHD_NO;
    if (!answer)
        return MHD_NO;
    if (head_fill(connection, answer))
        queued = MHD_queue_response(connection->mhd, (unsigned)connection->request.response.status,
                                    answer);
    MHD_destroy_response(answer);
    return queued;
}

enum MHD_Result response_send(struct http_connection *connection)
{
    response_compress(&connection->request);
    struct str body = connection->request.response.body;
    int64_t patience = connection->server->config.patience * INT64_C(1000000);
    int64_t pace = (int64_t)(body.len / ANSWER_PACE) * 1000000;
    atomic_store(&connection->deadline, clock_ticks() + OVERALL * patience + pace);
    /* MHD does not write to it; it lives until the request is completed. */
    return answer_queue(connection,
                        MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.at,
                                                        MHD_RESPMEM_PERSISTENT));
}

enum MHD_Result response_stream(struct http_connection *connection)
{
    if (connection->head_only) {
        connection->request.response.body = STR_NONE;
        return response_send(connection);
    }
    /* A proxy in front must not hold events back. */
    respond_header(&connection->request, "X-Accel-Buffering", "no");
    return answer_queue(connection,
                        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, stream_read,
                                                          connection->stream, NULL));
}
