/* POST /api/reports: what our own applications send, measurements and answered forms together. */
#include "app.h"
#include "base/caltime.h"
#include "json_common.h"
#include "observation/observation_plain.h"
#include "report/report_api.h"
#include "report/report_response_api.h"
#include "report/report_told_api.h"

#include <stdio.h>

enum { MEASUREMENTS_MOST = 100, RESPONSES_MOST = 8 };

bool report_plain_find(struct call *call, struct uuid *patient_r, bool *found_r,
                       struct error *error)
{
    struct json_object *named = json_in_get(call->json, "patient");
    if (!json_in_is_object(call->json))
        return error_at(error, ERROR_INVALID, "", "must be an object");
    if (!named) {
        *patient_r = call->who.patient;
        *found_r = !uuid_is_zero(patient_r);
        return *found_r ||
               error_at(error, ERROR_INVALID, "/patient", "must say whom the report is about");
    }
    *found_r = uuid_parse(json_in_str(named), patient_r) && !uuid_is_zero(patient_r);
    return true;
}

static bool read_list(struct json_object *json, const char *name, size_t most,
                      struct json_object **list_r, struct error *error)
{
    char place[40];
    *list_r = json_in_get(json, name);
    snprintf(place, sizeof place, "/%s", name);
    if (*list_r && !json_in_is_array(*list_r))
        return error_at(error, ERROR_INVALID, place, "must be a list");
    return json_in_length(*list_r) <= most ||
           error_at(error, ERROR_INVALID, place, "holds more than %zu", most);
}

/* Each thing in a keyed report has a key of its own: the same report again finds the same. */
static struct str key_of(struct call *call, const char *kind, size_t index)
{
    struct str key = request_header(call->request, "Idempotency-Key");
    if (!key.at)
        return STR_NONE;
    return str_of(arena_printf(&call->request->arena, "%.*s %s %zu", STR_ARG(key), kind, index));
}

static bool read_measurements(struct call *call, const struct caltime *measured,
                              struct report *report, struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct json_object *list;
    if (!read_list(call->json, "measurements", MEASUREMENTS_MOST, &list, error))
        return false;
    size_t count = json_in_length(list);
    struct observation *observations = arena_array(arena, struct observation, count);
    report->observations = arena_array(arena, struct received_one, count);
    for (size_t i = 0; i < count; i++) {
        char place[40];
        struct str key = key_of(call, "measurement", i);
        snprintf(place, sizeof place, "/measurements/%zu", i);
        if (!observation_from_plain(arena, json_in_at(list, i), place, measured, call->request->now,
                                    &observations[i], error))
            return false;
        observation_key(&observations[i], &call->who.account, key);
        report->observations[i].observation = &observations[i];
        report->observations[i].receipt.natural = !key.at;
    }
    report->count = count;
    return true;
}

static bool read_responses(struct call *call, const struct caltime *measured, struct report *report,
                           struct error *error)
{
    struct json_object *list;
    if (!read_list(call->json, "responses", RESPONSES_MOST, &list, error))
        return false;
    report->response_count = json_in_length(list);
    report->responses =
        arena_array(&call->request->arena, struct received_response, report->response_count);
    for (size_t i = 0; i < report->response_count; i++)
        if (!report_read_response(call, json_in_at(list, i), i, key_of(call, "response", i),
                                  &report->patient, measured, &report->responses[i], error))
            return false;
    return true;
}

/* A time that is said, else the moment of receipt. */
static bool read_measured(struct call *call, struct caltime *measured_r, struct error *error)
{
    struct json_object *said = json_in_get(call->json, "measured");
    char now[CALTIME_TEXT];
    caltime_utc(call->request->now, now);
    return caltime_parse_oslo(said ? json_in_str(said) : str_of(now), false, measured_r) ||
           error_at(error, ERROR_INVALID, "/measured", "is no time");
}

static bool read_report(struct call *call, struct report *report, struct error *error)
{
    static const char *const names[] = {"patient", "measured", "measurements", "responses", NULL};
    struct caltime measured;
    struct buf other;
    buf_init(&other, &call->request->arena, 64);
    json_in_members(call->json, names, &other);
    if (other.len)
        return error_at(error, ERROR_INVALID, "", "holds what is not understood: %.*s",
                        (int)(other.len < 80 ? other.len : 80), other.at);
    if (!read_measured(call, &measured, error) ||
        !read_measurements(call, &measured, report, error) ||
        !read_responses(call, &measured, report, error))
        return false;
    return report->count + report->response_count > 0 ||
           error_at(error, ERROR_INVALID, "/measurements",
                    "a report holds at least one measurement or one answered form");
}

static bool ask(struct write *write, struct tx *tx)
{
    report_ask(write->data, tx);
    return true;
}

static void put_measurements(struct json_out *out, const struct report *report)
{
    json_key(out, "measurements");
    json_array_open(out);
    for (size_t i = 0; i < report->count; i++) {
        const struct observation *observation = report->observations[i].observation;
        struct uuid key;
        char id[OWNED_TEXT];
        memcpy(key.b, observation->key, sizeof key.b);
        owned_text(&report->patient, &key, id);
        json_text(out, id);
    }
    json_array_close(out);
    json_key(out, "responses");
    json_array_open(out);
    for (size_t i = 0; i < report->response_count; i++) {
        struct uuid key;
        char id[OWNED_TEXT];
        memcpy(key.b, report->responses[i].response->key, sizeof key.b);
        owned_text(&report->patient, &key, id);
        json_text(out, id);
    }
    json_array_close(out);
}

static bool is_same(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (report->observations[i].receipt.received != RECEIVED_SAME)
            return false;
    for (size_t i = 0; i < report->response_count; i++)
        if (report->responses[i].receipt.received != RECEIVED_SAME)
            return false;
    return true;
}

/* When all of it was there before: what it came to then. */
static bool tell(struct call *call, const struct report *report, struct tx *tx,
                 struct report_told *told_r, struct error *error)
{
    bool found;
    if (is_same(report)) {
        report_log_reading(report, tx);
        return report_told_stored(call, tx->db, &report->id, told_r, &found, error);
    }
    report_told_fresh(call, report, tx->now, told_r);
    return true;
}

static bool apply(struct write *write, struct tx *tx, struct error *error)
{
    struct report *report = write->data;
    struct call *call = write->call;
    struct report_told told;
    struct json_out out;
    if (!report_apply(report, tx, error) || !tell(call, report, tx, &told, error))
        return false;
    json_out_init(&out, &call->request->arena, 4096);
    json_object_open(&out);
    if (!report_told_put(&out, call, tx->db, &told, error))
        return false;
    put_measurements(&out, report);
    json_object_close(&out);
    call_json(call, is_same(report) ? 200 : 201, &out);
    return true;
}

enum handled report_create_plain(struct call *call)
{
    struct error error = {0};
    struct report *report = arena_new(&call->request->arena, struct report);
    *report = (struct report){
        .patient = call->grant.patient,
        .source = "app",
        .programmes = call->app->programmes,
    };
    if (!read_report(call, report, &error))
        return call_fail(call, &error);
    access_entry_of(&call->who, action_word(call->route->action), &report->by);
    return call_write(call, ask, apply, report);
}
