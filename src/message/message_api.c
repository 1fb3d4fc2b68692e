#include "message/message_api.h"

#include "json_common.h"
#include "message/message_store.h"
#include "take.h"

enum { THREADS_USUAL = 50, THREADS_MOST = 100, MESSAGES_MOST = 200 };

/* Answers. */

static void put_message(struct json_out *out, struct call *call, const struct message *message)
{
    json_object_open(out);
    json_put_int(out, "number", message->number);
    put_time(out, "at", message->at);
    json_key(out, "by");
    json_object_open(out);
    json_put_str(out, "name", message->name);
    json_put_str(out, "side", message->side);
    json_object_close(out);
    json_put_str(out, "body", message->body);
    json_put_bool(out, "mine", uuid_equal(&message->account, &call->who.account));
    json_object_close(out);
}

/* Leaves the object open. */
static void put_thread(struct json_out *out, struct call *call, const struct thread *thread)
{
    char id[OWNED_TEXT];
    owned_text(&call->grant.patient, &thread->id, id);
    json_object_open(out);
    json_put_text(out, "id", id);
    json_put_str(out, "subject", thread->subject);
    put_named(out, "service", &thread->service, thread->service_name);
    put_time(out, "created", thread->created_at);
    put_time(out, "last", thread->last_at);
    json_put_int(out, "unread", thread->unread);
}

static void put_messages(struct json_out *out, struct call *call, const struct message *messages,
                         size_t count)
{
    json_key(out, "messages");
    json_array_open(out);
    for (size_t i = 0; i < count; i++)
        put_message(out, call, &messages[i]);
    json_array_close(out);
}

static void put_short_thread(struct json_out *out, struct call *call, const struct thread *thread)
{
    put_thread(out, call, thread);
    put_messages(out, call, &thread->last, 1);
    json_object_close(out);
}

static enum handled no_such_thread(struct call *call)
{
    struct error error = {0};
    error_set(&error, ERROR_NOT_FOUND, "There is no such thread, or it is not yours to see.");
    return call_fail(call, &error);
}

/* Reading. */

enum handled message_threads(struct call *call)
{
    struct error error = {0};
    struct page page;
    struct thread *threads;
    struct json_out out;
    size_t count;
    bool more;
    if (!take_page(call, THREADS_USUAL, THREADS_MOST, &page, &error) ||
        !threads_read(call->db, &call->request->arena, &call->grant, &call->who,
                      &(struct thread_cursor){page.at, page.id}, page.limit + 1, &threads, &count,
                      &error))
        return call_fail(call, &error);
    count = page_shown(&page, count, &more);
    json_out_init(&out, &call->request->arena, 256 + count * 600);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++)
        put_short_thread(&out, call, &threads[i]);
    json_array_close(&out);
    page_put_next(
        &out, more ? &(struct page){.at = threads[count - 1].last_at, .id = threads[count - 1].id}
                   : NULL);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

static bool read_after(struct call *call, int64_t *after_r, struct error *error)
{
    struct str after = request_parameter(call->request, "after");
    *after_r = 0;
    if (after.at && (!str_int(after, after_r) || *after_r < 0))
        return error_at(error, ERROR_MALFORMED, "after", "must be the number of a message");
    return true;
}

enum handled message_thread(struct call *call)
{
    struct error error = {0};
    struct thread thread;
    struct message *messages;
    struct json_out out;
    size_t count;
    int64_t after;
    bool found;
    if (!read_after(call, &after, &error) ||
        !thread_read(call->db, &call->request->arena, &call->grant, &call->who, &call->owned,
                     &thread, &found, &error))
        return call_fail(call, &error);
    if (!found)
        return no_such_thread(call);
    if (!messages_read(call->db, &call->request->arena, &call->grant, &call->owned, after,
                       MESSAGES_MOST + 1, &messages, &count, &error))
        return call_fail(call, &error);
    bool more = count > MESSAGES_MOST;
    if (more)
        count--;
    json_out_init(&out, &call->request->arena, 512 + count * 400);
    put_thread(&out, call, &thread);
    put_messages(&out, call, messages, count);
    if (more)
        json_put_int(&out, "next", messages[count - 1].number);
    else
        json_put_null(&out, "next");
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* Writing. */

static struct message_act *act_create(struct call *call, enum message_act_kind kind)
{
    struct message_act *act = arena_new(&call->request->arena, struct message_act);
    act->kind = kind;
    act->patient = call->grant.patient;
    act->thread = call->owned;
    act->side = call->grant.ground == GROUND_SELF ? MESSAGE_BY_PATIENT : MESSAGE_BY_SERVICE;
    act->service = call->who.organisation;
    access_entry_of(&call->who,
                    action_word(kind == MESSAGE_SEEN ? ACTION_MESSAGE_READ : ACTION_MESSAGE_WRITE),
                    &act->by);
    return act;
}

static bool act_ask(struct write *write, struct tx *tx)
{
    message_act_ask(write->data, tx);
    return true;
}

/* A patient may choose; personnel write for their own service. */
static bool read_service(struct call *call, struct message_act *act, struct error *error)
{
    struct json_object *chosen = json_in_get(call->json, "service");
    struct uuid service;
    if (!chosen)
        return true;
    if (!uuid_parse(json_in_str(chosen), &service) || uuid_is_zero(&service))
        return error_at(error, ERROR_INVALID, "/service", "must be the id of a service");
    if (act->side == MESSAGE_BY_SERVICE && !uuid_equal(&service, &act->service))
        return error_at(error, ERROR_INVALID, "/service", "must be your own service");
    act->service = service;
    return true;
}

static struct message written(struct call *call, const struct message_act *act, int64_t now)
{
    return (struct message){
        .number = act->written_number,
        .at = now,
        .account = call->who.account,
        .name = str_of(call->who.name),
        .side = str_of(message_side_word(act->side)),
        .body = act->body,
    };
}

static bool begin_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct message_act *act = write->data;
    struct json_out out;
    if (!message_act_apply(act, tx, error))
        return false;
    struct thread thread = {
        .id = act->written_thread,
        .service = act->written_service,
        .service_name = act->written_service_name,
        .subject = act->subject.at ? act->subject : STR(""),
        .created_at = tx->now,
        .last_at = tx->now,
        .last = written(call, act, tx->now),
    };
    json_out_init(&out, &call->request->arena, 512 + act->body.len);
    put_short_thread(&out, call, &thread);
    call_json(call, 201, &out);
    return true;
}

enum handled message_begin(struct call *call)
{
    struct error error = {0};
    struct message_act *act = act_create(call, MESSAGE_POST);
    if (!read_service(call, act, &error) ||
        !take_line(call->json, "/subject", MESSAGE_SUBJECT_MOST, false, &act->subject, &error) ||
        !take_lines(call->json, "/body", MESSAGE_BODY_MOST, true, &act->body, &error))
        return call_fail(call, &error);
    return call_write(call, act_ask, begin_apply, act);
}

static bool answer_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct message_act *act = write->data;
    struct json_out out;
    if (!message_act_apply(act, tx, error))
        return false;
    struct message message = written(call, act, tx->now);
    json_out_init(&out, &call->request->arena, 256 + act->body.len);
    put_message(&out, call, &message);
    call_json(call, 201, &out);
    return true;
}

enum handled message_answer(struct call *call)
{
    struct error error = {0};
    struct message_act *act = act_create(call, MESSAGE_POST);
    if (uuid_is_zero(&call->owned))
        return no_such_thread(call);
    if (!take_lines(call->json, "/body", MESSAGE_BODY_MOST, true, &act->body, &error))
        return call_fail(call, &error);
    return call_write(call, act_ask, answer_apply, act);
}

static bool seen_apply(struct write *write, struct tx *tx, struct error *error)
{
    if (!message_act_apply(write->data, tx, error))
        return false;
    respond_empty(write->call->request, 200);
    return true;
}

/* The thread as it is after it, with its last message. */
static enum handled seen_answer(struct call *call)
{
    struct error error = {0};
    struct thread thread;
    struct json_out out;
    bool found;
    if (!thread_read(call->db, &call->request->arena, &call->grant, &call->who, &call->owned,
                     &thread, &found, &error))
        return call_fail(call, &error);
    if (!found)
        return no_such_thread(call);
    json_out_init(&out, &call->request->arena, 1024);
    put_short_thread(&out, call, &thread);
    return call_json(call, 200, &out);
}

enum handled message_seen(struct call *call)
{
    struct error error = {0};
    struct message_act *act = act_create(call, MESSAGE_SEEN);
    if (uuid_is_zero(&call->owned))
        return no_such_thread(call);
    if (!str_int(json_in_number(json_in_get(call->json, "upTo")), &act->up_to) || act->up_to < 1) {
        error_at(&error, ERROR_INVALID, "/upTo", "must be the number of a message");
        return call_fail(call, &error);
    }
    enum handled handled = call_write(call, act_ask, seen_apply, act);
    call->write->answer = seen_answer;
    return handled;
}
