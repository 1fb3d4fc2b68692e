#include "worklist/greens_api.h"

#include "due/due_api.h"
#include "due/missing_undo.h"
#include "json_common.h"
#include "patient/patient.h"
#include "worklist/greens.h"
#include "worklist/undo.h"
#include "worklist/worklist_api.h"

#include <stdio.h>

/* How far the list is read: beyond that many that were left out the rest waits for the next time.
 */
enum { PAGES_MOST = 4 };

static void put_undo(struct json_out *out, const struct uuid *batch, int64_t until)
{
    json_key(out, "undo");
    if (uuid_is_zero(batch)) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_id(out, "id", batch);
    put_time(out, "until", until);
    json_object_close(out);
}

/* ---- which they are ---- */

struct sorted {
    size_t ready_count, left_count;
    const struct worklist_item **ready, **left; /* GREENS_MOST each */
};

static bool is_mine(const struct overview *row, const struct call *call)
{
    return uuid_equal(&row->taken_by, &call->who.account) &&
           call->request->now - row->taken_at < TAKE_LASTS;
}

static void sort_out(struct call *call, const struct worklist_item *items, size_t count, bool mine,
                     struct sorted *sorted)
{
    for (size_t i = 0; i < count; i++) {
        const struct worklist_item *item = &items[i];
        if (item->overview.zone != ZONE_GREEN || (mine && !is_mine(&item->overview, call)))
            continue;
        bool left = greens_left(&item->overview, &call->who.account, call->request->now);
        if (!left && sorted->ready_count < GREENS_MOST)
            sorted->ready[sorted->ready_count++] = item;
        else if (left && sorted->left_count < GREENS_MOST)
            sorted->left[sorted->left_count++] = item;
    }
}

static bool read_filter(struct call *call, struct worklist_filter *filter, bool *mine_r,
                        struct error *error)
{
    struct str municipality = request_parameter(call->request, "municipality");
    struct str mine = request_parameter(call->request, "mine");
    *filter = (struct worklist_filter){.tier_from = TIER_RED,
                                       .tier_to = TIER_GREEN,
                                       .zone = ZONE_GREEN,
                                       .limit = GREENS_MOST,
                                       .after_tier = -1};
    filter->programme = request_parameter(call->request, "programme");
    *mine_r = str_is(mine, "true");
    if (mine.at && !*mine_r && !str_is(mine, "false"))
        return error_at(error, ERROR_MALFORMED, "mine", "must be true or false");
    if (municipality.at && !uuid_parse(municipality, &filter->municipality))
        return error_at(error, ERROR_MALFORMED, "municipality", "must be the id of a municipality");
    return true;
}

static void go_on_after(struct worklist_filter *filter, const struct overview *last)
{
    filter->after_tier = last->tier;
    filter->after_since = last->waits_since;
    filter->after_patient = last->patient;
    filter->after_service = last->service;
}

static bool read_all(struct call *call, struct worklist_filter *filter, bool mine,
                     struct sorted *sorted, struct error *error)
{
    struct worklist_asker asker = worklist_asker_of(call);
    bool more = true;
    for (int page = 0; more && page < PAGES_MOST && sorted->ready_count < GREENS_MOST; page++) {
        struct worklist_item *items;
        size_t count;
        if (!worklist_read(&asker, filter, &items, &count, error))
            return false;
        more = count > GREENS_MOST;
        if (more)
            count = GREENS_MOST;
        sort_out(call, items, count, mine, sorted);
        if (more)
            go_on_after(filter, &items[count - 1].overview);
    }
    return true;
}

static void put_ready(struct json_out *out, struct call *call, const struct worklist_item *item)
{
    json_object_open(out);
    json_key(out, "patient");
    json_object_open(out);
    put_id(out, "id", &item->overview.patient);
    json_put_str(out, "name", patient_full_name(&call->request->arena, item->given, item->family));
    json_put_str(out, "born", item->born);
    json_object_close(out);
    json_put_int(out, "version", item->overview.version);
    json_object_close(out);
    call_shows(call, &item->overview.patient);
}

enum handled worklist_greens(struct call *call)
{
    struct error error = {0};
    struct worklist_filter filter;
    struct arena *arena = &call->request->arena;
    struct sorted sorted = {.ready = arena_array(arena, const struct worklist_item *, GREENS_MOST),
                            .left = arena_array(arena, const struct worklist_item *, GREENS_MOST)};
    struct json_out out;
    bool mine;
    if (!read_filter(call, &filter, &mine, &error) ||
        !read_all(call, &filter, mine, &sorted, &error))
        return call_fail(call, &error);
    json_out_init(&out, arena, 1024 + sorted.ready_count * 150 + sorted.left_count * 900);
    json_object_open(&out);
    json_key(&out, "ready");
    json_array_open(&out);
    for (size_t i = 0; i < sorted.ready_count; i++)
        put_ready(&out, call, sorted.ready[i]);
    json_array_close(&out);
    json_key(&out, "left");
    json_array_open(&out);
    for (size_t i = 0; i < sorted.left_count; i++) {
        worklist_item_json(&out, call, sorted.left[i]);
        call_shows(call, &sorted.left[i]->overview.patient);
    }
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* ---- acknowledging them ---- */

static bool read_one(struct json_object *entry, size_t at, struct greens_one *one,
                     struct error *error)
{
    char place[40];
    snprintf(place, sizeof place, "/seen/%zu/patient", at);
    if (!uuid_parse(json_in_str(json_in_get(entry, "patient")), &one->patient))
        return error_at(error, ERROR_INVALID, place, "must be the id of a patient");
    snprintf(place, sizeof place, "/seen/%zu/version", at);
    if (!str_int(json_in_number(json_in_get(entry, "version")), &one->version))
        return error_at(error, ERROR_INVALID, place,
                        "must be the version of the row that was seen");
    return true;
}

static bool read_seen(struct call *call, struct greens_act *act, struct error *error)
{
    struct json_object *seen = json_in_get(call->json, "seen");
    act->count = json_in_length(seen);
    if (!json_in_is_array(seen) || !act->count || act->count > GREENS_MOST)
        return error_at(error, ERROR_INVALID, "/seen", "must be a list of 1 to %d rows",
                        GREENS_MOST);
    act->ones = arena_array(&call->request->arena, struct greens_one, act->count);
    for (size_t i = 0; i < act->count; i++) {
        if (!read_one(json_in_at(seen, i), i, &act->ones[i], error))
            return false;
        for (size_t k = 0; k < i; k++)
            if (uuid_equal(&act->ones[k].patient, &act->ones[i].patient))
                return error_at(error, ERROR_INVALID, "/seen", "has a patient twice");
    }
    return true;
}

static void put_left(struct json_out *out, struct call *call, const struct greens_one *one)
{
    struct arena *arena = &call->request->arena;
    const struct looks_words words = {
        .arena = arena,
        .language = call->language,
        .row = &one->row,
        .taken_by = one->taken_by,
        .now = call->request->now,
    };
    json_object_open(out);
    if (one->known)
        put_named(out, "patient", &one->patient, patient_full_name(arena, one->given, one->family));
    else
        put_id(out, "patient", &one->patient);
    json_key(out, "looks");
    looks_json(out, &words, one->left);
    json_object_close(out);
}

static void put_answer(struct json_out *out, struct call *call, const struct greens_act *act,
                       int64_t now)
{
    json_out_init(out, &call->request->arena, 256 + act->count * 120);
    json_object_open(out);
    put_undo(out, &act->batch, now + UNDO_LASTS);
    json_key(out, "acknowledged");
    json_array_open(out);
    for (size_t i = 0; i < act->count; i++) {
        char id[UUID_TEXT];
        uuid_text(&act->ones[i].patient, id);
        if (!act->ones[i].left)
            json_text(out, id);
    }
    json_array_close(out);
    json_key(out, "left");
    json_array_open(out);
    for (size_t i = 0; i < act->count; i++)
        if (act->ones[i].left)
            put_left(out, call, &act->ones[i]);
    json_array_close(out);
    json_object_close(out);
}

static bool greens_ask(struct write *write, struct tx *tx)
{
    greens_act_ask(write->data, tx);
    return true;
}

static bool greens_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct greens_act *act = write->data;
    struct json_out out;
    (void)error;
    greens_act_apply(act, tx);
    put_answer(&out, write->call, act, tx->now);
    respond(write->call->request, 200, "application/json", json_out_slice(&out));
    return true;
}

static void greens_repeated(struct write *write, struct tx *tx)
{
    greens_act_log_again(write->data, tx);
}

enum handled worklist_greens_acknowledge(struct call *call)
{
    struct error error = {0};
    struct greens_act *act = arena_new(&call->request->arena, struct greens_act);
    act->who = &call->who;
    if (!read_seen(call, act, &error))
        return call_fail(call, &error);
    enum handled handled = call_write(call, greens_ask, greens_apply, act);
    call->write->command.alone = true;
    call->write->repeated = greens_repeated;
    return handled;
}

/* ---- taken back ---- */

static bool undo_ask(struct write *write, struct tx *tx)
{
    undo_act_ask(write->data, tx);
    return true;
}

static bool undo_apply(struct write *write, struct tx *tx, struct error *error)
{
    if (!undo_act_apply(write->data, tx, error))
        return false;
    respond_empty(write->call->request, 200);
    return true;
}

static void undo_repeated(struct write *write, struct tx *tx)
{
    undo_act_log_again(write->data, tx);
}

/* The rows as they are after it. */
static enum handled undo_answer(struct call *call)
{
    struct error error = {0};
    const struct undo_act *act = call->write->data;
    struct worklist_asker asker = worklist_asker_of(call);
    struct uuid *patients;
    struct json_out out;
    size_t count;
    if (!undo_patients(call->db, &call->request->arena, &call->who, &act->batch, &patients, &count,
                       &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 256 + count * 900);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++) {
        struct worklist_item *item;
        size_t found;
        if (!worklist_read_one(&asker, &patients[i], &item, &found, &error))
            return call_fail(call, &error);
        if (found)
            worklist_item_json(&out, call, item);
    }
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

enum handled act_undo(struct call *call)
{
    struct error error = {0};
    struct undo_act *act = arena_new(&call->request->arena, struct undo_act);
    struct uuid patient;
    int64_t number;
    if (missing_undo_parse(call->parameter[0], &patient, &number))
        return missing_clear_undo(call, &patient, number);
    act->who = &call->who;
    if (!uuid_parse(call->parameter[0], &act->batch)) {
        error_set(&error, ERROR_NOT_FOUND, "There is no such act of yours.");
        return call_fail(call, &error);
    }
    enum handled handled = call_write(call, undo_ask, undo_apply, act);
    call->write->command.alone = true;
    call->write->repeated = undo_repeated;
    call->write->answer = undo_answer;
    return handled;
}
