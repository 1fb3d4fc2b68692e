#include "account/account_store.h"

static const struct sql ACCOUNTS = {
    "SELECT a.id, a.login, a.name, a.kind, a.active FROM account a"
    " WHERE a.kind IN ('person', 'machine') AND (a.id = ?2 OR ?2 IS NULL)"
    " AND EXISTS (SELECT 1 FROM role r JOIN organisation o ON o.id = r.organisation_id"
    " WHERE r.account_id = a.id AND o.party_id = ?1) ORDER BY a.name, a.id LIMIT 2000",
};
static const struct sql ROLES = {
    "SELECT r.account_id, r.id, r.organisation_id, o.party_id, r.role, o.name, r.starts_at,"
    " r.ends_at FROM role r JOIN organisation o ON o.id = r.organisation_id"
    " WHERE o.party_id = ?1 AND (r.account_id = ?2 OR ?2 IS NULL)"
    " ORDER BY r.starts_at DESC, r.id DESC LIMIT 20000",
};
static const struct sql ROLE = {
    "SELECT r.account_id, r.id, r.organisation_id, o.party_id, r.role, o.name, r.starts_at,"
    " r.ends_at FROM role r JOIN organisation o ON o.id = r.organisation_id WHERE r.id = ?1",
};
static const struct sql LOGIN = {"SELECT 1 FROM account WHERE login = ?1"};
static const struct sql PLACE = {
    "SELECT party_id, kind, ended_at FROM organisation WHERE id = ?1",
};
static const struct sql ELSEWHERE = {
    "SELECT count(*) FROM role r LEFT JOIN organisation o ON o.id = r.organisation_id"
    " WHERE r.account_id = ?1 AND (o.party_id <> ?2 OR o.id IS NULL)"
    " AND (r.ends_at IS NULL OR r.ends_at > ?3)",
};
static const struct sql ADMINS = {
    "SELECT count(*) FROM role r JOIN account a ON a.id = r.account_id"
    " JOIN organisation o ON o.id = r.organisation_id"
    " WHERE o.party_id = ?1 AND r.role = 'admin' AND a.active = 1 AND r.starts_at <= ?4"
    " AND (r.ends_at IS NULL OR r.ends_at > ?4)"
    " AND (r.id <> ?2 OR ?2 IS NULL) AND (a.id <> ?3 OR ?3 IS NULL)",
};
static const struct sql SAME = {
    "SELECT count(*) FROM role WHERE account_id = ?1 AND organisation_id = ?2 AND role = ?3"
    " AND (ends_at IS NULL OR ends_at > ?4)",
};
static const struct sql ADD = {
    "INSERT INTO account (id, login, kind, name, active, created_at)"
    " VALUES (?1, ?2, ?3, ?4, 1, ?5)",
};
static const struct sql CHANGE = {"UPDATE account SET name = ?2, active = ?3 WHERE id = ?1"};
static const struct sql ADD_ROLE = {
    "INSERT INTO role (id, account_id, organisation_id, role, starts_at, given_by)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
};
static const struct sql END_ROLE = {
    "UPDATE role SET ends_at = ?2, ended_by = ?3 WHERE id = ?1",
};

bool accounts_read(struct db *db, struct arena *arena, const struct uuid *party,
                   const struct uuid *one, struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &ACCOUNTS, ARGS(v_uuid(party), v_uuid(one)), rows_r, error);
}

void account_of_row(const struct rows *rows, size_t row, struct account *to)
{
    *to = (struct account){
        .id = row_uuid(rows, row, 0),
        .login = row_str(rows, row, 1),
        .name = row_str(rows, row, 2),
        .kind = row_str(rows, row, 3),
        .active = row_int(rows, row, 4) == 1,
    };
}

bool account_roles_read(struct db *db, struct arena *arena, const struct uuid *party,
                        const struct uuid *one, struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &ROLES, ARGS(v_uuid(party), v_uuid(one)), rows_r, error);
}

void account_role_of_row(const struct rows *rows, size_t row, struct account_role *to)
{
    *to = (struct account_role){
        .account = row_uuid(rows, row, 0),
        .id = row_uuid(rows, row, 1),
        .organisation = row_uuid(rows, row, 2),
        .party = row_uuid(rows, row, 3),
        .role = row_str(rows, row, 4),
        .organisation_name = row_str(rows, row, 5),
        .starts_at = row_int(rows, row, 6),
        .ends_at = row_int(rows, row, 7),
    };
}

bool account_login_taken(struct tx *tx, struct str login, bool *taken_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &LOGIN, ARGS(v_str(login)), &rows, error))
        return false;
    *taken_r = rows_count(rows) > 0;
    return true;
}

bool account_role_find(struct tx *tx, const struct uuid *id, bool *found_r,
                       struct account_role *role_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &ROLE, ARGS(v_uuid(id)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    account_role_of_row(rows, 0, role_r);
    return true;
}

bool account_place_find(struct tx *tx, const struct uuid *organisation, bool *found_r,
                        struct account_place *place_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &PLACE, ARGS(v_uuid(organisation)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    *place_r =
        (struct account_place){row_uuid(rows, 0, 0), row_str(rows, 0, 1), row_int(rows, 0, 2) != 0};
    return true;
}

static bool count(struct tx *tx, const struct sql *sql, const struct value *args, size_t arg_count,
                  int64_t *count_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, sql, args, arg_count, &rows, error))
        return false;
    *count_r = row_int(rows, 0, 0);
    return true;
}

bool account_counts_elsewhere(struct tx *tx, const struct uuid *account, const struct uuid *party,
                              int64_t *count_r, struct error *error)
{
    return count(tx, &ELSEWHERE, ARGS(v_uuid(account), v_uuid(party), v_int(tx->now)), count_r,
                 error);
}

bool account_counts_admins(struct tx *tx, const struct uuid *party, const struct uuid *but_role,
                           const struct uuid *but_account, int64_t *count_r, struct error *error)
{
    return count(tx, &ADMINS,
                 ARGS(v_uuid(party), v_uuid(but_role), v_uuid(but_account), v_int(tx->now)),
                 count_r, error);
}

bool account_counts_same(struct tx *tx, const struct account_role *role, int64_t *count_r,
                         struct error *error)
{
    return count(tx, &SAME,
                 ARGS(v_uuid(&role->account), v_uuid(&role->organisation), v_str(role->role),
                      v_int(tx->now)),
                 count_r, error);
}

void account_add(struct tx *tx, const struct account *account)
{
    db_send(tx->db, &ADD,
            ARGS(v_uuid(&account->id), v_str(account->login), v_str(account->kind),
                 v_str(account->name), v_int(tx->now)));
}

void account_change(struct tx *tx, const struct account *account)
{
    db_send(tx->db, &CHANGE,
            ARGS(v_uuid(&account->id), v_str(account->name), v_int(account->active)));
}

void account_role_add(struct tx *tx, const struct account_role *role, const struct uuid *by)
{
    db_send(tx->db, &ADD_ROLE,
            ARGS(v_uuid(&role->id), v_uuid(&role->account), v_uuid(&role->organisation),
                 v_str(role->role), v_int(tx->now), v_uuid(by)));
}

void account_role_end(struct tx *tx, const struct uuid *role, const struct uuid *by)
{
    db_send(tx->db, &END_ROLE, ARGS(v_uuid(role), v_int(tx->now), v_uuid(by)));
}
