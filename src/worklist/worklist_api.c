#include "worklist/worklist_api.h"

#include "app.h"
#include "effect/effect_api.h"
#include "event/event_api.h"
#include "json_common.h"
#include "patient/patient.h"
#include "programme/programme.h"
#include "take.h"
#include "task/task_api.h"
#include "triage/reasons_api.h"
#include "worklist/undo.h"
#include "worklist/worklist_act.h"
#include "worklist/worklist_filter_api.h"

#include <stdio.h>

enum { NOTE_MOST = 4000 };

struct worklist_asker worklist_asker_of(struct call *call)
{
    return (struct worklist_asker){.db = call->db,
                                   .arena = &call->request->arena,
                                   .who = &call->who,
                                   .now = call->request->now};
}

static const char *programme_name(struct call *call, const char *id, int64_t version)
{
    const struct programme *programme =
        programmes_get(call->app->programmes, call->db, id, version, NULL);
    return text_of(call->language, programme ? programme->name : id);
}

static void put_enrolment(struct json_out *out, struct call *call, const struct uuid *patient,
                          const struct worklist_enrolment *enrolment)
{
    char id[OWNED_TEXT];
    owned_text(patient, &enrolment->id, id);
    json_object_open(out);
    json_put_text(out, "id", id);
    json_put_text(out, "programme", enrolment->programme);
    json_put_text(out, "programmeName",
                  programme_name(call, enrolment->programme, enrolment->programme_version));
    put_named(out, "municipality", &enrolment->municipality, str_of(enrolment->municipality_name));
    json_put_text(out, "state", enrolment->state);
    json_object_close(out);
}

void worklist_enrolments_json(struct json_out *out, struct call *call,
                              const struct worklist_item *item)
{
    json_key(out, "enrolments");
    json_array_open(out);
    for (size_t i = 0; i < item->enrolment_count; i++)
        put_enrolment(out, call, &item->overview.patient, &item->enrolments[i]);
    json_array_close(out);
}

static void put_patient(struct json_out *out, struct arena *arena, const struct worklist_item *item)
{
    json_key(out, "patient");
    json_object_open(out);
    put_id(out, "id", &item->overview.patient);
    json_put_str(out, "name", patient_full_name(arena, item->given, item->family));
    json_put_str(out, "born", item->born);
    json_put_str(out, "sex", item->sex);
    json_put_str(out, "phone", item->phone);
    json_object_close(out);
}

static void put_taken(struct json_out *out, struct call *call, const struct worklist_item *item)
{
    const struct overview *overview = &item->overview;
    json_key(out, "takenBy");
    if (uuid_is_zero(&overview->taken_by) ||
        call->request->now - overview->taken_at >= TAKE_LASTS) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_id(out, "id", &overview->taken_by);
    json_put_str(out, "name", item->taken_by_name);
    json_put_bool(out, "mine", uuid_equal(&overview->taken_by, &call->who.account));
    put_time(out, "since", overview->taken_at);
    json_object_close(out);
}

static void put_looks(struct json_out *out, struct call *call, const struct worklist_item *item)
{
    const struct overview *overview = &item->overview;
    const struct looks_words words = {
        .arena = &call->request->arena,
        .language = call->language,
        .row = overview,
        .now = call->request->now,
    };
    json_key(out, "looks");
    looks_json(out, &words, looks_of(overview));
    put_time(out, "lastContact", overview->contact_at);
    put_time(out, "missingSince", overview->missing_since);
}

static void put_promise(struct json_out *out, struct call *call, const struct worklist_item *item)
{
    const struct worklist_promise promise = worklist_item_promise(item, call->request->now);
    json_put_bool(out, "outsideHours", promise.outside_hours);
    json_key(out, "promise");
    if (!promise.by) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_time(out, "by", promise.by);
    json_put_bool(out, "passed", promise.passed);
    json_object_close(out);
}

static void put_next_task(struct json_out *out, struct call *call, const struct worklist_item *item)
{
    const struct task *task = &item->next_task;
    char id[OWNED_TEXT];
    json_key(out, "nextTask");
    if (uuid_is_zero(&task->id)) {
        json_null(out);
        return;
    }
    owned_text(&item->overview.patient, &task->id, id);
    json_object_open(out);
    json_put_text(out, "id", id);
    json_put_text(out, "kind", task_kind_word(task->kind));
    json_put_str(out, "title", task_title(call->language, task));
    put_time(out, "due", task->due_at);
    json_object_close(out);
}

static void put_item(struct json_out *out, struct call *call, const struct worklist_item *item,
                     const char *undo, int64_t until)
{
    const struct overview *overview = &item->overview;
    json_object_open(out);
    put_patient(out, &call->request->arena, item);
    put_named(out, "service", &overview->service, item->service_name);
    worklist_enrolments_json(out, call, item);
    json_put_text(out, "zone", zone_word(overview->zone));
    json_put_bool(out, "unconfirmed", overview->unconfirmed);
    json_put_bool(out, "missing", overview->missing);
    json_put_int(out, "missed", overview->missed);
    put_time(out, "since", overview->waits_since);
    json_key(out, "reasons");
    struct teller teller = teller_of(call);
    reasons_json(out, &teller, &overview->reasons);
    json_put_int(out, "unread", overview->unread);
    json_put_int(out, "tasks", overview->tasks);
    put_next_task(out, call, item);
    put_taken(out, call, item);
    json_put_int(out, "version", overview->version);
    put_time(out, "reported", overview->reported_at);
    put_looks(out, call, item);
    put_promise(out, call, item);
    json_key(out, "undo");
    if (!undo) {
        json_null(out);
    } else {
        json_object_open(out);
        json_put_text(out, "id", undo);
        put_time(out, "until", until);
        json_object_close(out);
    }
    json_object_close(out);
}

void worklist_item_json(struct json_out *out, struct call *call, const struct worklist_item *item)
{
    put_item(out, call, item, NULL, 0);
}

static void put_next(struct json_out *out, const struct worklist_item *last, bool more)
{
    char patient[UUID_TEXT], service[UUID_TEXT];
    json_key(out, "next");
    if (!more || !last) {
        json_null(out);
        return;
    }
    uuid_text(&last->overview.patient, patient);
    uuid_text(&last->overview.service, service);
    json_printf(out, "%d-%lld-%s-%s", last->overview.tier, (long long)last->overview.waits_since,
                patient, service);
}

enum handled worklist_list(struct call *call)
{
    struct error error = {0};
    struct worklist_filter filter;
    struct worklist_item *items;
    struct worklist_asker asker = worklist_asker_of(call);
    struct json_out out;
    size_t count;
    event_mark(call);
    if (!worklist_filter_read(call->request, call->request->query, &filter, &error) ||
        !worklist_read(&asker, &filter, &items, &count, &error))
        return call_fail(call, &error);
    bool more = count > (size_t)filter.limit;
    if (more)
        count = (size_t)filter.limit;
    json_out_init(&out, &call->request->arena, 1024 + count * 700);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < count; i++) {
        worklist_item_json(&out, call, &items[i]);
        call_shows(call, &items[i].overview.patient);
    }
    json_array_close(&out);
    put_next(&out, count ? &items[count - 1] : NULL, more);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

static const char *const part_words[WORKLIST_PARTS] = {
    [PART_ALL] = "all",
    [PART_RED] = "red",
    [PART_UNCONFIRMED] = "unconfirmed",
    [PART_YELLOW] = "yellow",
    [PART_UNREAD] = "unread",
    [PART_TASKS] = "tasks",
    [PART_MISSING] = "missing",
    [PART_ATTENTION] = "attention",
    [PART_GREEN] = "green",
    [PART_MINE] = "mine",
};

/* `more` names those of which there are more than is counted. */
static void put_counts(struct json_out *out, const int64_t counts[WORKLIST_PARTS])
{
    json_object_open(out);
    for (size_t i = 0; i < WORKLIST_PARTS; i++)
        json_put_int(out, part_words[i],
                     counts[i] < WORKLIST_COUNT_MOST ? counts[i] : WORKLIST_COUNT_MOST);
    json_key(out, "more");
    json_array_open(out);
    for (size_t i = 0; i < WORKLIST_PARTS; i++)
        if (counts[i] > WORKLIST_COUNT_MOST)
            json_text(out, part_words[i]);
    json_array_close(out);
    json_object_close(out);
}

enum handled worklist_count(struct call *call)
{
    struct error error = {0};
    struct worklist_filter filter;
    struct json_out out;
    struct worklist_asker asker = worklist_asker_of(call);
    int64_t counts[WORKLIST_PARTS];
    event_mark(call);
    if (!worklist_filter_read(call->request, call->request->query, &filter, &error) ||
        !worklist_counts(&asker, &filter, counts, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 256);
    put_counts(&out, counts);
    return call_json(call, 200, &out);
}

PERMIT_STATEMENTS(static const struct sql FILTERS,
                  "SELECT DISTINCT m.id, m.name, e.programme, e.programme_version FROM enrolment e"
                  " JOIN organisation m ON m.id = e.municipality_id WHERE ",
                  " ORDER BY m.name, m.id, e.programme, e.programme_version");

static void put_municipalities(struct json_out *out, const struct rows *rows)
{
    struct uuid last = {{0}};
    json_key(out, "municipalities");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid id = row_uuid(rows, i, 0);
        if (uuid_equal(&id, &last))
            continue;
        last = id;
        json_object_open(out);
        put_id(out, "id", &id);
        json_put_str(out, "name", row_str(rows, i, 1));
        json_object_close(out);
    }
    json_array_close(out);
}

static bool stood_before(const struct rows *rows, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (str_equal(row_str(rows, i, 2), row_str(rows, row, 2)))
            return true;
    return false;
}

static void put_programmes(struct json_out *out, struct call *call, const struct rows *rows)
{
    json_key(out, "programmes");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (stood_before(rows, i))
            continue;
        struct str id = row_str(rows, i, 2);
        json_object_open(out);
        json_put_str(out, "id", id);
        json_put_text(out, "name", programme_name(call, id.at, row_int(rows, i, 3)));
        json_object_close(out);
    }
    json_array_close(out);
}

enum handled worklist_filters(struct call *call)
{
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    const struct sql *filters = &FILTERS[call->who.ground];
    if (!filters->text)
        rows = NULL;
    else if (!db_run(call->db, &call->request->arena, filters,
                     ARGS(PERMIT_ARGS(&call->who, call->request->now)), &rows, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 512);
    json_object_open(&out);
    if (rows) {
        put_municipalities(&out, rows);
        put_programmes(&out, call, rows);
    }
    json_object_close(&out);
    return call_json(call, 200, &out);
}

enum handled worklist_answer(struct call *call, const char *undo, int64_t until)
{
    struct error error = {0};
    struct worklist_asker asker = worklist_asker_of(call);
    struct worklist_item *item;
    struct json_out out;
    size_t count;
    if (!worklist_read_one(&asker, &call->grant.patient, &item, &count, &error))
        return call_fail(call, &error);
    if (!count) {
        error_set(&error, ERROR_NOT_FOUND, "This patient is not on your list.");
        return call_fail(call, &error);
    }
    json_out_init(&out, &call->request->arena, 1024);
    put_item(&out, call, item, undo, until);
    return call_json(call, 200, &out);
}

enum handled worklist_one(struct call *call)
{
    return worklist_answer(call, NULL, 0);
}

static enum handled answer_acknowledged(struct call *call)
{
    struct uuid undo;
    int64_t until = 0;
    char text[UUID_TEXT];
    struct error error = {0};
    if (!undo_open(call->db, &call->request->arena, &call->who, &call->grant.patient,
                   call->request->now, &undo, &until, &error))
        return call_fail(call, &error);
    uuid_text(&undo, text);
    return worklist_answer(call, uuid_is_zero(&undo) ? NULL : text, until);
}

/* Acts. */

static bool act_ask(struct write *write, struct tx *tx)
{
    worklist_act_ask(write->data, tx);
    return true;
}

static bool act_apply(struct write *write, struct tx *tx, struct error *error)
{
    if (!worklist_act_apply(write->data, tx, error))
        return false;
    respond_empty(write->call->request, 200);
    return true;
}

/* Answers with the row as it is after the act. */
static enum handled act(struct call *call, struct worklist_act *given)
{
    enum handled handled = call_write(call, act_ask, act_apply, given);
    call->write->answer = given->kind == ACT_ACKNOWLEDGE ? answer_acknowledged : worklist_one;
    return handled;
}

static struct worklist_act *act_create(struct call *call, enum act_kind kind)
{
    struct worklist_act *act = arena_new(&call->request->arena, struct worklist_act);
    act->kind = kind;
    act->patient = call->grant.patient;
    act->service = call->who.organisation;
    act->grant = &call->grant;
    access_entry_of(&call->who,
                    kind == ACT_TAKE      ? "case.take"
                    : kind == ACT_RELEASE ? "case.release"
                                          : "case.acknowledge",
                    &act->by);
    act->force = json_in_true(json_in_get(call->json, "force"));
    return act;
}

enum handled worklist_take(struct call *call)
{
    return act(call, act_create(call, ACT_TAKE));
}

enum handled worklist_release(struct call *call)
{
    return act(call, act_create(call, ACT_RELEASE));
}

bool worklist_outcomes_read(struct json_object *list, unsigned *outcomes_r, struct error *error)
{
    if (!json_in_is_array(list))
        return error_at(error, ERROR_INVALID, "/outcomes", "must be a list of outcomes");
    for (size_t i = 0; i < json_in_length(list); i++) {
        char place[40];
        unsigned outcome = act_outcome_of_word(json_in_str(json_in_at(list, i)));
        snprintf(place, sizeof place, "/outcomes/%zu", i);
        if (!outcome)
            return error_at(error, ERROR_INVALID, place, "is no outcome that is known here");
        *outcomes_r |= outcome;
    }
    return true;
}

static bool read_contact(struct json_object *contact, struct worklist_act *given,
                         struct error *error)
{
    if (!contact)
        return true;
    given->contact_kind = act_contact_kind(json_in_str(json_in_get(contact, "kind")));
    given->contact_party = act_contact_party(json_in_str(json_in_get(contact, "party")));
    if (!given->contact_kind)
        return error_at(error, ERROR_INVALID, "/contact/kind",
                        "must be phone, message, video or visit");
    if (!given->contact_party)
        return error_at(error, ERROR_INVALID, "/contact/party",
                        "must be patient, kin, gp, hospital, home_nursing or other");
    return true;
}

/* What the patient started by what the zone says, said with the acknowledgement. */
static bool read_actions(struct json_object *list, struct worklist_act *given, struct arena *arena,
                         struct error *error)
{
    size_t count = json_in_length(list);
    if (list && (!json_in_is_array(list) || count > EFFECT_WITH_ACT))
        return error_at(error, ERROR_INVALID, "/actions", "must be a list of at most %d",
                        EFFECT_WITH_ACT);
    struct act_action *actions = arena_array(arena, struct act_action, count);
    for (size_t i = 0; i < count; i++) {
        char text[40], days[40];
        snprintf(text, sizeof text, "/actions/%zu/text", i);
        snprintf(days, sizeof days, "/actions/%zu/checkInDays", i);
        if (!take_line(json_in_at(list, i), text, EFFECT_TEXT_MOST, true, &actions[i].text,
                       error) ||
            !effect_take_days(json_in_at(list, i), days, &actions[i].days, error))
            return false;
    }
    given->actions = actions;
    given->action_count = count;
    return true;
}

enum handled worklist_acknowledge(struct call *call)
{
    struct error error = {0};
    struct worklist_act *given = act_create(call, ACT_ACKNOWLEDGE);
    if (!str_int(json_in_number(json_in_get(call->json, "version")), &given->version)) {
        error_at(&error, ERROR_INVALID, "/version", "must be the version of the row that was seen");
        return call_fail(call, &error);
    }
    if (!worklist_outcomes_read(json_in_get(call->json, "outcomes"), &given->outcomes, &error))
        return call_fail(call, &error);
    if (!take_lines(call->json, "/note", NOTE_MOST, false, &given->note, &error) ||
        !read_contact(json_in_get(call->json, "contact"), given, &error) ||
        !read_actions(json_in_get(call->json, "actions"), given, &call->request->arena, &error))
        return call_fail(call, &error);
    return act(call, given);
}
