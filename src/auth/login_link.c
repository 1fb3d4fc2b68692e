#include "auth/login_link.h"

#include "base/sha.h"

static const struct sql END = {
    "UPDATE login_link SET expires_at = ?2"
    " WHERE account_id = ?1 AND used_at IS NULL AND expires_at > ?2",
};
static const struct sql MAKE = {
    "INSERT INTO login_link (token_hash, account_id, created_at, expires_at)"
    " VALUES (?1, ?2, ?3, ?4)",
};
static const struct sql FIND = {
    "SELECT a.id, r.id, r.role, r.organisation_id FROM login_link l"
    " JOIN account a ON a.id = l.account_id JOIN role r ON r.account_id = a.id"
    " WHERE l.token_hash = ?1 AND l.used_at IS NULL AND l.expires_at > ?2"
    " AND a.active = 1 AND a.kind <> 'machine' AND r.starts_at <= ?2"
    " AND (r.ends_at IS NULL OR r.ends_at > ?2) ORDER BY r.starts_at, r.id LIMIT 1",
};
static const struct sql USE = {
    "UPDATE login_link SET used_at = ?2 WHERE token_hash = ?1",
};

void login_link_make(struct tx *tx, const struct uuid *account, int64_t expires_at,
                     char token_r[TOKEN_TEXT])
{
    uint8_t hash[SHA_BYTES];
    token_make(token_r);
    sha256_one(str_of(token_r), hash);
    db_send(tx->db, &END, ARGS(v_uuid(account), v_int(tx->now)));
    db_send(tx->db, &MAKE,
            ARGS(v_bytes(hash, sizeof hash), v_uuid(account), v_int(tx->now), v_int(expires_at)));
}

bool login_link_find(struct db *db, struct arena *arena, struct str token, int64_t now,
                     bool *found_r, struct who *who_r, struct error *error)
{
    uint8_t hash[SHA_BYTES];
    struct rows *rows;
    *found_r = false;
    if (token.len != TOKEN_TEXT - 1)
        return true;
    sha256_one(token, hash);
    if (!db_run(db, arena, &FIND, ARGS(v_bytes(hash, sizeof hash), v_int(now)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    *who_r = (struct who){
        .account = row_uuid(rows, 0, 0),
        .role_id = row_uuid(rows, 0, 1),
        .role = role_of_word(row_str(rows, 0, 2)),
        .organisation = row_uuid(rows, 0, 3),
    };
    return true;
}

bool login_link_use(struct tx *tx, struct str token, bool *found_r, struct who *who_r,
                    struct error *error)
{
    uint8_t hash[SHA_BYTES];
    if (!login_link_find(tx->db, tx->arena, token, tx->now, found_r, who_r, error))
        return false;
    sha256_one(token, hash);
    if (*found_r)
        db_send(tx->db, &USE, ARGS(v_bytes(hash, sizeof hash), v_int(tx->now)));
    return true;
}
