#include "agreement/agreement_api.h"

#include "agreement/agreement_store.h"
#include "app.h"
#include "base/caltime.h"
#include "house.h"
#include "json_common.h"
#include "programme/programme.h"
#include "take.h"

#include <stdio.h>

enum { ID_MOST = 64 };

/* Answers. */

static const char *state_word(const struct agreement *agreement, int64_t now)
{
    if (agreement->ends_at &&
        (agreement->ends_at <= now || agreement->ends_at <= agreement->starts_at))
        return "ended";
    if (!uuid_is_zero(&agreement->proposed_to))
        return "proposed";
    return agreement->starts_at > now ? "coming" : "in_force";
}

/* The day on which a moment falls, which is its start. */
static void put_day_of(struct json_out *out, const char *key, int64_t at)
{
    put_calendar_day(out, key, at ? caltime_oslo_day(at) : TAKE_NO_DAY);
}

static void put_parties(struct json_out *out, const struct rows *parties, const struct uuid *id)
{
    json_key(out, "parties");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(parties); i++) {
        struct uuid of = row_uuid(parties, i, 0), party = row_uuid(parties, i, 1);
        if (!uuid_equal(&of, id))
            continue;
        json_object_open(out);
        put_id(out, "id", &party);
        json_put_str(out, "name", row_str(parties, i, 2));
        json_object_close(out);
    }
    json_array_close(out);
}

static struct str name_of(const struct rows *parties, const struct uuid *party)
{
    for (size_t i = 0; i < rows_count(parties); i++) {
        struct uuid one = row_uuid(parties, i, 1);
        if (uuid_equal(&one, party))
            return row_str(parties, i, 2);
    }
    return STR("");
}

/* A programme's name; its id when no version of it is approved. */
static const char *programme_name(struct call *call, struct db *db, const struct rows *rows,
                                  size_t row)
{
    struct error error = {0};
    const struct programme *programme =
        row_is_null(rows, row, 2)
            ? NULL
            : programmes_get(call->app->programmes, db, row_str(rows, row, 1).at,
                             row_int(rows, row, 2), &error);
    return programme ? programme_words(programme, call->language, programme->name)
                     : row_str(rows, row, 1).at;
}

static void put_programmes(struct json_out *out, struct call *call, struct db *db,
                           const struct rows *rows, const struct uuid *id)
{
    json_key(out, "programmes");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid of = row_uuid(rows, i, 0);
        if (!uuid_equal(&of, id))
            continue;
        json_object_open(out);
        json_put_str(out, "id", row_str(rows, i, 1));
        json_put_text(out, "name", programme_name(call, db, rows, i));
        json_object_close(out);
    }
    json_array_close(out);
}

struct told {
    struct rows *agreements, *parties, *programmes;
};

static bool read_told(struct call *call, struct db *db, const struct uuid *one, struct told *told,
                      struct error *error)
{
    struct arena *arena = &call->request->arena;
    const struct uuid *party = &call->who.party;
    return agreements_read(db, arena, party, one, &told->agreements, error) &&
           agreement_parties_read(db, arena, party, one, &told->parties, error) &&
           agreement_programmes_read(db, arena, party, one, &told->programmes, error);
}

static void put_agreement(struct json_out *out, struct call *call, struct db *db,
                          const struct told *told, size_t row)
{
    struct agreement one;
    agreement_of_row(told->agreements, row, &one);
    json_object_open(out);
    put_id(out, "id", &one.id);
    json_put_str(out, "title", one.title);
    put_parties(out, told->parties, &one.id);
    put_programmes(out, call, db, told->programmes, &one.id);
    put_day_of(out, "startsOn", one.starts_at);
    put_day_of(out, "endsOn", one.ends_at);
    json_put_text(out, "state", state_word(&one, call->request->now));
    put_named(out, "awaits", &one.proposed_to, name_of(told->parties, &one.proposed_to));
    json_put_bool(out, "mine", permit_role(call->who.role, ACTION_AGREEMENT_CHANGE));
    json_object_close(out);
}

enum handled agreement_list(struct call *call)
{
    struct error error = {0};
    struct told told;
    struct json_out out;
    if (!read_told(call, call->db, NULL, &told, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 4096);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < rows_count(told.agreements); i++)
        put_agreement(&out, call, call->db, &told, i);
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

static bool answer_with(struct call *call, struct tx *tx, int status, const struct uuid *id,
                        struct error *error)
{
    struct told told;
    struct json_out out;
    if (!read_told(call, tx->db, id, &told, error))
        return false;
    json_out_init(&out, &call->request->arena, 1024);
    put_agreement(&out, call, tx->db, &told, 0);
    call_json(call, status, &out);
    return true;
}

/* A new one is the party's own word: it opens nothing until the other party has given its own. */

struct given {
    struct uuid id, other;
    struct str title;
    int64_t starts_on, ends_on;
    size_t programme_count;
    struct str programmes[AGREEMENT_PROGRAMMES_MOST];
};

static bool check_create(struct tx *tx, const struct given *given, struct error *error)
{
    char place[48];
    bool stands;
    if (!agreement_party_stands(tx, &given->other, &stands, error))
        return false;
    if (!stands)
        return error_at(error, ERROR_INVALID, "/parties",
                        "the other must be a municipality or a hospital that is known here");
    for (size_t i = 0; i < given->programme_count; i++) {
        if (!agreement_programme_stands(tx, given->programmes[i], &stands, error))
            return false;
        snprintf(place, sizeof place, "/programmes/%zu", i);
        if (!stands)
            return error_at(error, ERROR_INVALID, place, "there is no such programme");
    }
    return true;
}

static bool create_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct agreement one = {.proposed_to = given->other, .title = given->title};
    char id[UUID_TEXT], other[UUID_TEXT];
    if (!check_create(tx, given, error))
        return false;
    one.id = house_id(tx);
    one.starts_at = caltime_oslo_moment(given->starts_on, 0);
    if (given->ends_on != TAKE_NO_DAY)
        one.ends_at = caltime_oslo_moment(given->ends_on, 0);
    agreement_add(tx, &one, &call->who.party, &call->who.account);
    for (size_t i = 0; i < given->programme_count; i++)
        agreement_add_programme(tx, &one.id, given->programmes[i]);
    uuid_text(&one.id, id);
    uuid_text(&given->other, other);
    house_note(tx, &call->who, action_word(ACTION_AGREEMENT_CHANGE), "%s proposed to %s", id,
               other);
    return answer_with(call, tx, 201, &one.id, error);
}

static bool take_parties(struct call *call, struct given *given, struct error *error)
{
    struct json_object *list = json_in_get(call->json, "parties");
    struct uuid parties[2];
    bool two = json_in_length(list) == 2;
    for (size_t i = 0; i < 2 && two; i++)
        two = uuid_parse(json_in_str(json_in_at(list, i)), &parties[i]);
    if (!two || uuid_equal(&parties[0], &parties[1]))
        return error_at(error, ERROR_INVALID, "/parties", "must be the ids of two parties");
    size_t own = uuid_equal(&parties[1], &call->who.party);
    given->other = parties[1 - own];
    return uuid_equal(&parties[own], &call->who.party) ||
           error_at(error, ERROR_FORBIDDEN, "/parties", "your own party must be one of the two");
}

static bool take_programmes(struct call *call, struct given *given, struct error *error)
{
    struct json_object *list = json_in_get(call->json, "programmes");
    size_t count = json_in_length(list);
    if (count < 1 || count > AGREEMENT_PROGRAMMES_MOST)
        return error_at(error, ERROR_INVALID, "/programmes", "must be 1 to %d programmes' ids",
                        AGREEMENT_PROGRAMMES_MOST);
    for (size_t i = 0; i < count; i++) {
        given->programmes[i] = json_in_str(json_in_at(list, i));
        if (!given->programmes[i].len || given->programmes[i].len > ID_MOST)
            return error_at(error, ERROR_INVALID, "/programmes", "must be programmes' ids");
    }
    given->programme_count = count;
    return true;
}

static bool take_days(struct call *call, struct given *given, struct error *error)
{
    if (!take_day(call->json, "/startsOn", true, &given->starts_on, error) ||
        !take_day(call->json, "/endsOn", false, &given->ends_on, error))
        return false;
    if (given->starts_on < AGREEMENT_EARLIEST || given->starts_on > AGREEMENT_LATEST)
        return error_at(error, ERROR_INVALID, "/startsOn", "must be from 2000 to 2099");
    if (given->ends_on == TAKE_NO_DAY)
        return true;
    if (given->ends_on > AGREEMENT_LATEST)
        return error_at(error, ERROR_INVALID, "/endsOn", "must be before 2100");
    return given->ends_on > given->starts_on ||
           error_at(error, ERROR_INVALID, "/endsOn", "must be after the first day");
}

enum handled agreement_create(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_line(call->json, "/title", AGREEMENT_TITLE_MOST, true, &given->title, &error) ||
        !take_parties(call, given, &error) || !take_programmes(call, given, &error) ||
        !take_days(call, given, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, create_apply, given);
}

/* The other party's word, and the end. */

static bool find_own(const struct call *call, struct tx *tx, const struct uuid *id,
                     struct agreement *one, struct error *error)
{
    struct rows *rows;
    if (!agreements_read(tx->db, tx->arena, &call->who.party, id, &rows, error))
        return false;
    agreement_of_row(rows, 0, one);
    if (!rows_count(rows) || uuid_is_zero(id))
        return error_set(error, ERROR_NOT_FOUND, "There is no such agreement.");
    return strcmp(state_word(one, tx->now), "ended") != 0 ||
           error_set(error, ERROR_CONFLICT, "The agreement has ended.");
}

static bool accept_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct agreement one;
    char id[UUID_TEXT];
    if (!find_own(call, tx, &given->id, &one, error))
        return false;
    if (!uuid_equal(&one.proposed_to, &call->who.party))
        return error_set(error, ERROR_CONFLICT, "The agreement does not wait for your party.");
    agreement_accept(tx, &one);
    uuid_text(&given->id, id);
    house_note(tx, &call->who, action_word(ACTION_AGREEMENT_CHANGE), "%s accepted", id);
    return answer_with(call, tx, 200, &given->id, error);
}

static bool end_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct agreement one;
    int64_t ends_at = caltime_oslo_moment(given->ends_on, 0);
    char id[UUID_TEXT];
    if (!find_own(call, tx, &given->id, &one, error))
        return false;
    /* One party alone may close what both opened, and never hold it open for longer. */
    if (one.ends_at && ends_at > one.ends_at)
        return error_at(error, ERROR_CONFLICT, "/endsOn",
                        "the agreement ends before that: to go on, propose a new one");
    agreement_end(tx, &given->id, ends_at, &call->who.account);
    uuid_text(&given->id, id);
    house_note(tx, &call->who, action_word(ACTION_AGREEMENT_CHANGE), "%s ends on day %lld", id,
               (long long)given->ends_on);
    return answer_with(call, tx, 200, &given->id, error);
}

enum handled agreement_take_up(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "agreement", &given->id, &error))
        return call_fail(call, &error);
    return call_write_rights(call, accept_apply, given);
}

enum handled agreement_finish(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "agreement", &given->id, &error) ||
        !take_day(call->json, "/endsOn", true, &given->ends_on, &error))
        return call_fail(call, &error);
    if (given->ends_on < caltime_oslo_day(call->request->now) ||
        given->ends_on > AGREEMENT_LATEST) {
        error_at(&error, ERROR_INVALID, "/endsOn", "must be today or later");
        return call_fail(call, &error);
    }
    return call_write_rights(call, end_apply, given);
}
