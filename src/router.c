#include "router.h"

#include "app.h"
#include "auth/session.h"
#include "base/sha.h"
#include "fhir/outcome.h"
#include "house.h"
#include "metrics/metrics.h"

#include <stdio.h>
#include <strings.h>

enum { KEY_MOST = 128 };

static const struct sql IDEMPOTENCY_FIND = {
    "SELECT request, status, content_type, location, body, etag FROM idempotency"
    " WHERE account_id = ?1 AND key = ?2",
};
static const struct sql IDEMPOTENCY_KEEP = {
    "INSERT INTO idempotency (account_id, key, request, status, content_type, location, body,"
    " created_at, etag) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
};

/* Matching. */

static bool pattern_matches(const char *pattern, struct str path,
                            struct str parameter_r[CALL_PARAMETERS])
{
    struct str left = str_of(pattern), part, segment;
    size_t count = 0;
    for (bool more = true, more_path = true; more || more_path;) {
        if (more != more_path)
            return false;
        more = str_cut(left, '/', &part, &left);
        more_path = str_cut(path, '/', &segment, &path);
        if (part.len && part.at[0] == '{') {
            if (!segment.len || count == CALL_PARAMETERS)
                return false;
            parameter_r[count++] = segment;
        } else if (!str_equal(part, segment)) {
            return false;
        }
    }
    return true;
}

/* The route, or NULL; allowed_r: the methods that the path knows, for 405. */
static const struct route *route_find(enum method method, struct str path,
                                      struct str parameter_r[CALL_PARAMETERS], unsigned *allowed_r)
{
    *allowed_r = 0;
    for (size_t i = 0; i < route_count; i++) {
        if (!pattern_matches(routes[i].pattern, path, parameter_r))
            continue;
        if (routes[i].method == method)
            return &routes[i];
        *allowed_r |= 1u << routes[i].method;
    }
    return NULL;
}

size_t router_body_most(void *app, enum method method, struct str path)
{
    struct str parameter[CALL_PARAMETERS];
    unsigned allowed;
    const struct route *route = route_find(method, path, parameter, &allowed);
    size_t most = (size_t)((struct app *)app)->config.body_most;
    return !route || route->body_most < most ? (route ? route->body_most : 0) : most;
}

/* Answering. */

static enum route_kind kind_of(struct str path, const struct route *route)
{
    if (route)
        return route->kind;
    return str_starts(path, "/fhir") ? ROUTE_FHIR : ROUTE_API;
}

static void problem_json(struct json_out *out, int status, const struct error *error)
{
    static const char *const titles[] = {
        [ERROR_INVALID] = "The content is not valid",
        [ERROR_MALFORMED] = "The request is not valid",
        [ERROR_UNIDENTIFIED] = "Please sign in",
        [ERROR_FORBIDDEN] = "Not allowed",
        [ERROR_NOT_FOUND] = "Not found",
        [ERROR_CONFLICT] = "In conflict with what is stored",
        [ERROR_TOO_LARGE] = "Too large",
        [ERROR_HEAD] = "Too large",
        [ERROR_MEDIA_TYPE] = "Not a type that is read here",
        [ERROR_BUSY] = "Not possible just now",
        [ERROR_INTERNAL] = "Something went wrong",
    };
    json_object_open(out);
    json_put_text(out, "type", "about:blank");
    json_put_text(out, "title", status == 405 ? "Not a method of this path" : titles[error->code]);
    json_put_int(out, "status", status);
    json_put_text(out, "detail", error->detail);
    if (error->place[0])
        json_put_text(out, "place", error->place);
    json_object_close(out);
}

static void answer_as(struct request *request, enum route_kind kind, int status,
                      const struct error *error)
{
    struct json_out out;
    request->response = (struct response){0};
    json_out_init(&out, &request->arena, 512);
    if (kind == ROUTE_FHIR)
        outcome_json(&out, error);
    else
        problem_json(&out, status, error);
    respond(request, status,
            kind == ROUTE_FHIR ? "application/fhir+json" : "application/problem+json",
            json_out_slice(&out));
    if (error->code == ERROR_BUSY)
        respond_header(request, "Retry-After", "1");
    if (error->code == ERROR_UNIDENTIFIED)
        respond_header(request, "WWW-Authenticate", "Bearer realm=\"varde\"");
    if (error->log[0])
        metrics_log_failure(request->number, error);
}

static void answer_error(struct request *request, enum route_kind kind, const struct error *error)
{
    answer_as(request, kind, error_http_status(error->code), error);
}

enum handled call_fail(struct call *call, const struct error *error)
{
    answer_error(call->request, call->route->kind, error);
    return HANDLED;
}

enum handled call_json(struct call *call, int status, const struct json_out *out)
{
    respond(call->request, status,
            call->route->kind == ROUTE_FHIR ? "application/fhir+json; charset=utf-8"
                                            : "application/json; charset=utf-8",
            json_out_slice(out));
    return HANDLED;
}

void router_refuse(void *app, struct request *request, enum error_code code, const char *detail)
{
    struct error error = {0};
    (void)app;
    error_set(&error, code, "%s", detail);
    answer_error(request, kind_of(request->path, NULL), &error);
}

static enum handled refuse_route(struct request *request, unsigned allowed)
{
    static const char *const names[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    struct error error = {0};
    struct buf allow;
    error_set(&error, ERROR_NOT_FOUND,
              allowed ? "This method is not used here." : "There is nothing here.");
    answer_as(request, kind_of(request->path, NULL), allowed ? 405 : 404, &error);
    if (!allowed)
        return HANDLED;
    buf_init(&allow, &request->arena, 48);
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (allowed & 1u << i)
            buf_printf(&allow, "%s%s", allow.len ? ", " : "", names[i]);
    respond_header(request, "Allow", buf_cstr(&allow));
    return HANDLED;
}

void call_shows(struct call *call, const struct uuid *patient)
{
    if (call->shown_count && uuid_equal(&call->shown[call->shown_count - 1], patient))
        return;
    if (call->shown_count == call->shown_size) {
        size_t size = call->shown_size ? call->shown_size * 2 : 64;
        struct uuid *shown = arena_array(&call->request->arena, struct uuid, size);
        if (call->shown_count)
            memcpy(shown, call->shown, call->shown_count * sizeof *shown);
        call->shown = shown;
        call->shown_size = size;
    }
    call->shown[call->shown_count++] = *patient;
}

void owned_text(const struct uuid *patient, const struct uuid *id, char text_r[OWNED_TEXT])
{
    uuid_text(patient, text_r);
    text_r[UUID_TEXT - 1] = '.';
    uuid_text(id, text_r + UUID_TEXT);
}

void call_put_place(struct call *call, const char *type, const uint8_t key[16], int64_t version)
{
    struct request *request = call->request;
    struct uuid id;
    char text[OWNED_TEXT];
    memcpy(id.b, key, sizeof id.b);
    owned_text(&call->grant.patient, &id, text);
    respond_header(request, "Location", arena_printf(&request->arena, "/fhir/%s/%s", type, text));
    respond_header(request, "ETag",
                   arena_printf(&request->arena, "W/\"%lld\"", (long long)version));
}

bool owned_parse(struct str text, struct uuid *patient_r, struct uuid *id_r)
{
    struct str before, after;
    return str_cut(text, '.', &before, &after) && uuid_parse(before, patient_r) &&
           uuid_parse(after, id_r);
}

/* Writing. */

static void request_hash(struct request *request, uint8_t hash_r[SHA_BYTES])
{
    struct str parts[] = {str_of(request->method_text), STR(" "), request->path, STR("\n"),
                          request->body};
    sha256(parts, sizeof parts / sizeof parts[0], hash_r);
}

static bool write_ask(struct command *command, struct tx *tx)
{
    struct write *write = (struct write *)(void *)command;
    struct call *call = write->call;
    if (write->idempotency_key.at)
        write->earlier = db_ask(tx->db, tx->arena, &IDEMPOTENCY_FIND,
                                ARGS(v_uuid(&call->who.account), v_str(write->idempotency_key)));
    return !write->ask || write->ask(write, tx);
}

/* The same key again: the first answer when the request is the same, else a refusal. */
static bool answer_again(struct write *write, struct error *error)
{
    struct request *request = write->call->request;
    uint8_t hash[SHA_BYTES];
    struct str stored = row_str(write->earlier, 0, 0), location = row_str(write->earlier, 0, 3);
    struct str etag = row_str(write->earlier, 0, 5);
    request_hash(request, hash);
    if (stored.len != sizeof hash || memcmp(stored.at, hash, sizeof hash) != 0)
        return error_at(error, ERROR_INVALID, "Idempotency-Key",
                        "this key was used for another request");
    respond(request, (int)row_int(write->earlier, 0, 1),
            arena_text(&request->arena, row_str(write->earlier, 0, 2)),
            arena_str(&request->arena, row_str(write->earlier, 0, 4)));
    if (location.at)
        respond_header(request, "Location", arena_text(&request->arena, location));
    if (etag.at)
        respond_header(request, "ETag", arena_text(&request->arena, etag));
    return true;
}

static const char *kept_header(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return NULL;
}

static void keep_answer(struct write *write, struct tx *tx)
{
    const struct response *response = &write->call->request->response;
    uint8_t hash[SHA_BYTES];
    const char *location = kept_header(response, "Location");
    request_hash(write->call->request, hash);
    db_send(tx->db, &IDEMPOTENCY_KEEP,
            ARGS(v_uuid(&write->call->who.account), v_str(write->idempotency_key),
                 v_bytes(hash, sizeof hash), v_int(response->status),
                 v_text(response->content_type ? response->content_type : ""), v_text(location),
                 v_str(response->body.at ? response->body : STR("")), v_int(tx->now),
                 v_text(kept_header(response, "ETag"))));
}

/* A repeated key whose answer shows what was there reads it. */
static bool log_repeat(struct write *write, struct tx *tx)
{
    struct access_entry entry;
    if (write->repeated)
        write->repeated(write, tx);
    if (!write->answer || uuid_is_zero(&write->call->grant.patient))
        return true;
    access_entry_of(&write->call->who, action_word(write->call->route->action), &entry);
    entry.patient = write->call->grant.patient;
    house_access(tx, &entry);
    return true;
}

static bool may_apply(const struct write *write)
{
    const struct call *call = write->call;
    return call->route->relation != RELATION_IN_WRITE ||
           (write->related && permit_told(&call->who, &call->grant.patient, write->related));
}

/* False when it cannot be made, and with it the act is undone: a repeat of the key does it then,
 * and is not told for ever that it failed. */
static bool answer_within(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct response *response = &call->request->response;
    *response = (struct response){0};
    call->db = tx->db;
    write->answer(call);
    call->db = NULL;
    write->answered = true;
    if (response->status < 500)
        return true;
    return error_log(error, response->status == 503 ? ERROR_BUSY : ERROR_INTERNAL,
                     "an act was undone, since its first answer could not be kept");
}

static bool write_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct write *write = (struct write *)(void *)command;
    write->call->request->response = (struct response){0};
    write->answered = false;
    if (!may_apply(write))
        return permit_unknown(error);
    if (write->idempotency_key.at && rows_count(write->earlier)) {
        write->answered = true;
        return answer_again(write, error) && log_repeat(write, tx);
    }
    if (!write->apply(write, tx, error))
        return false;
    if (write->idempotency_key.at && write->answer && !answer_within(write, tx, error))
        return false;
    if (write->idempotency_key.at)
        keep_answer(write, tx);
    if (write->regrants)
        sessions_tell(tx);
    return true;
}

static void write_done(struct command *command)
{
    struct write *write = (struct write *)(void *)command;
    if (write->regrants)
        sessions_forget(write->call->app->sessions);
    http_wake(write->call->request);
}

enum handled call_write(struct call *call, bool (*ask)(struct write *write, struct tx *tx),
                        bool (*apply)(struct write *write, struct tx *tx, struct error *error),
                        void *data)
{
    struct write *write = arena_new(&call->request->arena, struct write);
    *write = (struct write){
        .command = {.key = call->grant.patient,
                    .ask = write_ask,
                    .apply = write_apply,
                    .done = write_done},
        .call = call,
        .ask = ask,
        .apply = apply,
        .data = data,
        .idempotency_key = request_header(call->request, "Idempotency-Key"),
    };
    call->write = write;
    return WAITING;
}

enum handled call_write_rights(struct call *call,
                               bool (*apply)(struct write *write, struct tx *tx,
                                             struct error *error),
                               void *data)
{
    enum handled handled = call_write(call, NULL, apply, data);
    call->write->regrants = true;
    return handled;
}

/* Reading is logged too, and the answer leaves only after that is on disk. */
struct reading {
    struct command command;
    struct call *call;
};

static bool reading_apply(struct command *command, struct tx *tx, struct error *error)
{
    struct call *call = ((struct reading *)(void *)command)->call;
    struct access_entry entry;
    (void)error;
    access_entry_of(&call->who, action_word(call->route->action), &entry);
    entry.patient = call->grant.patient;
    entry.patient_count = call->shown_count;
    entry.patients = call->shown;
    house_access(tx, &entry);
    return true;
}

static void reading_done(struct command *command)
{
    http_wake(((struct reading *)(void *)command)->call->request);
}

static struct command *reading_command(struct call *call)
{
    struct reading *reading = arena_new(&call->request->arena, struct reading);
    reading->command = (struct command){.apply = reading_apply, .done = reading_done};
    reading->call = call;
    return &reading->command;
}

/* The steps of a request. */

static bool same_origin(struct request *request)
{
    struct str site = request_header(request, "Sec-Fetch-Site");
    struct str origin = request_header(request, "Origin");
    struct str host = request_header(request, "Host");
    if (site.at && !str_is(site, "same-origin") && !str_is(site, "none"))
        return false;
    if (!origin.at)
        return true;
    for (size_t i = 0; i + 2 < origin.len; i++)
        if (memcmp(origin.at + i, "://", 3) == 0)
            return str_equal((struct str){origin.at + i + 3, origin.len - i - 3}, host);
    return false;
}

struct str call_token(struct call *call)
{
    struct request *request = call->request;
    struct str authorization = request_header(request, "Authorization");
    if (authorization.len > 7 && strncasecmp(authorization.at, "Bearer ", 7) == 0)
        return (struct str){authorization.at + 7, authorization.len - 7};
    return authorization.at ? STR_NONE : request_cookie(request, "varde_session");
}

static bool identify(struct call *call, struct error *error)
{
    bool found = false;
    struct str token = call_token(call);
    if (token.at && !session_find(call->app->sessions, call->db, &call->request->arena, token,
                                  call->request->now, &found, &call->who, error))
        return false;
    if (!found && call->route->action != ACTION_ANYBODY)
        return error_set(error, ERROR_UNIDENTIFIED, "Sign in, or send a valid bearer token.");
    if (!permit_role(call->who.role, call->route->action))
        return error_set(error, ERROR_FORBIDDEN, "Your role (%s) may not do this (%s).",
                         role_word(call->who.role), action_word(call->route->action));
    return true;
}

/* Case does not matter, nor a blank before the semicolon. */
static bool is_type(struct str essence, const char *type)
{
    while (essence.len && essence.at[essence.len - 1] == ' ')
        essence.len--;
    return essence.len == strlen(type) && strncasecmp(essence.at, type, essence.len) == 0;
}

static bool read_body(struct call *call, struct error *error)
{
    struct request *request = call->request;
    struct str type = request_header(request, "Content-Type"), essence, rest;
    if (!call->route->body_most || call->route->body_is_form)
        return true;
    str_cut(type, ';', &essence, &rest);
    if (essence.len && !is_type(essence, "application/json") &&
        !is_type(essence, "application/fhir+json"))
        return error_at(error, ERROR_MEDIA_TYPE, "Content-Type",
                        "JSON is read here (application/json or application/fhir+json)");
    if (!request->body.len && call->route->body_optional)
        return true;
    call->json = json_in_parse(request->body, error);
    return call->json != NULL;
}

/* A query that cannot be read is refused, and not taken for a shorter one. */
static bool check_query(struct call *call, struct error *error)
{
    struct request *request = call->request;
    struct str name, value;
    size_t at = 0;
    bool bad = false;
    while (query_next(request, request->query, &at, &name, &value, &bad))
        ;
    return !bad || error_set(error, ERROR_MALFORMED, "The query has an escape that is none.");
}

static bool check_key(struct call *call, struct error *error)
{
    struct str key = request_header(call->request, "Idempotency-Key");
    if (key.at && (!key.len || key.len > KEY_MOST))
        return error_at(error, ERROR_MALFORMED, "Idempotency-Key", "1 to %d characters", KEY_MOST);
    return true;
}

/* Has the asker a relation to the patient? Or the command will ask. */
static bool permit(struct call *call, const struct uuid *patient, bool *found_r,
                   struct error *error)
{
    if (call->route->relation == RELATION_IN_WRITE) {
        call->grant = (struct grant){.patient = *patient, .ground = call->who.ground};
        return true;
    }
    return permit_patient(call->db, &call->request->arena, &call->who, call->route->action,
                          call->request->now, patient, found_r, &call->grant, error);
}

/* Whom it is about, and whether the asker has a relation to them. */
static bool relate(struct call *call, struct error *error)
{
    struct uuid patient = {{0}};
    bool found = true;
    switch (call->route->subject) {
    case SUBJECT_NONE:
    case SUBJECT_LIST:
        return true;
    case SUBJECT_PATIENT:
        found = uuid_parse(call->parameter[0], &patient);
        break;
    case SUBJECT_OWNED:
        found = owned_parse(call->parameter[0], &patient, &call->owned);
        break;
    case SUBJECT_FOUND:
        if (!call->route->find(call, &patient, &found, error))
            return false;
        if (found && uuid_is_zero(&patient))
            return true;
        break;
    }
    if (found && !permit(call, &patient, &found, error))
        return false;
    return found || permit_unknown(error);
}

static bool prepare(struct call *call, struct error *error)
{
    if (call->route->method != METHOD_GET && !same_origin(call->request))
        return error_set(error, ERROR_FORBIDDEN, "A write from another site is refused.");
    return identify(call, error) && check_query(call, error) && check_key(call, error) &&
           read_body(call, error) && relate(call, error);
}

/* What must reach the disk before the answer leaves; NULL: nothing. */
static struct command *command_of(struct call *call, enum handled handled)
{
    int status = call->request->response.status;
    if (handled == WAITING)
        return &call->write->command;
    if (handled == HANDLED && call->route->audit == AUDIT_READ && status >= 200 && status < 300 &&
        (!uuid_is_zero(&call->grant.patient) || call->shown_count))
        return reading_command(call);
    return NULL;
}

static enum handled hand_over(struct call *call, struct command *command)
{
    struct error error = {0};
    struct writer *writer = call->app->writer;
    call->command = command;
    http_wait(call->request);
    if (writer_put(writer, command))
        return WAITING;
    command->ok = false;
    error_log(&error, ERROR_BUSY, "the writer's queue is full or closing");
    command->error = error;
    http_wake(call->request);
    return WAITING;
}

static enum handled handle_page(struct call *call)
{
    return call->route->handler(call);
}

static enum handled handle_call(struct call *call)
{
    struct error error = {0};
    enum handled handled;
    call->db = readers_take(call->app->readers, &error);
    if (!call->db)
        return call_fail(call, &error);
    handled = prepare(call, &error) ? call->route->handler(call) : call_fail(call, &error);
    struct command *command = command_of(call, handled);
    readers_give(call->app->readers, call->db);
    call->db = NULL;
    call->is_stream = handled == STREAMED;
    return command ? hand_over(call, command) : handled;
}

enum handled router_handle(void *context, struct request *request)
{
    struct call *call = arena_new(&request->arena, struct call);
    unsigned allowed;
    call->app = context;
    call->request = request;
    call->began = clock_ticks();
    call->route = route_find(request->method, request->path, call->parameter, &allowed);
    if (!call->route)
        return refuse_route(request, allowed);
    request->state = call;
    struct str language = request_parameter(request, "lang");
    call->language = language_find(language);
    if (!call->language)
        call->language = language_accept(request_header(request, "Accept-Language"));
    return call->route->kind == ROUTE_PAGE ? handle_page(call) : handle_call(call);
}

static enum handled answer_now(struct call *call)
{
    struct error error = {0};
    call->db = readers_take(call->app->readers, &error);
    if (!call->db)
        return call_fail(call, &error);
    call->request->response = (struct response){0};
    enum handled handled = call->write->answer(call);
    readers_give(call->app->readers, call->db);
    call->db = NULL;
    return handled;
}

enum handled router_woken(void *app, struct request *request)
{
    struct call *call = request->state;
    (void)app;
    if (!call->command->ok)
        return call_fail(call, &call->command->error);
    bool later = call->write && call->write->answer && !call->write->answered;
    return later ? answer_now(call) : HANDLED;
}

static void count_answer(struct app *app, const struct call *call, int status)
{
    struct metrics_answer answer = {.status = status, .is_routed = call != NULL};
    if (call) {
        bool writes = call->route->audit == AUDIT_WRITE;
        answer.route = (size_t)(call->route - routes);
        answer.group = call->route->kind == ROUTE_PAGE  ? METRICS_PAGE
                       : call->route->kind == ROUTE_API ? METRICS_API_READ + writes
                                                        : METRICS_FHIR_READ + writes;
        answer.is_stream = call->is_stream;
        answer.micros = clock_ticks() - call->began;
    }
    metrics_count_answer(&app->metrics, &answer);
}

void router_finished(void *context, struct request *request)
{
    struct call *call = request->state;
    struct app *app = context;
    count_answer(app, call, request->response.status);
    if (!call)
        return;
    if (call->finished)
        call->finished(call);
    json_in_destroy(call->json);
}

void routes_print(struct buf *out)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    static const char *const kinds[] = {"page", "api", "fhir"};
    static const char *const subjects[] = {"none", "list", "patient", "owned", "found"};
    static const char *const audits[] = {"none", "read", "write"};
    for (size_t i = 0; i < route_count; i++)
        buf_printf(out,
                   "{\"method\":\"%s\",\"pattern\":\"%s\",\"kind\":\"%s\",\"action\":\"%s\","
                   "\"subject\":\"%s\",\"audit\":\"%s\"}\n",
                   methods[routes[i].method], routes[i].pattern, kinds[routes[i].kind],
                   action_word(routes[i].action), subjects[routes[i].subject],
                   audits[routes[i].audit]);
}
