#include "programme/programme_store.h"

#include "base/json_in.h"
#include "base/sha.h"

static const struct sql STORE = {
    "INSERT INTO programme (id, version, document, created_at, approved_at, approved_by,"
    " approval_note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};
static const struct sql STANDS = {
    "SELECT document, approved_at, approved_by, loaded_by FROM programme"
    " WHERE id = ?1 AND version = ?2",
};
static const struct sql ADD = {
    "INSERT INTO programme (id, version, document, created_at, loaded_by)"
    " VALUES (?1, ?2, ?3, ?4, ?5)",
};
/* The condition holds whatever was asked before. */
static const struct sql REPLACE = {
    "UPDATE programme SET document = ?3, created_at = ?4, loaded_by = ?5"
    " WHERE id = ?1 AND version = ?2 AND approved_at IS NULL",
};
static const struct sql APPROVE = {
    "UPDATE programme SET approved_at = ?3, approved_by = ?4, approval_note = ?5,"
    " approved_account = ?6 WHERE id = ?1 AND version = ?2 AND approved_at IS NULL",
};
#define COLUMNS                                                                                    \
    "p.created_at, p.approved_at, p.approved_by, p.approval_note,"                                 \
    " (SELECT count(*) FROM enrolment e WHERE e.programme = p.id"                                  \
    " AND e.programme_version = p.version)"
static const struct sql LIST = {
    "SELECT p.id, p.version, '', " COLUMNS
    " FROM programme p ORDER BY p.id, p.version DESC LIMIT 1000",
};
static const struct sql FIND = {
    "SELECT p.id, p.version, p.document, " COLUMNS
    " FROM programme p WHERE p.id = ?1 AND (p.version = ?2 OR ?2 = 0)"
    " ORDER BY p.version DESC LIMIT 1",
};

void programme_store(struct tx *tx, const struct programme *programme, struct str document,
                     const char *approved_by, const char *note)
{
    db_send(tx->db, &STORE,
            ARGS(v_text(programme->id), v_int(programme->version), v_str(document), v_int(tx->now),
                 v_int(tx->now), v_text(approved_by), v_text(note)));
}

struct uuid programme_key_of(const char *id)
{
    struct str parts[] = {STR("programme:"), str_of(id)};
    uint8_t hash[SHA_BYTES];
    struct uuid key;
    sha256(parts, 2, hash);
    memcpy(key.b, hash, sizeof key.b);
    return key;
}

struct rows *programme_ask(struct tx *tx, const char *id, int64_t version)
{
    return db_ask(tx->db, tx->arena, &STANDS, ARGS(v_text(id), v_int(version)));
}

bool programme_content(struct arena *arena, struct str document, char content_r[PROGRAMME_CONTENT],
                       struct error *error)
{
    static const char *const all[] = {NULL};
    static const char digits[] = "0123456789abcdef";
    uint8_t hash[SHA_BYTES];
    struct buf text;
    struct json_object *json = json_in_parse(document, error);
    if (!json)
        return false;
    buf_init(&text, arena, document.len + 16);
    json_in_canonical(json, all, &text);
    json_in_destroy(json);
    sha256_one(buf_slice(&text), hash);
    for (size_t i = 0; i < sizeof hash; i++) {
        content_r[2 * i] = digits[hash[i] >> 4];
        content_r[2 * i + 1] = digits[hash[i] & 15];
    }
    content_r[2 * sizeof hash] = 0;
    return true;
}

bool programme_load(struct tx *tx, const struct rows *stands, const struct programme *programme,
                    struct str document, const struct uuid *by, enum programme_loaded *loaded_r,
                    struct error *error)
{
    char mine[PROGRAMME_CONTENT], theirs[PROGRAMME_CONTENT];
    bool there = rows_count(stands) > 0;
    *loaded_r = there ? PROGRAMME_REPLACED : PROGRAMME_NEW;
    if (there) {
        if (!programme_content(tx->arena, document, mine, error) ||
            !programme_content(tx->arena, row_str(stands, 0, 0), theirs, error))
            return false;
        if (strcmp(mine, theirs) == 0) {
            *loaded_r = PROGRAMME_SAME;
            return true;
        }
        if (!row_is_null(stands, 0, 1))
            return error_at(error, ERROR_CONFLICT, "/version",
                            "%s version %lld is approved and never changes: give what is new the "
                            "next version",
                            programme->id, (long long)programme->version);
    }
    db_send(tx->db, there ? &REPLACE : &ADD,
            ARGS(v_text(programme->id), v_int(programme->version), v_str(document), v_int(tx->now),
                 v_uuid(by)));
    return true;
}

/* Is what stands what was read, and can it be used by this program? */
static bool check_content(struct tx *tx, struct str document,
                          const struct programme_approval *approval, struct error *error)
{
    struct programme programme;
    char content[PROGRAMME_CONTENT];
    if (!programme_parse(tx->arena, document, &programme, error) ||
        !programme_content(tx->arena, document, content, error))
        return false;
    return !approval->content.at || str_is(approval->content, content) ||
           error_at(error, ERROR_CONFLICT, "/content",
                    "the draft is another than the one that was read: read it again");
}

/* A name that can be read on one line: more than blanks, and nothing that controls. */
static bool is_name(struct str text)
{
    bool seen = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        unsigned char next = i + 1 < text.len ? (unsigned char)text.at[i + 1] : 0;
        if (byte < 0x20 || byte == 0x7F || (byte == 0xC2 && next < 0xA0))
            return false;
        seen = seen || byte != ' ';
    }
    return seen;
}

bool programme_approve(struct tx *tx, const struct rows *stands,
                       const struct programme_approval *approval, struct error *error)
{
    struct uuid loaded_by = row_uuid(stands, 0, 3);
    if (!is_name(approval->name))
        return error_at(error, ERROR_INVALID, "/name", "must name the clinician who approves");
    if (!rows_count(stands))
        return error_set(error, ERROR_NOT_FOUND, "There is no programme %s version %lld.",
                         approval->id, (long long)approval->version);
    if (!row_is_null(stands, 0, 1))
        return error_at(error, ERROR_CONFLICT, "/version",
                        "%s version %lld is approved already, by %.*s", approval->id,
                        (long long)approval->version, STR_ARG(row_str(stands, 0, 2)));
    if (!uuid_is_zero(&approval->account) && uuid_equal(&approval->account, &loaded_by))
        return error_set(error, ERROR_FORBIDDEN,
                         "Who loaded a programme does not approve it: another clinician must.");
    if (!check_content(tx, row_str(stands, 0, 0), approval, error))
        return false;
    db_send(tx->db, &APPROVE,
            ARGS(v_text(approval->id), v_int(approval->version), v_int(tx->now),
                 v_str(approval->name), v_str(approval->note), v_uuid(&approval->account)));
    return true;
}

bool programme_rows(struct db *db, struct arena *arena, struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &LIST, NO_ARGS, rows_r, error);
}

void programme_row_of(const struct rows *rows, size_t row, struct programme_row *row_r)
{
    *row_r = (struct programme_row){
        .id = row_str(rows, row, 0),
        .version = row_int(rows, row, 1),
        .document = row_str(rows, row, 2),
        .loaded_at = row_int(rows, row, 3),
        .approved_at = row_int(rows, row, 4),
        .approved_by = row_str(rows, row, 5),
        .note = row_str(rows, row, 6),
        .enrolments = row_int(rows, row, 7),
    };
}

bool programme_find(struct db *db, struct arena *arena, struct str id, int64_t version,
                    bool *found_r, struct programme_row *row_r, struct error *error)
{
    struct rows *rows;
    *found_r = false;
    if (!db_run(db, arena, &FIND, ARGS(v_str(id), v_int(version)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    if (*found_r)
        programme_row_of(rows, 0, row_r);
    return true;
}
