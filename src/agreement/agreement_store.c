#include "agreement/agreement_store.h"

/* Agreements of the party ?1, one alone with ?2. */
#define OF_PARTY                                                                                   \
    "(a.id = ?2 OR ?2 IS NULL) AND (a.proposed_to = ?1 OR EXISTS (SELECT 1 FROM agreement_party m" \
    " WHERE m.agreement_id = a.id AND m.organisation_id = ?1))"

static const struct sql LIST = {
    "SELECT a.id, a.proposed_to, a.title, a.starts_at, a.ends_at FROM agreement a WHERE " OF_PARTY
    " ORDER BY a.starts_at DESC, a.id DESC LIMIT 500",
};
static const struct sql PARTIES = {
    "SELECT a.id, o.id, o.name, 0 FROM agreement a"
    " JOIN agreement_party p ON p.agreement_id = a.id"
    " JOIN organisation o ON o.id = p.organisation_id WHERE " OF_PARTY
    " UNION ALL SELECT a.id, o.id, o.name, 1 FROM agreement a"
    " JOIN organisation o ON o.id = a.proposed_to WHERE " OF_PARTY " ORDER BY 1, 4, 3 LIMIT 2000",
};
static const struct sql PROGRAMMES = {
    "SELECT a.id, ap.programme, (SELECT max(p.version) FROM programme p"
    " WHERE p.id = ap.programme AND p.approved_at IS NOT NULL) FROM agreement a"
    " JOIN agreement_programme ap ON ap.agreement_id = a.id WHERE " OF_PARTY
    " ORDER BY a.id, ap.programme LIMIT 5000",
};
static const struct sql PARTY_STANDS = {
    "SELECT 1 FROM organisation WHERE id = ?1 AND party_id = ?1 AND ended_at IS NULL"
    " AND kind IN ('municipality', 'hospital')",
};
static const struct sql PROGRAMME_STANDS = {"SELECT 1 FROM programme WHERE id = ?1 LIMIT 1"};
static const struct sql ADD = {
    "INSERT INTO agreement (id, title, starts_at, ends_at, created_at, created_by, proposed_to)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
};
static const struct sql ADD_PARTY = {
    "INSERT INTO agreement_party (organisation_id, agreement_id) VALUES (?1, ?2)"
    " ON CONFLICT DO NOTHING",
};
static const struct sql ADD_PROGRAMME = {
    "INSERT INTO agreement_programme (agreement_id, programme) VALUES (?1, ?2)"
    " ON CONFLICT DO NOTHING",
};
static const struct sql ACCEPT = {"UPDATE agreement SET proposed_to = NULL WHERE id = ?1"};
static const struct sql END = {"UPDATE agreement SET ends_at = ?2, ended_by = ?3 WHERE id = ?1"};

bool agreements_read(struct db *db, struct arena *arena, const struct uuid *party,
                     const struct uuid *one, struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &LIST, ARGS(v_uuid(party), v_uuid(one)), rows_r, error);
}

void agreement_of_row(const struct rows *rows, size_t row, struct agreement *to)
{
    *to = (struct agreement){
        .id = row_uuid(rows, row, 0),
        .proposed_to = row_uuid(rows, row, 1),
        .title = row_str(rows, row, 2),
        .starts_at = row_int(rows, row, 3),
        .ends_at = row_int(rows, row, 4),
    };
}

bool agreement_parties_read(struct db *db, struct arena *arena, const struct uuid *party,
                            const struct uuid *one, struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &PARTIES, ARGS(v_uuid(party), v_uuid(one)), rows_r, error);
}

bool agreement_programmes_read(struct db *db, struct arena *arena, const struct uuid *party,
                               const struct uuid *one, struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &PROGRAMMES, ARGS(v_uuid(party), v_uuid(one)), rows_r, error);
}

bool agreement_party_stands(struct tx *tx, const struct uuid *id, bool *stands_r,
                            struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &PARTY_STANDS, ARGS(v_uuid(id)), &rows, error))
        return false;
    *stands_r = rows_count(rows) > 0;
    return true;
}

bool agreement_programme_stands(struct tx *tx, struct str programme, bool *stands_r,
                                struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &PROGRAMME_STANDS, ARGS(v_str(programme)), &rows, error))
        return false;
    *stands_r = rows_count(rows) > 0;
    return true;
}

void agreement_add(struct tx *tx, const struct agreement *agreement, const struct uuid *by_party,
                   const struct uuid *account)
{
    db_send(tx->db, &ADD,
            ARGS(v_uuid(&agreement->id), v_str(agreement->title), v_int(agreement->starts_at),
                 agreement->ends_at ? v_int(agreement->ends_at) : v_null(), v_int(tx->now),
                 v_uuid(account), v_uuid(&agreement->proposed_to)));
    db_send(tx->db, &ADD_PARTY, ARGS(v_uuid(by_party), v_uuid(&agreement->id)));
}

void agreement_add_programme(struct tx *tx, const struct uuid *agreement, struct str programme)
{
    db_send(tx->db, &ADD_PROGRAMME, ARGS(v_uuid(agreement), v_str(programme)));
}

void agreement_accept(struct tx *tx, const struct agreement *agreement)
{
    db_send(tx->db, &ADD_PARTY, ARGS(v_uuid(&agreement->proposed_to), v_uuid(&agreement->id)));
    db_send(tx->db, &ACCEPT, ARGS(v_uuid(&agreement->id)));
}

void agreement_end(struct tx *tx, const struct uuid *agreement, int64_t ends_at,
                   const struct uuid *account)
{
    db_send(tx->db, &END, ARGS(v_uuid(agreement), v_int(ends_at), v_uuid(account)));
}
