#include "auth/auth_api.h"

#include "app.h"
#include "auth/session.h"
#include "json_common.h"

static const struct sql ROLES = {
    "SELECT r.id, r.role, o.id, o.name, o.kind FROM role r"
    " LEFT JOIN organisation o ON o.id = r.organisation_id"
    " WHERE r.account_id = ?1 AND r.starts_at <= ?2 AND (r.ends_at IS NULL OR r.ends_at > ?2)"
    " ORDER BY r.starts_at, r.id",
};
static const struct sql LOGINS = {
    "SELECT a.login, a.name, r.role, o.name FROM account a JOIN role r ON r.account_id = a.id"
    " LEFT JOIN organisation o ON o.id = r.organisation_id"
    " WHERE a.active = 1 AND a.kind <> 'machine' ORDER BY a.created_at, a.id LIMIT 2000",
};

static void put_organisation(struct json_out *out, const struct uuid *id, struct str name,
                             struct str kind)
{
    json_key(out, "organisation");
    if (uuid_is_zero(id)) {
        json_null(out);
        return;
    }
    json_object_open(out);
    put_id(out, "id", id);
    json_put_str(out, "name", name);
    json_put_str(out, "kind", kind);
    json_object_close(out);
}

static bool put_roles(struct json_out *out, struct call *call, struct error *error)
{
    struct rows *rows;
    if (!db_run(call->db, &call->request->arena, &ROLES,
                ARGS(v_uuid(&call->who.account), v_int(call->request->now)), &rows, error))
        return false;
    json_key(out, "roles");
    json_array_open(out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct uuid id = row_uuid(rows, i, 0), organisation = row_uuid(rows, i, 2);
        json_object_open(out);
        put_id(out, "id", &id);
        json_put_str(out, "role", row_str(rows, i, 1));
        put_organisation(out, &organisation, row_str(rows, i, 3), row_str(rows, i, 4));
        json_object_close(out);
    }
    json_array_close(out);
    return true;
}

static void put_permissions(struct json_out *out, enum role role)
{
    json_key(out, "permissions");
    json_array_open(out);
    for (enum action action = ACTION_PATIENT_READ; action < ACTION_COUNT; action++)
        if (permit_role(role, action))
            json_text(out, action_word(action));
    json_array_close(out);
}

enum handled auth_me(struct call *call)
{
    const struct who *who = &call->who;
    struct error error = {0};
    struct json_out out;
    json_out_init(&out, &call->request->arena, 1024);
    json_object_open(&out);
    json_key(&out, "account");
    json_object_open(&out);
    put_id(&out, "id", &who->account);
    json_put_text(&out, "login", who->login);
    json_put_text(&out, "name", who->name);
    json_put_text(&out, "kind", who->kind);
    json_object_close(&out);
    json_put_text(&out, "role", role_word(who->role));
    put_organisation(&out, &who->organisation, str_of(who->organisation_name),
                     str_of(who->organisation_kind));
    if (!put_roles(&out, call, &error))
        return call_fail(call, &error);
    put_permissions(&out, who->role);
    json_key(&out, "patient");
    char patient[UUID_TEXT];
    uuid_text(&who->patient, patient);
    json_str(&out, uuid_is_zero(&who->patient) ? STR_NONE : str_of(patient));
    json_put_bool(&out, "demo", call->app->config.demo);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

static enum handled not_here(struct call *call)
{
    struct error error = {0};
    error_set(&error, ERROR_NOT_FOUND, "There is nothing here.");
    return call_fail(call, &error);
}

enum handled auth_demo_logins(struct call *call)
{
    struct error error = {0};
    struct rows *rows;
    struct json_out out;
    if (!call->app->config.demo)
        return not_here(call);
    if (!db_run(call->db, &call->request->arena, &LOGINS, NO_ARGS, &rows, &error))
        return call_fail(call, &error);
    json_out_init(&out, &call->request->arena, 64 + rows_count(rows) * 120);
    json_object_open(&out);
    json_key(&out, "items");
    json_array_open(&out);
    for (size_t i = 0; i < rows_count(rows); i++) {
        json_object_open(&out);
        json_put_str(&out, "login", row_str(rows, i, 0));
        json_put_str(&out, "name", row_str(rows, i, 1));
        json_put_str(&out, "role", row_str(rows, i, 2));
        json_put_str(&out, "organisation", row_str(rows, i, 3));
        json_object_close(&out);
    }
    json_array_close(&out);
    json_object_close(&out);
    return call_json(call, 200, &out);
}

/* Signing in. */

bool auth_open(struct write *write, struct tx *tx, const struct sign_in *sign_in)
{
    session_open(tx, str_of(sign_in->token), &sign_in->login.account, &sign_in->login.role,
                 "cookie", sign_in->expires_at);
    respond_empty(write->call->request, 200);
    return true;
}

static bool sign_in_apply(struct write *write, struct tx *tx, struct error *error)
{
    (void)error;
    return auth_open(write, tx, write->data);
}

static void set_cookie(struct call *call, const char *token, int64_t seconds)
{
    const struct config *config = &call->app->config;
    respond_header(
        call->request, "Set-Cookie",
        arena_printf(&call->request->arena,
                     "varde_session=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", token,
                     (long long)seconds,
                     config->behind_tls || config->tls_cert[0] ? "; Secure" : ""));
}

static enum handled signed_in(struct call *call)
{
    const struct sign_in *sign_in = call->write->data;
    struct error error = {0};
    bool found;
    if (!session_find(call->app->sessions, call->db, &call->request->arena, str_of(sign_in->token),
                      call->request->now, &found, &call->who, &error))
        return call_fail(call, &error);
    enum handled handled = auth_me(call);
    set_cookie(call, sign_in->token, (sign_in->expires_at - call->request->now) / 1000);
    return handled;
}

enum handled auth_sign_in(struct call *call, struct sign_in *sign_in,
                          bool (*apply)(struct write *write, struct tx *tx, struct error *error))
{
    token_make(sign_in->token);
    sign_in->expires_at = call->request->now + call->app->config.session_hours * HOUR;
    enum handled handled = call_write(call, NULL, apply, sign_in);
    call->write->idempotency_key = STR_NONE; /* a token is never kept */
    call->write->answer = signed_in;
    return handled;
}

enum handled auth_demo_sign_in(struct call *call)
{
    struct error error = {0};
    bool found;
    struct sign_in *sign_in = arena_new(&call->request->arena, struct sign_in);
    if (!call->app->config.demo)
        return not_here(call);
    struct str login = json_in_str(json_in_get(call->json, "login"));
    if (!login.at) {
        error_at(&error, ERROR_INVALID, "/login", "must be a log-in name");
        return call_fail(call, &error);
    }
    if (!login_find(call->db, &call->request->arena, login, call->request->now, &found,
                    &sign_in->login, &error))
        return call_fail(call, &error);
    if (!found) {
        error_at(&error, ERROR_INVALID, "/login", "there is no such log-in");
        return call_fail(call, &error);
    }
    return auth_sign_in(call, sign_in, sign_in_apply);
}

static bool sign_out_apply(struct write *write, struct tx *tx, struct error *error)
{
    struct call *call = write->call;
    (void)error;
    session_end(tx, call->app->sessions, *(struct str *)write->data);
    respond_empty(call->request, 204);
    set_cookie(call, "", 0);
    return true;
}

enum handled auth_sign_out(struct call *call)
{
    struct str *token = arena_new(&call->request->arena, struct str);
    *token = call_token(call);
    return call_write(call, NULL, sign_out_apply, token);
}
