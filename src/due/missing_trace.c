#include "due/missing_trace.h"

static const struct sql TRACE = {
    "INSERT INTO missing_event (patient_id, service_id, number, at, kind, due_at, missed,"
    " report_id, account_id, outcome, note)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
};

const char *missing_kind_word(enum missing_kind kind)
{
    static const char *const words[] = {
        [MISSING_MISSED] = "missed",   [MISSING_WITHDRAWN] = "withdrawn", [MISSING_MET] = "met",
        [MISSING_CLEARED] = "cleared", [MISSING_REOPENED] = "reopened",   [MISSING_MOVED] = "moved",
    };
    return words[kind];
}

void missing_trace(struct tx *tx, const struct missing_event *event)
{
    db_send(tx->db, &TRACE,
            ARGS(v_uuid(&event->patient), v_uuid(&event->service), v_int(event->number),
                 v_int(tx->now), v_text(missing_kind_word(event->kind)), v_int(event->due_at),
                 v_int(event->missed), v_uuid(&event->report), v_uuid(&event->account),
                 event->outcome ? v_text(event->outcome) : v_null(), v_str(event->note)));
}

const char *missing_outcome(struct str word)
{
    static const char *const words[] = {"contacted", "no_answer", "away", "device", "other"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(word, words[i]))
            return words[i];
    return NULL;
}
