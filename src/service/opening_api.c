#include "service/opening_api.h"

#include "base/caltime.h"
#include "base/holiday.h"
#include "house.h"
#include "json_common.h"
#include "organisation/organisation.h"
#include "service/opening_store.h"
#include "service/service.h"
#include "service/told.h"
#include "take.h"

#include <stdio.h>

enum { YEAR = 365 };

/* Answers. */

static void put_clock(struct json_out *out, const char *key, bool there, int minutes)
{
    json_key(out, key);
    if (there)
        json_printf(out, "%02d:%02d", minutes / 60, minutes % 60);
    else
        json_null(out);
}

static void put_hours(struct json_out *out, int opens, int closes)
{
    put_clock(out, "opens", opens < closes, opens);
    put_clock(out, "closes", opens < closes, closes);
}

static void put_week(struct json_out *out, const struct hours *hours)
{
    json_key(out, "week");
    json_array_open(out);
    for (int weekday = 0; weekday < 7; weekday++) {
        json_object_open(out);
        json_put_int(out, "weekday", weekday);
        put_hours(out, hours->opens[weekday], hours->closes[weekday]);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_days(struct json_out *out, const struct opening *opening)
{
    json_key(out, "days");
    json_array_open(out);
    for (size_t i = 0; i < opening->day_count; i++) {
        const struct opening_day *one = &opening->days[i];
        json_object_open(out);
        put_calendar_day(out, "day", one->hours.day);
        put_hours(out, one->hours.opens, one->hours.closes);
        json_put_str(out, "reason", one->reason);
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_holidays(struct json_out *out, const struct language *language, int64_t today)
{
    char key[48];
    json_key(out, "holidays");
    json_array_open(out);
    for (int64_t day = today; day < today + YEAR; day++) {
        if (!holiday_norway(day))
            continue;
        snprintf(key, sizeof key, "holiday.%s", holiday_word(day));
        json_object_open(out);
        put_calendar_day(out, "day", day);
        json_put_text(out, "name", text_of(language, key));
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_look(struct json_out *out, struct call *call, const struct hours *hours)
{
    struct hours_look look;
    hours_look(hours, call->request->now, &look);
    json_key(out, "look");
    json_object_open(out);
    json_put_bool(out, "open", look.open);
    put_time(out, "from", look.from);
    put_time(out, "until", look.until);
    json_put_str(
        out, "text",
        service_look_text(&call->request->arena, call->language, &look, call->request->now));
    json_object_close(out);
}

static bool find(struct call *call, struct db *db, struct arena *arena, const struct uuid *id,
                 struct opening *opening, struct error *error)
{
    bool found;
    return opening_read(db, arena, id, caltime_oslo_day(call->request->now), &found, opening,
                        error) &&
           (found || error_set(error, ERROR_NOT_FOUND, "There is no such organisation."));
}

static bool keeps(const struct call *call, const struct opening *opening)
{
    return permit_role(call->who.role, ACTION_HOURS_CHANGE) &&
           organisation_keeps(&call->who, &opening->id, &opening->party);
}

/* The hours as they are now; within a transaction those that it has changed. */
static bool answer_with(struct call *call, struct db *db, int status, const struct uuid *id,
                        struct error *error)
{
    struct arena *arena = &call->request->arena;
    struct opening opening;
    struct service service;
    struct json_out out;
    bool found;
    if (!find(call, db, arena, id, &opening, error) ||
        !service_read(db, arena, id, &service, &found, error))
        return false;
    json_out_init(&out, arena, 4096);
    json_object_open(&out);
    put_named(&out, "organisation", id, opening.name);
    put_week(&out, &service.hours);
    put_days(&out, &opening);
    put_holidays(&out, call->language, caltime_oslo_day(call->request->now));
    put_look(&out, call, &service.hours);
    json_put_bool(&out, "mine", keeps(call, &opening));
    json_object_close(&out);
    call_json(call, status, &out);
    return true;
}

enum handled opening_show(struct call *call)
{
    struct error error = {0};
    struct uuid id;
    if (!take_path_id(call, 0, "organisation", &id, &error) ||
        !answer_with(call, call->db, 200, &id, &error))
        return call_fail(call, &error);
    return HANDLED;
}

/* Changing. */

struct given {
    struct uuid id;
    bool confirmed;
    struct hours held; /* before the change */
    struct hours week;
    struct opening_day day;
};

static bool find_own(struct call *call, struct tx *tx, const struct uuid *id,
                     struct opening *opening, struct error *error)
{
    return find(call, tx->db, tx->arena, id, opening, error) &&
           (keeps(call, opening) ||
            error_set(error, ERROR_FORBIDDEN,
                      "These hours are kept by the organisation's own team lead or "
                      "administrator."));
}

static bool read_service(struct tx *tx, const struct uuid *id, struct hours *hours_r,
                         struct error *error)
{
    struct service service;
    bool found;
    bool ok = service_read(tx->db, tx->arena, id, &service, &found, error);
    if (ok)
        *hours_r = service.hours;
    return ok;
}

/* May these hours be changed, and as what they were held until now. */
static bool begin_change(struct call *call, struct tx *tx, struct given *given,
                         struct opening *opening, struct error *error)
{
    return find_own(call, tx, &given->id, opening, error) &&
           read_service(tx, &given->id, &given->held, error);
}

/* Asked of what is stored already, in the transaction that is undone by a refusal: who reports
 * meanwhile comes before it or after it. */
static bool end_change(struct call *call, struct tx *tx, const struct given *given,
                       struct error *error)
{
    struct hours changed;
    int64_t moved = 0;
    if (!given->confirmed && (!read_service(tx, &given->id, &changed, error) ||
                              !told_moved(tx->db, tx->arena, &given->id, &given->held, &changed,
                                          tx->now, &moved, error)))
        return false;
    if (moved)
        return error_at(error, ERROR_CONFLICT, "/confirm",
                        "%lld patients who wait have been told an earlier time. Nothing is changed "
                        "until it is sent with confirm=true.",
                        (long long)moved);
    return answer_with(call, tx->db, 200, &given->id, error);
}

static bool read_confirmed(const struct call *call, struct given *given, struct error *error)
{
    struct str confirm = request_parameter(call->request, "confirm");
    given->confirmed = str_is(confirm, "true");
    return !confirm.at || given->confirmed || str_is(confirm, "false") ||
           error_at(error, ERROR_MALFORMED, "confirm", "must be true or false");
}

static enum handled change(struct call *call, struct given *given,
                           bool (*apply)(struct write *, struct tx *, struct error *))
{
    struct error error = {0};
    if (!read_confirmed(call, given, &error))
        return call_fail(call, &error);
    enum handled handled = call_write(call, NULL, apply, given);
    call->write->command.alone = true;
    return handled;
}

/* Both missing or null: closed. */
static bool read_hours(struct json_object *from, const char *place, int *opens_r, int *closes_r,
                       struct error *error)
{
    struct json_object *opens = json_in_get(from, "opens"), *closes = json_in_get(from, "closes");
    char at[48];
    *opens_r = *closes_r = 0;
    if (!opens && !closes)
        return true;
    snprintf(at, sizeof at, "%s/opens", place);
    if (!hours_clock(json_in_str(opens), opens_r))
        return error_at(error, ERROR_INVALID, at, "must be a time, HH:MM");
    snprintf(at, sizeof at, "%s/closes", place);
    if (!hours_clock(json_in_str(closes), closes_r))
        return error_at(error, ERROR_INVALID, at, "must be a time, HH:MM");
    return *opens_r < *closes_r || error_at(error, ERROR_INVALID, at, "must be after the opening");
}

static bool read_week(struct json_object *list, struct hours *week, struct error *error)
{
    unsigned seen = 0;
    if (json_in_length(list) != 7)
        return error_at(error, ERROR_INVALID, "/week", "must be the seven days");
    for (size_t i = 0; i < 7; i++) {
        struct json_object *one = json_in_at(list, i);
        char place[32];
        int64_t weekday;
        snprintf(place, sizeof place, "/week/%zu", i);
        if (!str_int(json_in_number(json_in_get(one, "weekday")), &weekday) || weekday < 0 ||
            weekday > 6 || (seen & 1u << weekday))
            return error_at(error, ERROR_INVALID, place, "weekday must be 0 to 6, each once");
        seen |= 1u << weekday;
        if (!read_hours(one, place, &week->opens[weekday], &week->closes[weekday], error))
            return false;
    }
    return true;
}

static bool week_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct given *given = write->data;
    struct opening opening;
    char id[UUID_TEXT];
    if (!begin_change(call, tx, given, &opening, error))
        return false;
    opening_keep_past(tx, &given->id, &given->held);
    opening_set_week(tx, &given->id, &given->week);
    uuid_text(&given->id, id);
    house_note(tx, &call->who, action_word(ACTION_HOURS_CHANGE), "%s: the week", id);
    return end_change(call, tx, given, error);
}

enum handled opening_change_week(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "organisation", &given->id, &error) ||
        !read_week(json_in_get(call->json, "week"), &given->week, &error))
        return call_fail(call, &error);
    return change(call, given, week_apply);
}

static bool day_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct given *given = write->data;
    struct opening opening;
    char id[UUID_TEXT];
    if (!begin_change(call, tx, given, &opening, error))
        return false;
    if (opening.day_count >= OPENING_DAYS_MOST)
        return error_at(error, ERROR_CONFLICT, "/day", "at most %d days may have their own hours",
                        OPENING_DAYS_MOST);
    opening_set_day(tx, &given->id, &given->day);
    uuid_text(&given->id, id);
    house_note(tx, &call->who, action_word(ACTION_HOURS_CHANGE), "%s: day %lld, %d to %d", id,
               (long long)given->day.hours.day, given->day.hours.opens, given->day.hours.closes);
    return end_change(call, tx, given, error);
}

static bool check_day(const struct call *call, int64_t day, struct error *error)
{
    int64_t today = caltime_oslo_day(call->request->now);
    if (day < today)
        return error_at(error, ERROR_INVALID, "/day", "must be today or later: the past stays");
    return day <= today + HOURS_DAYS_AHEAD ||
           error_at(error, ERROR_INVALID, "/day", "must be within two years");
}

enum handled opening_change_day(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    struct hours_day *hours = &given->day.hours;
    if (!take_path_id(call, 0, "organisation", &given->id, &error) ||
        !take_day(call->json, "/day", true, &hours->day, &error) ||
        !check_day(call, hours->day, &error) ||
        !read_hours(call->json, "", &hours->opens, &hours->closes, &error) ||
        !take_line(call->json, "/reason", HOURS_REASON_MOST, true, &given->day.reason, &error))
        return call_fail(call, &error);
    return change(call, given, day_apply);
}

static bool remove_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    struct given *given = write->data;
    struct opening opening;
    char id[UUID_TEXT];
    if (!begin_change(call, tx, given, &opening, error))
        return false;
    opening_clear_day(tx, &given->id, given->day.hours.day);
    uuid_text(&given->id, id);
    house_note(tx, &call->who, action_word(ACTION_HOURS_CHANGE), "%s: day %lld as usual", id,
               (long long)given->day.hours.day);
    return end_change(call, tx, given, error);
}

enum handled opening_remove_day(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "organisation", &given->id, &error))
        return call_fail(call, &error);
    if (!day_parse(call->parameter[1], &given->day.hours.day)) {
        error_set(&error, ERROR_NOT_FOUND, "There is no such day.");
        return call_fail(call, &error);
    }
    if (!check_day(call, given->day.hours.day, &error))
        return call_fail(call, &error);
    return change(call, given, remove_apply);
}
