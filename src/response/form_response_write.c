#include "response/form_response_write.h"

#include "response/findings.h"

static const struct sql EARLIER = {
    "SELECT version, content, received_at, report_id FROM response WHERE key = ?1 AND patient_id = "
    "?2"
    " ORDER BY version DESC LIMIT 1",
    .gather = true,
};
static const struct sql INSERT = {
    "INSERT INTO response (patient_id, authored, key, version, report_id, programme,"
    " programme_version, form, status, authored_precision, authored_offset, received_at,"
    " account_id, identifier_system, identifier_value, content, score, findings, document, extra)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
    " ?19, ?20)",
};

/* What is farther ahead of the server's clock was answered by a wrong one. */
enum { AHEAD_ALLOWED = 5 * 60 * 1000 };
static const struct sql LATER = {
    "SELECT 1 FROM response WHERE patient_id = ?1 AND authored > ?2 AND authored <= ?3"
    " AND programme = ?4 AND form = ?5 AND status IN ('completed', 'amended') LIMIT 1",
};

bool form_response_has_later(struct tx *tx, const struct uuid *patient,
                             const struct form_response *response, bool *later_r,
                             struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &LATER,
                ARGS(v_uuid(patient), v_int(response->authored.from),
                     v_int(tx->now + AHEAD_ALLOWED), v_text(response->programme->id),
                     v_text(response->programme->forms[response->form].id)),
                &rows, error))
        return false;
    *later_r = rows_count(rows) > 0;
    return true;
}

struct rows *form_response_ask_earlier(struct tx *tx, const struct uuid *patient,
                                       const uint8_t key[16])
{
    return db_ask(tx->db, tx->arena, &EARLIER, ARGS(v_bytes(key, 16), v_uuid(patient)));
}

void form_response_insert(struct tx *tx, const struct report *report,
                          const struct received_response *received)
{
    const struct form_response *response = received->response;
    struct buf findings;
    buf_init(&findings, tx->arena, 64 + response->finding_count * 40);
    findings_print(&findings, response->findings, response->finding_count);
    db_send(tx->db, &INSERT,
            ARGS(v_uuid(&report->patient), v_int(response->authored.from),
                 v_bytes(response->key, 16), v_int(received->receipt.version), v_uuid(&report->id),
                 v_text(response->programme->id), v_int(response->programme->version),
                 v_text(response->programme->forms[response->form].id), v_str(response->status),
                 v_int(response->authored.precision), v_int(response->authored.offset),
                 v_int(tx->now), v_uuid(&report->by.account), v_str(response->identifier_system),
                 v_str(response->identifier_value), v_bytes(response->content, 16),
                 response->scored ? v_int(response->score) : v_null(), v_str(buf_slice(&findings)),
                 v_str(response->document), v_str(response->extra)));
}
