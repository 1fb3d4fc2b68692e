#include "organisation/organisation_store.h"

#define COLUMNS                                                                                    \
    "SELECT o.id, o.kind, o.name, o.number, o.phone, o.parent_id, u.name, o.party_id, p.name,"     \
    " p.kind, o.ended_at FROM organisation o JOIN organisation p ON p.id = o.party_id"             \
    " LEFT JOIN organisation u ON u.id = o.parent_id"
static const struct sql LIST = {
    COLUMNS " WHERE (o.kind = ?1 OR ?1 IS NULL) ORDER BY o.name, o.id LIMIT 2000",
};
static const struct sql FIND = {COLUMNS " WHERE o.id = ?1"};
static const struct sql LINKS = {
    "SELECT l.from_id, l.kind, l.to_id, o.name FROM organisation_link l"
    " JOIN organisation o ON o.id = l.to_id WHERE (l.from_id = ?1 OR ?1 IS NULL)"
    " ORDER BY l.from_id, l.kind, o.name, l.to_id LIMIT 10000",
};
static const struct sql LINK = {
    "INSERT INTO organisation_link (from_id, to_id, kind) VALUES (?1, ?2, ?3)"
    " ON CONFLICT DO NOTHING",
};
static const struct sql UNLINK = {
    "DELETE FROM organisation_link WHERE from_id = ?1 AND to_id = ?2"
    " AND kind IN ('serves', 'partner')",
};
static const struct sql ADD = {
    "INSERT INTO organisation (id, kind, name, number, phone, parent_id, party_id, created_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
};
static const struct sql CHANGE = {
    "UPDATE organisation SET name = ?2, number = ?3, phone = ?4, ended_at = ?5 WHERE id = ?1",
};
static const struct sql USE = {
    "SELECT (SELECT count(*) FROM role r JOIN account a ON a.id = r.account_id"
    " WHERE r.organisation_id = ?1 AND a.active = 1 AND (r.ends_at IS NULL OR r.ends_at > ?2)),"
    " (SELECT count(*) FROM enrolment e WHERE e.state NOT IN ('closed', 'rejected')"
    " AND (e.service_id = ?1 OR e.municipality_id = ?1 OR e.gp_office_id = ?1"
    " OR e.department_id = ?1)),"
    " (SELECT count(*) FROM organisation o WHERE o.parent_id = ?1 AND o.ended_at IS NULL)",
};

void organisation_of_row(const struct rows *rows, size_t row, struct organisation *to)
{
    *to = (struct organisation){
        .id = row_uuid(rows, row, 0),
        .kind = row_str(rows, row, 1),
        .name = row_str(rows, row, 2),
        .number = row_str(rows, row, 3),
        .phone = row_str(rows, row, 4),
        .parent = row_uuid(rows, row, 5),
        .parent_name = row_str(rows, row, 6),
        .party = row_uuid(rows, row, 7),
        .party_name = row_str(rows, row, 8),
        .party_kind = row_str(rows, row, 9),
        .ended_at = row_int(rows, row, 10),
    };
}

bool organisations_read(struct db *db, struct arena *arena, struct str kind, struct rows **rows_r,
                        struct error *error)
{
    return db_run(db, arena, &LIST, ARGS(v_str(kind)), rows_r, error);
}

bool organisation_find(struct db *db, struct arena *arena, const struct uuid *id, bool *found_r,
                       struct organisation *organisation_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(db, arena, &FIND, ARGS(v_uuid(id)), &rows, error))
        return false;
    *found_r = rows_count(rows) > 0;
    organisation_of_row(rows, 0, organisation_r);
    return true;
}

bool organisation_links_read(struct db *db, struct arena *arena, const struct uuid *from,
                             struct rows **rows_r, struct error *error)
{
    return db_run(db, arena, &LINKS, ARGS(v_uuid(from)), rows_r, error);
}

void organisation_link_add(struct tx *tx, const struct uuid *from, const struct uuid *to,
                           struct str kind)
{
    db_send(tx->db, &LINK, ARGS(v_uuid(from), v_uuid(to), v_str(kind)));
}

void organisation_link_remove(struct tx *tx, const struct uuid *from, const struct uuid *to)
{
    db_send(tx->db, &UNLINK, ARGS(v_uuid(from), v_uuid(to)));
}

/* Nothing is kept as NULL, and never as an empty text. */
static struct value optional(struct str text)
{
    return v_str(text.len ? text : STR_NONE);
}

void organisation_add(struct tx *tx, const struct organisation *one)
{
    db_send(tx->db, &ADD,
            ARGS(v_uuid(&one->id), v_str(one->kind), v_str(one->name), optional(one->number),
                 optional(one->phone), v_uuid(&one->parent), v_uuid(&one->party), v_int(tx->now)));
}

void organisation_change(struct tx *tx, const struct organisation *one)
{
    db_send(tx->db, &CHANGE,
            ARGS(v_uuid(&one->id), v_str(one->name), optional(one->number), optional(one->phone),
                 one->ended_at ? v_int(one->ended_at) : v_null()));
}

bool organisation_use_read(struct tx *tx, const struct uuid *id, struct organisation_use *use_r,
                           struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &USE, ARGS(v_uuid(id), v_int(tx->now)), &rows, error))
        return false;
    *use_r =
        (struct organisation_use){row_int(rows, 0, 0), row_int(rows, 0, 1), row_int(rows, 0, 2)};
    return true;
}
