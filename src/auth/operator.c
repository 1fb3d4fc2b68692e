#include "auth/operator.h"

static const struct sql MAKE = {
    "INSERT INTO account (id, login, kind, name, active, created_at)"
    " VALUES (?1, ?2, 'machine', 'Varde, command line', 0, ?3) ON CONFLICT DO NOTHING",
};
static const struct sql FIND = {"SELECT id FROM account WHERE login = ?1"};

/* The same in every installation: a record that moves keeps its log. */
static const struct uuid OPERATOR = {
    {0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 'v', 'a', 'r', 'd', 'e', 1}};

bool operator_entry(struct tx *tx, const char *action, struct access_entry *entry_r,
                    struct error *error)
{
    struct rows *rows;
    db_send(tx->db, &MAKE, ARGS(v_uuid(&OPERATOR), v_text(OPERATOR_LOGIN), v_int(tx->now)));
    rows = db_ask(tx->db, tx->arena, &FIND, ARGS(v_text(OPERATOR_LOGIN)));
    if (!db_settle(tx->db, error))
        return false;
    *entry_r = (struct access_entry){
        .account = row_uuid(rows, 0, 0),
        .role = role_word(ROLE_MACHINE),
        .ground = ground_word(GROUND_NONE),
        .action = action,
    };
    return true;
}
