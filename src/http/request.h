/* One HTTP request, from the parsed head to the answer. It lives in its own arena. */
#ifndef VARDE_HTTP_REQUEST_H
#define VARDE_HTTP_REQUEST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_OTHER };

struct header {
    const char *name;
    const char *value;
};

#define RESPONSE_HEADERS 12

struct response {
    int status; /* 0: not yet */
    const char *content_type;
    struct str body; /* lives as long as the request, or for ever */
    size_t header_count;
    struct header headers[RESPONSE_HEADERS]; /* beside the ones that every answer carries */
};

struct http_connection; /* the server's side of it */

struct request {
    struct arena arena;
    enum method method; /* HEAD is GET: the server leaves the body out */
    const char *method_text;
    /* Percent-decoded valid UTF-8 without control characters, starts with '/', no query. An escaped
     * slash or backslash, %00 and bad escapes never get here: they are answered 400. */
    struct str path;
    struct str query; /* as it came, without '?' */
    struct str body;
    int64_t now;     /* read once */
    uint64_t number; /* for the log */
    struct response response;
    void *state; /* the router's own */
    struct http_connection *connection;
};

/* A request header by name (case does not matter), the first of several, without blanks around it;
 * STR_NONE when missing. */
struct str request_header(struct request *request, const char *name);
/* Would the client read an answer that is packed so? */
bool request_accepts_encoding(struct request *request, const char *encoding);
/* A cookie's value; STR_NONE when missing. */
struct str request_cookie(struct request *request, const char *name);

/* Walks the query: percent-decoded ('+' is a blank) names and values, in order. at: 0 at first.
 * False at the end. A bad escape ends it with *bad_r. */
bool query_next(struct request *request, struct str query, size_t *at, struct str *name_r,
                struct str *value_r, bool *bad_r);
/* The first value of a parameter; STR_NONE when missing. */
struct str query_parameter(struct request *request, struct str query, const char *name);
/* The same of the request's own query. */
struct str request_parameter(struct request *request, const char *name);

void respond(struct request *request, int status, const char *content_type, struct str body);
void respond_header(struct request *request, const char *name, const char *value);
/* Only a status, no body (204, 304). */
void respond_empty(struct request *request, int status);
void respond_redirect(struct request *request, int status, const char *location);

#endif
