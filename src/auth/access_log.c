#include "auth/access_log.h"

#include "base/sha.h"

#include <endian.h>

static const struct sql LAST = {
    "SELECT number, hash FROM access_log WHERE lane = ?1 ORDER BY number DESC LIMIT 1",
};
static const struct sql APPEND = {
    "INSERT INTO access_log (lane, number, at, account_id, role, organisation_id, ground, action,"
    " patient_id, patients, detail, hash)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    .gather = true,
};
static const struct sql PAGE = {
    "SELECT number, at, account_id, role, organisation_id, ground, action, patient_id, patients,"
    " detail, hash FROM access_log WHERE lane = ?1 AND number > ?2 ORDER BY number LIMIT 1000",
};

void access_chain_ask(struct access_chain *chain, struct tx *tx)
{
    *chain = (struct access_chain){0};
    chain->rows = db_ask(tx->db, tx->arena, &LAST, ARGS(v_int(ACCESS_LOG_LANE)));
}

bool access_chain_know(struct access_chain *chain, struct tx *tx)
{
    if (chain->known)
        return true;
    if (!db_settle(tx->db, NULL))
        return false;
    struct str hash = row_str(chain->rows, 0, 1);
    chain->number = row_int(chain->rows, 0, 0);
    if (hash.len == sizeof chain->hash)
        memcpy(chain->hash, hash.at, sizeof chain->hash);
    chain->known = true;
    return true;
}

void access_entry_of(const struct who *who, const char *action, struct access_entry *entry_r)
{
    *entry_r = (struct access_entry){
        .account = who->account,
        .role = role_word(who->role),
        .organisation = who->organisation,
        .ground = ground_word(who->ground),
        .action = action,
    };
}

static struct str id_str(const struct uuid *id)
{
    return uuid_is_zero(id) ? STR("") : (struct str){(const char *)id->b, sizeof id->b};
}

/* Every field is preceded by its length, so that no two rows read alike. */
static void chain_hash(const uint8_t before[SHA_BYTES], int64_t number, int64_t at,
                       const struct access_entry *entry, uint8_t after_r[SHA_BYTES])
{
    struct str fields[] = {
        id_str(&entry->account),
        str_of(entry->role),
        id_str(&entry->organisation),
        str_of(entry->ground),
        str_of(entry->action),
        id_str(&entry->patient),
        {(const char *)entry->patients, entry->patient_count * sizeof(struct uuid)},
        str_of(entry->detail),
    };
    enum { FIELDS = sizeof fields / sizeof fields[0] };
    uint64_t numbers[2 + FIELDS] = {htobe64((uint64_t)number), htobe64((uint64_t)at)};
    struct str parts[2 + FIELDS] = {{(const char *)before, SHA_BYTES},
                                    {(const char *)numbers, sizeof numbers}};
    for (size_t i = 0; i < FIELDS; i++) {
        numbers[2 + i] = htobe64(fields[i].len);
        parts[2 + i] = fields[i];
    }
    sha256(parts, 2 + FIELDS, after_r);
}

void access_log_append(struct access_chain *chain, struct tx *tx, const struct access_entry *entry)
{
    if (!access_chain_know(chain, tx))
        return;
    uint8_t after[SHA_BYTES];
    chain->number++;
    chain_hash(chain->hash, chain->number, tx->now, entry, after);
    memcpy(chain->hash, after, sizeof after);
    struct value patients =
        entry->patient_count ? v_bytes(entry->patients, entry->patient_count * sizeof(struct uuid))
                             : v_null();
    db_send(tx->db, &APPEND,
            ARGS(v_int(ACCESS_LOG_LANE), v_int(chain->number), v_int(tx->now),
                 v_uuid(&entry->account), v_text(entry->role), v_uuid(&entry->organisation),
                 v_text(entry->ground), v_text(entry->action), v_uuid(&entry->patient), patients,
                 v_text(entry->detail), v_bytes(after, sizeof after)));
}

static bool row_follows(const struct rows *rows, size_t row, uint8_t hash[SHA_BYTES])
{
    struct str patients = row_str(rows, row, 8), stored = row_str(rows, row, 10);
    struct access_entry entry = {
        .account = row_uuid(rows, row, 2),
        .role = row_str(rows, row, 3).at,
        .organisation = row_uuid(rows, row, 4),
        .ground = row_str(rows, row, 5).at,
        .action = row_str(rows, row, 6).at,
        .patient = row_uuid(rows, row, 7),
        .patient_count = patients.len / sizeof(struct uuid),
        .patients = (const struct uuid *)(const void *)patients.at,
        .detail = row_str(rows, row, 9).at,
    };
    uint8_t after[SHA_BYTES];
    chain_hash(hash, row_int(rows, row, 0), row_int(rows, row, 1), &entry, after);
    memcpy(hash, after, sizeof after);
    return stored.len == sizeof after && memcmp(stored.at, after, sizeof after) == 0;
}

bool access_log_verify(struct db *db, int64_t lane, int64_t *rows_r, int64_t *broken_r,
                       struct error *error)
{
    uint8_t hash[SHA_BYTES] = {0};
    int64_t last = 0;
    struct arena arena;
    struct rows *rows;
    bool ok;
    arena_init(&arena);
    *rows_r = *broken_r = 0;
    do {
        arena_reset(&arena);
        ok = db_run(db, &arena, &PAGE, ARGS(v_int(lane), v_int(last)), &rows, error);
        for (size_t i = 0; ok && i < rows_count(rows) && !*broken_r; i++, ++*rows_r) {
            int64_t number = row_int(rows, i, 0);
            if (number != last + 1 || !row_follows(rows, i, hash))
                *broken_r = number;
            last = number;
        }
    } while (ok && rows_count(rows) && !*broken_r);
    arena_finish(&arena);
    return ok;
}
