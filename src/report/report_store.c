#include "report/report_store.h"

static const struct sql EARLIER = {
    "SELECT version, content, received_at, report_id FROM observation WHERE key = ?1 AND "
    "patient_id = ?2"
    " ORDER BY version DESC LIMIT 1",
    .gather = true,
};
/* What is farther ahead of the server's clock was measured by a wrong one. */
enum { AHEAD_ALLOWED = 5 * 60 * 1000 };
static const struct sql NEWEST = {
    "SELECT max(effective) FROM observation WHERE patient_id = ?1 AND parameter = ?2"
    " AND effective <= ?3",
};
static const struct sql INSERT_REPORT = {
    "INSERT INTO report (patient_id, id, source, account_id, received_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5)",
    .gather = true,
};
static const struct sql INSERT_OBSERVATION = {
    "INSERT INTO observation (patient_id, parameter, effective, key, version, panel, report_id,"
    " status, value, value_text, unit, marks, effective_precision, effective_offset, received_at,"
    " account_id, device, identifier_system, identifier_value, content, extra, conditions)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
    " ?19, ?20, ?21, ?22)",
    .gather = true,
};

static const struct sql INSERT_CORRECTION = {
    "INSERT INTO correction (patient_id, key, version, reason, account_id, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
};

struct rows *report_ask_earlier(struct tx *tx, const struct uuid *patient, const uint8_t key[16])
{
    return db_ask(tx->db, tx->arena, &EARLIER, ARGS(v_bytes(key, 16), v_uuid(patient)));
}

bool report_newest(struct tx *tx, const struct uuid *patient, enum parameter parameter,
                   int64_t *newest_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(tx->db, tx->arena, &NEWEST,
                ARGS(v_uuid(patient), v_int(parameter), v_int(tx->now + AHEAD_ALLOWED)), &rows,
                error))
        return false;
    *newest_r = row_is_null(rows, 0, 0) ? INT64_MIN : row_int(rows, 0, 0);
    return true;
}

void report_insert(struct tx *tx, const struct report *report)
{
    db_send(tx->db, &INSERT_REPORT,
            ARGS(v_uuid(&report->patient), v_uuid(&report->id), v_text(report->source),
                 v_uuid(&report->by.account), v_int(tx->now)));
}

/* What describes the whole Observation stands in its first row only. */
void report_insert_observation(struct tx *tx, const struct report *report,
                               const struct received_one *one)
{
    const struct observation *observation = one->observation;
    for (size_t i = 0; i < observation->count; i++) {
        const struct observation_value *value = &observation->values[i];
        bool first = i == 0, absent = value->measurement.marks & MARK_ABSENT;
        db_send(
            tx->db, &INSERT_OBSERVATION,
            ARGS(v_uuid(&report->patient), v_int(value->measurement.parameter),
                 v_int(observation->effective.from), v_bytes(observation->key, 16),
                 v_int(one->receipt.version), v_int(observation->panel), v_uuid(&report->id),
                 v_str(observation->status), absent ? v_null() : v_int(value->measurement.value),
                 v_str(value->text), v_str(value->unit), v_int(value->measurement.marks),
                 v_int(observation->effective.precision), v_int(observation->effective.offset),
                 v_int(tx->now), v_uuid(&report->by.account), v_str(observation->device),
                 first ? v_str(observation->identifier_system) : v_null(),
                 first ? v_str(observation->identifier_value) : v_null(),
                 v_bytes(observation->content, 16), first ? v_str(observation->extra) : v_null(),
                 v_int(value->measurement.conditions)));
    }
}

void report_insert_correction(struct tx *tx, const struct report *report,
                              const struct received_one *one, struct str reason)
{
    db_send(tx->db, &INSERT_CORRECTION,
            ARGS(v_uuid(&report->patient), v_bytes(one->observation->key, 16),
                 v_int(one->receipt.version), v_str(reason), v_uuid(&report->by.account),
                 v_int(tx->now)));
}
