#include "auth/operator.h"

#include <stdio.h>

/* No log-in that anybody is given has brackets, and it is never active. */
static const struct sql MAKE = {
    "INSERT INTO account (id, login, kind, name, active, created_at)"
    " VALUES (?1, '(operator)', 'operator', 'Operator', 0, ?2) ON CONFLICT DO NOTHING",
};
static const struct uuid OPERATOR = {{[6] = 0x70, [8] = 0x80, [15] = 1}};

void operator_act(struct tx *tx, struct who *who_r)
{
    *who_r = (struct who){.account = OPERATOR};
    snprintf(who_r->kind, sizeof who_r->kind, "operator");
    db_send(tx->db, &MAKE, ARGS(v_uuid(&OPERATOR), v_int(tx->now)));
}
