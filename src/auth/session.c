#include "auth/session.h"

#include "base/clock.h"
#include "base/sha.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { REMEMBERED = 4096, REMEMBERED_FOR = 10 * 1000, REFUSALS_TOLD = 20 };

struct remembered {
    uint8_t hash[SHA_BYTES];
    int64_t until;
    struct who who;
};

struct sessions {
    pthread_mutex_t mutex;
    uint64_t generation;
    struct remembered *slots; /* by the hash's first bytes; a newer one takes the place */
    int64_t refusal_minute;   /* since 1970; how many log-ins were refused in it */
    int refusals;
};

static const struct sql FIND = {
    "SELECT a.id, a.login, a.name, a.kind, a.patient_id, r.id, r.role, r.organisation_id,"
    " o.party_id, o.name, o.kind, s.expires_at"
    " FROM session s JOIN account a ON a.id = s.account_id JOIN role r ON r.id = s.role_id"
    " LEFT JOIN organisation o ON o.id = r.organisation_id"
    " WHERE s.token_hash = ?1 AND s.ended_at IS NULL AND s.expires_at > ?2 AND a.active = 1"
    " AND r.starts_at <= ?2 AND (r.ends_at IS NULL OR r.ends_at > ?2)",
};
static const struct sql OPEN = {
    "INSERT INTO session (token_hash, account_id, role_id, kind, created_at, expires_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
};
static const struct sql END = {
    "UPDATE session SET ended_at = ?2 WHERE token_hash = ?1 AND ended_at IS NULL",
};
static const struct sql END_ROLE = {
    "UPDATE session SET ended_at = ?2 WHERE role_id = ?1 AND ended_at IS NULL AND expires_at > ?2",
};
static const struct sql END_ACCOUNT = {
    "UPDATE session SET ended_at = ?2"
    " WHERE account_id = ?1 AND ended_at IS NULL AND expires_at > ?2",
};
static const struct sql LOGIN = {
    "SELECT a.id, r.id, a.kind FROM account a JOIN role r ON r.account_id = a.id"
    " WHERE a.login = ?1 AND a.active = 1 AND r.starts_at <= ?2"
    " AND (r.ends_at IS NULL OR r.ends_at > ?2) ORDER BY r.starts_at, r.id LIMIT 1",
};

struct sessions *sessions_create(void)
{
    struct sessions *sessions = calloc(1, sizeof *sessions);
    if (!sessions || !(sessions->slots = calloc(REMEMBERED, sizeof *sessions->slots)))
        abort();
    pthread_mutex_init(&sessions->mutex, NULL);
    return sessions;
}

void sessions_destroy(struct sessions *sessions)
{
    if (!sessions)
        return;
    pthread_mutex_destroy(&sessions->mutex);
    free(sessions->slots);
    free(sessions);
}

static struct remembered *slot_of(struct sessions *sessions, const uint8_t hash[SHA_BYTES])
{
    return &sessions->slots[(hash[0] << 8 | hash[1]) % REMEMBERED];
}

static bool recall(struct sessions *sessions, const uint8_t hash[SHA_BYTES], int64_t now,
                   struct who *who_r)
{
    pthread_mutex_lock(&sessions->mutex);
    const struct remembered *slot = slot_of(sessions, hash);
    bool known =
        slot->until > now && slot->who.expires_at > now && memcmp(slot->hash, hash, SHA_BYTES) == 0;
    if (known)
        *who_r = slot->who;
    pthread_mutex_unlock(&sessions->mutex);
    return known;
}

/* What was read before rights were taken away is not remembered after it. */
static void remember(struct sessions *sessions, const uint8_t hash[SHA_BYTES], int64_t now,
                     uint64_t generation, const struct who *who)
{
    pthread_mutex_lock(&sessions->mutex);
    if (generation == sessions->generation) {
        struct remembered *slot = slot_of(sessions, hash);
        memcpy(slot->hash, hash, SHA_BYTES);
        slot->until = now + REMEMBERED_FOR;
        slot->who = *who;
    }
    pthread_mutex_unlock(&sessions->mutex);
}

uint64_t sessions_generation(struct sessions *sessions)
{
    pthread_mutex_lock(&sessions->mutex);
    uint64_t generation = sessions->generation;
    pthread_mutex_unlock(&sessions->mutex);
    return generation;
}

void sessions_forget(struct sessions *sessions)
{
    pthread_mutex_lock(&sessions->mutex);
    sessions->generation++;
    for (size_t i = 0; i < REMEMBERED; i++)
        sessions->slots[i].until = 0;
    pthread_mutex_unlock(&sessions->mutex);
}

bool sessions_tell_refusal(struct sessions *sessions, int64_t now)
{
    pthread_mutex_lock(&sessions->mutex);
    if (sessions->refusal_minute != now / MINUTE) {
        sessions->refusal_minute = now / MINUTE;
        sessions->refusals = 0;
    }
    bool told = sessions->refusals < REFUSALS_TOLD;
    sessions->refusals += told;
    pthread_mutex_unlock(&sessions->mutex);
    return told;
}

void sessions_tell(struct tx *tx)
{
    db_notify(tx->db, NEWS_RIGHTS, 0);
}

static enum ground ground_of(enum role role, struct str organisation_kind)
{
    if (role == ROLE_PATIENT)
        return GROUND_SELF;
    if (role == ROLE_KIN)
        return GROUND_KIN;
    if (str_is(organisation_kind, "service"))
        return GROUND_SERVICE;
    if (str_is(organisation_kind, "municipality"))
        return GROUND_MUNICIPALITY;
    if (str_is(organisation_kind, "gp_office"))
        return GROUND_GP_OFFICE;
    return str_is(organisation_kind, "department") ? GROUND_DEPARTMENT : GROUND_NONE;
}

static void copy(char *to, size_t size, struct str from)
{
    snprintf(to, size, "%.*s", STR_ARG(from));
}

static void read_who(const struct rows *rows, struct who *who)
{
    *who = (struct who){
        .account = row_uuid(rows, 0, 0),
        .patient = row_uuid(rows, 0, 4),
        .role_id = row_uuid(rows, 0, 5),
        .role = role_of_word(row_str(rows, 0, 6)),
        .organisation = row_uuid(rows, 0, 7),
        .party = row_uuid(rows, 0, 8),
        .expires_at = row_int(rows, 0, 11),
    };
    copy(who->login, sizeof who->login, row_str(rows, 0, 1));
    copy(who->name, sizeof who->name, row_str(rows, 0, 2));
    copy(who->kind, sizeof who->kind, row_str(rows, 0, 3));
    copy(who->organisation_name, sizeof who->organisation_name, row_str(rows, 0, 9));
    copy(who->organisation_kind, sizeof who->organisation_kind, row_str(rows, 0, 10));
    who->ground = ground_of(who->role, row_str(rows, 0, 10));
}

bool session_find(struct sessions *sessions, struct db *db, struct arena *arena, struct str token,
                  int64_t now, bool *found_r, struct who *who_r, struct error *error)
{
    uint8_t hash[SHA_BYTES];
    struct rows *rows;
    *found_r = token.len == TOKEN_TEXT - 1;
    if (!*found_r)
        return true;
    sha256_one(token, hash);
    if (recall(sessions, hash, now, who_r))
        return true;
    uint64_t generation = sessions_generation(sessions);
    if (!db_run(db, arena, &FIND, ARGS(v_bytes(hash, sizeof hash), v_int(now)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    if (*found_r) {
        read_who(rows, who_r);
        remember(sessions, hash, now, generation, who_r);
    }
    return true;
}

void token_make(char token_r[TOKEN_TEXT])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint8_t bytes[33] = {0};
    random_bytes(bytes, 32);
    for (size_t i = 0; i < TOKEN_TEXT - 1; i++) {
        size_t bit = i * 6;
        unsigned pair = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
        token_r[i] = digits[pair >> (10 - bit % 8) & 63];
    }
    token_r[TOKEN_TEXT - 1] = 0;
}

void session_open(struct tx *tx, struct str token, const struct uuid *account,
                  const struct uuid *role, const char *kind, int64_t expires_at)
{
    uint8_t hash[SHA_BYTES];
    sha256_one(token, hash);
    db_send(tx->db, &OPEN,
            ARGS(v_bytes(hash, sizeof hash), v_uuid(account), v_uuid(role), v_text(kind),
                 v_int(tx->now), v_int(expires_at)));
}

void session_end(struct tx *tx, struct sessions *sessions, struct str token)
{
    uint8_t hash[SHA_BYTES];
    sha256_one(token, hash);
    db_send(tx->db, &END, ARGS(v_bytes(hash, sizeof hash), v_int(tx->now)));
    sessions_tell(tx);
    pthread_mutex_lock(&sessions->mutex);
    slot_of(sessions, hash)->until = 0;
    pthread_mutex_unlock(&sessions->mutex);
}

void session_end_role(struct tx *tx, const struct uuid *role)
{
    db_send(tx->db, &END_ROLE, ARGS(v_uuid(role), v_int(tx->now)));
    sessions_tell(tx);
}

void session_end_account(struct tx *tx, const struct uuid *account)
{
    db_send(tx->db, &END_ACCOUNT, ARGS(v_uuid(account), v_int(tx->now)));
    sessions_tell(tx);
}

bool login_find(struct db *db, struct arena *arena, struct str login, int64_t now, bool *found_r,
                struct login *login_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &LOGIN, ARGS(v_str(login), v_int(now)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    login_r->account = row_uuid(rows, 0, 0);
    login_r->role = row_uuid(rows, 0, 1);
    copy(login_r->kind, sizeof login_r->kind, row_str(rows, 0, 2));
    return true;
}
