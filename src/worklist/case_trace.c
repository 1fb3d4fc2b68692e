#include "worklist/case_trace.h"

static const struct sql TRACE_CASE = {
    "INSERT INTO triage_case_event (patient_id, case_id, number, at, kind, account_id)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
};

void case_trace(struct tx *tx, const struct uuid *patient, const struct uuid *id, int64_t number,
                const char *kind, const struct uuid *account)
{
    db_send(tx->db, &TRACE_CASE,
            ARGS(v_uuid(patient), v_uuid(id), v_int(number), v_int(tx->now), v_text(kind),
                 v_uuid(account)));
}
