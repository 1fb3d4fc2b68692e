/* A listener keeps the id of the last event that it has passed, told or not; each wake it reads on
 * from there out of the bus. What the bus no longer remembers is answered by `reload`: the client
 * fetches all again, as it does after every reconnect. */
#include "event/event_api.h"

#include "app.h"
#include "auth/session.h"
#include "event/event.h"

enum { AT_ONCE = 64, REPLAY_MOST = 2000, SIGN_OF_LIFE = 15 * 1000, RECHECK = 10 * 1000 };

/* Agreements between the asker's party and the municipalities, as of the last check. */
static const struct sql AGREED = {
    "SELECT pt.organisation_id, ap.programme FROM agreement_party pm"
    " JOIN agreement_party pt ON pt.agreement_id = pm.agreement_id"
    " JOIN agreement a ON a.id = pm.agreement_id"
    " JOIN agreement_programme ap ON ap.agreement_id = a.id"
    " WHERE pm.organisation_id = ?1 AND a.starts_at <= ?2"
    " AND (a.ends_at IS NULL OR a.ends_at > ?2)",
};
static const struct sql KIN_OF = {
    "SELECT patient_id FROM kin WHERE account_id = ?1 AND may_read = 1 AND starts_at <= ?2"
    " AND (ends_at IS NULL OR ends_at > ?2)",
};

struct listener {
    struct call *call;
    struct http_stream *stream;
    int64_t last;
    int64_t spoken_at, checked_at;
    uint64_t generation; /* of the sessions, at the check */
    bool greeted;
    bool lost; /* went on from an id that is not of this database: all is to be loaded again */
    struct arena arena; /* of what was checked */
    struct rows *agreed, *kin_of;
};

/* Is the session still good, and what may it see? False: nobody can tell just now. */
static bool check(struct listener *listener, int64_t now, bool *good_r)
{
    struct call *call = listener->call;
    struct error error = {0};
    struct who who;
    *good_r = false;
    struct db *db = readers_take(call->app->readers, &error);
    if (!db)
        return false;
    arena_reset(&listener->arena);
    listener->agreed = listener->kin_of = NULL;
    uint64_t generation = sessions_generation(call->app->sessions);
    bool ok = session_find(call->app->sessions, db, &listener->arena, call_token(call), now, good_r,
                           &who, &error) &&
              db_run(db, &listener->arena, &AGREED, ARGS(v_uuid(&call->who.party), v_int(now)),
                     &listener->agreed, &error) &&
              db_run(db, &listener->arena, &KIN_OF, ARGS(v_uuid(&call->who.account), v_int(now)),
                     &listener->kin_of, &error);
    readers_give(call->app->readers, db);
    if (ok) {
        listener->checked_at = now;
        listener->generation = generation;
    }
    return ok;
}

static bool agreed(const struct listener *listener, const struct event *event)
{
    if (uuid_equal(&listener->call->who.party, &event->municipality))
        return true;
    for (size_t i = 0; i < rows_count(listener->agreed); i++) {
        struct uuid municipality = row_uuid(listener->agreed, i, 0);
        if (uuid_equal(&municipality, &event->municipality) &&
            str_is(row_str(listener->agreed, i, 1), event->programme))
            return true;
    }
    return false;
}

static bool is_kin(const struct listener *listener, const struct uuid *patient)
{
    for (size_t i = 0; i < rows_count(listener->kin_of); i++) {
        struct uuid of = row_uuid(listener->kin_of, i, 0);
        if (uuid_equal(&of, patient))
            return true;
    }
    return false;
}

/* Who sees the work list sees there how much is unread, and hears when that changes. */
static bool role_may_know(enum role role, const char *kind)
{
    if (strcmp(kind, "enrolment") == 0)
        return permit_role(role, ACTION_ENROLMENT_READ);
    if (strcmp(kind, "message") == 0)
        return permit_role(role, ACTION_MESSAGE_READ) || permit_role(role, ACTION_WORKLIST_READ);
    if (strcmp(kind, "task") == 0)
        return permit_role(role, ACTION_TASK_READ);
    if (strcmp(kind, "note") == 0 || strcmp(kind, "action") == 0)
        return permit_role(role, ACTION_RECORD_READ);
    return permit_role(role, ACTION_PATIENT_READ);
}

/* The same rules as permit.h's, over what the event carries: what the role may read, and about
 * whom. */
static bool may_know(const struct listener *listener, const struct event *event)
{
    const struct who *who = &listener->call->who;
    if (!role_may_know(who->role, event->kind))
        return false;
    switch (who->ground) {
    case GROUND_SERVICE:
        return uuid_equal(&who->organisation, &event->service) && agreed(listener, event);
    case GROUND_MUNICIPALITY:
        return uuid_equal(&who->organisation, &event->municipality) && agreed(listener, event);
    case GROUND_GP_OFFICE:
        return uuid_equal(&who->organisation, &event->gp_office) && agreed(listener, event);
    case GROUND_DEPARTMENT:
        return uuid_equal(&who->organisation, &event->department) && agreed(listener, event);
    case GROUND_SELF:
        return uuid_equal(&who->patient, &event->patient);
    case GROUND_KIN:
        return is_kin(listener, &event->patient);
    case GROUND_NONE:
    case GROUND_COUNT:
        break;
    }
    return false;
}

static void tell(struct buf *out, const struct event *event)
{
    char patient[UUID_TEXT], enrolment[OWNED_TEXT];
    uuid_text(&event->patient, patient);
    owned_text(&event->patient, &event->enrolment, enrolment);
    buf_printf(out,
               "id: %lld\nevent: change\ndata: "
               "{\"kind\":\"%s\",\"patient\":\"%s\",\"enrolment\":\"%s\"}\n\n",
               (long long)event->id, event->kind, patient, enrolment);
}

/* A reload names the newest id, so that a later reconnect goes on from there. */
static void tell_reload(struct listener *listener, struct buf *out)
{
    listener->last = event_bus_last(listener->call->app->events);
    buf_printf(out, "id: %lld\nevent: reload\ndata: {}\n\n", (long long)listener->last);
}

static void tell_all(struct listener *listener, const struct event *events, size_t count,
                     struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        listener->last = events[i].id;
        if (may_know(listener, &events[i]))
            tell(out, &events[i]);
    }
}

/* What the bus no longer remembers. */
static void tell_past(struct listener *listener, struct buf *out)
{
    struct app *app = listener->call->app;
    struct error error = {0};
    struct event *events;
    size_t count = 0;
    struct arena arena;
    int64_t behind = event_bus_last(app->events) - listener->last;
    struct db *db = behind > 0 && behind <= REPLAY_MOST ? readers_take(app->readers, &error) : NULL;
    arena_init(&arena);
    if (db && event_read(db, &arena, listener->last, REPLAY_MOST, &events, &count, &error) && count)
        tell_all(listener, events, count, out);
    else
        tell_reload(listener, out);
    readers_give(app->readers, db);
    arena_finish(&arena);
}

static void tell_news(struct listener *listener, struct buf *out)
{
    struct event events[AT_ONCE];
    size_t count;
    bool missed;
    do {
        count =
            event_bus_read(listener->call->app->events, listener->last, events, AT_ONCE, &missed);
        if (missed)
            tell_past(listener, out);
        else
            tell_all(listener, events, count, out);
    } while (count == AT_ONCE && out->len < 16384);
}

static bool is_checked(const struct listener *listener, int64_t now)
{
    return now - listener->checked_at <= RECHECK &&
           sessions_generation(listener->call->app->sessions) == listener->generation;
}

static void tell_what_came(struct listener *listener, struct buf *out)
{
    if (listener->lost)
        tell_reload(listener, out);
    listener->lost = false;
    tell_news(listener, out);
}

/* While the database cannot say what one may know, nothing is told, and the line is held. */
static bool next(void *context, struct request *request, struct buf *out)
{
    struct listener *listener = context;
    int64_t now = clock_now(&listener->call->app->clock);
    bool good = true, known = is_checked(listener, now) || check(listener, now, &good);
    (void)request;
    if (known && !good)
        return false;
    if (!listener->greeted) {
        listener->greeted = true;
        buf_text(out, "retry: 1000\n: here\n\n");
    }
    if (known)
        tell_what_came(listener, out);
    if (out->len) {
        listener->spoken_at = now;
    } else if (now - listener->spoken_at >= SIGN_OF_LIFE) {
        buf_text(out, ": still here\n\n");
        listener->spoken_at = now;
    }
    return true;
}

static void wake(void *stream)
{
    http_stream_wake(stream);
}

static void finished(struct call *call)
{
    struct listener *listener = call->data;
    event_bus_unlisten(call->app->events, listener->stream);
    arena_finish(&listener->arena);
}

void event_mark(struct call *call)
{
    respond_header(
        call->request, "Event-Id",
        arena_printf(&call->request->arena, "%lld", (long long)event_bus_last(call->app->events)));
}

/* Another process may have given an id that the bus has yet to come to; one that nobody gave is
 * from before the database was set back. */
static bool given(struct call *call, int64_t id, bool *given_r, struct error *error)
{
    struct event *events;
    size_t count = 1;
    *given_r = true;
    if (id <= event_bus_last(call->app->events))
        return true;
    if (!event_read(call->db, &call->request->arena, id - 1, 1, &events, &count, error))
        return false;
    *given_r = count == 1;
    return true;
}

enum handled event_stream(struct call *call)
{
    struct error error = {0};
    bool known;
    struct listener *listener = arena_new(&call->request->arena, struct listener);
    struct str after = request_header(call->request, "Last-Event-ID");
    const char *named = "Last-Event-ID";
    if (!after.at) {
        after = request_parameter(call->request, "after");
        named = "after";
    }
    arena_init(&listener->arena);
    listener->call = call;
    listener->last = event_bus_last(call->app->events);
    if (after.at && (!str_int(after, &listener->last) || listener->last < 0)) {
        error_at(&error, ERROR_MALFORMED, named, "is not one that this service gave");
        return call_fail(call, &error);
    }
    if (!given(call, listener->last, &known, &error))
        return call_fail(call, &error);
    listener->lost = !known;
    respond(call->request, 200, "text/event-stream", STR_NONE);
    respond_header(call->request, "X-Accel-Buffering", "no");
    listener->stream = http_stream(call->request, next, listener);
    call->data = listener;
    call->finished = finished;
    event_bus_listen(call->app->events, listener->stream, wake);
    return STREAMED;
}
