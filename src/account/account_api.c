#include "account/account_api.h"

#include "account/account.h"
#include "account/account_store.h"
#include "auth/session.h"
#include "house.h"
#include "json_common.h"
#include "organisation/organisation.h"
#include "take.h"

enum { WORD_MOST = 16, ITEMS_USUAL = 100, ITEMS_MOST = 500 };

/* Answers. */

static void put_role(struct json_out *out, const struct account_role *role)
{
    json_object_open(out);
    put_id(out, "id", &role->id);
    json_put_str(out, "role", role->role);
    put_named(out, "organisation", &role->organisation, role->organisation_name);
    put_time(out, "from", role->starts_at);
    put_time(out, "until", role->ends_at);
    json_object_close(out);
}

static void put_account(struct json_out *out, const struct account *account,
                        const struct rows *roles)
{
    json_object_open(out);
    put_id(out, "id", &account->id);
    json_put_str(out, "login", account->login);
    json_put_str(out, "name", account->name);
    json_put_str(out, "kind", account->kind);
    json_put_bool(out, "active", account->active);
    json_key(out, "roles");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(roles); i++) {
        struct account_role role;
        account_role_of_row(roles, i, &role);
        if (uuid_equal(&role.account, &account->id))
            put_role(out, &role);
    }
    json_array_close(out);
    json_object_close(out);
}

static bool holds(struct str text, struct str part)
{
    return !part.len || (text.len && memmem(text.at, text.len, part.at, part.len));
}

enum handled account_list(struct call *call)
{
    struct error error = {0};
    struct arena *arena = &call->request->arena;
    struct rows *rows, *roles;
    struct json_out out;
    struct str part = str_fold(arena, request_parameter(call->request, "q"));
    int64_t limit, given = 0;
    if (!take_limit(call, ITEMS_USUAL, ITEMS_MOST, &limit, &error) ||
        !accounts_read(call->db, arena, &call->who.party, NULL, &rows, &error) ||
        !account_roles_read(call->db, arena, &call->who.party, NULL, &roles, &error))
        return call_fail(call, &error);
    json_out_init(&out, arena, 4096);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct account one;
        account_of_row(rows, i, &one);
        if (!holds(str_fold(arena, one.name), part) && !holds(str_fold(arena, one.login), part))
            continue;
        if (++given <= limit)
            put_account(&out, &one, roles);
    }
    json_array_close(&out);
    json_put_bool(&out, "more", given > limit);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* An account that the asker's party has given a role; strangers' are not told from none. */
static bool find_own(const struct call *call, struct tx *tx, const struct uuid *id,
                     struct account *account, struct error *error)
{
    struct rows *rows;
    if (!accounts_read(tx->db, tx->arena, &call->who.party, id, &rows, error))
        return false;
    account_of_row(rows, 0, account);
    return (rows_count(rows) && !uuid_is_zero(id)) ||
           error_set(error, ERROR_NOT_FOUND, "There is no such account.");
}

static bool answer_with(struct call *call, struct tx *tx, int status, const struct uuid *id,
                        struct error *error)
{
    struct account account;
    struct rows *roles;
    struct json_out out;
    if (!find_own(call, tx, id, &account, error) ||
        !account_roles_read(tx->db, tx->arena, &call->who.party, id, &roles, error))
        return false;
    json_out_init(&out, &call->request->arena, 1024);
    put_account(&out, &account, roles);
    call_json(call, status, &out);
    return true;
}

/* Changing. */

struct given {
    struct uuid id; /* of the account or the role */
    struct str login, name, kind, role;
    struct uuid organisation;
    bool says_active, active;
};

static bool take_role(struct call *call, struct given *given, struct error *error)
{
    if (!take_line(call->json, "/role", WORD_MOST, true, &given->role, error) ||
        !take_id(call->json, "/organisation", true, &given->organisation, error))
        return false;
    return account_role_of(given->role) != ROLE_NONE ||
           error_at(error, ERROR_INVALID, "/role", "is no role that an administrator gives");
}

/* May the asker's party let an account of this kind act so, there? */
static bool check_role(const struct call *call, struct tx *tx, const struct given *given,
                       struct str account_kind, struct error *error)
{
    struct account_place place;
    bool found;
    if (!account_place_find(tx, &given->organisation, &found, &place, error))
        return false;
    if (!found || place.ended)
        return error_at(error, ERROR_INVALID, "/organisation", "there is no such organisation now");
    if (!organisation_keeps(&call->who, &given->organisation, &place.party))
        return error_at(error, ERROR_FORBIDDEN, "/organisation",
                        "this organisation belongs to another party");
    return account_may_act(account_kind, role_of_word(given->role), place.kind, "/role", error);
}

static void give_role(const struct call *call, struct tx *tx, const struct given *given,
                      const struct uuid *account)
{
    struct account_role role = {.account = *account,
                                .id = house_id(tx),
                                .organisation = given->organisation,
                                .role = given->role};
    char id[UUID_TEXT], organisation[UUID_TEXT];
    account_role_add(tx, &role, &call->who.account);
    uuid_text(account, id);
    uuid_text(&given->organisation, organisation);
    house_note(tx, &call->who, action_word(ACTION_ACCOUNT_CHANGE), "%s made %.*s for %s", id,
               STR_ARG(given->role), organisation);
}

/* A new account, with its first role. */

static bool create_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct account account = {.login = given->login, .name = given->name, .kind = given->kind};
    bool taken;
    if (!check_role(call, tx, given, given->kind, error) ||
        !account_login_taken(tx, given->login, &taken, error))
        return false;
    if (taken)
        return error_at(error, ERROR_CONFLICT, "/login", "this log-in name is taken");
    account.id = house_id(tx);
    account_add(tx, &account);
    give_role(call, tx, given, &account.id);
    return answer_with(call, tx, 201, &account.id, error);
}

enum handled account_create(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_line(call->json, "/login", ACCOUNT_LOGIN_MOST, true, &given->login, &error) ||
        !take_line(call->json, "/name", ACCOUNT_NAME_MOST, true, &given->name, &error) ||
        !take_line(call->json, "/kind", WORD_MOST, true, &given->kind, &error) ||
        !take_role(call, given, &error))
        return call_fail(call, &error);
    if (!account_is_login(given->login))
        error_at(&error, ERROR_INVALID, "/login", ACCOUNT_LOGIN_RULE);
    else if (!str_is(given->kind, "person") && !str_is(given->kind, "machine"))
        error_at(&error, ERROR_INVALID, "/kind", "must be person or machine");
    if (error.code)
        return call_fail(call, &error);
    return call_write(call, NULL, create_apply, given);
}

/* The account itself: its name, and whether it may be used. */

/* A party is never left without somebody who keeps it. */
static bool leaves_admin(const struct call *call, struct tx *tx, const struct uuid *but_role,
                         const struct uuid *but_account, struct error *error)
{
    int64_t admins;
    if (!account_counts_admins(tx, &call->who.party, but_role, but_account, &admins, error))
        return false;
    return admins > 0 ||
           error_set(error, ERROR_CONFLICT,
                     "This is the last administrator: give the role to another first.");
}

static bool update_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct account account;
    int64_t elsewhere;
    char id[UUID_TEXT];
    if (!find_own(call, tx, &given->id, &account, error) ||
        !account_counts_elsewhere(tx, &given->id, &call->who.party, &elsewhere, error))
        return false;
    if (elsewhere)
        return error_set(error, ERROR_CONFLICT,
                         "The account acts for another party too: end its roles here instead.");
    bool closes = given->says_active && !given->active && account.active;
    if (closes && !leaves_admin(call, tx, NULL, &given->id, error))
        return false;
    if (given->name.at)
        account.name = given->name;
    if (given->says_active)
        account.active = given->active;
    account_change(tx, &account);
    if (closes)
        session_end_account(tx, &given->id);
    uuid_text(&given->id, id);
    house_note(tx, &call->who, action_word(ACTION_ACCOUNT_CHANGE), "%s changed%s%s", id,
               given->name.at ? ", name" : "",
               !given->says_active ? ""
               : given->active     ? ", active"
                                   : ", inactive");
    return answer_with(call, tx, 200, &given->id, error);
}

enum handled account_update(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    struct json_object *active = json_in_get(call->json, "active");
    given->says_active = active != NULL;
    given->active = json_in_true(active);
    if (!take_path_id(call, 0, "account", &given->id, &error) ||
        (json_in_get(call->json, "name") &&
         !take_line(call->json, "/name", ACCOUNT_NAME_MOST, true, &given->name, &error)))
        return call_fail(call, &error);
    if (active && !json_in_is_bool(active)) {
        error_at(&error, ERROR_INVALID, "/active", "must be true or false");
        return call_fail(call, &error);
    }
    return call_write_rights(call, update_apply, given);
}

/* Roles. */

static bool give_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct account_role wanted = {
        .account = given->id, .organisation = given->organisation, .role = given->role};
    struct account account;
    int64_t same;
    if (!find_own(call, tx, &given->id, &account, error) ||
        !check_role(call, tx, given, account.kind, error) ||
        !account_counts_same(tx, &wanted, &same, error))
        return false;
    if (!account.active)
        return error_set(error, ERROR_CONFLICT, "The account is not active.");
    if (same)
        return error_at(error, ERROR_CONFLICT, "/role", "the account has this role already");
    give_role(call, tx, given, &given->id);
    return answer_with(call, tx, 201, &given->id, error);
}

enum handled account_give_role(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "account", &given->id, &error) || !take_role(call, given, &error))
        return call_fail(call, &error);
    return call_write(call, NULL, give_apply, given);
}

static bool find_role(const struct call *call, struct tx *tx, const struct uuid *id,
                      struct account_role *role, struct error *error)
{
    bool found;
    if (!account_role_find(tx, id, &found, role, error))
        return false;
    if (!found || !organisation_keeps(&call->who, &role->organisation, &role->party))
        return error_set(error, ERROR_NOT_FOUND, "There is no such role.");
    return !role->ends_at || role->ends_at > tx->now ||
           error_set(error, ERROR_CONFLICT, "The role has ended already.");
}

static bool end_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    const struct given *given = write->data;
    struct account_role role;
    char id[UUID_TEXT], account[UUID_TEXT];
    if (!find_role(call, tx, &given->id, &role, error))
        return false;
    if (str_is(role.role, "admin") && !leaves_admin(call, tx, &role.id, NULL, error))
        return false;
    account_role_end(tx, &role.id, &call->who.account);
    session_end_role(tx, &role.id);
    uuid_text(&role.id, id);
    uuid_text(&role.account, account);
    house_note(tx, &call->who, action_word(ACTION_ACCOUNT_CHANGE), "%s is %.*s no more (%s)",
               account, STR_ARG(role.role), id);
    return answer_with(call, tx, 200, &role.account, error);
}

enum handled account_end_role(struct call *call)
{
    struct error error = {0};
    struct given *given = arena_new(&call->request->arena, struct given);
    if (!take_path_id(call, 0, "role", &given->id, &error))
        return call_fail(call, &error);
    return call_write_rights(call, end_apply, given);
}
