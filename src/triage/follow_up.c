/* What one enrolment's judgement leaves behind: the outcome, the case, its trace, the event. */
#include "house.h"
#include "triage/followed.h"
#include "worklist/case_trace.h"

static const struct sql INSERT_OUTCOME = {
    "INSERT INTO outcome (patient_id, report_id, enrolment_id, number, at, zone, unconfirmed,"
    " rule_version, programme_version, limits_version, inputs, reasons)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    .gather = true,
};
static const struct sql OPEN_CASE = {
    "INSERT INTO triage_case (patient_id, id, enrolment_id, service_id, opened_at, since, zone,"
    " unconfirmed, report_id, reasons) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9)",
};
static const struct sql CHANGE_CASE = {
    "UPDATE triage_case SET since = ?3, zone = ?4, unconfirmed = ?5, report_id = ?6, reasons = ?7"
    " WHERE patient_id = ?1 AND id = ?2",
};

static struct str reasons_of(struct arena *arena, const struct triage *triage)
{
    struct reasons reasons = {.count = triage->reason_count};
    memcpy(reasons.list, triage->reasons, triage->reason_count * sizeof triage->reasons[0]);
    return reasons_print(arena, &reasons);
}

static void insert_outcome(const struct triage_input *input, const struct followed *followed,
                           const struct judged *judged, int64_t number, struct tx *tx)
{
    const struct triage *triage = &judged->whole;
    db_send(tx->db, &INSERT_OUTCOME,
            ARGS(v_uuid(&input->patient), v_uuid(&input->report), v_uuid(&followed->id),
                 v_int(number), v_int(tx->now), v_int(triage->zone), v_int(triage->unconfirmed),
                 v_int(TRIAGE_RULE_VERSION), v_int(followed->programme_version),
                 v_int(followed->limits_version), v_str(judged->inputs),
                 v_str(reasons_of(tx->arena, triage))));
}

static int64_t append_event(const struct triage_input *input, const struct followed *followed,
                            const char *kind, struct tx *tx)
{
    const struct permit_enrolment told = {
        .id = followed->id,
        .programme = followed->programme,
        .service = followed->service,
        .municipality = followed->municipality,
        .gp_office = followed->gp_office,
        .department = followed->department,
    };
    return house_tell(tx, kind, &input->patient, &told);
}

static void write_case(const struct triage_input *input, const struct followed *followed,
                       bool opened, struct tx *tx)
{
    struct value reasons = v_str(reasons_print(tx->arena, &followed->case_reasons));
    if (opened)
        db_send(tx->db, &OPEN_CASE,
                ARGS(v_uuid(&input->patient), v_uuid(&followed->case_id), v_uuid(&followed->id),
                     v_uuid(&followed->service), v_int(tx->now), v_int(followed->case_zone),
                     v_int(followed->case_unconfirmed), v_uuid(&input->report), reasons));
    else
        db_send(tx->db, &CHANGE_CASE,
                ARGS(v_uuid(&input->patient), v_uuid(&followed->case_id),
                     v_int(followed->case_since), v_int(followed->case_zone),
                     v_int(followed->case_unconfirmed), v_uuid(&input->report), reasons));
}

/* Opens a case, or takes the news into the open one. Green never closes it, and the same zone again
 * is no new alarm: `since` moves only when it gets worse. */
static void change_case(const struct triage_input *input, struct followed *followed,
                        const struct triage *work, enum realert realert, struct tx *tx)
{
    if (realert == REALERT_NOTHING || realert == REALERT_SILENT)
        return;
    if (realert == REALERT_OPEN)
        followed->case_id = house_id(tx);
    if (realert == REALERT_OPEN || realert == REALERT_WORSEN) {
        followed->case_since = tx->now;
        followed->case_unconfirmed = work->unconfirmed;
        followed->case_zone = work->zone;
    } else if (work->zone == followed->case_zone && !work->unconfirmed) {
        followed->case_unconfirmed = false;
    }
    reasons_merge(&followed->case_reasons, work->reasons, work->reason_count, ZONE_YELLOW);
    write_case(input, followed, realert == REALERT_OPEN, tx);
}

/* What the trace says of it; NULL: nothing. */
static const char *kind_of(enum realert realert)
{
    switch (realert) {
    case REALERT_OPEN:
        return "opened";
    case REALERT_WORSEN:
        return "worsened";
    case REALERT_RAISE:
        return "raised";
    case REALERT_SILENT:
        return "silenced";
    default:
        return NULL;
    }
}

static void trace(const struct triage_input *input, const struct followed *followed,
                  const struct alert *alert, int64_t number, struct tx *tx)
{
    bool silent = alert->realert == REALERT_SILENT;
    size_t count = silent ? alert->silenced_count : kind_of(alert->realert) != NULL;
    for (size_t i = 0; i < count; i++)
        case_trace(tx, &input->patient, silent ? &alert->silenced[i] : &followed->case_id, number,
                   kind_of(alert->realert), &input->account);
}

void triage_follow_up(const struct triage_input *input, struct followed *followed,
                      const struct judged *judged, const struct alert *alert, struct tx *tx,
                      struct judgement *judgement_r)
{
    bool alarms = kind_of(alert->realert) && alert->realert != REALERT_SILENT;
    *judgement_r = (struct judgement){
        .enrolment = followed->id, .programme = judged->programme, .triage = judged->whole};
    change_case(input, followed, &judged->work, alert->realert, tx);
    int64_t number = append_event(input, followed, alarms ? "case" : "report", tx);
    insert_outcome(input, followed, judged, number, tx);
    trace(input, followed, alert, number, tx);
}
