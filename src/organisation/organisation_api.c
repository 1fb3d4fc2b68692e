#include "organisation/organisation_api.h"

#include "house.h"
#include "json_common.h"
#include "organisation/organisation.h"
#include "organisation/organisation_store.h"
#include "take.h"

enum { NUMBER_MOST = 9, WORD_MOST = 32 };

/* Answers. */

static void put_links(struct json_out *out, const struct rows *links, const struct uuid *from)
{
    json_key(out, "links");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(links); i++) {
        struct uuid id = row_uuid(links, i, 0), to = row_uuid(links, i, 2);
        if (!uuid_equal(&id, from))
            continue;
        json_object_open(out);
        json_put_str(out, "kind", row_str(links, i, 1));
        put_named(out, "to", &to, row_str(links, i, 3));
        json_object_close(out);
    }
    json_array_close(out);
}

static void put_organisation(struct json_out *out, const struct who *who,
                             const struct organisation *one, const struct rows *links)
{
    json_object_open(out);
    put_id(out, "id", &one->id);
    json_put_str(out, "kind", one->kind);
    json_put_str(out, "name", one->name);
    json_put_str(out, "number", one->number);
    json_put_str(out, "phone", one->phone);
    put_named(out, "parent", &one->parent, one->parent_name);
    put_named(out, "party", &one->party, one->party_name);
    put_time(out, "ended", one->ended_at);
    put_links(out, links, &one->id);
    json_put_bool(out, "mine", organisation_keeps(who, &one->id, &one->party));
    json_object_close(out);
}

enum handled organisation_list(struct call *call)
{
    struct error error = {0};
    struct rows *rows, *links;
    struct json_out out;
    struct arena *arena = &call->request->arena;
    struct str kind = request_parameter(call->request, "kind");
    if (kind.at && !organisation_is_kind(kind)) {
        error_at(&error, ERROR_MALFORMED, "kind", "is no kind of organisation");
        return call_fail(call, &error);
    }
    if (!organisations_read(call->db, arena, kind, &rows, &error) ||
        !organisation_links_read(call->db, arena, NULL, &links, &error))
        return call_fail(call, &error);
    json_out_init(&out, arena, 256 + rows_count(rows) * 360);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct organisation one;
        organisation_of_row(rows, i, &one);
        put_organisation(&out, &call->who, &one, links);
    }
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* The organisation as it is now, in the open transaction. */
static bool answer_with(struct call *call, struct tx *tx, int status, const struct uuid *id,
                        struct error *error)
{
    struct organisation one;
    struct rows *links;
    struct json_out out;
    bool found;
    if (!organisation_find(tx->db, tx->arena, id, &found, &one, error) ||
        !organisation_links_read(tx->db, tx->arena, id, &links, error))
        return false;
    json_out_init(&out, &call->request->arena, 512);
    put_organisation(&out, &call->who, &one, links);
    call_json(call, status, &out);
    return true;
}

/* An organisation that the asker's party keeps. Who there is, is no secret. */
static bool find_own(const struct call *call, struct tx *tx, const struct uuid *id,
                     struct organisation *one, struct error *error)
{
    bool found;
    if (!organisation_find(tx->db, tx->arena, id, &found, one, error))
        return false;
    if (!found)
        return error_set(error, ERROR_NOT_FOUND, "There is no such organisation.");
    return organisation_keeps(&call->who, &one->id, &one->party) ||
           error_set(error, ERROR_FORBIDDEN,
                     "This organisation belongs to another party: its own administrator keeps it.");
}

/* What may be given of any. */
struct given {
    struct uuid id, parent, to;
    struct str kind, name, number, phone;
    bool says_number, says_phone; /* said; nothing in it takes away what was */
    bool ends, ended;             /* `ends`: it was said whether it has ended */
};

static bool take_contacts(struct call *call, struct given *given, struct error *error)
{
    given->says_number = json_in_get(call->json, "number") != NULL;
    given->says_phone = json_in_get(call->json, "phone") != NULL;
    if (!take_line(call->json, "/number", NUMBER_MOST, false, &given->number, error) ||
        !take_line(call->json, "/phone", ORGANISATION_PHONE_MOST, false, &given->phone, error))
        return false;
    if (given->number.len && !organisation_is_number(given->number))
        return error_at(error, ERROR_INVALID, "/number",
                        "must be a municipality number (4 digits) or an organisation number (9)");
    return !given->phone.len || organisation_is_phone(given->phone) ||
           error_at(error, ERROR_INVALID, "/phone", "must be a telephone number");
}

/* Making one. */

static bool check_parent(struct call *call, struct tx *tx, const struct given *given,
                         struct organisation *parent, struct error *error)
{
    const struct uuid *id = uuid_is_zero(&given->parent) ? &call->who.party : &given->parent;
    if (!find_own(call, tx, id, parent, error)) {
        if (error->code == ERROR_NOT_FOUND)
            return error_at(error, ERROR_INVALID, "/parent", "there is no such organisation");
        return false;
    }
    if (parent->ended_at)
        return error_at(error, ERROR_CONFLICT, "/parent", "this organisation has ended");
    return organisation_fits_under(given->kind, parent->party_kind) ||
           error_at(error, ERROR_INVALID, "/kind", "a %.*s has no %.*s under it",
                    STR_ARG(parent->party_kind), STR_ARG(given->kind));
}

static bool create_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct organisation parent, one = {.kind = given->kind,
                                       .name = given->name,
                                       .number = given->number,
                                       .phone = given->phone};
    char id[UUID_TEXT];
    if (!check_parent(call, tx, given, &parent, error))
        return false;
    one.id = house_id(tx);
    one.parent = parent.id;
    one.party = parent.party;
    organisation_add(tx, &one);
    uuid_text(&one.id, id);
    house_note(tx, &call->who, action_word(ACTION_ORGANISATION_CHANGE), "%s made as %.*s", id,
               STR_ARG(one.kind));
    return answer_with(call, tx, 201, &one.id, error);
}

enum handled organisation_create(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_line(call->json, "/kind", WORD_MOST, true, &given->kind, &error) ||
        !take_line(call->json, "/name", ORGANISATION_NAME_MOST, true, &given->name, &error) ||
        !take_contacts(call, given, &error) ||
        !take_id(call->json, "/parent", false, &given->parent, &error))
        return call_fail(call, &error);
    if (!organisation_is_kind(given->kind) || organisation_is_party(given->kind)) {
        error_at(&error, ERROR_INVALID, "/kind",
                 "must be service, gp_office, department, home_nursing, unit or district");
        return call_fail(call, &error);
    }
    return call_write(call, NULL, create_apply, given);
}

/* Changing one. */

static bool may_end(struct tx *tx, const struct organisation *one, struct error *error)
{
    struct organisation_use use;
    if (organisation_is_party(one->kind))
        return error_at(error, ERROR_CONFLICT, "/ended",
                        "a party is ended by who installs, not here");
    if (!organisation_use_read(tx, &one->id, &use, error))
        return false;
    return (!use.roles && !use.enrolments && !use.under) ||
           error_at(error, ERROR_CONFLICT, "/ended",
                    "still in use: %lld roles, %lld open enrolments, %lld organisations under it",
                    (long long)use.roles, (long long)use.enrolments, (long long)use.under);
}

/* What was not said stays. */
static bool update_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct organisation one;
    char id[UUID_TEXT];
    if (!find_own(call, tx, &given->id, &one, error))
        return false;
    if (given->ends && given->ended && !one.ended_at && !may_end(tx, &one, error))
        return false;
    if (given->name.at)
        one.name = given->name;
    if (given->says_number)
        one.number = given->number;
    if (given->says_phone)
        one.phone = given->phone;
    if (given->ends)
        one.ended_at = !given->ended ? 0 : one.ended_at ? one.ended_at : tx->now;
    organisation_change(tx, &one);
    uuid_text(&one.id, id);
    house_note(tx, &call->who, action_word(ACTION_ORGANISATION_CHANGE), "%s changed%s%s%s%s", id,
               given->name.at ? ", name" : "", given->says_number ? ", number" : "",
               given->says_phone ? ", phone" : "",
               !given->ends   ? ""
               : given->ended ? ", ended"
                              : ", taken up again");
    return answer_with(call, tx, 200, &one.id, error);
}

static bool take_ended(struct call *call, struct given *given, struct error *error)
{
    struct json_object *ended = json_in_get(call->json, "ended");
    given->ends = ended != NULL;
    given->ended = json_in_true(ended);
    return !ended || json_in_is_bool(ended) ||
           error_at(error, ERROR_INVALID, "/ended", "must be true or false");
}

enum handled organisation_update(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "organisation", &given->id, &error) ||
        (json_in_get(call->json, "name") &&
         !take_line(call->json, "/name", ORGANISATION_NAME_MOST, true, &given->name, &error)) ||
        !take_contacts(call, given, &error) || !take_ended(call, given, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, update_apply, given);
}

/* Links. */

static bool link_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct organisation one, other;
    char id[UUID_TEXT], to[UUID_TEXT];
    bool found;
    if (!find_own(call, tx, &given->id, &one, error) ||
        !organisation_find(tx->db, tx->arena, &given->to, &found, &other, error))
        return false;
    if (!found || other.ended_at)
        return error_at(error, ERROR_INVALID, "/to", "there is no such organisation now");
    if (!organisation_may_link(given->kind, one.kind, other.kind))
        return error_at(error, ERROR_INVALID, "/kind",
                        "a service serves a municipality; a department is partner of a service");
    organisation_link_add(tx, &given->id, &given->to, given->kind);
    uuid_text(&given->id, id);
    uuid_text(&given->to, to);
    house_note(tx, &call->who, action_word(ACTION_ORGANISATION_CHANGE), "%s linked to %s as %.*s",
               id, to, STR_ARG(given->kind));
    return answer_with(call, tx, 200, &given->id, error);
}

enum handled organisation_link(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "organisation", &given->id, &error) ||
        !take_id(call->json, "/to", true, &given->to, &error) ||
        !take_line(call->json, "/kind", WORD_MOST, true, &given->kind, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, link_apply, given);
}

static bool unlink_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct organisation one;
    char id[UUID_TEXT], to[UUID_TEXT];
    if (!find_own(call, tx, &given->id, &one, error))
        return false;
    organisation_link_remove(tx, &given->id, &given->to);
    uuid_text(&given->id, id);
    uuid_text(&given->to, to);
    house_note(tx, &call->who, action_word(ACTION_ORGANISATION_CHANGE), "%s unlinked from %s", id,
               to);
    return answer_with(call, tx, 200, &given->id, error);
}

enum handled organisation_unlink(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "organisation", &given->id, &error) ||
        !take_path_id(call, 1, "organisation", &given->to, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, unlink_apply, given);
}
