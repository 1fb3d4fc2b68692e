/* Whether news opens a case, makes one worse, raises it again or stays silent (clinical/realert.h).
 *
 * What was closed is asked for only when a yellow would open a case, when an open one was last
 * dealt with only when it has stood for two days. */
#include "triage/followed.h"

/* What a trace says of alarms and of what somebody did that left the case open. */
static const struct sql TRACE = {
    "SELECT max(CASE WHEN kind IN ('opened', 'worsened', 'raised') THEN at END),"
    " max(CASE WHEN kind IN ('attempted', 'reopened') THEN at END)"
    " FROM triage_case_event WHERE patient_id = ?1 AND case_id = ?2",
};
static const struct sql CLOSED = {
    "SELECT id, closed_at, unconfirmed, reasons FROM triage_case WHERE patient_id = ?1"
    " AND enrolment_id = ?2 AND closed_at > ?3 ORDER BY closed_at DESC, id LIMIT 16",
};

static bool ask_open(const struct triage_input *input, const struct followed *followed,
                     const struct triage *work, struct tx *tx, struct realert_open *open_r,
                     struct error *error)
{
    struct rows *rows;
    const struct reasons *stands = &followed->case_reasons;
    *open_r =
        (struct realert_open){.zone = followed->case_zone,
                              .raised_at = followed->case_since,
                              .self_harm = reasons_tell_self_harm(stands->list, stands->count)};
    if (work->zone < ZONE_YELLOW || work->zone > followed->case_zone ||
        tx->now - followed->case_since < REALERT_SPAN_MS)
        return true;
    if (!db_run(tx->db, tx->arena, &TRACE,
                ARGS(v_uuid(&input->patient), v_uuid(&followed->case_id)), &rows, error))
        return false;
    if (row_int(rows, 0, 0) > open_r->raised_at)
        open_r->raised_at = row_int(rows, 0, 0);
    open_r->handled_at = row_int(rows, 0, 1);
    return true;
}

struct closed {
    size_t count;
    struct realert_closed *list;
    struct uuid *ids;
};

static bool ask_closed(const struct triage_input *input, const struct followed *followed,
                       struct tx *tx, struct closed *closed_r, struct error *error)
{
    struct rows *rows;
    if (!db_run(
            tx->db, tx->arena, &CLOSED,
            ARGS(v_uuid(&input->patient), v_uuid(&followed->id), v_int(tx->now - REALERT_SPAN_MS)),
            &rows, error))
        return false;
    closed_r->count = rows_count(rows);
    closed_r->list = arena_array(tx->arena, struct realert_closed, closed_r->count);
    closed_r->ids = arena_array(tx->arena, struct uuid, closed_r->count);
    for (size_t i = 0; i < closed_r->count; i++) {
        struct reasons *reasons = arena_new(tx->arena, struct reasons);
        reasons_parse(row_str(rows, i, 3), reasons);
        closed_r->ids[i] = row_uuid(rows, i, 0);
        closed_r->list[i] = (struct realert_closed){.closed_at = row_int(rows, i, 1),
                                                    .unconfirmed = row_int(rows, i, 2) != 0,
                                                    .reasons = reasons->list,
                                                    .reason_count = reasons->count};
    }
    return true;
}

/* Whether any of the news was closed with it. */
static bool has_cause(const struct realert_closed *closed, const struct triage *work)
{
    for (size_t i = 0; i < work->reason_count; i++)
        for (size_t k = 0; k < closed->reason_count; k++)
            if (work->reasons[i].zone >= ZONE_YELLOW &&
                reason_is_same_cause(&closed->reasons[k], &work->reasons[i]))
                return true;
    return false;
}

static void note_silenced(const struct closed *closed, const struct triage *work,
                          struct arena *arena, struct alert *alert)
{
    alert->silenced = arena_array(arena, struct uuid, closed->count);
    for (size_t i = 0; i < closed->count; i++)
        if (has_cause(&closed->list[i], work))
            alert->silenced[alert->silenced_count++] = closed->ids[i];
}

bool triage_alert(const struct triage_input *input, const struct followed *followed,
                  const struct triage *work, struct tx *tx, struct alert *alert_r,
                  struct error *error)
{
    bool is_open = !uuid_is_zero(&followed->case_id);
    struct realert_open open;
    struct closed closed = {0};
    *alert_r = (struct alert){.realert = REALERT_NOTHING};
    if (is_open && !ask_open(input, followed, work, tx, &open, error))
        return false;
    if (!is_open && work->zone == ZONE_YELLOW && !ask_closed(input, followed, tx, &closed, error))
        return false;
    /* What is no news is not in `work`; what is, is decisive. */
    const struct realert_news news = {.zone = work->zone,
                                      .unconfirmed = work->unconfirmed,
                                      .reasons = work->reasons,
                                      .reason_count = work->reason_count,
                                      .at = tx->now,
                                      .decisive = true};
    alert_r->realert = realert_decide(is_open ? &open : NULL, closed.list, closed.count, &news);
    if (alert_r->realert == REALERT_SILENT)
        note_silenced(&closed, work, tx->arena, alert_r);
    return true;
}
